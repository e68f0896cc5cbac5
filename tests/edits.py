"""Texts as an editor leaves them, one after the other."""

from __future__ import annotations

from hypothesis import strategies as st


def edit_by_edit(
    draw: st.DrawFn, text: str, bits: st.SearchStrategy[str], most: int = 4, longest: int = 12
) -> list[str]:
    """``text``, and what becomes of it by up to ``most`` edits: ``longest`` characters at most give way to ``bits``."""
    texts = [text]
    for _ in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + longest, len(text))))
        text = text[:start] + draw(bits) + text[end:]
        texts.append(text)
    return texts
