"""Paths in words of a script, as far as the script itself says what its variables hold."""

from __future__ import annotations

from dockerlint.callers.shell.folders import Place, inside
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockerlint.shell.script import Part, Script, Word

# What a path starts with when it is not literal text.
OWN = "\0own\0"  # the folder of the script
ROOT = "\0root\0"  # the root of the repository
HERE = "\0here\0"  # the current folder

_ROOTS = frozenset(
    """
    GITHUB_WORKSPACE CI_PROJECT_DIR WORKSPACE BITBUCKET_CLONE_DIR BUILD_SOURCESDIRECTORY CIRCLE_WORKING_DIRECTORY
    """.split()
)


def paths_of(script: Script, given: Mapping[str, str]) -> dict[str, str]:
    """What the variables of a script hold, where they are given one value in it; ``given`` are those set outside."""
    known = dict(given)
    lost: set[str] = set()
    for command in script.commands:
        for assignment in command.assignments:
            text = None if assignment.value is None else _text(assignment.value.parts, known)
            if assignment.value is None:
                continue
            if text is None or (assignment.name in known and known[assignment.name] != text):
                lost.add(assignment.name)
            else:
                known[assignment.name] = text
    return {name: text for name, text in known.items() if name not in lost}


def path_of(word: Word, start: int, place: Place, names: Mapping[str, str]) -> str | None:
    """The path from the repository's root that the word's text from ``start`` on means, None where it is not known."""
    from dockerlint.callers.shell.values import parts_from

    text = _text(parts_from(word.parts, word.start + start), names)
    return None if text is None else placed(text, place)


def text_of(word: Word, start: int, names: Mapping[str, str]) -> str | None:
    """The text of a word from ``start`` on, known variables put in; None where something else is in it."""
    from dockerlint.callers.shell.values import parts_from

    text = _text(parts_from(word.parts, word.start + start), names)
    return None if text is None or "\0" in text else text


def placed(text: str, place: Place) -> str | None:
    for mark, folder in ((OWN, place.own), (ROOT, ""), (HERE, place.folder)):
        if text.startswith(mark):
            rest = text.removeprefix(mark).lstrip("/")
            return None if "\0" in rest else inside(folder, rest or ".")
    return None if "\0" in text else inside(place.folder, text)


def _text(parts: Iterable[Part], names: Mapping[str, str]) -> str | None:
    found = []
    for part in parts:
        if part.kind == "literal":
            found.append(part.text)
            continue
        text = _known(part, names)
        if text is None:
            return None
        found.append(text)
    return "".join(found)


def _known(part: Part, names: Mapping[str, str]) -> str | None:
    if part.kind == "variable":
        if part.text in names and not part.operator:
            return names[part.text]
        if part.text in names or (part.operator.startswith((":-", "-")) and part.text not in names):
            return names.get(part.text) if part.text in names else _default(part)
        if part.operator:
            return OWN if part.text == "0" and part.operator == "%/*" else None
        return ROOT if part.text in _ROOTS else HERE if part.text == "PWD" else None
    text = part.text
    if part.kind == "other":
        return ROOT if text.replace(" ", "") == "${{github.workspace}}" else None
    if part.kind != "substitution":
        return None
    if text.strip() == "pwd":
        return HERE
    if "rev-parse --show-toplevel" in text:
        return ROOT
    if "dirname" in text and ("$0" in text or "BASH_SOURCE" in text):
        return OWN if ".." not in text and len(part.commands) <= 2 else _above(text)
    return None


def _default(part: Part) -> str | None:
    """The literal default of ``${name:-default}``."""
    text = part.operator.removeprefix(":").removeprefix("-")
    return text if text and not any(char in text for char in "$`\"'\\") else None


def _above(text: str) -> str | None:
    """``$(cd "$(dirname "$0")/.." && pwd)``."""
    ups = text.count("..")
    return OWN + "/" + "/".join([".."] * ups) if text.count("/..") == ups and text.strip().startswith("cd") else None
