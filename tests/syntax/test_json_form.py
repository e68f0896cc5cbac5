"""The JSON form against Python's ``json`` and Go's habits; tables of BuildKit's json_test.go and more."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.syntax.json_form import JsonForm, read_json_form


def read(text: str) -> list[str] | bool:
    form = read_json_form(text, 0)
    return list(form.values) if isinstance(form, JsonForm) else form


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("[]", []),
        ("[ \t\r\n]", []),
        ('[""]', [""]),
        ('["a"]', ["a"]),
        ('["a","b"]', ["a", "b"]),
        ('[ "a", "b" ]', ["a", "b"]),
        ('[\t"a",\t"b"\t]', ["a", "b"]),
        (r'["\" \\ \/ \b \f \n \r \t \u0000 ♥"]', ['" \\ / \b \f \n \r \t \0 ♥']),
        (r'["\u00e9\uD83D\uDE00"]', ["é😀"]),
        (r'["\ud800", "\ude00x", "\ud800\u0041", "\ud800\ud83d\ude00"]', ["\ufffd", "\ufffdx", "\ufffdA", "\ufffd😀"]),
        (r'["\ud800\udc00\udbff\udfff"]', ["\U00010000\U0010ffff"]),
        ('["\x7f\u2028"]', ["\x7f\u2028"]),
    ],
)
def test_a_list_of_texts(text: str, values: list[str]) -> None:
    assert read(text) == values


def test_the_places_of_the_elements_include_their_quotes() -> None:
    text = 'CMD [ "a" ,"b\\n" ]'
    form = read_json_form(text, 4)
    assert isinstance(form, JsonForm)
    assert [text[start:end] for start, end in form.places] == ['"a"', '"b\\n"']


@pytest.mark.parametrize(
    "element",
    ["42", "-0", "123.456", "1e5", "0.1E-9", "{}",
     '{"c": "d"}', '{"c": [1, {"d": null}]}', '["c"]', "[]", "true", "false", "null"],
)  # fmt: skip
def test_another_element_is_rejected(element: str) -> None:
    assert read(f'["a",{element},"b"]') is True
    assert read(f"[{element}]") is True


def test_lists_may_be_nested_ten_thousand_deep() -> None:
    assert read("[" * 10_000 + "]" * 10_000) is True
    assert read("[" * 10_001 + "]" * 10_001) is False


BROKEN = r"""
    a  [  ]  [a]  ['a']  ["a"  ["a]  ["a",]  [,"a"]  ["a"]]  [["a"]  ["a",1],[2]  ["a"]["b"]  ["\x"]  ["\u12"]
    [01]  [1.]  [.1]  [+1]  [1e]  [1e999]  [-1e999]  [NaN]  [Infinity]  [tru]  [truefalse]
    [{]  [}]  [{"a"}]  [{"a":}]  [{"a":1,}]  [{1:2}]  [{"a":1"b":2}]  [1:2]  ["a":1]
"""


@pytest.mark.parametrize(
    "text",
    [*BROKEN.split(), "", '["a" "b"]', '["a"] b]', '["a\tb"]', '[\x0b"a"]', '[\xa0"a"]'],
    ids=lambda text: text[:20],
)
def test_what_is_no_json_list_is_left_to_the_shell(text: str) -> None:
    assert read(text) is False


_TEXT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=8,
)


@given(st.lists(_TEXT, max_size=4), st.booleans(), st.sampled_from([None, 0, 2]))
def test_whatever_json_writes_is_read(values: list[object], ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(values, ensure_ascii=ascii_only, indent=indent)
    form = read_json_form(text, 0)
    if all(isinstance(value, str) for value in values):
        assert isinstance(form, JsonForm)
        assert list(form.values) == values
    else:
        assert form is True


@given(st.lists(st.text(), max_size=3), st.integers(0, 60), st.sampled_from('"[]{},:\\ 0a\n'))
def test_a_broken_list_is_broken_for_json_too(values: list[str], at: int, change: str) -> None:
    text = json.dumps(values)
    text = (text[:at] + change + text[at + 1 :]).strip(" \t\r\n")
    try:
        expected = json.loads(text)
    except ValueError:
        expected = None
    form = read_json_form(text, 0)
    if not isinstance(expected, list):
        assert form is False
    elif isinstance(form, JsonForm):
        assert list(form.values) == [re.sub("[\ud800-\udfff]", "\ufffd", value) for value in expected]
    else:
        assert form is not all(isinstance(value, str) for value in expected)
