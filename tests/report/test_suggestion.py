"""A fix as one replacement of whole lines: right when it is made, small, and silent about secrets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.engine.masking import Mask
from dockerlint.finding import Fix
from dockerlint.report.suggestion import LONGEST, Suggestion, suggest
from dockerlint.text import Edit, Source, Span, apply_edits


def suggestion(text: str, *edits: tuple[int, int, str], masked: tuple[Span, ...] = ()) -> Suggestion | None:
    source = Source(text, "f")
    fix = Fix("", tuple(Edit("f", Span(start, end), new) for start, end, new in edits))
    return suggest(fix, source, Mask(source, masked))


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        ("a\nb\nc\n", [(2, 3, "x")], Suggestion(2, 2, ("x",))),
        ("a\nb\nc\n", [(2, 4, "")], Suggestion(2, 2, ())),
        ("a\nb\nc\n", [(2, 2, "x\n")], Suggestion(2, 2, ("x", "b"))),
        ("a\nb\nc\n", [(6, 6, "x\n")], Suggestion(3, 3, ("c", "x"))),
        ("a\nb\nc", [(5, 5, "\nx")], Suggestion(3, 3, ("c", "x"))),
        ("a\nb\nc\n", [(0, 2, ""), (6, 6, "x\n")], Suggestion(1, 3, ("b", "c", "x"))),
        ("a\nb\nc\n", [(1, 2, "")], Suggestion(1, 2, ("ab",))),
        ("a\r\nb\r\n", [(3, 4, "x\r\ny")], Suggestion(2, 2, ("x", "y"))),
        ("a\nb\nc\nd\n", [(2, 6, "b\ny\n")], Suggestion(3, 3, ("y",))),
        ("a\n", [(0, 1, "a")], None),
        ("", [(0, 0, "a")], None),
    ],
)
def test_lines_take_the_place_of_lines(
    text: str, edits: list[tuple[int, int, str]], expected: Suggestion | None
) -> None:
    assert suggestion(text, *edits) == expected


def test_a_line_that_keeps_a_secret_is_not_shown() -> None:
    text = "ENV A=1 P=hunter2\nENV B=2\n"
    secret = Span(10, 17)
    assert suggestion(text, (6, 7, "3"), masked=(secret,)) is None
    assert suggestion(text, (10, 17, "x"), masked=(secret,)) == Suggestion(1, 1, ("ENV A=1 P=x",))
    assert suggestion(text, (24, 25, "3"), masked=(secret,)) == Suggestion(2, 2, ("ENV B=3",))


def test_a_text_that_repeats_a_secret_is_not_shown() -> None:
    assert suggestion("ENV P=tiger-lily\n", (6, 16, "x-tiger-lily"), masked=(Span(6, 16),)) is None


def test_a_fix_of_two_files_or_over_many_lines_is_none() -> None:
    source = Source("a\n" * (LONGEST + 1), "f")
    both = Fix("", (Edit("f", Span(0, 1), "x"), Edit("g", Span(0, 0), "x")))
    assert suggest(both, source, Mask(source, ())) is None
    assert suggestion(source.text, (0, 1, "x"), (2 * LONGEST, 2 * LONGEST + 1, "x")) is None
    assert suggestion(source.text, (0, 1, "x"), (2 * LONGEST - 2, 2 * LONGEST - 1, "x")) is not None
    assert suggest(None, source, Mask(source, ())) is None


PIECES = st.text("ab\n", max_size=4)


@given(text=st.text("ab\n", min_size=1, max_size=30), data=st.data())
def test_the_replaced_lines_give_the_fixed_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
    edits = [Edit("f", Span(start, end), data.draw(PIECES)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    source = Source(text, "f")
    found = suggest(Fix("", tuple(edits)), source, Mask(source, ()))
    fixed = apply_edits(text, edits)
    if found is None:
        assert fixed.split("\n") == text.split("\n") or fixed.rstrip("\n") == text.rstrip("\n")
        return
    lines = text.split("\n")
    ends_with_newline = not lines[-1]
    body = lines[:-1] if ends_with_newline else lines
    body[found.first - 1 : found.last] = found.lines
    assert body == fixed.removesuffix("\n").split("\n") or (not body and fixed in ("", "\n"))
