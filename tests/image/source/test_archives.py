"""Images in files: every form that tools write, found without being told which it is."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from dockerlint.image.source import Access, open_images
from dockerlint.image.values import ImageError, Limits, Platform
from tests.image.source.made import (
    Blobs,
    Json,
    as_json,
    config_of,
    content,
    digest_of,
    layers_of,
    layout_of,
    opened,
    saved_of,
    tar_of,
    told,
    write_files,
)

ONE = tar_of({"etc/one": b"1" * 700})
TWO = tar_of({"etc/two": b"2"})
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 1),
    "zstd": zstandard.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
}


def of_two_platforms() -> tuple[Blobs, Json]:
    blobs = Blobs()
    amd = blobs.image(ONE, platform={"os": "linux", "architecture": "amd64"})
    arm = blobs.image(
        ONE, TWO, architecture="arm64", platform={"os": "linux", "architecture": "arm64", "variant": "v8"}
    )
    statement = {"predicateType": "https://slsa.dev/provenance/v0.2", "predicate": {"of": "amd"}}
    provenance = blobs.statement(str(amd["digest"]), statement, "https://slsa.dev/provenance/v0.2")
    return blobs, blobs.index(amd, arm, provenance)


def test_an_old_docker_archive_has_its_images_with_shared_layers_by_links(tmp_path: Path) -> None:
    files, links = saved_of(("app:1", (ONE, TWO)), ("app:2", (ONE,)))
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of(files, links))
    first, second = opened(path)
    assert first.name == f"{path} (app:1)"
    assert first.platform == Platform("linux", "amd64")
    assert first.digest == digest_of(config_of(ONE, TWO))
    assert first.config == config_of(ONE, TWO)
    assert [entry.created_by for entry in first.history] == ["step 0", "step 1", "CMD x"]
    assert [entry.is_empty for entry in first.history] == [False, False, True]
    assert [layer.diff_id for layer in first.layers] == [digest_of(ONE), digest_of(TWO)]
    assert [document.what for document in first.documents] == [
        "manifest", "configuration", "repositories", "layer configuration", "layer configuration",
    ]  # fmt: skip
    assert b'"app:1 1"' in first.documents[-1].data
    assert first.gaps == second.gaps == ()
    assert layers_of(path) == [[ONE, TWO], [ONE]]


@pytest.mark.parametrize("tag", ["app:2", "2", "registry.example/app:2", "@1"])
def test_one_image_of_an_archive_is_chosen_by_its_tag_or_place(tmp_path: Path, tag: str) -> None:
    files, links = saved_of(("registry.example/app:1", (ONE,)), ("registry.example/app:2", (TWO,)))
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of(files, links))
    assert layers_of(f"{path}:{tag}") == layers_of(f"docker-archive:{path}:{tag}") == [[TWO]]


def test_a_tag_that_an_archive_does_not_have_is_told_with_those_that_it_has(tmp_path: Path) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of(*saved_of(("app:1", (ONE,)))))
    with pytest.raises(ImageError, match=r"has no image app:9; it has app:1$"):
        opened(f"{path}:app:9")


def test_without_tags_an_image_is_called_as_the_user_calls_it(tmp_path: Path) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of(*saved_of(("", (ONE,)))))
    assert [image.name for image in opened(path)] == [str(path)]


@pytest.mark.parametrize("form", PACKERS)
def test_an_archive_that_is_compressed_as_a_whole_is_read_where_it_lies(tmp_path: Path, form: str) -> None:
    big = tar_of({"etc/big": bytes(range(256)) * 10_000})
    files, links = saved_of(("app:1", (ONE, big, TWO)), ("app:2", (big, ONE)))
    path = tmp_path / "app"
    path.write_bytes(PACKERS[form](tar_of(files, links)))
    assert layers_of(path) == [[ONE, big, TWO], [big, ONE]]
    with open_images(str(path), Access()) as images:
        image = next(images)
        last, first = image.layers[2].blob, image.layers[0].blob
        assert content(image, last) == TWO
        assert content(image, first) == ONE  # further to the front
        store = pickle.loads(pickle.dumps(image.store))
        with store.open(first) as one, store.open(last) as two:  # at the same time
            assert (one.read(100), two.read(100)) == (ONE[:100], TWO[:100])
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("form", PACKERS)
def test_a_compressed_archive_that_is_cut_short_is_an_error(tmp_path: Path, form: str) -> None:
    noise = b"".join(digest_of(str(number).encode()).encode() for number in range(20_000))
    data = PACKERS[form](tar_of(*saved_of(("app:1", (tar_of({"noise": noise}),)))))
    path = tmp_path / "app"
    path.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(ImageError, match="damaged"):
        opened(path)


def test_an_archive_that_grows_beyond_measure_is_an_error_in_little_time(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tar.gz"
    files, links = saved_of(("app:1", (tar_of({"zeros": bytes(20 << 20)}),)))
    path.write_bytes(gzip.compress(tar_of(files, links), 9))
    with pytest.raises(ImageError, match=r"grows more than 100 times as it is decompressed \(--max-ratio\)"):
        opened(path, access=Access(limits=Limits(ratio=100, free=1 << 20)))


def test_a_layout_is_read_as_folder_and_as_tar(tmp_path: Path) -> None:
    blobs, index = of_two_platforms()
    files = layout_of(blobs, index)
    folder = write_files(tmp_path / "layout", files)
    archive = tmp_path / "layout.tar"
    archive.write_bytes(tar_of(files))
    for reference in (folder, f"oci:{folder}", archive, f"oci-archive:{archive}"):
        amd, arm = opened(reference)
        assert [str(amd.platform), str(arm.platform)] == ["linux/amd64", "linux/arm64/v8"]
        assert [document.what for document in amd.documents] == [
            "index", "index", "manifest", "configuration",
            "attestation manifest", "attestation configuration", "provenance",
        ]  # fmt: skip
        assert json.loads(amd.documents[-1].data)["predicate"] == {"of": "amd"}
        assert [document.what for document in arm.documents] == ["index", "index", "manifest", "configuration"]
        assert amd.gaps == arm.gaps == ()
        assert {amd.name, arm.name} == {str(reference)}
        assert layers_of(reference) == [[ONE], [ONE, TWO]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("linux/arm64", ["linux/arm64/v8"]),
        ("linux/arm64/v8", ["linux/arm64/v8"]),
        ("aarch64", ["linux/arm64/v8"]),
        ("LINUX/x86_64", ["linux/amd64"]),
        ("linux", ["linux/amd64", "linux/arm64/v8"]),
    ],
)
def test_a_platform_narrows(tmp_path: Path, wanted: str, found: list[str]) -> None:
    blobs, index = of_two_platforms()
    folder = write_files(tmp_path / "layout", layout_of(blobs, index))
    assert [str(image.platform) for image in opened(folder, wanted)] == found


def test_a_platform_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    blobs, index = of_two_platforms()
    folder = write_files(tmp_path / "layout", layout_of(blobs, index))
    with pytest.raises(ImageError, match=r"no image for linux/s390x; it has linux/amd64, linux/arm64/v8, unknown/unk"):
        opened(folder, "linux/s390x")


def test_an_image_with_two_names_is_one_and_several_have_theirs(tmp_path: Path) -> None:
    blobs = Blobs()
    one, two = blobs.image(ONE), blobs.image(TWO)
    name = "org.opencontainers.image.ref.name"
    roots: list[Json] = [
        {**one, "annotations": {"io.containerd.image.name": "docker.io/library/app:1", name: "1"}},
        {**one, "annotations": {"io.containerd.image.name": "docker.io/library/app:latest", name: "latest"}},
        {**two, "annotations": {name: "two"}},
    ]
    folder = write_files(tmp_path / "layout", layout_of(blobs, *roots))
    assert [image.name for image in opened(folder)] == [f"{folder} (docker.io/library/app:1)", f"{folder} (two)"]
    assert layers_of(f"{folder}:two") == layers_of(f"oci:{folder}:two") == [[TWO]]
    assert layers_of(f"{folder}:app") == layers_of(f"{folder}:app:1") == [[ONE]]
    assert layers_of(f"{folder}:{two['digest']}") == [[TWO]]


def test_docker_save_since_25_is_read_by_its_index_without_what_it_left_out(tmp_path: Path) -> None:
    blobs, index = of_two_platforms()
    arm = json.loads(blobs.data[str(index["digest"])])["manifests"][1]
    missing = json.loads(blobs.data[arm["digest"]])["config"]["digest"]
    del blobs.data[arm["digest"]], blobs.data[missing]
    config = config_of(ONE)
    item = {
        "Config": f"blobs/sha256/{digest_of(config)[7:]}",
        "RepoTags": ["app:1"],
        "Layers": [f"blobs/sha256/{digest_of(ONE)[7:]}"],
    }
    files = {**layout_of(blobs, index), "manifest.json": as_json([item])}
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of(files))
    images = opened(path)
    assert [(str(image.platform), image.gaps) for image in images] == [("linux/amd64", ())]
    assert [document.what for document in images[0].documents][-1] == "provenance"
    del files["manifest.json"]  # nothing says any more that it was left out
    path.write_bytes(tar_of(files))
    assert [len(image.gaps) for image in opened(path)] == [0, 1]


def test_an_image_that_only_manifest_json_tells_of_is_not_missed(tmp_path: Path) -> None:
    blobs = Blobs()
    clean = blobs.image(ONE)
    blobs.image(TWO)
    config = config_of(TWO)
    item = {
        "Config": f"blobs/sha256/{digest_of(config)[7:]}",
        "RepoTags": ["app:1"],
        "Layers": [f"blobs/sha256/{digest_of(TWO)[7:]}"],
    }
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of({**layout_of(blobs, clean), "manifest.json": as_json([item])}))
    assert layers_of(path) == [[ONE], [TWO]]


def test_what_skopeo_keeps_in_a_folder_is_read(tmp_path: Path) -> None:
    blobs = Blobs()
    manifest = blobs.image(ONE, packed=True)
    files = {digest[7:]: data for digest, data in blobs.data.items()}
    files["manifest.json"] = files.pop(str(manifest["digest"])[7:])
    files["version"] = b"Directory Transport Version: 1.1\n"
    folder = write_files(tmp_path / "directory", files)
    assert layers_of(folder) == layers_of(f"dir:{folder}") == [[gzip.compress(ONE, 1, mtime=0)]]
    assert [image.digest for image in opened(folder)] == [manifest["digest"]]


def test_stores_of_files_can_be_pickled(tmp_path: Path) -> None:
    blobs, index = of_two_platforms()
    files = layout_of(blobs, index)
    archive = tmp_path / "layout.tar"
    archive.write_bytes(tar_of(files))
    for reference in (write_files(tmp_path / "layout", files), archive):
        image = opened(reference)[0]
        copy = pickle.loads(pickle.dumps(image))
        assert content(copy, copy.layers[0].blob) == ONE


def test_cosign_s_tags_in_a_layout_go_with_the_image_that_they_name(tmp_path: Path) -> None:
    import base64

    blobs = Blobs()
    image = blobs.image(ONE)
    statement = as_json({"predicateType": "https://slsa.dev/provenance/v1", "predicate": {"by": "cosign"}})
    envelope = as_json({"payloadType": "x", "payload": base64.b64encode(statement).decode(), "signatures": []})
    manifest = {
        "schemaVersion": 2,
        "config": blobs.add(config_of(), "application/vnd.oci.image.config.v1+json"),
        "layers": [blobs.add(envelope, "application/vnd.dsse.envelope.v1+json")],
    }
    name = "org.opencontainers.image.ref.name"
    tag = f"{str(image['digest']).replace(':', '-')}.att"
    attached = blobs.add(as_json(manifest), "application/vnd.oci.image.manifest.v1+json", annotations={name: tag})
    folder = write_files(tmp_path / "layout", layout_of(blobs, image, attached))
    (found,) = opened(folder)
    assert [document.what for document in found.documents] == [
        "index", "manifest", "configuration",
        "attestation manifest", "attestation configuration", "attestation", "provenance",
    ]  # fmt: skip
    assert found.documents[-1].data == statement


def test_what_refers_to_an_image_in_a_layout_goes_with_it(tmp_path: Path) -> None:
    blobs = Blobs()
    image = blobs.image(ONE)
    manifest = {
        "schemaVersion": 2,
        "artifactType": "application/spdx+json",
        "config": {**blobs.add(b"{}", "application/vnd.oci.empty.v1+json")},
        "layers": [blobs.add(b'{"spdxVersion":"SPDX-2.3"}', "application/spdx+json")],
        "subject": image,
    }
    other = blobs.add(as_json(manifest), "application/vnd.oci.image.manifest.v1+json")
    folder = write_files(tmp_path / "layout", layout_of(blobs, image, other))
    (found,) = opened(folder)
    assert told(found)[-2:] == [("attestation manifest", str(other["digest"])[:11]), ("SBOM", told(found)[-1][1])]


def test_an_attestation_of_something_that_is_not_there_is_not_lost(tmp_path: Path) -> None:
    blobs = Blobs()
    stray = blobs.statement("sha256:" + "ab" * 32, {"predicate": 1}, "https://slsa.dev/provenance/v1")
    index = blobs.index(blobs.image(ONE), stray)
    folder = write_files(tmp_path / "layout", layout_of(blobs, index))
    (found,) = opened(folder)
    assert told(found)[-1][0] == "provenance"
