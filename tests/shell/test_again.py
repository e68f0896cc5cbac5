"""A long script that is read again by what has changed comes out as one that is read as a whole."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.shell.again import read_again
from dockerlint.shell.reader import read
from tests.edits import edit_by_edit

STATEMENTS = (
    "a b", "apt-get update && apt-get install -y x", "a || b && c", "x=1", "x=1 y=2 cmd $x", "export A=b C",
    'if [ -e "$f" ]; then rm "$f"; else echo no; fi', "for x in a b; do echo $x; done", "while read l; do c; done < f",
    "case $x in a) b ;; *) c ;; esac", "f() { a; b; }", "(cd x && make)", "{ a; b; } > f", "a | b | c", "a &", "! a",
    "! a && b", 'echo "$(cat f | tr a b)" > g', "sh -c 'a; b && c'", "su app -c \"echo $x\"", "echo `date`", "# note",
    "time a", "cat <<< x", "a >f 2>&1", "set -eux", "eval a b", "[[ -n $x && -z $y ]]", "((i++))", "echo ${a:-$(b)}",
    "find . -exec sh -c 'rm {}' \\;", "diff <(a) <(b)", "cat <<EOF\nbody\nEOF", "a \\\n  b", "echo 'it''s'", "exec a",
)  # fmt: skip
JOINERS = ("; ", ";", "\n", " && ", " || ", " & ", " | ", ";\n", "; # note\n")
BITS = st.one_of(
    st.sampled_from(STATEMENTS), st.sampled_from(JOINERS), st.text("ab$\"'`\\ \n;&|(){}<>#!=é", max_size=3), st.just("")
)


@st.composite
def states(draw: st.DrawFn) -> list[str]:
    """A script, and what becomes of it, edit by edit."""
    text = ""
    for statement in draw(st.lists(st.sampled_from(STATEMENTS), min_size=3, max_size=14)):
        text += statement + draw(st.sampled_from(JOINERS))
    return edit_by_edit(draw, text, BITS)


@settings(max_examples=400)
@given(states())
def test_reading_again_is_reading(texts: list[str]) -> None:
    script = read(texts[0])
    for text in texts[1:]:
        whole, again = read(text), read_again(script, text)
        assert again is None or again == whole
        script = whole


def test_a_change_within_a_long_script_is_not_read_as_a_whole() -> None:
    before = "".join(f'curl -o /f{number} "https://example.org/$V{number}" && echo $(id); ' for number in range(99))
    for change in ("V50", "f2 ", "f97 "):
        after = before.replace(change, f"x{change}", 1)
        again = read_again(read(before), after)
        assert again == read(after)
    assert read_again(read(before), before.replace("; ", "; next; ", 1)) is not None
    assert read_again(read(before), before.replace("f50", "f'", 1)) is None
