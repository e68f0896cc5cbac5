"""Every rewrite of any layout, and of every real file of DOCKERLINT_CORPUS, is one that BuildKit reads as meant."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, NamedTuple

import dockerfile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.rewrite.mounts import add_mounts
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.removal import remove_instruction, remove_pairs, remove_words
from dockerlint.syntax import parse
from dockerlint.text import Source, apply_edits, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.syntax.items import Instruction

GAPS = st.sampled_from((" ", "  ", "\t", " \\\n    ", " \\\r\n  ", " \\\n# c\n  ", "\\ \n\n\t", " \\\n  # c\n  # d\n "))
VALUES = st.sampled_from(("1", '"a b"', "'#'", '"x \\\n  y"', "a\\ b", '""', "$A", "http://h/?a=b#c"))
ENDINGS = st.sampled_from(("", "\n", "\r\n", "\n\n# c\nUSER u\n", "\nRUN x \\\n y\n"))
MOUNT = "type=secret,id=npm_token,required=true"
PRELUDE = 'NPM_TOKEN="$(cat /run/secrets/npm_token)"'


class Row(NamedTuple):
    """An instruction as BuildKit's parser gives it."""

    keyword: str
    flags: tuple[str, ...]
    value: tuple[str, ...]
    text: str


def rows(text: str) -> list[Row]:
    return [Row(each.cmd, each.flags, each.value, each.original) for each in dockerfile.parse_string(text)]


def outcome_rows(text: str, outcome: Outcome) -> list[Row]:
    assert not isinstance(outcome, Refusal)
    return rows(apply_edits(text, outcome))


@given(st.data(), st.lists(st.tuples(GAPS, VALUES), min_size=2, max_size=5), ENDINGS)
def test_keys_go_from_any_layout(data: st.DataObject, parts: list[tuple[str, str]], ending: str) -> None:
    text = "FROM a\nENV" + "".join(f"{gap}K{at}={value}" for at, (gap, value) in enumerate(parts)) + ending
    parsed = parse(text)
    env = parsed.instructions[1]
    gone = data.draw(st.sets(st.integers(0, len(parts) - 1), min_size=1))
    outcome = remove_pairs(Source(text, "Dockerfile"), "\\", env, [env.pairs[at] for at in gone])
    before, after = rows(text), outcome_rows(text, outcome)
    if len(gone) == len(parts):
        assert after == before[:1] + before[2:]
        return
    kept = [item for at in range(len(parts)) if at not in gone for item in before[1].value[2 * at : 2 * at + 2]]
    assert after[:1] + after[2:] == before[:1] + before[2:]
    assert list(after[1].value) == kept
    assert "\r" not in apply_edits(text, outcome if isinstance(outcome, tuple) else ()).replace("\r\n", "")


FLAGS = st.lists(st.tuples(GAPS, st.sampled_from(("--network=none", "--mount=type=tmpfs,target=/t"))), max_size=2)
COMMANDS = st.lists(st.tuples(st.sampled_from(("npm ci &&", "a;", "'b  c' &&")), GAPS), max_size=3)


@given(FLAGS, GAPS, COMMANDS, ENDINGS)
def test_a_mount_and_a_prelude_go_into_any_layout(
    flags: list[tuple[str, str]], gap: str, commands: list[tuple[str, str]], ending: str
) -> None:
    head = "".join(before + flag for before, flag in flags)
    text = f"FROM a\nRUN{head}{gap}{''.join(word + after for word, after in commands)}true{ending}"
    run = parse(text).instructions[1]
    before = rows(text)
    after = outcome_rows(text, add_mounts(Source(text, "Dockerfile"), "\\", run, [MOUNT], PRELUDE))
    assert after[:1] + after[2:] == before[:1] + before[2:]
    assert after[1].flags == (*before[1].flags, f"--mount={MOUNT}")
    prelude, rest = after[1].value[0].split(" && ", 1)
    assert prelude == PRELUDE
    assert rest.lstrip() == before[1].value[0]


def corpus_texts() -> Iterator[str]:
    folder = os.environ.get("DOCKERLINT_CORPUS", "")
    paths = sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)
    for path in random.Random(0).sample(paths, min(len(paths), int(os.environ.get("DOCKERLINT_CORPUS_FILES", "300")))):
        with open(path, "rb") as file:
            text = decode(file.read(100_000))
        if not any("\ud800" <= character <= "\udfff" for character in text):  # the wrapper takes no such bytes
            yield text


def rewrites(parsed_escape: str, source: Source, instruction: Instruction) -> Iterator[Callable[[], Outcome]]:
    held = instruction.inner or instruction
    yield lambda: remove_instruction(source, instruction)
    if held.keyword == "RUN":
        yield lambda: add_mounts(source, parsed_escape, instruction, [MOUNT], PRELUDE)
        yield lambda: add_mounts(source, parsed_escape, instruction, [MOUNT])
    if held.keyword in ("ENV", "ARG", "LABEL"):
        for pair in held.pairs:
            yield lambda pair=pair: remove_pairs(source, parsed_escape, instruction, [pair])  # type: ignore[misc]
    if held.keyword in ("COPY", "ADD") and len(held.words) > 2:
        for word in held.words[:-1]:
            yield lambda word=word: remove_words(source, parsed_escape, instruction, [word.span])  # type: ignore[misc]


@pytest.mark.skipif(not os.environ.get("DOCKERLINT_CORPUS"), reason="DOCKERLINT_CORPUS names no folder of real files")
def test_other_instructions_of_real_files_stay_as_they_are() -> None:
    done = refused = 0
    for text in corpus_texts():
        try:
            before = rows(text)
        except (dockerfile.GoParseError, UnicodeError):
            continue
        parsed = parse(text)
        source = Source(text, "Dockerfile")
        for at, instruction in enumerate(parsed.instructions):
            if len(before) == 1 or len(before) != len(parsed.instructions):
                continue
            for rewrite in rewrites(parsed.escape, source, instruction):
                outcome = rewrite()
                if isinstance(outcome, Refusal):
                    refused += 1
                    continue
                done += 1
                after = rows(apply_edits(text, outcome))
                others = after[:at] + after[at + 1 :] if len(after) == len(before) else after
                assert others == before[:at] + before[at + 1 :]
    assert done > 50 * refused > -1
