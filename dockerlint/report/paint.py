"""Colours and links for a terminal, and text that is safe to print on one."""

from __future__ import annotations

import os

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_CODES = {
    "error": "1;31", "warning": "1;33", "info": "1;34", "strong": "1", "frame": "1;34", "primary": "1;31",
    "step": "1;36", "help": "1;32", "removed": "31", "added": "32", "place": "36",
}  # fmt: skip


class Paint:
    """Puts styles on text, or leaves it plain."""

    def __init__(self, is_on: bool) -> None:
        self.is_on = is_on

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.is_on and text else text

    def link(self, target: str, text: str) -> str:
        """``text`` as a link (OSC 8)."""
        return f"\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\" if self.is_on and target else text


def wants_colour(stream: TextIO) -> bool:
    """Whether ``stream`` shows colours: a terminal, unless NO_COLOR, FORCE_COLOR, CLICOLOR or TERM say otherwise."""
    environment = os.environ
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if environment.get("CLICOLOR") == "0" or environment.get("TERM") == "dumb":
        return False
    return stream.isatty()


def printable(text: str) -> str:
    """``text`` with whatever could confuse a terminal or a reader written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if _is_harmless(each) else _escape(each) for each in text)


def _is_harmless(character: str) -> bool:
    return character.isprintable() or character == "\u00a0"


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, as surrogateescape keeps it
        return f"\\x{code - 0xDC00:02x}"
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return named.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
