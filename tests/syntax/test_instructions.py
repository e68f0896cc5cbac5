"""What an instruction holds besides BuildKit's reading: the places of everything in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.syntax import parse

if TYPE_CHECKING:
    from dockerlint.syntax.items import Instruction
    from dockerlint.text import Span


def only(text: str) -> Instruction:
    (instruction,) = parse(text).instructions
    return instruction


def cut(text: str, *spans: Span | None) -> list[str]:
    return [text[span.start : span.end] if span else "" for span in spans]


def test_words_stand_where_they_were_written() -> None:
    text = "FROM  a \\\n# note\n\tAS b\n"
    words = only(text).words
    assert [(word.raw, word.start, word.end) for word in words] == [("a", 6, 7), ("AS", 9, 11), ("b", 12, 13)]
    assert cut(text, *(word.span for word in words)) == ["a", "AS", "b"]


def test_a_word_over_two_lines_spans_the_escape_between_them() -> None:
    text = "ENV a=b\\\nc d=e\n"
    first, second = only(text).words
    assert (first.raw, second.raw) == ("a=bc", "d=e")
    assert cut(text, first.span, second.span) == ["a=b\\\nc", "d=e"]


def test_a_pair_ends_before_an_escape_that_follows_it() -> None:
    text = "ENV a=b \\\n  c=d \\\n"
    assert cut(text, *(pair.span for pair in only(text).pairs)) == ["a=b", "c=d"]


def test_pairs_know_their_key_and_value() -> None:
    text = "ENV a=1 b= \"c d\"='e f'\n"
    pairs = only(text).pairs
    assert [(pair.key, pair.value, pair.legacy) for pair in pairs] == [
        ("a", "1", False),
        ("b", "", False),
        ('"c d"', "'e f'", False),
    ]
    assert cut(text, *(pair.span for pair in pairs)) == ["a=1", "b=", "\"c d\"='e f'"]
    assert cut(text, *(pair.key_span for pair in pairs)) == ["a", "b", '"c d"']
    assert cut(text, *(pair.value_span for pair in pairs)) == ["1", "", "'e f'"]
    assert pairs[1].value_span == (pairs[1].span.end, pairs[1].span.end)


def test_an_empty_value_stands_before_the_escape_that_follows_it() -> None:
    text = "ENV a=\\\n b=c\n"
    first, _ = only(text).pairs
    assert first.value_span == (6, 6)


def test_a_rejected_json_form_has_no_words() -> None:
    (instruction,) = parse('COPY ["a", 1]').instructions
    assert (instruction.words, instruction.json, instruction.json_spans) == ((), None, ())


def test_a_pair_in_the_old_form_runs_to_the_end() -> None:
    text = "LABEL  key   some value \\\n more \r\n"
    (pair,) = only(text).pairs
    assert (pair.key, pair.value, pair.legacy) == ("key", "some value  more", True)
    assert cut(text, pair.span, pair.key_span, pair.value_span) == [
        "key   some value \\\n more",
        "key",
        "some value \\\n more",
    ]
    assert [word.raw for word in only(text).words] == ["key", "some value  more"]


def test_an_argument_may_have_no_value() -> None:
    first, second = only("ARG a b=c").pairs
    assert (first.key, first.value, first.value_span) == ("a", None, None)
    assert (second.key, second.value) == ("b", "c")


def test_flags_stand_with_their_quotes() -> None:
    text = 'RUN --mount=type=secret,id=a --x="b c" --y d\n'
    instruction = only(text)
    assert [(flag.name, flag.value) for flag in instruction.flags] == [
        ("mount", "type=secret,id=a"),
        ("x", "b c"),
        ("y", None),
    ]
    assert cut(text, *(flag.span for flag in instruction.flags)) == [
        "--mount=type=secret,id=a",
        '--x="b c"',
        "--y",
    ]
    assert instruction.args == "d"


def test_flags_beyond_ascii_have_places_in_characters() -> None:
    text = "RUN --ä=b --ö cd\n"
    instruction = only(text)
    assert cut(text, *(flag.span for flag in instruction.flags)) == ["--ä=b", "--ö"]
    assert instruction.args == "cd"


def test_json_elements_stand_with_their_quotes() -> None:
    text = 'COPY --from=x [ "a b", \\\n "c\\u00e9" ]\n'
    instruction = only(text)
    assert instruction.json == ("a b", "cé")
    assert cut(text, *instruction.json_spans) == ['"a b"', '"c\\u00e9"']
    assert [word.raw for word in instruction.words] == ['"a b"', '"c\\u00e9"']


def test_a_health_check_has_its_kind_before_its_command() -> None:
    shell, listed = parse('HEALTHCHECK CMD  a | b\nHEALTHCHECK CMD ["a", "b"]\n').instructions
    assert ([word.raw for word in shell.words], shell.json) == (["CMD", "a | b"], None)
    assert ([word.raw for word in listed.words], listed.json) == (["CMD", '"a"', '"b"'], ("a", "b"))


def test_a_trigger_shares_its_text_with_the_instruction_inside() -> None:
    text = "ONBUILD --x COPY --from=a b \\\n  c\n"
    outer = only(text)
    inner = outer.inner
    assert inner is not None
    assert inner.logical is outer.logical
    assert (outer.keyword, outer.args, outer.words) == ("ONBUILD", "COPY --from=a b   c", ())
    assert (inner.keyword, inner.args, [word.raw for word in inner.words]) == ("COPY", "b   c", ["b", "c"])
    assert [flag.name for flag in outer.flags] == ["x"]
    assert [flag.name for flag in inner.flags] == ["from"]
    assert cut(text, inner.keyword_span, inner.text_span) == ["COPY", "COPY --from=a b \\\n  c"]
    assert (inner.span, inner.start_line, inner.end_line) == (outer.span, 1, 2)


def test_a_chain_of_triggers_is_read_only_so_deep() -> None:
    depth = 0
    instruction: Instruction | None = only("ONBUILD " * 100_000 + "RUN a")
    while instruction is not None:
        depth, instruction = depth + 1, instruction.inner
    assert depth == 51


def test_the_keyword_is_in_capitals_and_stands_as_written() -> None:
    text = "  cOpY a b\n"
    instruction = only(text)
    assert instruction.keyword == "COPY"
    assert cut(text, instruction.keyword_span, instruction.text_span, instruction.span) == ["cOpY", "cOpY a b", text]


@pytest.mark.parametrize(
    ("written", "keyword"),
    [("healthchec\u212a", "HEALTHCHECK"), ("WORKD\u0130R", "WORKDIR"), ("\u017fhell", "\u017fhell")],
)
def test_letters_that_fold_into_ascii_name_a_keyword_only_where_go_lowers_them(written: str, keyword: str) -> None:
    assert only(f"{written} NONE").keyword == keyword


def test_an_instruction_spans_its_lines_wholly() -> None:
    text = "FROM a\n\n  RUN b \\\n  # c\n\n  d  \r\nUSER e"
    spans = [(item.kind, text[item.span.start : item.span.end]) for item in parse(text).items]
    assert spans == [
        ("instruction", "FROM a\n"),
        ("blank", "\n"),
        ("instruction", "  RUN b \\\n  # c\n\n  d  \r\n"),
        ("instruction", "USER e"),
    ]
    run = parse(text).instructions[1]
    assert (run.start_line, run.end_line) == (3, 6)
    assert cut(text, run.text_span, run.keyword_span) == ["RUN b \\\n  # c\n\n  d", "RUN"]
    assert run.logical.text == "RUN b   d"


def test_comments_inside_an_instruction_belong_to_it() -> None:
    text = "# top\nRUN a \\\n  # one \r\n#\n  b\n"
    parsed = parse(text)
    (run,) = parsed.instructions
    assert [(comment.text, comment.inside) for comment in run.comments] == [("one", True), ("", True)]
    assert cut(text, *(comment.span for comment in run.comments)) == ["# one ", "#"]
    assert [(comment.text, comment.inside) for comment in parsed.comments] == [("top", False)]


@pytest.mark.parametrize("text", ["\n  \\\n\\\n", "\n  \\\n   \\\n", "\n  \\"])
def test_an_instruction_may_have_no_keyword(text: str) -> None:
    instruction = only(text)
    assert (instruction.keyword, instruction.args, instruction.logical.text) == ("", "", "")
    assert cut(text, instruction.span) == [text[1:]]
    assert cut(text, instruction.text_span, instruction.keyword_span) == ["", ""]
    assert instruction.span.contains(instruction.text_span)


def test_a_logical_line_leads_back_to_the_file() -> None:
    text = "\\\n  RUN ab \\\n\n  cd\\\n\\\ne \n"
    logical = only(text).logical
    assert logical.text == "RUN ab   cde"
    assert [text[logical.offset(at)] for at in range(len(logical.text))] == list(logical.text)
    assert text[logical.offset(len(logical.text)) :] == " \n"
    at = logical.text.index("cde")
    assert cut(text, logical.span(at, at + 3), logical.span(at, at + 2)) == ["cd\\\n\\\ne", "cd"]
    assert logical.span(at, at) == (logical.offset(at), logical.offset(at))
