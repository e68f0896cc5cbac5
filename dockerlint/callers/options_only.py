"""Options of a build that stand in a file without the command that they belong to, read as if it stood there."""

from __future__ import annotations

from dockerlint.callers.embedded import Embedded
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.text import Edit, Span


class OptionsOnly(Embedded):
    """``inner`` between ``before`` and ``behind``, which stand nowhere: no edit of them can be made."""

    __slots__ = ("_inner", "_shift")

    def __init__(self, inner: Embedded, before: str, behind: str) -> None:
        super().__init__(inner.path, inner.logical, str)
        self.text = before + inner.text + behind
        self._inner = inner
        self._shift = len(before)

    def span(self, start: int, end: int) -> Span:
        first = min(max(start - self._shift, 0), len(self._inner.text))
        last = min(max(end - self._shift, first), len(self._inner.text))
        return self._inner.span(first, last)

    def replace(self, start: int, end: int, text: str) -> Edit | None:
        if start < self._shift or end > self._shift + len(self._inner.text):
            return None
        return self._inner.replace(start - self._shift, end - self._shift, text)
