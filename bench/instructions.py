"""Splits a Dockerfile into instructions with their physical lines, without dockerlint's own parser.

The scores must not depend on the program that they score, so this is a second, small reading of the same rules
(BuildKit, frontend/dockerfile/parser): escape directive, continuations, comment and blank lines inside them, heredocs.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_ESCAPE = re.compile(r"#\s*escape\s*=\s*([\\`])\s*$", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#\s*[A-Za-z][A-Za-z0-9]*\s*=")
_HEREDOC = re.compile(r"(?:^|\s)\d*<<(-?)(['\"]?)([A-Za-z_]\w*)\2")
_TAKES_HEREDOC = {"RUN", "COPY", "ADD"}
_ASSIGNMENT = re.compile(r"""([^\s=]+)=((?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\])*)""")


class Instruction(NamedTuple):
    """One instruction: physical lines `first` to `last` (from 1, heredoc bodies included) and its joined text."""

    first: int
    last: int
    keyword: str
    arguments: str

    @property
    def variables(self) -> list[str]:
        """Names that an ARG or ENV instruction (also one inside ONBUILD) sets."""
        keyword, arguments = self.keyword, self.arguments
        if keyword == "ONBUILD":
            keyword, _, arguments = arguments.strip().partition(" ")
        match keyword.upper():
            case "ARG":
                return [word.partition("=")[0] for word in arguments.split()]
            case "ENV":
                first = arguments.split(None, 1)[:1]
                return [name for name, _ in _ASSIGNMENT.findall(arguments)] if first and "=" in first[0] else first
            case _:
                return []


def instructions(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile in order; text that is no instruction at all still yields items."""
    return list(_split(text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")))


def _split(lines: list[str]) -> Iterator[Instruction]:
    escape = _escape_character(lines)
    ending = re.compile(re.escape(escape) + r"[ \t]*$")
    at = 0
    while at < len(lines):
        if not lines[at].strip() or lines[at].lstrip().startswith("#"):
            at += 1
            continue
        first, last = at, at
        parts: list[str] = []
        while at < len(lines):
            line = lines[at]
            at += 1
            if parts and (not line.strip() or line.lstrip().startswith("#")):
                continue
            joined = ending.sub("", line)
            parts.append(joined)
            last = at
            if joined == line:
                break
        keyword, _, arguments = "".join(parts).strip().partition(" ")
        if "\t" in keyword:
            keyword, _, arguments = "".join(parts).strip().partition("\t")
        if keyword.upper() in _TAKES_HEREDOC:
            at = last = _after_heredocs(lines, last, arguments)
        yield Instruction(first + 1, last, keyword.upper(), arguments)


def _escape_character(lines: list[str]) -> str:
    for line in lines:
        if found := _ESCAPE.match(line.strip()):
            return found[1]
        if not _DIRECTIVE.match(line.strip()):
            break
    return "\\"


def _after_heredocs(lines: list[str], at: int, arguments: str) -> int:
    for found in _HEREDOC.finditer(arguments):
        for end in range(at, len(lines)):
            line = lines[end].lstrip("\t") if found[1] else lines[end]
            if line == found[3]:
                at = end + 1
                break
    return at
