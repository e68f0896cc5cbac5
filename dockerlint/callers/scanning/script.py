"""Shell scripts: the whole file is one text, and nothing but ``|| exit 1`` is sure to end it."""

from __future__ import annotations

from dockerlint.callers.embedded import plain
from dockerlint.callers.scanning.builders import builder_of
from dockerlint.callers.scanning.commands import Idiom
from dockerlint.callers.scanning.flow import Images
from dockerlint.callers.scanning.lack import lacks_of_text
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.scanning.lack import Lack
    from dockerlint.text import Source


def script_lacks(source: Source) -> Iterator[Lack]:
    """Every push of the script that lacks a scan."""
    yield from lacks_of_text(
        plain(source.path, source.text), Images(), Idiom(ends=False, builder=builder_of(source.text))
    )
