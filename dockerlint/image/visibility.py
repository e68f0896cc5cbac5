"""What of a layer's files a container still sees (OCI image specification, layer.md)."""

from __future__ import annotations

from bisect import bisect_left

from dockerlint.image.paths import path_hash
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.image.values import LayerContents

_HASH = 8  # bytes


class Visibility:
    """What of a layer's files a container still sees.  ``layers`` are from the lowest up."""

    def __init__(self, layers: Sequence[LayerContents]) -> None:
        self._layers = layers
        self._whiteouts = [frozenset(layer.whiteouts) for layer in layers]
        self._opaque = [frozenset(layer.opaque) for layer in layers]
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
        for index in range(layer + 1, len(self._layers)):
            above = self._layers[index]
            whiteouts, opaque = self._whiteouts[index], self._opaque[index]
            if path in whiteouts or any(parent in whiteouts or parent in opaque for parent in parents) or "" in opaque:
                return index
            own = path_hash(path)
            if _holds(above.files, own) or _holds(above.folders, own):
                return index
            if any(_holds(above.files, path_hash(parent)) for parent in parents):
                return index
        return -1


def _holds(hashes: bytes, wanted: bytes) -> bool:
    count = len(hashes) // _HASH
    at = bisect_left(range(count), wanted, key=lambda index: hashes[index * _HASH : index * _HASH + _HASH])
    return at < count and hashes[at * _HASH : at * _HASH + _HASH] == wanted
