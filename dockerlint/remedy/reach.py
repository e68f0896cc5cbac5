"""How far a layer and a file in it reach: the RUNs on top of it, and the stages that take the file along."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.effort import look_at, spend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.model import Step
    from dockerlint.trace.secrets import Copied, Holding
    from dockerlint.trace.trace import Trace


def runs_with_file(trace: Trace, holding: Holding) -> Iterator[Step]:
    """The RUNs on top of the file's layer that find the file: in the stage of its removal, none behind that."""
    until = holding.removed_at.step if holding.removed_at is not None else None
    for step in following_runs(trace, holding.step):
        if until is None or step is until:
            yield step
        elif step.stage is until.stage:
            if step.index < until.index:
                yield step
            elif until.stage is holding.step.stage:
                return  # the stages that start from this one do not find it either
        elif all(stage is not until.stage for stage in step.stage.chain()):
            yield step


def carried(trace: Trace, holding: Holding) -> list[tuple[Copied, Holding]]:
    """Where ``COPY --from`` takes the file of ``holding`` to, copies of copies included."""
    found = []
    pending = [iter(_taken(trace, holding))]
    while pending:
        for copied, other in pending[-1]:
            look_at(trace, copied.step)
            found.append((copied, other))
            pending.append(iter(_taken(trace, other)))
            break
        else:
            pending.pop()
    return found


def _taken(trace: Trace, holding: Holding) -> list[tuple[Copied, Holding]]:
    index = trace.index
    return [
        (copied, other)
        for copied in index.copies_of(holding)
        for other in index.files_at(copied.step, copied.destination)
    ]


def following_runs(trace: Trace, step: Step) -> Iterator[Step]:
    """The RUNs on top of ``step``'s layer: those behind it in its stage, then those of stages that start there."""
    file = trace.dockerfile
    for later in file.runs(step.stage, step.index):
        look_at(trace, later)
        yield later
    for child in file.children(step.stage):
        spend(trace, 1)
        for later in file.runs(child):
            look_at(trace, later)
            yield later
