"""Absolute paths for what a command line or a table calls a file."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

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
        """``path`` made absolute and tidy.  It stays as it is when it starts with a variable of unknown value."""
        if path[:1] == "~" and (len(path) == 1 or path[1] == "/"):
            path = self.home + path[1:]
        elif path.startswith("$"):
            name, rest = _leading_variable(path)
            value = self.home if name == "HOME" else self.variables.get(name, "")
            if name == "PWD":
                value = self.workdir
            if not value:
                return path
            path = value + rest
        if not path.startswith("/"):
            path = f"{self.workdir}/{path}"
        folder = path.endswith("/")
        path = normpath(path)
        if path.startswith("//"):
            path = path[1:]
        return path + "/" if folder and path != "/" else path

    def listed(self, paths: str) -> tuple[str, ...]:
        """The paths of a table, without those that hang on a variable of unknown value."""
        found = [self.resolve(path) for path in paths.split()]
        return tuple(dict.fromkeys(path for path in found if not path.startswith("$")))


def _leading_variable(path: str) -> tuple[str, str]:
    if path.startswith("${"):
        name, brace, rest = path[2:].partition("}")
        return (name, rest) if brace and name.isidentifier() else ("", path)
    end = 1
    while end < len(path) and (path[end].isalnum() or path[end] == "_"):
        end += 1
    return path[1:end], path[end:]
