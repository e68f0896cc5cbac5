"""Here-documents; cases of BuildKit's parser_heredoc_test.go and more."""

from __future__ import annotations

import pytest

from dockerlint.syntax import parse
from dockerlint.syntax.items import Heredoc


def heredocs(text: str) -> tuple[Heredoc, ...]:
    """Those of the one instruction in ``text``."""
    parsed = parse(text)
    assert parsed.problems == ()
    (instruction,) = parsed.instructions
    return instruction.heredocs


def told(text: str) -> list[tuple[str, str, bool, bool, str]]:
    return [(doc.name, doc.text, doc.expand, doc.strip_tabs, doc.fd) for doc in heredocs(text)]


ONE = {
    "empty": ("RUN <<EMPTY\nEMPTY\n", ("EMPTY", "", True, False, "")),
    "with a file descriptor": ("RUN 3<<E\nE\n", ("E", "", True, False, "3")),
    "tabs stay": ("RUN <<E\n\tfoo\n\tbar\nE\n", ("E", "\tfoo\n\tbar\n", True, False, "")),
    "tabs go": ("RUN <<-E\n\tfoo\n\t\tbar\n  \tbaz\nE\n", ("E", "foo\nbar\n  \tbaz\n", True, True, "")),
    "tabs before the end": ("RUN <<-E\n\tfoo\n\t\tE\n", ("E", "foo\n", True, True, "")),
    "single quotes": ("RUN <<-'E'\n\tdon't $X\nE\n", ("E", "don't $X\n", False, True, "")),
    "double quotes": ('RUN <<"E"\n$X\nE\n', ("E", "$X\n", False, False, "")),
    "quotes in part": ("RUN <<eo'f'\na\neof\n", ("eof", "a\n", False, False, "")),
    "an escaped quote is no quote": ("RUN <<eo\\'f\na\neo'f\n", ("eo'f", "a\n", True, False, "")),
    "a quote and an escaped quote": ("RUN <<'e'o\\'f\na\neo'f\n", ("eo'f", "a\n", False, False, "")),
    "a name with a blank": ("RUN <<'one two'\na\none two\n", ("one two", "a\n", False, False, "")),
    "a name with a dollar": ("RUN <<$EOF\n$EOF\n", ("$EOF", "", True, False, "")),
    "a name in braces": ("RUN <<${E}\n${E}\n", ("${E}", "", True, False, "")),
    "a name with a dot": ("COPY <<file.txt /dest\na\nfile.txt\n", ("file.txt", "a\n", True, False, "")),
    "blanks before the name": ("RUN << \t EOF  > foo\nEOF\n", ("EOF", "", True, False, "")),
    "blanks before a quoted name": ("RUN cat << 'E'\na\nE\n", ("E", "a\n", False, False, "")),
    "a blank before the dash": ("RUN << -E\n-E\n", ("-E", "", True, False, "")),
    "a redirection glued to it": ("RUN cat <<E>x\na\nE\nE>x\n", ("E>x", "a\nE\n", True, False, "")),
    "something before it": ("RUN python3 <<E -\nprint()\nE\n", ("E", "print()\n", True, False, "")),
    "comments and escapes inside are text": ("RUN <<E\n# a\nb \\\nE\n", ("E", "# a\nb \\\n", True, False, "")),
    "an escape directive does not reach it": ("# escape=`\nRUN <<\\E\nE\n", ("E", "", True, False, "")),
    "windows line ends": ("RUN <<E\r\na\r\nE\r\n", ("E", "a\r\n", True, False, "")),
    "no last line end": ("RUN <<E\na\nE", ("E", "a\n", True, False, "")),
    "behind flags": ("RUN --mount=type=cache,target=/x <<E\na\nE\n", ("E", "a\n", True, False, "")),
    "behind a continued line": ("RUN a \\\n  <<E\nb\nE\n", ("E", "b\n", True, False, "")),
    "ADD takes one": ("ADD <<E /x\na\nE\n", ("E", "a\n", True, False, "")),
    "ONBUILD takes one": ("ONBUILD RUN <<E\na\nE\n", ("E", "a\n", True, False, "")),
}


@pytest.mark.parametrize("name", ONE)
def test_one_heredoc(name: str) -> None:
    text, expected = ONE[name]
    expected_name, _, _, strip_tabs, _ = expected
    assert told(text) == [expected]
    (doc,) = heredocs(text)
    end = text[doc.end.start : doc.end.end].rstrip("\r\n")
    assert (end.lstrip("\t") if strip_tabs else end) == expected_name
    assert doc.end.end == len(text) or expected_name == "E>x"


def test_several_heredocs_follow_each_other() -> None:
    text = "COPY <<X <<-'Y' /dest\nY\nX\n\tX\nY\n"
    assert told(text) == [("X", "Y\n", True, False, ""), ("Y", "X\n", False, True, "")]
    pieces = [
        (text[doc.word.start : doc.word.end], text[doc.body.start : doc.body.end], text[doc.end.start : doc.end.end])
        for doc in heredocs(text)
    ]
    assert pieces == [("<<X", "Y\n", "X\n"), ("<<-'Y'", "\tX\n", "Y\n")]


NONE = {
    "USER takes none": "USER <<E\nE\n",
    "quoted": 'RUN "<<E"\nUSER a\n',
    "in single quotes": "RUN '<<E'\nUSER a\n",
    "a here-string": "RUN cat <<<E\nUSER a\n",
    "no name": "RUN cat <<\nUSER a\n",
    "no name behind a dash": "RUN cat <<-\nUSER a\n",
    "a blank behind the dash": "RUN cat <<- E\nUSER a\n",
    "an empty name": "RUN cat <<''\nUSER a\n",
    "one sign": "RUN cat <E\nUSER a\n",
    "a word before it": "RUN a<<E\nUSER a\n",
    "another behind it": "RUN <<A<<B\nUSER a\n",
    "an open quote on the line": "RUN echo it's <<E\nUSER a\n",
    "a substitution that BuildKit does not know": "RUN echo ${a@Q} <<E\nUSER a\n",
    "JSON": 'RUN ["<<E"]\nUSER a\n',
    "JSON of COPY": 'COPY ["<<E", "<<F"]\nUSER a\n',
    "a trigger of a trigger": "ONBUILD ONBUILD RUN <<E\nUSER a\n",
    "an unknown instruction": "NOPE <<E\nUSER a\n",
    "a head lost before an operator": "RUN <<E${a:-b}\nUSER a\n",
    "a heredoc in an operand": "RUN ${a:-<<E}\nUSER a\n",
}


@pytest.mark.parametrize("name", NONE)
def test_no_heredoc(name: str) -> None:
    parsed = parse(NONE[name])
    assert parsed.problems == ()
    assert [len(instruction.heredocs) for instruction in parsed.instructions] == [0, 0]


def test_a_trigger_and_the_instruction_inside_share_the_heredoc() -> None:
    (outer,) = parse("ONBUILD COPY <<E /x\na\nE\n").instructions
    assert outer.inner is not None
    assert outer.inner.heredocs is outer.heredocs


def test_a_heredoc_without_an_end_takes_the_rest_of_the_file() -> None:
    text = "FROM a\nCOPY <<A <<B c/\na\nA\nb\n"
    parsed = parse(text)
    (problem,) = parsed.problems
    assert (text[problem.span.start : problem.span.end], problem.message) == ("<<B", "unterminated heredoc")
    first, second = parsed.instructions[1].heredocs
    assert (first.text, second.text) == ("a\n", "b\n")
    assert second.end == (len(text), len(text))
    assert parsed.items[-1].span.end == len(text)


def test_a_shift_in_arithmetic_is_taken_for_a_heredoc_as_buildkit_does() -> None:
    (problem,) = parse("RUN echo $((1 << 3))\n").problems
    assert problem.message == "unterminated heredoc"


def test_the_word_of_a_heredoc_is_found_behind_a_continuation() -> None:
    text = "RUN a \\\n# b\n  && c <<E > d\nE\n"
    (doc,) = heredocs(text)
    assert text[doc.word.start : doc.word.end] == "<<E"


def test_the_word_of_a_heredoc_is_found_behind_leading_blanks() -> None:
    text = "\\\n   RUN <<E\nE\n"
    (doc,) = heredocs(text)
    assert text[doc.word.start : doc.word.end] == "<<E"


def test_the_lines_of_an_instruction_include_its_heredocs() -> None:
    run, user = parse("RUN <<A <<B\n1\nA\n2\nB\nUSER a\n").instructions
    assert ((run.start_line, run.end_line), (user.start_line, user.end_line)) == ((1, 5), (6, 6))
