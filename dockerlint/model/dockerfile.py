"""A whole Dockerfile: its stages, and questions about all of them."""

from __future__ import annotations

from bisect import bisect_left

from dockerlint.model.stage import value_of
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.model.context import Context
    from dockerlint.model.stage import Stage, Step, Variable
    from dockerlint.syntax.items import Instruction, Parsed, Problem
    from dockerlint.text import Source, Span

# The instructions that BuildKit knows (frontend/dockerfile/command/command.go).
KEYWORDS = frozenset({
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
    "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
})  # fmt: skip
_MOST_DIGITS = 10  # of a stage's number


class Dockerfile:
    """A whole Dockerfile as read by :func:`dockerlint.model.read_dockerfile`."""

    __slots__ = (
        "_by_keyword", "_children", "_named", "_runs", "_shipped", "_sound", "context", "global_arguments", "parsed",
        "source", "stages", "traced", "wants_fixes",
    )  # fmt: skip

    def __init__(self, source: Source, parsed: Parsed, context: Context | None) -> None:
        self.source = source
        self.parsed = parsed
        self.context = context
        self.stages: list[Stage] = []
        self.global_arguments: dict[str, Variable] = {}
        self.wants_fixes: bool | Sequence[Span] = True  # of the rules: all, none, or those of what is at these places
        self.traced: object = None  # the trace of this file, computed once by the layer above
        self._by_keyword: dict[str, tuple[Step, ...]] = {}
        self._children: dict[int, list[Stage]] | None = None
        self._named: dict[str, Stage] | None = None
        self._shipped: frozenset[int] | None = None
        self._runs: dict[int, tuple[Step, ...]] = {}
        self._sound: bool | None = None

    def release(self) -> None:
        """Let go of what refers back to the file, for whoever made it and has handed nothing of it on.

        Steps and stages, the file and its trace know each other.  Left so, they stay until the garbage collector comes
        for those of hundreds of files, which takes a sixth of a check; parted, they go at once.
        """
        self.traced = None
        before = [variable.step.stage for variable in self.global_arguments.values()]
        for stage in (*self.stages, *before):
            stage.steps.clear()
            stage.arguments.clear()
            stage.environments.clear()
            stage.final.clear()
        self.global_arguments.clear()

    def argument(self, name: str) -> str | None:
        """The value of a global ARG by its default, None when it has none."""
        variable = self.global_arguments.get(name)
        return value_of(variable, 0) if variable is not None else None

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        return self.parsed.instructions

    @property
    def is_sound(self) -> bool:
        """Whether BuildKit reads all of it: what it does not know may be a template's, which means something else."""
        if self._sound is None:
            self._sound = not self.problems and all(each.keyword in KEYWORDS for each in self.parsed.instructions)
        return self._sound

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.parsed.problems

    def steps(self, *keywords: str) -> Iterator[Step]:
        """The steps of every stage in file order, those of the keywords alone where any are given."""
        if len(keywords) == 1:
            (keyword,) = keywords
            if keyword not in self._by_keyword:
                self._by_keyword[keyword] = tuple(
                    step for stage in self.stages for step in stage.steps if step.keyword == keyword
                )
            yield from self._by_keyword[keyword]
            return
        for stage in self.stages:
            for step in stage.steps:
                if not keywords or step.keyword in keywords:
                    yield step

    def runs(self, stage: Stage, start: int = 0) -> tuple[Step, ...]:
        """The RUNs of ``stage`` from step ``start`` on."""
        if stage.index not in self._runs:
            self._runs[stage.index] = tuple(step for step in stage.steps if step.keyword == "RUN")
        runs = self._runs[stage.index]
        return runs[bisect_left(runs, start, key=_index) :] if start else runs

    def stage(self, reference: str) -> Stage | None:
        """The stage that ``COPY --from`` or ``--mount=from`` means by name or number, the last one so named."""
        if self._named is None:
            self._named = {stage.name: stage for stage in self.stages if stage.name}
        if reference.lower() in self._named:
            return self._named[reference.lower()]
        is_number = reference.isascii() and reference.isdigit() and len(reference) < _MOST_DIGITS
        return self.stages[int(reference)] if is_number and int(reference) < len(self.stages) else None

    @property
    def final_stage(self) -> Stage | None:
        return self.stages[-1] if self.stages else None

    def is_shipped(self, stage: Stage) -> bool:
        """Whether the image of the last stage contains this stage: it is that stage or one that it starts from."""
        if self._shipped is None:
            last = self.final_stage
            self._shipped = frozenset(each.index for each in last.chain()) if last is not None else frozenset()
        return stage.index in self._shipped

    def children(self, stage: Stage) -> list[Stage]:
        """The stages that start from ``stage``, directly or not, in file order."""
        if self._children is None:
            self._children = {}
            for each in self.stages:
                if each.parent is not None:
                    self._children.setdefault(each.parent.index, []).append(each)
        found = []
        pending = [stage]
        while pending:
            below = self._children.get(pending.pop().index, [])
            found += below
            pending += below
        return sorted(found, key=lambda each: each.index)


def _index(step: Step) -> int:
    return step.index
