"""What the shell makes of quotes and escapes (POSIX Shell Command Language, 2.2; ``$'…'`` as in bash)."""

from __future__ import annotations

from dockerlint import pattern as re

_IN_DOUBLE = r'\\(?:\n|([$`"\\]))'
_IN_HEREDOC = r"\\(?:\n|([$`\\]))"
_UNQUOTED = r"\\(?:\r?\n|([\s\S]))"
_ANSI = r"\\(?:([abeEfnrtv\\'\"?])|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|c([\s\S]))"
_ANSI_LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def unescape(raw: str) -> str:
    """Text outside quotes: a backslash keeps the next character, and goes with a line end."""
    return re.sub(_UNQUOTED, _kept, raw) if "\\" in raw else raw


def unescape_double(raw: str) -> str:
    """Text inside double quotes."""
    return re.sub(_IN_DOUBLE, _kept, raw) if "\\" in raw else raw


def unescape_heredoc(raw: str) -> str:
    """Text of a here-document that expands."""
    return re.sub(_IN_HEREDOC, _kept, raw) if "\\" in raw else raw


def unescape_backticks(raw: str, quoted: bool) -> str:
    """The command text inside back-ticks, which are ``quoted`` when double quotes stand around them."""
    if "\\" not in raw:
        return raw
    return re.sub(r'\\([$`"\\])' if quoted else r"\\([$`\\])", r"\1", raw)


def unescape_ansi(raw: str) -> str:
    """Text inside ``$'…'``."""
    return re.sub(_ANSI, _ansi, raw) if "\\" in raw else raw


def remove_quotes(raw: str) -> str:
    """A here-document's delimiter as written, without its quotes."""
    return re.sub(r"""\\([\s\S])|['"]""", r"\1", raw)


def _kept(match: re.Match[str]) -> str:
    return match[1] or ""


def _ansi(match: re.Match[str]) -> str:
    letter, two, four, eight, octal, control = match.groups()
    if letter:
        return _ANSI_LETTERS.get(letter, letter)
    if control:
        return chr(ord(control) & 0x1F)
    value = int(octal, 8) & 0xFF if octal else int(two or four or eight, 16)
    return chr(value) if value < 0x110000 else match[0]
