"""What a ``.dockerignore`` keeps out of the build context, by the rules of moby/patternmatcher.

Lines are read as ``ignorefile.ReadAll`` reads them; each path is asked with what is known of its folder, as the walk
over the context does (``MatchesUsingParentResults``; fsutil, filter.go).  They are no gitignore patterns: ``foo`` is
``/foo`` only; a folder that matches takes all below along; the last pattern that matches wins.
"""

from __future__ import annotations

from dockerlint.model.globs import (
    FOLDERS,
    NOT_SLASH,
    WITHIN_NAME,
    BadPatternError,
    Folders,
    Glob,
    Many,
    One,
    Range,
    cleaned,
    read_class,
    read_glob,
)
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.syntax.blanks import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.model.globs import Step

_DIGIT = (Range("0", "9"),)
_BLANK = (Range("\t", "\n"), Range("\f", "\r"), Range(" ", " "))
_WORD = (*_DIGIT, Range("A", "Z"), Range("a", "z"), Range("_", "_"))
# What Go's regular expressions make of a letter behind a backslash; any other letter or digit is an error there.
_CLASS_LETTERS: dict[str, Step] = {
    "d": One(_DIGIT), "D": One(_DIGIT, negated=True), "s": One(_BLANK), "S": One(_BLANK, negated=True),
    "w": One(_WORD), "W": One(_WORD, negated=True),
    "a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v",
}  # fmt: skip
_ON_ONE_LINE = Many("\n")  # Go's ``.*``
_SPECIAL = frozenset("*?[]\\")


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
                literal = pattern.text[: _plain_length(pattern.text)]
                if literal != pattern.text or (literal + "/").startswith(folder + "/"):
                    return True
        return False


def _plain_length(pattern: str) -> int:
    """How many characters stand before the first one that is special to Docker's walk."""
    return next((at for at, character in enumerate(pattern) if character in "*[]?^\\"), len(pattern))


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
    """The test of one pattern, after ``Pattern.compile``: plain text, head, tail or steps."""
    read_glob(pattern)
    if not _is_special(pattern):
        return pattern.__eq__
    inner = pattern.replace("**", "", 1)
    if pattern.endswith("**") and not _is_special(inner) and len(pattern) > 2:
        return lambda path: path.startswith(inner)
    if pattern.startswith("**") and not _is_special(inner):
        return lambda path: path.endswith(inner) or (inner[:1] == "/" and path == inner[1:])
    return Glob(_steps(pattern)).matches


def _is_special(pattern: str) -> bool:
    return not _SPECIAL.isdisjoint(pattern)


def _steps(pattern: str) -> list[Step]:
    """The steps that the regular expression stands for which Docker makes of ``pattern``."""
    steps: list[Step] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "*" and pattern[at : at + 1] == "*":
            at += 1
            at += pattern[at : at + 1] == "/"
            if at >= len(pattern):
                steps.append(_ON_ONE_LINE)
            elif steps[-1:] != [FOLDERS]:
                steps.append(FOLDERS)
        elif character == "*":
            steps.append(WITHIN_NAME)
        elif character == "?":
            steps.append(NOT_SLASH)
        elif character == "[":
            step, at = read_class(pattern, at - 1)
            if any(low > high for low, high in step.ranges):
                raise BadPatternError(pattern)
            steps.append(step)
        elif character == "\\":
            letter = pattern[at]
            at += 1
            if letter.isascii() and letter.isalnum() and letter not in _CLASS_LETTERS:
                raise BadPatternError(pattern)
            steps.append(_CLASS_LETTERS.get(letter, letter))
        elif character == "^":
            # Not escaped by Docker, so the start of the path: what stands before it has to be nothing.
            steps = [] if all(isinstance(step, (Many, Folders)) for step in steps) else [One(())]
        else:
            steps.append(character)
    return steps
