"""BuildKit's shell lexer (frontend/dockerfile/shell/lex.go): parts words, takes quotes off, expands variables.

It is not a shell's: every step here follows lex.go, its oddities included.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.syntax.blanks import SPACE, SPACE_CLASS
from dockerlint.syntax.lexed import Lexed, LexedWord, LexError, Reference, apply_operator

if TYPE_CHECKING:
    from dockerlint.syntax.lexed import Variables

_SPECIAL = "@*#?-$!0"
_patterns: dict[str, re.Pattern[str]] = {}


def lex(
    text: str,
    variables: Variables,
    escape: str,
    *,
    raw_quotes: bool = False,
    raw_escapes: bool = False,
    keep_unset: bool = False,
) -> Lexed:
    """``text`` with quotes and escapes taken off and variables expanded, and the words that it falls into.

    ``raw_quotes`` and ``raw_escapes`` leave those in, ``keep_unset`` leaves variables without a value as written.
    """
    lexer = _Lexer(text, variables, escape, raw_quotes, keep_unset)
    lexer.raw_escapes = raw_escapes
    error = None
    value = ""
    try:
        value = lexer.read_until("", raw_escapes)
    except LexError as problem:
        error = str(problem)
    except RecursionError:
        error = "substitutions are nested too deeply"
    words = () if error else tuple(lexer.words)
    return Lexed(value, words, tuple(lexer.used), tuple(lexer.unset), tuple(lexer.references), error)


class _Lexer:
    def __init__(self, text: str, variables: Variables, escape: str, raw_quotes: bool, keep_unset: bool) -> None:
        if not text.isascii():
            text = _pattern("[\ud800-\udfff]").sub("\ufffd", text)
        self.text = text
        self.at = 1 if text.startswith("\ufeff") else 0
        self.variables = variables
        self.escape = escape
        self.raw_quotes = raw_quotes
        self.raw_escapes = False
        self.keep_unset = keep_unset
        self.used: dict[str, None] = {}
        self.unset: dict[str, None] = {}
        self.references: list[Reference] = []
        self.words: list[LexedWord] = []
        self._depth = 0
        self._word: list[str] = []
        self._word_start = 0

    def read_until(self, stop: str, raw_escapes: bool) -> str:
        """processStopOn: the expansion up to ``stop``, which is consumed, or to the end for ""."""
        outer_escapes, self.raw_escapes = self.raw_escapes, raw_escapes
        # lex.go shares one words buffer between all levels: a substitution with an operator loses what stands
        # before it in its word.
        self._word.clear()
        self._depth += 1
        try:
            return self._read(stop)
        finally:
            self._depth -= 1
            self.raw_escapes = outer_escapes

    def _read(self, stop: str) -> str:
        text, escape = self.text, self.escape
        result: list[str] = []
        plain = _plain(escape + stop)
        while self.at < len(text):
            start = self.at
            char = text[start]
            if char == stop:
                self.at += 1
                return "".join(result)
            if char == "$":
                piece = self._dollar()
                self._add_expansion(piece, start)
            elif char in "'\"":
                piece = self._single_quoted() if char == "'" else self._double_quoted()
                self._add(piece, start)
            elif char == "<":
                piece = self._less()
                self._add(piece, start)
            elif char == escape:
                piece = self._escaped()
                if piece:
                    self._add(piece, start)
            elif match := plain.match(text, start):
                piece = match.group()
                self.at = match.end()
                self._add(piece, start)
            else:
                piece = char
                self.at += 1
                self._end_word(start)
            result.append(piece)
        if stop:
            raise LexError(f"unexpected end of statement while looking for matching {stop}")
        if self._depth == 1:
            self._end_word(self.at)
        return "".join(result)

    def _add(self, piece: str, start: int) -> None:
        if self._depth > 1:
            return
        if piece:
            if not self._word:
                self._word_start = start
            self._word.append(piece)

    def _add_expansion(self, piece: str, start: int) -> None:
        """Adds a variable's value, which blanks part into words."""
        if self._depth > 1:
            return
        for run in _pattern(f"[{SPACE_CLASS}]++|[^{SPACE_CLASS}]++").findall(piece):
            if run[0] in SPACE:
                self._end_word(self.at)
            else:
                self._add(run, start)

    def _end_word(self, end: int) -> None:
        if self._depth == 1 and self._word:
            self.words.append(LexedWord("".join(self._word), self._word_start, end))
            self._word.clear()

    def _escaped(self) -> str:
        pair = self.text[self.at : self.at + 2]
        self.at += len(pair)
        return pair if self.raw_escapes else pair[1:]

    def _single_quoted(self) -> str:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            self.at = len(self.text)
            raise LexError("unexpected end of statement while looking for matching single-quote")
        piece = self.text[self.at : end + 1]
        self.at = end + 1
        return piece if self.raw_quotes else piece[1:-1]

    def _double_quoted(self) -> str:
        text, escape = self.text, self.escape
        plain = _pattern(f'[^"${re.escape(escape)}]++')
        result = ['"'] if self.raw_quotes else []
        self.at += 1
        while self.at < len(text):
            char = text[self.at]
            if char == '"':
                self.at += 1
                if self.raw_quotes:
                    result.append(char)
                return "".join(result)
            if char == "$":
                result.append(self._dollar())
            elif char == escape:
                result.append(self._escaped_in_quotes())
            else:
                match = plain.match(text, self.at)
                assert match is not None
                self.at = match.end()
                result.append(match.group())
        raise LexError("unexpected end of statement while looking for matching double-quote")

    def _escaped_in_quotes(self) -> str:
        escape = self.escape
        self.at += 1
        following = self.text[self.at : self.at + 1]
        kept = escape if self.raw_escapes else ""
        if not following:
            return kept
        if following in ('"', "$", escape):
            self.at += 1
            return kept + following
        return kept + escape

    def _less(self) -> str:
        """processPossibleHeredoc: blanks between ``<<`` and what follows stay inside the word."""
        match = _pattern(r"<(?:<[\t\r ]*+)?").match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return match.group()

    def _name(self) -> str:
        text = self.text
        first = text[self.at : self.at + 1]
        if _is_digit(first):
            end = self.at + 1
            while end < len(text) and _is_digit(text[end]):
                end += 1
        elif first and first in _SPECIAL:
            end = self.at + 1
        else:
            end = self.at
            while end < len(text) and (text[end] == "_" or text[end].isalpha() or _is_digit(text[end])):
                end += 1
        name = text[self.at : end]
        self.at = end
        return name

    def _lookup(self, name: str) -> tuple[str, bool]:
        if name in self.variables:
            self.used[name] = None
            return self.variables[name], True
        self.unset[name] = None
        return "", False

    def _dollar(self) -> str:
        start = self.at
        self.at += 1
        if not self.text.startswith("{", self.at):
            name = self._name()
            if not name:
                return "$"
            self.references.append(Reference(name, start, self.at, ""))
            value, found = self._lookup(name)
            return value if found or not self.keep_unset else "$" + name
        self.at += 1
        following = self.text[self.at : self.at + 1]
        if not following:
            raise LexError("syntax error: missing '}'")
        if following in "{}:":
            raise LexError("syntax error: bad substitution")
        name = self._name()
        behind = self.at
        index = len(self.references)
        value = self._braced(name)
        self.references.insert(index, Reference(name, start, self.at, self.text[behind : self.at - 1]))
        return value

    def _braced(self, name: str) -> str:
        operator = self.text[self.at : self.at + 1]
        self.at += len(operator)
        if operator == "}":
            value, found = self._lookup(name)
            return value if found or not self.keep_unset else "${" + name + "}"
        if operator == "/":
            return self._replacement(name)
        if operator == ":":
            char = self.text[self.at : self.at + 1]
            operator += char or "\ufffd"
            self.at += len(char)
            if char in ("#", "%"):
                raise LexError(f"unsupported modifier ({operator}) in substitution")
        elif not operator or operator not in "+-?#%":
            raise LexError(f"unsupported modifier ({operator or chr(0xFFFD)}) in substitution")
        word = self._operand("}", operator in ("#", "%"), "syntax error: missing '}'")
        value, found = self._lookup(name)
        if self.keep_unset and not found:
            return "${" + name + operator + word + "}"
        return apply_operator(operator, name, value if found else None, word)

    def _operand(self, stop: str, raw_escapes: bool, at_end: str) -> str:
        try:
            return self.read_until(stop, raw_escapes)
        except LexError:
            if self.at >= len(self.text):
                raise LexError(at_end) from None
            raise

    def _replacement(self, name: str) -> str:
        every = self.text.startswith("/", self.at)
        self.at += every
        pattern = self._operand("/", True, "syntax error: missing '/' in ${}")
        replacement = self._operand("}", True, "syntax error: missing '}'")
        value, found = self._lookup(name)
        if self.keep_unset and not found:
            return f"${{{name}/{pattern}/{replacement}}}"
        from dockerlint.syntax.glob import replace

        return replace(value, pattern, replacement, every=every)


def _is_digit(char: str) -> bool:
    """Go's unicode.IsDigit, which is the category Nd."""
    return char.isdecimal()


def _plain(stops: str) -> re.Pattern[str]:
    return _pattern(f"[^$<'\"{re.escape(stops)}{SPACE_CLASS}]++")


def _pattern(source: str) -> re.Pattern[str]:
    found = _patterns.get(source)
    if found is None:
        found = _patterns[source] = re.compile(source)
    return found
