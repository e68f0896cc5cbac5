"""The text report, whole, as people see it."""

from __future__ import annotations

import sys

import pytest

from dockerlint.engine.result import Change, FileResult
from dockerlint.finding import Confidence, Finding, Related, Severity
from dockerlint.report.paint import Paint, printable, wants_colour
from dockerlint.report.text import Style, report_text
from dockerlint.text import Source, Span

WHOLE = """\
error[SEC102] secret-in-arg: NPM_TOKEN is a build argument, so its value stays in the image's history
 --> app/Dockerfile:2:5
  |
2 | ARG NPM_TOKEN
  |     ^^^^^^^^^ enters the build here
...
7 | RUN     npm config set token 你好 $NPM_TOKEN && npm ci --token=$NPM_TOKEN
  |                                   ----------                   ---------- npm reads it
  |                                   |
  |                                   npm writes it to /root/.npmrc
  |
  = help: a build argument is recorded; a secret mount is not
  = fix: Mount NPM_TOKEN as a secret (the build must be given the secret)
  = supply: docker build --secret id=npm_token,env=NPM_TOKEN

warning[SEC101] secret-in-env: DB_PASSWORD stays in the image's configuration
 --> app/Dockerfile:3:5
  |
3 | ENV DB_PASSWORD=********
  |     ^^^^^^^^^^^
4 |
5 | COPY . .
  |      --- the whole context is copied
  |
  = note: is written here (.npmrc)

app/Dockerfile once fixed:
    docker build --secret id=npm_token,env=NPM_TOKEN app

2 findings (1 error, 1 warning) in 1 file; 1 could not be read.
1 finding can be fixed: dockerlint --fix, or --diff to see how."""


def text(*results: FileResult, style: Style | None = None) -> str:
    return "\n".join(report_text(results, style or Style()))


def test_the_report_reads_like_a_compilers(result: FileResult, failed: FileResult) -> None:
    assert text(result, failed) == WHOLE


def test_verbose_tells_exposures_and_why_there_is_no_fix(result: FileResult) -> None:
    only = result._replace(findings=result.findings[1:])
    assert (
        text(only, style=Style(verbose=True, statistics=True))
        == """\
warning[SEC101] secret-in-env: DB_PASSWORD stays in the image's configuration
 --> app/Dockerfile:3:5
  |
3 | ENV DB_PASSWORD=********
  |     ^^^^^^^^^^^
4 |
5 | COPY . .
  |      --- the whole context is copied
  |
  = note: is written here (.npmrc)
  = note: DB_PASSWORD stays visible in: config (certain)
  = no fix: CMD reads it at run time

     1  SEC101  secret-in-env

1 finding (1 warning) in 1 file."""
    )


def test_nothing_found_is_said(failed: FileResult) -> None:
    assert text(FileResult(Source("FROM a\n", "Dockerfile"))) == "No findings in 1 file."
    assert text() == "No findings in 0 files."


def test_after_fixing_what_was_fixed_and_what_remains_is_said(result: FileResult) -> None:
    before = result.source.text
    after = before.replace("ARG NPM_TOKEN\n", "")
    shift = len("ARG NPM_TOKEN\n")
    rest = result.findings[1]
    moved = [Span(each.start - shift, each.end - shift) for each in (rest.span, *rest.masked)]
    fixed = result._replace(
        source=Source(after, result.path),
        findings=(rest._replace(span=moved[0], masked=(moved[1],), related=()),),
        masked=(moved[1],),
        masked_before=result.masked,
        fixed=result.findings[:1],
        changes=(Change(result.path, before, after),),
    )
    assert (
        text(fixed)
        == """\
fixed[SEC102] secret-in-arg: Mount NPM_TOKEN as a secret
 --> app/Dockerfile:2:5

warning[SEC101] secret-in-env: DB_PASSWORD stays in the image's configuration
 --> app/Dockerfile:2:5
  |
2 | ENV DB_PASSWORD=********
  |     ^^^^^^^^^^^

app/Dockerfile now:
    docker build --secret id=npm_token,env=NPM_TOKEN app

Fixed 1 finding; 1 finding (1 warning) remains in 1 file."""
    )


def test_colours_and_links_change_nothing_else(result: FileResult, failed: FileResult) -> None:
    import re

    style = Style(Paint(True), page=lambda code: f"file:///rules/{code}")
    coloured = text(result, failed, style=style)
    assert coloured.startswith("\x1b[1;31m\x1b]8;;file:///rules/SEC102\x1b\\error[SEC102]\x1b]8;;\x1b\\\x1b[0m")
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\", "", coloured)
    assert plain == WHOLE


def one(source: str, span: Span, *related: Related, width: int = 120) -> str:
    """The snippet of one finding."""
    finding = Finding("X1", "x", "f", span, "m", Severity.INFO, Confidence.CERTAIN, related=related)
    lines = list(report_text([FileResult(Source(source, "f"), (finding,))], Style(width=width)))
    return "\n".join(lines[2:-2])


def test_long_lines_are_cut_around_the_marks() -> None:
    source = "RUN " + "a" * 100 + " $TOKEN " + "b" * 100 + "\n"
    at = source.index("$TOKEN")
    assert (
        one(source, Span(at, at + 6), width=40)
        == f"""\
  |
1 | …{"a" * 9} $TOKEN {"b" * 23}…
  |            ^^^^^^"""
    )


def test_marks_beyond_the_cut_stay_at_its_edge() -> None:
    source = "RUN $A " + "a" * 100 + " $B\n"
    assert (
        one(source, Span(4, 6), Related(Span(108, 110), "here"), width=30)
        == f"""\
  |
1 | RUN $A {"a" * 23}…
  |     ^^                        - here"""
    )


def test_a_mark_over_several_lines_ends_with_its_first() -> None:
    source = "RUN a \\\n  b\n"
    assert (
        one(source, Span(4, 11))
        == """\
  |
1 | RUN a \\
  |     ^^^"""
    )


def test_a_mark_at_the_end_of_the_file_is_shown() -> None:
    assert one("FROM a", Span(6, 6)) == "  |\n1 | FROM a\n  |       ^"
    assert one("", Span(0, 0)) == "  |\n1 |\n  | ^"
    assert one("FROM a\n", Span(7, 7)) == "  |\n2 |\n  | ^"


def test_marks_that_overlap_have_their_messages_below_each_other() -> None:
    source = "RUN a b c\n"
    related = [Related(Span(4, 9), "all"), Related(Span(6, 7), "b"), Related(Span(6, 9), "b and c")]
    assert (
        one(source, Span(8, 9), *related)
        == """\
  |
1 | RUN a b c
  |     ----^
  |     | |
  |     | b and c
  |     | b
  |     all"""
    )


def test_what_could_confuse_a_terminal_is_shown_as_a_replacement() -> None:
    source = "RUN \x1b[31m\x07 a\u202eb \udcff é 𐀀e\u0301 $X\r\n"
    at = source.index("$X")
    shown = one(source, Span(at, at + 2))
    assert shown == "  |\n1 | RUN \ufffd[31m\ufffd a\ufffdb \ufffd é 𐀀e\u0301 $X\n  |                       ^^"


def test_odd_names_are_printed_as_escapes() -> None:
    assert printable("a b/\n\t\x1b\udcff\u202e/é") == "a b/\\n\\t\\x1b\\xff\\u202e/é"


@pytest.mark.parametrize(
    ("environment", "is_terminal", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"CLICOLOR_FORCE": "1"}, False, True),
        ({"CLICOLOR": "0"}, True, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    environment: dict[str, str], is_terminal: bool, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    assert wants_colour(sys.stdout) is wanted
