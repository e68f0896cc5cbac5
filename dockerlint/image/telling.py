"""Leaks as findings: each at the instruction that made it, with every place of it and what to do."""

from __future__ import annotations

from dockerlint.built import Built, BuiltPlace
from dockerlint.engine.result import FileResult
from dockerlint.finding import Finding, Related, Secret
from dockerlint.image.attribution.advice import help_without_dockerfile
from dockerlint.image.masking import masked_text, masked_values
from dockerlint.image.rules import IMAGE_RULES
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockerlint.image.attribution import Advisor, Attribution, Origin
    from dockerlint.image.rule import ImageRule
    from dockerlint.image.values import Image
    from dockerlint.image.verdict import Leak, LeakPlace

_LONGEST = 300  # characters of an instruction that is told


def tell_leaks(
    name: str,
    leaks: Iterable[Leak],
    steps: dict[int, ToldSteps],
    advisor: Advisor,
) -> list[FileResult]:
    """The findings, one result for each text that they are attributed to.

    ``steps`` are those of the images by their ``id``; ``advisor`` tells what the Dockerfile linter finds at an origin,
    and the literal secrets of its text.
    """
    by_source: dict[int, tuple[Source, list[Finding]]] = {}
    for leak in leaks:
        place = _attributable(leak, steps)
        attribution = steps[id(place.image)].attribution
        origin = _origin(place, attribution)
        source = origin.source if origin is not None else attribution.history.source
        span = origin.span if origin is not None else Span(0, 0)
        path = place.found.place.path if place.layer >= 0 else ""
        advised = advisor.finding_at(origin, place.name, place.state, path) if origin is not None else None
        if advised is not None and span.contains(advised.span) and _carries(advised, place.name):
            span = advised.span  # the variable, where the instruction has several
        finding = _finding(name, leak, source, span, advised, steps)
        if origin is not None and origin.certainty == "history" and place.state != "attestation":
            finding = finding._replace(help=help_without_dockerfile(_keyword(place, attribution), place.state))
        by_source.setdefault(id(source), (source, []))[1].append(finding)
    results = []
    for source, findings in by_source.values():
        findings.sort(key=lambda finding: finding.span)
        results.append(FileResult(source, tuple(findings), advisor.masked(source)))
    return results


def _attributable(leak: Leak, steps: dict[int, ToldSteps]) -> LeakPlace:
    """The place that tells most: of the gravest the first whose instruction is known, where it came from first."""
    grave = [each for each in leak.places if each.severity is leak.severity]
    known = [each for each in grave if _origin(each, steps[id(each.image)].attribution) is not None]
    if not known:
        return grave[0]
    first = known[0]
    path = first.found.place.path
    earlier = [
        each
        for each in known
        if each.image is first.image
        and (each.layer >= 0) is (first.layer >= 0)
        and (each.found.place.path == path if first.layer >= 0 else each.state == first.state == "history")
    ]
    return min(earlier, key=lambda each: (each.layer, each.step), default=first)


def _origin(place: LeakPlace, attribution: Attribution) -> Origin | None:
    if place.layer >= 0:
        return attribution.of_layer(place.layer, place.found.place.path)
    origin = attribution.of_step(place.step) if place.step >= 0 else None
    if origin is None or origin.certainty == "history":
        return attribution.of_setting(place.keyword, place.name) or origin
    return origin


def _keyword(place: LeakPlace, attribution: Attribution) -> str:
    """The instruction that put it there, as the history has it."""
    if place.layer < 0 and place.keyword:
        return place.keyword
    path = place.found.place.path
    return attribution.keyword_of(
        attribution.step_of_layer(place.layer, path) if place.layer >= 0 else place.step, place.name
    )


def _finding(
    name: str,
    leak: Leak,
    source: Source,
    span: Span,
    advised: Finding | None,
    steps: dict[int, ToldSteps],
) -> Finding:
    rule = next(rule for rule in IMAGE_RULES if rule.state == leak.places[0].state)
    built = Built(
        name,
        leak.kind,
        leak.fingerprint,
        leak.places[0].found.evidence.hint,
        leak.places[0].found.evidence.length,
        leak.notes,
        tuple(_place(place, steps[id(place.image)]) for place in leak.places),
    )
    exposures = tuple(dict.fromkeys(rule.exposure for rule in IMAGE_RULES if _is_of(leak, rule)))
    return Finding(
        rule.code,
        rule.name,
        source.path,
        span,
        _message(built),
        leak.severity,
        leak.confidence,
        Secret(_carrier(leak), exposures),
        fix=advised.fix if advised is not None else None,
        no_fix_because=advised.no_fix_because if advised is not None else None,
        help=rule.help,
        related=_declared(advised, span, _carrier(leak)),
        built=built,
    )


def _carries(advised: Finding, name: str) -> bool:
    return advised.secret is not None and advised.secret.name == name


def _declared(advised: Finding | None, span: Span, name: str) -> tuple[Related, ...]:
    """Where the Dockerfile declares the variable that an instruction elsewhere let out."""
    if advised is None or not _carries(advised, name) or span.overlaps(advised.span):
        return ()
    return (Related(advised.span, f"{name} enters the build here"),)


def _is_of(leak: Leak, rule: ImageRule) -> bool:
    return any(place.state == rule.state for place in leak.places)


def _carrier(leak: Leak) -> str:
    """What carries the secret: a variable, else a file, else what it is."""
    first = leak.places[0]
    return first.name or (
        masked_text(str(first.found.place)) if first.layer >= 0 and first.found.place.path else leak.kind
    )


def _place(place: LeakPlace, steps: ToldSteps) -> BuiltPlace:
    at = place.found.place
    layer = place.image.layers[place.layer] if place.layer >= 0 else None
    step = steps.attribution.step_of_layer(place.layer, at.path) if layer is not None else place.step
    return BuiltPlace(
        platform_of(place.image),
        place.layer + 1 if layer is not None else None,
        layer.diff_id if layer is not None else "",
        masked_text(at.path),
        tuple(masked_text(name) for name in at.inner),
        masked_text(at.aspect),
        at.line,
        at.offset,
        at.encoding,
        place.state,
        place.hidden_by + 1 if place.hidden_by >= 0 else None,
        steps.instruction(step),
    )


class ToldSteps:
    """The steps of one image as they are told; ``masked`` gives the literal secrets of a text."""

    def __init__(self, attribution: Attribution, masked: Callable[[Source], tuple[Span, ...]]) -> None:
        self.attribution = attribution
        self._masked = masked
        self._values: tuple[str, ...] | None = None
        self._told: dict[int, str] = {}

    def instruction(self, step: int) -> str:
        """The step's instruction in one line, every secret of the history masked; "" where none is known."""
        if step not in self._told:
            self._told[step] = self._shown(step)
        return self._told[step]

    def _shown(self, step: int) -> str:
        title = self.attribution.title_of_step(step)
        if not title:
            return ""
        history = self.attribution.history
        if self._values is None:
            text = history.source.text
            self._values = tuple(text[span.start : span.end].strip("\"'") for span in self._masked(history.source))
        arguments = "".join(f"{name}=… " for name, _ in history.steps[step].arguments)
        shown = f"{arguments and f'[{arguments.strip()}] '}{masked_text(masked_values(title, self._values))}"
        return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _message(built: Built) -> str:
    """``npm token (npm_…, 40 characters) in /root/.npmrc:1 of layer 2, hidden by layer 4``."""
    first = built.places[0]
    facts = [*([built.hint] if built.hint else []), f"{built.length} characters"]
    where = f"of layer {first.layer}" if first.layer is not None else f"of the {first.state}"
    hidden = f", hidden by layer {first.hidden_by}" if first.hidden_by is not None else ""
    more = f", and {len(built.places) - 1} more" if len(built.places) > 1 else ""
    return f"{built.kind} ({', '.join(facts)}) in {first} {where}{hidden}{more}"


def platform_of(image: Image) -> str:
    """The platform, "" where none is known."""
    return str(image.platform) if any(image.platform) else ""


def facts_of(image: Image) -> str:
    """Platform, digest and number of layers, in words."""
    layers = "1 layer" if len(image.layers) == 1 else f"{len(image.layers)} layers"
    return "  ".join(part for part in (platform_of(image), image.digest[:19], layers) if part)
