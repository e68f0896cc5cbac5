"""Shell texts inside words and here-documents."""

from __future__ import annotations

import pytest

from dockerlint.shell import read_script
from tests.shell.show import show


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sh -c 'a && b' c", "  a [s]\n  && b [s]"),
        ('/bin/bash -exo pipefail -c "a | b"', "  a [s]\n  | b [s]"),
        ("bash -lc 'a'", "  a [s]"),
        ('sh -c "a \\"b\\" \\$c"', '  a "b" <c> [sv]'),
        ("sh -c 'sh -c \"a b\"'", '  sh -c "a b" [s]\n    a b [s]'),
        ("sh -c a", "  a [s]"),
        ("sudo -u x sh -c 'a > f'", "  a >f [s]"),
        ("xargs -I{} sh -c 'a {}'", "  a {} [s]"),
        ("find . -exec sh -c 'a \"$1\"' _ {} \\;", '  a "<1>" [s]'),
        ("su - u -c 'a b'", "  a b [s]"),
        ("su -s /bin/sh u -c 'a'", "  a [s]"),
        ('su --command="a $x" u', "  a <x> [s]"),
        ("runuser -l u -c 'a'", "  a [s]"),
        ('eval a "$b"', '  a "<b>" [v]'),
        ('eval "a; b"', "  a\n  ; b"),
        ("a || sh -c 'b'", "|| sh -c 'b' [?]\n  b [?s]"),
        ("bash <<E\na $x\nE", "  a <x> [s]"),
        ("bash -s x <<'E'\na '$x'\nE", "  a '$x' [s]"),
        ("bash <<E\na \\$x\nE", "  a <x> [sv]"),
        ("su - u <<'E'\na\nE", "  a [s]"),
        ('bash <<< "a; b"', "  a [s]\n  ; b [s]"),
        ("<<E\nset -e\na \\\n  b\nE", "  set -e [s]\n  ; a b [s]"),
        ("<<E\n#!/bin/bash -e\na\nE", "  a [s]"),
        ("<<E\n#!/usr/bin/env python3\nimport x\nE", ""),
        ("cat <<E\na $x\nE", ""),
        ("bash f.sh <<E\na\nE", ""),
        ("sh f.sh", ""),
        ('sh -c "$x"', ""),
        ("sh -c 'a (b'", ""),
        ("eval $(a)", ""),
    ],
)
def test_the_nested_commands_follow_the_command_that_runs_them(text: str, shown: str) -> None:
    assert "\n".join(show(text).split("\n")[1:]) == shown


def test_offsets_of_a_verbatim_text_are_those_of_the_outer_text() -> None:
    text = """é && sh -c 'a "$b" && c' && bash -c "d $e" """
    script = read_script(text)
    assert [text[each.start : each.end] for each in script.commands] == [
        "é", """sh -c 'a "$b" && c'""", 'a "$b"', "c", 'bash -c "d $e"', "d $e",
    ]  # fmt: skip
    assert [text[part.start : part.end] for word in script.commands[2].words for part in word.parts] == ["a", "$b"]


def test_offsets_of_another_text_are_those_of_the_word_that_holds_it() -> None:
    text = r'sh -c "a \"b\" >\$c"'
    _, inner = read_script(text).commands
    assert (text[inner.start : inner.end], inner.verbatim) == (r'"a \"b\" >\$c"', False)
    assert [(each.raw, each.literal, text[each.start : each.end]) for each in inner.words] == [
        ("a", "a", r'"a \"b\" >\$c"'),
        ('"b"', "b", r'"a \"b\" >\$c"'),
    ]


def test_what_the_outer_shell_expands_is_expanded_inside_single_quotes_too() -> None:
    assert show("""sh -c "curl -H 'A: $T' '\\$U' $(b)" """).split("\n")[1] == "  curl -H 'A: ''<T>' '$U' $() [sv]"
    assert show("""sh -c "$('')'$('')'" """).split("\n")[1] == "  $()'$('')' [s]"
    assert show("""sh -c "curl -H 'A: $T' $(b)" """).split("\n")[1] == "  curl -H 'A: ''<T>' $() [s]"


def test_a_nested_list_names_the_command_that_runs_it() -> None:
    text = "a && sh -c 'b; c'"
    block = read_script(text).blocks[1]
    assert (block.kind, block.parent, block.pipeline, text[block.start : block.end]) == ("nested", 0, 1, "sh -c 'b; c'")
    assert text[block.body_start : block.body_end] == "b; c"
