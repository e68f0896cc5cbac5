"""The server goes on whatever happens, and no secret leaves it: not in a message, not in a log, not on stderr."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from lsprotocol import types

from dockerlint.lsp.actions import FIX_ALL
from tests.lsp.editor import CAPABLE, SERVER, editing, having

CANARY = "k9Vq" + "Zr3xTb7LmW2s"
TOKEN = "gh" + "p_" + "Zq7Lw2Rk9Tx4Bv8Nm3PcYd5Fh6Gj1K2Qw3E"
LEAKY = (
    "FROM node:20\n"
    f"ARG NPM_TOKEN={CANARY}\n"
    f"ENV DB_PASSWORD={CANARY} OTHER=1\n"
    f"# the token is {TOKEN}\n"
    f"RUN curl -u ci:{CANARY} https://example.com/a && \\\n    npm ci --token=$NPM_TOKEN && echo {TOKEN}\n"
    f"LABEL password={CANARY}\n"
    f"RUN git clone https://x:{TOKEN}@example.com/a.git\n"
    f'CMD ["app", "--password={CANARY}"]\n'
)
PULLING = having(CAPABLE, "textDocument.diagnostic", {})

# A server whose rules fail, one of them in a way that quotes the file.
FAILING = """
import sys
from dockerlint.finding import Severity
from dockerlint.lsp.server import Server
from dockerlint.rule import Rule
from dockerlint.rules import load_rules

def check(file, settings):
    raise ValueError(file.source.text)
    yield

rule = Rule("SEC999", "always-failing", "fails", Severity.ERROR, check, ())
sys.exit(Server((*load_rules(), rule)).run())
"""


def uri(folder: Path, name: str = "Dockerfile") -> str:
    return (folder / name).as_uri()


def test_no_secret_is_in_anything_that_the_server_says(tmp_path: Path) -> None:
    async def session() -> None:
        failing = (sys.executable, "-c", FAILING)
        for server, capabilities in ((SERVER, CAPABLE), (failing, PULLING), (failing, {})):
            async with editing(tmp_path, capabilities=capabilities, server=server) as editor:
                here = uri(tmp_path)
                editor.set_trace(types.SetTraceParams(types.TraceValue.Verbose))
                editor.open(here, LEAKY)
                everything = types.Range(types.Position(0, 0), types.Position(99, 0))
                document = types.TextDocumentIdentifier(here)
                context = types.CodeActionContext([])
                await editor.text_document_code_action_async(types.CodeActionParams(document, everything, context))
                await editor.actions(here, 0, only=[FIX_ALL])
                for line in range(LEAKY.count("\n")):
                    await editor.hover(here, line, 16)
                await editor.text_document_code_lens_async(types.CodeLensParams(document))
                await editor.text_document_diagnostic_async(types.DocumentDiagnosticParams(document))
            said = editor.everything()
            assert "SEC104" in said
            for secret in (CANARY, TOKEN):
                assert secret[:8] not in said

    asyncio.run(session())


def test_a_rule_that_fails_is_told_once_and_the_others_go_on(tmp_path: Path) -> None:
    async def session() -> None:
        async with editing(tmp_path, server=(sys.executable, "-c", FAILING)) as editor:
            for _ in range(3):
                editor.open(uri(tmp_path), LEAKY)
                assert "SEC102" in [each.code for each in await editor.diagnostics(uri(tmp_path))]
            path = tmp_path / "Dockerfile"
            told = f"{path}: internal error in rule SEC999 always-failing: ValueError"
            assert editor.messages == [f"{told}; please report it"]
            (logged,) = editor.logged
            assert logged.startswith(f"{told}\n  File ")
            assert logged.endswith("in check\nValueError")
        assert CANARY not in editor.everything()

    asyncio.run(session())


def test_messages_that_make_no_sense_are_refused_and_forgotten(tmp_path: Path) -> None:
    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), LEAKY)
            before = await editor.diagnostics(uri(tmp_path))
            assert editor._server is not None
            assert editor._server.stdin is not None
            for message in (
                {"jsonrpc": "2.0", "id": "odd-1", "method": "textDocument/hover", "params": {"textDocument": CANARY}},
                {"jsonrpc": "2.0", "id": "odd-2", "method": "textDocument/definition", "params": {"text": CANARY}},
                {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"contentChanges": CANARY}},
                {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 12345}},
                {"jsonrpc": "1.0", "method": CANARY},
                [CANARY],
                "{" + CANARY,
            ):
                body = (message if isinstance(message, str) else json.dumps(message)).encode()
                editor._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            await editor.run(types.Command("", "dockerlint.openPage", arguments=[{"a": 1}]))
            await editor.run(types.Command("", "dockerlint.showPlace", arguments=[uri(tmp_path), "x"]))
            await editor.run(types.Command("", "dockerlint.tellSupply", arguments=[]))
            editor.open(uri(tmp_path), LEAKY)
            assert await editor.diagnostics(uri(tmp_path)) == before
            answered = {json.loads(each).get("id") for each in editor.received if "error" in json.loads(each)}
            assert {"odd-1", "odd-2"} <= answered
        assert CANARY not in editor.everything()

    asyncio.run(session())


def test_a_client_that_goes_without_a_word_ends_the_server() -> None:
    done = subprocess.run(SERVER, input=b"", capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_without_its_extra_the_verb_says_what_to_install() -> None:
    program = (
        "import sys; sys.path[:] = [each for each in sys.path if 'site-packages' not in each]; "
        "from dockerlint.cli import main; sys.exit(main(['lsp']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    needs = "dockerlint: the language server needs its extra: pip install 'dockerlint[lsp]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", needs)


def test_a_burst_of_changes_is_answered_by_its_last_state_only(tmp_path: Path) -> None:
    async def session() -> None:
        async with editing(tmp_path) as editor:
            editor.open(uri(tmp_path), "FROM a\n")
            await editor.diagnostics(uri(tmp_path))
            for number in range(60):
                editor.replace(uri(tmp_path), f"FROM a\nENV N={number}\n")
            editor.replace(uri(tmp_path), LEAKY)
            assert "SEC102" in [each.code for each in await editor.diagnostics(uri(tmp_path))]
            published = [each for each in editor.received if "publishDiagnostics" in each]
            assert len(published) <= 4  # the first two states at once, then what the pause left

    asyncio.run(session())


def test_a_cancelled_request_is_answered_as_such_and_the_next_one_as_usual(tmp_path: Path) -> None:
    async def session() -> None:
        async with editing(tmp_path, capabilities=PULLING) as editor:
            editor.open(uri(tmp_path), LEAKY * 20)
            document = types.TextDocumentIdentifier(uri(tmp_path))
            params = types.DocumentDiagnosticParams(document)
            waiting = editor.protocol.send_request("textDocument/diagnostic", params, msg_id="slow")
            editor.cancel_request(types.CancelParams("slow"))
            await editor.until(waiting.done)
            error = waiting.exception()
            assert getattr(error, "code", None) == types.LSPErrorCodes.RequestCancelled.value
            report = await editor.text_document_diagnostic_async(params)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            assert len(report.items) > 20

    asyncio.run(session())
