"""Absolute paths for what a command line or a table calls a file."""

from __future__ import annotations

from posixpath import normpath

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING: Mapping[str, str] = {}


class Place:
    """Where a command runs: its home, its working directory, and the variables whose values are known."""

    __slots__ = ("home", "variables", "workdir")

    def __init__(self, home: str, workdir: str, variables: Mapping[str, str] = NOTHING) -> None:
        self.home = home or "/root"
        self.workdir = workdir or "/"
        self.variables = variables

    def resolve(self, path: str) -> str:
        """``path`` made absolute and tidy; a trailing slash stays.

        ``~``, ``$HOME``, ``$PWD`` and variables of known value are put in.  A path that starts with another variable
        comes back as it is.
        """
        if path[:1] == "~" and (len(path) == 1 or path[1] == "/"):
            path = self.home + path[1:]
        if "$" in path:
            path = self.expand(path)
            if path.startswith("$"):
                return path
        if not path.startswith("/"):
            path = f"{self.workdir}/{path}"
        tidy = normpath(path)
        if tidy.startswith("//"):
            tidy = tidy[1:]
        return tidy + "/" if path.endswith("/") and tidy != "/" else tidy

    def expand(self, text: str) -> str:
        """``text`` with ``$NAME`` and ``${NAME}`` replaced where the value is known."""
        pieces = text.split("$")
        found = pieces[0]
        for piece in pieces[1:]:
            name, rest = _leading_name(piece)
            value = self._value(name) if name else ""
            found += value + rest if value else "$" + piece
        return found

    def _value(self, name: str) -> str:
        if name in self.variables:
            return self.variables[name]
        return {"HOME": self.home, "PWD": self.workdir}.get(name, "")

    def listed(self, paths: str) -> tuple[str, ...]:
        """The paths of a table, without those that hang on a variable of unknown value."""
        found = [self.resolve(path) for path in paths.split()]
        return tuple(dict.fromkeys(path for path in found if not path.startswith("$")))


def _leading_name(text: str) -> tuple[str, str]:
    if text.startswith("{"):
        name, brace, rest = text[1:].partition("}")
        return (name, rest) if brace and name.isidentifier() else ("", text)
    end = 0
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return text[:end], text[end:]
