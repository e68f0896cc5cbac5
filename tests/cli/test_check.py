"""``dockerlint check`` from the outside: what goes where, and the exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dockerlint.report.formats import FOR_PROGRAMS, TEXT

Run = Callable[..., "subprocess.CompletedProcess[str]"]
is_root = hasattr(os, "geteuid") and os.geteuid() == 0


def test_nothing_found_is_status_0(folder: Path, run: Run, clean: str) -> None:
    (folder / "Dockerfile").write_text(clean)
    done = run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "No findings in 1 file.\n", "")


def test_findings_are_status_1_and_on_stdout(folder: Path, run: Run, leaky: str) -> None:
    (folder / "Dockerfile").write_text(leaky)
    done = run("check", "Dockerfile")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("error[SEC102] secret-in-arg: ")
    assert run("--exit-zero", "Dockerfile").returncode == 0


def test_all_ways_to_say_check_are_one(folder: Path, run: Run, leaky: str) -> None:
    (folder / "Dockerfile").write_text(leaky)
    said = {run(*words).stdout for words in ((), ("check",), (".",), ("check", "."), ("--exit-zero", "check", "."))}
    assert len(said) == 2  # the last one means a file called check
    assert len({run(*words).stdout for words in (("Dockerfile",), ("check", "--exit-zero", "Dockerfile"))}) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--formt", "json"), 'unknown option --formt; did you mean "--format"?'),
        (
            ("--format", "yaml"),
            f"argument --format: invalid choice: 'yaml' (choose from {', '.join((TEXT, *FOR_PROGRAMS))})",
        ),
        (("--select", "secret-in-envs"), "there is no rule 'secret-in-envs'; did you mean \"secret-in-env\"?"),
        (("--jobs", "0"), "argument --jobs: '0' is not a number of processes"),
        (("--diff", "--format", "json"), "--diff prints a diff, so it takes no --format"),
        (("-", "Dockerfile"), "- (standard input) cannot be mixed with other paths"),
        (("--context", "gone"), "--context gone: no such folder"),
        (("--config", "gone.toml"), "gone.toml: no such file or directory"),
        (("explain", "secret-in-arq"), "there is no rule 'secret-in-arq'; did you mean \"secret-in-arg\"?"),
        (("--output", "gone/report", "."), "--output gone/report: no such file or directory"),
    ],
)
def test_wrong_use_is_status_2_with_a_hint(run: Run, words: tuple[str, ...], message: str) -> None:
    done = run(*words)
    told = done.stderr.splitlines()[0]
    assert (done.returncode, done.stdout) == (2, "")
    # Python 3.12 stopped quoting the choices.
    assert told.replace("'", "") == f"dockerlint: {message}".replace("'", "")


def test_a_mistake_in_the_configuration_is_status_2(folder: Path, run: Run, leaky: str) -> None:
    (folder / "Dockerfile").write_text(leaky)
    (folder / "dockerlint.toml").write_text("selct = []\n")
    done = run("Dockerfile")
    message = f"dockerlint: {folder}/dockerlint.toml:1: unknown key 'selct'; did you mean \"select\"?\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


def test_what_cannot_be_read_is_status_3_and_the_rest_is_checked(folder: Path, run: Run, leaky: str) -> None:
    (folder / "Dockerfile").write_text(leaky)
    (folder / "Dockerfile.bin").write_bytes(b"FROM a\0")
    (folder / "Dockerfile.loop").symlink_to("Dockerfile.loop")
    (folder / "Dockerfile.dangling").symlink_to("nowhere")
    with open(folder / "Dockerfile.huge", "w") as file:
        file.write("#" * (9 << 20))
    done = run("--format", "json", ".", "gone")
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert [(error["path"], error["kind"], error["message"]) for error in report["errors"]] == [
        ("Dockerfile.bin", "unreadable", "binary, not a Dockerfile"),
        ("Dockerfile.dangling", "unreadable", "the link leads nowhere"),
        ("Dockerfile.huge", "unreadable", "larger than 8 MiB, so not a Dockerfile"),
        ("Dockerfile.loop", "unreadable", "too many levels of symbolic links"),
        ("gone", "unreadable", "no such file"),
    ]
    assert {finding["path"] for finding in report["findings"]} == {"Dockerfile"}
    assert done.stderr.splitlines()[0] == "dockerlint: Dockerfile.bin: binary, not a Dockerfile"


@pytest.mark.skipif(is_root, reason="root may read anything")
def test_an_unreadable_file_and_folder_are_told(folder: Path, run: Run) -> None:
    (folder / "Dockerfile").write_text("FROM a\n")
    (folder / "Dockerfile").chmod(0)
    (folder / "closed").mkdir(mode=0)
    done = run()
    (folder / "closed").chmod(0o755)
    assert done.returncode == 3
    assert done.stderr == (
        "dockerlint: closed: folder not read: permission denied\ndockerlint: Dockerfile: permission denied\n"
    )


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", (1, 1), "file with no instructions"),
        ("# only a comment\n", (1, 1), "file with no instructions"),
        ("FROM a\nnonsense here\n", (2, 1), "unknown instruction NONSENSE"),
        ("FROM a\nRUN <<EOF\nnever ends\n", (2, 5), "unterminated heredoc"),
        ("FROM a\nENV X\n", (2, 1), "ENV must have two arguments"),
        ('{"a": 1}', (1, 1), 'unknown instruction {"A":'),
    ],
)
def test_what_buildkit_refuses_is_a_finding_with_its_place(
    folder: Path, run: Run, text: str, place: tuple[int, int], message: str
) -> None:
    (folder / "Dockerfile").write_text(text)
    done = run("--format", "json", "Dockerfile")
    found = json.loads(done.stdout)["findings"]
    told = [(each["code"], each["start"]["line"], each["start"]["column"], each["message"]) for each in found]
    assert (done.returncode, told) == (1, [("SYN001", *place, message)])


def test_fixing_writes_and_says_what_is_needed_now(folder: Path, run: Run, leaky: str) -> None:
    path = folder / "Dockerfile"
    path.write_text(leaky)
    done = run("--fix", "Dockerfile")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ARG NPM_TOKEN" not in path.read_text()
    assert "docker build --secret id=npm_token,env=NPM_TOKEN ." in done.stdout
    assert done.stdout.endswith("no findings remain in 1 file.\n")
    fixed = path.read_text()
    again = run("--fix", "Dockerfile")
    assert (again.returncode, again.stdout, path.read_text()) == (0, "No findings in 1 file.\n", fixed)


def test_the_diff_is_shown_and_nothing_is_written(folder: Path, run: Run, leaky: str) -> None:
    path = folder / "Dockerfile"
    path.write_text(leaky)
    for words in (("--diff",), ("--fix", "--diff")):
        done = run("check", *words, "Dockerfile")
        assert (done.returncode, done.stderr, path.read_text()) == (0, "", leaky)
        assert done.stdout.startswith("--- Dockerfile\n+++ Dockerfile\n@@ -1,3 +1,")
        assert "\n-ARG NPM_TOKEN\n" in done.stdout


def test_standard_input_is_fixed_to_standard_output(folder: Path, run: Run, leaky: str, clean: str) -> None:
    (folder / "app").mkdir()
    done = run("check", "--fix", "--stdin-filename", "app/Dockerfile", "-", stdin=leaky)
    (folder / "app" / "Dockerfile").write_text(leaky)
    run("--fix", "app/Dockerfile")
    assert done.stdout == (folder / "app" / "Dockerfile").read_text()
    assert " --> app/Dockerfile:2:5\n" in done.stderr
    assert run("--fix", "-", stdin=clean).stdout == clean
    odd = "FROM a\r\n# \udcff\r\n"
    assert run("--fix", "-", stdin=odd).stdout == odd


def test_standard_input_is_checked_by_the_name_it_is_given(folder: Path, run: Run, leaky: str) -> None:
    (folder / "tests").mkdir()
    (folder / "dockerlint.toml").write_text('[per-file-ignores]\n"tests/**" = ["SEC"]\n')
    assert run("-", stdin=leaky).returncode == 1
    assert run("--stdin-filename", "tests/Dockerfile", "-", stdin=leaky).returncode == 0


def test_rules_are_chosen_on_the_command_line_and_by_configuration(folder: Path, run: Run, leaky: str) -> None:
    (folder / "Dockerfile").write_text(leaky)

    def codes(*words: str) -> set[str]:
        report = json.loads(run("--format", "json", *words, "Dockerfile").stdout)
        return {finding["code"] for finding in report["findings"]}

    everything = codes()
    assert "SEC102" in everything
    assert codes("--select", "SEC102") == {"SEC102"}
    assert codes("--select", "secret-in-arg,MNT", "--ignore", "SEC102") == set()
    assert codes("--ignore", "SEC1") == {code for code in everything if not code.startswith("SEC1")}
    (folder / "dockerlint.toml").write_text('select = ["secret-in-arg"]\nmin-confidence = "certain"\n')
    assert codes("--min-confidence", "possible") == {"SEC102"}
    (folder / "dockerlint.toml").write_text('ignore = ["SEC"]\n')
    assert codes() == set()


def test_the_report_can_go_to_a_file(folder: Path, run: Run, leaky: str) -> None:
    (folder / "Dockerfile").write_text(leaky)
    done = run("--format", "sarif", "--output", "out.sarif", "Dockerfile")
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads((folder / "out.sarif").read_text())["version"] == "2.1.0"


def test_a_script_that_is_named_after_dockerfiles_is_none(folder: Path, run: Run, leaky: str) -> None:
    (folder / "update-Dockerfile.sh").write_text(
        '#!/bin/sh\nfor each in a b; do\n  docker build --pull "$each"\ndone\n'
    )
    (folder / "old-dockerfile").write_text(leaky)
    assert run(".").stdout == "No findings in 1 file.\n"
    assert run("update-Dockerfile.sh").stdout == "No findings in 1 file.\n"
    assert run("old-dockerfile").returncode == 1


def test_unused_ignores_are_told_on_demand_and_wrong_ones_always(folder: Path, run: Run, clean: str) -> None:
    comments = "# dockerlint: ignore[secret-in-arg]\n# dockerlint: ignore[nonsense]\n"
    (folder / "Dockerfile").write_text(comments + clean)
    wrong = "dockerlint: Dockerfile:2: there is no rule 'nonsense' to ignore\n"
    unused = "dockerlint: Dockerfile:1: nothing here needs ignore[secret-in-arg]\n"
    assert run("Dockerfile").stderr == wrong
    assert sorted(run("--verbose", "Dockerfile").stderr.splitlines(True)) == sorted((wrong, unused))


def test_two_files_that_write_one_ignore_file_both_have_their_way(folder: Path, run: Run) -> None:
    text = "FROM python:3.12\nCOPY . .\n"
    for name in ("Dockerfile", "Dockerfile.dev"):
        (folder / name).write_text(text)
    (folder / ".env").write_text("API_KEY=" + "k7Gq2LxP9v" + "Tn4RbY8wZc1MdF\n")
    shown = run("--diff").stdout
    assert shown.count("**/.env") == 1
    run("--fix", "--jobs", "2", ".")
    assert (folder / ".dockerignore").read_text().count("**/.env") == 1


def test_many_files_are_checked_in_several_processes_with_the_same_report(
    folder: Path, run: Run, leaky: str, clean: str
) -> None:
    for number in range(90):
        (folder / f"Dockerfile.{number:02}").write_text(leaky if number % 7 == 0 else clean)
    (folder / "Dockerfile.50").write_bytes(b"\0")
    one = run("--jobs", "1")
    for words in ((), ("--jobs", "3")):
        several = run(*words)
        assert (several.returncode, several.stdout, several.stderr) == (one.returncode, one.stdout, one.stderr)
    assert one.returncode == 3
    assert one.stdout.count("error[SEC102]") == 13


def test_names_that_no_one_expects_are_checked_and_printed_safely(folder: Path, run: Run, leaky: str) -> None:
    names = ["Dockerfile.a b", "Dockerfile.new\nline", os.fsdecode(b"Dockerfile.\xff"), "Dockerfile.\x1b[31m"]
    for name in names:
        (folder / name).write_text(leaky)
    done = run()
    assert done.returncode == 1
    for shown in (
        "Dockerfile.a b:2:5",
        "Dockerfile.new\\nline:2:5",
        "Dockerfile.\\xff:2:5",
        "Dockerfile.\\x1b[31m:2:5",
    ):
        assert f" --> {shown}\n" in done.stdout
    assert run("--format", "json").returncode == run("--format", "sarif").returncode == 1
    assert run("--fix").returncode == 0


def test_colour_is_there_only_when_asked_for(folder: Path, run: Run, leaky: str) -> None:
    (folder / "Dockerfile").write_text(leaky)
    assert "\x1b" not in run("Dockerfile").stdout
    assert "\x1b[1;31merror[SEC102]" in run("Dockerfile", FORCE_COLOR="1").stdout
    assert "\x1b" not in run("Dockerfile", FORCE_COLOR="1", NO_COLOR="1").stdout


def test_a_reader_that_goes_away_ends_it_quietly(folder: Path, leaky: str) -> None:
    for number in range(200):
        (folder / f"Dockerfile.{number}").write_text(leaky)
    program = f"{sys.executable} -m dockerlint . --jobs 1 | head -1; echo ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        ["bash", "-c", program], cwd=folder, capture_output=True, text=True, check=False, env=environment
    )
    assert (done.stdout.splitlines()[-1], done.stderr) == ("141", "")


def test_fixing_goes_on_when_the_reader_has_gone(folder: Path, leaky: str) -> None:
    for number in range(200):
        (folder / f"Dockerfile.{number}").write_text(leaky)
    program = f"{sys.executable} -m dockerlint --fix . --jobs 1 --exit-non-zero-on-fix | :; echo ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        ["bash", "-c", program], cwd=folder, capture_output=True, text=True, check=False, env=environment
    )
    assert (done.stdout.splitlines()[-1], done.stderr) == ("1", "")
    assert all("--mount=type=secret" in (folder / f"Dockerfile.{number}").read_text() for number in range(200))


def test_a_file_that_is_named_like_an_option_is_checked(folder: Path, run: Run, leaky: str) -> None:
    for name in ("-Dockerfile", "-x.Dockerfile", "--fix"):
        (folder / name).write_text(leaky)
    assert run("check", "-Dockerfile", "-x.Dockerfile").stdout.count("error[SEC102]") == 2
    assert run("check", "--fix", "-Dockerfile").returncode == 0
    assert "--mount=type=secret" in (folder / "-Dockerfile").read_text()
    assert (folder / "--fix").read_text() == leaky


def test_a_diff_tells_how_many_findings_have_no_fix(folder: Path, run: Run, leaky: str) -> None:
    (folder / "Dockerfile").write_text(leaky)
    assert run("--diff", "Dockerfile").stderr == ""
    (folder / "Dockerfile").write_text("FROM node:20\nARG NPM_TOKEN\nLABEL token=$NPM_TOKEN\n")
    done = run("--diff", "Dockerfile")
    assert (done.stdout, done.stderr) == ("", "dockerlint: 2 findings have no fix: without --diff they are told\n")


def test_interrupting_it_ends_it_quietly(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-m", "dockerlint", "pipe"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    writer = os.open(folder / "pipe", os.O_WRONLY)  # waits until it reads
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    os.close(writer)
    assert (process.returncode, out, err) == (130, "", "dockerlint: interrupted\n")


def test_a_full_disk_behind_stdout_is_told(folder: Path, leaky: str) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    (folder / "Dockerfile").write_text(leaky)
    root = str(Path(__file__).parents[2])
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dockerlint", "Dockerfile"],
            cwd=folder, check=False, stdout=full, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": root},
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (3, "dockerlint: no space left on device\n")


def test_a_read_only_file_is_not_fixed_and_that_is_told(folder: Path, run: Run, leaky: str) -> None:
    if is_root:
        pytest.skip("root may write anywhere")
    (folder / "Dockerfile").write_text(leaky)
    (folder / "Dockerfile").chmod(0o444)
    done = run("--fix", "Dockerfile")
    assert (done.returncode, (folder / "Dockerfile").read_text()) == (3, leaky)
    assert done.stderr == "dockerlint: Dockerfile: not written: it is read-only\n"
