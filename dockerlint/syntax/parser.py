"""Reads a Dockerfile's lines into items (parser.go): directives, comments, instructions and their heredocs."""

from __future__ import annotations

from dockerlint.syntax.blanks import SPACE
from dockerlint.syntax.directives import DirectiveReader, detect
from dockerlint.syntax.instruction import read_instruction
from dockerlint.syntax.items import Comment, Heredoc, Instruction, Item, Logical, Parsed, Problem
from dockerlint.text import Span

_LONGEST_LINE = 65535  # bytes, bufio.MaxScanTokenSize - 1
LINE_TOO_LONG = f"dockerfile line greater than max allowed size of {_LONGEST_LINE}"
NO_INSTRUCTIONS = "file with no instructions"
_LONG = 16_384  # characters; a shorter text is read before it would be found out what has changed in it
_WITH_HEREDOC = ("RUN", "COPY", "ADD")


def parse(text: str) -> Parsed:
    """``text`` as items that join up to it.  Never raises; what BuildKit rejects is among the problems.

    A problem's message is the one of BuildKit, without the text that it quotes.
    """
    if len(text) >= _LONG:
        from dockerlint.syntax.again import parse_long

        return parse_long(text)
    return Parser(text).parse()


class Parser:
    """A text under way, line by line."""

    __slots__ = (
        "at", "blank_start", "comments", "directives", "escape", "head", "instructions", "items", "line", "lines",
        "problems", "text",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        if not self.lines[-1]:
            self.lines.pop()
        self.line = 0  # index of the next line
        self.at = 0  # its offset
        self.escape = "\\"
        self.head = DirectiveReader()
        self.blank_start = -1
        self.directives: dict[str, tuple[str, Span]] = {}
        self.items: list[Item] = []
        self.instructions: list[Instruction] = []
        self.comments: list[Comment] = []
        self.problems: list[Problem] = []

    def parse(self) -> Parsed:
        """The whole text as items."""
        count = len(self.lines)
        while self.line < count:
            self.read_item()
        self.end_blanks()
        return self.parsed()

    def start_at(self, at: int, line: int, before: Parsed) -> None:
        """Begin with ``line`` (from 0) at offset ``at``, behind the first instruction, which is that of ``before``."""
        self.at, self.line = at, line
        self.escape = before.escape
        self.head.done = True
        if "escape" in before.directives:
            self.directives["escape"] = before.directives["escape"]

    def read_item(self) -> None:
        """Take in the next item, or one more line of blanks."""
        line = self.lines[self.line]
        start = self.at
        if self.line == 0 and line.startswith("\ufeff"):
            line = line[1:]
            start = 1
        body = line.lstrip(SPACE)
        if not body:
            if self.blank_start < 0:
                self.blank_start = self.at
            self._take()
            self.head.done = True
            return
        if self.blank_start >= 0:
            self.end_blanks()
        start += len(line) - len(body)
        if body[0] == "#":
            self._read_comment(body, start)
        else:
            self._read_instruction(body, start)

    def parsed(self) -> Parsed:
        """What has been read, with what the text as a whole tells."""
        if not self.instructions:
            self.problems.append(Problem(Span(0, 0), NO_INSTRUCTIONS))
        self._detect_directives()
        if len(self.text) > _LONGEST_LINE // 4 and max(map(len, self.lines)) > _LONGEST_LINE // 4:
            self.problems += self._too_long()
        return Parsed(
            self.text,
            tuple(self.items),
            self.directives,
            self.escape,
            tuple(self.instructions),
            tuple(self.comments),
            tuple(self.problems),
        )

    def _take(self) -> None:
        """Goes on to the next line."""
        self.at = min(self.at + len(self.lines[self.line]) + 1, len(self.text))
        self.line += 1

    def end_blanks(self) -> None:
        """Make the blank lines so far, if any, an item."""
        if self.blank_start < 0:
            return
        self.items.append(Item("blank", Span(self.blank_start, self.at)))
        self.blank_start = -1

    def _too_long(self) -> list[Problem]:
        problems = []
        at = 0
        for line in self.lines:
            if len(line) > _LONGEST_LINE // 4:
                size = len(line) if line.isascii() else len(line.encode("utf-8", "surrogateescape"))
                if size > _LONGEST_LINE:
                    problems.append(Problem(Span(at, at + len(line)), LINE_TOO_LONG))
            at += len(line) + 1
        return problems

    def _read_comment(self, body: str, start: int) -> None:
        kind = "comment"
        first = self.at
        if not self.head.done:
            kind = self._read_directive(body.rstrip("\r"), start)
        self._take()
        if kind == "comment":
            self.comments.append(_comment(body, start))
        self.items.append(Item(kind, Span(first, self.at)))

    def _read_directive(self, body: str, start: int) -> str:
        span = Span(start, start + len(body))
        try:
            found = self.head.read(body, start)
        except ValueError as error:
            self.problems.append(Problem(span, f"only one {error} parser directive can be used"))
            return "directive"
        if found is None:
            return "comment"
        key, value, value_span = found
        if key == "escape":
            self.directives[key] = (value, value_span)
            if value in ("\\", "`"):
                self.escape = value
            else:
                message = f"invalid escape token '{value}' does not match ` or \\"
                self.problems.append(Problem(value_span, message))
        return "directive"

    def _detect_directives(self) -> None:
        for key in ("syntax", "check"):
            found = detect(self.text, key)
            if found:
                self.directives[key] = found

    def _read_instruction(self, body: str, start: int) -> None:
        self.head.done = True
        first, start_line = self.at, self.line + 1
        line, segments, comments = self._join_lines(body, start)
        logical, lead = _logical(line, segments)
        instruction = read_instruction(logical, self.escape, self.problems)
        instruction.comments = comments
        if "<<" in line:
            self._read_heredocs(instruction, line, lead)
        span = Span(first, self.at)
        part: Instruction | None = instruction
        while part is not None:
            part.span = span
            part.start_line = start_line
            part.end_line = self.line
            part = part.inner
        self.instructions.append(instruction)
        self.items.append(Item("instruction", span, instruction))

    def _join_lines(self, body: str, start: int) -> tuple[str, list[tuple[int, int, int]], tuple[Comment, ...]]:
        """The instruction that starts with ``body``, with its continuation lines; these keep their indentation."""
        escape, lines = self.escape, self.lines
        content = body.rstrip("\r")
        self._take()
        kept = _without_escape(content, escape)
        if kept is None:
            return content, [(0, start, len(content))], ()
        parts = [kept]
        segments = [(0, start, len(kept))] if kept else []
        length = len(kept)
        comments = []
        index, at = self.line, self.at
        while index < len(lines):
            line = lines[index]
            place, at, index = at, at + len(line) + 1, index + 1
            trimmed = line.lstrip(SPACE)
            if trimmed[:1] == "#":
                comments.append(_comment(trimmed, place + len(line) - len(trimmed), inside=True))
            elif trimmed:
                content = line.rstrip("\r")
                kept = _without_escape(content, escape)
                part = content if kept is None else kept
                if part:
                    parts.append(part)
                    segments.append((length, place, len(part)))
                    length += len(part)
                if kept is None:
                    break
        self.line, self.at = index, min(at, len(self.text))
        return "".join(parts), segments or [(0, start, 0)], tuple(comments)

    def _read_heredocs(self, instruction: Instruction, line: str, lead: int) -> None:
        carrier = instruction
        if instruction.keyword == "ONBUILD" and instruction.inner is not None:
            carrier = instruction.inner
        if carrier.keyword not in _WITH_HEREDOC or carrier.json is not None:
            return
        from dockerlint.syntax.heredoc import announced_heredocs

        heredocs = []
        for word in announced_heredocs(line):
            place = instruction.logical.span(word.start - lead, word.end - lead)
            body, end = self._read_body(word.name, word.strip_tabs)
            if end.start == end.end:
                self.problems.append(Problem(place, "unterminated heredoc"))
            text = self.text[body.start : body.end]
            if word.strip_tabs:
                text = _without_tabs(text)
            heredocs.append(Heredoc(word.name, word.expand, word.strip_tabs, word.fd, place, body, end, text))
        instruction.heredocs = carrier.heredocs = tuple(heredocs)

    def _read_body(self, name: str, strip_tabs: bool) -> tuple[Span, Span]:
        """The lines up to the one that is ``name``, and that one; an empty one at the end of the text without it."""
        lines, first = self.lines, self.at
        while self.line < len(lines):
            line = lines[self.line].rstrip("\r")
            at = self.at
            self._take()
            if (line.lstrip("\t") if strip_tabs else line) == name:
                return Span(first, at), Span(at, self.at)
        return Span(first, self.at), Span(self.at, self.at)


def _without_escape(content: str, escape: str) -> str | None:
    """``content`` without the escape that continues it on the next line, or None when nothing does."""
    trimmed = content.rstrip(" \t")
    if not trimmed.endswith(escape) or trimmed[-2:-1] == escape:
        return None
    return trimmed[:-1]


def _comment(body: str, start: int, *, inside: bool = False) -> Comment:
    text = body.rstrip("\r")
    return Comment(Span(start, start + len(text)), text[1:].strip(SPACE), inside)


def _logical(line: str, segments: list[tuple[int, int, int]]) -> tuple[Logical, int]:
    """``line`` without the blanks around it, and how many there are before it."""
    text = line.strip(SPACE)
    if len(text) == len(line):
        return Logical(text, tuple(segments)), 0
    lead = len(line) - len(line.lstrip(SPACE))
    end = lead + len(text)
    kept = []
    for logical, file, length in segments:
        start, stop = max(logical, lead), min(logical + length, end)
        if start < stop:
            kept.append((start - lead, file + start - logical, stop - start))
    return Logical(text, tuple(kept or [(0, segments[0][1], 0)])), lead


def _without_tabs(text: str) -> str:
    from dockerlint import pattern as re

    return re.sub(r"(?m)^\t+", "", text)
