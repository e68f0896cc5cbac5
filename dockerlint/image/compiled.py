"""What Python compiled, and the file that it is of (PEP 3147 for the names, PEP 552 for the head)."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.tar import Entry

HEAD = 16  # bytes

_NAME = re.compile(r"(?:(.*)/)?__pycache__/([^/]+?)\.[a-z]+-?\d+(?:\.opt-\d)?\.pyc")


def source_of(path: str) -> str:
    """The path of the source by that of the compiled file, "" where ``path`` is no compiled file's."""
    match = _NAME.fullmatch(path) if path.endswith(".pyc") else None
    return "/".join(part for part in (match[1], f"{match[2]}.py") if part) if match is not None else ""


class Sources:
    """The sources in a layer by size, and the compiled files of interest with the size that they say theirs had."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}
        self._wanted: dict[str, tuple[str, int]] = {}

    def add(self, entry: Entry) -> None:
        """An entry of the layer."""
        if entry.path.endswith(".py"):
            self._sizes[hash(entry.path)] = entry.end - entry.start

    def want(self, path: str, head: bytes) -> None:
        """A compiled file with its first bytes; one that is known by a hash of its source says no size."""
        source = source_of(path)
        if source and len(head) == HEAD and head[4:8] == b"\0\0\0\0":
            self._wanted[path] = (source, int.from_bytes(head[12:16], "little"))

    def of(self, path: str) -> str:
        """The path of the source in this layer that the compiled file was made of, "" where there is none."""
        source, size = self._wanted.get(path, ("", -1))
        return source if source and self._sizes.get(hash(source)) == size else ""
