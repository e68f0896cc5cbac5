"""Removing instructions, keys and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dockerlint.rewrite.removal import remove_instruction, remove_pairs, remove_words

Rewritten = Callable[[str, Any], str]


def without_keys(*keys: str) -> Any:
    def rewrite(source: Any, escape: str, instruction: Any) -> Any:
        pairs = (instruction.inner or instruction).pairs
        return remove_pairs(source, escape, instruction, [pair for pair in pairs if pair.key in keys])

    return rewrite


def without_word(raw: str) -> Any:
    def rewrite(source: Any, escape: str, instruction: Any) -> Any:
        words = (instruction.inner or instruction).words
        return remove_words(source, escape, instruction, [next(word.span for word in words if word.raw == raw)])

    return rewrite


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("FROM a\n\nENV A=1\n\nUSER b\n", "FROM a\n\n\nUSER b\n"),
        ("FROM a\n# about A\nENV A=1", "FROM a\n# about A\n"),
        ("FROM a\n  ENV A=1 \\\n    # inside\n    B=2\r\nUSER b\n", "FROM a\nUSER b\n"),
        ("FROM a\nRUN <<EOF\nx\nEOF\nUSER b\n", "FROM a\nUSER b\n"),
        ("FROM a\nONBUILD ENV A=1\nUSER b\n", "FROM a\nUSER b\n"),
        ("\ufeffENV A=1\nUSER b\n", "\ufeffUSER b\n"),
    ],
)
def test_an_instruction_goes_with_all_its_lines_and_no_other(rewritten: Rewritten, text: str, after: str) -> None:
    from dockerlint.syntax import parse

    at = -1 if "USER" not in text else -2
    chosen = parse(text).instructions[at]
    assert rewritten(text, lambda source, _escape, _last: remove_instruction(source, chosen)) == after


PAIRS = 'ENV A=1 \\\n    # about B\n    B=2 C="x \\\n      y" \\\n    D=4\n'


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("A", 'ENV \\\n    # about B\n    B=2 C="x \\\n      y" \\\n    D=4\n'),
        ("B", 'ENV A=1 \\\n    # about B\n    C="x \\\n      y" \\\n    D=4\n'),
        ("C", "ENV A=1 \\\n    # about B\n    B=2 \\\n    D=4\n"),
        ("D", 'ENV A=1 \\\n    # about B\n    B=2 C="x \\\n      y"\n'),
        ("BC", "ENV A=1 \\\n    # about B\n    D=4\n"),
        ("BCD", "ENV A=1\n    # about B\n"),
        ("AD", 'ENV \\\n    # about B\n    B=2 C="x \\\n      y"\n'),
        ("ABCD", ""),
    ],
)
def test_keys_go_from_a_layout_of_several_lines(rewritten: Rewritten, keys: str, after: str) -> None:
    assert rewritten(PAIRS, without_keys(*keys)) == after


@pytest.mark.parametrize(
    ("text", "key", "after"),
    [
        ("ENV A=1 B=2 C=3\n", "A", "ENV B=2 C=3\n"),
        ("ENV A=1 B=2 C=3\n", "B", "ENV A=1 C=3\n"),
        ("ENV A=1 B=2 C=3", "C", "ENV A=1 B=2"),
        ("ENV A=1 \\\n    B=2 \\\n    C=3\n", "A", "ENV B=2 \\\n    C=3\n"),
        ("ENV A=1 \\\n    B=2", "B", "ENV A=1"),
        ("ENV A=1 \\\r\n    B=2 \\\r\n    C=3\r\n", "B", "ENV A=1 \\\r\n    C=3\r\n"),
        ("ENV A=1 \\\r\n    B=2", "B", "ENV A=1"),
        ("ENV \\\n  A=1 \\\n  B=2\n", "A", "ENV \\\n  B=2\n"),
        ("ENV \\\n  A=1 \\\n  B=2\n", "B", "ENV \\\n  A=1\n"),
        ("# escape=`\nENV A=1 `\n  B=2\n", "B", "# escape=`\nENV A=1\n"),
        ("env A=1\tB=2\n", "A", "env B=2\n"),
        ("ARG A B=2\n", "A", "ARG B=2\n"),
        ("LABEL a=b 'c d'=\"e f\"\n", "a", "LABEL 'c d'=\"e f\"\n"),
        ("ENV A 1 2 3\n", "A", ""),
        ("ONBUILD ENV A=1 B=2\n", "A", "ONBUILD ENV B=2\n"),
        ("ONBUILD ENV A=1\n", "A", ""),
        ("ENV A=1 \\\n\n    B=2 \\\n    # last\n    C=3\n", "C", "ENV A=1 \\\n\n    B=2\n    # last\n"),
    ],
)
def test_a_key_goes_and_the_layout_stays(rewritten: Rewritten, text: str, key: str, after: str) -> None:
    assert rewritten(text, without_keys(key)) == after


@pytest.mark.parametrize(
    ("text", "word", "after"),
    [
        ("COPY a b c /d/\n", "a", "COPY b c /d/\n"),
        ("COPY a b c /d/\n", "c", "COPY a b /d/\n"),
        ("COPY --link a \\\n  b \\\n  /d/\n", "a", "COPY --link b \\\n  /d/\n"),
        ("COPY a \\\n  b \\\n  /d/\n", "a", "COPY b \\\n  /d/\n"),
        ("ONBUILD COPY a b /d/\n", "b", "ONBUILD COPY a /d/\n"),
        ('COPY ["a", "b", "/d/"]\n', '"a"', 'COPY ["b", "/d/"]\n'),
        ('COPY ["a", \\\n  "b", "/d/"]\n', '"b"', 'COPY ["a", \\\n  "/d/"]\n'),
        ("COPY a <<EOF /d/\nx\nEOF\n", "<<EOF", "refused: one of the sources is a here-document"),
    ],
)
def test_a_source_goes_and_the_others_stay(rewritten: Rewritten, text: str, word: str, after: str) -> None:
    assert rewritten(text, without_word(word)) == after


def test_several_elements_go_from_a_json_list(rewritten: Rewritten) -> None:
    def rewrite(source: Any, escape: str, instruction: Any) -> Any:
        return remove_words(source, escape, instruction, [instruction.json_spans[at] for at in (0, 2, 3)])

    assert rewritten('RUN ["a", "b",  "c" , "d"]\n', rewrite) == 'RUN ["b"]\n'
