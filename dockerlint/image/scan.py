"""One scan: images opened, layers read or taken from the cache, what was found judged, attributed and told."""

from __future__ import annotations

from itertools import takewhile

from dockerlint.engine.result import Failure, FileResult
from dockerlint.engine.run import processors
from dockerlint.image.allow import AllowList
from dockerlint.image.attribution import Advisor, Attribution
from dockerlint.image.bases import Bases
from dockerlint.image.cache import LayerCache
from dockerlint.image.masking import masked_text
from dockerlint.image.outside import search_outside
from dockerlint.image.packages import Packages
from dockerlint.image.room import MOST_PLACES, Enough
from dockerlint.image.source import Access, open_images
from dockerlint.image.telling import ToldSteps, facts_of, platform_of, tell_leaks
from dockerlint.image.tree import ImageTree, Row
from dockerlint.image.values import Gap, Limits
from dockerlint.image.verdict import leaks_of, note_platforms, places_of
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dockerlint.image.values import Image, LayerContents
    from dockerlint.image.verdict import LeakPlace
    from dockerlint.rule import Rule

    Progress = Callable[[str, int, int], None]  # what is read, bytes so far, bytes in all (0: not known)


class Options(NamedTuple):
    """What a scan is asked for: to look into layers, to look outside of them.

    ``cache`` is a folder, None for none; ``jobs`` 0 is one a processor.  ``dockerfile`` is what the image is said to be
    built from; its path is that of the findings.
    """

    access: Access = Access()
    dockerfile: Source | None = None
    bases: Bases = Bases()
    allow: AllowList = AllowList()
    looks_into_layers: bool = True
    looks_outside: bool = True
    limits: Limits = Limits()
    jobs: int = 0
    cache: str | None = None


class Scan(NamedTuple):
    """What one reference came to: a tree for each image, the findings in all of them, notes for people.

    ``unused`` are the entries of the allow-list that match nothing in it.
    """

    trees: tuple[ImageTree, ...]
    results: tuple[FileResult, ...]
    notes: tuple[str, ...]
    unused: tuple[str, ...] = ()


class Scanner:
    """Scans references with the same options; ``rules`` are those for Dockerfiles."""

    def __init__(self, rules: Sequence[Rule], options: Options, progress: Progress | None = None) -> None:
        self._rules = rules
        self._options = options
        self._progress = progress
        self._known: dict[str, LayerContents] = {}  # by diffID: images share layers
        self._enough = Enough()  # of one reference
        self._counted: set[str] = set()  # the layers that are counted there

    def scan(self, reference: str) -> Scan:
        """Everything about ``reference``.  Raises ImageError when it cannot be opened."""
        options = self._options
        self._enough, self._counted = Enough(), set()
        places: list[LeakPlace] = []
        images: list[Image] = []
        packages: dict[int, Packages] = {}
        attributions: dict[int, Attribution] = {}
        contents: dict[int, list[LayerContents | None]] = {}
        with open_images(reference, options.access) as opened:
            for image in opened:
                images.append(image)
                # Before the layers: a file full of credentials is not to take the room of the configuration's.
                outside = search_outside(image, self._rules, self._enough) if options.looks_outside else ()
                contents[id(image)] = layers = self._layers(image)
                places += places_of(image, layers, outside)[: MOST_PLACES - len(places)]
                packages[id(image)] = Packages(
                    entry for layer in layers if layer is not None for entry in layer.databases
                )
                attributions[id(image)] = Attribution(image, options.dockerfile)
        judged = note_platforms(leaks_of(places, packages), images)
        allowed = options.allow.keep(options.bases.note(judged))
        notes = [*allowed.ended, *(each.rejected for each in attributions.values() if each.rejected)]
        advisor = Advisor(self._rules)
        steps = {key: ToldSteps(each, advisor.masked) for key, each in attributions.items()}
        results = tell_leaks(reference, allowed.leaks, steps, advisor)
        failures = self._failures(reference, images, contents)
        if len(places) >= MOST_PLACES:
            failures.append(Failure(reference, "unscanned", f"more than {MOST_PLACES} places of credentials"))
        if failures:
            results.append(FileResult(Source("", reference), failures=tuple(failures)))
        trees = tuple(self._tree(image, contents[id(image)], steps[id(image)]) for image in images)
        return Scan(trees, tuple(results), tuple(dict.fromkeys(notes)), allowed.unused)

    def _layers(self, image: Image) -> list[LayerContents | None]:
        found: list[LayerContents | None] = [None] * len(image.layers)
        if not self._options.looks_into_layers:
            return found
        unknown: list[int] = []
        cache = LayerCache(self._options.cache, self._options.limits) if self._options.cache is not None else None
        for index, layer in enumerate(image.layers):
            known = self._known.get(layer.diff_id) or (cache.get(layer.diff_id) if cache is not None else None)
            if known is None:
                unknown.append(index)
            else:
                found[index] = self._counted_in(known)
        if unknown:
            self._read(image, unknown, found, cache)
        if cache is not None:
            cache.close()
        return found

    def _read(
        self, image: Image, unknown: list[int], found: list[LayerContents | None], cache: LayerCache | None
    ) -> None:
        """Read the layers at ``unknown`` into ``found``, and keep what could be looked at wholly."""
        from dockerlint.image.layer import read_layers

        total = sum(max(image.layers[index].blob.size, 0) for index in unknown)
        done = 0

        def count(size: int) -> None:
            nonlocal done
            done += size
            if self._progress is not None:
                self._progress(image.name, done, total)

        jobs = self._options.jobs or processors()
        wanted = [image.layers[index] for index in unknown]
        for place, contents in read_layers(wanted, image.store, self._options.limits, jobs, count):
            if cache is not None:
                cache.put(contents)
            found[unknown[place]] = contents = self._counted_in(contents)
            if contents.diff_id and not contents.gaps:
                self._known[contents.diff_id] = contents

    def _counted_in(self, layer: LayerContents) -> LayerContents:
        """The layer with as much of what was found in it as there is room for."""
        if layer.diff_id in self._counted:
            return layer
        kept = tuple(takewhile(lambda each: self._enough.takes(each.evidence), layer.found))
        if len(kept) < len(layer.found):
            gap = Gap(f"layer {layer.diff_id[:19]}", self._enough.reason)
            return layer._replace(found=kept, gaps=(*layer.gaps, gap))
        self._counted.add(layer.diff_id)
        return layer

    def _failures(
        self, reference: str, images: list[Image], contents: dict[int, list[LayerContents | None]]
    ) -> list[Failure]:
        gaps: dict[Gap, None] = {}
        for image in images:
            gaps.update(dict.fromkeys(image.gaps))
            for layer in contents[id(image)]:
                gaps.update(dict.fromkeys(layer.gaps if layer is not None else ()))
        if self._enough.is_full:
            gaps[Gap(reference, self._enough.reason)] = None
        return [Failure(reference, "unscanned", _told(gap)) for gap in gaps]

    def _tree(self, image: Image, contents: list[LayerContents | None], steps: ToldSteps) -> ImageTree:
        rows = []
        attribution = steps.attribution
        for index, layer in enumerate(image.layers):
            step = attribution.step_of_layer(index)
            origin = attribution.of_layer(index)
            known = contents[index]
            where = ""
            if origin is not None and origin.certainty != "history":
                where = f"{origin.source.path}:{origin.source.position(origin.span.start).line}"
            size = known.size if known is not None and known.size else layer.blob.size
            gaps = tuple(map(_told, known.gaps)) if known is not None else ()
            title = steps.instruction(step) or "(no history)"
            inherited = self._options.bases.name_of(layer.diff_id)
            rows.append(Row(index + 1, title, layer.diff_id or layer.blob.digest, size, where, inherited, gaps))
        rows.append(Row(None, "configuration, history, attestations"))
        return ImageTree(image.name, platform_of(image), facts_of(image), tuple(rows))


def _told(gap: Gap) -> str:
    return masked_text(f"{gap.where}: {gap.reason}")
