"""Finds the here-documents that an instruction's text announces (heredocsFromLine of parser.go)."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import NamedTuple
from dockerlint.syntax.lexer import lex


class Announced(NamedTuple):
    """A here-document's word at ``start`` to ``end`` of the line, before its body is looked for."""

    name: str
    expand: bool
    strip_tabs: bool
    fd: str
    start: int
    end: int


def announced_heredocs(line: str) -> tuple[Announced, ...]:
    """The here-documents of ``line`` in order; the escape character is ``\\`` here whatever the directive says.

    A line that does not lex, because of a quote without its partner for instance, has none.
    """
    found = []
    for word in lex(line, {}, "\\", raw_quotes=True, raw_escapes=True, keep_unset=True).words:
        if "<<" not in word.text:
            continue
        match = re.match(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)\Z", word.text)
        if match and match[3]:
            named = _delimiter(match[3])
            if named:
                name, expand = named
                found.append(Announced(name, expand, match[2] == "-", match[1], word.start, word.end))
    return tuple(found)


def _delimiter(rest: str) -> tuple[str, bool] | None:
    """The delimiter that ``rest`` spells and whether the body is expanded; None when it is not one word.

    The body is not expanded where quotes were taken off.  BuildKit gives up where ``rest`` does not lex; no word
    that has come this far is known to do that.
    """
    words = lex(rest, {}, "\\", keep_unset=True).words
    raw = lex(rest, {}, "\\", raw_quotes=True, keep_unset=True).words
    if len(words) != 1 or len(raw) != 1:
        return None
    name = words[0].text
    return name, _quotes(name) == _quotes(raw[0].text)


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')
