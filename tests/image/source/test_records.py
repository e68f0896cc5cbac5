"""Build records are opened, and what they tell of a build is searched."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.image.scan import Options, Scanner
from dockerlint.image.source.records import RECORD, log_text
from dockerlint.rules import load_rules
from tests.image.source.made import IN_TOTO, MANIFEST, Blobs, Json, as_json, layout_of, opened, tar_of, told
from tests.image.tokens import github_token

DOCKERFILE = "FROM alpine\nARG TOKEN\nLABEL token=$TOKEN\n"


def field(number: int, value: bytes | str) -> bytes:
    """A text or a message in a message of Protocol Buffers."""
    data = value.encode() if isinstance(value, str) else value
    size, head = len(data), bytes([number << 3 | 2])
    while size > 127:
        head += bytes([size & 127 | 128])
        size >>= 7
    return head + bytes([size]) + data


def log_of(*messages: bytes) -> bytes:
    return b"".join(len(each).to_bytes(4, "little") + each for each in messages)


def vertex(digest: str, name: str) -> bytes:
    return field(1, field(1, digest) + field(3, name))


def output(digest: str, text: bytes) -> bytes:
    return field(3, field(1, digest) + field(2, b"\x08\x01") + b"\x18\x01" + field(4, text))


def record_of(blobs: Blobs, log: bytes, arguments: Json, result: Json | None = None) -> Json:
    """A record as buildx exports it; the descriptor of its manifest."""
    about = {"Ref": "abc", "FrontendAttrs": {f"build-arg:{name}": value for name, value in arguments.items()}}
    provenance = {
        "buildType": "https://mobyproject.org/buildkit@v1",
        "invocation": {"parameters": {"args": about["FrontendAttrs"]}},
        "metadata": {
            "https://mobyproject.org/buildkit@v1#metadata": {
                "source": {
                    "infos": [{"filename": "Dockerfile", "data": base64.b64encode(DOCKERFILE.encode()).decode()}]
                }
            }
        },
    }
    layers = [
        blobs.add(log, "application/vnd.buildkit.status.v0"),
        blobs.add(
            as_json(provenance), IN_TOTO, annotations={"in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2"}
        ),
    ]
    if result is not None:
        kind = "application/vnd.docker.container.image.v1+json"
        layers.append(
            blobs.add(as_json(result), "application/json", annotations={"vnd.export-build.descriptor.mediatype": kind})
        )
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": blobs.add(as_json(about), RECORD),
        "layers": layers,
    }
    return blobs.add(as_json(manifest), MANIFEST)


def write(path: Path, blobs: Blobs, root: Json) -> Path:
    path.write_bytes(gzip.compress(tar_of(layout_of(blobs, root)), 1))
    return path


RESULT: Json = {
    "os": "linux",
    "architecture": "arm64",
    "config": {"Labels": {"token": github_token(1)}},
    "history": [
        {"created_by": "COPY busybox-root/ / # buildkit"},
        {"created_by": "ARG TOKEN", "comment": "buildkit.dockerfile.v0", "empty_layer": True},
        {"created_by": "LABEL token=" + github_token(1), "comment": "buildkit.dockerfile.v0", "empty_layer": True},
    ],
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "1" * 64]},
}


def test_a_record_is_an_image_without_layers(tmp_path: Path) -> None:
    blobs = Blobs()
    root = record_of(blobs, log_of(vertex("a", "[1/2] FROM alpine")), {}, RESULT)
    (image,) = opened(write(tmp_path / "a.dockerbuild", blobs, root))
    assert [what for what, _ in told(image)] == [
        "index", "manifest", "build record", "build log", "provenance", "configuration",
    ]  # fmt: skip
    assert (image.layers, image.gaps, str(image.platform)) == ((), (), "linux/arm64")
    assert len(image.history) == 3


def test_what_a_record_tells_is_found_with_its_line(tmp_path: Path) -> None:
    blobs = Blobs()
    one, two, three = github_token(1), github_token(2), github_token(3)
    log = log_of(
        vertex("a", f"[2/2] RUN curl -H 'Authorization: token {two}' https://h.io"),
        output("a", b"logged in with " + three[:17].encode()) + output("b", b"other"),
        output("a", three[17:].encode() + b"\n"),
    )
    path = write(tmp_path / "a.dockerbuild", blobs, record_of(blobs, log, {"TOKEN": one}, RESULT))
    scan = Scanner(load_rules(), Options()).scan(str(path))
    findings = {
        each.built.fingerprint: (each, result) for result in scan.results for each in result.findings if each.built
    }
    places = sorted(
        sorted({str(place.state) for place in each.built.places}) for each, _ in findings.values() if each.built
    )
    assert places == [["attestation"], ["attestation"], ["attestation", "configuration", "history"]]
    assert not any(result.failures for result in scan.results)
    (lined,) = [
        result.source.position(each.span.start).line
        for each, result in findings.values()
        if "from provenance" in result.source.path
    ]
    assert lined == 3


def test_several_records_of_one_file_are_several_images(tmp_path: Path) -> None:
    blobs = Blobs()
    roots = [record_of(blobs, log_of(vertex("a", name)), {}) for name in ("one", "two")]
    assert len(opened(write(tmp_path / "a.dockerbuild", blobs, blobs.index(*roots)))) == 2


def test_a_part_of_a_record_that_is_missing_is_told(tmp_path: Path) -> None:
    blobs = Blobs()
    root = record_of(blobs, log_of(vertex("a", "gone")), {})
    blobs.data = {digest: data for digest, data in blobs.data.items() if b"gone" not in data}
    (image,) = opened(write(tmp_path / "a.dockerbuild", blobs, root))
    assert [gap.where.partition(" of ")[0] for gap in image.gaps] == ["build log"]


@pytest.mark.parametrize("cut", [0, 1, 3, 5, 9])
def test_a_log_that_is_cut_is_read_as_far_as_it_goes(cut: int) -> None:
    whole = log_of(vertex("a", "first"))
    assert log_text(whole + log_of(vertex("b", "second"))[:cut]).startswith(b"first")


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_are_a_log(messages: list[bytes]) -> None:
    assert isinstance(log_text(log_of(*messages)), bytes)
    assert isinstance(log_text(b"".join(messages)), bytes)
