"""Which variables BuildKit expands by itself, where no mount of a RUN reaches."""

from __future__ import annotations

from dockerlint.model.expand import references
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.model import Step
    from dockerlint.trace.trace import Trace

# Instructions whose variables BuildKit puts in by itself: no mount reaches them.
_EXPANDED = frozenset({"FROM", "COPY", "ADD", "LABEL", "WORKDIR", "USER", "EXPOSE", "VOLUME", "STOPSIGNAL"})


def expanded_names(trace: Trace) -> dict[str, list[tuple[Step, int]]]:
    """For each variable that BuildKit itself expands: where, with the id of the ENV or ARG pair it stands in, or 0."""
    return trace.answers.once("expanded names", lambda: _find_expanded_names(trace))


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
