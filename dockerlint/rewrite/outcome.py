"""What a rewrite gives back: edits on the file's text, or the reason why there are none."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    from dockerlint.text import Edit


class Refusal:
    """A rewrite that cannot be done soundly.  ``reason`` is a clause that fits behind "not fixed: "."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __repr__(self) -> str:
        return f"Refusal({self.reason!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and other.reason == self.reason

    def __hash__(self) -> int:
        return hash(self.reason)


if TYPE_CHECKING:
    Outcome: TypeAlias = "tuple[Edit, ...] | Refusal"
