"""Leaks of what was found: one secret with all its places, and how grave it is in the light of them all."""

from __future__ import annotations

import re
from bisect import bisect_left

from dockerlint.finding import Confidence, Severity, surest
from dockerlint.image.matching.judge import CHECKSUM_IS_RIGHT
from dockerlint.image.paths import path_hash
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dockerlint.image.configuration import OutsideFound
    from dockerlint.image.packages import Ownership, Packages
    from dockerlint.image.values import Found, Image, LayerContents

_HASH = 8  # bytes
_WHITEOUT = ".wh."
_GRAVITY = {severity: place for place, severity in enumerate(Severity)}
STATES = ("configuration", "history", "final", "hidden", "attestation")  # the most visible first


class LeakPlace(NamedTuple):
    """One place of a secret; ``layer`` is an index from 0, -1 outside of layers; ``step`` one of the history, or -1.

    ``hidden_by`` is the index of the layer that hides the file, -1 where none does.  ``severity`` is that of this place
    in the light of who shipped the file.
    """

    image: Image
    found: Found
    state: str
    layer: int = -1
    hidden_by: int = -1
    step: int = -1
    name: str = ""
    severity: Severity = Severity.ERROR


class Leak(NamedTuple):
    """One secret with all its places: the gravest first, of those the most visible."""

    fingerprint: str
    kind: str
    severity: Severity
    confidence: Confidence
    notes: tuple[str, ...]
    places: tuple[LeakPlace, ...]

    def at(self, places: tuple[LeakPlace, ...]) -> Leak:
        """The same secret at some of its places only."""
        return self._replace(places=places, severity=places[0].severity)


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


def places_of(
    image: Image, contents: Sequence[LayerContents | None], outside: Iterable[OutsideFound]
) -> list[LeakPlace]:
    """Every place in one image where something was found; ``contents`` has None for a layer that was not read."""
    from dockerlint.image.values import LayerContents

    layers = [each if each is not None else LayerContents("", "", 0, 0) for each in contents]
    visibility = Visibility(layers)
    places = [LeakPlace(image, each.found, each.state, step=each.step, name=each.name) for each in outside]
    for index, layer in enumerate(layers):
        for found in layer.found:
            path = found.place.path
            if path.rpartition("/")[2].startswith(_WHITEOUT):
                hidden = index  # the marker itself is in no file system
            else:
                hidden = visibility.hidden_by(path, index) if path else -1
            places.append(LeakPlace(image, found, "final" if hidden < 0 else "hidden", index, hidden))
    return places


def leaks_of(places: Iterable[LeakPlace], packages: Mapping[int, Packages]) -> list[Leak]:
    """The leaks, gravest first; ``packages`` are those of each image, by its ``id``.

    A secret that a package shipped, in the very file that it shipped, is nobody's: it is information.  A place keeps
    its own severity where the file is nobody's, or was changed.
    """
    by_value: dict[str, list[LeakPlace]] = {}
    for place in places:
        by_value.setdefault(place.found.evidence.fingerprint, []).append(place)
    leaks = [_leak(fingerprint, of_value, packages) for fingerprint, of_value in by_value.items()]
    return sorted(leaks, key=lambda leak: (_GRAVITY[leak.severity], STATES.index(leak.places[0].state), _order(leak)))


def note_platforms(leaks: Iterable[Leak], images: Iterable[Image]) -> list[Leak]:
    """The leaks, those that are not in the images for all platforms with a note of where they are."""
    everywhere = {image.platform for image in images}
    noted = []
    for leak in leaks:
        here = {place.image.platform for place in leak.places}
        if here != everywhere:
            leak = leak._replace(notes=(*leak.notes, "only on " + " and ".join(sorted(map(str, here)))))
        noted.append(leak)
    return noted


def _order(leak: Leak) -> tuple[int, int, str, int, str]:
    first = leak.places[0]
    return (first.layer, first.step, first.found.place.path, first.found.place.offset, leak.kind)


def _leak(fingerprint: str, places: list[LeakPlace], packages: Mapping[int, Packages]) -> Leak:
    places = sorted(places, key=lambda each: (STATES.index(each.state), each.layer, each.found.place))
    owners = [_owner(place, packages) for place in places]
    shipped = _Shipped()
    for place, owner in zip(places, owners, strict=True):
        if owner is not None and _proves(owner, place):
            shipped.add(place)
    notes: dict[str, None] = {}
    graded = []
    for place, owner in zip(places, owners, strict=True):
        notes.update(dict.fromkeys(place.found.notes))
        if owner is not None:
            notes[_words(owner)] = None
        severity = place.found.severity
        if (owner is not None and _proves(owner, place)) or shipped.is_copied_at(place):
            severity = Severity.INFO
        elif place.found.confidence is Confidence.POSSIBLE and severity is Severity.ERROR:
            severity = Severity.WARNING
        graded.append(place._replace(severity=severity))
    graded.sort(key=lambda place: _GRAVITY[place.severity])
    kinds = sorted((place.found.evidence.kind for place in places), key=lambda kind: (_is_vague(kind), kind))
    confidence = surest(place.found.confidence for place in places)
    return Leak(fingerprint, kinds[0], graded[0].severity, confidence, tuple(notes), tuple(graded))


def _is_vague(kind: str) -> bool:
    return kind in ("credential", "password in a URL", "token in a URL") or " in a" in kind


def _owner(place: LeakPlace, packages: Mapping[int, Packages]) -> Ownership | None:
    """The package that the file is of, changed or not."""
    known = packages.get(id(place.image))
    found = place.found
    if known is None or place.layer < 0 or found.digests is None or found.place.aspect != "content":
        return None
    return known.owner_of(found.place.path, found.digests)


def _proves(owner: Ownership, place: LeakPlace) -> bool:
    """Whether the package shipped the credential: a time of change alone is no answer to a token that checks."""
    return owner.is_unchanged and bool(owner.digest or CHECKSUM_IS_RIGHT not in place.found.notes)


def _words(owner: Ownership) -> str:
    if not owner.is_unchanged:
        return f"changed since {owner} was installed"
    return f"shipped by {owner}" if owner.digest else f"not written since {owner} was installed"


_COMPILED = re.compile(r"(?:(.*)/)?__pycache__/([^/]+?)\.[a-z]+-?\d+(?:\.opt-\d)?\.pyc")


class _Shipped:
    """The files with one value that packages shipped, and what is but a copy of them."""

    def __init__(self) -> None:
        self._files: set[tuple[int, str]] = set()
        self._ends: set[tuple[int, str]] = set()

    def add(self, place: LeakPlace) -> None:
        path = place.found.place.path
        self._files.add((id(place.image), path))
        self._ends.add((id(place.image), _end(path)))

    def is_copied_at(self, place: LeakPlace) -> bool:
        """Whether what holds the value was made of a shipped file.

        That is what Python compiled of it (PEP 3147), or a file of its name and folder in an archive, as caches of
        package managers keep them.
        """
        at = place.found.place
        if at.inner:
            return (id(place.image), _end(at.inner[-1])) in self._ends
        compiled = _COMPILED.fullmatch(at.path)
        if compiled is None:
            return False
        source = "/".join(part for part in (compiled[1], f"{compiled[2]}.py") if part)
        return (id(place.image), source) in self._files


def _end(path: str) -> str:
    return "/".join(path.split("/")[-2:])
