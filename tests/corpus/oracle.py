"""Compares our parser with BuildKit's, which the PyPI package ``dockerfile`` wraps.

The package carries BuildKit 0.12.5; we follow the newest.  Where these two read differently, one of ``_REWRITES``
takes out of the text what they disagree about; of the rest both have to say the same.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

import dockerfile

from dockerlint.syntax import parse
from dockerlint.syntax.blanks import SPACE
from dockerlint.syntax.items import Instruction, Parsed
from dockerlint.syntax.words import skip_space
from tests.syntax.dump import values

# Characters with a byte 0x85 or 0xa0 inside, which BuildKit takes for a blank in flags and HEALTHCHECK.
_SPLIT_CHARACTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]*[\x85\xa0]")


class Row(NamedTuple):
    """One instruction as both parsers can tell it."""

    keyword: str
    inner: str
    lines: tuple[int, int]
    flags: tuple[str, ...]
    text: str
    json: bool
    value: tuple[str, ...]
    heredocs: tuple[tuple[str, int, str], ...]


def comparable(text: str) -> str:
    """``text`` without what the wrapper cannot carry: it cuts strings at NUL and rejects bytes that are no UTF-8."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text).replace("\0", "\1")


def difference(text: str) -> str | None:
    """How our reading of ``text`` differs from BuildKit's, or None.  ``text`` must be :func:`comparable`."""
    found = plain_difference(text)
    if found is None:
        return None
    before, rewritten = "", text
    while before != rewritten:
        before = rewritten
        for rewrite in _REWRITES:
            rewritten = rewrite(rewritten)
    return None if rewritten != text and plain_difference(rewritten) is None else found


def plain_difference(text: str) -> str | None:
    """How our reading differs from that of the BuildKit in the package, newer behaviour included."""
    parsed = parse(text)
    try:
        commands = dockerfile.parse_string(text)
    except dockerfile.GoParseError as error:
        return _error_difference(parsed, str(error))
    except UnicodeDecodeError:
        return None if _SPLIT_CHARACTER.search(text.encode()) else "the wrapper cannot decode BuildKit's answer"
    return _row_difference(text, parsed, commands)


def _without_check_directive(text: str) -> str:
    """``# check=`` is a directive since 2024 (commit e3c0a07b)."""
    for item in parse(text).items:
        line = text[item.span.start : item.span.end]
        if item.kind == "directive" and re.match(r"\ufeff?\s*#\s*check\s*=", line, re.IGNORECASE):
            return text[: item.span.start] + text[item.span.end :]
    return text


def _without_json_prefixes(text: str) -> str:
    """Text behind a JSON array makes shell text of both since 2024 (commit 80518e25)."""
    for instruction in parse(text).instructions:
        place = _json_prefix(instruction)
        if place is not None:
            text = f"{text[:place]}({text[place + 1 :]}"
    return text


def _without_escapes_in_flags(text: str) -> str:
    """The escape directive holds for flags since 2025 (commit 877d8a77)."""
    parsed = parse(text)
    for instruction in parsed.instructions:
        flags = instruction.flags + (instruction.inner.flags if instruction.inner else ())
        for span in (flag.span for flag in flags if parsed.escape == "`"):
            flag_text = re.sub(r"[`\\]", "x", text[span.start : span.end])
            text = text[: span.start] + flag_text + text[span.end :]
    return text


def _without_newer_operators(text: str) -> str:
    """``#``, ``%`` and ``/`` in ``${name#pattern}`` since 2023 (commits 4f459a4c, 9a3f9f36); here they part words."""
    return re.sub(r"(\$\{\w+)[#%/]", r"\1-", text)


def _without_lost_prefixes(text: str) -> str:
    """``${name-word}`` loses the head of its word since 2024 (commit 4c935cf9: one buffer for all levels)."""
    for instruction in reversed(parse(text).instructions):
        if re.search(r"\$\{\w+:?[-+?]", instruction.logical.text):
            start, end = instruction.text_span
            text = text[:start] + text[start:end].replace("<<", "") + text[end:]
    return text


def _without_heredoc_blanks(text: str) -> str:
    """Blanks between ``<<`` and its word are allowed since 2025 (commit 0b77373a)."""
    return re.sub(r"(<<-?)(?:[\t\r ]|[\\`][ \t]*\r*\n)+(?=[^\t\r\n ])", r"\1", text)


_REWRITES = (
    _without_check_directive,
    _without_json_prefixes,
    _without_escapes_in_flags,
    _without_newer_operators,
    _without_lost_prefixes,
    _without_heredoc_blanks,
)


def _json_prefix(instruction: Instruction) -> int | None:
    """The place of a JSON array that other text stands behind."""
    read = instruction
    while read.inner is not None:
        read = read.inner
    start = read.words[-1].start if read.keyword == "HEALTHCHECK" and read.words else read.args_start
    start = skip_space(read.logical.text, start)
    try:
        value, end = json.JSONDecoder().raw_decode(read.logical.text, start)
    except ValueError:
        return None
    return read.logical.offset(start) if isinstance(value, list) and end < len(read.logical.text) else None


def _error_difference(parsed: Parsed, message: str) -> str | None:
    if not parsed.problems:
        return f"BuildKit rejects it: {message}"
    if any("max allowed size" in problem.message for problem in parsed.problems):
        return None
    ours = parsed.problems[0].message
    expected = re.sub(r'find = in ".*"\.', "find = in a word.", message, flags=re.DOTALL)
    return None if expected == ours else f"BuildKit says {message!r}, we say {ours!r}"


def _row_difference(text: str, parsed: Parsed, commands: tuple[dockerfile.Command, ...]) -> str | None:
    if parsed.problems:
        return f"BuildKit accepts it, we say {parsed.problems[0].message!r}"
    ours = [_our_row(text, instruction) for instruction in parsed.instructions]
    theirs = [_their_row(command) for command in commands]
    for our, their in zip(ours, theirs, strict=False):
        if our != their:
            return f"ours   {our}\ntheirs {their}"
    return None if len(ours) == len(theirs) else f"we read {len(ours)} instructions, BuildKit {len(theirs)}"


def _our_row(text: str, instruction: Instruction) -> Row:
    """Our instruction as the wrapper tells it: strings end at a NUL, which only JSON can spell in comparable text."""
    read = instruction.inner or instruction
    flags = tuple(f"--{flag.name}" + ("" if flag.value is None else f"={flag.value}") for flag in instruction.flags)
    heredocs = tuple((doc.name, int(doc.fd or 0), text[doc.body.start : doc.body.end]) for doc in instruction.heredocs)
    return Row(
        keyword=_keyword(instruction, 0),
        inner=_keyword(read, instruction.args_start) if instruction.inner else "",
        lines=(instruction.start_line, instruction.end_line),
        flags=flags,
        text=instruction.logical.text,
        json=read.json is not None,
        value=("",) if read.inner else tuple(value.partition("\0")[0] for value in values(read, separators=False)),
        heredocs=() if instruction.inner else heredocs,
    )


def _keyword(instruction: Instruction, start: int) -> str:
    raw = re.split(r"[\t\v\f\r ]", instruction.logical.text[start:], maxsplit=1)[0]
    assert not raw.isascii() or raw.upper() == instruction.keyword
    return raw


def _their_row(command: dockerfile.Command) -> Row:
    """The wrapper's command; it appends the here-documents to the text and forgets those of ONBUILD."""
    text = command.original or ""
    heredocs = tuple((doc.name, doc.file_descriptor, doc.content) for doc in command.heredocs)
    if heredocs:
        text = text.removesuffix("\n" + "".join(f"{content}{name}\n" for name, _, content in heredocs))
    return Row(
        keyword=command.cmd or "",
        inner=command.sub_cmd or "",
        lines=(command.start_line, command.end_line),
        flags=command.flags,
        text=text.strip(SPACE),
        json=command.json,
        value=command.value,
        heredocs=heredocs,
    )
