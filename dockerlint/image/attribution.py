"""Which instruction made a layer: the Dockerfile's, as far as one is known and fits, else the history's own text.

A Dockerfile fits when what it does is what the history says was done: the instructions of a stage, with those of the
stages that it is built on, are aligned with the steps so that as many as possible are the same, in their order.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from dockerlint.image.history import render_history
from dockerlint.model import read_dockerfile
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.image.history import RenderedHistory, Step
    from dockerlint.image.values import Image
    from dockerlint.model import Stage
    from dockerlint.syntax.items import Instruction
    from dockerlint.text import Source, Span

_FITS = 0.5  # the share of a stage's instructions that must be in the history
_SAME = 0.55  # how alike two instructions' texts must be, from 0 to 1, to be the same
_LONGEST = 4000  # characters of an instruction that are compared
_MOST = 600  # steps, or instructions, that are aligned
_NO_STEP = frozenset(("FROM", "MAINTAINER"))


class Origin(NamedTuple):
    """The instruction that made something; ``certainty`` is ``provenance``, ``dockerfile`` or ``history``."""

    source: Source
    span: Span
    certainty: str


class Attribution:
    """The origins of one image's steps and layers."""

    def __init__(self, image: Image, dockerfile: Source | None, certainty: str = "dockerfile") -> None:
        self.history: RenderedHistory = render_history(image, f"{image.name} (history)")
        self.rejected = ""
        self._certainty = certainty
        self._source = dockerfile
        self._spans: dict[int, Span] = {}  # by step
        self._layers = [index for index, entry in enumerate(image.history) if not entry.is_empty]
        if len(self._layers) != len(image.layers):
            self._layers = self._layers[-len(image.layers) :] if image.layers else []
        self._missing = len(image.layers) - len(self._layers)
        if dockerfile is not None:
            self._align(dockerfile)

    def of_step(self, step: int) -> Origin | None:
        """What the step of the history with that index was."""
        if self._source is not None and step in self._spans:
            return Origin(self._source, self._spans[step], self._certainty)
        if 0 <= step < len(self.history.spans):
            return Origin(self.history.source, self.history.spans[step], "history")
        return None

    def step_of_layer(self, layer: int) -> int:
        """The step that made the layer with that index; -1 where the history does not tell."""
        at = layer - self._missing
        return self._layers[at] if 0 <= at < len(self._layers) else -1

    def title_of_step(self, step: int) -> str:
        """The step's instruction in one line."""
        if not 0 <= step < len(self.history.steps):
            return ""
        each = self.history.steps[step]
        return " ".join(f"{each.keyword} {each.text}".split())

    def _align(self, source: Source) -> None:
        file = read_dockerfile(source)
        best: tuple[float, dict[int, Instruction]] | None = None
        for stage in reversed(file.stages):
            instructions = _instructions(stage)
            pairs = _aligned(instructions, self.history.steps)
            share = len(pairs) / max(len(instructions), 1)
            if best is None or (share, len(pairs)) > (best[0], len(best[1])):
                best = (share, pairs)
        if best is None or not best[1] or best[0] < _FITS:
            self.rejected = (
                f"{source.path} is not what this image was built from: its instructions are not in the history"
            )
            self._source = None
            return
        self._spans = {step: instruction.text_span for step, instruction in best[1].items()}


def _instructions(stage: Stage) -> list[Instruction]:
    """What makes the image of ``stage``, that of the stages it is built on first."""
    chain = reversed(list(stage.chain()))
    return [step.instruction for each in chain for step in each.steps if step.keyword not in _NO_STEP]


def _aligned(instructions: Sequence[Instruction], steps: Sequence[Step]) -> dict[int, Instruction]:
    """Step to instruction, in the order of both, so that the sum of likenesses is the largest."""
    instructions = instructions[-_MOST:]
    shift = max(len(steps) - _MOST, 0)
    steps = steps[shift:]
    likeness = [[_likeness(instruction, step) for step in steps] for instruction in instructions]
    rows, columns = len(instructions), len(steps)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            paired = best[row + 1][column + 1] + likeness[row][column] if likeness[row][column] >= _SAME else -1.0
            best[row][column] = max(best[row + 1][column], best[row][column + 1], paired)
    pairs: dict[int, Instruction] = {}
    row = column = 0
    while row < rows and column < columns:
        value = likeness[row][column]
        if value >= _SAME and best[row][column] == best[row + 1][column + 1] + value:
            pairs[column + shift] = instructions[row]
            row, column = row + 1, column + 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            row += 1
    return pairs


def _likeness(instruction: Instruction, step: Step) -> float:
    if instruction.keyword != step.keyword:
        return 0.0
    written = " ".join((instruction.args, *(heredoc.text for heredoc in instruction.heredocs)))
    one, other = _normal(instruction.keyword, written), _normal(step.keyword, step.text)
    if one == other:
        return 1.0
    if instruction.keyword in ("COPY", "ADD"):  # the classic builder and buildah write digests for sources
        return 0.9 if one.split()[-1:] == other.split()[-1:] else 0.0
    if instruction.keyword in ("CMD", "ENTRYPOINT", "USER", "WORKDIR", "EXPOSE", "VOLUME", "STOPSIGNAL", "SHELL"):
        return 0.6  # written in another form, or with variables
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if len(one) < 400 else _shared(one, other)


def _shared(one: str, other: str) -> float:
    """The share of common words: quicker for long commands."""
    words, others = set(one.split()), set(other.split())
    return len(words & others) / max(len(words | others), 1)


def _normal(keyword: str, text: str) -> str:
    text = text[:_LONGEST]
    if keyword in ("COPY", "ADD"):
        text = re.sub(r"^(?:\s*--[\w-]+(?:=\S+)?)+", "", text)
    if keyword in ("ENV", "LABEL", "ARG", "RUN"):
        text = text.replace('"', "").replace("'", "")
    return " ".join(text.split())
