"""Mentions of a build argument that nobody has understood: in arrays of shells, in languages without a reader.

A fix that leaves one behind would change the Dockerfile without that caller, so it is a reason to refuse.  The test is
one of text: a line that speaks of build arguments and holds the name as a word, or one that starts with the name and
lies in a block which such a line, or one that ends in ``args:``, opens (Skaffold, Cloud Build, Terraform, templates of
Compose files).  Comments, here-documents, what ``echo`` prints and documentation run nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.callers.repository import Read

_SPEAKS = lazy(r"(?:[Bb][Uu][Ii][Ll][Dd][-_]?[Aa][Rr][Gg]|\.args\.)")
# How a line ends that opens a block: ``args:``, ``args = {``, ``<args>``, ``[build.args]``.
_OPENING = r"[\"']?(?:[\]>]|[ \t]{0,4}(?:(?::|=>?)[ \t]{0,4}[\[{(|>]?[-+]?|\{))[ \t]{0,9}\r?$"
_BLOCK = lazy(rf"(?m)\bargs{_OPENING}")
_OPENS = lazy(rf"(?:\bargs|[Bb][Uu][Ii][Ll][Dd][-_]?[Aa][Rr][Gg]\w*){_OPENING}")
# The next line is what it hands over.
_GOES_ON = lazy(r"[Bb][Uu][Ii][Ll][Dd][-_]?[Aa][Rr][Gg]\w*[\"']?[ \t]{0,4}[,\\`^]?[ \t]{0,9}\r?$")
_COMMENT = lazy(r"\s*(?:#|//|/?\*|rem\b|REM\b|::)")
_PRINTS = lazy(r"\s*@?(?:echo|printf|print|Write-Host|Write-Output|log|info|die|usage)\b")
_HEREDOC = lazy(r"<<-?\s*(\\?['\"]?)([A-Za-z_]\w*)")
_RUNS_INPUT = lazy(r"\s*(?:sudo\s+)?(?:ssh|bash|sh|su|docker|podman)\b")
# Languages in which a build may be put together; Dockerfiles are not among them, they declare the name.
_NAMES = lazy(
    r"(?:.*/)?(?:[^./]+|[^/]+\.(?:sh|bash|zsh|ksh|fish|ps1|psm1|bat|cmd|mk|make|just|groovy|jenkinsfile|hcl|json|ya?ml|toml"
    r"|py|rb|js|mjs|cjs|ts|go|gradle|kts|tf|bzl|nix|star|xml|j2|jinja2?|tpl|tmpl|gotmpl|erb|template))\Z"
)


class Mention(NamedTuple):
    """``line`` counts from 1; ``span`` is that of the name."""

    place: str
    line: int
    name: str
    span: Span


def may_mention(name: str) -> bool:
    """Whether a file called so is looked into."""
    return _NAMES.match(name) is not None


def speaks_of_arguments(text: str) -> bool:
    """Whether build arguments are spoken of at all."""
    return _SPEAKS.search(text) is not None or _BLOCK.search(text) is not None


class Understood:
    """Where in a caller builds were read that hand an argument or a secret of one name over."""

    def __init__(self, places: Iterable[tuple[str, Span]] = ()) -> None:
        self._ends: dict[str, tuple[list[int], list[int]]] = {}
        for name, span in sorted(places, key=lambda each: each[1].start):
            starts, ends = self._ends.setdefault(name, ([], []))
            starts.append(span.start)
            ends.append(max(span.end, ends[-1] if ends else 0))

    def has(self, name: str, at: int) -> bool:
        starts, ends = self._ends.get(name, ([], []))
        before = bisect_right(starts, at) - 1
        return before >= 0 and at < ends[before]


NOTHING = Understood()


def understood_in(read: Read) -> Understood:
    """What was read of a caller; two builds on one line are two places."""
    return Understood(
        (name, span)
        for build in read.caller.builds
        for name in {argument.name for argument in build.arguments} | {provider.text for provider in build.providers}
        for span in (build.span, *(argument.span for argument in build.arguments))
    )


def mentions_in(names: Iterable[str], files: Iterable[tuple[str, str, Understood]]) -> Iterator[Mention]:
    """Where one of ``names`` is handed over, once for a line and name.

    ``files`` are places with their texts after the fix, and what was understood of them.
    """
    wanted = sorted(names)
    if not wanted:
        return
    alternatives = "|".join(map(re.escape, wanted))
    # Behind "build-arg", and neither a variable's value nor what a secret is called or taken from.
    given = re.compile(rf"(?<![\w$-])(?<!\$[{{(])(?<!\benv=)(?<!\bid=)({alternatives})(?![\w-])")
    starts = re.compile(rf"\s*(?:-\s+)?[\"'(\[{{<]*({alternatives})[\"']?\s*(?:[=:,>)\]]|$)")
    for place, text, understood in files:
        if not any(name in text for name in wanted) or not speaks_of_arguments(text):
            continue
        for at, number, line, in_block in _in_blocks(_lines_that_run(text)):
            first = starts.match(line) if in_block else None
            speaks = _SPEAKS.search(line)
            found = [*((first,) if first is not None else ()), *(given.finditer(line, speaks.end()) if speaks else ())]
            unclear = [each for each in found if not understood.has(each[1], at + each.start(1))]
            for name, each in {each[1]: each for each in reversed(unclear)}.items():
                yield Mention(place, number, name, Span(at + each.start(1), at + each.end(1)))


def _lines_that_run(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each begins, its number and its text."""
    end = ""
    begin = behind = 0
    for number, line in enumerate(text.split("\n"), 1):
        begin, behind = behind, behind + len(line) + 1
        if end:
            if line.strip() == end:
                end = ""
            continue
        opened = _HEREDOC.search(line)
        if opened is not None and not _RUNS_INPUT.match(line):
            end = opened[2]
        if not _COMMENT.match(line) and not _PRINTS.match(line):
            yield begin, number, line


def _in_blocks(lines: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str, bool]]:
    """The lines that are not blank, each with whether it lies in a block of build arguments."""
    column = -1  # of the key that opened the block
    is_table = goes_on = False
    for at, number, line in lines:
        content = line.lstrip()
        if not content:
            continue
        own = len(line) - len(content)
        stays = content[0] != "[" if is_table else own > column or (own == column and content[0] == "-")
        if not stays:
            column = -1
        yield at, number, line, column >= 0 or goes_on
        goes_on = _GOES_ON.search(line) is not None
        if column < 0 and _OPENS.search(line) is not None:
            column = len(line) - len(content.lstrip("- "))
            is_table = content[0] == "["
