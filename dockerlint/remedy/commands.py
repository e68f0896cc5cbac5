"""What the commands of a RUN tell about variables, read once for all fixes of a file."""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue import tools

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dockerlint.model import Step
    from dockerlint.shell.script import Command, Part, Word
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.trace import Trace

PYTHON = lazy(r"python[\d.]*$")


class Commands:
    """The commands of one RUN, with wrappers taken off."""

    def __init__(self, text: RunText) -> None:
        self._reading: dict[tuple[str, ...], list[tuple[Command, Command]]] = {}
        self.python: list[Command] = []
        self.run_others = False  # whether any runs code of the project
        for command in text.script.commands:
            inner = command.unwrapped()
            patterns = tools.environment_read(inner)
            if patterns:
                self._reading.setdefault(patterns, []).append((command, inner))
            if PYTHON.match(inner.name):
                self.python.append(inner)
            self.run_others = self.run_others or tools.runs_project_code(inner)
        self._places: dict[str, list[tuple[int, int]]] = {}  # variables that the shell expands, and in which commands
        for command, part in _expanding(text):
            self._places.setdefault(part.text, []).append((command.start, command.end))

    @property
    def patterns(self) -> set[str]:
        """The names and patterns of all variables that they read unasked."""
        return {pattern for patterns in self._reading for pattern in patterns}

    def readers(self, name: str, gone: set[tuple[int, int]], replaced: Collection[tuple[int, int]]) -> set[str]:
        """The programs that read ``name`` unasked; ``gone`` are commands to leave out, and a git with a place written
        anew: one that got a credential helper looks for no variable.
        """
        return {
            inner.name
            for patterns, commands in self._reading.items()
            if tools.matches(name, patterns)
            for command, inner in commands
            if (command.start, command.end) not in gone and not (inner.name == "git" and _is_changed(command, replaced))
        }

    def expanded(self, name: str, gone: set[tuple[int, int]]) -> int:
        """How often the shell of the RUN itself expands ``name`` in commands other than ``gone``."""
        return sum(place not in gone for place in self._places.get(name, ()))


def commands_of(trace: Trace, step: Step) -> Commands:
    return trace.answers.once(("commands", id(step)), lambda: Commands(trace.text(step)))


def shell_parts(text: RunText) -> Iterator[Part]:
    """Every variable that the shell of the RUN itself expands.

    Not those that only an inner shell expands (``sh -c '…'``, ``bash <<'EOF'``): it reads its environment.
    """
    return (part for _, part in _expanding(text))


def _expanding(text: RunText) -> Iterator[tuple[Command, Part]]:
    for command in text.script.commands:
        if not text.script.is_nested(command):
            yield from ((command, part) for part in _command_parts(command))


def _command_parts(command: Command) -> Iterator[Part]:
    words: list[Word | None] = list(command.words)
    words += [assignment.value for assignment in command.assignments]
    for redirect in command.redirects:
        words += [redirect.target, redirect.heredoc]
    for word in words:
        if word is not None:
            yield from _word_parts(word)


def _word_parts(word: Word) -> Iterator[Part]:
    for part in word.parts:
        if part.kind == "variable":
            yield part
        for command in part.commands:
            yield from _command_parts(command)


def _is_changed(command: Command, replaced: Collection[tuple[int, int]]) -> bool:
    return any(command.start <= start and end <= command.end for start, end in replaced)
