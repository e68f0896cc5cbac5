"""Redirections and here-documents."""

from __future__ import annotations

import pytest

from dockerlint.shell import read_script
from tests.shell.show import show


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a >f >>g >|h <i &>j &>>k", "a >f >>g >|h <i &>j &>>k"),
        ("a 2>&1 1>&2 <&3 2>&- 3<>l {m}>n", "a 2>&1 1>&2 <&3 2>&- 3<>l {m}>n"),
        ("a>b 2>c.$d", "a >b 2>c.<d>"),
        (">f a b", "a b >f"),
        ("a >f b -j$(c) d", "a b -j$(c) d >f"),
        ("a - 2>&1", "a - 2>&1"),
        ("a 2 >f", "a 2 >f"),
        (">f", ">f"),
        ("x=1 >f && a", "x=1 >f\n&& a"),
        ('a <<< "b $c" d', 'a d <<<"b ""<c>"'),
        ("a <<E\nx $y ${z:-$(b)} `c`\nE\ne", "a <<'\"x \"<y>\" \"<z:-$(b)>\" \"$(c)\"\\n\"'\n; e"),
        ("a <<E\n\\$d \\\\ \"q\" \\x\\\ny\nE", "a <<'\"$d \\\\ \"q\" \\\\xy\\n\"'"),
        ("a <<'E' && b\n$x\nE", "a <<\"'$x\\n'\"\n&& b"),
        ("a <<\\E\n$x\nE", "a <<\"'$x\\n'\""),
        ("a <<-E\n\tx\n\t\t$y\n\tE", "a <<-'\"x\\n\"<y>\"\\n\"'"),
        ("a <<E | b >f c; d\nx\nE\n", "a <<'\"x\\n\"' [s]\n| b c >f [s]\n; d"),
        ("a <<A <<-\"B C\"\n1\nA\n\t2\n\tB C\nb", "a <<'\"1\\n\"' <<-\"'2\\n'\"\n; b"),
        ("x=$(a <<E\nb\nE\n) && c", "x=$(a <<'\"b\\n\"')\n&& c"),
        ("{ a; } <<E && b\nx\nE", "  a\n&& b"),
        ("a <<E", "a <<"),
        ("a <<E\nx", "a <<'\"x\"'"),
        ("a <<E\nE", "a <<\"''\""),
        ("a <<E\r\nx\r\nE\r\nb", "a <<'\"x\\r\\n\"'\n; b"),
        ("a \"<<E\" '<<F' $((1<<2)) # <<G\nb", "a \"<<E\" '<<F' ~$((1<<2))~\n; b"),
    ],
)  # fmt: skip
def test_a_command_shows_its_redirections(text: str, shown: str) -> None:
    assert show(text) == shown


def test_a_redirection_covers_its_descriptor_and_file_and_a_here_document_its_whole_lines() -> None:
    text = "a 2> f <<'E' >&-\n b\nE\nc"
    (first, second, third), _ = (command.redirects for command in read_script(text).commands)
    assert [(each.operator, each.fd, text[each.start : each.end]) for each in (first, second, third)] == [
        (">", "2", "2> f"),
        ("<<", "", "<<'E'"),
        (">&-", "", ">&-"),
    ]
    assert second.heredoc is not None
    assert text[second.heredoc.end :] == "E\nc"


def test_the_redirections_of_a_construct_are_those_of_its_blocks() -> None:
    script = read_script("while a; do b; done <f 2>&1")
    assert [[each.operator for each in block.redirects] for block in script.blocks] == [[], ["<", ">&"], ["<", ">&"]]
