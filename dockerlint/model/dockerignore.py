"""What a ``.dockerignore`` keeps out of the build context, by the rules of moby/patternmatcher.

Lines are read as ``ignorefile.ReadAll`` reads them; each path is asked with what is known of its folder, as the walk
over the context does (``MatchesUsingParentResults``; fsutil, filter.go).  They are no gitignore patterns: ``foo`` is
``/foo`` only; a folder that matches takes all below along; the last pattern that matches wins.
"""

from __future__ import annotations

import re

from dockerlint.model.globs import BadPatternError, class_expression, cleaned, expression, read_class
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.syntax.blanks import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

# What Go's regular expressions make of a letter behind a backslash; any other letter or digit is an error there.
_CLASS_LETTERS = frozenset("dDsSwWaftnrv")


class Pattern(NamedTuple):
    """One line.  ``text`` is the cleaned pattern without ``!``; ``exception`` is whether it had one."""

    text: str
    exception: bool
    matches: Callable[[str], bool]


class Ignore:
    """The patterns of an ignore file in order.  ``problem`` is the first one that Docker rejects, ending the build."""

    __slots__ = ("patterns", "problem")

    def __init__(self, patterns: tuple[Pattern, ...], problem: str | None = None) -> None:
        self.patterns = patterns
        self.problem = problem

    def ignores(self, path: str) -> bool:
        """Whether a file or folder at ``path``, from the root of the context with ``/`` between, is kept out."""
        shortest = cleaned("/" + path)[1:]
        parts = shortest.split("/") if shortest else []
        ignored = False
        known: tuple[bool, ...] = ()
        for end in range(1, len(parts) + 1):
            ignored, known = self.step("/".join(parts[:end]), known)
        return ignored

    def step(self, path: str, parent: tuple[bool, ...]) -> tuple[bool, tuple[bool, ...]]:
        """Whether ``path`` is kept out, and which patterns match it; ``parent`` tells those that match its folder."""
        ignored = False
        found = []
        for number, pattern in enumerate(self.patterns):
            match = bool(parent) and parent[number]
            if not match and pattern.exception == ignored:
                match = pattern.matches(path)
            found.append(match)
            if match:
                ignored = not pattern.exception
        return ignored, tuple(found)

    def may_except_below(self, folder: str) -> bool:
        """Whether an ignored folder has to be walked all the same, as a ``!`` pattern may speak of what is in it."""
        for pattern in self.patterns:
            if pattern.exception:
                literal = re.split(r"[*\[\]?^\\]", pattern.text, maxsplit=1)[0]
                if literal != pattern.text or (literal + "/").startswith(folder + "/"):
                    return True
        return False


def read_ignore(text: str) -> Ignore:
    """The patterns of an ignore file's text."""
    patterns = []
    problem = None
    for line in text.removeprefix("\ufeff").split("\n"):
        if line.startswith("#"):
            continue
        written = line.strip(SPACE)
        if not written:
            continue
        exception = written.startswith("!")
        name = written[1:].strip(SPACE) if exception else written
        name = cleaned(name) if name else ""
        name = name[1:] if len(name) > 1 and name.startswith("/") else name
        try:
            if not name:
                raise BadPatternError(written)
            patterns.append(Pattern(name, exception, _matcher(name)))
        except BadPatternError:
            problem = problem or written
    return Ignore(tuple(patterns), problem)


def _matcher(pattern: str) -> Callable[[str], bool]:
    """The test of one pattern, after ``Pattern.compile``: plain text, head, tail or regular expression."""
    expression(pattern)
    if not re.search(r"[*?\[\]\\]", pattern):
        return pattern.__eq__
    inner = pattern.replace("**", "", 1)
    if pattern.endswith("**") and not re.search(r"[*?\[\]\\]", inner) and len(pattern) > 2:
        return lambda path: path.startswith(inner)
    if pattern.startswith("**") and not re.search(r"[*?\[\]\\]", inner):
        return lambda path: path.endswith(inner) or (inner[:1] == "/" and path == inner[1:])
    compiled = re.compile(_expression(pattern))
    return lambda path: compiled.fullmatch(path) is not None


def _expression(pattern: str) -> str:
    parts, at = [], 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "*" and pattern[at : at + 1] == "*":
            at += 1
            at += pattern[at : at + 1] == "/"
            parts.append(".*" if at >= len(pattern) else "(?:.*/)?")
        elif character == "*":
            parts.append("[^/]*")
        elif character == "?":
            parts.append("[^/]")
        elif character == "[":
            negated, ranges, at = read_class(pattern, at - 1)
            if any(low > high for low, high in ranges):
                raise BadPatternError(pattern)
            parts.append(class_expression(negated, ranges))
        elif character == "\\":
            letter = pattern[at]
            at += 1
            if letter.isascii() and letter.isalnum() and letter not in _CLASS_LETTERS:
                raise BadPatternError(pattern)
            parts.append("\\" + letter if letter in _CLASS_LETTERS else re.escape(letter))
        else:
            parts.append(character if character == "^" else re.escape(character))
    return "".join(parts)
