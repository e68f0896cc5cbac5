"""What holds for every text: nothing raises, items cover, and each place shows what it is said to hold."""

from __future__ import annotations

from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.syntax import parse
from dockerlint.text import decode
from tests.corpus.mutations import SNIPPETS, mutate

if TYPE_CHECKING:
    from dockerlint.syntax.items import Instruction, Parsed
    from dockerlint.text import Span

_PIECES = st.one_of(
    st.sampled_from((*SNIPPETS, "FROM a\n", "RUN cat ", "a", " ", "b=c", "\n")),
    st.text(max_size=5),
    st.binary(max_size=5).map(decode),
)
_TEXTS = st.lists(_PIECES, max_size=40).map("".join)


@settings(max_examples=300)
@given(_TEXTS)
def test_every_text_parses_into_items_that_join_up(text: str) -> None:
    check(text)


def test_spoilt_files_parse_into_items_that_join_up() -> None:
    random = Random(7)
    text = (
        "# syntax=a\n\nFROM a AS b\nENV c=d \\\n  e='f g'\nRUN <<E cat && \\\n  # h\n  i\nj\nE\n"
        'COPY --from=b ["k", "l"]\nONBUILD ADD m n\nHEALTHCHECK CMD o\n'
    )
    for _ in range(1000):
        check(mutate(text, random))


def check(text: str) -> None:
    parsed = parse(text)
    assert "".join(text[item.span.start : item.span.end] for item in parsed.items) == text
    assert all(item.span.start < item.span.end for item in parsed.items)
    assert [item.instruction for item in parsed.items if item.instruction] == list(parsed.instructions)
    for item in parsed.items:
        assert item.kind == ("instruction" if item.instruction else item.kind)
    for problem in parsed.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    for comment in parsed.comments:
        assert text[comment.span.start] == "#"
    for instruction in parsed.instructions:
        check_instruction(parsed, instruction)


def check_instruction(parsed: Parsed, instruction: Instruction) -> None:
    text, logical = parsed.text, instruction.logical
    assert "".join(text[file : file + length] for _, file, length in logical.segments) == logical.text
    lengths = [length for _, _, length in logical.segments]
    assert [at for at, _, _ in logical.segments] == list(accumulate(lengths[:-1], initial=0))
    check_places(instruction)
    spans = [flag.span for flag in instruction.flags] + [word.span for word in instruction.words]
    for span in spans + [pair.span for pair in instruction.pairs]:
        assert instruction.text_span.contains(span)
    assert instruction.span.contains(instruction.text_span)
    assert instruction.text_span.start == instruction.keyword_span.start
    at = instruction.text_span.end
    for doc in instruction.heredocs:
        assert at <= doc.body.start <= doc.body.end == doc.end.start <= doc.end.end <= instruction.span.end
        assert text[doc.end.start : doc.end.end].strip("\t\r\n") == doc.name.strip("\t\r\n") or doc.end.end == len(text)
        at = doc.end.end
    assert 0 < instruction.start_line <= instruction.end_line <= text.count("\n") + 1
    if instruction.inner:
        assert instruction.inner.logical is logical
        check_places(instruction.inner)


def check_places(instruction: Instruction) -> None:
    """Each word, pair and JSON element stands in the logical text where its span says."""
    logical = instruction.logical

    def shown(span: Span) -> str:
        return "".join(char for at, char in enumerate(logical.text) if span.start <= logical.offset(at) < span.end)

    for word in instruction.words:
        assert logical.text[word.start : word.end] == word.raw == shown(word.span)
    for pair in instruction.pairs:
        assert shown(pair.key_span) == pair.key
        assert (shown(pair.value_span) if pair.value_span else None) == pair.value
        assert pair.span.contains(pair.key_span)
    for value, span in zip(instruction.json or (), instruction.json_spans, strict=True):
        written = shown(span)
        assert (written[0], written[-1]) == ('"', '"')
        assert written[1:-1] == value or "\\" in written
    for flag in instruction.flags:
        assert shown(flag.span).startswith("--")
    assert instruction.args == logical.text[instruction.args_start :]
    assert instruction.args == instruction.args.strip(" \t")
