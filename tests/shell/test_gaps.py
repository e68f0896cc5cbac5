"""Valid shell that the grammar misreads on its own, with the shells themselves as the judges of what is valid."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from dockerlint.shell import read_script
from tests.shell.show import show

POSIX = [
    ("a `# b` c `` d", "a c d"),
    ("`# b` a && `` b", "a\n&& b"),
    ("a ` # b ` \\\n c", "a c"),
    ("a `b ` `c d `", "a $(b) $(c d)"),
    ("A=`b | c '\\\\1' \"\\\\d\"` && e", "A=$(b | c '\\1' \"\\d\")\n&& e"),
    ('a "x `b \\"c\\"` y"', 'a "x ""$(b "c")"" y"'),
    ("a $((`b`+1))", "a ~$((~$(b)~+1))~"),
    ("a && ((b; c) || d)", "a\n    b [s]\n    ; c [s]\n  || d [?s]"),
    (
        "a && ((b -x f ! y | c || d )) && ((e | f) )",
        "a\n    b -x f ! y [s]\n    | c [s]\n    || d [?s]\n    e [s]\n    | f [s]",
    ),
    ("if a; then (b) else c; fi", "  a\n    b [?s]\n  c [?]"),
    ("while a; do if b; then c; fi done", "  a\n    b [?]\n    c [?]"),
    ('a $ b $% c"d$"', 'a $ b $% c"d$"'),
    ("{{ a }} b; [ {{.c}} ]", "~{{ a }}~ b\n; [ {{.c}} ]"),
    ("{{a}} b; {{ c", "{{a}} b\n; {{ c"),
    (
        "A=${{ a.b }}/c \"x ${{ a && 'b' }}\" '${{ c }}d'",
        "A=~${{ a.b }}~/c \"x \"\"~${{ a && 'b' }}~\" '~${{ c }}~''d'",
    ),
    ("a <<E\n${{ a }} ${b}\nE", 'a <<\'~${{ a }}~" "<b>"\\n"\''),
    ("[ a \\< b ] && c", "[ a < b ]\n&& c"),
    ("[ $a = b && c ]", "[ <a> = b\n&& c ]"),
    ("for x in ; do a; done", "  for x\n  a [?]"),
    ("a \\  b \\ c", "a   b  c"),
    ("! { a | b; } || c", "  a [s]\n  | b [s]\n|| c [?]"),
    ("a <<E; b\nE\nc", "a <<\"''\"\n; b\n; c"),
    ("<<E cat >f\na\nE", "cat <<'\"a\\n\"' >f"),
    ("a=1 >f && b", "a=1 >f\n&& b"),
    ("A=$B:$C/d E=${F} g", "A=<B>:<C>/d E=<F> g"),
    ("a - 2>&1", "a - 2>&1"),
    ("a <>f", "a <>f"),
    ("a b?c=d&e=f&g=1 >>h && i", "a b~?~c=d [s]\n& e=f [s]\n& g=1 >>h\n&& i"),
]
BASH = [
    ("time { a; } && time (b)", "  a\n  b [s]"),
    ("exec {fd}>f", "exec {fd}>f"),
    ("case x in a) b;& c) d;;& esac", "  case x\n  b [?]\n  d [?]"),
]


@pytest.mark.parametrize(("text", "shown"), POSIX + BASH)
def test_a_gap_of_the_grammar_is_bridged(text: str, shown: str) -> None:
    assert show(text) == shown


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_the_shells_take_these_texts(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    texts = [text for text, _ in (POSIX if shell == "dash" else POSIX + BASH)]
    runs = [subprocess.run([shell, "-n"], input=text.encode(), capture_output=True, check=False) for text in texts]
    assert [text for text, run in zip(texts, runs, strict=True) if run.returncode] == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a && && b", 2),
        ("a; if b", 0),
        ("a 'b", 1),
        ("a (b", 4),
        ("é $(b", 5),
        ("[Net.X]::Y = 1 ; b", 0),
        ("<<E\na (\nE", 4),
    ],
)
def test_what_is_no_shell_is_an_error_at_a_place(text: str, place: int) -> None:
    script = read_script(text)
    assert (script.error_at, script.error) == (place, f"the shell text cannot be read at character {place}")


def test_a_text_nested_beyond_reason_is_an_error() -> None:
    script = read_script("$(" * 3000 + "a" + ")" * 3000)
    assert (script.commands, script.error) == ((), "the shell text is nested too deeply")
