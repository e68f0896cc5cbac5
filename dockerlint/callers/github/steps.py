"""The jobs of a workflow, or the one of a composite action, with their steps; and how a step is put among them."""

from __future__ import annotations

import re

from dockerlint.callers.yaml import Mapping, Scalar, Sequence
from dockerlint.callers.yaml.edits import line_end
from dockerlint.callers.yaml.items import items_above, items_below
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.yaml import Node
    from dockerlint.text import Edit, Source

_USES = re.compile(r"(?P<name>[^@\s]+)(?:@(?P<version>\S+))?")
_COMMIT = 40  # characters of its name
_MAJOR = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[\w.-]+)?\Z")


class GithubStep(NamedTuple):
    """``place`` is its place in the list.  ``action`` is the name without ``@…``, in small letters; "" for ``run``."""

    place: int
    node: Mapping
    action: str
    version: str

    @property
    def inputs(self) -> Mapping | None:
        return self.node.mapping("with")

    def input(self, name: str) -> str | None:
        """The text of an input."""
        inputs = self.inputs
        return inputs.text(name) if inputs is not None else None


class Job(NamedTuple):
    """``workflow`` is the mapping of the file, ``node`` that of the job, ``runs`` of a composite action."""

    name: str
    workflow: Mapping
    node: Mapping
    list: Sequence
    steps: tuple[GithubStep, ...]
    is_composite: bool

    @property
    def is_reusable(self) -> bool:
        """Whether other workflows call this one: its jobs have no permission that a caller does not grant."""
        triggers = self.workflow.get("on")
        if isinstance(triggers, Mapping):
            return triggers.entry("workflow_call") is not None
        named = triggers.items if isinstance(triggers, Sequence) else (triggers,)
        return any(isinstance(each, Scalar) and each.value == "workflow_call" for each in named)

    @property
    def runner(self) -> str:
        """The text of ``runs-on``, "" where it is a list of several or an expression's."""
        held = self.node.get("runs-on")
        if isinstance(held, Sequence) and len(held.items) == 1:
            held = held.items[0]
        return held.value if isinstance(held, Scalar) else ""


def jobs_of(document: Node) -> Iterator[Job]:
    """Every job that has steps of its own."""
    if not isinstance(document, Mapping):
        return
    runs = document.mapping("runs")
    if runs is not None and runs.text("using") == "composite":
        yield from _job("", document, runs, is_composite=True)
    jobs = document.mapping("jobs")
    for entry in jobs.entries if jobs is not None else ():
        if isinstance(entry.value, Mapping):
            yield from _job(entry.key.value, document, entry.value, is_composite=False)


def _job(name: str, workflow: Mapping, node: Mapping, *, is_composite: bool) -> Iterator[Job]:
    held = node.sequence("steps")
    if held is None:
        return
    steps = tuple(_step(index, each) for index, each in enumerate(held.items) if isinstance(each, Mapping))
    yield Job(name, workflow, node, held, steps, is_composite)


def _step(index: int, node: Mapping) -> GithubStep:
    found = _USES.match(node.text("uses") or "")
    if found is None:
        return GithubStep(index, node, "", "")
    return GithubStep(index, node, found["name"].lower(), found["version"] or "")


def as_used(source: Source, action: str, major: str) -> str:
    """``action`` with a reference: the one that the file has for it or a part of its repository, else ``major``.

    So whoever pins actions to commits gets no other pin for one that is there already.
    """
    repository = "/".join(action.split("/")[:2])
    found = re.search(
        rf"uses:[ \t]*[\"']?{re.escape(repository)}(?:/[\w./-]+)?@(?P<reference>[\w.-]+)[\"']?"
        r"(?P<comment>[ \t]+#[^\n]*)?",
        source.text,
        re.IGNORECASE,
    )
    if found is None:
        return f"{action}@{major}"
    return f"{action}@{found['reference']}{(found['comment'] or '').rstrip()}"


def is_at_least(source: Source, step: GithubStep, major: int, minor: int) -> bool | None:
    """Whether the step's action is at least ``major.minor``; None where that cannot be told.

    A major version alone is a tag that moves with the newest of it.  Of a pinned commit the comment behind it tells.
    """
    found = None if len(step.version) == _COMMIT else _MAJOR.match(step.version)
    if found is not None:
        return (int(found[1]), int(found[2] or 1_000_000)) >= (major, minor)
    uses = step.node.entry("uses")
    assert uses is not None
    behind = source.text[uses.end : line_end(source, uses.end)]
    commented = re.search(r"#\s*(?:tag=)?(v?\d+(?:\.\d+)*)", behind)
    found = _MAJOR.match(commented[1]) if commented is not None else None
    if found is None or (found[2] is None and int(found[1]) == major):
        return None
    return (int(found[1]), int(found[2] or 0)) >= (major, minor)


def step_below(source: Source, job: Job, step: GithubStep, texts: list[str]) -> Edit | None:
    """New steps behind ``step``."""
    return None if step.node.is_alias else items_below(source, job.list, step.place, texts)


def step_above(source: Source, job: Job, step: GithubStep, text: str) -> Edit | None:
    """A new step before ``step``."""
    return None if step.node.is_alias else items_above(source, job.list, step.place, [text])


def shell_of(job: Job, step: GithubStep) -> str | None:
    """The shell that a step's ``run`` asks for: by itself, its job, the workflow; None for the runner's own."""
    asked = setting_of_run("shell", step.node, job.node, job.workflow)
    return asked if asked is not None else "pwsh" if "windows" in job.runner else None


def setting_of_run(key: str, step: Mapping, *owners: Mapping | None) -> str | None:
    """A setting of ``run``: the step's own, else the default of the first of job and workflow that has one."""
    own = step.text(key)
    if own is not None:
        return own
    for owner in owners:
        defaults = owner.mapping("defaults") if owner is not None else None
        run = defaults.mapping("run") if defaults is not None else None
        found = run.text(key) if run is not None else None
        if found is not None:
            return found
    return None


def is_posix(shell: str | None) -> bool:
    """Whether what :func:`shell_of` says is ``sh``, ``bash`` or another of its kind."""
    return shell is None or re.match(r"\s*(?:/\S*/)?(?:ba|da|z)?sh\b", shell) is not None
