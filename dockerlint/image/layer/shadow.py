"""What a layer puts where, and what it hides of the layers below (OCI image specification, layer.md)."""

from __future__ import annotations

from dockerlint.image.paths import clean_path, path_hash
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.room import Room
    from dockerlint.image.tar import Entry

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_OF_ENGINES = ".wh..wh."  # aufs's own bookkeeping, which hides nothing


class Shadow:
    """Collects the paths of a layer as its entries pass."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._files: set[bytes] = set()
        self._folders: set[bytes] = set()
        self.whiteouts: list[str] = []
        self.opaque: list[str] = []
        self.links: list[tuple[str, str]] = []

    def add(self, entry: Entry) -> None:
        path = entry.path
        if _WHITEOUT in path:
            folder, _, name = path.rpartition("/")
            if name == _OPAQUE:
                if self._room.for_name(folder):
                    self.opaque.append(folder)
                return
            if name.startswith(_WHITEOUT) and not name.startswith(_OF_ENGINES):
                if self._room.for_name(path):
                    self.whiteouts.append(f"{folder}/{name[len(_WHITEOUT) :]}".lstrip("/"))
                return
        if entry.kind == "5":
            self._folders.add(path_hash(path))
            return
        self._files.add(path_hash(path))
        if entry.kind == "1" and self._room.for_name(path + entry.link):
            self.links.append((path, clean_path(entry.link)))

    @property
    def files(self) -> bytes:
        """The hashes of all entries that are no folders, sorted."""
        return b"".join(sorted(self._files))

    @property
    def folders(self) -> bytes:
        """The hashes of all folders, sorted."""
        return b"".join(sorted(self._folders))
