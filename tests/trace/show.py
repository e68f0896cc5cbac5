"""A trace as a few lines of text, so that a test compares the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.model import read_dockerfile
from dockerlint.text import Source
from dockerlint.trace import trace

if TYPE_CHECKING:
    from dockerlint.model.context import Context
    from dockerlint.text import Span
    from dockerlint.trace import Trace
    from dockerlint.trace.secrets import Holding, Origin


def follow(text: str, context: Context | None = None) -> Trace:
    return trace(read_dockerfile(Source(text, "Dockerfile"), context))


def show(text: str, context: Context | None = None) -> list[str]:
    """One line a variable, file, copy, download, print, literal and unread RUN, in this order of kinds."""
    found = follow(text, context)
    at = found.dockerfile.source.position
    return [
        *(f"{o.kind} {o.name} {o.confidence.value} in {exposures(found, o)}" for o in found.variables),
        *(f"file {h.path} of {names(h.origins)} {fate(found, h)}" for h in found.holdings),
        *(f"copied {c.source} to {c.destination} by line {at(c.span.start).line}" for c in found.copied),
        *(f"download {d.path} {d.confidence.value}" for d in found.downloads),
        *(f"{p.how} on line {at(p.span.start).line}: {names(p.origins)}" for p in found.printed),
        *(f"literal {el.what} ({el.place}) {el.confidence.value}" for el in found.literals),
        *(f"unread: {reason}" for _, reason in found.unread),
    ]


def names(origins: tuple[Origin, ...]) -> str:
    return "+".join(origin.name for origin in origins)


def exposures(found: Trace, origin: Origin) -> str:
    return ", ".join(exposure.value for exposure in found.exposures(origin))


def fate(found: Trace, holding: Holding) -> str:
    if holding.removed_at is not None:
        return f"removed on line {line(found, holding.removed_at.span)}"
    return f"kept from line {line(found, holding.span)}" if holding.is_kept else "gone in its RUN"


def line(found: Trace, span: Span) -> int:
    return found.dockerfile.source.position(span.start).line
