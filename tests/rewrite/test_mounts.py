"""Mounts and preludes of RUN: what is written where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dockerlint.rewrite.mounts import add_mounts

MOUNT = "type=secret,id=npm_token,required=true"
PRELUDE = 'NPM_TOKEN="$(cat /run/secrets/npm_token)"'
Rewritten = Callable[[str, Any], str]


def adding(mounts: list[str], prelude: str | list[str] | None) -> Any:
    return lambda source, escape, run: add_mounts(source, escape, run, mounts, prelude)


both = adding([MOUNT], PRELUDE + " && ")
mount_only = adding([MOUNT], None)


def test_mount_and_prelude_stand_on_lines_of_their_own(rewritten: Rewritten) -> None:
    assert rewritten("RUN npm ci\n", both) == (
        "RUN --mount=type=secret,id=npm_token,required=true \\\n"
        '    NPM_TOKEN="$(cat /run/secrets/npm_token)" && \\\n'
        "    npm ci\n"
    )


def test_a_mount_alone_leaves_the_command_on_the_next_line(rewritten: Rewritten) -> None:
    assert rewritten("RUN npm ci", mount_only) == f"RUN --mount={MOUNT} \\\n    npm ci"


def test_new_lines_are_indented_as_the_commands_of_the_run(rewritten: Rewritten) -> None:
    text = "RUN apt-get install \\\n        curl \\\n        git \\\n  && npm ci\n"
    assert rewritten(text, both) == (
        f"RUN --mount={MOUNT} \\\n  {PRELUDE} && \\\n"
        "  apt-get install \\\n        curl \\\n        git \\\n  && npm ci\n"
    )  # fmt: skip


def test_an_indented_instruction_indents_its_new_lines_further(rewritten: Rewritten) -> None:
    assert rewritten("  RUN npm ci\n", mount_only) == f"  RUN --mount={MOUNT} \\\n      npm ci\n"


def test_a_continuation_and_a_comment_behind_the_keyword_stay(rewritten: Rewritten) -> None:
    text = "RUN \\\n\t# installs\n\tnpm ci && \\\n\tnpm test\n"
    assert rewritten(text, both) == (
        f"RUN --mount={MOUNT} \\\n\t{PRELUDE} && \\\n\t# installs\n\tnpm ci && \\\n\tnpm test\n"
    )


def test_flags_that_are_there_stay_before_the_new_mount(rewritten: Rewritten) -> None:
    assert rewritten("RUN --network=none npm ci\n", both) == (
        f"RUN --network=none \\\n    --mount={MOUNT} \\\n    {PRELUDE} && \\\n    npm ci\n"
    )


def test_flags_on_lines_of_their_own_get_the_mount_behind_them(rewritten: Rewritten) -> None:
    text = "RUN --mount=type=cache,target=/c \\\n  # why\n  npm ci\n"
    assert rewritten(text, both) == (
        f"RUN --mount=type=cache,target=/c \\\n  --mount={MOUNT} \\\n  {PRELUDE} && \\\n  # why\n  npm ci\n"
    )


def test_a_second_secret_reads_like_the_first(rewritten: Rewritten) -> None:
    once = rewritten("RUN npm ci\n", both)
    twice = rewritten(once, adding(["type=secret,id=b"], 'B="$(cat /run/secrets/b)"'))
    assert twice == (
        f"RUN --mount={MOUNT} \\\n"
        "    --mount=type=secret,id=b \\\n"
        '    B="$(cat /run/secrets/b)" && \\\n'
        f"    {PRELUDE} && \\\n"
        "    npm ci\n"
    )


def test_several_secrets_at_once_have_a_line_each(rewritten: Rewritten) -> None:
    assert rewritten("RUN x\n", adding(["type=ssh", "type=secret,id=b"], ["A=1", "B=2"])) == (
        "RUN --mount=type=ssh \\\n    --mount=type=secret,id=b \\\n    A=1 && \\\n    B=2 && \\\n    x\n"
    )


def test_a_prelude_without_a_mount_begins_behind_the_keyword(rewritten: Rewritten) -> None:
    assert rewritten("RUN x\n", adding([], "A=1")) == "RUN A=1 && \\\n    x\n"


def test_line_end_escape_character_and_case_are_those_of_the_file(rewritten: Rewritten) -> None:
    text = "# escape=`\r\nFROM a\r\nrun npm ci\r\n"
    assert rewritten(text, both) == (
        f"# escape=`\r\nFROM a\r\nrun --mount={MOUNT} `\r\n    {PRELUDE} && `\r\n    npm ci\r\n"
    )


def test_line_ends_are_those_of_the_line_where_they_are_mixed(rewritten: Rewritten) -> None:
    assert rewritten("FROM a\r\nRUN b\n", mount_only) == f"FROM a\r\nRUN --mount={MOUNT} \\\n    b\n"
    assert rewritten("FROM a\nRUN b\r\n", mount_only) == f"FROM a\nRUN --mount={MOUNT} \\\r\n    b\r\n"


def test_onbuild_has_the_mount_in_its_inner_instruction(rewritten: Rewritten) -> None:
    assert rewritten("ONBUILD RUN npm ci\n", mount_only) == f"ONBUILD RUN --mount={MOUNT} \\\n    npm ci\n"


def test_a_background_job_does_not_take_the_prelude_along(rewritten: Rewritten) -> None:
    assert rewritten("RUN serve & npm ci\n", adding([], PRELUDE)) == (f"RUN {PRELUDE}; \\\n    serve & npm ci\n")


@pytest.mark.parametrize("rest", ["curl 'http://h/?a=1&b=2' 2>&1", 'a "&" && b \\& c', "a &> f", "a |& b"])
def test_ampersands_that_are_no_background_job_do_not_count(rewritten: Rewritten, rest: str) -> None:
    assert rewritten(f"RUN {rest}\n", adding([], "A=1")) == f"RUN A=1 && \\\n    {rest}\n"


def test_an_exec_form_takes_mounts_only(rewritten: Rewritten) -> None:
    text = 'RUN ["npm", "ci"]\n'
    assert rewritten(text, mount_only) == f'RUN --mount={MOUNT} \\\n    ["npm", "ci"]\n'
    assert rewritten(text, both) == "refused: the exec form has no shell that could set the variable"


@pytest.mark.parametrize(
    "options", ['"-c"', '"-ec"', '"-o", "pipefail", "-c"', '"-eo", "pipefail", "-c"', '"--login", "-c"']
)
def test_an_exec_form_of_a_shell_has_the_prelude_in_its_script(rewritten: Rewritten, options: str) -> None:
    assert rewritten(f'RUN ["/bin/bash", {options}, "echo \\"$A\\""]\n', both) == (
        f"RUN --mount={MOUNT} \\\n"
        f'    ["/bin/bash", {options}, "NPM_TOKEN=\\"$(cat /run/secrets/npm_token)\\" && echo \\"$A\\""]\n'
    )


def test_an_exec_form_of_a_shell_without_a_script_is_refused(rewritten: Rewritten) -> None:
    assert rewritten('RUN ["/bin/sh", "setup.sh"]\n', both) == (
        "refused: the exec form has no shell that could set the variable"
    )


def test_a_heredoc_script_has_the_prelude_as_its_first_line(rewritten: Rewritten) -> None:
    assert rewritten("RUN <<EOF\nset -e\nnpm ci\nEOF\n", both) == (
        f"RUN --mount={MOUNT} <<EOF\n{PRELUDE}\nset -e\nnpm ci\nEOF\n"
    )


@pytest.mark.parametrize("first", ["#!/bin/sh", "#!/bin/bash -e", "#!/usr/bin/env bash", "#!/usr/bin/env -S bash -e"])
def test_a_heredoc_script_keeps_its_interpreter_line_first(rewritten: Rewritten, first: str) -> None:
    assert rewritten(f"RUN <<EOF\n{first}\nnpm ci\nEOF\n", both) == (
        f"RUN --mount={MOUNT} <<EOF\n{first}\n{PRELUDE}\nnpm ci\nEOF\n"
    )


def test_tabs_that_a_heredoc_strips_are_kept_up(rewritten: Rewritten) -> None:
    assert rewritten("RUN <<-EOF\n\tnpm ci\n\tEOF\n", both) == (
        f"RUN --mount={MOUNT} <<-EOF\n\t{PRELUDE}\n\tnpm ci\n\tEOF\n"
    )


def test_a_heredoc_of_another_language_takes_mounts_only(rewritten: Rewritten) -> None:
    text = "RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n"
    assert rewritten(text, mount_only) == (f"RUN --mount={MOUNT} <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n")
    assert rewritten(text, both) == "refused: the here-document is not a shell script"


@pytest.mark.parametrize("program", ["<<EOF bash", "<<'EOF' python3"])
def test_a_heredoc_that_feeds_a_program_has_an_exported_prelude_before_it(rewritten: Rewritten, program: str) -> None:
    assert rewritten(f"RUN {program}\nx\nEOF\n", both) == (
        f"RUN --mount={MOUNT} \\\n    export {PRELUDE} && \\\n    {program}\nx\nEOF\n"
    )


def test_a_heredoc_of_an_ordinary_command_has_the_prelude_before_the_command(rewritten: Rewritten) -> None:
    assert rewritten("RUN cat <<EOF > f\n$NPM_TOKEN\nEOF\n", both) == (
        f"RUN --mount={MOUNT} \\\n    {PRELUDE} && \\\n    cat <<EOF > f\n$NPM_TOKEN\nEOF\n"
    )


def test_a_heredoc_with_carriage_returns_is_refused(rewritten: Rewritten) -> None:
    assert rewritten("RUN <<EOF\r\nnpm ci\r\nEOF\r\n", both) == (
        "refused: the here-document has CRLF line ends, which the shell would take into the value"
    )


@pytest.mark.parametrize("text", ["RUN # nothing", "RUN", "RUN <<EOF\n# nothing\nEOF\n", 'RUN ["sh", "-c", ""]'])
def test_a_run_that_runs_nothing_is_refused(rewritten: Rewritten, text: str) -> None:
    assert rewritten(text, both) in ("refused: the RUN is empty", "refused: the RUN holds nothing but a shell comment")


def test_flags_that_end_in_two_dashes_still_end_in_them(rewritten: Rewritten) -> None:
    assert rewritten("RUN --network=none -- npm ci\n", mount_only) == (
        f"RUN --network=none \\\n    --mount={MOUNT} -- npm ci\n"
    )
