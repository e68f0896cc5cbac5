"""References to images as people write them."""

from __future__ import annotations

import re

from dockerlint.image.values import ImageError
from dockerlint.record import NamedTuple

HUB = "registry-1.docker.io"
_HUB_NAMES = ("docker.io", "index.docker.io", HUB)
# distribution/reference, regexp.go
_PATH = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}")
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
                   r"|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?")  # fmt: skip


class Name(NamedTuple):
    """An image in a registry; ``reference`` is its digest, else its tag."""

    host: str  # with the port
    repository: str
    tag: str
    digest: str

    @property
    def reference(self) -> str:
        return self.digest or self.tag

    @property
    def is_of_hub(self) -> bool:
        return self.host == HUB


def read_name(text: str) -> Name:
    """``text`` as Docker reads it: Docker Hub and ``latest`` are what is not said.  Raises ImageError."""
    rest, _, digest = text.partition("@")
    host, slash, path = rest.partition("/")
    if not slash or not (any(sign in host for sign in ".:[") or host == "localhost" or host != host.lower()):
        host, path = HUB, rest
    last = path.rpartition("/")[2]
    tag = ""
    if ":" in last:
        path, _, tag = path.rpartition(":")
    if host in _HUB_NAMES:
        host = HUB
        path = path if "/" in path else f"library/{path}"
    shown = text if "@" not in text or _DIGEST.fullmatch(digest) else "the name"
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(path) or len(path) > 255:
        raise ImageError(f"{shown!r} is neither a file nor the name of an image")
    if (":" in last and not _TAG.fullmatch(tag)) or ("@" in text and not _DIGEST.fullmatch(digest)):
        raise ImageError(f"{shown!r} is no name of an image: its tag or digest is wrong")
    return Name(host, path, tag or ("" if digest else "latest"), digest)


def has_tag(name: str, tag: str) -> bool:
    """Whether ``tag`` is ``name`` or the end of it: ``1.2``, ``app:1.2``, ``app`` for ``app:latest``."""
    return name == tag or name.endswith((f":{tag}", f"/{tag}", f"/{tag}:latest")) or name == f"{tag}:latest"
