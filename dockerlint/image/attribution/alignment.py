"""A Dockerfile's stages aligned with a history.

The end of a history is what the last stage's instructions did, its front is the base image's.  So the instructions are
aligned in order with the steps: steps in front of the first pair cost nothing, steps and instructions left over behind
it do.  Of all stages that one is the image's whose instructions and steps leave the least over.
"""

from __future__ import annotations

from dockerlint.image.attribution.candidates import candidates_of
from dockerlint.image.attribution.likeness import SAME, likeness, recorded
from dockerlint.image.history.builders import KANIKO
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.image.attribution.candidates import Candidate
    from dockerlint.image.attribution.likeness import Recorded
    from dockerlint.image.history import Step
    from dockerlint.model import Dockerfile, Stage

FITS = 0.5  # of 1: as much in common as is left over
_MOST = 500  # steps, or instructions, that are aligned: the last ones
_EFFORT = 500_000  # pairs that are compared: of more stages than that allows, the last ones
_STEP_LEFT = 0.05
_INSTRUCTION_LEFT = 0.1
_OF_KANIKO = frozenset(("RUN", "COPY", "ADD", "WORKDIR"))


class Fit(NamedTuple):
    """A stage's fit: ``pairs`` are step to instruction; ``share`` is 1 when nothing is left over, 0 when all is."""

    stage: Stage
    pairs: dict[int, Candidate]
    share: float


def best_fit(file: Dockerfile, steps: Sequence[Step]) -> Fit | None:
    """The stage that fits best, the last of equally good ones; None without any stage."""
    shift = max(len(steps) - _MOST, 0)
    lines = [recorded(step) for step in steps[shift:]]
    is_kaniko = any(step.builder == KANIKO for step in steps)
    own: dict[int, list[Candidate]] = {}
    best: Fit | None = None
    effort = 0
    for stage in reversed(file.stages):
        candidates = _chain(stage, own)
        effort += (len(candidates) + 1) * (len(lines) + 1)
        if best is not None and effort > _EFFORT:
            break
        pairs, total = _aligned(candidates, lines)
        expected = sum(_is_recorded(candidate, pairs, is_kaniko) for candidate in candidates)
        first = min(pairs, default=len(lines))
        tail = sum(bool(line.keyword) for line in lines[first:])
        share = 2 * total / max(expected + tail, 1)
        if best is None or (round(share, 6), len(pairs)) > (round(best.share, 6), len(best.pairs)):
            best = Fit(stage, {step + shift: candidate for step, candidate in pairs.items()}, share)
    return best


def _chain(stage: Stage, own: dict[int, list[Candidate]]) -> list[Candidate]:
    """What makes the image of ``stage``, that of the stages it is built on first; the last ones of very many."""
    parts: list[list[Candidate]] = []
    count = 0
    for each in stage.chain():
        if each.index not in own:
            own[each.index] = candidates_of(each)
        parts.append(own[each.index])
        count += len(own[each.index]) + 1
        if count > 2 * _MOST:
            break
    return [candidate for part in reversed(parts) for candidate in part][-_MOST:]


def _is_recorded(candidate: Candidate, pairs: dict[int, Candidate], is_kaniko: bool) -> bool:
    """BuildKit records no ONBUILD, kaniko only what makes a layer."""
    if candidate.keyword == "ONBUILD" or (is_kaniko and candidate.keyword not in _OF_KANIKO):
        return any(each is candidate for each in pairs.values())
    return True


def _aligned(candidates: Sequence[Candidate], steps: Sequence[Recorded]) -> tuple[dict[int, Candidate], float]:
    """Step to instruction, in the order of both, and the sum of their likenesses."""
    rows, columns = len(candidates), len(steps)
    alike = [[likeness(candidate, step) for step in steps] for candidate in candidates]
    left = [_INSTRUCTION_LEFT if candidate.keyword != "ONBUILD" else 0.0 for candidate in candidates]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for column in range(columns - 1, -1, -1):
        best[rows][column] = best[rows][column + 1] - _STEP_LEFT
    for row in range(rows - 1, -1, -1):
        mine, below, values = best[row], best[row + 1], alike[row]
        mine[columns] = below[columns] - left[row]
        for column in range(columns - 1, -1, -1):
            score = max(below[column] - left[row], mine[column + 1] - _STEP_LEFT)
            if values[column] >= SAME:
                score = max(score, below[column + 1] + values[column])
            mine[column] = score
    column = max(range(columns + 1), key=lambda each: (best[0][each], each)) if columns else 0
    pairs: dict[int, Candidate] = {}
    total = 0.0
    row = 0
    while row < rows and column < columns:
        value = alike[row][column]
        if value >= SAME and best[row][column] == best[row + 1][column + 1] + value:
            pairs[column] = candidates[row]
            total += value
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column] - left[row]:
            row += 1
        else:
            column += 1
    return pairs, total
