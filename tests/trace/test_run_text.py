"""The shell text of a RUN and the way back to the file."""

from __future__ import annotations

import pytest

from dockerlint.model import read_dockerfile
from dockerlint.text import Source
from dockerlint.trace.run_text import run_text


def read(text: str, before: str = "") -> tuple[str, str, bool, list[str]]:
    """Language, text, whether it is a list, and for each word of each command what stands at its span in the file."""
    whole = f"{before}FROM a\n{text}\n"
    step = list(read_dockerfile(Source(whole, "Dockerfile")).steps("RUN", "CMD"))[-1]
    found = run_text(step, whole)
    spans = [found.span(word.start, word.end) for command in found.script.commands for word in command.words]
    return found.language, found.text, found.exec_form, [whole[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN a b", ("sh", "a b", False, ["a", "b"])),
        ("RUN --mount=type=ssh a", ("sh", "a", False, ["a"])),
        ("RUN a \\\n  # note\n\n  b\\\nc", ("sh", "a   bc", False, ["a", "b\\\nc"])),
        ("ONBUILD RUN a b", ("sh", "a b", False, ["a", "b"])),
        ('SHELL ["/bin/bash", "-c"]\nRUN a', ("bash", "a", False, ["a"])),
        ('SHELL ["C:\\\\pwsh.exe", "-c"]\nRUN a', ("c:\\pwsh", "a", False, [])),
        ('RUN ["/bin/sh", "-c", "a b"]', ("sh", "a b", True, ["a", "b"])),
        ('RUN ["bash", "-ec", "a \\"b\\""]', ("sh", 'a "b"', True, ['"a \\"b\\""'] * 2)),
        ('RUN ["a", "b c"]', ("sh", "a 'b c'", True, ['"a", "b c"'] * 2)),
        ("CMD a b", ("sh", "a b", False, ["a", "b"])),
        ("RUN <<E\na b\nc\nE", ("sh", "a b\nc\n", False, ["a", "b", "c"])),
        ("RUN <<-E\n\ta b\nE", ("sh", "\ta b\n", False, ["a", "b"])),
        ("RUN <<E\n#!/usr/bin/env python3\na b\nE", ("python3", "#!/usr/bin/env python3\na b\n", False, [])),
        ("RUN <<E\n#!/bin/bash -e\na b\nE", ("bash", "#!/bin/bash -e\na b\n", False, ["a", "b"])),
        ("RUN <<E bash\na b\nE", ("sh", "<<E bash\na b\nE\n", False, ["bash", "a", "b"])),
        ("RUN cat <<E > /f && b\n$x\nE", ("sh", "cat <<E > /f && b\n$x\nE\n", False, ["cat", "b"])),
        ("RUN cat <<A <<B && c\n1\nA\n2\nB", ("sh", "cat <<A <<B && c\n1\nA\n2\nB\n", False, ["cat", "c"])),
    ],
)
def test_text_language_and_places(text: str, expected: tuple[str, str, bool, list[str]]) -> None:
    assert read(text) == expected


def test_places_are_right_behind_crlf_and_the_other_escape() -> None:
    assert read("RUN a `\r\n  b\r", "# escape=`\r\n") == ("sh", "a   b", False, ["a", "b"])
    assert read("RUN <<E bash\r\na b\r\nE\r") == ("sh", "<<E bash\na b\nE\n", False, ["bash", "a", "b"])


def test_a_windows_stage_has_no_commands() -> None:
    text = "FROM mcr.microsoft.com/windows/servercore\nRUN a b\n"
    step = next(read_dockerfile(Source(text, "Dockerfile")).steps("RUN"))
    assert (run_text(step, text).language, run_text(step, text).script.commands) == ("windows", ())
