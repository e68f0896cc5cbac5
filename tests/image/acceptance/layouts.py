"""The acceptance image in every form in which images come: docker save old and new, OCI as folder and as tar."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

from tests.image.acceptance.attestations import SPDX, V02, V1, provenance_v02, provenance_v1, sbom, statement
from tests.image.acceptance.credentials import github
from tests.image.acceptance.image import Acceptance, PlatformImage
from tests.image.acceptance.tar import BLOCK, Pieces, folder, header

Json = dict[str, object]
Compress = Callable[[Pieces], Iterator[bytes]]
_LARGE = 64 << 10  # bytes of a piece that is worth remembering
_NAME = "org.opencontainers.image.ref.name"


def plain(pieces: Pieces) -> Iterator[bytes]:
    yield from pieces


def _joined(pieces: Pieces) -> Iterator[bytes]:
    """``pieces``, small ones put together."""
    small: list[bytes] = []
    for piece in pieces:
        if len(piece) < _LARGE:
            small.append(piece)
            continue
        yield b"".join(small)
        small = []
        yield piece
    yield b"".join(small)


def gzip(pieces: Pieces) -> Iterator[bytes]:
    """One gzip stream; a piece that comes again is compressed once, since each ends at a full flush."""
    yield b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    known: dict[bytes, bytes] = {}
    check = size = 0
    for piece in _joined(pieces):
        check = zlib.crc32(piece, check)
        size += len(piece)
        if piece not in known:
            squeezer = zlib.compressobj(1, zlib.DEFLATED, -15)
            known[piece] = squeezer.compress(piece) + squeezer.flush(zlib.Z_FULL_FLUSH)
        yield known[piece]
    yield b"\x03\0" + struct.pack("<II", check, size & 0xFFFFFFFF)


def gzip_members(pieces: Pieces) -> Iterator[bytes]:
    """A gzip member for each piece and a last empty one, as eStargz has one for each file."""
    for piece in (*_joined(pieces), b""):
        squeezer = zlib.compressobj(1, zlib.DEFLATED, 31)
        yield squeezer.compress(piece) + squeezer.flush()


def zstd(pieces: Pieces) -> Iterator[bytes]:
    squeezer = zstandard.ZstdCompressor(level=1).compressobj()
    for piece in _joined(pieces):
        yield squeezer.compress(piece)
    yield squeezer.flush()


def zstd_frames(pieces: Pieces) -> Iterator[bytes]:
    """A frame for each piece with skippable frames between them, as zstd:chunked has."""
    squeezer = zstandard.ZstdCompressor(level=1)
    for piece in _joined(pieces):
        yield squeezer.compress(piece)
        yield b"\x50\x2a\x4d\x18\x08\0\0\0skipped."


MEDIA: dict[Compress, str] = {plain: "", gzip: "+gzip", gzip_members: "+gzip", zstd: "+zstd", zstd_frames: "+zstd"}


class Layout:
    """An OCI layout in ``folder``."""

    def __init__(self, target: Path, compress: Compress) -> None:
        self.folder = target
        self._compress = compress
        self._known: dict[str, Json] = {}
        (target / "blobs" / "sha256").mkdir(parents=True)
        (target / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def blob(self, data: bytes, media_type: str) -> Json:
        digest = hashlib.sha256(data).hexdigest()
        (self.folder / "blobs" / "sha256" / digest).write_bytes(data)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}

    def layer(self, diff_id: str, pieces: Pieces) -> Json:
        if diff_id not in self._known:
            digest = hashlib.sha256()
            size = 0
            path = self.folder / "blobs" / "sha256" / "new"
            with path.open("wb") as out:
                for part in self._compress(pieces):
                    digest.update(part)
                    size += out.write(part)
            os.rename(path, path.with_name(digest.hexdigest()))
            media = f"application/vnd.oci.image.layer.v1.tar{MEDIA[self._compress]}"
            self._known[diff_id] = {"mediaType": media, "digest": f"sha256:{digest.hexdigest()}", "size": size}
        return dict(self._known[diff_id])

    def manifest(self, config: Json, listed: list[Json], annotations: dict[str, str] | None = None) -> Json:
        document: Json = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": config,
            "layers": listed,
        }
        if annotations:
            document["annotations"] = annotations
        return self.blob(json.dumps(document).encode(), "application/vnd.oci.image.manifest.v1+json")

    def image(self, image: PlatformImage, annotations: dict[str, str] | None = None) -> tuple[Json, list[Json]]:
        """The descriptor of the image's manifest, and those of its layers."""
        listed = [
            self.layer(*pair) for pair in zip(image.diff_ids, (plan.pieces for plan in image.layers), strict=True)
        ]
        blobs = [dict(each) for each in listed]
        if annotations:
            listed[-1]["annotations"] = {"note": github("layer annotation")}
        config = self.blob(image.config, "application/vnd.oci.image.config.v1+json")
        return self.manifest(config, listed, annotations), blobs


def oci_folder(target: Path, made: Acceptance, compress: Compress) -> Path:
    """An index of both platforms with their attestations, as ``docker buildx build -o type=oci`` writes it."""
    layout = Layout(target, compress)
    amd, blobs = layout.image(made.images[0], {"note": github("manifest annotation")})
    arm, _ = layout.image(made.images[1])
    first = (
        (V02, statement(V02, str(amd["digest"]), provenance_v02(made.build, blobs))),
        (SPDX, statement(SPDX, str(amd["digest"]), sbom())),
    )
    second = ((V1, statement(V1, str(arm["digest"]), provenance_v1())),)
    document = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "annotations": {"note": github("index annotation")},
        "manifests": [
            {
                **amd,
                "platform": {"os": "linux", "architecture": "amd64"},
                "annotations": {"note": github("annotation of a manifest in the index")},
            },
            {**arm, "platform": {"os": "linux", "architecture": "arm64"}},
            _attested(layout, amd, first),
            _attested(layout, arm, second),
        ],
    }
    index = layout.blob(json.dumps(document).encode(), "application/vnd.oci.image.index.v1+json")
    top = {"schemaVersion": 2, "manifests": [{**index, "annotations": {_NAME: "1.2"}}]}
    (target / "index.json").write_text(json.dumps(top))
    return target


def _attested(layout: Layout, image: Json, statements: tuple[tuple[str, bytes], ...]) -> Json:
    listed = [
        {**layout.blob(data, "application/vnd.in-toto+json"), "annotations": {"in-toto.io/predicate-type": kind}}
        for kind, data in statements
    ]
    config = layout.blob(b'{"architecture":"unknown","os":"unknown"}', "application/vnd.oci.image.config.v1+json")
    notes = {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": str(image["digest"])}
    unknown = {"os": "unknown", "architecture": "unknown"}
    return {**layout.manifest(config, listed), "platform": unknown, "annotations": notes}


def docker_save(target: Path, made: Acceptance) -> Path:
    """What ``docker save`` writes since version 25: an OCI layout with a manifest.json beside, of one platform."""
    layout = Layout(target, plain)
    image = made.images[0]
    described, blobs = layout.image(image)
    name = {"io.containerd.image.name": "docker.io/corp/shop:1.2", _NAME: "1.2"}
    (target / "index.json").write_text(
        json.dumps({"schemaVersion": 2, "manifests": [{**described, "annotations": name}]})
    )
    paths = [f"blobs/sha256/{str(blob['digest'])[7:]}" for blob in blobs]
    config = f"blobs/sha256/{hashlib.sha256(image.config).hexdigest()}"
    listed = [{"Config": config, "RepoTags": ["corp/shop:1.2"], "Layers": paths}]
    (target / "manifest.json").write_text(json.dumps(listed))
    (target / "repositories").write_text(json.dumps({"corp/shop": {"1.2": paths[-1][-64:]}}))
    return target


def old_docker_save(target: Path, made: Acceptance) -> Path:
    """What ``docker save`` wrote before: a folder for each layer, with a configuration of its own."""
    image = made.images[0]
    target.mkdir()
    paths: list[str] = []
    for number, plan in enumerate(image.layers):
        name = hashlib.sha256(f"layer {number}".encode()).hexdigest()
        (target / name).mkdir()
        (target / name / "VERSION").write_text("1.0")
        (target / name / "json").write_text(json.dumps({"id": name, "created": "2026-11-02T10:00:00Z"}))
        with (target / name / "layer.tar").open("wb") as out:
            out.writelines(plan.pieces)
        paths.append(f"{name}/layer.tar")
    config = hashlib.sha256(image.config).hexdigest() + ".json"
    (target / config).write_bytes(image.config)
    (target / "manifest.json").write_text(
        json.dumps([{"Config": config, "RepoTags": ["corp/shop:1.2"], "Layers": paths}])
    )
    (target / "repositories").write_text(json.dumps({"corp/shop": {"1.2": paths[-1].partition("/")[0]}}))
    return target


def tarred(source: Path, target: Path) -> Path:
    """``source`` as a tar, folders first as engines write them; the folder's blobs are removed as they go."""
    with target.open("wb") as out:
        for path in sorted(source.rglob("*")):
            name = path.relative_to(source).as_posix()
            if path.is_dir():
                out.writelines(folder(name))
                continue
            size = path.stat().st_size
            out.write(header(name.encode(), size))
            with path.open("rb") as file:
                _copied(file, out)
            out.write(bytes(-size % BLOCK))
            path.unlink()
        out.write(bytes(2 * BLOCK))
    return target


def _copied(source: BinaryIO, target: BinaryIO) -> None:
    while block := source.read(1 << 20):
        target.write(block)
