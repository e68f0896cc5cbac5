"""Commands and RUNs that are known to do nothing with credentials, so that an edited file need not be followed anew.

Most of a file has to do with no credential, and an editor has the whole file traced after every change.  While a piece
of shell text is followed, what it asks of the Dockerfile around it is noted: variables, texts with variables in them,
names of credentials that a tool reads unasked, files.  When nothing came of it, the same text has nothing to tell
wherever the answers are the same.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple, keep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.model import Step
    from dockerlint.shell.script import Command, Part, Word
    from dockerlint.trace.filesystem import FileSystem
    from dockerlint.trace.secrets import Origin
    from dockerlint.trace.taint import Taint
    from dockerlint.trace.trace import Trace

Key = tuple[object, ...]
Shape = tuple[object, ...]

FILES_AT_ONCE = 4  # that are looked through for a path with the effort of one thing found
_MOST = 8_192  # pieces that are remembered
_LONGEST = 2_000  # characters of one: a long RUN is remembered by its commands


class Quiet(NamedTuple):
    """What a piece asked: ``variables`` and what ``patterns`` match held no credential, ``texts`` came to these values.

    There was no credential and no mounted secret at ``files``, and no credential below ``folders``.  ``effort`` are the
    steps that following it took beside those for ``patterns`` and ``folders``, which grow with what there is.
    """

    variables: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    patterns: tuple[tuple[str, ...] | None, ...]
    files: tuple[str, ...]
    folders: tuple[str, ...]
    effort: int
    shape: Shape = ()

    def holds(
        self, trace: Trace, step: Step, files: FileSystem, local: Mapping[str, Taint], mounted: Mapping[str, Origin]
    ) -> bool:
        """Whether the answers are still the same in ``step``; the effort of following is then spent.

        ``local`` are the shell's variables so far, ``mounted`` the secrets that are mounted, by path.
        """
        if not files and not mounted and not self.variables and not self.texts and not self.patterns:
            trace.spend(self.effort)
            return True
        for name in self.variables:
            if local[name] if name in local else trace.judge.origin(step.variable(name)) is not None:
                return False
        for text, value in self.texts:
            if step.resolve(text) != value:
                return False
        if not self._is_away_from(files, mounted):
            return False
        effort = self.effort + len(self.folders) * (len(files) // FILES_AT_ONCE)
        for patterns in self.patterns:
            names = trace.interest.names(patterns)
            for name in names:
                if trace.judge.origin(step.variable(name)) is not None:
                    return False
            effort += len(names)
        if effort:
            trace.spend(effort)
        return True

    def _is_away_from(self, files: FileSystem, mounted: Mapping[str, Origin]) -> bool:
        """Whether none of the files and mounts is one that the piece asked about."""
        if mounted and not mounted.keys().isdisjoint(self.files):
            return False
        if not files:
            return True
        if not all(files.get(path) is None for path in self.files):
            return False
        return not any(True for path in self.folders for _ in files.below(path))


class Asked:
    """The questions of a piece that is being followed.  ``is_odd`` once it asks what no :class:`Quiet` can hold."""

    __slots__ = ("is_odd", "files", "folders", "patterns", "texts", "variables")

    def __init__(self) -> None:
        self.variables: dict[str, None] = {}
        self.texts: dict[str, str] = {}
        self.patterns: list[tuple[str, ...] | None] = []
        self.files: dict[str, None] = {}
        self.folders: list[str] = []
        self.is_odd = False

    def add(self, other: Asked) -> None:
        """Note what a part of the piece asked."""
        self.variables.update(other.variables)
        self.texts.update(other.texts)
        self.patterns += other.patterns
        self.files.update(other.files)
        self.folders += other.folders
        self.is_odd = self.is_odd or other.is_odd

    def add_known(self, known: Quiet) -> None:
        """Note what a part asks that was not followed, since it is known."""
        self.variables.update(dict.fromkeys(known.variables))
        self.texts.update(known.texts)
        self.patterns += known.patterns
        self.files.update(dict.fromkeys(known.files))
        self.folders += known.folders


def number_of(surroundings: Key) -> int:
    """A number that stands for them in keys: equal ones have one, and no other ever gets it."""
    found = _numbers.get(surroundings)
    if found is None:
        _count.append(found := _count.pop() + 1)
        keep(_numbers, surroundings, found, _MOST)
    return found


def recall(key: Key, command: Command | None = None) -> Quiet | None:
    """What is known of the piece; ``command`` is it where its script has an error, and must read as it did then."""
    known = _known.get(key)
    return known if known is None or command is None or known.shape == shape_of(command) else None


def remember(
    key: Key, asked: Asked, trace: Trace, files: FileSystem, effort: int, command: Command | None = None
) -> None:
    """Keep that the piece, or that command, was quiet; ``effort`` is what following it took in all."""
    effort -= sum(len(trace.interest.names(patterns)) for patterns in asked.patterns)
    effort -= len(asked.folders) * (len(files) // FILES_AT_ONCE)
    quiet = Quiet(
        tuple(asked.variables),
        tuple(asked.texts.items()),
        tuple(asked.patterns),
        tuple(asked.files),
        tuple(asked.folders),
        effort,
        shape_of(command) if command is not None else (),
    )
    keep(_known, key, quiet, _MOST)


def shape_of(command: Command) -> Shape:
    """How a command reads, wherever it stands.  Its text alone does not tell that in a script with an error."""
    return (
        command.name,
        [_shape_of_word(word) for word in command.words],
        [(each.name, each.value and _shape_of_word(each.value)) for each in command.assignments],
        [
            (each.operator, each.fd, each.target and _shape_of_word(each.target), each.heredoc is None)
            for each in command.redirects
        ],
    )


def _shape_of_word(word: Word) -> Shape:
    raw, _, _, parts = word
    if len(parts) == 1:
        part = parts[0]
        if not part.commands and not part.inner:
            return (raw, part.kind, part.text, part.quote, part.operator)
    return (raw, [_shape_of_part(part) for part in parts])


def _shape_of_part(part: Part) -> Shape:
    inner = [_shape_of_part(each) for each in part.inner]
    commands = [shape_of(each) for each in part.commands]
    return (part.kind, part.text, part.quote, part.operator, inner, commands)


def is_short(text: str) -> bool:
    """Whether a piece is remembered at all."""
    return len(text) <= _LONGEST


_known: dict[Key, Quiet] = {}
_numbers: dict[Key, int] = {}
_count = [0]
