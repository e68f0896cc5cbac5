"""What a Dockerfile asks of its callers: the secret and ssh mounts of the stages that a target needs."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.mounts import mount_flags, secret_mounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.model import Dockerfile
    from dockerlint.model.stage import Stage
    from dockerlint.trace.secrets import Mount


def mounts_of(file: Dockerfile, target: str | None) -> tuple[Mount, ...]:
    """The mounts of all stages that building ``target`` runs, by default the last one."""
    return tuple(
        mount
        for stage in stages_for(file, target)
        for step in stage.steps
        if step.keyword == "RUN"
        for mount in secret_mounts(step)
    )


def all_mounts(file: Dockerfile) -> tuple[Mount, ...]:
    """The mounts of every stage."""
    return tuple(mount for step in file.steps("RUN") for mount in secret_mounts(step))


def stages_for(file: Dockerfile, target: str | None) -> tuple[Stage, ...]:
    """The stages that BuildKit runs for ``target``, in file order; all of them where there is no such stage."""
    last = file.stage(target) if target else file.final_stage
    if last is None:
        return tuple(file.stages)
    needed: dict[int, Stage] = {}
    pending = [last]
    while pending:
        stage = pending.pop()
        if stage.index not in needed:
            needed[stage.index] = stage
            pending += _needed_by(file, stage)
    return tuple(needed[index] for index in sorted(needed))


def _needed_by(file: Dockerfile, stage: Stage) -> Iterator[Stage]:
    if stage.parent is not None:
        yield stage.parent
    for step in stage.steps:
        names = [flag.value for flag in step.instruction.flags if flag.name == "from" and flag.value]
        if step.keyword == "RUN":
            names += [name for flag in mount_flags(step) if (name := flag.get("from"))]
        for name in names:
            found = file.stage(name)
            if found is not None and found.index < stage.index:
                yield found


def alike(one: str, other: str) -> bool:
    """Whether two ids or names differ in nothing but case and punctuation."""
    return re.sub(r"[^a-z0-9]", "", one.lower()) == re.sub(r"[^a-z0-9]", "", other.lower())
