"""Mentions of a build argument that nobody has understood: in arrays of shells, in languages without a reader.

A fix that leaves one behind would change the Dockerfile without that caller, so it is a reason to refuse.  The test is
one of text: a line that speaks of build arguments and holds the name as a word.  Comments, here-documents, what
``echo`` prints and documentation run nothing.
"""

from __future__ import annotations

import re

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.callers.repository import Read

_SPEAKS = lazy(r"(?:[Bb][Uu][Ii][Ll][Dd][-_]?[Aa][Rr][Gg]|\.args\.)")
_COMMENT = lazy(r"\s*(?:#|//|/?\*|rem\b|REM\b|::)")
_PRINTS = lazy(r"\s*@?(?:echo|printf|print|Write-Host|Write-Output|log|info|die|usage)\b")
_HEREDOC = lazy(r"<<-?\s*(\\?['\"]?)([A-Za-z_]\w*)")
_RUNS_INPUT = lazy(r"\s*(?:sudo\s+)?(?:ssh|bash|sh|su|docker|podman)\b")
# Languages in which a build may be put together; Dockerfiles are not among them, they declare the name.
_NAMES = lazy(
    r"(?:.*/)?(?:[^./]+|[^/]+\.(?:sh|bash|zsh|ksh|fish|ps1|psm1|bat|cmd|mk|make|just|groovy|jenkinsfile|hcl|json|ya?ml|toml"
    r"|py|rb|js|mjs|cjs|ts|go|gradle|kts|tf|bzl|nix|star))\Z"
)


class Mention(NamedTuple):
    """``line`` counts from 1."""

    place: str
    line: int
    name: str


def may_mention(name: str) -> bool:
    """Whether a file called so is looked into."""
    return _NAMES.match(name) is not None


def speaks_of_arguments(text: str) -> bool:
    """Whether build arguments are spoken of at all."""
    return _SPEAKS.search(text) is not None


def understood_in(read: Read) -> frozenset[tuple[int, str]]:
    """The lines of a caller that belong to a build that was read, with the names of what it hands over."""
    place = read.source.position
    found = set()
    for build in read.caller.builds:
        names = {argument.name for argument in build.arguments} | {provider.text for provider in build.providers}
        for span in (build.span, *(argument.span for argument in build.arguments)):
            lines = range(place(span.start).line, place(span.end).line + 1)
            found |= {(line, name) for line in lines for name in names}
    return frozenset(found)


def first_mention(names: Iterable[str], files: Iterable[tuple[str, str, frozenset[tuple[int, str]]]]) -> Mention | None:
    """The first line that hands one of ``names`` over.

    ``files`` are places with their texts after the fix, and the lines and names in them that were understood.
    """
    wanted = sorted(names)
    if not wanted:
        return None
    alternatives = "|".join(map(re.escape, wanted))
    # Behind "build-arg", and neither a variable's value nor what a secret is called or taken from.
    given = re.compile(
        rf"(?:{_SPEAKS.pattern}).*?(?<![\w$-])(?<!\$[{{(])(?<!\benv=)(?<!\bid=)({alternatives})(?![\w-])"
    )
    for place, text, understood in files:
        if not any(name in text for name in wanted) or not _SPEAKS.search(text):
            continue
        for number, line in _lines_that_run(text):
            found = given.search(line)
            if found is not None and (number, found[1]) not in understood:
                return Mention(place, number, found[1])
    return None


def _lines_that_run(text: str) -> Iterator[tuple[int, str]]:
    end = ""
    for number, line in enumerate(text.split("\n"), 1):
        if end:
            if line.strip() == end:
                end = ""
            continue
        opened = _HEREDOC.search(line)
        if opened is not None and not _RUNS_INPUT.match(line):
            end = opened[2]
        if not _COMMENT.match(line) and not _PRINTS.match(line):
            yield number, line
