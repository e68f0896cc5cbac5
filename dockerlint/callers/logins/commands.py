"""Commands that log in: which of their words is the password, and how the command reads without it.

Options are those of ``docker login --help``, podman-login(1), ``helm registry login --help``, ``oras login --help`` and
``crane auth login --help``.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.shell.wrappers import option_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.shell import Command, Script, Word

# A tool, and the words behind it that make it log in.
_LOGINS = (
    ("docker", ("login",)), ("podman", ("login",)), ("buildah", ("login",)), ("nerdctl", ("login",)),
    ("skopeo", ("login",)), ("oras", ("login",)), ("helm", ("registry", "login")), ("crane", ("auth", "login")),
)  # fmt: skip
_LONG = ("authfile", "cert-dir", "scope", "config", "context", "host", "log-level")


class Login(NamedTuple):
    """``password`` is the word, or the part of a word, that says it; None where it does not stand in the command.

    ``first`` and ``behind`` are the indexes of the words of its option.  ``user`` is the word of the user's name,
    ``registry`` that of the address.
    """

    command: Command
    tool: str
    words: tuple[Word, ...]
    user: Word | None
    password: Word | None
    first: int
    behind: int
    registry: Word | None


def logins(script: Script) -> Iterator[Login]:
    """The commands of ``script`` that log in to a registry."""
    for command in script.every_command():
        words = command.unwrapped().words
        found = _tool(command, words)
        if found is not None:
            yield _read(command, found[0], words, found[1])


def _tool(command: Command, words: tuple[Word, ...]) -> tuple[str, int] | None:
    """The tool, and where the options of its login start."""
    name = command.unwrapped().name
    for tool, verbs in _LOGINS:
        if name != tool:
            continue
        at = option_end(words, 1, "cHl", ("config", "context", "host", "log-level"))
        if tuple(word.literal for word in words[at : at + len(verbs)]) == verbs:
            return tool, at + len(verbs)
    return None


def _read(command: Command, tool: str, words: tuple[Word, ...], start: int) -> Login:
    user: Word | None = None
    password: Word | None = None
    registry: Word | None = None
    first = behind = 0
    at = start
    while at < len(words):
        name, value, end = _option(words, at)
        if name == "u":
            user = value
        elif name == "p":
            password, first, behind = value, at, end
        elif not name and registry is None:
            registry = words[at]
        at = end
    return Login(command, tool, words, user, password, first, behind, registry)


def _option(words: tuple[Word, ...], at: int) -> tuple[str, Word | None, int]:
    """The option at ``at`` as ``u``, ``p`` or ``-`` ("" for no option), its value, and the index of what follows."""
    raw = words[at].raw
    for name, letter in (("--username", "u"), ("--password", "p")):
        if raw.startswith(name + "="):
            return letter, _behind(words[at], len(name) + 1), at + 1
        if raw == name:
            return letter, words[at + 1] if at + 1 < len(words) else None, at + 2
    if raw[:2] in ("-u", "-p") and not raw.startswith("--"):
        letter = raw[1]
        if len(raw) == 2:
            return letter, words[at + 1] if at + 1 < len(words) else None, at + 2
        return letter, _behind(words[at], 3 if raw[2] == "=" else 2), at + 1
    following = option_end(words[: at + 2], at, "", _LONG)
    return ("-", None, max(following, at + 1)) if raw.startswith("-") and raw != "-" else ("", None, at + 1)


def _behind(word: Word, count: int) -> Word:
    """``word`` without its first ``count`` characters, which are literal and not quoted."""
    head = word.parts[0]
    parts = (head._replace(text=head.text[count:], start=head.start + count), *word.parts[1:])
    kept = tuple(part for part in parts if part.start < part.end)
    return word._replace(raw=word.raw[count:], start=word.start + count, parts=kept)
