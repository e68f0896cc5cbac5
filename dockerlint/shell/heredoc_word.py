"""The body of a here-document as a word: the grammar has not seen it."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.shell.quoting import unescape_heredoc
from dockerlint.shell.script import Part, Word
from dockerlint.shell.words import backtick_part, literal_part

if TYPE_CHECKING:
    from dockerlint.shell.heredoc import Heredoc
    from dockerlint.shell.reader import Reader
    from dockerlint.shell.scope import Scope

_TOKEN = lazy(r"\\[\s\S]|\$(?:\{\{|\(\(|[({]|[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])|`")
_TICKED = lazy(r"(?:[^`\\]|\\[\s\S])*`")


def heredoc_word(reader: Reader, heredoc: Heredoc, scope: Scope) -> Word:
    """The body as a word; ``<<-`` takes the tabs from its literal text, not from ``raw``."""
    start, end, base = heredoc.body_start, heredoc.body_end, reader.base
    parts: list[Part] = []
    if heredoc.expands:
        _heredoc_parts(reader, start, end, parts, scope)
    elif end > start:
        parts.append(Part("literal", reader.text[start:end], start + base, end + base, quote="'"))
    if heredoc.operator == "<<-":
        parts = [_without_tabs(part, part.start - base == start) for part in parts]
    return Word(reader.text[start:end], start + base, end + base, tuple(parts))


def _without_tabs(part: Part, first: bool) -> Part:
    if part.kind != "literal":
        return part
    text = re.sub(r"(?<=\n)\t+", "", part.text)
    return part._replace(text=text.lstrip("\t") if first else text)


def _heredoc_parts(reader: Reader, start: int, end: int, parts: list[Part], scope: Scope) -> None:
    text, base, literal, at = reader.text, reader.base, start, start
    while True:
        match = _TOKEN.search(text, at, end)
        if match is None:
            break
        at = match.end()
        begins, token = match.start(), match[0]
        if token[0] == "\\":
            continue
        if token == "`":
            closing = _TICKED.match(text, at, end)
            if closing is None:
                continue
            at = closing.end()
            found = [backtick_part(reader, begins, at, "", scope)]
        elif token == "${{":
            at = text.find("}}", at, end) + 2
            if at < 2:
                break
            found = [Part("other", text[begins:at], begins + base, at + base)]
        elif token in ("$(", "$((", "${"):
            found = reader.expansion_at(begins, end, scope)
            if not found:
                break  # it stands open: the shell would not run this
            at = found[-1].end - base
        else:
            found = [Part("variable", token[1:], begins + base, at + base)]
        if begins > literal:
            parts.append(literal_part(text[literal:begins], literal + base, begins + base, unescape_heredoc, '"'))
        parts += (part._replace(quoted=True, quote="") for part in found)
        literal = at
    if end > literal:
        parts.append(literal_part(text[literal:end], literal + base, end + base, unescape_heredoc, '"'))
