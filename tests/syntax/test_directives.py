"""Parser directives and the detection of ``syntax`` and ``check``; cases of BuildKit's directives_test.go and more."""

from __future__ import annotations

import pytest

from dockerlint.syntax import parse


def found(text: str) -> dict[str, str]:
    """The directives; their places have to lead to their values."""
    directives = parse(text).directives
    assert all(text[span.start : span.end] == value for value, span in directives.values())
    return {key: value for key, (value, _) in directives.items()}


CASES = {
    "a key that is none ends them": ("#escape=\\\n# key = FOO bar\n# syntax=a\n", {"escape": "\\"}),
    "case does not matter": ("# EScape=`\n# SynTax = a\n", {"escape": "`", "syntax": "a"}),
    "all of them": (
        "#syntax=a:1\n#escape=`\n#check=skip=all\nFROM a",
        {"syntax": "a:1", "escape": "`", "check": "skip=all"},
    ),
    "the value keeps its inner blanks": ("# syntax = a:1 // b \r\nFROM a", {"syntax": "a:1 // b"}),
    "a blank line ends them": ("\n# escape=`\n# syntax=a\nFROM a", {}),
    "a comment ends them": ("# hello\n# escape=`\n# syntax=a\nFROM a", {}),
    "an instruction ends them": ("FROM a\n# escape=`\n", {}),
    "an empty comment ends them": ("#\n# escape=`\n", {}),
    "no value is no directive": ("# escape=\nFROM a", {}),
    "blanks before the sign are taken by the parser only": ("  # escape=`\n  # syntax=a\n", {"escape": "`"}),
    "a vertical tab is no blank here": ("# escape\v=`\n", {}),
    "blanks beyond ASCII may follow the sign": ("#\xa0escape=`\n", {"escape": "`"}),
    "syntax behind a #! line": ("#!/bin/sh\n# syntax = a\nFROM a", {"syntax": "a"}),
    "check behind a #! line": ("#!/bin/sh\n# check = skip=all\nFROM a", {"check": "skip=all"}),
    "but no escape": ("#!/bin/sh\n# escape=`\nFROM a", {}),
    "nothing behind a #! line and a blank one": ("#!/bin/sh\n\n# syntax = a\n", {}),
    "a #! line alone": ("#!/bin/sh syntax", {}),
    "syntax behind slashes": ("//syntax=a\n//key=value", {"syntax": "a"}),
    "syntax behind slashes behind a #! line": ("#!/bin/sh\n//syntax=a", {"syntax": "a"}),
    "no check behind slashes": ("//check=skip=all\n", {}),
    "syntax in JSON": ('{"syntax": "a", "b": ["c"]}', {"syntax": "a"}),
    "syntax in JSON behind other keys": ('{"b": "s", "syntax": "syntax"}', {"syntax": "syntax"}),
    "syntax in JSON with more behind it": ('{"syntax": "a"}\n# syntax=b', {}),
    "syntax in JSON that does not end": ('{"syntax": "a"', {}),
    "syntax in JSON that is no text": ('{"syntax": 1}', {}),
    "syntax behind a byte order mark": ("\ufeff# syntax = a\nFROM b\n", {"syntax": "a"}),
    "the first of two syntaxes": ("# syntax=a\n# syntax=b\nFROM c", {"syntax": "a"}),
    "a wrong escape is told as written": ("# escape=ab\nFROM c", {"escape": "ab"}),
}


@pytest.mark.parametrize("name", CASES)
def test_directives(name: str) -> None:
    text, expected = CASES[name]
    assert found(text) == expected


def test_a_syntax_in_json_that_is_spelt_with_escapes_has_the_whole_text_for_its_place() -> None:
    text = '\ufeff{"syntax": "\\u0061"}'
    assert parse(text).directives == {"syntax": ("a", (1, len(text)))}


@pytest.mark.parametrize(
    ("text", "escape"),
    [("# escape=`\nFROM a", "`"), ("# escape=\\\nFROM a", "\\"), ("# escape=x\nFROM a", "\\"), ("FROM a", "\\")],
)
def test_the_escape_character_in_force(text: str, escape: str) -> None:
    assert parse(text).escape == escape


def test_directives_are_items_of_their_own_and_no_comments() -> None:
    parsed = parse("# syntax=a\n# escape=`\n# note\n# check=b\nFROM c\n")
    assert [item.kind for item in parsed.items] == ["directive", "directive", "comment", "comment", "instruction"]
    assert [comment.text for comment in parsed.comments] == ["note", "check=b"]


def test_a_directive_given_twice_is_a_problem_at_the_second() -> None:
    text = "# check=a\n# check=b\nFROM c\n"
    (problem,) = parse(text).problems
    assert text[problem.span.start : problem.span.end] == "# check=b"
    assert problem.message == "only one check parser directive can be used"
    assert found(text) == {"check": "a"}
