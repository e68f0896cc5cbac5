"""Small images, made in memory as engines and tools write them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path

from dockerlint.image.source import Access, open_images
from dockerlint.image.values import Descriptor, Image

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
IN_TOTO = "application/vnd.in-toto+json"

Json = dict[str, object]


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def as_json(document: object) -> bytes:
    return json.dumps(document).encode()


def tar_of(files: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return stream.getvalue()


def config_of(*layers: bytes, architecture: str = "amd64", **more: object) -> bytes:
    history = [{"created_by": f"step {index}", "created": "2026-01-01T00:00:00Z"} for index in range(len(layers))]
    return as_json(
        {
            "os": "linux",
            "architecture": architecture,
            "history": [*history, {"created_by": "CMD x", "empty_layer": True}],
            "rootfs": {"type": "layers", "diff_ids": [digest_of(layer) for layer in layers]},
            **more,
        }
    )


class Blobs:
    """Blobs by their digests, with what describes them."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}
        self.types: dict[str, str] = {}

    def add(self, data: bytes, media_type: str, **more: object) -> Json:
        digest = digest_of(data)
        self.data[digest] = data
        self.types[digest] = media_type
        return {"mediaType": media_type, "digest": digest, "size": len(data), **more}

    def image(self, *layers: bytes, architecture: str = "amd64", packed: bool = False, **more: object) -> Json:
        """An image; the descriptor of its manifest."""
        config = self.add(config_of(*layers, architecture=architecture), CONFIG)
        stored = [
            self.add(gzip.compress(layer, 1, mtime=0) if packed else layer, LAYER + ("+gzip" if packed else ""))
            for layer in layers
        ]
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": stored}
        return self.add(as_json(manifest), MANIFEST, **more)

    def statement(self, subject: str, document: object, predicate: str, **more: object) -> Json:
        """An attestation as BuildKit stores it."""
        layer = self.add(as_json(document), IN_TOTO, annotations={"in-toto.io/predicate-type": predicate})
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": self.add(config_of(), CONFIG),
            "layers": [layer],
            **more,
        }
        annotations = {
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": subject,
        }
        platform = {"os": "unknown", "architecture": "unknown"}
        return self.add(as_json(manifest), MANIFEST, annotations=annotations, platform=platform)

    def index(self, *children: Json, **more: object) -> Json:
        return self.add(as_json({"schemaVersion": 2, "mediaType": INDEX, "manifests": list(children)}), INDEX, **more)


def layout_of(blobs: Blobs, *roots: Json) -> dict[str, bytes]:
    """The files of an OCI layout."""
    return {
        "oci-layout": b'{"imageLayoutVersion":"1.0.0"}',
        "index.json": as_json({"schemaVersion": 2, "manifests": list(roots)}),
        **{f"blobs/{digest.replace(':', '/')}": data for digest, data in blobs.data.items()},
    }


def saved_of(*images: tuple[str, tuple[bytes, ...]]) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files, and the symbolic links, of an archive as ``docker save`` wrote it before version 25."""
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    items = []
    first: dict[bytes, str] = {}
    for tag, layers in images:
        config = config_of(*layers)
        paths = []
        for number, layer in enumerate(layers):
            folder = hashlib.sha256(f"{tag} {number}".encode()).hexdigest()
            paths.append(f"{folder}/layer.tar")
            files[f"{folder}/VERSION"] = b"1.0"
            files[f"{folder}/json"] = as_json({"id": folder, "container_config": {"Cmd": [f"{tag} {number}"]}})
            if layer in first:
                links[paths[-1]] = f"../{first[layer]}"
            else:
                files[paths[-1]] = layer
                first[layer] = paths[-1]
        name = f"{hashlib.sha256(config).hexdigest()}.json"
        files[name] = config
        items.append({"Config": name, "RepoTags": [tag] if tag else None, "Layers": paths})
    files["manifest.json"] = as_json(items)
    files["repositories"] = as_json({tag.partition(":")[0]: {} for tag, _ in images})
    return files, links


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def opened(reference: object, platform: str = "", access: Access | None = None) -> list[Image]:
    """The images, closed again: what they say of themselves."""
    with open_images(str(reference), access or Access(platform)) as images:
        return list(images)


def layers_of(reference: object, access: Access | None = None) -> list[list[bytes]]:
    """The bytes of every layer, as they are stored, of every image."""
    with open_images(str(reference), access or Access()) as images:
        return [[content(image, layer.blob) for layer in image.layers] for image in images]


def content(image: Image, blob: Descriptor) -> bytes:
    parts = []
    with image.store.open(blob) as stream:
        while data := stream.read(1000):
            parts.append(data)
    return b"".join(parts)


def told(image: Image) -> list[tuple[str, str]]:
    """What its documents are, with the beginnings of their digests."""
    return [(document.what, document.digest[:11]) for document in image.documents]
