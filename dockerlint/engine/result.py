"""What a run says about one file, and what went wrong on the way."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.finding import Finding
    from dockerlint.text import Source, Span


class Failure(NamedTuple):
    """Something that kept a file from being checked, or fixed, in full.

    ``kind`` is ``unreadable`` (exit status 3), ``unwritable`` (3), ``unscanned`` (3: a part of an image or a file that
    was not looked at) or ``internal`` (4: a defect of dockerlint).
    ``detail`` is a traceback without any text of the file, for ``--verbose``.
    """

    path: str
    kind: str
    message: str
    detail: str = ""


class Note(NamedTuple):
    """A remark at a place; ``verbose`` ones are shown on demand only."""

    path: str
    span: Span
    message: str
    verbose: bool = True


class Change(NamedTuple):
    """A file's text before and after fixes; ``before`` is None for a file that did not exist."""

    path: str
    before: str | None
    after: str


class FileResult(NamedTuple):
    """What is known about one file.  After fixes, ``source`` and ``findings`` are those of the fixed text.

    ``masked`` are the spans of all literal secrets in ``source``, of suppressed and deselected findings as well.
    ``problems`` counts the places where BuildKit's parser would stop.
    """

    source: Source
    findings: tuple[Finding, ...] = ()
    masked: tuple[Span, ...] = ()
    problems: int = 0
    notes: tuple[Note, ...] = ()
    failures: tuple[Failure, ...] = ()
    fixed: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    masked_before: tuple[Span, ...] = ()  # ``masked`` of the text before fixes
    known: tuple[str, ...] = ()  # the fingerprints of findings that the baseline took out

    @property
    def path(self) -> str:
        return self.source.path
