"""Which variables BuildKit expands by itself, where no mount of a RUN reaches."""

from __future__ import annotations

from dockerlint.model.expand import references
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.model import Step
    from dockerlint.trace.trace import Trace

# Instructions whose variables BuildKit puts in by itself: no mount reaches them.
_EXPANDED = frozenset({"FROM", "COPY", "ADD", "LABEL", "WORKDIR", "USER", "EXPOSE", "VOLUME", "STOPSIGNAL"})


def expanded_names(trace: Trace) -> dict[str, list[tuple[Step, int]]]:
    """For each variable that BuildKit itself expands: where, with the id of the ENV or ARG pair it stands in, or 0."""
    return trace.answers.once("expanded names", lambda: _find_expanded_names(trace))


class Elsewhere(NamedTuple):
    """A global ARG used where no stage is entered yet; in the order of the file, FROM first."""

    number: int
    name: str
    place: str


def globally_expanded_names(trace: Trace) -> dict[str, list[Elsewhere]]:
    """For each global ARG that FROM or another global ARG is made of: where."""
    return trace.answers.once("globally expanded names", lambda: _find_globally_expanded_names(trace))


def _find_globally_expanded_names(trace: Trace) -> dict[str, list[Elsewhere]]:
    file = trace.dockerfile
    texts = [(stage.instruction.args, "FROM") for stage in file.stages]
    texts += [
        (variable.raw or "", f"ARG on line {variable.step.instruction.start_line}")
        for variable in file.global_arguments.values()
    ]
    found: dict[str, list[Elsewhere]] = {}
    number = 0
    for text, place in texts:
        for reference in references(text, file.parsed.escape) if "$" in text else ():
            if reference.name in file.global_arguments:
                number += 1
                found.setdefault(reference.name, []).append(Elsewhere(number, reference.name, place))
    return found


def _find_expanded_names(trace: Trace) -> dict[str, list[tuple[Step, int]]]:
    found: dict[str, list[tuple[Step, int]]] = {}
    for step in trace.dockerfile.steps():
        instruction = step.instruction
        texts = [(flag.value or "", 0) for flag in instruction.flags]
        if step.keyword in _EXPANDED:
            texts.append((instruction.args, 0))
            texts += [(heredoc.text, 0) for heredoc in instruction.heredocs if heredoc.expand]
        elif step.keyword in ("ENV", "ARG"):
            texts = [(pair.value or "", id(pair)) for pair in instruction.pairs]
        elif step.keyword != "RUN":
            continue
        for text, pair in texts:
            for reference in references(text, step.stage.escape) if "$" in text else ():
                found.setdefault(reference.name, []).append((step, pair))
    return found
