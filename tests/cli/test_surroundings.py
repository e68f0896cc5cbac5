"""What a shell or a supervisor does to the program: closed streams, signals, names that look like options."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
PROGRAM = (sys.executable, "-m", "dockerlint")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ("Dockerfile >&-", 1, ""),
        ("--format json Dockerfile >&-", 1, ""),
        ("gone 2>&-", 3, "No findings in 0 files; 1 could not be read.\n"),
        ("Dockerfile >&- 2>&-", 1, ""),
        ("--fix - <&- 2>&-", 1, ""),
    ],
)
def test_a_closed_stream_is_as_good_as_one_that_nobody_reads(
    folder: Path, leaky: str, words: str, status: int, told: str
) -> None:
    (folder / "Dockerfile").write_text(leaky)
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m dockerlint {words}"],
        cwd=folder, capture_output=True, text=True, check=False, env=ENVIRONMENT,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (status, told, "")


@pytest.mark.parametrize("verb", [(), ("check",), ("model",)])
def test_what_follows_two_dashes_is_a_name(folder: Path, run: Run, leaky: str, verb: tuple[str, ...]) -> None:
    (folder / "--fix").write_text(leaky)
    done = run(*verb, "--", "--fix")
    assert (done.returncode, done.stderr) == (0 if verb == ("model",) else 1, "")
    assert "./--fix" in done.stdout
    assert (folder / "--fix").read_text() == leaky


def test_standard_input_may_follow_two_dashes(run: Run, clean: str) -> None:
    done = run("--exit-zero", "--", "-", stdin=clean)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No findings in 1 file.\n", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_being_ended_while_it_fixes_leaves_whole_files_and_nothing_else(
    folder: Path, leaky: str, number: signal.Signals, jobs: str
) -> None:
    names = [f"Dockerfile.{index:03}" for index in range(400)]
    for name in names:
        (folder / name).write_text(leaky)
    process = subprocess.Popen(
        [*PROGRAM, "--fix", "--jobs", jobs, "."],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
    )  # fmt: skip
    patience = time.monotonic() + 20
    while (folder / names[0]).read_text() == leaky and time.monotonic() < patience:
        time.sleep(0.01)
    process.send_signal(number)
    err = process.communicate(timeout=20)[1]
    fixed = (folder / names[0]).read_text()
    assert (process.returncode, err) == (128 + number, "dockerlint: ended by a signal\n")
    assert {(folder / name).read_text() for name in names} == {leaky, fixed}
    assert sorted(os.listdir(folder)) == sorted([".git", *names])


def test_a_message_cannot_steer_the_terminal(folder: Path, run: Run, leaky: str) -> None:
    place = folder / "a\x1b[31mb"
    place.mkdir()
    (place / "Dockerfile").write_text(leaky)
    (place / "dockerlint.toml").write_text("select = 1\n")
    assert (
        run("a\x1b[31mb").stderr == f"dockerlint: {folder}/a\\x1b[31mb/dockerlint.toml:1: select is a list of strings\n"
    )
    assert run("--config", "\x1b[1m").stderr == "dockerlint: \\x1b[1m: no such file or directory\n"


def test_a_file_beside_the_dockerfile_is_called_as_the_dockerfile_is(folder: Path, run: Run) -> None:
    (folder / "Dockerfile").write_text("FROM node:20\nCOPY . /app\n")
    (folder / ".env").write_text("TOKEN=x\n")
    expected = "--- /dev/null\n+++ .dockerignore\n@@ -0,0 +1 @@\n+**/.env\n"
    assert run("--diff", "Dockerfile").stdout == expected
    assert run("--diff", ".").stdout == expected
    assert run("--fix", ".").returncode == 0
    assert (folder / ".dockerignore").read_text() == "**/.env\n"
