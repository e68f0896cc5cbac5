"""What a rule is: a name, a check and the examples that document and test it.

A rule is one module under ``dockerlint/rules`` that ends with ``RULE = Rule(…)``; its docstring is its documentation.
"""

from __future__ import annotations

import sys

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dockerlint.finding import Confidence, Finding, Fix, Related, Secret, Severity
    from dockerlint.model import Dockerfile
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.staging.diagnosis import Diagnosis
    from dockerlint.text import Span

NO_FILES: Mapping[str, str] = {}


class Bad(NamedTuple):
    """A Dockerfile in which the rule finds something; ``after`` is it with the rule's fixes made, None without any.

    ``files`` stand in the build context, path to text.  ``fixed_files`` are those of them that the fix writes, as they
    are afterwards.  ``title`` heads the example in the documentation.
    """

    before: str
    after: str | None = None
    files: Mapping[str, str] = NO_FILES
    fixed_files: Mapping[str, str] = NO_FILES
    settings: Settings = Settings()
    title: str = ""


class Good(NamedTuple):
    """A Dockerfile that the rule has nothing to say about."""

    text: str
    files: Mapping[str, str] = NO_FILES
    settings: Settings = Settings()
    title: str = ""


class Rule(NamedTuple):
    """One thing that may be wrong with a Dockerfile.

    ``name`` reads well after "allow".  ``severity`` is that of its usual finding; a single finding may differ.
    ``check`` raises nothing and looks at nothing but its arguments.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    check: Callable[[Dockerfile, Settings], Iterable[Finding]]
    examples: tuple[Bad | Good, ...]
    is_default: bool = True  # False: it runs only when it is selected by code or name

    def finding(
        self, file: Dockerfile, span: Span, message: str, confidence: Confidence, *, secret: Secret | None = None,
        related: tuple[Related, ...] = (), remedy: Fix | Refusal | None = None, help: str | None = None,  # noqa: A002 - as a finding names it
        masked: tuple[Span, ...] = (), severity: Severity | None = None,
    ) -> Finding:  # fmt: skip
        """A finding of this rule; a merely possible one is no error.  ``remedy`` is its fix, or why there is none."""
        from dockerlint.finding import Confidence, Finding, Fix, Severity

        if severity is None:
            severity = self.severity
            if confidence is Confidence.POSSIBLE and severity is Severity.ERROR:
                severity = Severity.WARNING
        if remedy is None or isinstance(remedy, Fix):
            fix, reason = remedy, None
        else:
            fix, reason = None, remedy.reason
        return Finding(
            self.code, self.name, file.source.path, span, message, severity, confidence, secret, related, fix, reason,
            help, masked,
        )  # fmt: skip

    def variable_findings(self, file: Dockerfile, settings: Settings, kind: str, words: str) -> Iterator[Finding]:
        """What there is to say of the credentials in ``kind``: ``arg`` or ``env``, well-known defaults left out.

        ``words`` is the message; its braces stand for the variable, what it carries and where that stays.
        """
        from dockerlint.remedy.variable import move_variable
        from dockerlint.trace import trace
        from dockerlint.trace.telling import ROTATE, masked_spans, places, secret_of, steps_of, with_article

        found = trace(file)
        for origin in found.variables:
            if origin.kind != kind or origin.value == "default":
                continue
            secret = secret_of(found, origin)
            yield self.finding(
                file,
                origin.span,
                words.format(origin.name, with_article(origin.noun), places(secret.exposures)),
                origin.confidence,
                secret=secret,
                related=steps_of(found, origin),
                remedy=move_variable(found, origin, settings),
                masked=masked_spans(origin),
                help=ROTATE if origin.value_span else None,
            )

    def stage_finding(
        self, file: Dockerfile, diagnosis: Diagnosis, settings: Settings, which: str, help: str,  # noqa: A002 - as a finding names it
    ) -> Finding:  # fmt: skip
        """What there is to say of a final stage that builds; ``which`` stage it is, in words."""
        from dockerlint.finding import Related
        from dockerlint.staging.split import split
        from dockerlint.trace import trace

        return self.finding(
            file,
            diagnosis.span,
            f"{which} {diagnosis.does}, and the image ships {diagnosis.ships}",
            diagnosis.confidence,
            severity=diagnosis.severity,
            related=tuple(Related(span, message) for span, message in diagnosis.places),
            remedy=split(trace(file), diagnosis, settings),
            help=help,
        )

    @property
    def documentation(self) -> str:
        """The docstring of the rule's module, "" where Python was told to drop docstrings."""
        return sys.modules[self.check.__module__].__doc__ or ""

    @property
    def fixable(self) -> bool:
        """Whether an example shows a fix."""
        return any(isinstance(example, Bad) and example.after is not None for example in self.examples)
