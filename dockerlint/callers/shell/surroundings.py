"""What surrounds a command in its script: programs that take its environment away, quotes that it stands in."""

from __future__ import annotations

import re

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.shell.script import Command, Script

# sudo is not among them: it can be told what to keep.
_LOSING = lazy(
    r"(?:^|[\s(\"'])(?:(su|runuser|doas|pkexec|chroot|systemd-run|ssh)(?=\s)"
    r"|(env)\s+(?:-\S+\s+|\w+=\S*\s+)*(?:-|-\w*[iu]\S*|--ignore-environment|--unset\S*)(?=\s))"
)
_SUDO = lazy(r"(?:^|[\s(\"'])sudo\s")
_KEEPING = lazy(r"\s(?:-\w*E\w*|--preserve-env)(?=[\s=])")
_SEPARATOR = re.compile(r"[;&|]")


class Surroundings(NamedTuple):
    """``before`` is the text in front of the command that belongs to it; ``quote`` is the quote that it stands in."""

    before: str
    quote: str

    def loses_environment(self) -> str:
        """The program that may start the command without the environment of the script, "" for none.

        sudo counts where it stands in front of a whole shell, not where it is the command's own first word.
        """
        found = _LOSING.search(self.before)
        if found is not None:
            return found[1] or found[2]
        return "sudo" if self.quote and _SUDO.search(self.before) and not _KEEPING.search(self.before) else ""


def surroundings_of(text: str, script: Script, command: Command) -> Surroundings:
    """Of a command of ``script``, which was read from ``text``."""
    at = command.unwrapped().words[0].start if command.unwrapped().words else command.start
    start = text.rfind("\n", 0, at) + 1
    before = _SEPARATOR.split(text[start:at])[-1]
    quote = ""
    block = command.list_id
    while block > 0 and script.blocks:
        found = script.blocks[block]
        if found.kind == "nested":
            before = text[found.start : at]
            opened = text[found.body_start - 1 : found.body_start]
            quote = quote or (opened if opened in ("'", '"') else "")
        block = found.parent
    return Surroundings(before, quote)
