"""Rewrites of the last instruction of a text, as the text they give or the reason why they give none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from dockerlint.rewrite.outcome import Refusal
from dockerlint.syntax import parse
from dockerlint.text import Source, apply_edits

if TYPE_CHECKING:
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.syntax.items import Instruction

Rewrite = Callable[[Source, str, "Instruction"], "Outcome"]


@pytest.fixture
def rewritten() -> Callable[[str, Rewrite], str]:
    def run(text: str, rewrite: Rewrite) -> str:
        parsed = parse(text)
        outcome = rewrite(Source(text, "Dockerfile"), parsed.escape, parsed.instructions[-1])
        return f"refused: {outcome.reason}" if isinstance(outcome, Refusal) else apply_edits(text, outcome)

    return run
