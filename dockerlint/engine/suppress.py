"""Comments that tell the engine to be silent, each at the scope that its own tool gives it.

* ``# dockerlint: ignore[secret-in-arg, SEC101] reason``: the next instruction; within a continuation or a
  here-document, the next line of it.  ``ignore-file[…]``: the whole file.
* ``# hadolint ignore=DL3064``, ``# tally ignore=…``: the next instruction; ``global ignore=`` the file.
* BuildKit's ``# check=skip=SecretsUsedInArgOrEnv``: the file as a directive, else the next instruction
  (since Dockerfile frontend 1.21).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from dockerlint.engine.result import Note
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dockerlint.finding import Finding
    from dockerlint.syntax.items import Instruction, Parsed

_NAMES_IN_VARIABLES = ("secret-in-env", "secret-in-arg")
_NAMES_IN_TEXT = (
    *_NAMES_IN_VARIABLES, "secret-in-metadata", "secret-in-command", "secret-in-url", "secret-in-comment",
)  # fmt: skip

# What other tools call the things that our rules find.
_FOREIGN = {
    "dl3064": _NAMES_IN_VARIABLES,
    "hadolint/dl3064": _NAMES_IN_VARIABLES,
    "secretsusedinargorenv": _NAMES_IN_VARIABLES,
    "buildkit/secretsusedinargorenv": _NAMES_IN_VARIABLES,
    "tally/ruby/secrets-in-arg-or-env": _NAMES_IN_VARIABLES,
    "tally/secrets-in-code": _NAMES_IN_TEXT,
}


class Suppression(NamedTuple):
    """Findings of the rule ``name`` that start within ``scope`` are not wanted."""

    name: str
    scope: Span
    comment: Span
    own: bool  # written for dockerlint, so worth a remark when nothing needs it


def read_suppressions(source: Source, parsed: Parsed, names: Mapping[str, str]) -> tuple[list[Suppression], list[Note]]:
    """The suppressions of a file, and remarks on those that cannot be understood.

    ``names`` maps every code and name of a rule, in lower case, to its name.
    """
    text = source.text
    if "ignore" not in text and "check" not in text:
        return [], []
    reader = _Reader(source, parsed, names)
    reader.read_directive()
    for comment in parsed.comments:
        reader.read(comment.span, None)
    for instruction in parsed.instructions:
        for span in _inner_comments(source, instruction):
            reader.read(span, _line_below(text, span, instruction))
    return reader.found, reader.notes


def apply_suppressions(
    findings: Iterable[Finding], suppressions: list[Suppression], source: Source
) -> tuple[list[Finding], list[Note]]:
    """The findings that remain, and a remark on each of our own suppressions that nothing needed."""
    if not suppressions:
        return list(findings), []
    by_name: dict[str, list[Suppression]] = {}
    for each in suppressions:
        by_name.setdefault(each.name, []).append(each)
    indices = {name: _Index(group) for name, group in by_name.items()}
    kept = []
    used: set[Suppression] = set()
    for finding in findings:
        index = indices.get(finding.name)
        covering = index.covering(finding.span.start) if index is not None else ()
        used.update(covering)
        if not covering:
            kept.append(finding)
    notes = [
        Note(source.path, each.comment, f"nothing here needs ignore[{each.name}]")
        for each in suppressions
        if each.own and each not in used
    ]
    return kept, notes


class _Index:
    """The suppressions of one rule by the places of their scopes."""

    def __init__(self, suppressions: list[Suppression]) -> None:
        self._sorted = sorted(suppressions, key=lambda each: each.scope)
        self._starts = [each.scope.start for each in self._sorted]
        self._furthest: list[int] = []  # the greatest end of a scope up to each
        for each in self._sorted:
            end = max(each.scope.end, each.scope.start + 1)
            self._furthest.append(max(end, self._furthest[-1]) if self._furthest else end)

    def covering(self, at: int) -> list[Suppression]:
        """Those whose scope holds the character ``at``."""
        found = []
        index = bisect_right(self._starts, at) - 1
        while index >= 0 and self._furthest[index] > at:
            scope = self._sorted[index].scope
            if at < max(scope.end, scope.start + 1):
                found.append(self._sorted[index])
            index -= 1
        return found


class _Reader:
    """Collects the suppressions of one file."""

    def __init__(self, source: Source, parsed: Parsed, names: Mapping[str, str]) -> None:
        self.source = source
        self.parsed = parsed
        self.names = names
        self.found: list[Suppression] = []
        self.notes: list[Note] = []
        self.file = Span(0, len(source.text) + 1)
        self._starts = [instruction.span.start for instruction in parsed.instructions]

    def read_directive(self) -> None:
        directive = self.parsed.directives.get("check")
        if directive is not None:
            self._skip(directive[0], self.file, directive[1])

    def read(self, comment: Span, line: Span | None) -> None:
        """Read one comment; ``line`` is what it stands above inside an instruction, None at top level."""
        words = self.source.text[comment.start : comment.end].strip().lstrip("#").strip()
        scope = line or self._next_instruction(comment)
        if words.startswith("dockerlint:"):
            self._own(words.removeprefix("dockerlint:").strip(), scope, comment)
        elif line is not None:
            return
        elif words.startswith(("hadolint ", "tally ")):
            self._foreign(words.partition(" ")[2].strip(), scope, comment)
        elif words.startswith("check="):
            self._skip(words.removeprefix("check="), scope, comment)

    def _own(self, words: str, scope: Span, comment: Span) -> None:
        verb, bracket, rest = words.partition("[")
        listed, closing, _reason = rest.partition("]")
        verb = verb.strip()
        if verb not in ("ignore", "ignore-file") or not bracket or not closing or not listed.strip():
            self._remark(comment, 'write "# dockerlint: ignore[rule-name] reason" or ignore-file[rule-name]')
            return
        for name in listed.split(","):
            name = name.strip()
            known = self.names.get(name.lower())
            if known is not None:
                self._add((known,), self.file if verb == "ignore-file" else scope, comment, own=True)
            elif name:
                from dockerlint.engine.nearest import suggestion

                self._remark(comment, f"there is no rule {name!r} to ignore{suggestion(name, self.names)}")

    def _foreign(self, words: str, scope: Span, comment: Span) -> None:
        everywhere = words.startswith("global ")
        words = words.removeprefix("global ").strip()
        if not words.startswith("ignore"):
            return
        listed = words.removeprefix("ignore").lstrip().removeprefix("=").partition(";")[0]
        for name in listed.replace(",", " ").split():
            self._add(_FOREIGN.get(name.lower(), ()), self.file if everywhere else scope, comment)

    def _skip(self, words: str, scope: Span, comment: Span) -> None:
        for field in words.partition("//")[0].split(";"):
            key, _, value = field.partition("=")
            if key.strip().lower() == "skip":
                for name in value.split(","):
                    name = name.strip().lower()
                    self._add(_NAMES_IN_VARIABLES if name == "all" else _FOREIGN.get(name, ()), scope, comment)

    def _add(self, names: Iterable[str], scope: Span, comment: Span, own: bool = False) -> None:
        self.found += [Suppression(name, scope, comment, own) for name in names]

    def _remark(self, comment: Span, message: str) -> None:
        self.notes.append(Note(self.source.path, comment, message, verbose=False))

    def _next_instruction(self, comment: Span) -> Span:
        index = bisect_left(self._starts, comment.end)
        if index == len(self._starts):
            return Span(comment.end, comment.end)
        return self.parsed.instructions[index].span


def _inner_comments(source: Source, instruction: Instruction) -> Iterator[Span]:
    """The comments within an instruction's continuations, and the lines of its here-documents that are for us."""
    for comment in instruction.comments:
        yield comment.span
    for heredoc in instruction.heredocs:
        start, end = heredoc.body
        at = source.text.find("dockerlint:", start, end)
        while at >= 0:
            line = _line(source.text, at)
            if source.text[line.start : line.end].lstrip().startswith("#"):
                yield line
            at = source.text.find("dockerlint:", line.end, end)


def _line(text: str, at: int) -> Span:
    end = text.find("\n", at)
    return Span(text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text))


def _line_below(text: str, comment: Span, instruction: Instruction) -> Span:
    """The next line of the instruction that is neither blank nor a comment."""
    line = _line(text, max(comment.start, comment.end - 1))
    while line.end + 1 < instruction.span.end:
        line = _line(text, line.end + 1)
        content = text[line.start : line.end].strip()
        if content and not content.startswith("#"):
            return line
    return Span(line.end, line.end)
