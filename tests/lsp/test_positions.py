"""Places by lines and code units, held against the codecs of Python."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from dockerlint.lsp.positions import Lines
from dockerlint.text import Span
from tests.lsp.editor import UNITS, edited

TEXTS = st.text(st.sampled_from("ab \\\n\r\x0c\x0b\u2028\x85é\u20ac\U0001f433\u0301"), max_size=60)
ENCODINGS = st.sampled_from(sorted(UNITS))


def between_cr_and_lf(text: str, offset: int) -> bool:
    return text[offset - 1 : offset + 1] == "\r\n"


@given(TEXTS, ENCODINGS, st.data())
def test_a_place_leads_back_to_its_offset(text: str, encoding: str, data: st.DataObject) -> None:
    lines = Lines(text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    if not between_cr_and_lf(text, offset):
        assert lines.offset(lines.position(offset)) == offset


@given(TEXTS, ENCODINGS)
def test_places_count_lines_and_units_as_the_protocol_does(text: str, encoding: str) -> None:
    lines = Lines(text, encoding)
    codec, unit = UNITS[encoding]
    for offset in range(len(text) + 1):
        if between_cr_and_lf(text, offset):
            continue
        *above, last = re.split(r"\r\n|\n|\r", text[:offset])
        assert lines.position(offset) == types.Position(len(above), len(last.encode(codec)) // unit)
    places = [lines.position(offset) for offset in range(len(text) + 1)]
    assert all((a.line, a.character) <= (b.line, b.character) for a, b in pairwise(places))


@given(TEXTS, ENCODINGS, st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70), TEXTS), max_size=4))
def test_changes_are_made_as_an_editor_makes_them(
    text: str, encoding: str, changes: list[tuple[int, int, str]]
) -> None:
    lines, expected = Lines(text, encoding), text
    for first, second, new in changes:
        ends = sorted((min(first, len(expected)), min(second, len(expected))))
        if any(between_cr_and_lf(expected, offset) for offset in ends):
            continue
        place = lines.range(Span(*ends))
        lines = lines.changed([types.TextDocumentContentChangePartial(place, new)])
        expected = edited(expected, [types.TextEdit(place, new)], encoding)
        assert lines.text == expected


@pytest.mark.parametrize(
    ("encoding", "character", "offset"),
    [("utf-16", 1, 0), ("utf-16", 2, 1), ("utf-8", 3, 0), ("utf-8", 4, 1), ("utf-32", 1, 1), ("utf-16", 99, 2)],
)
def test_a_place_within_a_character_is_before_it(encoding: str, character: int, offset: int) -> None:
    assert Lines("\U0001f433x\ny", encoding).offset(types.Position(0, character)) == offset


def test_a_place_beyond_the_text_is_its_end() -> None:
    assert Lines("a\nb").offset(types.Position(7, 3)) == 3
    assert Lines("").offset(types.Position(0, 0)) == 0


def test_a_change_of_the_whole_text_and_one_of_it_follow_each_other() -> None:
    start = types.Range(types.Position(0, 0), types.Position(0, 1))
    whole, part = types.TextDocumentContentChangeWholeDocument("bc"), types.TextDocumentContentChangePartial(start, "a")
    assert Lines("x").changed((whole, part)).text == "ac"
