"""Edits under construction, and the first reason why they cannot be made."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.text import Edit


class Collected:
    """What a rewriter has ``found`` so far; ``no_room`` is the reason where an edit has no place."""

    no_room = "there is no room for it in the way that it is written"

    def __init__(self) -> None:
        self.found: list[Edit] = []
        self.refusal: Refusal | None = None

    def add(self, edit: Edit | None) -> None:
        """Take an edit; None is one that cannot stand where it should."""
        if edit is None:
            self.refuse(self.no_room)
        else:
            self.found.append(edit)

    def refuse(self, reason: str) -> None:
        """Only the first reason is kept."""
        if self.refusal is None:
            self.refusal = Refusal(reason)
