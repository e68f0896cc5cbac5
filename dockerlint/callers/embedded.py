"""Text that stands in a file of another language: shell commands of a YAML scalar, a Make recipe, a Groovy string.

:class:`Embedded` is that text as its own language sees it, with the way back: an edit of it becomes one of the file,
written as the surrounding language wants it.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dockerlint.syntax.items import Logical


class Embedded:
    """``logical`` maps characters of ``text`` to those of the file at ``path``.

    ``encode`` writes a piece of text as it must stand in the file; it is None for what cannot stand there.  ``ends``
    are the ends in the file of characters that take several there, by their offset in the text.
    """

    __slots__ = ("_encode", "_ends", "logical", "path", "text")

    def __init__(
        self, path: str, logical: Logical, encode: Callable[[str], str | None], ends: Mapping[int, int] | None = None
    ) -> None:
        self.path = path
        self.logical = logical
        self.text = logical.text
        self._encode = encode
        self._ends = ends or {}

    def span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the file."""
        first = self.logical.offset(start)
        return Span(first, first if end <= start else self._behind(end - 1))

    def _behind(self, at: int) -> int:
        """The file offset behind the character ``at``."""
        return self._ends.get(at) or self.logical.offset(at) + 1

    def replace(self, start: int, end: int, text: str) -> Edit | None:
        """The edit of the file that puts ``text`` in place of ``text[start:end]``; None where it cannot stand."""
        written = self._encode(text)
        if written is None:
            return None
        if start == end:
            at = self._behind(start - 1) if start else self.logical.offset(0)
            return Edit(self.path, Span(at, at), written)
        return Edit(self.path, self.span(start, end), written)


def plain(path: str, text: str) -> Embedded:
    """A whole file that is the text itself, such as a shell script."""
    from dockerlint.syntax.items import Logical

    return Embedded(path, Logical(text, ((0, 0, len(text)),)), str)
