"""No literal secret is shown, in no report and by no cut of a line."""

from __future__ import annotations

import pytest

from dockerlint.engine.masking import MASK, Mask
from dockerlint.engine.result import Change, FileResult
from dockerlint.report.as_json import report_json
from dockerlint.report.diff import report_diff
from dockerlint.report.paint import Paint
from dockerlint.report.text import Style, report_text
from dockerlint.text import Source, Span

TOKEN = "gl" + "pat-" + "Zq7Lw2Rk9T" + "x4Bv8Nm3Pc"  # of a known format, and nobody's


def test_no_report_shows_the_secret(result: FileResult, secret: str) -> None:
    changed = result._replace(
        changes=(Change(result.path, result.source.text, "FROM a\n"),), masked_before=result.masked
    )
    narrow = Style(width=20, verbose=True, statistics=True)
    for lines in (
        report_text([result], Style()),
        report_text([result], narrow),
        report_json([result]),
        report_diff([changed], Paint(False)),
    ):
        assert secret[:6] not in "\n".join(lines)


def test_a_secret_over_several_lines_is_masked_on_each() -> None:
    source = Source("RUN key='one\ntwo\nthree'\n", "f")
    mask = Mask(source, (Span(8, 23),))
    assert [mask.line(line) for line in (1, 2, 3)] == [f"RUN key={MASK}", MASK, MASK]


def test_what_looks_like_a_token_is_masked_though_no_finding_told() -> None:
    source = Source(f"FROM a\nRUN login {TOKEN} now\n", "f")
    assert Mask(source, ()).line(2) == f"RUN login {MASK} now"


def test_a_long_value_is_masked_wherever_it_stands_in_the_file_and_a_word_is_not() -> None:
    text = "# was tiger-lily-77\nENV A=tiger-lily-77 B=postgresuser\nUSER postgresuser\n"
    mask = Mask(Source(text, "f"), (Span(26, 39), Span(42, 54)))
    assert [mask.line(line) for line in (1, 2, 3)] == [f"# was {MASK}", f"ENV A={MASK} B={MASK}", "USER postgresuser"]


def test_overlapping_spans_are_masked_as_one() -> None:
    assert Mask(Source("a secret b", "f"), (Span(2, 6), Span(4, 8))).line(1) == f"a {MASK} b"


@pytest.mark.parametrize(
    ("text", "is_in"), [("x tiger-lily x", True), ("tiger", False), (f"a{TOKEN}", True), (TOKEN, True)]
)
def test_a_secret_is_recognised_in_other_texts(text: str, is_in: bool) -> None:
    assert Mask(Source("ENV A='tiger-lily'", "f"), (Span(6, 18),)).is_in(text) is is_in


def test_the_diff_masks_what_it_removes_and_what_it_keeps(result: FileResult) -> None:
    before = "FROM a\nARG T\nENV P=tiger-lily\nRUN b\n"
    after = "FROM a\nENV P=tiger-lily\nRUN --mount=x b"
    changed = FileResult(
        Source(after, "Dockerfile"),
        masked=(Span(13, 23),),
        masked_before=(Span(19, 29),),
        changes=(Change("Dockerfile", before, after), Change(".dockerignore", None, ".env\n")),
    )
    assert list(report_diff([changed], Paint(False))) == [
        "--- Dockerfile",
        "+++ Dockerfile",
        "@@ -1,4 +1,3 @@",
        " FROM a",
        "-ARG T",
        f" ENV P={MASK}",
        "-RUN b",
        "+RUN --mount=x b\n\\ No newline at end of file",
        "--- /dev/null",
        "+++ .dockerignore",
        "@@ -0,0 +1 @@",
        "+.env",
    ]


def test_a_line_in_the_diff_that_changes_beside_the_secret_only_shows_the_change() -> None:
    before, after = "ENV A=1 P=tiger-lily\n", "ENV P=tiger-lily\n"
    changed = FileResult(
        Source(after, "f"), masked=(Span(6, 16),), masked_before=(Span(10, 20),), changes=(Change("f", before, after),)
    )
    assert list(report_diff([changed], Paint(False)))[3:] == [f"-ENV A=1 P={MASK}", f"+ENV P={MASK}"]
