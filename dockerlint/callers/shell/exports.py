"""Which variables of a script reach the environment of the commands that it runs."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.shell.script import Command, Script

_SETS_ANY = frozenset({"source", ".", "eval", "mapfile", "readarray", "getopts", "local"})


class Exports:
    """What a script sets and exports, by one look at it.

    ``reach`` tells whether commands see a variable: it is exported, or the script does not set it, so that it can only
    come from the environment.
    """

    __slots__ = ("_all", "_exported", "_may_set_any", "_set")

    def __init__(self, script: Script) -> None:
        self._all = False
        self._may_set_any = False
        self._exported: set[str] = set()
        self._set: set[str] = set()
        for command in script.commands:
            self._look(command)

    def reach(self, name: str) -> bool:
        if not name.isidentifier():
            return False
        if self._all or name in self._exported:
            return True
        return name not in self._set and not self._may_set_any

    def _look(self, command: Command) -> None:
        name = command.name
        words = [word.literal for word in command.words[1:]]
        if name in _SETS_ANY:
            self._may_set_any = True
        elif name == "read":
            self._set.update(word for word in words if word)
        elif name == "set" and any(
            word == "allexport" or ((word or " ")[0] == "-" and "a" in word) for word in words if word
        ):
            self._all = True
        elif name == "for" and words and words[0]:
            self._set.add(words[0])
        given = {assignment.name for assignment in command.assignments}
        if name == "export" or (
            name in ("declare", "typeset") and any((word or "").startswith("-x") for word in words)
        ):
            self._exported |= given
        elif name in ("declare", "typeset") or not command.words:
            self._set |= given
