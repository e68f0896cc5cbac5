"""A build context as it will be once fixes are written."""

from __future__ import annotations

from dockerlint.model.context import Context, IgnoreFile
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class PendingContext(Context):
    """A context whose ignore file has the text in ``written``, if it is there, in place of the one on disk."""

    __slots__ = ("_written",)

    def __init__(self, root: str, dockerfile: str, written: Mapping[str, str]) -> None:
        super().__init__(root, dockerfile)
        self._written = written

    @property
    def ignore_file(self) -> IgnoreFile:
        """The ignore file in force, as it will be."""
        found = super().ignore_file
        text = self._written.get(found.path)
        return found if text is None else IgnoreFile(found.path, text)
