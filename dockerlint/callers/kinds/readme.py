"""Documentation in Markdown: the builds in its code blocks, which people run.  They are told and never changed."""

from __future__ import annotations

import re
from posixpath import dirname

from dockerlint.callers.build import Caller
from dockerlint.callers.embedded import Embedded
from dockerlint.callers.shell.commands import mentions_build, read_builds
from dockerlint.callers.shell.folders import Place
from dockerlint.callers.shell.handle import Shell
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.syntax.items import Logical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.build import Build
    from dockerlint.callers.change import Change
    from dockerlint.text import Edit, Source

KIND = "readme"
_FENCE = re.compile(r"[ \t]*(?P<fence>```+|~~~+)[ \t]*(?P<language>[\w-]*)")
_SHELLS = frozenset({"", "sh", "bash", "shell", "console", "zsh", "shell-session", "terminal"})
_PROMPT = re.compile(r"^[ \t]*(?:\$|#|>)[ \t]+(?=\w)", re.MULTILINE)
_MOST_BLOCKS = 2_000


def read(source: Source, place: str) -> Caller:
    folder = dirname(place)
    found: list[Build] = []
    for start, end in _shell_blocks(source.text):
        block = source.text[start:end]
        if mentions_build(block):
            text = _PROMPT.sub(lambda prompt: " " * len(prompt[0]), block)
            logical = Logical(text, ((0, start, len(text)),))
            shell = Shell(Embedded(source.path, logical, _nothing), Place(folder, ("",) if folder else ()), {}, KIND)
            found += read_builds(shell)
    return Caller(place, KIND, (), examples=tuple(found))


def _shell_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where the code blocks stand that may be shell text, without their fences."""
    fence, is_shell, start, at, count = "", False, 0, 0, 0
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if found is not None and not fence:
            fence, is_shell, start = found["fence"], found["language"].lower() in _SHELLS, at + len(line)
        elif found is not None and found["fence"].startswith(fence) and not found["language"]:
            count += 1
            if is_shell and count <= _MOST_BLOCKS:
                yield start, at
            fence = ""
        at += len(line)


def _nothing(_text: str) -> str | None:
    return None


def rewrite(_source: Source, _build: Build, _change: Change) -> list[Edit] | Refusal:
    return Refusal("documentation is for people to change")
