"""What a caller says about one build: which Dockerfile it takes, what it hands over, where the image goes."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.text import Span

# How a caller comes by a value.
VARIABLE = "variable"  # an environment variable, by name
EXPRESSION = "expression"  # of the CI service: ``${{ secrets.X }}``, ``$(X)``, ``<< parameters.x >>``
FILE = "file"  # the content of a file, by path
COMMAND = "command"  # the output of a command
LITERAL = "literal"  # the value itself
MIXED = "mixed"  # text with variables or expressions in it
UNKNOWN = "unknown"


class Value(NamedTuple):
    """``text`` is the variable's name, the file's path, or the value as it is written, quotes of the place gone.

    That of a LITERAL is the secret itself: it is shown nowhere.  ``span`` is where it stands.
    """

    kind: str
    text: str
    span: Span


class Argument(NamedTuple):
    """A build argument as the caller gives it; ``span`` covers name and value.  ``name`` may be a pattern's rest."""

    name: str
    value: Value
    span: Span


class Provider(NamedTuple):
    """A secret as the caller gives it: ``id`` from an environment variable, a file, or a value written in the caller.

    ``kind`` is VARIABLE, FILE, or for a value that the service puts in place EXPRESSION, MIXED or LITERAL.
    ``text`` is the variable's name, the path, or the value as written.  ``type`` is ``secret`` or ``ssh``.
    """

    id: str
    kind: str
    text: str
    span: Span
    type: str = "secret"


class Build(NamedTuple):
    """One build that the file at ``path`` runs.

    ``dockerfile`` and ``context`` are paths from the repository's root, ``/`` between; None where they are not known
    (a variable, another repository).  ``candidates`` are further Dockerfiles that it may be, where the folder that a
    script runs in is not known.  ``opaque`` says why its arguments cannot be seen or changed, "" where they can.
    ``no_mounts`` says why a secret mount gets nothing from this builder, "" where it does.
    ``target`` is "" where one is named that is not known.  ``hides_providers`` is true where secrets come from a place
    that cannot be seen.
    ``is_part`` is true for what is built only together with something else, which may hand over more.
    ``name`` is that of a service or target, ``inherits`` are the names of those in its file that complete it, and
    ``is_incomplete`` says that it names no context, as what completes another file's service does not.
    ``pushes`` is whether the image leaves the machine: True, False, or None where a variable decides.
    """

    path: str
    kind: str  # of the caller: "github", "compose", "make", "script"…
    builder: str  # "buildx", "docker", "buildah", "podman", "kaniko"…
    span: Span  # of the command, or of the key that names the action
    dockerfile: str | None
    context: str | None
    target: str | None = None
    arguments: tuple[Argument, ...] = ()
    providers: tuple[Provider, ...] = ()
    tags: tuple[str, ...] = ()
    pushes: bool | None = False
    candidates: tuple[str, ...] = ()
    opaque: str = ""
    no_mounts: str = ""
    hides_providers: bool = False
    is_part: bool = False
    name: str = ""
    inherits: tuple[str, ...] = ()
    is_incomplete: bool = False
    handle: object = None  # what the module of ``kind`` needs to rewrite it


class Caller(NamedTuple):
    """A file that runs builds.  ``document`` is its tree where its language has one that other code may want.

    ``examples`` are builds that a text tells its readers to run: nothing runs them, and no fix changes them.
    """

    path: str
    kind: str
    builds: tuple[Build, ...]
    document: object = None
    unread: str = ""  # why it could not be read, "" when it could
    examples: tuple[Build, ...] = ()
