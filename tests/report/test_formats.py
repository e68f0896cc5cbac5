"""Formats for programs: the whole document of each, and the word of a validator that is not ours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import html5lib
import jsonschema
import pytest
from junitparser import Error, Failure, JUnitXml
from lxml import etree
from markdown_it import MarkdownIt

from dockerlint import __version__
from dockerlint.engine.result import Failure as Failed
from dockerlint.engine.result import FileResult
from dockerlint.report.as_checkstyle import report_checkstyle
from dockerlint.report.as_github import report_github
from dockerlint.report.as_gitlab import report_gitlab
from dockerlint.report.as_html import report_html
from dockerlint.report.as_junit import report_junit
from dockerlint.report.as_markdown import report_markdown
from dockerlint.report.as_rdjson import report_rdjson, report_rdjsonl
from dockerlint.report.formats import FOR_PROGRAMS, write_report
from dockerlint.rules import load_rules
from dockerlint.text import Source

Compare = Callable[[str, str], None]
Npm = Callable[..., object]

# What GitLab's documentation asks of a Code Quality report, and its importer refuses the lack of.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def document(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def test_rdjson(result: FileResult, failed: FileResult, matches_snapshot: Compare) -> None:
    matches_snapshot("report.rdjson", document(report_rdjson([result, failed])))


def test_rdjson_is_valid_by_another_projects_validator(result: FileResult, failed: FileResult, npm: Npm) -> None:
    done = npm("rdformat-validator", "--strict", "--no-extra-fields", stdin=document(report_rdjson([result, failed])))
    assert "All files are valid RDFormat" in str(done)


def test_rdjsonl_has_one_diagnostic_a_line(result: FileResult, failed: FileResult) -> None:
    lines = list(report_rdjsonl([result, failed]))
    whole = json.loads(document(report_rdjson([result, failed])))
    assert [json.loads(line) for line in lines] == [
        {**diagnostic, "source": whole["source"]} for diagnostic in whole["diagnostics"]
    ]


def test_github(result: FileResult, failed: FileResult, matches_snapshot: Compare) -> None:
    matches_snapshot("report.github", document(report_github([result, failed])))


def test_github_commands_are_those_of_githubs_own_toolkit(result: FileResult, npm: Npm) -> None:
    finding = result.findings[0]._replace(message="50% of a,b: c\r\nd", name="na,me:x", fix=None, path="a,b:c%d/f")
    (ours,) = report_github([result._replace(findings=(finding,))])
    properties = {
        "title": "SEC102 na,me:x", "file": "a,b:c%d/f", "startLine": 2, "endLine": 2, "startColumn": 5, "endColumn": 14,
    }  # fmt: skip
    program = f"require('@actions/core').error({json.dumps(finding.message)}, {json.dumps(properties)})"
    theirs = npm("node", "-e", program).stdout.rstrip("\n")  # type: ignore[attr-defined]

    def parts(command: str) -> tuple[str, set[str], str]:
        _, head, message = command.split("::", 2)
        name, _, listed = head.partition(" ")
        return name, set(listed.split(",")), message

    assert parts(ours) == parts(theirs)


def test_gitlab(result: FileResult, failed: FileResult, matches_snapshot: Compare) -> None:
    text = document(report_gitlab([result, failed]))
    jsonschema.Draft202012Validator(CODE_QUALITY).validate(json.loads(text))
    matches_snapshot("report.gitlab.json", text)


def test_gitlab_fingerprints_differ_within_a_report(result: FileResult) -> None:
    again = result._replace(source=Source(result.source.text, "other/Dockerfile"))
    twice = result._replace(findings=(*result.findings, *result.findings))
    issues = json.loads(document(report_gitlab([twice, again])))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 6


def test_junit(result: FileResult, failed: FileResult, matches_snapshot: Compare) -> None:
    clean = FileResult(Source("FROM scratch\n", "clean/Dockerfile"))
    text = document(report_junit([result, failed, clean]))
    matches_snapshot("report.junit.xml", text)
    suites = JUnitXml.fromstring(text.encode())
    kinds = [[type(each) for each in case.result] for suite in suites for case in suite]
    assert kinds == [[Failure], [Failure], [Error], []]
    assert [(suite.tests, suite.failures, suite.errors) for suite in suites] == [(2, 2, 0), (1, 0, 1), (1, 0, 0)]


def test_checkstyle(result: FileResult, failed: FileResult, matches_snapshot: Compare) -> None:
    text = document(report_checkstyle([result, failed]))
    matches_snapshot("report.checkstyle.xml", text)
    tree = etree.fromstring(text.encode())
    assert [(error.get("line"), error.get("severity")) for error in tree.iter("error")] == [
        ("2", "error"), ("3", "warning"), ("1", "error"),
    ]  # fmt: skip


READ_CHECKSTYLE = """
const told = [], tell = severity => (message, file, line) => told.push([severity, message, file, line]);
Object.assign(globalThis, {danger: {git: {created_files: FILES, modified_files: []}}});
Object.assign(globalThis, {fail: tell("error"), warn: tell("warning"), message: tell("info")});
require("danger-plugin-lint-report").scan({
  fileMask: process.argv[1], reportSeverity: true, requireLineModification: false, projectRoot: "/none",
  violationFormatter: {format: one => `${one.column} ${one.message}`},
}).then(() => console.log(JSON.stringify(told)));
"""


def test_checkstyle_is_read_by_another_projects_bot(
    result: FileResult, failed: FileResult, npm: Npm, tmp_path: Path
) -> None:
    report = tmp_path / "report.xml"
    report.write_text(document(report_checkstyle([result, failed])), encoding="utf-8")
    files = json.dumps(["app/Dockerfile", "odd \n\ufffd/Dockerfile"])
    done = npm("node", "-e", READ_CHECKSTYLE.replace("FILES", files), str(report))
    argument, variable = result.findings
    assert json.loads(done.stdout) == [  # type: ignore[attr-defined]
        ["error", f"5 {argument.message}", "app/Dockerfile", 2],
        ["warning", f"5 {variable.message}", "app/Dockerfile", 3],
        ["error", "NaN binary, not a Dockerfile", "odd \n\ufffd/Dockerfile", 1],
    ]


def test_markdown(result: FileResult, failed: FileResult, matches_snapshot: Compare) -> None:
    text = document(report_markdown([result, failed]))
    matches_snapshot("report.md", text)
    kinds = [token.type for token in MarkdownIt("commonmark").enable("table").parse(text)]
    assert (kinds.count("tr_open"), kinds.count("td_open"), kinds.count("fence")) == (3, 8, 1)


def test_html(result: FileResult, failed: FileResult, matches_snapshot: Compare) -> None:
    text = document(report_html([result, failed]))
    html5lib.HTMLParser(strict=True).parse(text)  # raises for whatever a browser would have to guess
    matches_snapshot("report.html", text.replace(f"dockerlint {__version__}", "dockerlint VERSION"))


def test_html_asks_nothing_of_the_network(result: FileResult) -> None:
    other = result._replace(source=Source(result.source.text, "other/Dockerfile"))
    tree = html5lib.parse(document(report_html([result, other])), namespaceHTMLElements=False)
    loading = {"src", "href", "action", "data", "poster", "srcset", "background"}
    elements = list(tree.iter())
    asked = [value for element in elements for name, value in element.attrib.items() if name in loading]
    assert asked == ["#file-1", "#file-2"]
    assert not [element.tag for element in elements if element.tag in ("script", "link", "iframe", "img")]
    style = tree.find(".//style")
    assert style is not None
    assert style.text is not None
    assert "url(" not in style.text
    assert "@import" not in style.text


NASTY = "<b>&\"'|`*_[x](http://e) @all #1 ::error::\n\x1b[31m\x00\udcff ☃ ]]> %0A"


def with_words(result: FileResult, words: str) -> FileResult:
    """The first finding and a failure, every text of theirs being ``words``."""
    finding = result.findings[0]
    assert finding.secret is not None
    assert finding.fix is not None
    worded = finding._replace(
        path=words,
        message=words,
        related=tuple(related._replace(message=words) for related in finding.related),
        secret=finding.secret._replace(name=words),
        fix=finding.fix._replace(title=words),
        help=words,
    )
    return FileResult(Source(result.source.text, words), (worded,), failures=(Failed(words, "unreadable", words),))


def shape(name: str, text: str) -> object:
    """What a reader of the format makes of ``text``, without its words."""
    match name:
        case "html":
            return [element.tag for element in html5lib.HTMLParser(strict=True).parse(text).iter()]
        case "junit" | "checkstyle":
            return [element.tag for element in etree.fromstring(text.encode()).iter()]
        case "markdown":
            tokens = MarkdownIt("commonmark").enable("table").parse(text)
            children = [child.type for token in tokens for child in token.children or () if child.type != "text"]
            return [token.type for token in tokens], children
        case "github":
            return [line.split(" ")[0] for line in text.splitlines()]
        case "rdjsonl":
            return [list(json.loads(line)) for line in text.splitlines()]
        case _:
            return type(json.loads(text))


@pytest.mark.parametrize("name", FOR_PROGRAMS)
def test_words_of_a_file_make_no_markup(name: str, result: FileResult) -> None:
    nasty, plain = (
        document(write_report(name, [with_words(result, words)], load_rules(), print)) for words in (NASTY, "x")
    )
    assert shape(name, nasty) == shape(name, plain)


@pytest.mark.parametrize("name", [name for name in FOR_PROGRAMS if name != "json"])
def test_reports_for_services_are_unicode_whatever_bytes_a_file_has(name: str, result: FileResult) -> None:
    text = document(write_report(name, [with_words(result, NASTY)], load_rules(), print))
    text.encode("utf-8")
    if name in ("sarif", "rdjson", "gitlab"):
        json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")


def test_a_markdown_report_calls_nobody(result: FileResult) -> None:
    text = document(report_markdown([with_words(result, "@all #1 !2")]))
    outside_code = "".join(text.split("`")[::2])
    assert re.findall(r"[@#!]\w", outside_code) == []


def test_a_markdown_report_is_cut_to_what_a_comment_holds(result: FileResult) -> None:
    many = result._replace(findings=result.findings * 500)
    text = document(report_markdown([many]))
    shown = text.count("**SEC")
    assert len(text) < 65_536
    assert 100 < shown < 1000
    assert f"… and {1000 - shown} findings more.\n" in text or f"… and {1000 - shown} finding" in text


def test_every_format_can_be_asked_for_and_no_other(result: FileResult) -> None:
    for name in FOR_PROGRAMS:
        assert list(write_report(name, [result], load_rules(), print)), name
    with pytest.raises(LookupError):
        write_report("yaml", [], (), print)
