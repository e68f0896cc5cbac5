"""Completion and hover for ``RUN --mount=…``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from dockerlint.lsp.mount_options import DEFAULT_TYPE, OPTIONS, TYPES, VALUES, option
from dockerlint.syntax import parse
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.syntax.items import Flag, Instruction, Parsed

_PREFIX = "--mount="
_FIELD = re.compile(r"[^,]+")
_LONGEST_FLAG = 4096  # characters


class Candidate(NamedTuple):
    """Something to put in place of ``span``."""

    label: str
    span: Span
    text: str
    detail: str
    kind: types.CompletionItemKind


class _Field(NamedTuple):
    """``key=value`` within a mount; ``value`` is None without ``=``."""

    key: str
    value: str | None
    span: Span

    @property
    def value_start(self) -> int:
        return self.span.start + len(self.key) + 1


def candidates(text: str, offset: int) -> list[Candidate]:
    """What may stand at ``offset``: the flag itself, its options, or their values."""
    start = _word_start(text, offset)
    typed = text[start:offset]
    if not typed.startswith("-") or len(typed) > _LONGEST_FLAG:
        return []
    parsed = parse(text)
    if _PREFIX.startswith(typed) and typed != _PREFIX:
        where = Span(start, offset)
        return list(_whole_flags(where)) if _may_be_flag(start, parsed) else []
    found = _flag_at(offset, parsed)
    if found is None or not typed.startswith(_PREFIX):
        return []
    instruction, flag = found
    fields = _fields(text, Span(flag.span.start + len(_PREFIX), max(flag.span.end, offset)))
    current = next((each for each in fields if each.span.start <= offset <= each.span.end), None)
    kind = next((each.value for each in fields if each.key == "type" and each.value), DEFAULT_TYPE)
    if current is not None and current.value is not None and offset >= current.value_start:
        where = Span(current.value_start, offset)
        return list(_values(current.key, kind, where, parsed, instruction))
    where = Span(current.span.start if current is not None else offset, offset)
    used = {each.key for each in fields if each is not current}
    return list(_keys(kind, used, where))


def explain(text: str, offset: int) -> tuple[str, Span] | None:
    """What the mount's option or type at ``offset`` does, and where it stands."""
    start = _word_start(text, offset)
    if not text.startswith(_PREFIX, start):
        return None
    found = _flag_at(offset, parse(text))
    if found is None:
        return None
    flag = found[1]
    fields = _fields(text, Span(flag.span.start + len(_PREFIX), flag.span.end))
    kind = next((each.value for each in fields if each.key == "type" and each.value), DEFAULT_TYPE)
    current = next((each for each in fields if each.span.start <= offset < each.span.end), None)
    if current is None:
        return (TYPES[kind], flag.span) if kind in TYPES else None
    if current.key == "type":
        return (TYPES[current.value], current.span) if current.value in TYPES else None
    known = option(kind, current.key)
    if known is None:
        return None
    value = VALUES.get(current.value or "", "") if known.values and not known.is_flag else ""
    names = f" (also {', '.join(known.aliases)})" if known.aliases else ""
    return f"{known.name}{names}: {known.text}{f' {current.value}: {value}' if value else ''}", current.span


_KIND = types.CompletionItemKind.EnumMember


def _whole_flags(where: Span) -> Iterator[Candidate]:
    for kind, detail in _by_use(TYPES):
        yield Candidate(f"{_PREFIX}type={kind}", where, f"{_PREFIX}type={kind},", detail, _KIND)


def _keys(kind: str, used: set[str], where: Span) -> Iterator[Candidate]:
    if "type" not in used:
        yield Candidate("type", where, "type=", "What is mounted.", types.CompletionItemKind.Property)
    for each in OPTIONS.get(kind, ()):
        if each.name not in used and not used.intersection(each.aliases):
            text = each.name if each.is_flag else f"{each.name}="
            yield Candidate(each.name, where, text, each.text, types.CompletionItemKind.Property)


def _values(key: str, kind: str, where: Span, parsed: Parsed, instruction: Instruction) -> Iterator[Candidate]:
    if key == "type":
        for name, detail in _by_use(TYPES):
            yield Candidate(name, where, name, detail, _KIND)
        return
    if key == "from":
        for stage in _stages_before(instruction, parsed):
            yield Candidate(stage, where, stage, "A stage of this file.", types.CompletionItemKind.Reference)
        return
    if key == "id":
        for name in _ids(kind, parsed, where):
            yield Candidate(name, where, name, "Used elsewhere in this file.", types.CompletionItemKind.Reference)
        return
    known = option(kind, key)
    for value in known.values if known is not None else ():
        yield Candidate(value, where, value, VALUES.get(value, ""), _KIND)


def _by_use(types_: dict[str, str]) -> list[tuple[str, str]]:
    """The types, that for secrets first: it is what people come here for."""
    return sorted(types_.items(), key=lambda item: item[0] != "secret")


def _stages_before(instruction: Instruction, parsed: Parsed) -> Iterator[str]:
    """The names of the stages that end before the instruction."""
    names = []
    for each in parsed.instructions:
        if each.keyword == "FROM" and each.span.start < instruction.span.start:
            words = [word.raw for word in each.words]
            names.append(words[2] if len(words) > 2 and words[1].lower() == "as" else "")
    yield from dict.fromkeys(name for name in names[:-1] if name)


def _ids(kind: str, parsed: Parsed, where: Span) -> list[str]:
    found: dict[str, None] = {}
    for instruction in parsed.instructions:
        for flag in _flags(instruction):
            if flag.name != "mount" or not flag.value or flag.span.start <= where.start <= flag.span.end:
                continue
            pairs = dict(field.partition("=")[::2] for field in flag.value.split(","))
            if pairs.get("type", DEFAULT_TYPE) == kind and pairs.get("id"):
                found[pairs["id"]] = None
    return list(found)


def _flags(instruction: Instruction) -> tuple[Flag, ...]:
    return instruction.inner.flags if instruction.inner is not None else instruction.flags


def _flag_at(offset: int, parsed: Parsed) -> tuple[Instruction, Flag] | None:
    """The flag of a RUN that ``offset`` is in or right behind."""
    for instruction in parsed.instructions:
        if instruction.span.start <= offset <= instruction.span.end:
            keyword = (instruction.inner or instruction).keyword
            for flag in _flags(instruction) if keyword == "RUN" else ():
                if flag.span.start <= offset <= flag.span.end:
                    return instruction, flag
    return None


def _may_be_flag(start: int, parsed: Parsed) -> bool:
    """Whether a flag of a RUN may begin at ``start``: nothing but flags stands between it and the keyword."""
    for instruction in parsed.instructions:
        run = instruction.inner or instruction
        if run.keyword == "RUN" and instruction.span.start <= start <= instruction.span.end:
            ends = [flag.span.end for flag in run.flags if flag.span.end <= start]
            between = parsed.text[max(ends, default=run.keyword_span.end) : start]
            return not between.replace(parsed.escape, "").strip()
    return False


def _fields(text: str, span: Span) -> list[_Field]:
    fields = []
    for match in _FIELD.finditer(text, span.start, span.end):
        key, equals, value = match[0].partition("=")
        fields.append(_Field(key.lower(), value if equals else None, Span(match.start(), match.end())))
    return fields


def _word_start(text: str, offset: int) -> int:
    """Where the word that ``offset`` is in begins."""
    start = offset
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start
