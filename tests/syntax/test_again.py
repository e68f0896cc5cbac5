"""A file that is read again by what has changed comes out as one that is read as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.syntax import parse
from dockerlint.syntax.again import parse_again
from dockerlint.syntax.parser import Parser
from dockerlint.text import decode
from tests.corpus.mutations import SNIPPETS
from tests.edits import edit_by_edit

if TYPE_CHECKING:
    from dockerlint.syntax.items import Flag, Instruction, Pair, Parsed, Word

LINES = (
    "FROM a AS b", "FROM --platform=x a", "ENV c=d \\\n  e='f g'", "ENV a b", "ENV a", "RUN a && \\\n  # note\n\n  b",
    "RUN <<E cat && \\\n  # h\n  i\nj\nE", "COPY <<-F <<G /x\n\tq\nF\nr\nG", 'COPY --from=b ["k", "l"]', "RUN [1]",
    "ONBUILD ADD --chown=a m n", "ONBUILD RUN <<E\nE", "ONBUILD ONBUILD ENV a=b", "HEALTHCHECK --retries=1 CMD o",
    "# note", "# escape=`", "# escape=\\", "# syntax=a", "# check=skip=all", "", "  ", "\t", "\r", "CMD x \\", "NO x",
    "\ufeffARG é",
    "ARG é \\\r\n  b=ü\r", "RUN a ` \n b", "RUN <<E", "E",
)  # fmt: skip
BITS = st.one_of(
    st.sampled_from((*LINES, *SNIPPETS, "\n", "\\", "\\\n", "\n\n", "# ", "<<", "E\n", "")),
    st.text(max_size=3),
    st.binary(max_size=3).map(decode),
)


@st.composite
def states(draw: st.DrawFn) -> list[str]:
    """A Dockerfile, and what becomes of it, edit by edit."""
    lines = draw(st.lists(st.sampled_from(LINES), max_size=14))
    text = "\n".join(lines) + draw(st.sampled_from(("", "\n")))
    return edit_by_edit(draw, text, BITS)


@settings(max_examples=600)
@given(states())
def test_reading_again_is_reading(texts: list[str]) -> None:
    before = Parser(texts[0]).parse()
    for text in texts[1:]:
        before = parse_again(before, text)
        assert everything(before) == everything(Parser(text).parse())


def test_a_line_that_is_too_long_is_told_of_at_its_place() -> None:
    before = Parser("FROM a\nRUN " + "x" * 70_000 + "\nRUN b\n").parse()
    for text in ("FROM ab\n", "FROM a\nRUN c\n"):
        longer = before.text.replace("FROM a\n", text)
        assert everything(parse_again(before, longer)) == everything(Parser(longer).parse())
    assert parse_again(before, "FROM a\nRUN c\n").problems == ()


def test_a_change_in_a_long_file_leaves_the_other_instructions_as_they_are() -> None:
    lines = [f"RUN a{number} && \\\n  b" for number in range(2_000)]
    text = "FROM a\n" + "\n".join(lines) + "\n"
    before = parse(text)
    assert parse(text) is before
    changed = text.replace("RUN a1000 ", "RUN xyz10 ")
    after = parse(changed)
    same = [one is other for one, other in zip(before.instructions, after.instructions, strict=True)]
    assert same.count(False) <= 3
    assert everything(after) == everything(Parser(changed).parse())


def everything(parsed: Parsed) -> tuple[object, ...]:
    """All that a text is read into, as values that compare."""
    items = [(item.kind, item.span, item.instruction and whole(item.instruction)) for item in parsed.items]
    of_items = [item.instruction for item in parsed.items if item.instruction is not None]
    assert all(one is other for one, other in zip(of_items, parsed.instructions, strict=True))
    return (parsed.text, items, parsed.directives, parsed.escape, parsed.comments, parsed.problems)


def whole(instruction: Instruction) -> tuple[object, ...]:
    """All of an instruction, the one inside it too."""
    logical = instruction.logical
    held: list[Flag | Word | Pair] = [*instruction.flags, *instruction.words, *instruction.pairs]
    assert all(each.logical is logical for each in held)
    assert instruction.inner is None or instruction.inner.logical is logical
    return (
        *(getattr(instruction, name) for name in type(instruction).__slots__ if name not in _OBJECTS),
        (logical.text, logical.segments),
        [[part for part in each if part is not logical] for each in held],
        instruction.inner and whole(instruction.inner),
    )


_OBJECTS = ("flags", "inner", "logical", "pairs", "words")
