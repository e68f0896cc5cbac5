"""A trace in words: the steps from a credential's source to where it stays, and where that is."""

from __future__ import annotations

from bisect import insort

from dockerlint.finding import Confidence, Exposure, Related, Secret, surest
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.model import Step
    from dockerlint.text import Span
    from dockerlint.trace.secrets import Holding, Origin
    from dockerlint.trace.trace import Trace

ROTATE = "rotate it: whoever could read this file has its value"
_MOST_STEPS = 8
_PLACES = {
    Exposure.CONFIG: "the image's configuration",
    Exposure.HISTORY: "the image's history",
    Exposure.LAYER: "a layer",
    Exposure.DELETED_IN_LAYER: "a layer, although a later one hides it",
    Exposure.PROVENANCE: "the build's provenance",
    Exposure.CACHE: "the cache of a stage that is not shipped",
    Exposure.LOG: "the build log",
    Exposure.TEXT: "the repository",
}


def places(exposures: tuple[Exposure, ...]) -> str:
    """``the image's history and a layer``."""
    words = [_PLACES[exposure] for exposure in exposures]
    return " and ".join(([", ".join(words[:-1])] if len(words) > 1 else []) + words[-1:])


def with_article(noun: str) -> str:
    """``noun`` behind "a" or "an", by how it is spoken: an SSH key, a URL."""
    first = noun.split(" ", 1)[0]
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun  # credentials, hashes
    spelled = (first.isupper() and first not in ("URL", "JWT")) or first == "npm"
    return ("an " if (first[:1].upper() in "AEFHILMNORSX" if spelled else first[:1].lower() in "aeio") else "a ") + noun


def secret_of(trace: Trace, origin: Origin) -> Secret:
    return Secret(origin.name, trace.exposures(origin))


def steps_of(trace: Trace, origin: Origin) -> tuple[Related, ...]:
    """Where the credential comes from, what is made of it, and what is done with it, in file order."""
    deeds = trace.index.of(origin)
    steps: dict[Span, str] = {}
    for parent in origin.parents:
        steps[parent.span] = f"its value comes from {parent.name}"
    for other in deeds.children:
        steps[other.span] = f"its value goes into {other.name}"
    for write in deeds.writes:
        steps[write.span] = f"it is written to {write.path}"
    for printed in deeds.printed:
        steps.setdefault(printed.span, f"it is {printed.how}")
    first = sorted(steps)[: _MOST_STEPS + 1]  # one more than is shown, as the credential's own place may be among them
    for use in deeds.uses:
        # What begins behind the first ones is not shown, and hides nothing that begins before them.
        if (len(first) > _MOST_STEPS and use.span > first[-1]) or any(span.overlaps(use.span) for span in first):
            continue
        reader = use.command.name if use.command is not None and use.command.name else "this command"
        steps[use.span] = f"{reader} reads it" if use.role == "environment" else "it is used here"
        insort(first, use.span)
        del first[_MOST_STEPS + 1 :]
    first = [span for span in first if span != origin.span][:_MOST_STEPS]
    return tuple(Related(span, steps[span]) for span in first)


def masked_spans(origin: Origin) -> tuple[Span, ...]:
    """The literal text of the credential, and of those it comes from."""
    spans = [each.value_span for each in (origin, *origin.parents) if each.value_span is not None]
    return tuple(spans)


def exposures_of_command(trace: Trace, step: Step) -> tuple[Exposure, ...]:
    """Where the text of an instruction's command stays."""
    return (Exposure.HISTORY if trace.dockerfile.is_shipped(step.stage) else Exposure.CACHE,)


def confidence_of_file(origins: Iterable[Origin]) -> Confidence:
    """How sure it is that a file with what ``origins`` give holds a credential: at least likely, as it was followed."""
    return surest((Confidence.LIKELY, *(origin.confidence for origin in origins)))


def exposures_of_file(trace: Trace, holding: Holding) -> tuple[Exposure, ...]:
    if not trace.dockerfile.is_shipped(holding.step.stage):
        return (Exposure.CACHE,)
    return (Exposure.DELETED_IN_LAYER,) if trace.is_hidden(holding) else (Exposure.LAYER,)
