"""Visual Studio Code with our packaged extension, as people use it: by mouse and keyboard, in a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import PATIENCE, Page, chromium
from tests.npm import QUIET, install

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
SERVER = Path(__file__).parent / "vscode" / "package.json"
PASSWORD = "correct-horse-" + "battery"
LEAKY = f"FROM node:20\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\nENV DB_PASSWORD={PASSWORD}\n"
MOUNTED = (
    "RUN --mount=type=secret,id=npm_token,required=true \\\n"
    '    NPM_TOKEN="$(cat /run/secrets/npm_token)" && \\\n'
    "    export NPM_TOKEN && \\\n"
    "    npm ci --token=$NPM_TOKEN\n"
)
LEAVES = "leaves a token in the image's history and the build's provenance"
KEEPS = "keeps a password in the image's configuration and the image's history"
CTRL, SHIFT = 2, 8


def rows(where: str) -> str:
    """JavaScript for the texts of the rows of a list, tree or menu."""
    return f"[...document.querySelectorAll('{where} .monaco-list-row')].map(row => row.innerText.replace(/\\s+/g, ' '))"


def line(start: str) -> str:
    return f"[...document.querySelectorAll('.view-line')].find(line => line.innerText.startsWith('{start}'))"


@pytest.fixture(scope="module")
def programs() -> tuple[Path, Path]:
    """Where Visual Studio Code's server is, and the extension, type-checked and packaged."""
    # Its terminals, its passwords' hashes and its own logs want compilers; nothing here needs them.
    bare = ("install", *QUIET, "--ignore-scripts", "--omit=dev")
    server = install("vscode-server", (SERVER,), (".", bare), ("node_modules/code-server/lib/vscode", bare))
    extension = install(
        "vscode-extension", (ROOT / "editors" / "vscode",), (".", ("install", *QUIET)), (".", ("run", "package"))
    )
    return server / "node_modules" / "code-server" / "out" / "node" / "entry.js", extension / "dockerlint.vsix"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with two leaking files, and settings with what docs/editors.md says about saving."""
    program = tmp_path / "bin" / "dockerlint"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m dockerlint "$@"\n')
    program.chmod(0o755)
    page = (ROOT / "docs" / "editors.md").read_text()
    (on_save,) = re.findall(r'```json\n({ "\[dockerfile\]".+?)```', page, re.DOTALL)
    settings = {
        "dockerlint.path": str(program),
        "dockerlint.minConfidence": "possible",
        "workbench.startupEditor": "none",
        "editor.accessibilitySupport": "off",
        **json.loads(on_save),
    }
    (tmp_path / "data" / "User").mkdir(parents=True)
    (tmp_path / "data" / "User" / "settings.json").write_text(json.dumps(settings))
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    for name in ("Dockerfile", "other.dockerfile"):
        (workspace / name).write_text(LEAKY)
    return tmp_path


@pytest.fixture
def code(programs: tuple[Path, Path], folder: Path) -> Iterator[Page]:
    """The editor, its workspace open."""
    entry, extension = programs
    node = shutil.which("node")
    assert node is not None
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    places = ["--user-data-dir", str(folder / "data"), "--extensions-dir", str(folder / "extensions")]
    installing = [node, str(entry), *places, "--install-extension", str(extension)]
    subprocess.run(installing, check=True, capture_output=True, env=environment, timeout=120)
    command = [
        node, str(entry), *places, "--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry",
        "--disable-update-check", "--disable-workspace-trust", str(folder / "workspace"),
    ]  # fmt: skip
    log = folder / "server.log"
    with log.open("wb") as written:
        running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=written, stderr=written, env=environment)
    try:
        until = time.monotonic() + PATIENCE
        while not (told := re.search(r"listening on (http://\S+)", log.read_text())):
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        with chromium(folder) as page:
            page.open(f"{told[1]}?folder={folder / 'workspace'}")
            yield page
    finally:
        running.terminate()
        running.wait()


def open_file(code: Page, name: str) -> None:
    every = "[...document.querySelectorAll('.explorer-folders-view .monaco-list-row')]"
    row = f"{every}.find(row => row.innerText.trim().startsWith('{name}'))"
    code.wait(f"{row} !== undefined")
    code.click(row, times=2)
    code.wait("document.querySelectorAll('.squiggly-error').length === 2")
    code.wait("document.querySelector('.codelens-decoration')?.innerText === '2 secrets reach the final image'")


def text_shown(code: Page) -> str:
    """The lines of the editor from the top."""
    lines = "[...document.querySelectorAll('.view-line')].sort((a, b) => a.offsetTop - b.offsetTop)"
    shown = code.evaluate(f"{lines}.map(line => line.innerText).join('\\n')")
    return str(shown).replace("\xa0", " ")


def wait_for_text(code: Page, text: str) -> None:
    until = time.monotonic() + PATIENCE
    while text_shown(code) != text:
        assert time.monotonic() < until, text_shown(code)
        time.sleep(0.1)


def test_problems_quick_fix_hover_and_fix_on_save(code: Page, folder: Path) -> None:
    open_file(code, "Dockerfile")
    code.press("M", "KeyM", 77, CTRL + SHIFT)
    problems = code.wait(f"(found => found.length === 4 && found)({rows('.markers-panel')})")
    assert problems == [
        "Dockerfile 2",
        f"build argument NPM_TOKEN {LEAVES} dockerlint SEC102 [Ln 2, Col 5]",
        "Dockerfile [Ln 3, Col 12] : it is used here",
        f"ENV DB_PASSWORD {KEEPS} dockerlint SEC101 [Ln 4, Col 5]",
    ]

    code.click(f"{line('ARG')}.querySelectorAll('span span')[1]")
    code.press("k", "KeyK", 75, CTRL)
    code.press("i", "KeyI", 73, CTRL)
    shown = "document.querySelector('.monaco-hover:not(.hidden)')?.innerText"
    hover = code.wait(f"(text => text?.includes('Stays visible in') && text)({shown})").replace("\xa0", " ")
    assert "Stays visible in: the image's history, the build's provenance." in hover
    assert "docker build --secret id=npm_token,env=NPM_TOKEN ." in hover
    code.press("Escape", "Escape", 27)

    code.press(".", "Period", 190, CTRL)
    menu = code.wait(f"(found => found.length && found)({rows('.action-widget')})")
    assert menu == [
        "Quick Fix",
        "give NPM_TOKEN to the RUN that reads it by a secret mount (the build must be given the secret)",
        "Ignore secret-in-arg here",
        "Ignore secret-in-arg in this file",
        "What secret-in-arg is about",
    ]
    code.press("Enter", "Enter", 13)
    wait_for_text(code, f"FROM node:20\n{MOUNTED}ENV DB_PASSWORD={PASSWORD}\n")
    told = code.wait("document.querySelector('.notifications-toasts .notification-list-item-message')?.innerText")
    assert told == "Hand the secret over with: docker build --secret id=npm_token,env=NPM_TOKEN ."

    code.press("s", "KeyS", 83, CTRL)
    wait_for_text(code, f"FROM node:20\n{MOUNTED}")
    code.wait("document.querySelectorAll('.squiggly-error').length === 0")
    until = time.monotonic() + PATIENCE
    while (folder / "workspace" / "Dockerfile").read_text() != f"FROM node:20\n{MOUNTED}":
        assert time.monotonic() < until, "it was not saved"
        time.sleep(0.1)
    log = (folder / "server.log").read_text()
    assert "Extension Host Process" in log
    assert PASSWORD not in log


def test_the_command_fixes_everything(code: Page, folder: Path) -> None:
    open_file(code, "other.dockerfile")
    code.press("F1", "F1", 112)
    code.wait("document.querySelector('.quick-input-widget input') === document.activeElement")
    code.type("dockerlint: Fix All")
    code.wait(f"{rows('.quick-input-widget')}[0]?.startsWith('dockerlint: Fix All in This Dockerfile')")
    code.press("Enter", "Enter", 13)
    wait_for_text(code, f"FROM node:20\n{MOUNTED}")
    assert (folder / "workspace" / "other.dockerfile").read_text() == LEAKY
