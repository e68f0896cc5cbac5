"""Reads the JSON (exec) form of an instruction as Go's encoding/json does, without importing ``json``."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import NamedTuple

_WS = r"[ \t\r\n]*+"
_STRING = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DEEPEST = 10000  # maxNestingDepth of encoding/json

_patterns: dict[str, re.Pattern[str]] = {}


class JsonForm(NamedTuple):
    """The strings of a JSON array and where each stands, quotes included."""

    values: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


def read_json_form(text: str, start: int) -> JsonForm | bool:
    """The JSON array of strings that ``text`` is from ``start`` on.

    False when it is no JSON array, which leaves it to the shell; True for a JSON array with an element that is
    no string, which BuildKit rejects.  No blanks may stand at either end.
    """
    if not text.startswith("[", start) or not text.endswith("]"):
        return False
    if not _pattern("array", rf"\[{_WS}(?:{_STRING}{_WS}(?:,{_WS}{_STRING}{_WS})*+)?+\]").fullmatch(text, start):
        return _is_json_array(text, start)
    values: list[str] = []
    places: list[tuple[int, int]] = []
    for match in _pattern("string", _STRING).finditer(text, start):
        raw = match.group()
        values.append(_unescaped(raw[1:-1]) if "\\" in raw else raw[1:-1])
        places.append(match.span())
    return JsonForm(tuple(values), tuple(places))


def _pattern(name: str, source: str) -> re.Pattern[str]:
    found = _patterns.get(name)
    if found is None:
        found = _patterns[name] = re.compile(source)
    return found


def _unescaped(text: str) -> str:
    """The string's value; half a surrogate pair becomes U+FFFD, as in Go."""

    def replace(match: re.Match[str]) -> str:
        raw = match.group()
        if raw[1] != "u":
            return _SIMPLE.get(raw[1], raw[1])
        code = int(raw[2:6], 16)
        if 0xD800 <= code < 0xDC00 and len(raw) == 12:
            return chr(0x10000 + ((code - 0xD800) << 10) + (int(raw[8:], 16) - 0xDC00))
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)

    source = r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)"
    return _pattern("escape", source).sub(replace, text)


def _is_json_array(text: str, start: int) -> bool:
    """Whether ``text`` from ``start`` on is one valid JSON array of whatever elements."""
    number = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?+[0-9]++)?+"
    token = _pattern("token", rf"{_WS}(?:([\[\]{{}},:])|({_STRING})|({number})|true|false|null){_WS}")
    open_brackets: list[str] = []
    state = "value"
    at = start
    while at < len(text):
        match = token.match(text, at)
        if match is None or state == "end":
            return False
        at = match.end()
        mark, string, digits = match.groups()
        if digits and float(digits) in (float("inf"), float("-inf")):
            return False
        state = _next_state(state, mark or ("string" if string else "scalar"), open_brackets)
        if not state or len(open_brackets) > _DEEPEST:
            return False
    return state == "end"


def _next_state(state: str, token: str, open_brackets: list[str]) -> str:
    """What may follow ``token`` where ``state`` was expected; "" when ``token`` may not stand there."""
    inside = open_brackets[-1] if open_brackets else ""
    match token:
        case "[" | "{" if state in ("value", "first value"):
            open_brackets.append(token)
            return "first value" if token == "[" else "first key"
        case "]" if inside == "[" and state in ("first value", "more"):
            open_brackets.pop()
        case "}" if inside == "{" and state in ("first key", "more"):
            open_brackets.pop()
        case "," if state == "more":
            return "value" if inside == "[" else "key"
        case ":" if state == "colon":
            return "value"
        case "string" if state in ("first key", "key"):
            return "colon"
        case "string" | "scalar" if state in ("value", "first value"):
            pass
        case _:
            return ""
    return "more" if open_brackets else "end"
