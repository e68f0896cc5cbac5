"""Makes an :class:`Instruction` of an instruction's text: keyword, flags, then what its keyword calls for."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.syntax.blanks import as_bytes, byte_places
from dockerlint.syntax.items import Instruction, Pair, Problem, Word
from dockerlint.syntax.json_form import read_json_form
from dockerlint.syntax.words import pattern, skip_space, split_blanks, split_flags, split_quoted

if TYPE_CHECKING:
    from dockerlint.syntax.items import Logical

_SHELL_TEXT = 1  # parseMaybeJSON
_LIST = 2  # parseMaybeJSONToList
_BLANK_WORDS = 3  # parseStringsWhitespaceDelimited
_ONE_WORD = 4  # parseString
_PAIRS = 5  # parseNameVal
_NAMES = 6  # parseNameOrNameVal
_HEALTH = 7  # parseHealthConfig
_TRIGGER = 8  # parseSubCommand

# A trigger of a trigger is an error in a later step of BuildKit, so no deeper one is worth reading.
_DEEPEST = 50

_FORMS = {
    "ADD": _LIST, "ARG": _NAMES, "CMD": _SHELL_TEXT, "COPY": _LIST, "ENTRYPOINT": _SHELL_TEXT, "ENV": _PAIRS,
    "EXPOSE": _BLANK_WORDS, "FROM": _BLANK_WORDS, "HEALTHCHECK": _HEALTH, "LABEL": _PAIRS, "MAINTAINER": _ONE_WORD,
    "ONBUILD": _TRIGGER, "RUN": _SHELL_TEXT, "SHELL": _SHELL_TEXT, "STOPSIGNAL": _ONE_WORD, "USER": _ONE_WORD,
    "VOLUME": _LIST, "WORKDIR": _ONE_WORD,
}  # fmt: skip


def read_instruction(logical: Logical, escape: str, problems: list[Problem]) -> Instruction:
    """The instruction that ``logical`` is, without what only its lines tell; mistakes go to ``problems``."""
    first = instruction = _read(logical, 0, escape, problems)
    for _ in range(_DEEPEST):
        if instruction.keyword != "ONBUILD" or instruction.args_start == len(logical.text):
            break
        instruction.inner = _read(logical, instruction.args_start, escape, problems)
        instruction = instruction.inner
    return first


def _read(logical: Logical, start: int, escape: str, problems: list[Problem]) -> Instruction:
    text = logical.text
    length = len(text)
    blank = pattern("blank").search(text, start)
    keyword_end, at = blank.span() if blank else (length, length)
    raw = text[start:keyword_end]
    keyword = raw.upper()
    form = _FORMS.get(keyword, 0)
    if not raw.isascii():
        # Go lowers the keyword: the Kelvin sign and the dotted capital I become ASCII, the long s does not.
        lowered = raw.replace("\u0130", "i").lower()
        keyword = lowered.upper() if lowered.isascii() else raw
        form = _FORMS.get(keyword, 0)
    instruction = Instruction()
    instruction.keyword = keyword
    instruction.start = start
    instruction.keyword_end = keyword_end
    instruction.logical = logical
    if text.startswith("--", at):
        instruction.flags, at = split_flags(logical, at, escape)
    else:
        instruction.flags = ()
    instruction.args_start = at = skip_space(text, at)
    instruction.words = ()
    instruction.pairs = ()
    instruction.json = None
    instruction.json_spans = ()
    instruction.heredocs = ()
    instruction.inner = None
    instruction.comments = ()
    if at < length and form:
        _read_arguments(instruction, form, escape, problems)
    return instruction


def _read_arguments(instruction: Instruction, form: int, escape: str, problems: list[Problem]) -> None:
    logical = instruction.logical
    text = logical.text
    at = instruction.args_start
    if form in (_SHELL_TEXT, _LIST):
        if text[at] == "[" and _read_json(instruction, at, problems):
            return
        instruction.words = split_blanks(logical, at) if form == _LIST else (_rest(logical, at),)
    elif form == _BLANK_WORDS:
        instruction.words = split_blanks(logical, at)
    elif form == _ONE_WORD:
        instruction.words = (_rest(logical, at),)
    elif form == _PAIRS:
        _read_pairs(instruction, escape, problems)
    elif form == _NAMES:
        words = split_quoted(logical, at, escape)
        instruction.words = words
        instruction.pairs = tuple([_pair(logical, word) for word in words])
    elif form == _HEALTH:
        _read_health(instruction, problems)


def _rest(logical: Logical, start: int) -> Word:
    return Word(logical, start, len(logical.text))


def _read_json(instruction: Instruction, start: int, problems: list[Problem]) -> bool:
    """Reads the JSON form; whether there is one, a rejected one included."""
    logical = instruction.logical
    form = read_json_form(logical.text, start)
    if form is False:
        return False
    if form is True:
        problems.append(
            Problem(
                logical.span(start, len(logical.text)),
                "when using JSON array syntax, arrays must be comprised of strings only",
            )
        )
        return True
    instruction.json = form.values
    instruction.json_spans = tuple([logical.span(at, end) for at, end in form.places])
    instruction.words += tuple([Word(logical, at, end) for at, end in form.places])
    return True


def _read_pairs(instruction: Instruction, escape: str, problems: list[Problem]) -> None:
    logical = instruction.logical
    words = split_quoted(logical, instruction.args_start, escape)
    if words and "=" not in words[0].raw:
        _read_legacy_pair(instruction, problems)
        return
    instruction.words = words
    pairs = []
    for word in words:
        pair = _pair(logical, word)
        if pair.value is not None:
            pairs.append(pair)
        else:
            message = "Syntax error - can't find = in a word. Must be of the form: name=value"
            problems.append(Problem(word.span, message))
    instruction.pairs = tuple(pairs)


def _read_legacy_pair(instruction: Instruction, problems: list[Problem]) -> None:
    """``ENV key value``: all behind the first blanks is the value."""
    logical = instruction.logical
    text = logical.text
    start, end = instruction.args_start, len(text)
    blank = pattern("blank").search(text, start)
    if blank is None:
        instruction.words = (_rest(logical, start),)
        problems.append(Problem(instruction.text_span, f"{instruction.keyword} must have two arguments"))
        return
    key_end, at = blank.span()
    instruction.words = (Word(logical, start, key_end), _rest(logical, at))
    instruction.pairs = (Pair(text[start:key_end], text[at:], logical, start, at, end, legacy=True),)


def _pair(logical: Logical, word: Word) -> Pair:
    _, start, end = word
    text = logical.text
    at = text.find("=", start, end)
    if at < 0:
        return Pair(text[start:end], None, logical, start, end, end)
    return Pair(text[start:at], text[at + 1 : end], logical, start, at + 1, end)


def _read_health(instruction: Instruction, problems: list[Problem]) -> None:
    logical = instruction.logical
    text = logical.text
    start = instruction.args_start
    match = pattern("health").match(text, start)
    if match and match.group().isascii():
        end, at = match.end(1), match.end()
        is_empty = end == start
    else:
        tail = text[start:]
        view = pattern("health").match(as_bytes(tail))
        assert view is not None
        places = byte_places(tail)
        end, at = start + places[view.end(1)], start + places[view.end()]
        is_empty = not view.group(1)  # a byte that is taken for a blank may end the type within a character
    if is_empty:
        return
    instruction.words = (Word(logical, start, end),)
    if at < len(text) and not _read_json(instruction, skip_space(text, at), problems):
        instruction.words += (_rest(logical, at),)
