"""What dockerlint says: findings, the fixes it offers with them, and the words for how sure and how grave."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, Enum, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.built import Built
    from dockerlint.text import Edit, Span


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Confidence(Enum):
    """How sure a finding is, best first in :attr:`rank` order: a name alone is at most ``possible``."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """0 for ``certain``, 2 for ``possible``."""
        return _CONFIDENCES.index(self)


_CONFIDENCES = tuple(Confidence)


def surest(confidences: Iterable[Confidence]) -> Confidence:
    """The best of them.  Raises ValueError when there is none."""
    return min(confidences, key=lambda each: each.rank)


class Safety(Enum):
    """What applying a fix asks of its user; see docs/architecture.md, "Fixes"."""

    SAFE = "safe"
    NEEDS_SECRET = "needs-secret"
    UNSAFE = "unsafe"


class Exposure(Enum):
    """Where a secret stays visible."""

    HISTORY = "history"
    CONFIG = "config"
    LAYER = "layer"
    DELETED_IN_LAYER = "deleted-in-layer"
    PROVENANCE = "provenance"
    CACHE = "cache"
    LOG = "log"
    TEXT = "text"


class Secret(NamedTuple):
    """A credential by the name of what carries it; its value is never kept here."""

    name: str
    exposures: tuple[Exposure, ...] = ()


class Related(NamedTuple):
    """One further step of a trace: a place and what happens there."""

    span: Span
    message: str
    path: str = ""  # the finding's own file when empty


class Supply(NamedTuple):
    """One option that hands a secret over: to ``docker build``, or to ``docker run`` for what the program reads."""

    verb: str  # "build" or "run"
    option: str  # "--secret id=npm_token,env=NPM_TOKEN", "--ssh default", "-e DB_PASSWORD"

    @property
    def command(self) -> str:
        return f"docker {self.verb} {self.option} {'.' if self.verb == 'build' else 'IMAGE'}"


class Fix(NamedTuple):
    """A set of edits that are made all or none; ``supply`` says how the secret reaches the build or the container.

    ``left`` names what would have to change as well and does not, each in a sentence that begins with its place.
    """

    title: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.SAFE
    supply: tuple[Supply, ...] = ()
    left: tuple[str, ...] = ()


class Finding(NamedTuple):
    """One problem at one place.

    ``no_fix_because`` says why ``fix`` is None where one might be expected.  ``masked`` are the spans, in the finding's
    own file, of every literal secret that it concerns: no report shows their text.  ``built`` are the places in a built
    image, for a finding in one; ``path`` and ``span`` are then those of the instruction that made it.
    """

    code: str
    name: str
    path: str
    span: Span
    message: str
    severity: Severity
    confidence: Confidence
    secret: Secret | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    no_fix_because: str | None = None
    help: str | None = None
    masked: tuple[Span, ...] = ()
    built: Built | None = None
