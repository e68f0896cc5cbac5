"""The values that tracing yields: credentials by what carries them, and what happens to them.

Nothing here holds a credential's text: spans say where it stands.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Confidence
    from dockerlint.model import Step, Variable
    from dockerlint.shell.script import Command
    from dockerlint.text import Span


#: Variables that tell a program where its credential file lies.
CREDENTIALS_BY_PATH = frozenset({
    "GOOGLE_APPLICATION_CREDENTIALS", "AWS_SHARED_CREDENTIALS_FILE", "KUBECONFIG", "NETRC", "NPM_CONFIG_USERCONFIG",
    "PIP_CONFIG_FILE",
})  # fmt: skip


class Origin:
    """A credential where it enters the build.  Compared by identity.

    ``kind`` is ``arg``, ``env``, ``literal`` (written in a RUN), ``file`` (copied, made or downloaded) or ``mount``.
    ``value`` tells of the value what is safe to tell: ``token``, ``default``, ``unset``… (see ``classify_value``).
    ``parents`` are the credentials that it is made from (``ENV B=$A``).  A *tentative* one is a build argument whose
    name says nothing: it counts only once it is used as a credential.
    """

    __slots__ = (
        "is_confirmed", "raised", "confidence", "is_mounted", "kind", "mount", "name", "noun", "parents", "reason",
        "span", "step", "tentative", "value", "value_span", "variable",
    )  # fmt: skip

    def __init__(
        self, kind: str, name: str, noun: str, span: Span, step: Step, confidence: Confidence, value: str = "",
        variable: Variable | None = None, parents: tuple[Origin, ...] = (), value_span: Span | None = None,
    ) -> None:  # fmt: skip
        self.kind = kind
        self.name = name
        self.noun = noun
        self.span = span
        self.step = step
        self.confidence = confidence
        self.value = value
        self.variable = variable
        self.parents = parents
        self.value_span = value_span  # the literal text, to be masked in every report
        self.mount: Mount | None = None
        self.reason = ""  # what raised the confidence, in words for the message
        self.tentative = False
        # Whether it comes from a mount alone, so that only what is done with it can leak it.
        self.is_mounted: bool = kind == "mount" or (bool(parents) and all(parent.is_mounted for parent in parents))
        self.raised: Confidence | None = None  # the highest that it and all it comes from were raised to
        self.is_confirmed = False

    def line(self) -> Iterator[Origin]:
        """Itself and the credentials that it comes from, directly or not, each once.

        ``ENV`` lines can make a long chain of them, and one that splits and joins again and again.
        """
        seen = {self}
        pending = [self]
        while pending:
            each = pending.pop()
            yield each
            for parent in reversed(each.parents):
                if parent not in seen:
                    seen.add(parent)
                    pending.append(parent)

    def confirm(self, confidence: Confidence, reason: str, noun: str = "") -> None:
        """It is used as a credential, whatever its name."""
        pending = [self]
        while pending:
            each = pending.pop()
            if each.is_confirmed:
                continue
            each.is_confirmed = True
            if each.tentative:
                each.tentative, each.noun = False, noun or each.noun
            pending += each.parents
        self.raise_to(confidence, reason)

    def raise_to(self, confidence: Confidence, reason: str) -> None:
        pending = [self]
        while pending:
            each = pending.pop()
            if each.raised is not None and each.raised.rank <= confidence.rank:
                continue
            each.raised = confidence
            if confidence.rank < each.confidence.rank:
                each.confidence, each.reason = confidence, reason
            pending += each.parents

    def roots(self) -> tuple[Origin, ...]:
        """The credentials it comes from in the end, itself when it comes from none."""
        return tuple(each for each in self.line() if not each.parents)


class Mount(NamedTuple):
    """A ``RUN --mount=type=secret|ssh``: options as BuildKit reads them, defaults filled in."""

    type: str
    id: str
    target: str  # "" for an env-only mount
    env: str
    mode: int
    uid: int
    required: bool
    step: Step
    span: Span


class Use(NamedTuple):
    """A credential at work in a RUN.

    ``role`` is ``argument`` (given as a credential), ``url``, ``environment`` (read by the tool itself), ``assignment``
    or ``text``.
    """

    origin: Origin
    step: Step
    span: Span
    role: str
    command: Command | None = None


class Write(NamedTuple):
    """A file that a RUN writes a credential to, at an absolute path.

    ``how`` is ``redirect``, ``tool``, ``decode``, ``edit``, ``copy``, ``move``, or ``folder`` when a folder was moved.
    """

    path: str
    origins: tuple[Origin, ...]
    step: Step
    span: Span
    command: Command
    how: str


class Removal(NamedTuple):
    """A file removed in a later layer than that which holds it."""

    path: str
    step: Step
    span: Span
    command: Command
    held_by: Holding


class Holding:
    """A file of a stage's file system that holds a credential, from ``step`` on until ``removed_at``.

    ``is_kept`` is false once the RUN that wrote it has removed it: then no layer holds it.  ``is_document`` is true for
    a here-document of COPY or ADD that variables are put into.
    """

    __slots__ = ("is_document", "is_kept", "label", "origins", "path", "removed_at", "span", "step", "write")

    def __init__(
        self, path: str, origins: tuple[Origin, ...], step: Step, span: Span, label: str, write: Write | None
    ) -> None:
        self.path = path
        self.origins = origins
        self.step = step
        self.span = span
        self.label = label
        self.write = write
        self.removed_at: Removal | None = None
        self.is_kept = True
        self.is_document = False


class Literal(NamedTuple):
    """A credential written out in an instruction other than as ENV or ARG value, or in a comment.

    ``span`` covers the credential itself.  ``place`` is ``command``, ``url``, ``metadata`` or ``comment``.
    """

    what: str
    span: Span
    place: str
    confidence: Confidence
    step: Step | None
    start: int = 0  # offsets in the shell text, for a fix
    end: int = 0
    command: Command | None = None
    is_default: bool = False


class Copied(NamedTuple):
    """A credential file that COPY or ADD takes from the context (``source``) or from another stage (``holding``)."""

    what: str
    source: str
    destination: str
    step: Step
    span: Span
    confidence: Confidence
    secret_id: str
    kind: str
    holding: Holding | None = None
    word: int = -1  # index of the source word in the instruction
    whole: bool = False  # the file comes with a folder or a wildcard


class Download(NamedTuple):
    """A credential file that a RUN downloads into the image at ``path``."""

    what: str
    path: str
    step: Step
    span: Span
    command: Command
    confidence: Confidence
    secret_id: str
    origin: Origin | None = None  # a tentative one: the name alone does not tell a private key from a public one


class Printed(NamedTuple):
    """A credential written to the build log."""

    origins: tuple[Origin, ...]
    step: Step
    span: Span
    how: str


class FolderCopy(NamedTuple):
    """A COPY or ADD of a whole folder of the build context to the folder ``target``."""

    source: str
    target: str
    step: Step
    span: Span


class GeneratedKey(NamedTuple):
    """A private key that a RUN makes; ``by_package`` when the installation of a package does it."""

    path: str
    what: str
    step: Step
    span: Span
    confidence: Confidence
    by_package: bool = False


class DefaultPassword(NamedTuple):
    """A fixed password set by the build.  ``masked`` covers its text."""

    what: str
    step: Step
    span: Span
    masked: Span | None
    confidence: Confidence
