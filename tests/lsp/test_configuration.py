"""What decides on a check besides the text: configuration files, the editor's settings, folders and other files."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from tests.lsp.editor import CAPABLE, Editor, editing, having

LEAKY = "FROM node:20\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\n"
SERVICE = "FROM python:3.12\nCOPY . .\n"


def uri(folder: Path, name: str = "Dockerfile") -> str:
    return (folder / name).as_uri()


async def found(editor: Editor, where: str) -> list[str]:
    return [str(each.code) for each in await editor.diagnostics(where)]


def tell_of(editor: Editor, *paths: Path) -> None:
    changes = [types.FileEvent(path.as_uri(), types.FileChangeType.Changed) for path in paths]
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))


def test_a_configuration_that_changes_is_read_anew(tmp_path: Path) -> None:
    config = tmp_path / "dockerlint.toml"

    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), LEAKY)
            assert await found(editor, uri(tmp_path)) == ["SEC102"]
            (watched,) = editor.registered
            assert watched.method == "workspace/didChangeWatchedFiles"
            config.write_text('ignore = ["secret-in-arg"]\n')
            tell_of(editor, config)
            assert await found(editor, uri(tmp_path)) == []
            config.write_text('ignroe = ["secret-in-arg"]\n')
            tell_of(editor, config)
            assert await found(editor, uri(tmp_path)) == []  # the last good one stays in force
            await editor.until(lambda: editor.messages)
            assert editor.messages == [f"{config}:1: unknown key 'ignroe'; did you mean \"ignore\"?"]
            config.write_text('exclude = ["sub/"]\n')
            tell_of(editor, config)
            assert await found(editor, uri(tmp_path)) == ["SEC102"]
            (tmp_path / "sub").mkdir()
            editor.open(uri(tmp_path / "sub"), LEAKY)
            assert await found(editor, uri(tmp_path / "sub")) == []
        assert len(editor.messages) == 1

    asyncio.run(session())


def test_a_client_that_watches_no_files_tells_by_saving(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("API_TOKEN=correct-horse-battery\n")

    async def session() -> None:
        async with editing(tmp_path, capabilities={}) as editor:
            editor.open(uri(tmp_path), SERVICE)
            assert await found(editor, uri(tmp_path)) == ["SEC202"]
            (tmp_path / ".dockerignore").write_text(".env\n")
            editor.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri(tmp_path))))
            assert await found(editor, uri(tmp_path)) == []
            assert editor.registered == []

    asyncio.run(session())


def test_settings_of_the_editor_choose_rules(tmp_path: Path) -> None:
    async def session() -> None:
        options = {"ignore": ["SEC102"], "colour": "red", "minConfidence": "sure", "select": "SEC"}
        async with editing(tmp_path, options=options) as editor:
            editor.open(uri(tmp_path), LEAKY)
            assert await found(editor, uri(tmp_path)) == []
            await editor.until(lambda: len(editor.messages) == 3)
            assert sorted(editor.messages) == [
                "dockerlint.minConfidence is one of certain, likely, possible",
                "dockerlint.select is a list of rules",
                "there is no setting dockerlint.colour",
            ]
            change = types.DidChangeConfigurationParams(
                {"dockerlint": {"minConfidence": "likely", "path": "dockerlint"}}
            )
            editor.workspace_did_change_configuration(change)
            assert await found(editor, uri(tmp_path)) == ["SEC102"]
            editor.settings = {"select": ["secret-in-env"]}
            editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
            assert await found(editor, uri(tmp_path)) == []

    asyncio.run(session())


def test_each_folder_has_its_configuration_and_context(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "ctx").mkdir(parents=True)
        (tmp_path / name / "ctx" / ".env").write_text("API_TOKEN=correct-horse-battery\n")
    (tmp_path / "two" / "pyproject.toml").write_text('[tool.dockerlint]\nignore = ["SEC2"]\n')
    one, two = tmp_path / "one", tmp_path / "two"

    async def session() -> None:
        async with editing(one, two, options={"context": "ctx"}) as editor:
            editor.open(uri(one), SERVICE)
            assert await found(editor, uri(one)) == ["SEC202"]
            editor.open(uri(two), SERVICE)
            assert await found(editor, uri(two)) == []
            event = types.WorkspaceFoldersChangeEvent([], [types.WorkspaceFolder(two.as_uri(), "two")])
            editor.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
            assert await found(editor, uri(one)) == ["SEC202"]

    asyncio.run(session())


def test_buffers_without_a_file_and_odd_names_are_checked(tmp_path: Path) -> None:
    odd = tmp_path / "a b#c%20\u00e9" / "app.dockerfile"
    spelled = "FILE://localhost" + odd.as_uri().removeprefix("file://").replace("%23", "%23").lower().replace(
        "%c3%a9", "%C3%A9"
    )
    (tmp_path / "dockerlint.toml").write_text('min-confidence = "possible"\n')

    async def session() -> None:
        async with editing(tmp_path, capabilities=having(CAPABLE, "general.positionEncodings", ["utf-7"])) as editor:
            assert editor.encoding == "utf-16"
            for name in (
                "untitled:Untitled-1",
                "git:/a/Dockerfile?ref=%7B%22a%22%3A1%7D",
                "file:///%00",
                "x:",
                spelled,
            ):
                editor.open(name, LEAKY)
                assert await found(editor, name) == ["SEC102"], name
                (fix_all,) = await editor.actions(name, 0, only=["source.fixAll"])
                editor.apply(fix_all.edit)
                assert "ARG NPM_TOKEN" not in editor.texts[name]
            editor.open(uri(tmp_path, "notes.txt"), LEAKY, "plaintext")
            assert await editor.actions(uri(tmp_path, "notes.txt"), 1) == []
            assert await editor.hover(uri(tmp_path, "notes.txt"), 1, 5) == ""
            assert await editor.actions(uri(tmp_path, "never-opened"), 1) == []
            editor.change_unknown(uri(tmp_path, "never-opened"))
        assert editor.messages == editor.logged == []

    asyncio.run(session())
