"""Leaks of what was found: one secret with all its places, and how grave it is in the light of them all."""

from __future__ import annotations

from dockerlint.finding import Confidence, Severity, surest
from dockerlint.image.evidence import PUBLIC_KEY
from dockerlint.image.masking import masked_text
from dockerlint.image.vendors import Vendors
from dockerlint.image.visibility import Visibility
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dockerlint.image.outside import OutsideFound
    from dockerlint.image.packages import Packages
    from dockerlint.image.values import Found, Image, LayerContents

_WHITEOUT = ".wh."
_OWNERS = 3  # files with the public key that are told
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
    keyword: str = ""  # the instruction that sets what holds it, outside of layers


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


def places_of(
    image: Image, contents: Sequence[LayerContents | None], outside: Iterable[OutsideFound]
) -> list[LeakPlace]:
    """Every place in one image where something was found; ``contents`` has None for a layer that was not read."""
    from dockerlint.image.values import LayerContents

    layers = [each if each is not None else LayerContents("", "", 0, 0) for each in contents]
    visibility = Visibility(layers)
    owners = _Owners(layers)
    places = [
        LeakPlace(image, each.found, each.state, step=each.step, name=each.name, keyword=each.keyword)
        for each in outside
    ]
    for index, layer in enumerate(layers):
        for found in layer.found:
            path = found.place.path
            if path.rpartition("/")[2].startswith(_WHITEOUT):
                hidden = index  # the marker itself is in no file system
            else:
                hidden = visibility.hidden_by(path, index) if path else -1
            state = "final" if hidden < 0 else "hidden"
            places.append(LeakPlace(image, owners.note(found), state, index, hidden))
    return places


class _Owners:
    """The certificates and public keys of an image, by the fingerprints of their private keys."""

    def __init__(self, layers: Iterable[LayerContents]) -> None:
        self._paths: dict[str, list[str]] = {}
        for layer in layers:
            for fingerprint, path in layer.public_keys:
                paths = self._paths.setdefault(fingerprint, [])
                if path not in paths:
                    paths.append(path)

    def note(self, found: Found) -> Found:
        """``found``, of a private key with a note of where in the image its certificate or public key is."""
        keys = [note.removeprefix(PUBLIC_KEY) for note in found.notes if note.startswith(PUBLIC_KEY)]
        paths = list(dict.fromkeys(path for key in keys for path in self._paths.get(key, ())))
        if not paths:
            return found
        told = ", ".join(f"/{masked_text(path)}" for path in paths[:_OWNERS])
        more = f" and {len(paths) - _OWNERS} more" if len(paths) > _OWNERS else ""
        return found._replace(notes=(*found.notes, f"its certificate or public key is here, too: {told}{more}"))


def leaks_of(places: Iterable[LeakPlace], packages: Mapping[int, Packages]) -> list[Leak]:
    """The leaks, gravest first; ``packages`` are those of each image, by its ``id``.

    A secret that a package shipped, in the very file that it shipped, is nobody's: it is information.  A place keeps
    its own severity where the file is nobody's, or was changed.
    """
    places = list(places)
    vendors = Vendors(places, packages)
    by_value: dict[str, list[LeakPlace]] = {}
    for place in places:
        by_value.setdefault(place.found.evidence.fingerprint, []).append(place)
    leaks = [_leak(fingerprint, of_value, vendors) for fingerprint, of_value in by_value.items()]
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


def _leak(fingerprint: str, places: list[LeakPlace], vendors: Vendors) -> Leak:
    places = sorted(places, key=lambda each: (STATES.index(each.state), each.layer, each.found.place))
    notes: dict[str, None] = {}
    graded = []
    for place, claim in zip(places, vendors.claims_to(places), strict=True):
        notes.update(dict.fromkeys(place.found.notes))
        if claim.note:
            notes[claim.note] = None
        severity = place.found.severity
        if claim.is_shipped:
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
