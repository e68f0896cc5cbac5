"""Shell text in the items of a YAML list: a scan becomes an item of its own before that of the push.

Where the item's text has no such place, in a block or behind ``&&``, the scan stands inside it.
"""

from __future__ import annotations

from dockerlint.callers.scanning.act import PUSH, key
from dockerlint.callers.scanning.commands import prefixed, report, scan
from dockerlint.callers.scanning.flow import Guard
from dockerlint.callers.scanning.lack import Lack, lacks_of_text
from dockerlint.callers.yaml.items import items_above
from dockerlint.callers.yaml.scalars import embedded, written_plain
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.shell import read_script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.scanning.act import Act
    from dockerlint.callers.scanning.commands import Idiom
    from dockerlint.callers.scanning.flow import Images
    from dockerlint.callers.yaml import Scalar, Sequence
    from dockerlint.text import Edit, Source


class Item(NamedTuple):
    """``owner`` is the list in block style that ``scalar`` is the item ``place`` of, None where there is none."""

    scalar: Scalar
    owner: Sequence | None
    place: int


def lacks_of_item(
    source: Source, item: Item, images: Images, idiom: Idiom, setup: list[str], room: bool = True
) -> Iterator[Lack]:
    """The pushes of the item's text that lack a scan.

    ``setup`` are commands that dockerlint needs before; they go before the first scan only, and out of the list.
    ``room`` is whether the list may get items of its own for them.
    """
    text = embedded(source, item.scalar)
    if text is None:
        return
    act = only_push(text.text, images, idiom) if item.owner is not None and room else None
    if act is not None:
        reference = prefixed(act.keeper, text.text[act.words[0].start : act.words[0].end])
        lines = [*setup, *([report(idiom, reference)] if idiom.report else []), scan(idiom, reference)]
        setup.clear()
        images.scan(key(act.words[0]), Guard(None, None))
        span = text.span(act.command.start, act.command.end)
        yield Lack(span, (_items_above(source, item, lines),), reports=bool(idiom.report))
        return
    idiom = idiom._replace(has_lines=item.scalar.style == "|")
    if setup and item.owner is None:
        idiom = idiom._replace(dockerlint=f"{' && '.join(setup)} && {idiom.dockerlint}", report="")
    for lack in lacks_of_text(text, images, idiom):
        if setup and item.owner is not None and not isinstance(lack.remedy, Refusal):
            lack = lack._replace(remedy=(*lack.remedy, _items_above(source, item, setup)))
            setup.clear()
        yield lack


def only_push(text: str, images: Images, idiom: Idiom) -> Act | None:
    """The push when the text is nothing else."""
    script = read_script(text)
    if script.error is not None or len(script.commands) != 1 or "\n" in text.strip() or script.commands[0].negated:
        return None
    found = [each for each in images.unscanned(script, idiom.stops) if each.kind == PUSH and not each.refused]
    return found[0] if len(found) == 1 and found[0].command is script.commands[0] else None


def _items_above(source: Source, item: Item, lines: list[str]) -> Edit:
    assert item.owner is not None
    edit = items_above(source, item.owner, item.place, [written_plain(line) for line in lines])
    assert edit is not None
    return edit
