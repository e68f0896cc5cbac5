"""What holds for every text, shell or not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.shell import Command, Part, Script, Word, read_script

FRAGMENTS = (
    *"'\"`$()<>;|&#! \n\t\\=[]{}*-aé\udc80",
    "a ", "b\n", "$x", "${", "$(", "$((", "((", "))", "<<E", "E\n", "\nE\n", "&&", "||", ";;", "<(", ">&", "2>", "x=",
    "if ", "then ", "fi ", "for ", "in ", "do ", "done ", "case ", "esac ", "[[ ", "]] ", "time ", "export ",
    "sh -c ", "eval ", "bash <<E\n", "su -c ", "{fd}>", "$'", "\r\n",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)


def words_of(command: Command) -> Iterator[Word]:
    yield from command.words
    for assignment in command.assignments:
        if assignment.value is not None:
            yield assignment.value
    for redirect in command.redirects:
        yield from (word for word in (redirect.target, redirect.heredoc) if word is not None)


def assert_in_order(parts: tuple[Part, ...], start: int, end: int) -> None:
    for part in parts:
        assert start <= part.start <= part.end <= end
        assert_in_order(part.inner, part.start, part.end)
        start = part.end


def assert_sound(script: Script) -> None:
    text = script.text
    for command in script.every_command():
        assert 0 <= command.start <= command.end <= len(text)
        assert 0 <= command.list_id < len(script.blocks)
        if not command.verbatim:
            continue
        for word in words_of(command):
            assert text[word.start : word.end] == word.raw
            assert_in_order(word.parts, word.start, word.end)
        block = script.blocks[command.list_id]
        assert script.error or block.body_start <= command.start <= command.end <= block.body_end
    for number, block in enumerate(script.blocks):
        assert block.parent < number
        assert 0 <= block.start <= block.end <= len(text)


@settings(max_examples=400)
@given(TEXTS)
def test_reading_never_raises_and_spans_are_sound(text: str) -> None:
    assert_sound(read_script(text))


@settings(max_examples=200)
@given(st.lists(st.text(st.characters(exclude_characters="'\0"), max_size=8), min_size=1, max_size=5))
def test_single_quotes_keep_every_character(values: list[str]) -> None:
    script = read_script("a " + " ".join(f"'{value}'" for value in values))
    assert [word.literal for word in script.commands[0].words[1:]] == values
    assert_sound(script)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["a", "b c", "d >f", 'e "$x"', "(g)", "{ h; }", "é 'ü'"]), min_size=1, max_size=8),
       st.lists(st.sampled_from(["&&", "||", ";", "|", "&", "\n"]), min_size=8, max_size=8))  # fmt: skip
def test_the_text_between_two_elements_of_a_list_is_their_joiner(elements: list[str], joiners: list[str]) -> None:
    text = elements[0] + "".join(f" {joiner} {each}" for joiner, each in zip(joiners, elements[1:], strict=False))
    script = read_script(text)
    spans = [(each.start, each.end, each.joiner) for each in script.commands if each.list_id == 0]
    spans += [(each.start, each.end, each.joiner) for each in script.blocks[1:]]
    spans.sort()
    assert [text[start:end] for start, end, _ in spans] == elements
    assert [joiner for _, _, joiner in spans[1:]] == [
        {"\n": ";"}.get(each, each) for each in joiners[: len(elements) - 1]
    ]
    between = [text[before[1] : after[0]].strip(" ") for before, after in pairwise(spans)]
    assert between == joiners[: len(elements) - 1]


def test_long_texts_are_read_whole() -> None:
    assert len(read_script("a " + " ".join(f'"$x{number}"' for number in range(5000))).commands[0].words) == 5001
    assert len(read_script(" && ".join(["a b"] * 5000)).commands) == 5000
    body = "x $y\n" * 50_000
    heredoc = read_script(f"cat <<E\n{body}E\nb").commands[0].redirects[0].heredoc
    assert heredoc is not None
    assert heredoc.raw == body
