"""Which builder a file's builds run on: docker's own, or one that the file makes or chooses."""

from __future__ import annotations

import re

_NAMES_BUILDER = re.compile(r"\bbuildx\s+(?:create|use)\b|\bBUILDX_BUILDER\b")


def names_builder(text: str) -> bool:
    """Whether a file's text makes or chooses a builder, whose images docker's own store does not get."""
    return _NAMES_BUILDER.search(text) is not None
