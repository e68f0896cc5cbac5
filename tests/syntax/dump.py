"""Writes a parsed file as BuildKit's ``AST.Dump`` does: ``(copy ["--from=a"] "src" "dest")``, a line an instruction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import dockerfile

if TYPE_CHECKING:
    from dockerlint.syntax.items import Instruction, Parsed

_KNOWN = frozenset(keyword.upper() for keyword in dockerfile.all_cmds())
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def dump(parsed: Parsed) -> str:
    return "".join(f"({dump_instruction(instruction)})\n" for instruction in parsed.instructions)


def dump_instruction(instruction: Instruction) -> str:
    parts = [instruction.keyword.lower()]
    if instruction.flags:
        named = ((flag.name, flag.value) for flag in instruction.flags)
        flags = [f"--{name}" if value is None else f"--{name}={value}" for name, value in named]
        parts.append("[" + " ".join(map(quote, flags)) + "]")
    if instruction.inner:
        parts.append(f"({dump_instruction(instruction.inner)})")
    return " ".join(parts + [quote(value) for value in values(instruction)])


def values(instruction: Instruction, *, separators: bool = True) -> list[str]:
    """The values of BuildKit's nodes behind the keyword; pairs with the separator that newer ones keep, or without."""
    if instruction.keyword not in _KNOWN:
        return [""]
    if instruction.json is not None:
        kind = [instruction.words[0].raw] if instruction.keyword == "HEALTHCHECK" else []
        return [*kind, *instruction.json]
    if instruction.keyword not in ("ENV", "LABEL"):
        return [word.raw for word in instruction.words]
    found = []
    for pair in instruction.pairs:
        found += [pair.key, pair.value or ""]
        if separators:
            found.append("" if pair.legacy else "=")
    return found


def quote(text: str) -> str:
    """Go's strconv.Quote."""
    escaped = re.sub(r'["\\\x08\f\n\r\t\v]', lambda match: _ESCAPES[match.group()], text)
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\x{ord(match.group()):02x}", escaped) + '"'
