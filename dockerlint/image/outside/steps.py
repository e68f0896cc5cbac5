"""The history searched: by format in every entry, by the names of build arguments, and as the Dockerfile it tells."""

from __future__ import annotations

from dockerlint.image.outside.found import Text, find_by_rules, find_in, outside
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.image.history import RenderedHistory, Step
    from dockerlint.image.outside.found import OutsideFound
    from dockerlint.image.values import Image
    from dockerlint.rule import Rule

_AT_ONCE = 1 << 17  # characters of rendered history that the rules read as one Dockerfile
_FIELDS = ("created_by", "comment", "author")


def in_history(image: Image, history: RenderedHistory, rules: Sequence[Rule]) -> Iterator[OutsideFound]:
    """Every credential that the history of ``image`` shows, each with the index of its step."""
    texts, steps = [], []
    for index, entry in enumerate(image.history):
        for field in _FIELDS:
            value = getattr(entry, field)
            if value:
                texts.append(Text(f"history[{index}].{field}", "", value))
                steps.append(index)
        for name, value in _named(history.steps[index]):
            texts.append(Text(f"history[{index}].created_by", name, value))
            steps.append(index)
    step_of = {id(text): step for text, step in zip(texts, steps, strict=True)}
    found = [outside(sighting, "history", text.path, text.name, step_of[id(text)]) for text, sighting in find_in(texts)]
    found.sort(key=lambda each: not each.name)  # one that is carried by a name says more
    seen = set()
    for each in found:
        key = (each.found.evidence.fingerprint, each.step)
        if key not in seen:
            seen.add(key)
            yield each
    yield from _by_rules(history, rules)


def _named(step: Step) -> Iterator[tuple[str, str]]:
    yield from step.arguments
    for name, value in step.pairs:
        if value is not None:
            yield name, value


def _by_rules(history: RenderedHistory, rules: Sequence[Rule]) -> Iterator[OutsideFound]:
    """What the rules for Dockerfiles find: credentials without a format in commands, options, URLs."""
    first = 0
    while first < len(history.spans):
        start = history.spans[first].start
        last = first
        while last + 1 < len(history.spans) and history.spans[last + 1].end - start <= _AT_ONCE:
            last += 1
        head = "FROM scratch\n"
        text = head + history.source.text[start : history.spans[last].end] + "\n"
        for finding, offset, sighting in find_by_rules(Source(text, history.source.path), rules):
            at = offset - len(head) + start
            step = next((i for i in range(first, last + 1) if history.spans[i].end >= at), last)
            name = finding.secret.name if finding.secret is not None else ""
            yield outside(sighting, "history", f"history[{step}].created_by", name, step)
        first = last + 1
