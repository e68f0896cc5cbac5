"""Paths inside layers: how an entry's name is read, and the short hash by which layers remember what they hold."""

from __future__ import annotations

from hashlib import blake2b


def clean_path(name: str) -> str:
    """``name``, of a tar entry, relative to the image's root; ``..`` stays as it is, since nothing is unpacked."""
    if name[:1] not in "./" and "//" not in name and "/./" not in name and not name.endswith(("/", "/.")):
        return name
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def path_hash(path: str) -> bytes:
    """Eight bytes that stand for a clean path; two of a million paths collide with a chance of 1 in 30 million."""
    return blake2b(path.encode("utf-8", "surrogateescape"), digest_size=8).digest()
