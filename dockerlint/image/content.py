"""One file's content: tokens by their formats, credentials by the file's parser, and the files in it."""

from __future__ import annotations

from dockerlint.image.credential_files import is_credential_file, read_credentials
from dockerlint.image.evidence import evidence_of
from dockerlint.image.matching import find
from dockerlint.image.matching.confirm import AHEAD, BEHIND
from dockerlint.image.unpacking import is_archive, unpack
from dockerlint.image.unpacking.budget import Budget, Exhausted
from dockerlint.image.unpacking.reading import Reader
from dockerlint.image.values import Found, Gap, Place
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.image.values import Limits, Sighting

HEAD = 512  # bytes of a file by which it is known what it is
_WHOLE = 32 << 20  # bytes of a file that is held in memory; a larger one is searched as it streams
_BLOCK = 1 << 20


class Look(NamedTuple):
    """What a file holds, without digests, and what of it could not be looked at."""

    found: tuple[Found, ...]
    gaps: tuple[Gap, ...]


def is_worth_a_look(path: str, head: bytes) -> bool:
    """Whether there may be more in a file than its plain bytes tell: by its path, or its first HEAD bytes."""
    return is_archive(path, head) or is_credential_file(path)


def look_at(path: str, data: bytes, limits: Limits) -> Look:
    """What the file with the content ``data`` holds."""
    return _Looking(path, limits).run(Reader.of_bytes(data))


def look_into_stream(path: str, read: Callable[[int], bytes], limits: Limits) -> Look:
    """Likewise for a file that is too large to be held in memory."""
    return _Looking(path, limits).run(Reader(read))


class _Looking:
    """One outer file, with all that is in it."""

    def __init__(self, path: str, limits: Limits) -> None:
        self._path = path
        self._budget = Budget(limits)
        self._found: dict[tuple[str, tuple[str, ...]], Found] = {}
        self._gaps: list[Gap] = []
        self._inside: set[str] = set()  # fingerprints of what was found deeper

    def run(self, reader: Reader) -> Look:
        try:
            self._file((), reader)
        except Exhausted as limit:
            self._gaps.append(Gap(f"/{self._path}", str(limit)))
        return Look(tuple(self._found.values()), tuple(self._gaps))

    def _file(self, inner: tuple[str, ...], reader: Reader) -> None:
        name = inner[-1] if inner else self._path
        head = reader.peek(HEAD)
        if is_archive(name, head) and self._archive(name, inner, reader):
            return
        data = reader.whole(_WHOLE)
        if data is None:
            self._stream(inner, reader)
            return
        sightings = find(data)
        if is_credential_file(name):
            sightings = _merged(sightings, read_credentials(name, data))
        is_text = b"\0" not in data[:HEAD]
        for sighting in sightings:
            line = data.count(b"\n", 0, sighting.start) + 1 if is_text and not sighting.encoding else 0
            self._add(sighting, inner, line, sighting.start)

    def _archive(self, name: str, inner: tuple[str, ...], reader: Reader) -> bool:
        """Look at the files in an archive; False where it turned out to be none."""
        if len(inner) >= self._budget.limits.depth:
            raise Exhausted(f"archives are nested more than {self._budget.limits.depth} deep (--max-depth)")
        whole = reader.whole(_WHOLE)
        is_one = False
        for member in unpack(name, reader, self._budget):
            is_one = True
            if member.problem:
                self._gaps.append(Gap("!".join((f"/{self._path}", *inner, member.name)), member.problem))
                continue
            for sighting in find(member.name.encode("utf-8", "surrogateescape")):
                self._add(sighting, (*inner, member.name), 0, -1, "name")
            self._file((*inner, member.name), member.reader)
        if whole is None:
            return True
        if not is_one:
            reader.rewind()
            return False
        inside = {found.evidence.fingerprint for found in self._found.values()}
        for sighting in find(whole):  # comments, names in headers, what is appended
            if evidence_of(sighting).fingerprint not in inside:
                self._add(sighting, inner, 0, sighting.start)
        return True

    def _stream(self, inner: tuple[str, ...], reader: Reader) -> None:
        """Search a content of any size."""
        tail, base, done = b"", 0, 0
        while True:
            block = reader.read(_BLOCK)
            window = tail + block
            reach = len(window) - (AHEAD if block else 0)
            for sighting in find(window):
                if sighting.end <= reach and base + sighting.end > done:
                    self._add(sighting, inner, 0, base + sighting.start)
            if not block:
                return
            done = base + reach
            keep = min(BEHIND + AHEAD, len(window))
            base += len(window) - keep
            tail = window[len(window) - keep :]

    def _add(self, sighting: Sighting, inner: tuple[str, ...], line: int, offset: int, aspect: str = "content") -> None:
        evidence = evidence_of(sighting)
        place = Place(self._path, inner, aspect, line, offset, sighting.encoding)
        found = Found(evidence, place, sighting.confidence, sighting.severity, sighting.notes)
        self._found.setdefault((evidence.fingerprint, inner), found)


def _merged(by_format: list[Sighting], by_reader: list[Sighting]) -> list[Sighting]:
    """Both, without what a reader of the file's own format knows better."""
    kept = [
        each
        for each in by_format
        if not any(
            each.start < other.end and other.start < each.end and each.value != other.value for other in by_reader
        )
    ]
    values = {each.value for each in kept}
    return sorted([*kept, *(each for each in by_reader if each.value not in values)], key=lambda each: each.start)
