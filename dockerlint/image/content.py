"""One file's content: tokens by their formats, credentials by the file's parser, and the files in it."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress

from dockerlint.finding import Severity
from dockerlint.image.credential_files import is_credential_file, read_credentials
from dockerlint.image.evidence import evidence_of
from dockerlint.image.matching import find
from dockerlint.image.matching.confirm import AHEAD, BEHIND, confirm
from dockerlint.image.matching.engine import engine
from dockerlint.image.public_keys import PublicKeys, may_hold_public_keys
from dockerlint.image.reading import READ, Reader
from dockerlint.image.room import Enough
from dockerlint.image.unpacking import HEAD, Budget, Exhausted, Member, is_archive, unpack
from dockerlint.image.values import Found, Gap, Place
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.image.matching.hit import Hit
    from dockerlint.image.values import Limits, Sighting

_WHOLE = 32 << 20  # bytes of a file that is held in memory; a larger one is searched as it streams
_BLOCK = 1 << 20  # bytes that are searched at once
_SMALL = 256 << 10  # bytes of a file that is searched together with others
_MOST_GAPS = 50  # of one outer file


class Look(NamedTuple):
    """What a file holds, without digests, and what of it could not be looked at.

    ``public_keys`` are those in the files inside it: fingerprints, each with where it is (``certs.zip!server.crt``).
    """

    found: tuple[Found, ...]
    gaps: tuple[Gap, ...]
    public_keys: tuple[tuple[str, str], ...] = ()


def is_worth_a_look(path: str, head: bytes) -> bool:
    """Whether there may be more in a file than its plain bytes tell: by its path, or its first HEAD bytes."""
    return is_archive(path, head) or is_credential_file(path)


def look_at(path: str, data: bytes, limits: Limits) -> Look:
    """What the file with the content ``data`` holds."""
    return _Looking(path, limits, Reader.of_bytes(data)).run()


def look_into_stream(path: str, read: Callable[[int], bytes], limits: Limits) -> Look:
    """Likewise for a file that is too large to be held in memory; its own bytes are searched by whoever streams it."""
    return _Looking(path, limits, Reader.of_stream(read)).run()


class _Looking:
    """One outer file, with all that is in it."""

    def __init__(self, path: str, limits: Limits, reader: Reader) -> None:
        self._path = path
        self._reader = reader
        self._budget = Budget(limits, reader)
        self._found: dict[tuple[str, tuple[str, ...]], Found] = {}
        self._gaps: list[Gap] = []
        self._public_keys = PublicKeys()
        self._more_gaps = 0
        self._batch = _Batch()
        self._lines = _Lines()
        self._enough = Enough()
        self._packs: set[tuple[str, ...]] = set()  # archives of which the members are versions
        self._at: tuple[str, ...] = ()  # the innermost archive that is being read

    def run(self) -> Look:
        try:
            self._file((), self._reader)
            self._search_batch()
        except Exhausted as limit:
            self._gap(self._at, str(limit))
            self._search_rest()
        if self._more_gaps:
            self._gaps.append(Gap(f"/{self._path}", f"{self._more_gaps} more files in it could not be read"))
        return Look(tuple(self._found.values()), tuple(self._gaps), self._public_keys.found)

    def _search_rest(self) -> None:
        with suppress(Exhausted):
            self._search_batch()

    def _file(self, inner: tuple[str, ...], reader: Reader) -> None:
        name = inner[-1] if inner else self._path
        head = reader.peek(HEAD)
        if is_archive(name, head) and self._archive(name, inner, reader):
            return
        data = reader.whole(_WHOLE)
        if data is None:
            self._stream(inner, reader)
            return
        if inner and may_hold_public_keys(name, len(data), head):
            self._public_keys.add("!".join((self._path, *inner)), data)
        if is_credential_file(name):
            for sighting in _merged(find(data), read_credentials(name, data)):
                self._add_found(sighting, inner, data, 0, sighting.start)
        elif len(data) <= _SMALL:
            self._search_later(inner, "content", data)
        else:
            for sighting in find(data):
                self._add_found(sighting, inner, data, 0, sighting.start)

    def _archive(self, name: str, inner: tuple[str, ...], reader: Reader) -> bool:
        """Look at the files in an archive; False where it turned out to be none, and is to be read as any file."""
        limits = self._budget.limits
        if len(inner) >= limits.depth:
            self._gap(inner, f"archives are nested more than {limits.depth} deep (--max-depth)")
            return False
        whole = reader.whole(max(_WHOLE >> len(inner), _BLOCK))
        search = _StreamSearch() if whole is None and inner else None
        source = reader if search is None else Reader(lambda: search.passed(reader.read(READ)))
        is_one = False
        for member in unpack(name, source if whole is None else Reader.of_bytes(whole), self._budget):
            is_one = True
            self._at = inner
            self._member(inner, member)
        self._at = inner[:-1]
        if whole is not None:
            if is_one:
                self._add_unseen(inner, find(whole))  # comments, names in headers, what is appended
            return is_one
        source.drain()
        if search is not None:
            self._add_unseen(inner, search.sightings)
        return True

    def _member(self, inner: tuple[str, ...], member: Member) -> None:
        path = (*inner, member.name) if member.name else inner
        if member.problem:
            self._gap(path, member.problem)
            return
        if member.is_version:
            self._packs.add(inner)
        if member.aspect != "content":
            self._search_later(path, member.aspect, member.reader.held or b"")
        else:
            self._search_later(path, "name", member.name.encode("utf-8", "surrogateescape"))
            self._file(path, member.reader)

    def _gap(self, inner: tuple[str, ...], reason: str) -> None:
        if len(self._gaps) < _MOST_GAPS:
            self._gaps.append(Gap("!".join((f"/{self._path}", *inner)), reason))
        else:
            self._more_gaps += 1

    def _stream(self, inner: tuple[str, ...], reader: Reader) -> None:
        """Search a content of any size."""
        search = _StreamSearch()
        while search.passed(reader.read(_BLOCK)):
            pass
        for sighting in search.sightings:
            self._add(sighting, inner, 0, sighting.start)

    def _search_later(self, inner: tuple[str, ...], aspect: str, data: bytes) -> None:
        self._batch.add(inner, aspect, data)
        if self._batch.size >= _BLOCK:
            self._search_batch()

    def _search_batch(self) -> None:
        batch, self._batch = self._batch, _Batch()
        for inner, aspect, data, start, sighting in batch.sightings():
            self._add_found(sighting, inner, data, start, sighting.start - start, aspect)

    def _add_unseen(self, inner: tuple[str, ...], sightings: list[Sighting]) -> None:
        """Add what the bytes of an archive show, and not the files in it."""
        if not sightings:
            return
        self._search_batch()
        inside = {found.evidence.fingerprint for found in self._found.values() if len(found.place.inner) > len(inner)}
        for sighting in sightings:
            if evidence_of(sighting).fingerprint not in inside:
                self._add(sighting, inner, 0, sighting.start)

    def _add_found(
        self, sighting: Sighting, inner: tuple[str, ...], data: bytes, start: int, offset: int, aspect: str = "content"
    ) -> None:
        """Add what was found in the content that begins at ``start`` in ``data``."""
        is_text = aspect == "content" and b"\0" not in data[start : start + HEAD]
        line = self._lines.at(data, start, sighting.start) if is_text else 0
        self._add(sighting, inner, line, offset if aspect == "content" else -1, aspect)

    def _add(self, sighting: Sighting, inner: tuple[str, ...], line: int, offset: int, aspect: str = "content") -> None:
        evidence = evidence_of(sighting)
        place = Place(self._path, inner, aspect, line, offset, sighting.encoding)
        found = Found(evidence, place, sighting.confidence, sighting.severity, sighting.notes)
        among = (*inner[:-1], "") if inner and inner[:-1] in self._packs else inner
        key = (evidence.fingerprint, among)
        if key not in self._found:
            if not self._enough.takes(evidence):
                raise Exhausted(self._enough.reason)
            self._found[key] = found


class _Lines:
    """The line of a place; the next one of the same content is counted from there."""

    def __init__(self) -> None:
        self._data = b""
        self._last = (0, 0, 1)  # the content's start in the data, a place, and its line

    def at(self, data: bytes, start: int, place: int) -> int:
        begun, before, line = self._last
        if data is not self._data or begun != start or place < before:
            before, line = start, 1
        line += data.count(b"\n", before, place)
        self._data, self._last = data, (start, place, line)
        return line


class _Batch:
    """Small contents that are searched together: a call for each would cost more than the search."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[tuple[tuple[str, ...], str, bytes]] = []

    def add(self, inner: tuple[str, ...], aspect: str, data: bytes) -> None:
        self._parts.append((inner, aspect, data))
        self.size += len(data) + 1

    def sightings(self) -> Iterator[tuple[tuple[str, ...], str, bytes, int, Sighting]]:
        """For each credential: where it is, all that was searched, and where its content begins in that."""
        whole = b"\n".join(data for _, _, data in self._parts)
        hits = sorted(engine().hits(whole))
        if not hits:
            return
        start = first = 0
        for inner, aspect, data in self._parts:
            end = start + len(data)
            last = bisect_right(hits, end, first, key=_end)
            if first < last:
                for sighting in confirm(whole, hits[first:last], start, end):
                    yield inner, aspect, whole, start, sighting
            first = last
            start = end + 1


def _end(hit: Hit) -> int:
    return hit.end


class _StreamSearch:
    """Searches a content that passes in blocks, b"" at the end; ``start`` and ``end`` count from its first byte."""

    def __init__(self) -> None:
        self.sightings: list[Sighting] = []
        self._tail = b""
        self._base = 0
        self._done = 0

    def passed(self, block: bytes) -> bytes:
        """``block``, once it is searched."""
        window = self._tail + block
        base, reach = self._base, len(window) - (AHEAD if block else 0)
        for sighting in find(window):
            if sighting.end <= reach and base + sighting.end > self._done:
                self.sightings.append(sighting._replace(start=base + sighting.start, end=base + sighting.end))
        self._done = max(self._done, base + reach)
        keep = min(BEHIND + AHEAD, len(window))
        self._base += len(window) - keep
        self._tail = window[len(window) - keep :]
        return block


def _merged(by_format: list[Sighting], by_reader: list[Sighting]) -> list[Sighting]:
    """Both, without what a reader of the file's own format knows better: what it takes for the credential there."""
    kept = [
        each
        for each in by_format
        if not any(
            each.start < other.end and other.start < each.end and _knows_better(other, each) for other in by_reader
        )
    ]
    values = {each.value for each in kept}
    return sorted([*kept, *(each for each in by_reader if each.value not in values)], key=lambda each: each.start)


def _knows_better(reader: Sighting, form: Sighting) -> bool:
    return reader.value != form.value or form.severity is Severity.INFO
