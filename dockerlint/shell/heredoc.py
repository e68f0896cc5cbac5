"""Here-documents, found by our own scan and hidden from the grammar.

tree-sitter-bash attaches what follows ``<<EOF`` on its line to the here-document, misses a second one, stops at
``cat <<EOF; next`` and at a here-document without a command.  So the operator is shown to it as a plain redirection of
the same length (``<_EOF``), the body as blanks.  The same scan finds back-ticks, which the grammar reads without their
escapes: see :mod:`dockerlint.shell.gaps`.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import NamedTuple
from dockerlint.shell.quoting import remove_quotes

_CODE = lazy(
    r"""\\[\s\S]|\$'(?:\\[\s\S]|[^'\\])*'|'[^']*'|(?<![^\s;&|()])(?:\#[^\n]*|\(\()|\$\(\(|\$\(|\$\{|["`()}\n]|<<<|<<-?"""
)
_QUOTED = lazy(r'\\[\s\S]|["`}]|\$\(\(|\$\(|\$\{')
_IN_QUOTES = frozenset(('"', '${"'))
_DELIMITER = lazy(r"""[ \t]*((?:\\[\s\S]|'[^']*'|"[^"]*"|[^\s;&|<>()'"\\])+)""")


class Heredoc(NamedTuple):
    """``start`` is the place of ``<<``, ``word_end`` the end of the delimiter, ``end`` that of the closing line's text.

    ``body_start`` is -1 where the text ends before the body.
    """

    operator: str
    start: int
    word_end: int
    delimiter: str
    expands: bool
    body_start: int = -1
    body_end: int = -1
    end: int = -1


class Scan(NamedTuple):
    heredocs: tuple[Heredoc, ...]
    backticks: tuple[tuple[int, int, str], ...]  # with both back-ticks, and the character that may stand in for them


def stand_ins(heredocs: tuple[Heredoc, ...]) -> list[tuple[int, int, str]]:
    """What hides them: plain redirections in place of the operators, blanks in place of the bodies."""
    pieces: list[tuple[int, int, str]] = []
    for heredoc in heredocs:
        pieces.append((heredoc.start, heredoc.word_end, "<" + "_" * (heredoc.word_end - heredoc.start - 1)))
        if heredoc.body_start >= 0:
            pieces.append((heredoc.body_start, heredoc.end, " " * (heredoc.end - heredoc.body_start)))
    return pieces


def replace(text: str, pieces: list[tuple[int, int, str]]) -> str:
    """``text`` with ``(start, end, stand-in)`` put in; pieces that lie inside another one are dropped."""
    done: list[str] = []
    at = 0
    for start, end, stand_in in sorted(pieces):
        if start >= at:
            done += (text[at:start], stand_in)
            at = end
    done.append(text[at:])
    return "".join(done)


def scan(text: str) -> Scan:
    """The here-documents and back-ticks of ``text``, in time linear in its length."""
    return _Scanner(text).run()


def closing(text: str, start: int, end: int) -> int:
    """The end of the ``$(…)`` or ``${…}`` that begins at ``start``, -1 if it is open at ``end``."""
    scanner = _Scanner(text)
    at = start
    while True:
        match = scanner.next(at)
        if match is None or match.end() > end:
            return -1
        at = scanner.take(match)
        if not scanner.opened:
            return at


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.heredocs: list[Heredoc] = []
        self.pending: list[Heredoc] = []
        self.backticks: list[tuple[int, int, str]] = []
        self.opened: list[str] = []  # the constructs that stand open, innermost last
        self.tick = -1  # the place of the back-tick that stands open

    def run(self) -> Scan:
        at = 0
        while match := self.next(at):
            at = self.take(match)
        self.heredocs += self.pending
        return Scan(tuple(self.heredocs), tuple(self.backticks))

    def next(self, at: int) -> re.Match[str] | None:
        return (_QUOTED if self.opened and self.opened[-1] in _IN_QUOTES else _CODE).search(self.text, at)

    def take(self, match: re.Match[str]) -> int:
        """Takes a token in; returns where the next one may begin."""
        token, end = match[0], match.end()
        opened = self.opened
        inside = opened[-1] if opened else ""
        if token[0] == "#":
            at = token.find("`") if self.tick >= 0 else -1
            return end if at < 0 else match.start() + at
        if token == "\n":
            return self._bodies(end) if self.pending and inside != "((" else end
        if token == "`":
            self._backtick(match.start(), end)
        elif token == '"':
            if inside == '"':
                opened.pop()
            else:
                opened.append(token)
        elif token in ("$((", "(("):
            opened += ("((", "((")
        elif token in ("$(", "("):
            opened.append("((" if inside == "((" and token == "(" else "(")
        elif token == "${":
            opened.append('${"' if inside in _IN_QUOTES else token)
        elif (token == ")" and inside in ("(", "((")) or (token == "}" and inside in ("${", '${"')):
            opened.pop()
        elif token in ("<<", "<<-") and inside not in ("((", "${"):
            return self._operator(match)
        return end

    def _backtick(self, start: int, end: int) -> None:
        if self.tick < 0:
            self.tick = start
            self.opened.append("`")
            return
        opened = self.opened
        while opened.pop() != "`":
            pass
        self.backticks.append((self.tick, end, "1" if opened and opened[-1] == "((" else "."))
        self.tick = -1

    def _operator(self, match: re.Match[str]) -> int:
        word = _DELIMITER.match(self.text, match.end())
        if word is None:
            return match.end()
        delimiter = remove_quotes(word[1])
        self.pending.append(Heredoc(match[0], match.start(), word.end(), delimiter, delimiter == word[1]))
        return word.end()

    def _bodies(self, at: int) -> int:
        """Reads the bodies that wait from the line at ``at`` on; returns the end of the last closing line."""
        text = self.text
        while self.pending:
            heredoc = self.pending.pop(0)
            tabs = r"\t*" if heredoc.operator == "<<-" else ""
            closing = re.compile(rf"(?m)^{tabs}{re.escape(heredoc.delimiter)}\r?$").search(text, at)
            body_end, end = (closing.start(), closing.end()) if closing else (len(text), len(text))
            self.heredocs.append(heredoc._replace(body_start=at, body_end=body_end, end=end))
            at = min(end + 1, len(text)) if self.pending else end
        return at
