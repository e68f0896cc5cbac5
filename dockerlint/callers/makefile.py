"""Makefiles: recipes as the shell text that make hands over, and what variables the file sets.

As GNU make reads them (make manual, "Recipe Syntax", "Variables in Recipes", "Setting Variables"): a recipe line starts
with a tab, ``$(X)`` and ``${X}`` are make's, ``$$`` is the shell's ``$``, and every line has a shell of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dockerlint.callers.embedded import Embedded
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.syntax.items import Logical
from dockerlint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASSIGNMENT = lazy(
    r"(?P<export>export[ \t]+)?(?:override[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*"
    r"(?P<operator>\?=|:::?=|::?=|\+=|!=|=)[ \t]*(?P<value>.*)"
)
_EXPORT = lazy(r"export(?:[ \t]+(?P<names>[\w \t.$(){}-]+))?[ \t]*\Z")
_REFERENCE = lazy(r"\$\$|\$\((?P<round>[A-Za-z_][\w.-]*)\)|\$\{(?P<curly>[A-Za-z_][\w.-]*)\}|\$(?P<one>[A-Za-z])(?!\w)")
_DIRECTIVE = lazy(r"[ \t]*(?:ifn?eq|ifn?def|else|endif|-?include|sinclude|vpath|unexport|undefine)\b")


class Setting(NamedTuple):
    """An assignment; ``span`` is its line without the line end."""

    name: str
    operator: str
    value: str
    span: Span
    exported: bool


class Makefile(NamedTuple):
    """``recipes`` are the commands, each with a shell of its own.  ``exported`` are variables that recipes get in their
    environment; ``exports_all`` is a bare ``export``.
    """

    recipes: tuple[Embedded, ...]
    settings: tuple[Setting, ...]
    exported: frozenset[str]
    exports_all: bool

    def last(self, name: str) -> Setting | None:
        return next((each for each in reversed(self.settings) if each.name == name), None)


def read_makefile(source: Source) -> Makefile:
    """Never raises: what is not understood is left out.  The last ones are remembered."""
    return _read(source.path, source.text)


@lru_cache(16)
def _read(path: str, text_of_file: str) -> Makefile:
    source = Source(text_of_file, path)
    recipes: list[list[Span]] = []
    settings: list[Setting] = []
    exported: set[str] = set()
    exports_all = False
    in_define = False
    one_shell = ".ONESHELL:" in source.text
    for line in _lines(source.text):
        text = source.text[line.start : line.end]
        stripped = text.strip()
        if in_define:
            in_define = not stripped.startswith("endef")
            if in_define:
                recipes.append([line])
            continue
        if text.startswith("\t"):
            if one_shell and recipes and recipes[-1][-1].end + 1 >= line.start - 1:
                recipes[-1].append(line)
            else:
                recipes.append([line])
            continue
        if stripped.startswith("define "):
            in_define = True
            continue
        if not stripped or stripped.startswith("#") or _DIRECTIVE.match(text):
            continue
        found = _ASSIGNMENT.match(re.sub(r"\\\r?\n", "  ", stripped))
        if found is not None:
            is_exported = found["export"] is not None
            settings.append(Setting(found["name"], found["operator"], _value(found["value"]), line, is_exported))
            if is_exported:
                exported.add(found["name"])
            continue
        export = _EXPORT.match(stripped)
        if export is not None:
            exports_all = exports_all or export["names"] is None
            exported.update((export["names"] or "").split())
            continue
        recipe = re.match(r"[^#;=]*::?[^;=]*;", text)
        if recipe is not None:
            recipes.append([Span(line.start + recipe.end(), line.end)])
    made = tuple(_recipe(source, lines) for lines in recipes)
    return Makefile(made, tuple(settings), frozenset(exported), exports_all)


def _lines(text: str) -> Iterator[Span]:
    """The lines, those that a backslash continues taken together, without the last line end."""
    at = 0
    while at < len(text):
        end = at
        while True:
            end = text.find("\n", end)
            if end < 0:
                end = len(text)
                break
            before = text[at:end].removesuffix("\r")
            if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
                break
            end += 1
        yield Span(at, end - (text[end - 1 : end] == "\r"))
        at = end + 1


def _value(text: str) -> str:
    return re.sub(r"(?<!\\)#.*", "", text).strip()


def _recipe(source: Source, lines: list[Span]) -> Embedded:
    """A recipe as the shell gets it; ``$(X)`` of make is written ``${X}``, which has the same length."""
    parts: list[str] = []
    segments: list[tuple[int, int, int]] = []
    ends: dict[int, int] = {}
    of_make: set[str] = set()
    length = 0

    def add(piece: str, at: int) -> None:
        nonlocal length
        if piece:
            parts.append(piece)
            segments.append((length, at, len(piece)))
            length += len(piece)

    text = source.text
    for number, line in enumerate(lines):
        if number:
            add("\n", line.start - 1)
        at = line.start
        prefix = re.compile(r"[\t ]*[@+-][@+\- \t]*|[\t ]+").match(text, at, line.end)
        if prefix is not None:
            at = prefix.end()
        for found in _REFERENCE.finditer(text, at, line.end):
            add(text[at : found.start()], at)
            at = found.end()
            if found[0] == "$$":
                ends[length] = at
                add("$", found.start())
                continue
            name = found["round"] or found["curly"] or found["one"]
            of_make.add(name)
            add(f"${{{name}}}" if not found["one"] else found[0], found.start())
        add(text[at : line.end], at)

    def encode(piece: str) -> str:
        kept = re.sub(r"\$\{([\w.-]+)\}", lambda match: f"\0({match[1]})" if match[1] in of_make else match[0], piece)
        return kept.replace("$", "$$").replace("\0", "$")

    logical = Logical("".join(parts), tuple(segments) or ((0, lines[0].start, 0),))
    return Embedded(source.path, logical, encode, ends)
