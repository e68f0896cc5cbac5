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
    from dockerlint.trace.filesystem import FileSystem
    from dockerlint.trace.secrets import Origin
    from dockerlint.trace.taint import Taint
    from dockerlint.trace.trace import Trace

Key = tuple[object, ...]

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

    def holds(
        self, trace: Trace, step: Step, files: FileSystem, local: Mapping[str, Taint], mounted: Mapping[str, Origin]
    ) -> bool:
        """Whether the answers are still the same in ``step``; the effort of following is then spent.

        ``local`` are the shell's variables so far, ``mounted`` the secrets that are mounted, by path.
        """
        for name in self.variables:
            if local[name] if name in local else trace.judge.origin(step.variable(name)) is not None:
                return False
        for text, value in self.texts:
            if step.resolve(text) != value:
                return False
        if mounted and not mounted.keys().isdisjoint(self.files):
            return False
        if files and not all(files.get(path) is None for path in self.files):
            return False
        if files and any(True for path in self.folders for _ in files.below(path)):
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


def recall(key: Key) -> Quiet | None:
    return _known.get(key)


def remember(key: Key, asked: Asked, trace: Trace, files: FileSystem, effort: int) -> None:
    """Keep that the piece was quiet; ``effort`` is what following it took in all."""
    effort -= sum(len(trace.interest.names(patterns)) for patterns in asked.patterns)
    effort -= len(asked.folders) * (len(files) // FILES_AT_ONCE)
    quiet = Quiet(
        tuple(asked.variables),
        tuple(asked.texts.items()),
        tuple(asked.patterns),
        tuple(asked.files),
        tuple(asked.folders),
        effort,
    )
    keep(_known, key, quiet, _MOST)


def is_short(text: str) -> bool:
    """Whether a piece is remembered at all."""
    return len(text) <= _LONGEST


_known: dict[Key, Quiet] = {}
