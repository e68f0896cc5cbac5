"""What the rules about logins to registries say, by whether everybody has an alternative there."""

from __future__ import annotations

from dockerlint.callers.documents import documents_of
from dockerlint.callers.logins.github import registry_logins
from dockerlint.callers.logins.registries import DOCKER_HUB, OTHER, UNKNOWN
from dockerlint.finding import Confidence, Fix, Safety, Secret
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import CallerRule
    from dockerlint.finding import Finding

# Whose alternative is not for everybody: organisations only, or none that is known.
_MAYBE = frozenset((DOCKER_HUB, OTHER, UNKNOWN))


def login_findings(rule: CallerRule, read: Read, *, for_everybody: bool) -> Iterator[Finding]:
    """The logins of a GitHub workflow with a lasting password, at registries of one of the two sorts."""
    if read.kind.name != "github" or "password" not in read.source.text:
        return
    for document in documents_of(read.source):
        for login in registry_logins(read.source, document):
            if (login.registry in _MAYBE) == for_everybody:
                continue
            remedy = login.remedy
            title = "log in with the job's own identity"
            yield rule.finding(
                read,
                login.span,
                f"the login to the registry uses {login.what} that lasts until it is revoked",
                Confidence.LIKELY if for_everybody else Confidence.POSSIBLE,
                secret=Secret("password"),
                remedy=remedy if isinstance(remedy, Refusal) else Fix(title, remedy, Safety.UNSAFE),
                help=login.setup or None,
            )
