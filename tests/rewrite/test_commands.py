"""Removing commands of a RUN: what goes with them, and what is refused."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from dockerlint.rewrite.commands import remove_commands
from dockerlint.rewrite.mounts import add_mounts
from dockerlint.rewrite.outcome import Refusal
from dockerlint.shell import read_script
from dockerlint.syntax import parse
from dockerlint.text import Source, apply_edits

Rewritten = Callable[[str, Any], str]


def script_of(run: Any) -> Any:
    held = run.inner or run
    return read_script(held.heredocs[0].text if held.heredocs and len(held.args.split()) == 1 else held.args)


def without(name: str) -> Any:
    def rewrite(source: Any, escape: str, run: Any) -> Any:
        script = script_of(run)
        chosen = [command for command in script.commands if command.name == name]
        assert chosen
        return remove_commands(source, escape, run, script, chosen)

    return rewrite


@pytest.mark.parametrize(
    ("script", "after"),
    [
        ("a && X && b", "a && b"),
        ("X && b", "b"),
        ("a && X", "a"),
        ("a; X; b", "a; b"),
        ("X; b", "b"),
        ("a;X;b", "a;b"),
        ("a && X; b", "a; b"),
        ("a; X && b", "a; b"),
        ("a && X || b", "a || b"),
        ("X -f 'y  z' > /dev/null 2>&1 && b", "b"),
        ("a && X || true && b", "a || true && b"),
        ("X || true && b", "b"),
        ("a; X || :; b", "a; b"),
        ("set -e; a; X", "set -e; a"),
        ("set -e; a && X", "set -e; a"),
        ("set -e; [ -f f ] && X; b", "set -e; [ -f f ] && true; b"),
        ("set -e; (a) && X", "set -e; (a) && true"),
        ("set -eux; a; X;", "set -eux; a;"),
        ("a; X", "a; true"),
        ("a; X || true", "a; true"),
        ("X && X && b && X", "b"),
        ("a && { X; b; }", "a && { b; }"),
        ("a && (X && b)", "a && (b)"),
        ("if a; then X; b; fi", "if a; then b; fi"),
        ("sh -c 'X && b'", "sh -c 'b'"),
        ("a && X | X && b", "a && b"),
    ],
)
def test_a_command_goes_with_one_joiner(rewritten: Rewritten, script: str, after: str) -> None:
    assert rewritten(f"RUN {script}\n", without("X")) == f"RUN {after}\n"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("a | X", "it is part of a pipeline"),
        ("X | a && b", "it is part of a pipeline"),
        ("X | (a)", "it is part of a pipeline"),
        ("a || X", "it is joined to other commands in a way that does not let it go alone"),
        ("X & a", "it is joined to other commands in a way that does not let it go alone"),
        ("if X; then a; fi", "it is joined to other commands in a way that does not let it go alone"),
        ("if a; then X; fi", "it is the only command of its list"),
        ("a && (X)", "it is the only command of its list"),
        ("a && { X; }", "it is the only command of its list"),
        ("X || a", "another command runs when it fails"),
        ("! X && a", "what it gives is used by another command"),
    ],
)
def test_a_command_that_others_depend_on_is_refused(rewritten: Rewritten, script: str, reason: str) -> None:
    assert rewritten(f"RUN {script}\n", without("X")) == f"refused: {reason}"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("RUN a && \\\n    X && \\\n    b\n", "RUN a && \\\n    b\n"),
        ("RUN a \\\n    && X \\\n    && b\n", "RUN a \\\n    && b\n"),
        ("RUN X && \\\n    b\n", "RUN b\n"),
        ("RUN X \\\n && b \\\n && c\n", "RUN b \\\n && c\n"),
        ("RUN a \\\n    && X\n", "RUN a\n"),
        ("RUN a && \\\n    X", "RUN a"),
        ("RUN a && \\\n    X -a \\\n      -b && \\\n    c\n", "RUN a && \\\n    c\n"),
        ("RUN a && \\\n    # about X\n    X && \\\n    b\n", "RUN a && \\\n    # about X\n    b\n"),
        ("RUN a \\\n    # about X\n    && X\n", "RUN a\n    # about X\n"),
        ("RUN a && X && \\\n    b\n", "RUN a && \\\n    b\n"),
        ("RUN a && \\\n    b && X \\\n    && c\n", "RUN a && \\\n    b \\\n    && c\n"),
        ("RUN --mount=type=ssh X && \\\r\n    b\r\n", "RUN --mount=type=ssh b\r\n"),
        ("RUN --mount=type=ssh \\\n    X && \\\n    b\n", "RUN --mount=type=ssh \\\n    b\n"),
        ("# escape=`\nRUN a && `\n    X\n", "# escape=`\nRUN a\n"),
        ("FROM a\nRUN X && X\nUSER b\n", "FROM a\nUSER b\n"),
        ("ONBUILD RUN a && X\n", "ONBUILD RUN a\n"),
        ("ONBUILD RUN X\n", ""),
        ("RUN cat <<EOF && X\nbody\nEOF\n", "RUN cat <<EOF\nbody\nEOF\n"),
        ("RUN X <<EOF && a\nbody\nEOF\n", "RUN a\n"),
        ("RUN a <<A && X <<B && c\n1\nA\n2\nB\n", "RUN a <<A && c\n1\nA\n"),
    ],
)
def test_a_line_that_is_left_empty_goes(rewritten: Rewritten, text: str, after: str) -> None:
    if "USER" in text:
        run = parse(text).instructions[1]
        assert rewritten(text, lambda source, escape, _last: without("X")(source, escape, run)) == after
    else:
        assert rewritten(text, without("X")) == after


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("set -e\na\nX\nb\n", "set -e\na\nb\n"),
        ("set -e\na\nX\n", "set -e\na\n"),
        ("a\nX\n", "a\ntrue\n"),
        ("X\na\n", "a\n"),
        ("#!/bin/bash -e\n# first\nX && a\nb\n", "#!/bin/bash -e\n# first\na\nb\n"),
        ("a && \\\n  X && \\\n  b\n", "a && \\\n  b\n"),
        ("a \\\n  && X\nb\n", "a\nb\n"),
        ("if a; then\n  X\n  b\nfi\n", "if a; then\n  b\nfi\n"),
        ("a # note\nX # other\nb\n", "a # note\n# other\nb\n"),
        ("X <<E\nbody\nE\na\n", "a\n"),
        ("a\nX > f <<'E' && b\nbody\nE\nc\n", "a\nb\nc\n"),
    ],
)
def test_a_command_goes_from_a_heredoc_line_by_line(rewritten: Rewritten, body: str, after: str) -> None:
    assert rewritten(f"RUN <<EOF\n{body}EOF\nUSER a\nONBUILD RUN <<EOF\n{body}EOF\n", without("X")) == (
        f"RUN <<EOF\n{body}EOF\nUSER a\nONBUILD RUN <<EOF\n{after}EOF\n"
    )


def test_a_heredoc_with_stripped_tabs_keeps_the_tabs_of_the_rest(rewritten: Rewritten) -> None:
    assert rewritten("RUN <<-EOF\n\tset -e\n\t\ta\n\tX\n\tX && b\n\tEOF\n", without("X")) == (
        "RUN <<-EOF\n\tset -e\n\t\ta\n\tb\n\tEOF\n"
    )


def test_an_emptied_heredoc_takes_its_run_along(rewritten: Rewritten) -> None:
    assert rewritten("FROM a\nRUN <<EOF\n# note\nX\nEOF\n", without("X")) == "FROM a\n"


def test_the_head_of_a_loop_is_refused(rewritten: Rewritten) -> None:
    assert rewritten("RUN for X in a; do b; done\n", without("for")) == "refused: it is the head of a loop or case"


def test_an_exec_form_is_refused(rewritten: Rewritten) -> None:
    def rewrite(source: Any, escape: str, run: Any) -> Any:
        script = read_script("X && a")
        return remove_commands(source, escape, run, script, script.commands[:1])

    assert rewritten('RUN ["sh", "-c", "X && a"]\n', rewrite) == "refused: the shell text could not be read"


def random_script(chance: random.Random) -> str:
    def command(depth: int) -> str:
        kind = chance.randrange(12)
        if kind < 5:
            return "test 1"
        if kind < 7:
            return chance.choice(("echo a", "echo b >&2", "echo c | cat"))
        if kind < 9 or depth > 1:
            return chance.choice(("false", "true", ":", "! false"))
        inner = chain(depth + 1)
        return chance.choice((f"({inner})", f"{{ {inner}; }}", f"if {command(2)}; then {inner}; else {inner}; fi"))

    def chain(depth: int) -> str:
        text = command(depth)
        for _ in range(chance.randrange(4)):
            text += chance.choice((" && ", " && ", " || ", "; ")) + command(depth)
        return text

    return chance.choice(("", "", "set -e; ")) + chain(0)


def test_what_is_left_of_a_script_runs_as_it_did_with_a_command_that_succeeds() -> None:
    chance = random.Random(7)
    changed = 0
    for _ in range(1500):
        script = random_script(chance)
        text = f"FROM a\nRUN {script}\n"
        run = parse(text).instructions[1]
        commands = [each for each in read_script(script).commands if each.name == "test"]
        chosen = chance.sample(commands, chance.randint(1, min(2, len(commands)))) if commands else []
        outcome = remove_commands(Source(text, "Dockerfile"), "\\", run, read_script(script), chosen)
        if not chosen or isinstance(outcome, Refusal):
            continue
        changed += 1
        after = parse(apply_edits(text, outcome)).instructions
        left = after[1].args if len(after) > 1 else "true"
        assert len(left) < len(script)
        results = [subprocess.run(["sh", "-c", each], capture_output=True, check=False) for each in (script, left)]
        assert [(each.returncode, each.stdout, each.stderr) for each in results[:1]] == [
            (each.returncode, each.stdout, each.stderr) for each in results[1:]
        ], (script, left)
    assert changed > 200


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("RUN X && b && X\n", "RUN --mount=M \\\n    A=1 && \\\n    b\n"),
        ("RUN X && \\\n  b && \\\n  X\n", "RUN --mount=M \\\n  A=1 && \\\n  b\n"),
        ("RUN \\\n  X && \\\n  b\n", "RUN --mount=M \\\n  A=1 && \\\n  b\n"),
        ("RUN --network=none X && \\\n  b\n", "RUN --network=none \\\n  --mount=M \\\n  A=1 && \\\n  b\n"),
        ("RUN --network=none \\\n  X && \\\n  b\n", "RUN --network=none \\\n  --mount=M \\\n  A=1 && \\\n  b\n"),
        ("FROM a\r\nRUN X && b", "FROM a\r\nRUN --mount=M \\\r\n    A=1 && \\\r\n    b"),
        ("FROM a\n  ONBUILD RUN X && b\n", "FROM a\n  ONBUILD RUN --mount=M \\\n      A=1 && \\\n      b\n"),
        ("RUN <<EOF\nX\nb\nEOF\n", "RUN --mount=M <<EOF\nA=1\nb\nEOF\n"),
    ],
)
def test_a_removal_and_a_mount_may_be_edits_of_one_run(rewritten: Rewritten, text: str, after: str) -> None:
    def rewrite(source: Any, escape: str, run: Any) -> Any:
        return without("X")(source, escape, run) + add_mounts(source, escape, run, ["M"], "A=1")

    assert rewritten(text, rewrite) == after
