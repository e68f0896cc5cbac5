"""Shell scripts."""

from __future__ import annotations

from posixpath import dirname

from dockerlint.callers.build import Caller
from dockerlint.callers.embedded import plain
from dockerlint.callers.scripts import plain_bind
from dockerlint.callers.shell.commands import read_builds
from dockerlint.callers.shell.folders import Place
from dockerlint.callers.shell.handle import Shell
from dockerlint.callers.shell.rewrite import rewrite as rewrite_command
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.callers.build import Build
    from dockerlint.callers.change import Change
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.text import Edit, Source


def read(source: Source, place: str) -> Caller:
    """A script is started from the root or from its own folder; ``cd`` in it may say more."""
    own = dirname(place)
    if not _is_shell(source.text, place):
        return Caller(place, "script", ())
    shell = Shell(plain(source.path, source.text), Place("", (own,) if own else (), own), {})
    return Caller(place, "script", read_builds(shell))


def _is_shell(text: str, place: str) -> bool:
    """By its ``#!`` line; only a file that is called a script needs none."""
    first = text[: text.find("\n")] if "\n" in text else text
    if first.startswith("#!"):
        return any(word in first for word in ("/sh", "bash", "dash", "ksh", "zsh", " sh"))
    return "." in place.rpartition("/")[2]


def rewrite(_source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    return rewrite_command(build, change, plain_bind)
