"""Small images, right in everything, that a test then spoils."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.image.acceptance.tar import file, folder, tar
from tests.image.tokens import github_token

Json = dict[str, object]
FIRST, SECOND = github_token(101), github_token(102)
INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def two_layers() -> list[bytes]:
    """Two layers with a token each."""
    return [
        tar(folder("app"), file("app/first", f"a\ntoken = {FIRST}\n".encode())),
        tar(file("app/second", f"token = {SECOND}\n".encode()), file("app/other", b"nothing\n" * 200)),
    ]


def configuration(diff_ids: list[str]) -> Json:
    return {
        "os": "linux",
        "architecture": "amd64",
        "config": {"Env": ["PATH=/bin"], "Cmd": ["sh"], "Labels": {"a": "b"}},
        "history": [{"created_by": f"COPY {number} / # buildkit"} for number in range(len(diff_ids))],
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }


def dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def saved(
    layers: list[bytes] | None = None,
    config: bytes | None = None,
    listed: object = None,
    more: tuple[list[bytes], ...] = (),
) -> bytes:
    """What ``docker save`` writes of ``layers``; ``listed`` instead of its manifest.json, ``more`` in front."""
    layers = two_layers() if layers is None else layers
    config = dumped(configuration([digest_of(layer) for layer in layers])) if config is None else config
    name = digest_of(config)[7:] + ".json"
    paths = [f"{number}/layer.tar" for number in range(len(layers))]
    listed = [{"Config": name, "RepoTags": ["app:1"], "Layers": paths}] if listed is None else listed
    return tar(
        *more,
        *(file(path, layer) for path, layer in zip(paths, layers, strict=True)),
        file(name, config),
        file("manifest.json", listed if isinstance(listed, bytes) else dumped(listed)),
    )


class Layout:
    """An OCI layout in a folder of its own."""

    def __init__(self, target: Path) -> None:
        self.path = target
        (target / "blobs" / "sha256").mkdir(parents=True)
        (target / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def blob(self, data: bytes, media_type: str, **more: object) -> Json:
        digest = digest_of(data)
        (self.path / "blobs" / "sha256" / digest[7:]).write_bytes(data)
        return {"mediaType": media_type, "digest": digest, "size": len(data), **more}

    def image(self, layers: list[bytes] | None = None, config: bytes | None = None) -> Json:
        """The descriptor of a manifest of ``layers``."""
        layers = two_layers() if layers is None else layers
        config = dumped(configuration([digest_of(layer) for layer in layers])) if config is None else config
        return self.manifest(self.blob(config, CONFIG), [self.blob(layer, LAYER) for layer in layers])

    def manifest(self, config: object, layers: object) -> Json:
        return self.blob(
            dumped({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}), MANIFEST
        )

    def index(self, *manifests: object) -> Json:
        return self.blob(dumped({"schemaVersion": 2, "mediaType": INDEX, "manifests": list(manifests)}), INDEX)

    def top(self, *manifests: object) -> Path:
        """Write index.json; the layout's folder."""
        (self.path / "index.json").write_bytes(dumped({"schemaVersion": 2, "manifests": list(manifests)}))
        return self.path
