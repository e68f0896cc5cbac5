"""What a ``.gitignore`` says of a path, by git's own rules: gitignore(5), and git's dir.c and wildmatch.c.

The patterns may come from a repository that means harm: they are matched in linear time (:class:`Glob`).  Git compares
bytes, so ``?`` is half of an ``é``; patterns and paths are therefore turned into one character for each byte.
"""

from __future__ import annotations

from dockerlint.model.globs import FOLDERS, NOT_SLASH, WITHIN_NAME, Glob, Many, One, Range
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.syntax.blanks import as_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.model.globs import Step

_SPECIAL = frozenset("*?[\\")
_ANYTHING = Many()
_LETTERS = (Range("A", "Z"), Range("a", "z"))
_DIGITS = (Range("0", "9"),)
_PUNCTUATION = (Range("!", "/"), Range(":", "@"), Range("[", "`"), Range("{", "~"))
# wildmatch.c, with the characters of git's own ctype table.
_NAMED_CLASSES = {
    "alnum": _LETTERS + _DIGITS,
    "alpha": _LETTERS,
    "blank": (Range(" ", " "), Range("\t", "\t")),
    "cntrl": (Range("\0", "\x1f"), Range("\x7f", "\x7f")),
    "digit": _DIGITS,
    "graph": (Range("!", "~"),),
    "lower": (Range("a", "z"),),
    "print": (Range(" ", "~"),),
    "punct": _PUNCTUATION,
    "space": (Range(" ", " "), Range("\t", "\n"), Range("\r", "\r")),
    "upper": (Range("A", "Z"),),
    "xdigit": (*_DIGITS, Range("A", "F"), Range("a", "f")),
}


class _NeverMatchesError(ValueError):
    """A pattern that git takes and that stands for nothing, as its class has no end."""


class _Pattern(NamedTuple):
    """One line.  ``of_name`` is whether it is held against the last name of a path alone."""

    glob: Glob
    exception: bool
    of_folders: bool
    of_name: bool


class GitIgnore:
    """The patterns of some lines; further lines come after these, so they win."""

    __slots__ = ("_patterns",)

    def __init__(self, lines: Iterable[str]) -> None:
        self._patterns: list[_Pattern] = []
        self.add(lines)

    def add(self, lines: Iterable[str]) -> None:
        self._patterns += filter(None, map(_read, lines))

    def decision(self, path: str, is_folder: bool) -> bool | None:
        """Whether ``path``, from the folder of the patterns with ``/`` between, is ignored; None where they are silent.

        Only the path itself is judged.  What is below an ignored folder is ignored, whatever the patterns say of it.
        """
        path = as_bytes(path)
        name = path[path.rfind("/") + 1 :]
        for pattern in reversed(self._patterns):
            if (is_folder or not pattern.of_folders) and pattern.glob.matches(name if pattern.of_name else path):
                return not pattern.exception
        return None

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Whether ``path`` or a folder that it is in is ignored."""
        end = path.find("/")
        while end >= 0:
            if self.decision(path[:end], is_folder=True):
                return True
            end = path.find("/", end + 1)
        return bool(self.decision(path, is_folder))


def lines_of(data: bytes) -> list[str]:
    """The lines of an ignore file."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    return [line.removesuffix("\r") for line in text.split("\n")]


def _read(line: str) -> _Pattern | None:
    """The pattern of a line; None for a comment, and for what stands for nothing."""
    text = _without_trailing_spaces(as_bytes(line.split("\0", 1)[0]))
    if line.startswith("#"):
        return None
    exception = text.startswith("!")
    text = text[exception:]
    of_folders = text.endswith("/")
    text = text.removesuffix("/")
    of_name = "/" not in text
    text = text.removeprefix("/")
    if not text:
        return None
    try:
        steps = _steps(text, of_name)
    except _NeverMatchesError:
        return None
    return _Pattern(Glob(steps), exception, of_folders, of_name)


def _without_trailing_spaces(text: str) -> str:
    """``text`` without the spaces at its end that have no backslash before them."""
    short = text.rstrip(" ")
    if short == text:
        return text
    backslashes = len(short) - len(short.rstrip("\\"))
    return short + " " if backslashes % 2 else short


def _steps(pattern: str, of_name: bool) -> list[Step]:
    """The steps of a pattern.  ``of_name``: wildcards need not mind ``/``, as there is none."""
    # Git compares what stands before the first special character by itself, so the rest begins like a pattern.
    begin = next((at for at, character in enumerate(pattern) if character in _SPECIAL), len(pattern))
    steps: list[Step] = list(pattern[:begin])
    at = begin
    while at < len(pattern):
        character = pattern[at]
        if character == "*":
            end = at
            while pattern[end : end + 1] == "*":
                end += 1
            starts = at == begin or pattern[at - 1] == "/"
            if of_name or end == at + 1 or not starts:
                steps.append(WITHIN_NAME)
            elif pattern[end : end + 1] == "/":
                end += 1
                if steps[-1:] != [FOLDERS]:
                    steps.append(FOLDERS)
            else:
                steps.append(_ANYTHING if pattern[end : end + 2] in ("", "\\/") else WITHIN_NAME)
            at = end
            continue
        at += 1
        if character == "?":
            steps.append(NOT_SLASH)
        elif character == "[":
            ranges, negated, at = _read_class(pattern, at)
            steps.append(_but_slash(ranges, negated))
        elif character == "\\":
            if at == len(pattern):
                raise _NeverMatchesError
            steps.append(pattern[at])
            at += 1
        else:
            steps.append(character)
    return steps


def _but_slash(ranges: tuple[Range, ...], negated: bool) -> One:
    """The class without ``/``, which none stands for."""
    if negated:
        return One((*ranges, Range("/", "/")), negated=True)
    split = []
    for low, high in ranges:
        if low <= "/" <= high:
            split += [Range(low, "."), Range("0", high)]
        else:
            split.append(Range(low, high))
    return One(tuple(split))


def _read_class(pattern: str, at: int) -> tuple[tuple[Range, ...], bool, int]:
    """The ranges of the class whose ``[`` stands before ``at``, whether it is negated, and the offset behind it."""
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    ranges: list[Range] = []
    low = ""  # what a "-" may make a range of
    first = True
    while first or pattern[at : at + 1] != "]":
        first = False
        character = pattern[at : at + 1]
        if character == "[" and pattern[at + 1 : at + 2] == ":":
            end = pattern.find("]", at + 2)
            if end > at + 2 and pattern[end - 1] == ":":
                named = _NAMED_CLASSES.get(pattern[at + 2 : end - 1])
                if named is None:
                    raise _NeverMatchesError
                ranges += named
                low = ""
                at = end + 1
                continue
        if character == "-" and low and pattern[at + 1 : at + 2] not in ("", "]"):
            high, at = _class_character(pattern, at + 1)
            ranges.append(Range(low, high))
            low = ""
            continue
        low, at = _class_character(pattern, at)
        ranges.append(Range(low, low))
    return tuple(ranges), negated, at + 1


def _class_character(pattern: str, at: int) -> tuple[str, int]:
    at += pattern[at : at + 1] == "\\"
    if at >= len(pattern):
        raise _NeverMatchesError
    return pattern[at], at + 1
