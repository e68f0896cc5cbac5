"""What a rule about callers is: a check of one caller in its repository, and examples that are small repositories."""

from __future__ import annotations

import sys

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dockerlint.callers.build import Build
    from dockerlint.callers.repository import Read, Repository
    from dockerlint.finding import Confidence, Finding, Fix, Related, Secret, Severity
    from dockerlint.model import Dockerfile
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.settings import Settings
    from dockerlint.text import Span


class View(NamedTuple):
    """What a rule may look at besides the caller itself.

    ``texts`` are newer than those on disk, by path.  ``dockerfile_findings`` are those of the Dockerfile at a place,
    with the edits of all callers in their fixes, ``dockerfile`` is its model, None where there is none.  ``declaring``
    gives the Dockerfiles that declare a build argument.
    """

    repository: Repository
    texts: dict[str, str]
    dockerfile_findings: Callable[[str], tuple[Finding, ...]]
    dockerfile: Callable[[str], Dockerfile | None]
    settings: Settings
    declaring: Callable[[str], tuple[str, ...]]

    def taken_by(self, build: Build) -> Dockerfile | None:
        """The Dockerfile that a build takes, where that is certain and it is in the repository."""
        taken = self.repository.dockerfiles_of(build)
        return self.dockerfile(taken[0]) if len(taken) == 1 else None


class Leaking(NamedTuple):
    """A repository, place to text, in which the rule finds something; ``after`` are the files that its fix changes."""

    files: Mapping[str, str]
    after: Mapping[str, str] | None = None
    title: str = ""


class Clean(NamedTuple):
    """A repository in which the rule finds nothing."""

    files: Mapping[str, str]
    title: str = ""


class CallerRule(NamedTuple):
    """One thing that may be wrong with a file that runs builds.

    ``check`` raises nothing.  ``name`` reads well after "allow".
    """

    code: str
    name: str
    summary: str
    severity: Severity
    check: Callable[[Read, View], Iterable[Finding]]
    examples: tuple[Leaking | Clean, ...]
    is_default: bool = True

    def finding(
        self, read: Read, span: Span, message: str, confidence: Confidence, *, secret: Secret | None = None,
        related: tuple[Related, ...] = (), remedy: Fix | Refusal | None = None, help: str | None = None,  # noqa: A002 - as a finding names it
        masked: tuple[Span, ...] = (), severity: Severity | None = None,
    ) -> Finding:  # fmt: skip
        """A finding of this rule; a merely possible one is no error.  ``remedy`` is its fix, or why there is none."""
        from dockerlint.finding import Confidence, Finding, Fix, Severity

        if severity is None:
            severity = self.severity
            if confidence is Confidence.POSSIBLE and severity is Severity.ERROR:
                severity = Severity.WARNING
        fix = remedy if isinstance(remedy, Fix) else None
        reason = None if remedy is None or isinstance(remedy, Fix) else remedy.reason
        return Finding(
            self.code, self.name, read.source.path, span, message, severity, confidence, secret, related, fix, reason,
            help, masked,
        )  # fmt: skip

    @property
    def documentation(self) -> str:
        """The docstring of the rule's module, "" where Python was told to drop docstrings."""
        return sys.modules[self.check.__module__].__doc__ or ""

    @property
    def fixable(self) -> bool:
        """Whether an example shows a fix."""
        return any(isinstance(example, Leaking) and example.after is not None for example in self.examples)
