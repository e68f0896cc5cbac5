"""Documentation in Markdown: the builds in its code blocks, which people run.  They are told and never changed."""

from __future__ import annotations

import re
from posixpath import dirname

from dockerlint.callers.build import Caller
from dockerlint.callers.embedded import Embedded
from dockerlint.callers.shell.commands import Shell, mentions_build, read_builds
from dockerlint.callers.shell.folders import Place
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.syntax.items import Logical

if TYPE_CHECKING:
    from dockerlint.callers.build import Build
    from dockerlint.callers.change import Change
    from dockerlint.text import Edit, Source

KIND = "readme"
_FENCE = re.compile(
    r"^[ \t]*(?P<fence>```+|~~~+)[ \t]*(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)^[ \t]*(?P=fence)[ \t]*\r?$",
    re.MULTILINE | re.DOTALL,
)
_SHELLS = frozenset({"", "sh", "bash", "shell", "console", "zsh", "shell-session", "terminal"})
_PROMPT = re.compile(r"^[ \t]*(?:\$|#|>)[ \t]+(?=\w)", re.MULTILINE)
_MOST_BLOCKS = 2_000


def read(source: Source, place: str) -> Caller:
    folder = dirname(place)
    found: list[Build] = []
    for number, block in enumerate(_FENCE.finditer(source.text)):
        if number >= _MOST_BLOCKS:
            break
        if block["language"].lower() in _SHELLS and mentions_build(block["text"]):
            text = _PROMPT.sub(lambda prompt: " " * len(prompt[0]), block["text"])
            logical = Logical(text, ((0, block.start("text"), len(text)),))
            shell = Shell(Embedded(source.path, logical, _nothing), Place(folder, ("",) if folder else ()), {}, KIND)
            found += read_builds(shell)
    return Caller(place, KIND, (), examples=tuple(found))


def _nothing(_text: str) -> str | None:
    return None


def rewrite(_source: Source, _build: Build, _change: Change) -> list[Edit] | Refusal:
    return Refusal("documentation is for people to change")
