"""Sessions with the real server: what an editor is told, and what it does with the answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from dockerlint.lsp.actions import FIX_ALL
from tests.lsp.editor import CAPABLE, Editor, editing, having, without

LEAKY = "FROM node:20\nARG NPM_TOKEN\nRUN npm config set //registry.example.com/:_authToken=$NPM_TOKEN && npm ci\n"
FIXED = "FROM node:20\nRUN --mount=type=secret,id=npm_token,required=true \\\n"
UNSAVED = "image:\n\tdocker build --pull --build-arg NPM_TOKEN .\n"
SERVICE = "FROM python:3.12\nCOPY . .\n"
PULLING = having(CAPABLE, "textDocument.diagnostic", {"relatedDocumentSupport": False})


def codes(diagnostics: list[types.Diagnostic]) -> list[tuple[str, int]]:
    return [(str(each.code), each.range.start.line) for each in diagnostics]


def titles(actions: list[types.CodeAction]) -> list[tuple[str, str, bool]]:
    return [(str(getattr(each.kind, "value", each.kind)), each.title, bool(each.is_preferred)) for each in actions]


def uri(folder: Path, name: str = "Dockerfile") -> str:
    return (folder / name).as_uri()


def test_an_unsaved_buffer_is_checked_as_it_is_typed(tmp_path: Path) -> None:
    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), "FROM node:20\n")
            assert await editor.diagnostics(uri(tmp_path)) == []
            end = types.Range(types.Position(1, 0), types.Position(1, 0))
            editor.change(uri(tmp_path), types.TextDocumentContentChangePartial(end, LEAKY.partition("\n")[2]))
            (found, written) = await editor.diagnostics(uri(tmp_path))
            assert editor.texts[uri(tmp_path)] == LEAKY
            assert codes([found, written]) == [("SEC102", 1), ("SEC204", 2)]
            assert found.source == "dockerlint"
            assert found.range == types.Range(types.Position(1, 4), types.Position(1, 13))
            assert found.severity is types.DiagnosticSeverity.Error
            assert found.related_information is not None
            steps = [(each.location.range.start.line, each.message) for each in found.related_information]
            assert steps[0][0] == 2
            assert all(each.location.uri == uri(tmp_path) for each in found.related_information)
            assert found.code_description is not None
            page = Path(found.code_description.href.removeprefix("file://"))
            assert page.read_text().startswith("# secret-in-arg\n")
            editor.text_document_did_close(
                types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri(tmp_path)))
            )
            last = await asyncio.wait_for(editor.published.get(), 20)
            assert (last.uri, list(last.diagnostics)) == (uri(tmp_path), [])
        assert not page.exists()
        assert editor.errors == ""

    asyncio.run(session())


def test_fix_all_makes_what_the_command_line_makes(tmp_path: Path) -> None:
    text = LEAKY + "ENV CANTEEN=é\U0001f433 DB_PASSWORD=correct-horse-battery\n"

    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), text)
            await editor.diagnostics(uri(tmp_path))
            (action,) = await editor.actions(uri(tmp_path), 0, only=["source.fixAll"])
            assert titles([action]) == [(FIX_ALL, "Fix all that dockerlint can fix by itself", False)]
            editor.apply(action.edit)
            assert editor.texts[uri(tmp_path)].startswith(FIXED)
            assert editor.texts[uri(tmp_path)].endswith("\nENV CANTEEN=é\U0001f433\n")
            await editor.run(action.command)
            assert "docker build --secret id=npm_token" in editor.messages[-1]
            await editor.diagnostics(uri(tmp_path))
            assert await editor.actions(uri(tmp_path), 0, only=[FIX_ALL]) == []
            fixed = editor.texts[uri(tmp_path)]
        assert fixed == _by_command_line(tmp_path, text)

    asyncio.run(session())


def _by_command_line(folder: Path, text: str) -> str:
    from dockerlint.cli import main

    path = folder / "Dockerfile"
    path.write_text(text)
    main(["check", "--fix", "--exit-zero", str(path)])
    return path.read_text()


def test_each_finding_offers_its_fix_silence_and_its_page(tmp_path: Path) -> None:
    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), LEAKY)
            (diagnostic, _written) = await editor.diagnostics(uri(tmp_path))
            actions = await editor.actions(uri(tmp_path), 1, 6, only=["quickfix"])
            fix, _here, _in_file, page = actions
            assert titles(actions)[1:] == [
                ("quickfix", "Ignore secret-in-arg here", False),
                ("quickfix", "Ignore secret-in-arg in this file", False),
                ("quickfix", "What secret-in-arg is about", False),
            ]
            assert fix.is_preferred
            assert fix.title.endswith("(the build must be given the secret)")
            assert list(fix.diagnostics or ()) == [diagnostic]
            for number, comment in (
                (1, "# dockerlint: ignore[secret-in-arg]"),
                (2, "# dockerlint: ignore-file[secret-in-arg]"),
            ):
                editor.apply((await editor.actions(uri(tmp_path), 1, 6, only=["quickfix"]))[number].edit)
                assert comment in editor.texts[uri(tmp_path)].split("\n")
                assert "SEC102" not in [code for code, _line in codes(await editor.diagnostics(uri(tmp_path)))]
                editor.replace(uri(tmp_path), LEAKY)
                await editor.diagnostics(uri(tmp_path))
            await editor.run(page.command)
            await editor.until(lambda: editor.shown)
            assert editor.shown[0].uri.endswith("/secret-in-arg.md")
            editor.apply((await editor.actions(uri(tmp_path), 1, 6, only=["quickfix"]))[0].edit)
            assert editor.texts[uri(tmp_path)].startswith(FIXED)

    asyncio.run(session())


def test_a_fix_in_a_new_file_is_made_with_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("API_TOKEN=correct-horse-battery\n")

    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), SERVICE)
            assert codes(await editor.diagnostics(uri(tmp_path))) == [("SEC202", 1)]
            fix = (await editor.actions(uri(tmp_path), 1, 5, only=["quickfix"]))[0]
            editor.apply(fix.edit)
            assert editor.created == [uri(tmp_path, ".dockerignore")]
            assert ".env\n" in editor.texts[uri(tmp_path, ".dockerignore")]
            await editor.finds(uri(tmp_path), [])  # by the unsaved .dockerignore
            editor.replace(uri(tmp_path, ".dockerignore"), "# nothing\n")
            await editor.finds(uri(tmp_path), ["SEC202"])
            (fix_all,) = await editor.actions(uri(tmp_path), 0, only=[FIX_ALL])
            editor.apply(fix_all.edit)
            assert editor.texts[uri(tmp_path, ".dockerignore")].startswith("# nothing\n")

    asyncio.run(session())


def test_a_fix_changes_what_builds_the_file_as_well_open_or_not(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    script, make = tmp_path / "build.sh", tmp_path / "Makefile"
    script.write_text('docker build --build-arg NPM_TOKEN="$NPM_TOKEN" .\n')
    make.write_text("image:\n\tdocker build --build-arg NPM_TOKEN .\n")

    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path, "Makefile"), UNSAVED, "makefile")
            editor.open(uri(tmp_path), LEAKY)
            await editor.diagnostics(uri(tmp_path))
            (fix_all,) = await editor.actions(uri(tmp_path), 0, only=[FIX_ALL])
            editor.apply(fix_all.edit)
            assert editor.texts[uri(tmp_path)].startswith(FIXED)
            handed = "--secret id=npm_token,env=NPM_TOKEN ."
            assert editor.texts[uri(tmp_path, "Makefile")] == f"image:\n\tdocker build --pull {handed}\n"
            assert script.read_text() == f"docker build {handed}\n"

    asyncio.run(session())


def test_a_fix_in_a_file_that_is_not_open_is_made_for_what_is_on_disk_now(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("API_TOKEN=correct-horse-battery\n")
    ignore = tmp_path / ".dockerignore"
    ignore.write_bytes(b"# first\r\n")

    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), SERVICE)
            assert codes(await editor.diagnostics(uri(tmp_path))) == [("SEC202", 1)]
            ignore.write_bytes(b"# longer than at first\r\nnode_modules\r\n")  # nobody tells the server
            editor.apply((await editor.actions(uri(tmp_path), 1, 5, only=["quickfix"]))[0].edit)
            assert editor.created == []
            assert ignore.read_bytes() == b"# longer than at first\r\nnode_modules\r\n**/.env\r\n"

    asyncio.run(session())


def test_a_client_that_cannot_create_files_is_offered_no_such_fix(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("API_TOKEN=correct-horse-battery\n")
    (tmp_path / "arg").mkdir()

    async def session() -> None:
        async with editing(tmp_path, capabilities=without(CAPABLE, "workspace.workspaceEdit")) as editor:
            editor.open(uri(tmp_path), SERVICE)
            await editor.diagnostics(uri(tmp_path))
            assert [each.edit for each in await editor.actions(uri(tmp_path), 0, only=[FIX_ALL])] == []
            assert "Ignore credential-in-context here" in [
                each.title for each in await editor.actions(uri(tmp_path), 1, 5)
            ]
            editor.open(uri(tmp_path / "arg"), LEAKY)
            (fix_all,) = await editor.actions(uri(tmp_path / "arg"), 0, only=[FIX_ALL])
            assert fix_all.edit is not None
            assert fix_all.edit.document_changes is None
            editor.apply(fix_all.edit)
            assert editor.texts[uri(tmp_path / "arg")].startswith(FIXED)

    asyncio.run(session())


def test_an_unsafe_fix_is_neither_preferred_nor_part_of_fix_all(tmp_path: Path) -> None:
    from dockerlint.rule import Bad
    from dockerlint.rules.default_credential import RULE

    (text,) = (each.before for each in RULE.examples if isinstance(each, Bad) and each.after is not None)

    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), text)
            (found,) = [each for each in await editor.diagnostics(uri(tmp_path)) if each.code == "SEC209"]
            start = found.range.start
            fix = (await editor.actions(uri(tmp_path), start.line, start.character, only=["quickfix"]))[0]
            assert fix.title.endswith("(unsafe: may change what the image holds or does)")
            assert not fix.is_preferred
            assert await editor.actions(uri(tmp_path), 0, only=[FIX_ALL]) == []

    asyncio.run(session())


def test_a_client_that_resolves_edits_gets_them_when_it_asks(tmp_path: Path) -> None:
    resolving = having(CAPABLE, "textDocument.codeAction.resolveSupport", {"properties": ["edit"]})

    async def session() -> None:
        async with editing(tmp_path, capabilities=resolving) as editor:
            editor.open(uri(tmp_path), LEAKY)
            (action,) = [each for each in await editor.actions(uri(tmp_path), 0) if each.kind == FIX_ALL]
            assert action.edit is None
            resolved = await editor.code_action_resolve_async(action)
            editor.apply(resolved.edit)
            assert editor.texts[uri(tmp_path)].startswith(FIXED)
            stale = await editor.code_action_resolve_async(action)
            assert stale.edit is None

    asyncio.run(session())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_count_in_the_encoding_that_the_client_asks_for(tmp_path: Path, encoding: str) -> None:
    text = 'FROM a\nLABEL z="\U0001f433é" \\\n  y="\U0001f433"\nENV X=\U0001f433é API_TOKEN=correct-horse-battery Y=1\n'
    column = {"utf-8": 13, "utf-16": 10, "utf-32": 9}[encoding]

    async def session() -> None:
        async with editing(tmp_path, capabilities=having(CAPABLE, "general.positionEncodings", [encoding])) as editor:
            assert editor.encoding == encoding
            editor.open(uri(tmp_path), "")
            for character in text:  # typed in blocks of one, so that every place is counted once
                last = editor.texts[uri(tmp_path)].rpartition("\n")
                codec = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[encoding]
                place = types.Position(last[0].count("\n") + len(last[1]), len(last[2].encode(codec[0])) // codec[1])
                editor.change(
                    uri(tmp_path), types.TextDocumentContentChangePartial(types.Range(place, place), character)
                )
            (found,) = await editor.diagnostics(uri(tmp_path))
            assert (found.range.start.line, found.range.start.character) == (3, column)
            (fix_all,) = await editor.actions(uri(tmp_path), 0, only=[FIX_ALL])
            editor.apply(fix_all.edit)
            assert editor.texts[uri(tmp_path)].endswith("ENV X=\U0001f433é Y=1\n")

    asyncio.run(session())


def test_a_pulling_client_is_not_pushed_to(tmp_path: Path) -> None:
    async def pull(editor: Editor, previous: str | None = None) -> types.DocumentDiagnosticReport:
        identifier = types.TextDocumentIdentifier(uri(tmp_path))
        params = types.DocumentDiagnosticParams(identifier, previous_result_id=previous)
        return await editor.text_document_diagnostic_async(params)

    async def session() -> None:
        async with editing(tmp_path, capabilities=PULLING) as editor:
            editor.open(uri(tmp_path), LEAKY)
            first = await pull(editor)
            assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
            assert codes(list(first.items)) == [("SEC102", 1), ("SEC204", 2)]
            again = await pull(editor, first.result_id)
            assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
            editor.replace(uri(tmp_path), "FROM node:20\n")
            last = await pull(editor, first.result_id)
            assert isinstance(last, types.RelatedFullDocumentDiagnosticReport)
            assert list(last.items) == []
            assert editor.published.empty()

    asyncio.run(session())


def test_hover_tells_where_a_secret_stays_and_what_to_do(tmp_path: Path) -> None:
    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), LEAKY)
            first, _second = (await editor.hover(uri(tmp_path), 1, 6)).split("\n\n---\n\n")
            *lines, link = first.split("\n")
            assert lines == [
                "**SEC102 secret-in-arg** · error, certain",
                "",
                "build argument NPM\\_TOKEN leaves a token in the image's history, the build's provenance and a layer.",
                "",
                "Stays visible in: the image's history, the build's provenance, a layer of the image.",
                "",
                "- fix: give NPM\\_TOKEN to the RUN that reads it by a secret mount.",
                "",
                "Hand the secret over with:",
                "",
                "```sh",
                "docker build --secret id=npm_token,env=NPM_TOKEN .",
                "```",
                "",
            ]
            assert link.startswith("[About secret-in-arg](file://")
            assert await editor.hover(uri(tmp_path), 0, 2) == ""
            assert "required" in await mount_hover(editor)

    async def mount_hover(editor: Editor) -> str:
        editor.replace(uri(tmp_path), "FROM node:20\nRUN --mount=type=secret,id=a,required=true npm ci\n")
        return await editor.hover(uri(tmp_path), 1, 30)

    asyncio.run(session())


def test_a_lens_counts_the_secrets_of_a_stage(tmp_path: Path) -> None:
    text = (
        "FROM node:20 AS build\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\n"
        "FROM node:20-slim\nENV API_TOKEN=correct-horse-battery DB_PASSWORD=battery-horse-staple\n"
        "COPY --from=build /a /a\n"
    )

    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), text)
            params = types.CodeLensParams(types.TextDocumentIdentifier(uri(tmp_path)))
            lenses = await editor.text_document_code_lens_async(params)
            assert [(each.range.start.line, each.command.title) for each in lenses or () if each.command] == [
                (0, "1 secret stays in cache, provenance or log"),
                (3, "2 secrets reach the final image"),
            ]
            await editor.run(lenses[1].command if lenses else None)
            await editor.until(lambda: editor.shown)
            assert editor.shown[0].selection == types.Range(types.Position(4, 4), types.Position(4, 35))

    asyncio.run(session())


def test_mount_options_are_completed(tmp_path: Path) -> None:
    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), "FROM a\nRUN --mount=type=secret,re npm ci\n")
            place = types.CompletionParams(types.TextDocumentIdentifier(uri(tmp_path)), types.Position(1, 26))
            found = await editor.text_document_completion_async(place)
            assert isinstance(found, types.CompletionList)
            assert [each.label for each in found.items] == ["id", "env", "required", "target", "mode", "uid", "gid"]
            required = found.items[2]
            assert isinstance(required.text_edit, types.TextEdit)
            editor.apply(types.WorkspaceEdit(changes={uri(tmp_path): [required.text_edit]}))
            assert editor.texts[uri(tmp_path)] == "FROM a\nRUN --mount=type=secret,required npm ci\n"

    asyncio.run(session())
