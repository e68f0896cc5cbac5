"""Splits an instruction's arguments into words and leading flags (split_command.go, line_parsers.go)."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.syntax.blanks import BLANK_CLASS, SPACE, SPACE_CLASS, as_bytes, byte_places
from dockerlint.syntax.items import Flag, Logical, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

_patterns: dict[tuple[str, str], re.Pattern[str]] = {}

# Of the escape character {E}, and of a quote Q with escapes inside up to its partner or the end.
_ESCAPED = "{E}(?s:.)"
_QUOTED = rf"Q((?:[^Q{{E}}]++|{_ESCAPED})*+)(?:Q|{{E}}?\Z)"
_BARE = rf"[^{SPACE_CLASS}'\"{{E}}]++"
_IN_SINGLE, _IN_DOUBLE = _QUOTED.replace("Q", "'"), _QUOTED.replace("Q", '"')

_SOURCES = {
    "blank": BLANK_CLASS + "++",
    "space": f"[{SPACE_CLASS}]++",
    "bare": "[^\\t\\v\\f\\r ]++",
    # parseWords: no escape inside single quotes; an escape at the very end belongs to no word.
    "quoted": rf"(?:{_BARE}|{_ESCAPED}|'[^']*+(?:'|\Z)|\"(?:[^\"{{E}}]++|{_ESCAPED})*+(?:\"|(?={{E}}?\Z)))++",
    # extractBuilderFlags: an escape counts inside either quote.
    "flag": rf"--(?:{_BARE}|{{E}}(?:(?s:.)|\Z)|{_IN_SINGLE}|{_IN_DOUBLE})*+",
    "piece": f"{_IN_SINGLE}|{_IN_DOUBLE}",
    "escape": r"{E}((?s:.)|\Z)",
    # parseHealthConfig: the type, then the blanks behind it.
    "health": rf"([^{SPACE_CLASS}]*+)[{SPACE_CLASS}]*+",
}


def pattern(name: str, escape: str = "") -> re.Pattern[str]:
    """The pattern of that name for the escape character, compiled on first use."""
    key = (name, escape)
    found = _patterns.get(key)
    if found is None:
        found = _patterns[key] = re.compile(_SOURCES[name].replace("{E}", re.escape(escape)))
    return found


def skip_space(text: str, at: int) -> int:
    """The offset of the first character from ``at`` on that is no space; ``len(text)`` without one."""
    if at < len(text) and text[at] in SPACE:
        match = pattern("space").match(text, at)
        return match.end() if match else at
    return at


def split_blanks(logical: Logical, start: int) -> tuple[Word, ...]:
    """The words between blanks from ``start`` on; quotes mean nothing."""
    return tuple([Word(logical, *match.span()) for match in pattern("bare").finditer(logical.text, start)])


def split_quoted(logical: Logical, start: int, escape: str) -> tuple[Word, ...]:
    """The words from ``start`` on as a shell would part them, quotes and escapes kept."""
    return tuple([Word(logical, *match.span()) for match in pattern("quoted", escape).finditer(logical.text, start)])


def split_flags(logical: Logical, start: int, escape: str) -> tuple[tuple[Flag, ...], int]:
    """The flags that lead the arguments at ``start`` and the offset behind them and behind a closing ``--``."""
    text = logical.text
    found, end = _scan_flags(text, start, escape)
    if text.isascii() or text[start : end + 1].isascii():
        flags = [_flag(raw, logical, at, to) for raw, at, to in found]
        return tuple(flags), end
    tail = text[start:]
    found, end = _scan_flags(as_bytes(tail), 0, escape)
    places = byte_places(tail)
    flags = [_flag(raw, logical, start + places[at], start + places[to]) for raw, at, to in found]
    return tuple(flags), start + places[end]


def _scan_flags(text: str, start: int, escape: str) -> tuple[list[tuple[str, int, int]], int]:
    match_flag = pattern("flag", escape).match
    found: list[tuple[str, int, int]] = []
    at = start
    while match := match_flag(text, at):
        word = _unquoted(match.group(), escape)
        end = match.end()
        if word == "--":
            return found, end
        found.append((word, at, end))
        at = skip_space(text, end)
    return found, at


def _flag(word: str, logical: Logical, start: int, end: int) -> Flag:
    name, equals, value = word[2:].partition("=")
    return Flag(name, value if equals else None, logical, start, end)


def _unquoted(word: str, escape: str) -> str:
    if "'" not in word and '"' not in word and escape not in word:
        return word
    return "".join(_unquoted_pieces(word, escape))


def _unquoted_pieces(word: str, escape: str) -> Iterator[str]:
    drop_escapes = pattern("escape", escape).sub
    find_special = re.compile(f"['\"{re.escape(escape)}]").search
    at = 0
    while special := find_special(word, at):
        yield word[at : special.start()]
        at = special.start()
        if special.group() == escape:
            yield word[at + 1 : at + 2]
            at += 2
            continue
        piece = pattern("piece", escape).match(word, at)
        assert piece is not None
        yield drop_escapes(r"\1", piece[1] if piece[1] is not None else piece[2])
        at = piece.end()
    yield word[at:]
