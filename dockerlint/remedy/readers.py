"""Which RUNs may read a variable, found without asking every RUN about every variable.

What stands here is a first choice: whether a RUN really reads it is for :mod:`dockerlint.remedy.consumers` to say.
"""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.commands import commands_of
from dockerlint.remedy.consumers import runs_python
from dockerlint.remedy.effort import look_at
from dockerlint.trace.catalogue import tools

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.model import Stage, Step
    from dockerlint.trace.trace import Trace

_WORD = lazy(r"\w+")


class _Readers:
    """The RUNs of one stage, from ``start`` on, by what they say and by what their tools read."""

    def __init__(self, trace: Trace, stage: Stage) -> None:
        self._trace = trace
        self._stage = stage
        self._start = len(stage.steps)
        self._names = {origin.name for origin in trace.variables}
        self._by_word: dict[str, list[Step]] = {}
        self._by_pattern: dict[str, list[Step]] = {}
        self._python: list[Step] = []

    def of(self, names: Iterable[str], start: int) -> dict[int, Step]:
        """The RUNs at or behind ``start`` that may read one of ``names``, by their index."""
        for step in self._stage.steps[start : self._start]:
            if step.keyword == "RUN":
                self._add(step)
        self._start = min(self._start, start)
        found = {step.index: step for step in self._python}
        for name in names:
            if not _WORD.fullmatch(name):
                return {step.index: step for step in self._stage.steps if step.keyword == "RUN"}
            found.update((step.index, step) for step in self._by_word.get(name, ()))
            for pattern, steps in self._by_pattern.items():
                if tools.matches(name, (pattern,)):
                    found.update((step.index, step) for step in steps)
        return found

    def _add(self, step: Step) -> None:
        text = self._trace.text(step)
        for word in self._names.intersection(_WORD.findall(text.text)):
            self._by_word.setdefault(word, []).append(step)
        for pattern in commands_of(self._trace, step).patterns:
            self._by_pattern.setdefault(pattern, []).append(step)
        if runs_python(self._trace, step):
            self._python.append(step)


def _readers_in(trace: Trace, stage: Stage) -> _Readers:
    return trace.answers.once(("readers", stage.index), lambda: _Readers(trace, stage))


def runs_that_may_read(trace: Trace, names: Iterable[str], starts: dict[int, int]) -> list[Step]:
    """The RUNs that may read one of ``names``, in file order.  Raises SpentError.

    ``starts`` is for each stage the step from which on they have a value.
    """
    found = []
    for at in sorted(starts):
        stage = trace.dockerfile.stages[at]
        candidates = _readers_in(trace, stage).of(names, starts[at])
        for index in sorted(candidates):
            look_at(trace, candidates[index])
            found.append(candidates[index])
    return found
