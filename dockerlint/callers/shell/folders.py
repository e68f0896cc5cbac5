"""The folder that each command of a script runs in, as far as ``cd`` says so."""

from __future__ import annotations

from posixpath import isabs, join, normpath

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.shell.script import Command, Script, Word

_OWN_SHELL = frozenset({"subshell", "substitution", "nested"})


class Place(NamedTuple):
    """Where shell text runs: ``folder`` from the repository's root ("" for that itself), None where it is not known.

    ``others`` are folders that it may be started in as well.  ``own`` is that of the script's file, which
    ``$(dirname "$0")`` stands for.
    """

    folder: str | None
    others: tuple[str, ...] = ()
    own: str | None = None


def inside(folder: str | None, path: str) -> str | None:
    """``path`` seen from ``folder``; None where either is unknown or it leaves the repository."""
    if folder is None or isabs(path) or path.startswith("~"):
        return None
    joined = normpath(join(folder, path)) if folder or path else "."
    if joined == ".." or joined.startswith("../"):
        return None
    return "" if joined == "." else joined


def folders_of(script: Script, place: Place) -> dict[int, Place]:
    """The place of every command, by the command's ``start``."""
    return _walk(script, place)[0]


def place_after(script: Script, place: Place) -> Place:
    """Where the shell is when all of the script has run."""
    return _walk(script, place)[1]


def _walk(script: Script, place: Place) -> tuple[dict[int, Place], Place]:
    here: dict[int, Place] = {}
    found = {}
    for command in script.commands:
        scope = _scope(script, command.list_id)
        current = _current(script, here, scope, place)
        found[command.start] = current
        if command.name in ("cd", "pushd") and command.stage == 0:
            here[scope] = _moved(current, command)
        elif command.name == "popd":
            here[scope] = place
    return found, here.get(0, place)


def _scope(script: Script, list_id: int) -> int:
    """The list whose shell a command of ``list_id`` runs in: a group or a loop has that of its surroundings."""
    while list_id > 0 and script.blocks and script.blocks[list_id].kind not in _OWN_SHELL:
        list_id = script.blocks[list_id].parent
    return max(list_id, 0)


def _current(script: Script, here: dict[int, Place], scope: int, place: Place) -> Place:
    while True:
        if scope in here:
            return here[scope]
        if scope <= 0 or not script.blocks:
            return place
        scope = _scope(script, script.blocks[scope].parent)


def _moved(place: Place, command: Command) -> Place:
    words = [word for word in command.words[1:] if not word.raw.startswith("-") or word.raw == "-"]
    if len(words) != 1:
        return Place(None, own=place.own)
    literal = words[0].literal
    if literal is None:
        below = _below_own(words[0])
        return Place(None if below is None or place.own is None else inside(place.own, below), own=place.own)
    if literal == "-":
        return Place(None, own=place.own)
    folder = inside(place.folder, literal)
    others = tuple(each for other in place.others if (each := inside(other, literal)) is not None)
    return Place(folder, others, place.own)


def _below_own(word: Word) -> str | None:
    """The path behind ``$(dirname "$0")``, also with ``${BASH_SOURCE[0]}`` and ``${0%/*}``; None for other words."""
    parts = [part for part in word.parts if part.kind != "literal" or part.text]
    if not parts or len(parts) > 2 or (len(parts) == 2 and parts[1].kind != "literal"):
        return None
    first = parts[0]
    text = first.text
    if first.kind == "substitution" and "dirname" in text and ("$0" in text or "BASH_SOURCE" in text):
        if text.count("$") > 1 or ".." in text:
            return None
    elif not (first.kind == "variable" and text == "0" and first.operator == "%/*"):
        return None
    return parts[1].text.lstrip("/") if len(parts) == 2 else "."
