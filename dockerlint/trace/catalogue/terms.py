"""Word lists, written as text."""

from __future__ import annotations


def terms(text: str) -> frozenset[str]:
    """The words of ``text``, which blanks part."""
    return frozenset(text.split())
