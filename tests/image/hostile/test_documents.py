"""Manifests, indexes, configurations and attestations, changed at random: an error or a gap, never a defect.

Also the names in them, through every format of report.
"""

from __future__ import annotations

import copy
import json
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dockerlint.report.formats import FOR_PROGRAMS, TEXT
from tests.image.acceptance.tar import file, tar
from tests.image.hostile.running import scan_bounded, scan_here
from tests.image.hostile.samples import (
    CONFIG,
    FIRST,
    LAYER,
    MANIFEST,
    Json,
    Layout,
    configuration,
    digest_of,
    dumped,
    saved,
    two_layers,
)

_LITTLE = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
_KEYS = (
    "config layers manifests mediaType digest size platform os architecture annotations history created_by rootfs"
    " diff_ids Env Labels Cmd empty_layer schemaVersion subject artifactType urls Config Layers RepoTags author"
).split()
_TEXTS = st.one_of(
    st.sampled_from(["", "sha256:" + "0" * 64, "../../etc/passwd", "\x1b[2J", "\0", "a" * 10_000, "\ud800", MANIFEST]),
    st.text(max_size=12),
)
_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), _TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(st.sampled_from(_KEYS), _TEXTS), inner, max_size=4)
    ),
    max_leaves=8,
)
_CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.sampled_from(["replace", "remove", "add", "twice"]), _VALUES), max_size=3
)
_WHICH = st.sampled_from(["config", "manifest", "index", "top", "statement", "record"])
_FORMAT = st.sampled_from([name for name in (TEXT, *FOR_PROGRAMS) if name != "json"])


def changed(document: object, changes: list[tuple[int, str, object]]) -> object:
    """A copy of ``document`` with something else at places that numbers choose."""
    found = copy.deepcopy(document)
    for number, action, value in changes:
        places = list(_places(found))
        if not places:
            return value
        holder, key = places[number % len(places)]
        if action == "remove":
            del holder[key]
        elif action == "replace":
            holder[key] = value
        elif isinstance(holder, dict):
            holder[_KEYS[number % len(_KEYS)]] = value
        else:
            holder.insert(0, copy.deepcopy(holder[key]) if action == "twice" else value)
    return found


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


def written(document: object) -> bytes:
    return json.dumps(document).encode("utf-8", "surrogatepass")


def scan_all_ways(path: Path, form: str) -> None:
    """In the format for programs, and in another; each is a whole report, or it is told why there is none."""
    found = scan_here(path)
    if found.output:
        json.loads(found.output)
    scan_here(path, "--format", form)


@_LITTLE
@given(listed=_CHANGES, config=_CHANGES, form=_FORMAT)
def test_what_docker_save_writes(
    tmp_path_factory: pytest.TempPathFactory, listed: list[tuple[int, str, object]],
    config: list[tuple[int, str, object]], form: str,
) -> None:  # fmt: skip
    layers = two_layers()
    manifest = [{"Config": "c.json", "RepoTags": ["app:1"], "Layers": ["0/layer.tar", "1/layer.tar"]}]
    described = configuration([digest_of(layer) for layer in layers])
    path = tmp_path_factory.mktemp("saved") / "app.tar"
    path.write_bytes(
        tar(
            *(file(f"{number}/layer.tar", layer) for number, layer in enumerate(layers)),
            file("c.json", written(changed(described, config))),
            file("manifest.json", written(changed(manifest, listed))),
        )
    )
    scan_all_ways(path, form)


PROVENANCE: Json = {
    "predicateType": "https://slsa.dev/provenance/v0.2",
    "predicate": {
        "invocation": {"parameters": {"args": {"build-arg:A": "b", "vcs:source": "https://h.io/a.git"}}},
        "metadata": {
            "https://mobyproject.org/buildkit@v1#metadata": {
                "source": {
                    "infos": [{"filename": "Dockerfile", "data": "RlJPTSBhCkNPUFkgLiAvCg=="}],
                    "locations": {"step0": {"locations": [{"ranges": [{"start": {"line": 2}, "end": {"line": 2}}]}]}},
                },
                "layers": {"step0:0": [[{"digest": digest_of(two_layers()[0]), "size": 1}]]},
            }
        },
    },
}


@_LITTLE
@given(
    which=st.sampled_from(["config", "manifest", "index", "top", "statement", "record"]), changes=_CHANGES, form=_FORMAT
)
@example("index", [(0, "replace", [])], "text")
def test_layouts_with_attestations(
    tmp_path_factory: pytest.TempPathFactory, which: str, changes: list[tuple[int, str, object]], form: str
) -> None:
    layout = Layout(tmp_path_factory.mktemp("layout") / "oci")
    layers = two_layers()

    def maybe(name: str, document: object) -> bytes:
        return written(changed(document, changes) if name == which else document)

    config = layout.blob(maybe("config", configuration([digest_of(layer) for layer in layers])), CONFIG)
    manifest: Json = {
        "schemaVersion": 2, "mediaType": MANIFEST, "config": config,
        "layers": [layout.blob(layer, LAYER, annotations={"a": "b"}) for layer in layers],
        "annotations": {"org.opencontainers.image.source": "https://h.io/a"},
    }  # fmt: skip
    image = layout.blob(maybe("manifest", manifest), MANIFEST, platform={"os": "linux", "architecture": "amd64"})
    kind = {"in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2"}
    statement = layout.blob(maybe("statement", PROVENANCE), "application/vnd.in-toto+json", annotations=kind)
    about = {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image["digest"]}
    attestation: Json = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [statement]}
    record: Json = {
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": layout.blob(b'{"FrontendAttrs": {"build-arg:A": "b"}}', "application/vnd.buildkit.historyrecord.v0"),
        "layers": [layout.blob(b"\1\0\0\0\n", "application/vnd.buildkit.status.v0"), statement],
    }  # fmt: skip
    children = [image, layout.blob(written(attestation), MANIFEST, annotations=about)]
    children.append(layout.blob(maybe("record", record), MANIFEST))
    index = layout.blob(
        maybe("index", {"schemaVersion": 2, "manifests": children}), "application/vnd.oci.image.index.v1+json"
    )
    (layout.path / "index.json").write_bytes(maybe("top", {"schemaVersion": 2, "manifests": [index]}))
    scan_all_ways(layout.path, form)


@given(st.lists(st.binary(max_size=40), max_size=3))
@settings(max_examples=40)
def test_documents_that_are_no_json(parts: list[bytes]) -> None:
    whole = dumped({"schemaVersion": 2, "manifests": []})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "app.tar"
        for data in (b"".join(parts), whole[:-1] + b"".join(parts), b"[" * 5_000 + b"".join(parts)):
            path.write_bytes(saved(listed=data, config=data))
            scan_here(path)


def exploding(layout: Layout, width: int, depth: int) -> Json:
    """An index of indexes, each named ``width`` times under other platforms, ``depth`` deep."""
    node = layout.image()
    for level in range(depth):
        node = layout.blob(
            dumped({
                "schemaVersion": 2,
                "manifests": [
                    {**node, "platform": {"os": "linux", "architecture": f"a{number}", "variant": str(level)}}
                    for number in range(width)
                ],
            }),
            "application/vnd.oci.image.index.v1+json",
        )  # fmt: skip
    return node


@pytest.mark.parametrize(("width", "depth"), [(1_000, 6), (2, 30), (4_000, 2)])
def test_indexes_that_multiply_end_soon(tmp_path: Path, width: int, depth: int) -> None:
    layout = Layout(tmp_path / "oci")
    found = scan_bounded(layout.top(exploding(layout, width, depth)), seconds=20)
    assert found.has_both or found.status == 3


def test_many_different_manifests_end_soon(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "oci")
    image = layout.image()
    blob = (layout.path / "blobs" / "sha256" / str(image["digest"])[7:]).read_bytes()
    roots = [layout.blob(blob + b" " * number, MANIFEST) for number in range(3_000)]
    found = scan_bounded(layout.top(*roots), seconds=30)
    assert found.status == 3
    assert "more than 1024 manifests" in found.errors


@pytest.mark.parametrize("filler", ["{}", '"a"', "[[[[]]]]", '"\\u0000"'])
def test_a_manifest_of_a_hundred_megabytes_is_told(tmp_path: Path, filler: str) -> None:
    path = tmp_path / "app.tar"
    data = b"[" + (filler + ",").encode() * (100_000_000 // (len(filler) + 1)) + b"1]"
    path.write_bytes(saved(listed=data))
    found = scan_bounded(path, seconds=10)
    assert found.status == 3
    assert "--max-document" in found.errors


def test_an_index_within_the_limit_that_would_fill_memory_is_told(tmp_path: Path) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(saved(listed=b"[" + b"[]," * 8_000_000 + b"1]"))
    found = scan_bounded(path, seconds=10)
    assert found.status == 3
    assert "values" in found.errors


NAMES = {
    "control": "a\x1b[31m\r\b\0\x9b\u202e\u2028\u2029\ufeff",
    "long": "n" * 10_000,
    "markup": "<script>|`]]>--!>%0A::error::\n# x | y\n",
    "surrogate": "\udc80\udcff",
}


@pytest.mark.parametrize("form", [TEXT, *FOR_PROGRAMS])
@pytest.mark.parametrize("name", NAMES)
def test_names_reach_no_report_as_anything_but_text(tmp_path: Path, form: str, name: str) -> None:
    text = NAMES[name].replace("\0", "") if name != "surrogate" else NAMES[name]
    raw = text.encode("utf-8", "surrogateescape")
    layer = tar(file(b"d/" + raw.replace(b"/", b"_"), f"token = {FIRST}\n".encode()))
    described: Json = {**configuration([digest_of(layer)]), "author": text, "config": {"Labels": {text: FIRST}}}
    described["history"] = [{"created_by": f"COPY {text} /", "comment": text}]
    path = tmp_path / "app.tar"
    manifest = [{"Config": "c.json", "RepoTags": [f"app:{text}"], "Layers": ["layer.tar"]}]
    path.write_bytes(
        tar(file("layer.tar", layer), file("c.json", written(described)), file("manifest.json", written(manifest)))
    )
    found = scan_here(path, "--format", form, "--verbose")
    assert found.status in (1, 3)
    assert "FIRST" not in found.output
    for line in found.output.split("\n"):
        assert not any(ord(sign) < 32 and sign != "\t" for sign in line), repr(line[:300])
        assert not any(sign in line for sign in "\x9b\u202e"), repr(line[:300])


@pytest.mark.parametrize("reference", ["pipe", "/dev/zero", "/dev/null", "unreadable", "folder-of-pipes", "socket", ""])
def test_what_is_no_file_is_an_error_at_once(tmp_path: Path, reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(reference) if reference.startswith("/") else tmp_path / (reference or "nothing")
    if reference == "pipe":
        os.mkfifo(path)
    elif reference == "unreadable":
        path.write_bytes(saved())
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("nothing is unreadable for this user")
    elif reference == "folder-of-pipes":
        path.mkdir()
        for name in ("index.json", "oci-layout", "manifest.json", "version"):
            os.mkfifo(path / name)
    elif reference == "socket":
        monkeypatch.chdir(tmp_path)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket")
    found = scan_bounded(path, seconds=10)
    assert found.status in (2, 3) or (reference == "folder-of-pipes" and found.status == 0)
    assert found.errors or found.status == 0


_FAR = (2 << 30) + (1 << 20)


def test_a_sparse_file_of_more_than_two_gigabytes_is_read_to_its_end(tmp_path: Path) -> None:
    """In a root file system, as a tar of that size would take the disk."""
    folder = tmp_path / "root"
    folder.mkdir()
    with open(folder / "disk.img", "wb") as image:
        image.seek(_FAR)
        image.write(f"\ntoken = {FIRST}\n".encode())
    found = scan_bounded(f"rootfs:{folder}", seconds=120)
    assert found.status == 1
    (finding,) = json.loads(found.output)["findings"]
    assert finding["image"]["places"][0]["offset"] == _FAR + 9
