"""The strings of Groovy with the words before them, as far as Jenkins pipelines need it.

By Groovy's syntax page: ``'…'`` and ``'''…'''`` are plain, ``"…"`` and ``\"\"\"…\"\"\"`` put ``$name`` and ``${…}`` in;
all of them know escapes with a backslash, also one that takes a line end away.
"""

from __future__ import annotations

import re

from dockerlint.callers.embedded import Embedded
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.syntax.items import Logical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.text import Source, Span

_TOKEN = lazy(
    r"""(?P<blank>\s+|//[^\n]*|/\*[\s\S]*?\*/|\A\#![^\n]*)"""
    r"""|(?P<string>'''(?:[^\\]|\\[\s\S])*?'''|\"\"\"(?:[^\\]|\\[\s\S])*?\"\"\""""
    r"""|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*")"""
    r"""|(?P<word>[A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_]\w*)*)|(?P<mark>[\s\S])"""
)
_INTERPOLATION = lazy(r"\$\{([^{}\n]*)\}|\$([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")
_REMEMBERED = 12
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class String(NamedTuple):
    """``before`` are the words and marks in front of it, the nearest last, such as ``sh`` ``(`` ``script`` ``:``.

    ``folder`` is that of the ``dir`` blocks around it, None where one is no plain string; ``blocks`` are the names of
    all blocks around it, the innermost last.
    """

    quote: str
    start: int  # behind the opening quotes
    end: int  # in front of the closing ones
    before: tuple[str, ...]
    folder: str | None
    blocks: tuple[str, ...]


def strings_in(source: Source) -> Iterator[String]:
    """Every string of the file, those of comments left out."""
    seen: list[str] = []
    folders: list[str | None] = [""]
    blocks: list[str] = []
    last_string = ""
    for token in _TOKEN.finditer(source.text):
        kind = token.lastgroup
        if kind == "blank":
            if "\n" in token[0]:
                seen = [*seen[-_REMEMBERED:], "\n"]
            continue
        if kind == "string":
            quote = token[0][:3] if token[0][:3] in ("'''", '"""') and len(token[0]) >= 6 else token[0][0]
            start, end = token.start() + len(quote), token.end() - len(quote)
            yield String(quote, start, end, tuple(seen), folders[-1], tuple(blocks))
            last_string = source.text[start:end]
            seen = [*seen[-_REMEMBERED:], "'"]
            continue
        text = re.sub(r"\s", "", token[0])
        if text == "{":
            words = [each for each in seen if each not in ("\n", "")]
            name = next((each for each in reversed(words) if re.match(r"[A-Za-z_]", each)), "")
            folders.append(_below(folders[-1], last_string) if name == "dir" and words[-1:] != ["{"] else folders[-1])
            blocks.append(name)
        elif text == "}" and blocks:
            folders.pop()
            blocks.pop()
        seen = [*seen[-_REMEMBERED:], text]


def _below(folder: str | None, text: str) -> str | None:
    from dockerlint.callers.shell.folders import inside

    return None if "$" in text else inside(folder, text)


def embedded_string(source: Source, string: String) -> Embedded:
    """What a string is to the program that gets it.  What Groovy puts in stands in it as ``${name}``."""
    raw = source.text[string.start : string.end]
    value: list[str] = []
    segments: list[tuple[int, int, int]] = []
    length = 0

    def add(text: str, at: int) -> None:
        nonlocal length
        if text:
            segments.append((length, string.start + at, len(text)))
            value.append(text)
            length += len(text)

    at = 0
    for escape in re.finditer(r"\\(u+[0-9a-fA-F]{4}|\r\n|[\s\S])", raw):
        add(_masked(raw[at : escape.start()], string), at)
        char = escape[1]
        if char not in ("\n", "\r\n"):
            add(_ESCAPES.get(char, char if len(char) == 1 else "?"), escape.start() + 1)
        at = escape.end()
    add(_masked(raw[at:], string), at)
    return Embedded(source.path, Logical("".join(value), tuple(segments) or ((0, string.start, 0),)), _encoder(string))


def _masked(raw: str, string: String) -> str:
    """Text in which what Groovy puts in is a variable for the shell's grammar, of the same length."""
    if string.quote[0] != '"':
        return raw.replace("\r\n", "\n") if "\r" not in raw else raw
    return _INTERPOLATION.sub(_as_variable, raw)


def _as_variable(found: re.Match[str]) -> str:
    inner = found[1] if found[1] is not None else found[2]
    if re.fullmatch(r"[A-Za-z_]\w*", inner):
        return found[0]
    if found[1] is None or len(found[0]) < 4:
        return "$" + "G" * (len(found[0]) - 1)
    return "${" + "G" * (len(found[0]) - 3) + "}"


def interpolated(source: Source, string: String, span: Span) -> bool:
    """Whether Groovy puts something into this part of a string."""
    return string.quote[0] == '"' and any(
        source.text[span.start + found.start() - 1] != "\\"
        for found in _INTERPOLATION.finditer(source.text[span.start : span.end])
    )


def _encoder(string: String) -> Callable[[str], str | None]:
    """How the string writes a piece of text."""

    def encode(text: str) -> str | None:
        if "\n" in text and len(string.quote) == 1:
            return None
        text = text.replace("\\", "\\\\")
        if string.quote[0] == '"':
            text = text.replace("$", "\\$")
        return text.replace(string.quote[0], "\\" + string.quote[0])

    return encode
