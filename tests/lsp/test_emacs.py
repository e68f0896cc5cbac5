"""Emacs and eglot with the snippet of docs/editors.md: shown, fixed by the menu, fixed whole, saved."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds
PASSWORD = "correct-horse-" + "battery"
LEAKY = f"FROM node:20\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\nENV Ä=\U0001f433 DB_PASSWORD={PASSWORD}\n"
# Each diagnostic: its line, the text that is underlined, its words.
SHOWN = """
(vconcat (mapcar (lambda (each)
  (let ((start (flymake-diagnostic-beg each)) (end (flymake-diagnostic-end each)))
    (vector (line-number-at-pos start) (buffer-substring-no-properties start end) (flymake-diagnostic-text each))))
  (sort (flymake-diagnostics) (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b))))))
"""
HOVER = """
(plist-get (plist-get (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                       (eglot--TextDocumentPositionParams)) :contents) :value)
"""
# What a person does with the key: the menu is asked in the minibuffer, and its default taken.
CHOOSE = """
(let ((last-nonmenu-event ?a) (offered nil))
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt choices _1 _2 _3 _4 default) (setq offered (mapcar #'car choices)) default)))
    (call-interactively #'eglot-code-actions))
  (vconcat offered))
"""


class Emacs:
    """A running Emacs, told what to do from outside, so that it idles in between as it does for people."""

    def __init__(self, socket: Path, keyboard: IO[bytes], environment: dict[str, str]) -> None:
        self.socket = socket
        self.keyboard = keyboard
        self.environment = environment

    def evaluate(self, lisp: str) -> Any:
        """The value of ``lisp`` in the buffer of the Dockerfile, by way of JSON."""
        text = f"(encode-coding-string (json-encode {lisp}) 'utf-8)"
        told = self.tell(f"(progn (require 'json) (require 'cl-lib) (base64-encode-string {text} t))")
        return json.loads(base64.b64decode(told.strip().strip('"')))

    def tell(self, lisp: str) -> str:
        """What Emacs prints of a value."""
        command = ["emacsclient", "--socket-name", str(self.socket), "--eval"]
        done = subprocess.run(
            [*command, f'(with-current-buffer "Dockerfile" {lisp})'], env=self.environment, capture_output=True,
            text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def wait(self, lisp: str) -> None:
        """Until ``lisp`` is true, after a key that only draws the screen: eglot tells of changes when keys rest."""
        self.keyboard.write(b"\x0c")
        self.keyboard.flush()
        until = time.monotonic() + PATIENCE
        while not self.evaluate(lisp):
            assert time.monotonic() < until, (lisp, self.evaluate(SHOWN))
            time.sleep(0.1)


@pytest.fixture
def emacs(tmp_path: Path) -> Iterator[Emacs]:
    """Emacs with the page's snippet for its init file, ``Dockerfile`` open in its window."""
    if shutil.which("emacs") is None:
        if os.environ.get("CI"):
            pytest.fail(".ci/run installs emacs-nox, but emacs is not there")
        pytest.skip("emacs is not installed: apt-get install emacs-nox elpa-eglot elpa-dockerfile-mode")
    (snippet,) = re.findall(r"```elisp\n(.+?)```", (ROOT / "docs" / "editors.md").read_text(), re.DOTALL)
    (tmp_path / ".emacs.d").mkdir()
    (tmp_path / ".emacs.d" / "init.el").write_text(snippet)
    program = tmp_path / "bin" / "dockerlint"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m dockerlint "$@"\n')
    program.chmod(0o755)
    (tmp_path / "Dockerfile").write_text(LEAKY)
    environment = {
        **os.environ, "HOME": str(tmp_path), "TERM": "xterm", "LC_ALL": "C.UTF-8",
        "PATH": f"{program.parent}:{os.environ['PATH']}",
    }  # fmt: skip
    socket = tmp_path / "socket"
    command = f"emacs -nw --eval '(setq server-name \"{socket}\")' --funcall server-start Dockerfile"
    with (tmp_path / "screen").open("wb") as screen:
        running = subprocess.Popen(
            ["script", "--quiet", "--return", "--command", command, "/dev/null"], cwd=tmp_path, env=environment,
            stdin=subprocess.PIPE, stdout=screen, stderr=screen,
        )  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE
        while not socket.exists():
            assert time.monotonic() < until, (tmp_path / "screen").read_text(errors="replace")
            time.sleep(0.1)
        assert running.stdin is not None
        opened = Emacs(socket, running.stdin, environment)
        yield opened
        opened.tell("(run-with-timer 0.1 nil #'kill-emacs)")
        assert running.wait(PATIENCE) == 0
    finally:
        running.kill()
        running.communicate()


def test_emacs_shows_fixes_and_saves(emacs: Emacs, tmp_path: Path) -> None:
    emacs.wait("(and (eglot-managed-p) (= 2 (length (flymake-diagnostics))))")
    assert emacs.evaluate("(symbol-name major-mode)") == "dockerfile-mode"
    before = emacs.evaluate(SHOWN)
    assert [row[:2] for row in before] == [[2, "NPM_TOKEN"], [4, f"DB_PASSWORD={PASSWORD}"]]
    assert "build argument NPM_TOKEN leaves a token in the image's history" in before[0][2]
    assert PASSWORD not in before[1][2]

    emacs.evaluate("(progn (goto-char (point-min)) (forward-line 1) (forward-char 5) (point))")
    hover = emacs.evaluate(HOVER)
    assert "Stays visible in: the image's history" in hover
    assert emacs.evaluate(CHOOSE) == [
        "give NPM_TOKEN to the RUN that reads it by a secret mount (the build must be given the secret)",
        "Ignore secret-in-arg here",
        "Ignore secret-in-arg in this file",
        "What secret-in-arg is about",
        "Fix all that dockerlint can fix by itself",
    ]
    emacs.wait("(= 1 (length (flymake-diagnostics)))")
    chosen = emacs.evaluate("(buffer-string)")
    assert chosen.startswith("FROM node:20\nRUN --mount=type=secret,id=npm_token,required=true \\\n")
    assert chosen.endswith(f"\nENV Ä=\U0001f433 DB_PASSWORD={PASSWORD}\n")

    (fix_all,) = re.findall(r"`(\(eglot-code-actions .+?\))`", (ROOT / "docs" / "editors.md").read_text())
    emacs.evaluate(f"(progn {fix_all} t)")
    emacs.wait("(= 0 (length (flymake-diagnostics)))")
    emacs.evaluate("(progn (save-buffer) t)")
    assert (tmp_path / "Dockerfile").read_text() == chosen.replace(f" DB_PASSWORD={PASSWORD}", "")
