"""What BuildKit's parser makes of each form, as its ``AST.Dump`` writes it.

The behaviours are those of BuildKit's own tables (frontend/dockerfile/parser: testfiles, testfiles-negative,
parser_test.go, line_parsers_test.go); the ``corpus`` tests compare those files themselves.
"""

from __future__ import annotations

import pytest

from dockerlint.syntax import parse
from tests.syntax.dump import dump

# Each is (the Dockerfile, the dump without outer brackets, one line an instruction).
READINGS = {
    "ENV in the old form keeps the rest of the line": ("ENV name value", 'env "name" "value" ""'),
    "ENV in the old form keeps quotes and inner blanks": (
        "ENV greeting 'a  b' \"c\"",
        'env "greeting" "\'a  b\' \\"c\\"" ""',
    ),
    "ENV in the old form takes a later equals sign as text": ("ENV url a=b", 'env "url" "a=b" ""'),
    "ENV with an equals sign": ("ENV name=value", 'env "name" "value" "="'),
    "ENV with an empty value": ("ENV name=", 'env "name" "" "="'),
    "ENV with several pairs": ("ENV a=1 b=2", 'env "a" "1" "=" "b" "2" "="'),
    "ENV keeps double quotes": ('ENV a="x y"', 'env "a" "\\"x y\\"" "="'),
    "ENV keeps escaped blanks": (r"ENV a=x\ y b=z\ w", r'env "a" "x\\ y" "=" "b" "z\\ w" "="'),
    "ENV keeps an apostrophe between double quotes": (
        "ENV a=\"x'y 'z\"",
        'env "a" "\\"x\'y \'z\\"" "="',
    ),
    "ENV keeps double quotes between single ones": ("ENV a='x\"y \"z'", 'env "a" "\'x\\"y \\"z\'" "="'),
    "an escaped double quote does not end the quotes": (r'ENV a="x\"y"', r'env "a" "\"x\\\"y\"" "="'),
    "an escape between single quotes is text": (r"ENV a='x\'y", r"""env "a" "'x\\'y" "=" """.rstrip()),
    "an empty quote behind a word belongs to it": ("ENV a='x'y'' b=c", "env \"a\" \"'x'y''\" \"=\" \"b\" \"c\" \"=\""),
    "an open quote takes all that follows": ("ENV a='x b=c", "env \"a\" \"'x b=c\" \"=\""),
    "ENV ends at an escape on the last line": ("ENV a=1 \\\n    b=2 \\\n", 'env "a" "1" "=" "b" "2" "="'),
    "quotes go on over continued lines": ('ENV a="x \\\n   y"', 'env "a" "\\"x    y\\"" "="'),
    "an equals sign within quotes still parts key and value": ('ENV "a b"=c', 'env "\\"a b\\"" "c" "="'),
    "LABEL in the old form": ("LABEL maintainer some one", 'label "maintainer" "some one" ""'),
    "LABEL with pairs": ("LABEL foo=bar thing=star", 'label "foo" "bar" "=" "thing" "star" "="'),
    "ARG alone, with and without a value": (
        'ARG name\nARG a= b="" c=d e',
        'arg "name"\narg "a=" "b=\\"\\"" "c=d" "e"',
    ),
    "FROM in capitals or not": ("from alpine:3\nFRom a as b", 'from "alpine:3"\nfrom "a" "as" "b"'),
    "EXPOSE splits at blanks": ("EXPOSE 80  443\t53/udp", 'expose "80" "443" "53/udp"'),
    "EXPOSE and FROM take no JSON": (
        'EXPOSE ["80", "81"]\nFROM ["a"]',
        'expose "[\\"80\\"," "\\"81\\"]"\nfrom "[\\"a\\"]"',
    ),
    "USER takes no JSON": ('USER ["a"]', 'user "[\\"a\\"]"'),
    "MAINTAINER is one text": ("MAINTAINER A B \\<a@b\\>", 'maintainer "A B \\\\<a@b\\\\>"'),
    "USER, WORKDIR and STOPSIGNAL are one text": (
        "USER a b\nWORKDIR /x y\nSTOPSIGNAL SIGTERM now",
        'user "a b"\nworkdir "/x y"\nstopsignal "SIGTERM now"',
    ),
    "ADD and COPY split at blanks, quotes or not": (
        'ADD "a b" c\nCOPY d e f/',
        'add "\\"a" "b\\"" "c"\ncopy "d" "e" "f/"',
    ),
    "ADD and COPY as JSON": (
        'ADD ["a b", "c"]\nCOPY ["d",\\\n "e f"]',
        'add "a b" "c"\ncopy "d" "e f"',
    ),
    "VOLUME in both forms": ('VOLUME /a /b\nVOLUME ["/c", "/d"]', 'volume "/a" "/b"\nvolume "/c" "/d"'),
    "RUN is one text": ("RUN a && b | c", 'run "a && b | c"'),
    "RUN as JSON": ('RUN ["a", "b c"]', 'run "a" "b c"'),
    "CMD, ENTRYPOINT and SHELL in both forms": (
        'CMD a "b"\nCMD ["a"]\nENTRYPOINT c d\nENTRYPOINT ["c", "d"]\nSHELL ["e", "-f"]\nSHELL g',
        'cmd "a \\"b\\""\ncmd "a"\nentrypoint "c d"\nentrypoint "c" "d"\nshell "e" "-f"\nshell "g"',
    ),
    "an empty JSON list": ("CMD []", "cmd"),
    "a JSON list with an empty text": ('CMD [""]', 'cmd ""'),
    "JSON escapes": (r'CMD ["\" \\ \/ \b \f \n \r \t \u0000 ♥"]', r'cmd "\" \\ / \b \f \n \r \t \x00 ♥"'),
    "JSON inside a text is text": ('CMD "[\\"echo\\", \\"x\\"]"', 'cmd "\\"[\\\\\\"echo\\\\\\", \\\\\\"x\\\\\\"]\\""'),
    "single quotes are no JSON": ("CMD ['echo', 'x']", "cmd \"['echo', 'x']\""),
    "an open JSON bracket makes a text": ('CMD ["echo", "x"', 'cmd "[\\"echo\\", \\"x\\""'),
    "an open JSON quote makes a text": ('CMD ["echo", "x]', 'cmd "[\\"echo\\", \\"x]"'),
    "text behind a JSON list makes a text of both": ('CMD ["a"] && b', 'cmd "[\\"a\\"] && b"'),
    "a test bracket is no JSON": ("RUN [ -f x ] && y", 'run "[ -f x ] && y"'),
    "flags come before the arguments": (
        "COPY --from=a --chown=b:c x y\nADD --link x y\nRUN --mount=type=secret,id=x cat",
        'copy ["--from=a" "--chown=b:c"] "x" "y"\nadd ["--link"] "x" "y"\nrun ["--mount=type=secret,id=x"] "cat"',
    ),
    "flags of any instruction, also one that takes none": ("USER --user=x y", 'user ["--user=x"] "y"'),
    "flags lose quotes and escapes": (
        "COPY --a=\"b c\" --d='e f' --g=h\\ i --j=\"k\\\"l\" x y",
        'copy ["--a=b c" "--d=e f" "--g=h i" "--j=k\\"l"] "x" "y"',
    ),
    "two dashes end the flags": ("COPY --a -- --b c", 'copy ["--a"] "--b" "c"'),
    "two dashes inside quotes end them as well": ('COPY --a --"" --b c', 'copy ["--a"] "--b" "c"'),
    "a single dash is an argument": ("COPY --a -b c", 'copy ["--a"] "-b" "c"'),
    "flags without arguments": ("HEALTHCHECK --interval=5s\nRUN --a=", 'healthcheck ["--interval=5s"]\nrun ["--a="]'),
    "an open quote in a flag takes all that follows": ('RUN --a="b c', 'run ["--a=b c"]'),
    "flags before JSON": ('COPY --a=b ["c", "d"]', 'copy ["--a=b"] "c" "d"'),
    "HEALTHCHECK with nothing": ("HEALTHCHECK", "healthcheck"),
    "HEALTHCHECK NONE": ("HEALTHCHECK NONE", 'healthcheck "NONE"'),
    "HEALTHCHECK with a shell command": (
        "HEALTHCHECK --timeout=3s CMD   a | b",
        'healthcheck ["--timeout=3s"] "CMD" "a | b"',
    ),
    "HEALTHCHECK with a JSON command": ('HEALTHCHECK CMD ["a", "b"]', 'healthcheck "CMD" "a" "b"'),
    "ONBUILD holds an instruction": (
        "ONBUILD RUN a b\nonbuild copy --from=a b c",
        'onbuild (run "a b")\nonbuild (copy ["--from=a"] "b" "c")',
    ),
    "ONBUILD with nothing": ("ONBUILD", "onbuild"),
    "an unknown instruction has no arguments": ("NOPE --a b c", 'nope ["--a"] ""'),
    "instructions without arguments": ("RUN\nENV\nARG\nCOPY\nVOLUME", "run\nenv\narg\ncopy\nvolume"),
    "indentation of the first line goes, that of the next stays": (
        "  RUN a \\\n    b",
        'run "a     b"',
    ),
    "blanks behind the escape are allowed": ("RUN a \\ \t \n  b", 'run "a   b"'),
    "comments and blank lines inside an instruction vanish": (
        "RUN a \\\n# one\n   # two\n\n   \n  b",
        'run "a   b"',
    ),
    "an escaped escape ends the line": ("RUN a \\\\\nRUN b", 'run "a \\\\\\\\"\nrun "b"'),
    "an escape alone on a line goes on": ("RUN a \\\n\\\nb", 'run "a b"'),
    "an escape before the first word": ("\\\n  RUN a", 'run "a"'),
    "an escape at the very end": ("RUN a \\", 'run "a"'),
    "a comment after the last escape": ("RUN a \\\n# b\n", 'run "a"'),
    "a number sign inside a line is text": ("RUN a # b", 'run "a # b"'),
    "a carriage return ends no line": ("RUN a\rb\r\nRUN c\r\r\n", 'run "a\\rb"\nrun "c"'),
    "other blanks between keyword and text": ("RUN\t\v a\nUSER\fb", 'run "a"\nuser "b"'),
    "blanks beyond ASCII are trimmed but part no words": (
        "COPY a\xa0b c\u2003\n\u3000USER d\x85",
        'copy "a\xa0b" "c"\nuser "d"',
    ),
    "a separator character is no blank": ("USER \x1ca\x1c", 'user "\\x1ca\\x1c"'),
    "a back-tick as escape": (
        "# escape=`\nRUN a `\n  b\\\nRUN c``\nENV d=e` f",
        'run "a   b\\\\"\nrun "c``"\nenv "d" "e` f" "="',
    ),
    "letters beyond ASCII": ("ENV ä=ö\nLABEL 안='녕 하'", 'env "ä" "ö" "="\nlabel "안" "\'녕 하\'" "="'),
    "flags beyond ASCII are read byte by byte": ("RUN --a=é b", 'run ["--a=Ã©"] "b"'),
    "a byte that is a blank splits a flag": ("RUN --a=à b", 'run ["--a=Ã"] "b"'),
}  # fmt: skip


@pytest.mark.parametrize("name", READINGS)
def test_reading(name: str) -> None:
    text, expected = READINGS[name]
    parsed = parse(text)
    assert dump(parsed) == "".join(f"({line})\n" for line in expected.split("\n"))
    assert parsed.problems == ()


REJECTED = {
    "an empty file": ("", "file with no instructions"),
    "blank lines only": ("\n \t\n", "file with no instructions"),
    "comments only": ("# escape=\\\n# a\n\n#b", "file with no instructions"),
    "ENV without a value": ("ENV PATH", "ENV must have two arguments"),
    "LABEL without a value": ("LABEL a", "LABEL must have two arguments"),
    "a word without an equals sign": (
        "ENV a=b c",
        "Syntax error - can't find = in a word. Must be of the form: name=value",
    ),
    "a nested JSON list": (
        'CMD ["a", ["b"]]',
        "when using JSON array syntax, arrays must be comprised of strings only",
    ),
    "an escape that is none": ("# escape=x\nRUN a", "invalid escape token 'x' does not match ` or \\"),
    "a directive given twice": ("# escape=\\\n#escape=`\nRUN a", "only one escape parser directive can be used"),
    "a here-document without an end": ("RUN <<EOF\na\n", "unterminated heredoc"),
    "a mistake behind ONBUILD": ("ONBUILD ENV a", "ENV must have two arguments"),
    "a line too long": (
        "RUN " + "a" * 65532,
        "dockerfile line greater than max allowed size of 65535",
    ),
}


@pytest.mark.parametrize("name", REJECTED)
def test_rejected(name: str) -> None:
    text, message = REJECTED[name]
    assert [problem.message for problem in parse(text).problems] == [message]


def test_the_longest_line_that_buildkit_takes_is_no_problem() -> None:
    assert parse("RUN " + "a" * 65531).problems == ()
    assert parse("RUN " + "é" * 32765 + "a\n").problems == ()
    (problem,) = parse("USER a\nRUN " + "é" * 32766 + "\n").problems
    assert problem.span == (7, 7 + 4 + 32766)


def test_parsing_goes_on_behind_a_problem() -> None:
    parsed = parse("ENV a\nRUN [1]\nFROM b\nENV c=d e\n")
    assert [instruction.keyword for instruction in parsed.instructions] == ["ENV", "RUN", "FROM", "ENV"]
    assert [parsed.text[start:end] for (start, end), _ in parsed.problems] == ["ENV a", "[1]", "e"]
    assert [(pair.key, pair.value) for pair in parsed.instructions[3].pairs] == [("c", "d")]
