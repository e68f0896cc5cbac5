"""What is to change in a build that a caller runs, in the caller's own terms."""

from __future__ import annotations

from dockerlint.record import NamedTuple


class Move(NamedTuple):
    """The build argument ``argument`` becomes the secret ``id``."""

    argument: str
    id: str


class GivenFile(NamedTuple):
    """The file at ``path``, from the repository's root, becomes the secret ``id``."""

    id: str
    path: str


class GivenVariable(NamedTuple):
    """The environment variable ``variable`` becomes the secret ``id``."""

    id: str
    variable: str


class Export(NamedTuple):
    """The build argument ``argument`` of a command that has Compose build goes into its environment as ``variable``."""

    argument: str
    variable: str


class Change(NamedTuple):
    """``dropped`` are build arguments that nothing takes any more.

    ``ssh`` asks for the agent's socket, or for ``ssh_key``, a file as a shell writes its path, in place of an agent.
    """

    moves: tuple[Move, ...] = ()
    files: tuple[GivenFile, ...] = ()
    dropped: tuple[str, ...] = ()
    ssh: bool = False
    variables: tuple[GivenVariable, ...] = ()
    exports: tuple[Export, ...] = ()
    ssh_key: str = ""

    @property
    def ids(self) -> frozenset[str]:
        """The secrets that the build hands over once it is made."""
        moved = {move.id for move in self.moves} | {file.id for file in self.files}
        return frozenset(moved | {variable.id for variable in self.variables})

    def __bool__(self) -> bool:
        return bool(self.moves or self.files or self.dropped or self.ssh or self.variables or self.exports)


LITERAL_VALUE = "the value stands in the file itself: rotate it, and keep it where the service keeps its secrets"
