"""Replacing and inserting logical text, adding lines to files, quoting."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.rewrite.appending import append_lines
from dockerlint.rewrite.quoting import quote_for_double, quote_for_json
from dockerlint.rewrite.splicing import insert_logical, replace_logical
from dockerlint.text import apply_edits

Rewritten = Callable[[str, Any], str]


def replacing(old: str, new: str) -> Any:
    def rewrite(source: Any, escape: str, instruction: Any) -> Any:
        start = instruction.logical.text.index(old)
        return replace_logical(source, escape, instruction, start, start + len(old), new)

    return rewrite


@pytest.mark.parametrize(
    ("text", "old", "new", "after"),
    [
        ("RUN a \\\n  b c\n", "b", "x", "RUN a \\\n  x c\n"),
        ("RUN a \\\n  b c\n", "a   b", "x", "RUN x c\n"),
        ("RUN a b\n", "b", "", "refused: the changed instruction would be read differently"),
        ("RUN a \\\n  # why\n  b c\n", "a   b", "x", "refused: a comment stands within the text to change"),
        ("RUN a b\n", "b", "x\\", "refused: the changed instruction would be read differently"),
        ("RUN a \\\n b\n", "b", "# x", "refused: the changed instruction would be read differently"),
        ("RUN a\n", "a", "b\nc", "refused: the new text has several lines"),
        ("ONBUILD RUN a\n", "a", "b", "ONBUILD RUN b\n"),
    ],
)
def test_logical_text_is_replaced_across_continuations(
    rewritten: Rewritten, text: str, old: str, new: str, after: str
) -> None:
    assert rewritten(text, replacing(old, new)) == after


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("b", "x ", "RUN a \\\n  x b\n"),
        ("a", "x ", "RUN x a \\\n  b\n"),
        ("", " x", "RUN a \\\n  b x\n"),
        ("", " \\", "refused: the changed instruction would be read differently"),
        ("", "\n", "refused: the new text has several lines"),
    ],
)
def test_logical_text_is_inserted(rewritten: Rewritten, before: str, new: str, after: str) -> None:
    def rewrite(source: Any, escape: str, instruction: Any) -> Any:
        text = instruction.logical.text
        return insert_logical(source, escape, instruction, text.index(before) if before else len(text), new)

    assert rewritten("RUN a \\\n  b\n", rewrite) == after


@pytest.mark.parametrize(
    ("existing", "after"),
    [
        (None, "**/.npmrc\n**/.env\n"),
        ("", "**/.npmrc\n**/.env\n"),
        ("node_modules\n", "node_modules\n**/.npmrc\n**/.env\n"),
        ("node_modules", "node_modules\n**/.npmrc\n**/.env\n"),
        ("a\r\nb\r\n", "a\r\nb\r\n**/.npmrc\r\n**/.env\r\n"),
        ("a\r\nb", "a\r\nb\r\n**/.npmrc\r\n**/.env\r\n"),
    ],
)
def test_lines_are_added_with_the_files_own_line_ends(existing: str | None, after: str) -> None:
    assert apply_edits(existing or "", append_lines(".dockerignore", existing, ["**/.npmrc", "**/.env"])) == after


def test_no_lines_are_no_edit() -> None:
    assert append_lines(".dockerignore", None, []) == ()


@given(st.text(st.characters(exclude_characters="\0\r", codec="utf-8"), max_size=30))
def test_quoted_text_is_what_json_reads(text: str) -> None:
    import json

    assert json.loads(f'"{quote_for_json(text)}"') == text


def test_quoted_text_is_what_the_shell_prints() -> None:
    text = "a\"b$HOME`id`\\n$(id)'c\\\\ ${x} !"
    shown = subprocess.run(["sh", "-c", f'printf %s "{quote_for_double(text)}"'], capture_output=True, check=True)
    assert shown.stdout.decode() == text
