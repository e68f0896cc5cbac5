"""The HTML report as a real browser shows and prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from dockerlint.cli import main
from dockerlint.engine.result import Failure, FileResult
from dockerlint.finding import Confidence, Exposure, Finding, Fix, Related, Safety, Secret, Severity, Supply
from dockerlint.report.as_html import report_html
from dockerlint.text import Edit, Source, Span
from tests.chromium import Page, chromium
from tests.report.test_canaries import CANARIES, DOCKERFILE

pytestmark = pytest.mark.thorough

COUNT, FILES = 1000, 40
WORD = "unbroken_" * 40
# What a line of a Dockerfile may hold: far too long, without a space, wide, right to left, ending in blanks.
LINES = (
    "ENV NAME_OF_{number}=********\n",
    f"RUN x{WORD} NAME_OF_{{number}} && true\n",
    "RUN 你好世界" * 30 + " NAME_OF_{number}\n",
    "LABEL שלום=עולם NAME_OF_{number}=1" + " " * 300 + "\n",
)
PARTS = """
(() => {
  const text = (each, part) => each.querySelector(part).innerText;
  return [...document.querySelectorAll("article")].map(each => [text(each, "h3"), text(each, ".fix"), each.innerText]);
})()
"""
# Text that reaches over the window's edge, or that something cuts off.
CUT_OFF = """
(() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, range = document.createRange();
    if (!text.data.trim() || text.parentElement.closest("details:not([open]) > :not(summary)")) continue;
    range.setStart(text, text.data.search(/\\S/)); range.setEnd(text, text.data.trimEnd().length);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || box.left < 0 || box.right > innerWidth) found.push(text.data);
  }
  return found;
})()
"""
# The least contrast of any text with its ground, as WCAG counts it, and the text.
CONTRAST = """
(() => {
  const light = colour => {
    const parts = colour.match(/[\\d.]+/g).map(Number).slice(0, 3).map(part => part / 255);
    const [r, g, b] = parts.map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const clear = "rgba(0, 0, 0, 0)";
  const ground = each => {
    while (each.parentElement && getComputedStyle(each).backgroundColor === clear) each = each.parentElement;
    return getComputedStyle(each).backgroundColor;
  };
  let worst = [21, ""];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const each = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim()) continue;
    const [a, b] = [light(getComputedStyle(each).color), light(ground(each))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < worst[0]) worst = [contrast, each.outerHTML.slice(0, 200)];
  }
  return worst;
})()
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def thousand() -> Iterator[FileResult]:
    """A thousand findings of every grade, with and without a fix, and a file that could not be read."""
    for number in range(FILES):
        path = f"a/{'very-long-folder-name-' * (number % 7)}{number}/{WORD if number == 3 else ''}Dockerfile"
        text = ""
        findings = []
        for nth in range(number * COUNT // FILES, (number + 1) * COUNT // FILES):
            name = f"NAME_OF_{nth}"
            line = LINES[nth % len(LINES)].format(number=nth)
            span = Span(len(text) + line.index(name), len(text) + line.index(name) + len(name))
            fix = Fix(
                f"mount {name} as a secret [fix {nth}]", (Edit(path, span, "x"),),
                Safety.UNSAFE if nth % 2 else Safety.NEEDS_SECRET, (Supply("build", f"--secret id={name.lower()}"),),
            )  # fmt: skip
            findings.append(
                Finding(
                    f"SEC1{nth % 10:02}", "a-rule-name-" + "that-is-long-" * (nth % 10) + "x", path, span,
                    f"{name} stays in the image{' and ' + WORD if nth % 50 == 0 else ''} [message {nth}]",
                    list(Severity)[nth % len(Severity)], Confidence.LIKELY, Secret(name, tuple(Exposure)),
                    (Related(span, f"enters here [step {nth}]"), Related(span, "is read there", f"{path}.sh")),
                    fix if nth % 3 else None, help=f"see type=secret,id=…,target=…,required={WORD[: nth % 90]}",
                    no_fix_because="" if nth % 3 else f"nothing is known of {WORD} [fix {nth}]",
                )
            )  # fmt: skip
            text += line
        yield FileResult(Source(text, path), tuple(findings))
    yield FileResult(
        Source("", WORD), failures=(Failure(f"b/{WORD}", "unreadable", f"binary: {WORD}", f"Traceback {WORD}"),)
    )


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text("\n".join(report_html(thousand())), encoding="utf-8")
    return path


def numbers(kind: str, text: str) -> list[int]:
    return [int(found) for found in re.findall(rf"\[{kind} (\d+)\]", text)]


def test_a_request_and_an_error_would_be_seen(page: Page, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text('<!DOCTYPE html><title>x</title><img src="more.png" alt=""><script>throw Error("no")</script>')
    page.open(bad.as_uri())
    assert page.requests() == [bad.as_uri(), (tmp_path / "more.png").as_uri()]
    assert any("Error: no" in error for error in page.errors())


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_thousand_findings_can_all_be_read(width: int, scheme: str, page: Page, report: Path) -> None:
    page.open(report.as_uri(), width=width, scheme=scheme)
    assert page.requests() == [report.as_uri()]
    assert page.errors() == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(CUT_OFF) == []
    parts = page.evaluate(PARTS)
    assert [numbers("message", title) for title, _, _ in parts] == [[nth] for nth in range(COUNT)]
    assert [numbers("fix", fix) for _, fix, _ in parts] == [[nth] for nth in range(COUNT)]
    assert [numbers("step", whole) for _, _, whole in parts] == [[nth] for nth in range(COUNT)]
    assert [f"NAME_OF_{nth}" in whole for nth, (_, _, whole) in enumerate(parts)] == [True] * COUNT
    contrast, where = page.evaluate(CONTRAST)
    assert contrast >= 4.5, where


def test_the_list_of_files_leads_to_each(page: Page, report: Path) -> None:
    page.open(report.as_uri())
    page.evaluate("document.querySelector('summary').click()")
    assert page.evaluate("document.querySelectorAll('.files a').length") == FILES
    for nth in (0, 3, FILES - 1):
        page.evaluate(f"document.querySelectorAll('.files a')[{nth}].click()")
        title = f"document.querySelectorAll('section.file')[{nth}].querySelector('h2')"
        assert page.evaluate(f"{title}.getBoundingClientRect().top < innerHeight")
        assert page.evaluate(f"document.querySelectorAll('.files a')[{nth}].innerText == {title}.firstChild.innerText")
    assert page.requests() == [report.as_uri()]


def printed(page: Page) -> list[str]:
    """The text of each page of paper."""
    document = pypdfium2.PdfDocument(page.pdf())
    try:
        return [re.sub(r"\s+", " ", each.get_textpage().get_text_range()) for each in document]
    finally:
        document.close()


def test_paper_shows_every_finding_and_tears_none_apart(page: Page, report: Path) -> None:
    page.open(report.as_uri(), scheme="dark")
    pages = printed(page)
    at = {
        kind: {nth: no for no, text in enumerate(pages) for nth in numbers(kind, text)} for kind in ("message", "fix")
    }
    assert sorted(at["message"]) == list(range(COUNT))
    assert at["message"] == at["fix"]


def test_no_canary_is_shown_or_printed(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--format", "html"]) == 1
    path = tmp_path / "report.html"
    path.write_text(capsys.readouterr().out)
    page.open(path.as_uri(), width=400)
    seen = page.evaluate("document.documentElement.outerHTML") + page.evaluate("document.body.innerText")
    paper = " ".join(printed(page))
    assert "DB_PASSWORD" in seen
    assert "DB_PASSWORD" in paper
    squeezed = re.sub(r"\s", "", seen + paper)
    assert [canary for canary in CANARIES if canary in seen + paper or canary in squeezed] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    assert page.errors() == []
