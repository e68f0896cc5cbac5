"""One layer from its first byte to its last."""

from __future__ import annotations

from contextlib import contextmanager

from dockerlint.image.compiled import HEAD, Sources
from dockerlint.image.content import is_worth_a_look
from dockerlint.image.evidence import evidence_of
from dockerlint.image.layer.ahead import ahead
from dockerlint.image.layer.damage import damages, name_of
from dockerlint.image.layer.digests import Undigested
from dockerlint.image.layer.near import Near
from dockerlint.image.layer.shadow import Shadow
from dockerlint.image.layer.stored import StoredLayer
from dockerlint.image.layer.taking import Streamed, Whole
from dockerlint.image.matching import find
from dockerlint.image.matching.confirm import AHEAD, BEHIND, confirm
from dockerlint.image.matching.engine import engine
from dockerlint.image.packages import Inventory, is_database
from dockerlint.image.packages.inventory import LARGEST
from dockerlint.image.public_keys import PublicKeys, may_hold_public_keys
from dockerlint.image.room import Room
from dockerlint.image.tar import PATHS, TarWalk
from dockerlint.image.unpacking import is_archive
from dockerlint.image.values import Found, Gap, LayerContents, Place
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.image.matching.hit import Hit
    from dockerlint.image.tar import Entry
    from dockerlint.image.values import Layer, Limits, Sighting, Store

_HEAD = 512  # bytes of a file by which it is known what it is
_WHOLE = 32 << 20  # bytes of a file that is taken out whole; a larger one is looked into as it streams
_TAIL = BEHIND + AHEAD  # bytes of a block that are looked at again with the next one


class LayerReader:
    """Reads one layer once; ``progress`` is told the bytes of tar that were searched.

    A pipelined one uses a second processor for decompressing and hashing.
    """

    def __init__(
        self,
        layer: Layer,
        store: Store,
        limits: Limits,
        progress: Callable[[int], None] | None = None,
        *,
        is_pipelined: bool = False,
    ) -> None:
        self._layer = layer
        self._store = store
        self._limits = limits
        self._progress = progress
        self._is_pipelined = is_pipelined
        self._engine = engine()
        self._walk = TarWalk()
        self._room = Room()
        self._shadow = Shadow(self._room)
        self._sources = Sources()
        self._found: list[Found] = []
        self._seen: set[tuple[int, str, int]] = set()
        self._gaps: list[Gap] = []
        self._installed = Inventory()
        self._public_keys = PublicKeys()
        self._entries = 0
        self._fresh: list[Entry] = []  # entries of which the first bytes have not come yet
        self._near = Near()
        self._taking: Whole | Streamed | None = None  # the file that is being taken out over several blocks
        self._undigested = Undigested()
        self._inside: dict[str, set[str]] = {}  # fingerprints of what is in large archives, by their paths
        self._done = 0  # up to where hits were followed up

    def read(self) -> LayerContents:
        """What the layer holds.  Raises ImageError when its blob cannot be opened."""
        with self._store.open(self._layer.blob) as blob:
            stored = StoredLayer(blob, self._limits)
            self._search(stored)
        self._gaps += [*damages(self._layer, stored, self._walk), *self._room.gaps(name_of(self._layer))]
        self._undigested.settle(self._found, self._blocks_again)
        shadow = self._shadow
        return LayerContents(
            stored.diff_id, stored.digest, stored.size, self._entries, self._without_repeats(), tuple(self._gaps),
            shadow.files, shadow.folders, tuple(shadow.whiteouts), tuple(shadow.opaque), tuple(shadow.links),
            self._installed.packages, self._public_keys.found,
        )  # fmt: skip

    def _without_repeats(self) -> tuple[Found, ...]:
        """What was found, without what the bytes of a large archive show of the files in it."""
        inside = self._inside
        return tuple(
            self._with_source(found)
            for found in self._found
            if found.place.inner or found.evidence.fingerprint not in inside.get(found.place.path, ())
        )

    def _with_source(self, found: Found) -> Found:
        source = self._sources.of(found.place.path)
        if not source or found.digests is None:
            return found
        return found._replace(digests=found.digests._replace(made_of=source))

    def _search(self, stored: StoredLayer) -> None:
        tail = b""
        base = 0  # where the window begins in the tar
        for block in ahead(stored.blocks()) if self._is_pipelined else stored.blocks():
            self._enter(self._walk.entries(block))
            self._go_on_taking(block, base + len(tail))
            window = tail + block if tail else block
            self._open_fresh(window, base)
            self._follow_up(window, base, base + len(window) - AHEAD)
            keep = min(_TAIL, len(window))
            self._near.leave(window, base, base + len(window) - keep)
            base += len(window) - keep
            tail = window[len(window) - keep :]
            if self._progress is not None:
                self._progress(len(block))
        self._open_fresh(tail, base, is_last=True)
        self._follow_up(tail, base, base + len(tail))
        if self._taking is not None:  # the tar ended within it
            self._finish()

    def _enter(self, entries: list[Entry]) -> None:
        self._entries += len(entries)
        if self._entries > self._limits.members >= self._entries - len(entries):
            self._walk.is_over = True
            self._gaps.append(Gap(name_of(self._layer), f"more than {self._limits.members} entries (--max-members)"))
        for entry in entries:
            self._shadow.add(entry)
            self._sources.add(entry)
            self._near.add(entry)
            if entry.end > entry.start:
                self._fresh.append(entry)

    def _open_fresh(self, window: bytes, base: int, is_last: bool = False) -> None:
        """Decide, for each file whose first bytes are there now, whether it is taken out."""
        end = base + len(window)
        index = 0
        for entry in self._fresh:
            if entry.start + min(entry.end - entry.start, _HEAD) > end and not is_last:
                break
            index += 1
            at = entry.start - base
            head = window[at : min(at + _HEAD, entry.end - base)]
            entry.is_text = b"\0" not in head
            if not entry.is_file:
                continue
            self._take(entry, window[at : entry.end - base], head)
        del self._fresh[:index]

    def _take(self, entry: Entry, data: bytes, head: bytes) -> None:
        size = entry.end - entry.start
        if is_database(entry.path) and size <= LARGEST:
            taking: Whole | Streamed = Whole(entry, size)
        elif size <= _WHOLE and is_worth_a_look(entry.path, head):
            entry.is_taken = True
            taking = Whole(entry, size)
        elif size > _WHOLE and is_archive(entry.path, head):
            taking = Streamed(entry, self._limits)
        elif may_hold_public_keys(entry.path, size, head):
            taking = Whole(entry, size)
        else:
            return
        taking.feed(data)
        self._taking = taking
        if len(data) == size:
            self._finish()

    def _go_on_taking(self, block: bytes, start: int) -> None:
        """Give the file that is being taken out what ``block``, at ``start`` in the tar, holds of it."""
        if self._taking is None:
            return
        entry = self._taking.entry
        self._taking.feed(block[: max(entry.end - start, 0)])
        if entry.end <= start + len(block):
            self._finish()

    def _finish(self) -> None:
        assert self._taking is not None
        taking, self._taking = self._taking, None
        entry = taking.entry
        if isinstance(taking, Whole):
            data = taking.data
            if may_hold_public_keys(entry.path, len(data), data[:_HEAD]):
                self._public_keys.add(entry.path, data)
            if is_database(entry.path) and not entry.is_taken:
                self._installed.add(entry.path, data, entry.mtime)
            if not entry.is_taken:
                return
        if self._room.is_full and isinstance(taking, Whole):
            return
        look = taking.close(self._limits)
        self._public_keys.update(look.public_keys)
        if isinstance(taking, Streamed):
            self._inside[entry.path] = {found.evidence.fingerprint for found in look.found}
        gaps = (Gap(f"{gap.where} in {name_of(self._layer)}", gap.reason) for gap in look.gaps)
        self._gaps += [gap for gap in gaps if self._room.for_gap()]
        kept = [found for found in look.found if self._room.for_found(entry.path, found.evidence)]
        if not kept:
            return
        digests = None
        if isinstance(taking, Whole):
            digests = self._undigested.of(taking.data, entry)
        else:
            self._undigested.wait(entry, range(len(self._found), len(self._found) + len(kept)))
        self._found += [found._replace(digests=digests) for found in kept]

    def _follow_up(self, window: bytes, base: int, reach: int) -> None:
        """Look at what the engine points to in ``window``, from where that was done last up to ``reach``."""
        if self._room.is_full or self._near.is_taken(self._done, reach):
            self._done = max(self._done, reach)
            return
        here: dict[int, list[Hit]] = {}
        for hit in self._engine.hits(window):
            if self._done < base + hit.end <= reach:
                here.setdefault(self._near.index_at(base + hit.end - 1), []).append(hit)
        self._done = max(self._done, reach)
        for index, hits in sorted(here.items()):
            entry = self._near.entry(index)
            if entry is None:
                self._outside(window, base, hits, 0)
                continue
            head = [hit for hit in hits if base + hit.end <= entry.start]
            if head:
                self._in_header(entry, window, base, head)
            if not entry.is_taken and len(head) < len(hits):
                first, last = max(entry.start - base, 0), min(entry.end - base, len(window))
                for sighting in confirm(window, hits, first, last):
                    self._in_content(entry, sighting, window, base)
            behind = [hit for hit in hits if base + hit.end > entry.end]
            if behind:
                self._outside(window, base, behind, max(entry.end - base, 0))

    def _in_content(self, entry: Entry, sighting: Sighting, window: bytes, base: int) -> None:
        line = 0
        if entry.is_text and not sighting.encoding:
            line = 1 + entry.lines + window.count(b"\n", max(entry.start - base, 0), sighting.start)
        place = Place(entry.path, (), "content", line, base + sighting.start - entry.start, sighting.encoding)
        if not self._tell((entry.start, sighting.value, base + sighting.start), sighting, place):
            return
        if entry.path.endswith(".pyc") and entry.start >= base:
            self._sources.want(entry.path, window[entry.start - base : entry.start - base + HEAD])
        if entry.start >= base and entry.end <= base + len(window):
            digests = self._undigested.of(window[entry.start - base : entry.end - base], entry)
            self._found[-1] = self._found[-1]._replace(digests=digests)
        else:
            self._undigested.wait(entry, (len(self._found) - 1,))

    def _tell(self, key: tuple[int, str, int], sighting: Sighting, place: Place) -> bool:
        """Keep what was found at ``place``, once and as long as there is room; whether it is new."""
        if key in self._seen:
            return False
        evidence = evidence_of(sighting)
        if not self._room.for_found(place.path, evidence):
            return False
        self._seen.add(key)
        self._found.append(Found(evidence, place, sighting.confidence, sighting.severity, sighting.notes))
        return True

    def _in_header(self, entry: Entry, window: bytes, base: int, hits: list[Hit]) -> None:
        """Look into the entry's name, its link's target, its pax records with extended attributes, and beside them."""
        aspects = [("name", entry.path), ("link target", entry.link)]
        aspects += [
            (f"metadata {key}", part)
            for key, value in entry.records.items()
            if key not in PATHS
            for part in (key.encode("utf-8", "surrogateescape").decode("latin-1"), value.decode("latin-1"))
        ]
        for aspect, text in aspects:
            for sighting in find(text.encode("utf-8" if aspect[0] != "m" else "latin-1", "surrogateescape")):
                place = Place(entry.path, (), aspect, 0, -1, sighting.encoding)
                self._tell((entry.first, sighting.value, -1), sighting, place)
        known = "\n".join(text for _, text in aspects)
        for sighting in confirm(window, hits, max(entry.first - base, 0), entry.start - base):
            if sighting.value not in known:  # behind the end of a name in its field, say
                self._add_outside(sighting, base)

    def _outside(self, window: bytes, base: int, hits: list[Hit], start: int) -> None:
        """What stands between files: padding, and whatever follows the end of the archive."""
        for sighting in confirm(window, hits, start):
            self._add_outside(sighting, base)

    def _add_outside(self, sighting: Sighting, base: int) -> None:
        place = Place("", (), "outside of files", 0, base + sighting.start, sighting.encoding)
        self._tell((-1, sighting.value, base + sighting.start), sighting, place)

    @contextmanager
    def _blocks_again(self) -> Iterator[Iterator[bytes]]:
        with self._store.open(self._layer.blob) as blob:
            yield StoredLayer(blob, self._limits).blocks()
