"""What of a layer's files a container still sees (OCI image specification, layer.md)."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from sys import byteorder

from dockerlint.image.paths import path_hash
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.image.values import LayerContents


class Visibility:
    """What of a layer's files a container still sees.  ``layers`` are from the lowest up."""

    def __init__(self, layers: Sequence[LayerContents]) -> None:
        self._layers = layers
        self._whiteouts = [frozenset(layer.whiteouts) for layer in layers]
        self._opaque = [frozenset(layer.opaque) for layer in layers]
        self._entries: dict[int, tuple[array[int], array[int]]] = {}
        self._names: list[dict[str, list[str]]] = []
        for layer in layers:
            names: dict[str, list[str]] = {}
            for new, old in layer.links:
                names.setdefault(old, []).append(new)
            self._names.append(names)

    def hidden_by(self, path: str, layer: int) -> int:
        """The index of the layer that hides the file which ``layer`` put at ``path``; -1 where none does.

        A file with hard links is hidden when all its names are.
        """
        highest = -1
        for name in self._all_names(path, layer):
            hiding = self._hides(name, layer)
            if hiding < 0:
                return -1
            highest = max(highest, hiding)
        return highest

    def _all_names(self, path: str, layer: int) -> Iterator[str]:
        names, waiting = {path}, [path]
        while waiting:
            name = waiting.pop()
            yield name
            for new in self._names[layer].get(name, ()):
                if new not in names:
                    names.add(new)
                    waiting.append(new)

    def _hides(self, path: str, layer: int) -> int:
        parents = [path[:at] for at, sign in enumerate(path) if sign == "/"]
        own = _number(path)
        above_it = [_number(parent) for parent in parents]
        for index in range(layer + 1, len(self._layers)):
            whiteouts, opaque = self._whiteouts[index], self._opaque[index]
            if path in whiteouts or any(parent in whiteouts or parent in opaque for parent in parents) or "" in opaque:
                return index
            files, folders = self._entries_of(index)
            if _holds(files, own) or _holds(folders, own) or any(_holds(files, each) for each in above_it):
                return index
        return -1

    def _entries_of(self, index: int) -> tuple[array[int], array[int]]:
        """The hashes of a layer's files and of its folders as numbers, in order."""
        found = self._entries.get(index)
        if found is None:
            layer = self._layers[index]
            found = self._entries[index] = (_numbers(layer.files), _numbers(layer.folders))
        return found


def _number(path: str) -> int:
    return int.from_bytes(path_hash(path), "big")


def _numbers(hashes: bytes) -> array[int]:
    found = array("Q", hashes)
    if byteorder == "little":
        found.byteswap()  # they are sorted as bytes
    return found


def _holds(hashes: array[int], wanted: int) -> bool:
    at = bisect_left(hashes, wanted)
    return at < len(hashes) and hashes[at] == wanted
