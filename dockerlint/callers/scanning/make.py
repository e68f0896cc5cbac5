"""Makefiles: every line of a recipe is a shell of its own, and make stops at the first that fails.

Source: GNU make's manual, "Writing Recipes in Rules".
"""

from __future__ import annotations

import re

from dockerlint.callers.embedded import Embedded
from dockerlint.callers.scanning.builders import builder_of
from dockerlint.callers.scanning.commands import Idiom
from dockerlint.callers.scanning.flow import Images
from dockerlint.callers.scanning.lack import Lack, lacks_of_text
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.syntax.items import Logical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.text import Source

# A recipe's line with those that a backslash joins to it.
_LINE = re.compile(r"^\t(?P<prefix>[@+ \t-]*)(?P<text>(?:[^\n\\]|\\\r?\n|\\.)*)", re.MULTILINE)
_RULE = re.compile(r"^(?![\t#])[^\n]*:", re.MULTILINE)
_CONCERNED = re.compile("push|scan|tag|save|copy|build|executor|submit|trivy")
_REFERENCE = re.compile(r"\$\$|\$[({]")


def make_lacks(source: Source) -> Iterator[Lack]:
    """Every push of the recipes that lacks a scan; a scan counts within its own recipe."""
    text = source.text
    is_one_shell = re.search(r"^\.ONESHELL\s*:", text, re.MULTILINE) is not None
    rules = [found.start() for found in _RULE.finditer(text)]
    images, last, at = Images(), -1, 0
    for line in _LINE.finditer(text):
        while at < len(rules) and rules[at] < line.start():
            at += 1
        if at != last:
            images, last = Images(), at
        if _CONCERNED.search(line["text"]) is None:
            continue
        for lack in _line_lacks(source, line, images):
            yield lack._replace(remedy=Refusal("its recipes run in one shell")) if is_one_shell else lack


def _line_lacks(source: Source, line: re.Match[str], images: Images) -> Iterator[Lack]:
    text, prefix = line["text"], line["prefix"]
    newline = source.newline_at(line.start())
    logical = Logical(text, ((0, line.start("text"), len(text)),))
    here = Embedded(source.path, logical, lambda inserted: inserted.replace("\n", f"{newline}\t{prefix}"))
    idiom = Idiom(
        stops=True,
        has_lines="\n" not in text and "-" not in prefix,
        dollar="$$",
        is_one_shell=False,
        builder=builder_of(source.text),
    )
    if "-" in prefix:
        images = images.apart(keep_scans=True)
    yield from lacks_of_text(here, images, idiom, as_shell(text))


def as_shell(text: str) -> str:
    """A recipe's text as the shell is given it, as far as that can be told, character for character in its place.

    ``$(NAME)`` becomes ``${NAME}``, what make works out inside counted to the name, and ``$$`` one dollar sign.
    """
    parts: list[str] = []
    at = 0
    for found in _REFERENCE.finditer(text):
        if found.start() < at:
            continue
        parts.append(text[at : found.start()])
        if found[0] == "$$":
            parts.append("_$")
            at = found.end()
            continue
        end = _closing(text, found.end() - 1)
        if end < 0:
            break
        parts.append("${" + re.sub(r"\W", "_", text[found.end() : end]) + "}")
        at = end + 1
    return "".join((*parts, text[at:]))


def _closing(text: str, at: int) -> int:
    opened, closed = text[at], {"(": ")", "{": "}"}[text[at]]
    depth = 0
    for place in range(at, min(len(text), at + 2000)):
        depth += (text[place] == opened) - (text[place] == closed)
        if depth == 0:
            return place
    return -1
