"""Options that a script collects before it builds: ``args=(--build-arg A="$A")``, ``args+=(…)``, ``ARGS="…"``.

They are taken for those of a command that expands the variable whole, ``"${args[@]}"`` or ``$ARGS``.
"""

from __future__ import annotations

import re
from collections import Counter

from dockerlint.callers.build import COMMAND, FILE, MIXED, VARIABLE
from dockerlint.callers.shell.options import read_arguments
from dockerlint.callers.shell.providers import given_arguments, providers_of
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.shell.script import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.build import Provider
    from dockerlint.callers.embedded import Embedded
    from dockerlint.callers.shell.options import Arguments, Option
    from dockerlint.callers.shell.values import Named
    from dockerlint.shell.script import Assignment, Command, Part, Script

_MOST_WORDS = 50_000  # of one script, counted for each command that gets them; more are not looked at
_MOVES = frozenset({"cd", "pushd", "popd"})
_BLANK = re.compile(r"[ \t\n]+")


class Element(NamedTuple):
    """A build argument among collected options: its words, ``before`` the end of what stands before them.

    ``doubt`` is why it may not reach the command as it is, "" where it does.  ``is_quoted`` says that it stands between
    quotes, in which others would be characters of the option.
    """

    first: Word
    last: Word
    before: int
    named: Named
    doubt: str
    is_quoted: bool


class Gathered(NamedTuple):
    """What a command gets by variables; ``places`` are those of the words that expand to it."""

    options: tuple[Option, ...]
    elements: tuple[Element, ...]
    providers: tuple[Provider, ...]
    places: frozenset[int]


class _Set(NamedTuple):
    assignment: Assignment
    command: Command
    adds: bool


class Gatherings:
    """The variables of one script that hold options."""

    def __init__(self, script: Script, text: Embedded) -> None:
        self._text = text
        self._commands = script.commands
        self._sets: dict[str, list[_Set]] | None = None
        self._counts: Counter[str] | None = None
        self._looked_at = 0

    def of(self, command: Command, inner: Command, builder: str) -> Gathered:
        """What ``inner``, which is ``command`` without its wrappers, gets for ``builder``."""
        options: list[Option] = []
        elements: list[Element] = []
        providers: list[Provider] = []
        places = set()
        for place, word in enumerate(inner.words):
            name = _expanded(word)
            sets = [each for each in self._found.get(name, ()) if each.command.start < command.start] if name else []
            if not sets:
                continue
            places.add(place)
            replaced = max((at for at, each in enumerate(sets) if not each.adds), default=0)
            several = sum(not each.adds for each in sets) > 1
            for each in sets[0 if several else replaced :]:
                words, before = _words_of(each.assignment)
                self._looked_at += len(words)
                if self._looked_at > _MOST_WORDS:
                    return Gathered((), (), (), frozenset())
                collected = inner._replace(words=(inner.words[0], *words))
                read = read_arguments(collected, frozenset())
                options += read.options
                providers += providers_of(self._text, collected, read)
                doubt = f"{name} is set in several ways" if several else self._doubt(name, each, command)
                is_quoted = each.assignment.value is not None and each.assignment.value.raw.startswith('"')
                elements += (
                    element._replace(is_quoted=is_quoted)
                    for element in self._elements(words, before, read, builder, doubt)
                )
        return Gathered(tuple(options), tuple(elements), tuple(providers), frozenset(places))

    @property
    def _found(self) -> dict[str, list[_Set]]:
        if self._sets is None:
            self._sets = {}
            for command in self._commands:
                for assignment in command.assignments:
                    value = assignment.value
                    if value is not None and command.verbatim and _holds_options(value, assignment.name):
                        adds = _is_kept(value, assignment.name)
                        adds = adds or self._text.text[assignment.start : value.start].endswith("+=")
                        self._sets.setdefault(assignment.name, []).append(_Set(assignment, command, adds))
        return self._sets

    def _elements(
        self, words: list[Word], before: list[int], read: Arguments, builder: str, doubt: str
    ) -> Iterator[Element]:
        for option, named in given_arguments(self._text, read, builder):
            first, last = option.words[0] - 1, option.words[-1] - 1
            yield Element(words[first], words[last], before[first], named, doubt or self._lost(named), is_quoted=False)

    def _doubt(self, name: str, found: _Set, command: Command) -> str:
        """Why what ``found`` sets may not be what ``command`` gets."""
        own = found.command
        if own.subshell and not command.subshell:
            return f"${name} is set in a subshell"
        is_beside = own.list_id == command.list_id and own.joiner not in ("&&", "||")
        return "" if is_beside or not own.conditional else f"${name} gets it only where a condition holds"

    def _lost(self, named: Named) -> str:
        """Why the value may be another one by the time that the command runs."""
        name, kind = named.value.text, named.value.kind
        if kind in (COMMAND, MIXED) or (kind == FILE and any(each.name in _MOVES for each in self._commands)):
            return f"the value of {named.name} is made before the command runs"
        if kind != VARIABLE:
            return ""
        if self._counts is None:
            self._counts = Counter(each.name for command in self._commands for each in command.assignments)
        return f"${name} is set several times" if self._counts[name] > 1 else ""


def _expanded(word: Word) -> str:
    """The variable whose options the word stands for: ``"${name[@]}"``, ``${name[@]+…}`` or ``$name``."""
    if len(word.parts) != 1 or word.parts[0].kind != "variable":
        return ""
    only = word.parts[0]
    is_whole = only.operator.startswith("[@]") or (not only.operator and not only.quoted)
    return only.text if is_whole else ""


def _holds_options(value: Word, name: str) -> bool:
    inside = value.raw.lstrip("\"'( \t\n")
    return value.raw[:1] in ("(", '"') and (inside.startswith("-") or _is_kept(value, name))


def _is_kept(value: Word, name: str) -> bool:
    """Whether the value starts with what the variable holds: ``ARGS="$ARGS …"``, ``args=("${args[@]}" …)``."""
    first = next((part for part in value.parts if part.kind != "other"), None)
    return first is not None and first.kind == "variable" and first.text == name


def _words_of(assignment: Assignment) -> tuple[list[Word], list[int]]:
    """The words that the value is made of, and for each where what stands before it ends."""
    value = assignment.value
    assert value is not None
    is_list = value.raw.startswith("(")
    gaps = [part for part in value.parts if part.kind == "other" and not part.text.strip("() \t\n")]
    if is_list:
        spans = list(_between(value, gaps))
    else:
        spans = list(_split(value))
    words = [_word(value, start, end) for start, end, _ in spans]
    return words, [before for _, _, before in spans]


def _between(value: Word, gaps: list[Part]) -> Iterator[tuple[int, int, int]]:
    """The words of a list: what stands between its blanks and brackets."""
    before = start = value.start + 1
    for gap in (*gaps, None):
        end = value.end - 1 if gap is None else gap.start
        if end > start:
            yield start, end, before
            before = end
        if gap is not None:
            start = max(gap.end, start)


def _split(value: Word) -> Iterator[tuple[int, int, int]]:
    """The words that a shell splits the text between quotes into, where it expands the variable without any."""
    held = {at for part in value.parts if part.kind != "literal" for at in range(part.start, part.end)}
    before = start = value.start + 1
    for found in (*_BLANK.finditer(value.raw, 1, len(value.raw) - 1), None):
        at = value.end - 1 if found is None else value.start + found.start()
        if at in held:
            continue
        if at > start:
            yield start, at, before
            before = at
        start = at if found is None else value.start + found.end()


def _word(value: Word, start: int, end: int) -> Word:
    parts = []
    for part in value.parts:
        if part.start >= end or part.end <= start:
            continue
        if part.kind == "literal" and (part.start < start or part.end > end):
            first, last = max(part.start, start), min(part.end, end)
            part = part._replace(text=value.raw[first - value.start : last - value.start], start=first, end=last)
        parts.append(part)
    return Word(value.raw[start - value.start : end - value.start], start, end, tuple(parts))
