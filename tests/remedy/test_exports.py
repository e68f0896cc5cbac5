"""A variable that an inner shell or another program reads is exported; one that the RUN's shell expands is not."""

from __future__ import annotations

import pytest

from tests.remedy.conftest import Bench

READ = 'RUN --mount=type=secret,id=a_token,required=true \\\n    A_TOKEN="$(cat /run/secrets/a_token)" && \\\n'
EXPORT = "    export A_TOKEN && \\\n"
CURL = 'curl -H "Authorization: Bearer $A_TOKEN" https://example.com'


@pytest.mark.parametrize(
    "command",
    [
        CURL,
        f"({CURL})",
        f"if true; then {CURL}; fi",
        "sh -c \"curl -H 'Authorization: Bearer $A_TOKEN' https://example.com\"",
        f"bash <<EOF\n{CURL}\nEOF",
    ],
)
def test_what_the_shell_of_the_run_expands_is_not_exported(bench: Bench, command: str) -> None:
    assert bench.fixed(f"FROM alpine\nARG A_TOKEN\nRUN {command}\n").text == f"FROM alpine\n{READ}    {command}\n"


@pytest.mark.parametrize(
    "command",
    [
        f"sh -c '{CURL}'",
        f"/bin/bash -ec '{CURL}'",
        f"su app -c '{CURL}'",
        f"bash <<'EOF'\n{CURL}\nEOF",
        f"{CURL} && sh -c '{CURL}'",
        "python3 -c 'import os; print(os.environ[\"A_TOKEN\"])'",
    ],
)
def test_what_another_program_reads_is_exported(bench: Bench, command: str) -> None:
    assert (
        bench.fixed(f"FROM alpine\nARG A_TOKEN\nRUN {command}\n").text == f"FROM alpine\n{READ}{EXPORT}    {command}\n"
    )
