"""Who shipped a file: the package whose manager knows it with exactly this content, or holds it for untouched."""

from __future__ import annotations

from bisect import bisect_right

from dockerlint.image.packages.archives import gem_folder_of
from dockerlint.image.packages.node import folders_of
from dockerlint.image.packages.rows import FOLDER, MD5, SHA1, SHA256, Rows
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.image.values import FileDigests

_CALLED = {SHA256: "SHA-256", SHA1: "SHA-1", MD5: "MD5"}
_MERGED = ("bin/", "lib/", "lib32/", "lib64/", "libx32/", "sbin/")  # links to folders below usr, where /usr is merged


class Ownership(NamedTuple):
    """The package that put a file where it is.

    ``is_unchanged`` where the file is as it was shipped.  ``digest`` names the digest that proves it; "" where there is
    only the time of change, which can be set back.
    """

    manager: str
    package: str
    version: str
    is_unchanged: bool
    digest: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.manager, "package", self.package, self.version) if part)


class Packages:
    """What the package managers of one image installed, from the rows of all its layers."""

    def __init__(self, databases: Iterable[tuple[str, bytes]]) -> None:
        self._labels: list[str] = []
        self._starts: list[int] = []
        parts: list[bytes] = []
        size = 0
        for label, rows in databases:
            self._labels.append(label)
            self._starts.append(size)
            parts.append(rows)
            size += len(rows)
        self._rows = Rows(b"".join(parts))
        self._known: dict[tuple[str, FileDigests], Ownership | None] = {}

    def owner_of(self, path: str, digests: FileDigests) -> Ownership | None:
        """The package that the file at ``path`` is of, None where it is of none."""
        key = (path, digests)
        if key not in self._known:
            self._known[key] = self._owner(path, digests)
        return self._known[key]

    def package_with(self, path: str) -> Ownership | None:
        """The package that has a file of that path, whatever the file holds now; None where none has."""
        for name in _names(path):
            for at, sign, _ in self._rows.of(name):
                if sign != FOLDER:
                    return Ownership(*self._label(at), False)
        return None

    def _owner(self, path: str, digests: FileDigests) -> Ownership | None:
        wanted = {SHA256: digests.sha256, SHA1: digests.sha1, MD5: digests.md5}
        changed = -1
        for name in _names(path):
            for at, sign, digest in self._rows.of(name):
                if sign == FOLDER:
                    continue
                if digest == bytes.fromhex(wanted[sign][:16]):
                    return Ownership(*self._label(at), True, _CALLED[sign])
                changed = max(changed, at)
        if changed >= 0:
            return Ownership(*self._label(changed), False)
        return self._by_folder(path, digests.mtime)

    def _by_folder(self, path: str, mtime: int) -> Ownership | None:
        changed: Ownership | None = None
        for folder in (*folders_of(path), gem_folder_of(path)):
            for at, sign, closed in self._rows.of(folder) if folder else ():
                if sign == FOLDER:
                    found = Ownership(*self._label(at), mtime <= int.from_bytes(closed, "big"))
                    if found.is_unchanged:
                        return found
                    changed = found
        return changed

    def _label(self, at: int) -> tuple[str, str, str]:
        manager, package, version = self._labels[bisect_right(self._starts, at) - 1].split("\t")
        return manager, package, version


def _names(path: str) -> Iterator[str]:
    """``path``, and its other one where ``/bin``, ``/lib`` and so on are links to their like below ``/usr``."""
    yield path
    if path.startswith("usr/") and path[4:].startswith(_MERGED):
        yield path[4:]
    elif path.startswith(_MERGED):
        yield f"usr/{path}"
