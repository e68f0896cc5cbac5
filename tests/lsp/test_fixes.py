"""Fixes in an editor are worked out for the findings that somebody asks about, once, and are those of a whole check."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from lsprotocol import types

from bench.lsp_texts import SHAPES
from dockerlint.engine.check import check_file
from dockerlint.finding import Finding
from dockerlint.lsp import checking
from dockerlint.lsp.actions import FIX_ALL
from dockerlint.lsp.checking import Checked, Checker, Request
from dockerlint.lsp.documents import Documents
from dockerlint.rule import NO_FILES, Bad
from dockerlint.rules import load_rules
from tests.lsp.editor import CAPABLE, Editor, editing, having

RULES = load_rules()
LEAKY = 'FROM alpine\nARG API_TOKEN\nRUN wget --header "Authorization: Bearer $API_TOKEN" https://example.org/\n'
COMPOSE = "services:\n  app:\n    build:\n      context: .\n      args:\n        API_TOKEN: ${API_TOKEN}\n"
UNKNOWN = 'import subprocess\nsubprocess.run(["docker", "build", "--build-arg", "API_TOKEN=" + token, "."])\n'
RESOLVING = having(CAPABLE, "textDocument.codeAction.resolveSupport", {"properties": ["edit"]})
EXAMPLES = [
    pytest.param(example, id=f"{rule.name}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.examples)
    if isinstance(example, Bad) and not rule.code.startswith("BLD")
]


class Counted:
    """Checks of the engine, as the places whose fixes were asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[object] = []
        monkeypatch.setattr(checking, "check_file", self._check)

    def _check(self, *arguments: object, with_fixes: object = True) -> object:
        self.asked.append(with_fixes)
        return check_file(*arguments, with_fixes=with_fixes)  # type: ignore[arg-type]


def opened(folder: Path, text: str, files: Mapping[str, str] = NO_FILES) -> Request:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    documents = Documents()
    uri = (folder / "Dockerfile").as_uri()
    document = documents.open(types.TextDocumentItem(uri, "dockerfile", 1, text))
    return Request(document, documents.texts(), str(folder))


def all_fixes(checker: Checker, request: Request) -> list[Finding]:
    checked = checker.check(request)
    found = [*checker.completed(request, checked, range(len(checked.findings)))]
    assert not any("nobody has asked" in (finding.no_fix_because or "") for finding in found)
    return found


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_fix_worked_out_alone_is_that_of_the_whole_file(example: Bad, tmp_path: Path) -> None:
    checker = Checker(RULES)
    request = opened(tmp_path, example.before, example.files)
    together = all_fixes(checker, request)
    for index, finding in enumerate(together):
        assert checker.completed(request, checker.check(request), [index]) == [finding]


@pytest.mark.parametrize("shape", SHAPES)
def test_fixes_of_a_long_file_alone_are_those_of_all(shape: str, tmp_path: Path) -> None:
    checker = Checker(RULES)
    (tmp_path / ".git").mkdir()
    text = SHAPES[shape](300, 12)
    given = "".join(
        f" --build-arg {name}" for name in re.findall(r"^ARG (\w+(?:TOKEN|PASSWORD))$", text, re.MULTILINE)[1:]
    )
    request = opened(tmp_path, text, {"build.sh": f"#!/bin/sh\ndocker build{given} .\n"})
    together = all_fixes(checker, request)
    assert sum(finding.fix is not None for finding in together) > 3
    for index in range(0, len(together), 3):
        assert checker.completed(request, checker.check(request), [index]) == [together[index]]


@pytest.fixture
def leaky(tmp_path: Path) -> tuple[Checker, Request, Checked]:
    checker, request = Checker(RULES), opened(tmp_path, SHAPES["40 stages"](300, 12))
    return checker, request, checker.check(request)


def test_only_what_is_asked_for_is_worked_out(
    leaky: tuple[Checker, Request, Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    checker, request, checked = leaky
    counted = Counted(monkeypatch)
    assert checker.with_fixes(request, checked, []) == []
    assert counted.asked == []
    checker.with_fixes(request, checked, [0])
    assert list(checked.fixed) == [0]
    (places,) = counted.asked
    assert isinstance(places, list)
    assert checked.findings[0].span in places


def test_what_is_known_of_a_state_is_not_worked_out_again(
    leaky: tuple[Checker, Request, Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    checker, request, checked = leaky
    counted = Counted(monkeypatch)
    everything = range(len(checked.findings))
    first = checker.completed(request, checked, everything)
    assert counted.asked == [True]
    assert checker.completed(request, checked, [1]) == [first[1]]
    changes = checker.fix_all(request, checked)
    before = len(counted.asked)
    assert checker.fix_all(request, checked) is changes
    assert len(counted.asked) == before
    checker.completed(request._replace(texts={**request.texts, "/other": "text"}), checked, [1])
    assert len(counted.asked) == before + 1


def test_a_finding_that_is_gone_meanwhile_has_no_fix(tmp_path: Path) -> None:
    checker = Checker(RULES)
    request = opened(tmp_path, "FROM python:3.12\nCOPY . .\n", {".env": "API_TOKEN=correct-horse-battery\n"})
    checked = checker.check(request)
    assert [finding.name for finding in checked.findings] == ["credential-in-context"]
    (tmp_path / ".env").unlink()
    (finding,) = checker.with_fixes(request, checked, [0])
    assert finding.fix is None
    assert finding.no_fix_because is None


async def fix_of(editor: Editor, folder: Path) -> types.CodeAction:
    editor.open((folder / "Dockerfile").as_uri(), LEAKY)
    await editor.diagnostics((folder / "Dockerfile").as_uri())
    actions = await editor.actions((folder / "Dockerfile").as_uri(), 1, 5)
    return next(each for each in actions if each.is_preferred)


def test_an_edit_that_is_resolved_is_the_one_that_others_get_at_once(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "compose.yml").write_text(COMPOSE)

    async def session() -> None:
        async with editing(tmp_path) as editor:
            at_once = await fix_of(editor, tmp_path)
            assert at_once.edit is not None
            assert at_once.data is None
        async with editing(tmp_path, capabilities=RESOLVING) as editor:
            listed = await fix_of(editor, tmp_path)
            assert listed.edit is None
            resolved = await editor.code_action_resolve_async(listed)
            assert resolved.edit is not None
            assert resolved.edit == at_once.edit
            assert resolved.command == at_once.command == listed.command
            edits = [each for each in resolved.edit.document_changes or () if isinstance(each, types.TextDocumentEdit)]
            names = [each.text_document.uri.rpartition("/")[2] for each in edits]
            assert names == ["Dockerfile", "compose.yml"]
            editor.apply(resolved.edit)
            stale = await editor.code_action_resolve_async(listed)
            assert stale.edit is None

    asyncio.run(session())


def test_a_fix_that_a_caller_is_in_the_way_of_is_told_why_when_it_is_chosen(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy.py").write_text(UNKNOWN)

    async def session() -> None:
        async with editing(tmp_path, capabilities=RESOLVING) as editor:
            resolved = await editor.code_action_resolve_async(await fix_of(editor, tmp_path))
            assert resolved.edit is None
            await editor.until(lambda: editor.messages)
            assert "deploy.py:2 hands API_TOKEN over in a way that is not understood" in editor.messages[0]
            uri = (tmp_path / "Dockerfile").as_uri()
            assert not any(each.is_preferred for each in await editor.actions(uri, 1, 5))

    asyncio.run(session())


def test_fix_all_that_has_nothing_to_fix_says_so(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy.py").write_text(UNKNOWN)
    uri = (tmp_path / "Dockerfile").as_uri()

    async def session() -> None:
        async with editing(tmp_path, capabilities=RESOLVING) as editor:
            editor.open(uri, LEAKY)
            (action,) = [each for each in await editor.actions(uri, 0) if each.kind == FIX_ALL]
            assert (await editor.code_action_resolve_async(action)).edit is None
            await editor.until(lambda: editor.messages)
            assert editor.messages == ["there is nothing that dockerlint can fix by itself"]
            assert await editor.actions(uri, 0, only=[FIX_ALL]) == []

    asyncio.run(session())
