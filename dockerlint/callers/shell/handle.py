"""Shell text of a caller, and the build commands that are met in it."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.callers.embedded import Embedded
    from dockerlint.callers.shell.exports import Exports
    from dockerlint.callers.shell.folders import Place
    from dockerlint.callers.shell.gathered import Element, Gathered
    from dockerlint.callers.shell.options import Arguments, Option
    from dockerlint.callers.shell.values import Named
    from dockerlint.shell.script import Command, Script
    from dockerlint.text import Span

PUT_TOGETHER = "the command stands in a text that is put together at run time"


class Shell(NamedTuple):
    """Shell text of a caller: where it stands, where it runs, and which variables of paths its surroundings set.

    ``assigned`` are variables that its surroundings set without exporting them.
    """

    text: Embedded
    place: Place
    variables: Mapping[str, str]
    kind: str = "script"
    assigned: frozenset[str] = frozenset()


class Handle(NamedTuple):
    """A build's command in its text, for rewriting: ``arguments`` are the options that gave :attr:`Build.arguments`.

    ``elements`` are those that variables gave it.
    """

    shell: Shell
    script: Script
    command: Command
    arguments: tuple[tuple[Option, Named], ...]
    exports: Exports
    elements: tuple[Element, ...] = ()


class Met(NamedTuple):
    """A command that builds, as it was met: ``outer`` with its wrappers, ``command`` without, and its words."""

    shell: Shell
    script: Script
    exports: Exports
    outer: Command
    command: Command
    words: Arguments
    gathered: Gathered | None = None

    @property
    def span(self) -> Span:
        return self.shell.text.span(self.outer.start, self.outer.end)

    @property
    def opaque(self) -> str:
        return "" if self.outer.verbatim else PUT_TOGETHER

    def handle(self, arguments: tuple[tuple[Option, Named], ...]) -> Handle:
        elements = self.gathered.elements if self.gathered is not None else ()
        return Handle(self.shell, self.script, self.outer, arguments, self.exports, elements)
