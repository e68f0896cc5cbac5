"""The server's parts without a server: URIs, edits, silence by comments, mounts, and when checks are due."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.engine.check import check_file
from dockerlint.engine.result import Change
from dockerlint.lsp.documents import Documents
from dockerlint.lsp.edits import difference, narrowed
from dockerlint.lsp.mount_options import OPTIONS, TYPES
from dockerlint.lsp.mounts import candidates, explain
from dockerlint.lsp.results import Schedule
from dockerlint.lsp.suppressing import suppress_here, suppress_in_file
from dockerlint.lsp.uris import path_of, uri_of
from dockerlint.rules import load_rules
from dockerlint.settings import Settings
from dockerlint.syntax import parse
from dockerlint.text import Edit, Source, Span, apply_edits

PIECES = st.text(st.sampled_from("ab=@ \n\r\"'/"), max_size=30)


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b", "/a/b"),
        ("FILE:///a/b%20c", "/a/b c"),
        ("file://localhost/a", "/a"),
        ("file:/a", "/a"),
        ("file:///a%2Fb/../c", "/a/c"),
        ("file:///a?b#c", "/a?b#c"),
        ("file:///%ff", os.fsdecode(b"/\xff")),
        ("file:///c%3A/x", "/c:/x"),
        ("file://server/share", None),
        ("file:///a%00", None),
        ("file:", None),
        ("untitled:Untitled-1", None),
        ("vscode-notebook-cell:/a#x", None),
        ("file://[", None),
        ("", None),
    ],
)
def test_a_uri_means_a_path(uri: str, path: str | None) -> None:
    assert path_of(uri) == path


@given(
    st.text(st.characters(exclude_characters="\0/", codec="utf-8"), min_size=1).filter(
        lambda name: name not in (".", "..")
    )
)
def test_every_name_survives_as_a_uri(name: str) -> None:
    path = os.path.join(os.sep, "tmp", name)
    assert path_of(uri_of(path)) == path


@given(PIECES, PIECES, PIECES, PIECES)
def test_a_narrowed_edit_does_the_same(before: str, old: str, new: str, after: str) -> None:
    text = before + old + after
    edit = Edit("f", Span(len(before), len(before) + len(old)), new)
    assert apply_edits(text, narrowed(edit, text)) == before + new + after


@given(PIECES, PIECES)
def test_the_difference_of_two_texts_leads_from_one_to_the_other(before: str, after: str) -> None:
    assert apply_edits(before, difference(Change("f", before, after))) == after


def test_what_stays_is_not_in_the_edit() -> None:
    text = 'RUN curl -u "ci:hunter2hunter2" a && b\n'
    new = 'RUN --mount=type=ssh curl -u "ci:hunter2hunter2" a && c\n'
    edits = narrowed(Edit("f", Span(0, len(text)), new), text)
    assert "hunter2" not in "".join(edit.text for edit in edits)


LEAKS = (
    "ARG NPM_TOKEN\nFROM a\nARG NPM_TOKEN\n  RUN npm ci --token=$NPM_TOKEN\n",
    "# syntax=docker/dockerfile:1\n# escape=`\n\nFROM a\nRUN x `\n\n   # n\n && curl -u me:correct-horse b `\n && y\n",
    "\ufeffFROM a\r\nENV A=1 \\\r\n\tDB_PASSWORD=correct-horse-battery\r\n",
    "FROM a\nRUN <<EOF\ncurl -u me:correct-horse-battery b\nEOF\nLABEL password=correct-horse-battery",
    "FROM a\nONBUILD ENV DB_PASSWORD=correct-horse-battery\n",
    "FROM a\n# token=" + "gl" + "pat-" + "Zq7Lw2Rk9T" + "x4Bv8Nm3Pc\n",
)


@pytest.mark.parametrize("text", LEAKS)
def test_a_comment_silences_its_finding_and_changes_no_instruction(text: str) -> None:
    rules = load_rules()
    parsed = parse(text)
    found = check_file(Source(text, "f"), Settings(), rules).findings
    assert found
    for finding in found:
        for edit in (suppress_here(finding, parsed), suppress_in_file(finding, parsed)):
            if edit is None:
                assert finding.name == "secret-in-comment"
                continue
            new = apply_edits(text, [edit])
            names = [each.name for each in check_file(Source(new, "f"), Settings(), rules).findings]
            assert names.count(finding.name) < [each.name for each in found].count(finding.name)
            assert [each.logical.text for each in parse(new).instructions] == [
                each.logical.text for each in parsed.instructions
            ]
            assert parse(new).directives.keys() == parsed.directives.keys()
            assert new.count("\r\n") in (0, new.count("\n"))


BEFORE = "FROM a AS base\nFROM b AS tools\nRUN --mount=type=secret,id=tok,env=X true\nFROM c\n"


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("RUN -", [f"--mount=type={kind}" for kind in ("secret", "bind", "cache", "tmpfs", "ssh")]),
        ("RUN --mount=type=ssh --m", [f"--mount=type={kind}" for kind in ("secret", "bind", "cache", "tmpfs", "ssh")]),
        ("RUN --mount=", ["type", *(each.name for each in OPTIONS["bind"])]),
        ("RUN --mount=type=", ["secret", "bind", "cache", "tmpfs", "ssh"]),
        ("ONBUILD RUN --mount=type=tmpfs,", ["target", "size"]),
        ("RUN --mount=type=cache,dst=/x,sharing=lo", ["shared", "private", "locked"]),
        ("RUN --mount=type=cache,dst=/x,ro=", ["true", "false"]),
        ("RUN --mount=from=", ["base", "tools"]),
        ("RUN --mount=type=secret,id=", ["tok"]),
        ("RUN --mount=type=ssh,id=", []),
        ("RUN --mount=type=weird,", []),
        ("RUN echo --mount=", []),
        ("RUN echo -", []),
        ("COPY --mount=", []),
        ("RUN --network=", []),
        ("# RUN --mount=", []),
    ],
)
def test_a_mount_is_completed(typed: str, labels: list[str]) -> None:
    text = BEFORE + typed
    found = candidates(text + " ls\n", len(text))
    assert [each.label for each in found] == labels
    assert all(each.span.start <= len(text) == each.span.end for each in found)


def test_every_type_of_mount_has_options_and_a_text() -> None:
    assert set(TYPES) == set(OPTIONS)
    for kind, options in OPTIONS.items():
        for each in options:
            text = f"FROM a\nRUN --mount=type={kind},{each.name}=true ls\n"
            told = explain(text, text.index(each.name, 18))
            assert told is not None
            assert each.text in told[0]


def test_a_document_is_found_however_it_is_spelled(tmp_path: Path) -> None:
    from lsprotocol import types

    documents = Documents()
    uri = (tmp_path / "a b").as_uri()
    documents.open(types.TextDocumentItem(uri.replace("%20", " "), "dockerfile", 1, "x"))
    found = documents.get(uri)
    assert found is not None
    assert found is documents.at(str(tmp_path / "." / "a b"))
    assert documents.uri(found.path) == found.uri
    assert documents.close(uri) is found
    assert documents.get(uri) is None


class Clockwork(asyncio.SelectorEventLoop):
    """A loop whose time passes only while nothing is to be done, however busy the machine is."""

    def __init__(self) -> None:
        super().__init__()
        self._passed = 0.0
        select = self._selector.select  # type: ignore[attr-defined]  # asyncio's own name, in all versions

        def skip(timeout: float | None) -> object:
            self._passed += timeout or 0.0
            return select(0)

        self._selector.select = skip  # type: ignore[attr-defined]

    def time(self) -> float:
        return self._passed


def test_a_rested_change_is_acted_on_at_once_and_a_burst_when_it_pauses() -> None:
    async def play() -> list[int]:
        seen: list[int] = []
        count = 0
        schedule = Schedule(lambda _key: seen.append(count))
        for count in range(8):  # noqa: B007
            schedule.changed("f")
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.4)
        schedule.changed("f")
        schedule.changed("f")
        schedule.forget("f")
        await asyncio.sleep(0.2)
        return seen

    with asyncio.Runner(loop_factory=Clockwork) as runner:
        assert runner.run(play()) == [0, 7, 7]


@pytest.mark.parametrize("now", [0.0, 0.1, 8192.3, 9310.127, 1e6 / 3, 1e9 / 7])
def test_the_first_change_is_acted_on_at_once_however_long_the_machine_runs(
    now: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play() -> list[str]:
        seen: list[str] = []
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now)
        Schedule(seen.append).changed("f")
        return seen

    assert asyncio.run(play()) == ["f"]


def test_many_equal_lines_are_compared_in_passable_time() -> None:
    lines = "RUN a \\\n" * 20_000
    before, after = f"A\n{lines}Z\n", f"B\n{lines}Y\n"
    started = time.process_time()
    assert apply_edits(before, difference(Change("f", before, after))) == after
    assert time.process_time() - started < 5  # the square of the lines would be minutes
