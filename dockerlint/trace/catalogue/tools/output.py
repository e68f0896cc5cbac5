"""Which commands put what they know into the build log."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.shell.script import Command

_TEXT = frozenset(("echo", "printf"))
_FILES = frozenset(("cat", "head", "tail", "less", "more", "tac", "nl", "bat", "xxd", "od", "strings"))
_ENVIRONMENT = frozenset(("env", "printenv", "set", "export", "declare"))


class Prints(NamedTuple):
    """``what`` is ``text`` (its arguments), ``files`` (their contents) or ``environment`` (all variables).

    ``words`` are the indices of the words concerned.  Whether the output is piped on is for the caller to see.
    """

    what: str
    words: tuple[int, ...]


def prints(command: Command) -> Prints | None:
    """What a command prints to the standard output, unless that is redirected to a file."""
    name = command.name
    if name not in _TEXT and name not in _FILES and name not in _ENVIRONMENT:
        return None
    if any(
        redirect.operator.lstrip("&").startswith(">")
        and redirect.fd in ("", "1", "&")
        and not _is_terminal(redirect.target)
        for redirect in command.redirects
    ):
        return None
    arguments = tuple(index for index, word in enumerate(command.words) if index and not word.raw.startswith("-"))
    if name in _TEXT:
        return Prints("text", arguments)
    if name in _FILES:
        return Prints("files", arguments) if arguments else None
    if name == "printenv":
        return Prints("text" if arguments else "environment", arguments)
    options = [word.raw for word in command.words[1:]]
    shows_all = not options or (name in ("export", "declare") and options in (["-p"], ["-x"], ["-px"]))
    return Prints("environment", ()) if shows_all and not command.assignments else None


def _is_terminal(target: object) -> bool:
    raw = getattr(target, "raw", "")
    return raw in ("/dev/stdout", "/dev/stderr", "/dev/tty", "/proc/1/fd/1", "2", "1")
