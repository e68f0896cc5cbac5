"""The values that a Dockerfile's text is read into: items that cover every character, and what an instruction holds."""

from __future__ import annotations

from bisect import bisect_right

from dockerlint.record import NamedTuple
from dockerlint.text import Span


class Logical:
    """An instruction's text without its continuations, comments and blank lines, and the way back to the file.

    ``segments`` are ``(logical offset, file offset, length)`` in order; together they spell ``text``.
    """

    __slots__ = ("_starts", "segments", "text")

    def __init__(self, text: str, segments: tuple[tuple[int, int, int], ...]) -> None:
        self.text = text
        self.segments = segments
        self._starts: list[int] | None = None

    def offset(self, at: int) -> int:
        """The file offset of logical character ``at``; that after the last character for ``len(text)``."""
        segments = self.segments
        if len(segments) == 1:
            index = 0
        elif segments:
            if self._starts is None:
                self._starts = [segment[0] for segment in segments]
            index = max(bisect_right(self._starts, at) - 1, 0)
        else:
            return 0
        logical, file, length = segments[index]
        return file + min(at - logical, length)

    def span(self, start: int, end: int) -> Span:
        """The file span of ``text[start:end]``; it takes in the continuations between, but none after."""
        first = self.offset(start)
        return Span(first, first if end <= start else self.offset(end - 1) + 1)


# Words, pairs and flags keep their offsets in the logical text: most are never asked where they stand in the file.


class Word(NamedTuple):
    """One word of an instruction, as offsets in its logical text."""

    logical: Logical
    start: int
    end: int

    @property
    def raw(self) -> str:
        """It as written."""
        return self.logical.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where it stands in the file."""
        return self.logical.span(self.start, self.end)


class Pair(NamedTuple):
    """A ``key=value`` of ENV, ARG or LABEL.  ``value`` is None for ``ARG name``.

    ``legacy`` marks ``ENV key value``.  Texts are raw: quotes are kept.
    """

    key: str
    value: str | None
    logical: Logical
    start: int
    value_start: int
    end: int
    legacy: bool = False

    @property
    def span(self) -> Span:
        """The whole pair."""
        return self.logical.span(self.start, self.end)

    @property
    def key_span(self) -> Span:
        return self.logical.span(self.start, self.start + len(self.key))

    @property
    def value_span(self) -> Span | None:
        if self.value is None:
            return None
        if self.value_start < self.end:
            return self.logical.span(self.value_start, self.end)
        at = self.span.end
        return Span(at, at)


class Flag(NamedTuple):
    """A leading ``--name[=value]``, quotes and escapes processed as BuildKit does; ``value`` is None without ``=``."""

    name: str
    value: str | None
    logical: Logical
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.logical.span(self.start, self.end)


class Heredoc(NamedTuple):
    """A here-document of RUN, COPY or ADD.

    ``text`` is the body as BuildKit hands it on (tabs stripped for ``<<-``); ``body`` is the raw body in the file,
    ``end`` the line with the delimiter, line end included: empty at the end of the file where there is none.
    """

    name: str
    expand: bool
    strip_tabs: bool
    fd: str
    word: Span
    body: Span
    end: Span
    text: str


class Comment(NamedTuple):
    """A comment line.  ``inside`` is true for one within an instruction's continuation.

    ``span`` runs from the ``#`` to the end of the line, line end not included; ``text`` is what stands behind the
    ``#`` without blanks around it.
    """

    span: Span
    text: str
    inside: bool = False


class Instruction:
    """One instruction.  ``span`` covers its lines wholly, here-documents and the last line end included.

    ``logical`` is the text from the keyword on without blanks at its end, ``args_start`` the logical offset behind
    keyword and flags.  ``json`` is the list of a JSON form, else None, with ``json_spans`` over the elements, quotes
    included; ``words`` are then these elements as written.  HEALTHCHECK has its type as first word in either form, and
    ``ENV key value`` has two words; ONBUILD and unknown instructions have none.
    ``inner`` is the instruction inside ONBUILD: it shares ``logical``, lines and ``heredocs`` with the outer one.
    ``comments`` are those within its continuations.  ``start_line`` and ``end_line`` count from 1 as BuildKit's do.
    """

    __slots__ = (
        "args_start", "comments", "end_line", "flags", "heredocs", "inner", "json", "json_spans", "keyword",
        "keyword_end", "logical", "pairs", "span", "start", "start_line", "words",
    )  # fmt: skip

    keyword: str  # upper case
    start: int  # the logical offset of the keyword, other than 0 for an inner instruction
    keyword_end: int
    span: Span
    start_line: int
    end_line: int
    logical: Logical
    args_start: int
    flags: tuple[Flag, ...]
    words: tuple[Word, ...]  # of the arguments, split as BuildKit splits them for this keyword; one for shell text
    pairs: tuple[Pair, ...]  # ENV, ARG, LABEL
    json: tuple[str, ...] | None
    json_spans: tuple[Span, ...]
    heredocs: tuple[Heredoc, ...]
    inner: Instruction | None
    comments: tuple[Comment, ...]

    @property
    def keyword_span(self) -> Span:
        return self.logical.span(self.start, self.keyword_end)

    @property
    def text_span(self) -> Span:
        """From the keyword to the last character of the last logical line: no line end, no here-document's body."""
        return self.logical.span(self.start, len(self.logical.text))

    @property
    def args(self) -> str:
        """The logical text behind keyword and flags, as BuildKit hands it to the instruction."""
        return self.logical.text[self.args_start :]


class Item(NamedTuple):
    """A stretch of whole lines.  ``kind`` is ``instruction``, ``comment``, ``blank`` or ``directive``."""

    kind: str
    span: Span
    instruction: Instruction | None = None


class Problem(NamedTuple):
    """A place where BuildKit's parser stops with an error; parsing goes on."""

    span: Span
    message: str


class Parsed(NamedTuple):
    """A Dockerfile's text as items that join up to it.

    ``directives`` holds ``escape`` as the parser reads it, ``syntax`` and ``check`` as BuildKit's front end detects
    them: the whole value, of which only the part before the first blank is the image of ``syntax``.
    """

    text: str
    items: tuple[Item, ...]
    directives: dict[str, tuple[str, Span]]  # lower-case key -> value, span of the value
    escape: str
    instructions: tuple[Instruction, ...]
    comments: tuple[Comment, ...]  # top-level ones
    problems: tuple[Problem, ...]
