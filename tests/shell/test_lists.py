"""Lists, pipelines and compound constructs."""

from __future__ import annotations

import pytest

from dockerlint.shell import read_script
from tests.shell.show import show


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (" # nothing", ""),
        ("a && b", "a\n&& b"),
        ("a && b || c", "a\n&& b [?]\n|| c [?]"),
        ("a || b && c", "a\n|| b [?]\n&& c"),
        ("a && b; c", "a\n&& b [?]\n; c"),
        ("a; b && c", "a\n; b\n&& c"),
        ("a && b & c", "a [s]\n&& b [?s]\n& c"),
        ("a & b &", "a [s]\n& b [s]"),
        ("a | b |& c", "a [s]\n| b [s]\n| c [s]"),
        ("a | b && c >f", "a [s]\n| b [s]\n&& c >f"),
        ("! a | b", "a [s!]\n| b [s!]"),
        ("! a && b", "a [!]\n&& b"),
        ("a \\\n b\nc # d\n# e\n\nf", "a b\n; c\n; f"),
        ("a &&\r\nb \r\nc", "a\n&& b [?]\n; c"),
        ("(a; b) | c", "  a [s]\n  ; b [s]\n| c [s]"),
        ("{ a && b; } 2>&1; c", "  a\n  && b [?]\n; c"),
        ("a && { b || c; } && d", "a\n  b\n  || c [?]\n&& d"),
        ("if a && b; then c; elif d; then e; else f; fi", "  a\n  && b [?]\n  c [?]\n  d [?]\n  e [?]\n  f [?]"),
        ("if ! a; then b; fi", "  a [!]\n  b [?]"),
        ("while a; do b; done < f", "  a\n  b [?]"),
        ("until a; do b; c; done", "  a\n  b [?]\n  ; c [?]"),
        ("for x in a $b *; do c; done", "  for x in a <b> ~*~\n  c [?]"),
        ("for x; do c; done", "  for x\n  c [?]"),
        ("for ((i=0;i<3;i++)); do c; done", "  for ((i=0;i<3;i++))\n  c [?]"),
        ("select x in a; do b; done", "  select x in a\n  b [?]"),
        ("case $x in a|b) c; d;; *) e;; esac", "  case <x>\n  c [?]\n  ; d [?]\n  e [?]"),
        ("f() { a; }; function g { b; }; h() (c); f x", "  a [?]\n  b [?]\n    c [?s]\n; f x"),
        ("[[ -f $x && $y == a* ]] && [ -z \"$z\" ]", '[[ -f <x> && <y> == a~*~ ]]\n&& [ -z "<z>" ]'),
        ("[ $x = b && $y ] || ((x > 1))", "[ <x> = b\n&& <y> ] [?]\n|| ~((~<x>~ > 1))~ [?]"),
        ("coproc a b; time -p c", "coproc a b\n; time -p c"),
        ("x=$(a; b) && c", "x=$(a ; b)\n&& c"),
    ],
)  # fmt: skip
def test_a_list_shows_its_joiners_and_flags(text: str, shown: str) -> None:
    assert show(text) == shown


def test_lists_pipelines_and_stages_are_numbered() -> None:
    text = "a | (b | c) && d $(e); f"
    script = read_script(text)
    assert [(each.name, each.list_id, each.pipeline, each.stage) for each in script.every_command()] == [
        ("a", 0, 0, 0),
        ("b", 1, 1, 0),
        ("c", 1, 1, 1),
        ("e", 2, 3, 0),
        ("d", 0, 2, 0),
        ("f", 0, 4, 0),
    ]
    assert [(each.kind, each.parent, each.joiner, each.pipeline, each.stage) for each in script.blocks] == [
        ("script", -1, "", -1, 0),
        ("subshell", 0, "|", 0, 1),
        ("substitution", 0, "", -1, 0),
    ]


def test_spans_leave_joiners_out_and_take_redirections_and_negation_in() -> None:
    text = "! a  b >f  2>&1 &&  A=1 c ; <g d&\n{ e; } >h | i <<E ;j\nk\nE\n"
    script = read_script(text)
    assert [text[each.start : each.end] for each in script.commands] == [
        "! a  b >f  2>&1", "A=1 c", "<g d", "e", "i <<E", "j",
    ]  # fmt: skip
    assert [text[each.start : each.end] for each in script.blocks[1:]] == ["{ e; } >h"]


def test_the_lists_of_a_construct_share_its_span() -> None:
    text = "if a; then b\nelse c; d; fi >f; for x in y; do z; done; case q in r) s;; esac"
    blocks = read_script(text).blocks
    assert [(each.kind, text[each.start : each.end], text[each.body_start : each.body_end]) for each in blocks[1:]] == [
        ("if", "if a; then b\nelse c; d; fi >f", "a;"),
        ("then", "if a; then b\nelse c; d; fi >f", "b"),
        ("else", "if a; then b\nelse c; d; fi >f", "c; d;"),
        ("for", "for x in y; do z; done", "for x in y"),
        ("do", "for x in y; do z; done", "z;"),
        ("case", "case q in r) s;; esac", "case q"),
        ("item", "case q in r) s;; esac", "s"),
    ]
