"""GitLab CI: the scripts of jobs and of templates, wherever ``script``, ``before_script`` or ``after_script`` stand."""

from __future__ import annotations

from dockerlint.callers.build import Caller
from dockerlint.callers.scripts import Sequence as Steps
from dockerlint.callers.scripts import plain_bind, read_steps
from dockerlint.callers.shell.folders import Place
from dockerlint.callers.shell.rewrite import rewrite as rewrite_command
from dockerlint.callers.yaml import Mapping, Scalar, Sequence, YamlError, read_yaml
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.build import Build
    from dockerlint.callers.change import Change
    from dockerlint.callers.yaml import Node
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.text import Edit, Source

KIND = "gitlab"
_SCRIPTS = ("before_script", "script", "after_script")


def read(source: Source, place: str) -> Caller:
    try:
        documents = read_yaml(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    builds: list[Build] = []
    for root in documents:
        if not isinstance(root, Mapping):
            continue
        for owner in (root, *(entry.value for entry in root.entries if not entry.value.is_alias)):
            if isinstance(owner, Mapping):
                builds += _of_job(source, owner)
            elif isinstance(owner, Sequence):  # commands that jobs take over by an anchor
                builds += read_steps(source, Steps(tuple(_scalars(owner)), Place(""), KIND))
    first = next((each for each in documents if isinstance(each, Mapping)), None)
    return Caller(place, KIND, tuple(builds), first)


def _of_job(source: Source, job: Mapping) -> Iterator[Build]:
    """The builds of one job; its scripts run in one shell, ``after_script`` in another."""
    shared = [item for key in _SCRIPTS[:2] for item in _items(job, key)]
    for items in (shared, list(_items(job, _SCRIPTS[2]))):
        yield from read_steps(source, Steps(tuple(items), Place(""), KIND))
    for key in ("hooks", "release"):
        inner = job.mapping(key)
        if inner is not None:
            yield from _of_job(source, inner)


def _items(job: Mapping, key: str) -> Iterator[Scalar]:
    entry = job.entry(key)
    if entry is not None and not entry.value.is_alias:
        yield from _scalars(entry.value)


def _scalars(node: Node) -> Iterator[Scalar]:
    """The commands of a script, those of lists in it included; what ``!reference`` names is read where it stands."""
    if isinstance(node, Scalar):
        if not node.is_alias:
            yield node
    elif isinstance(node, Sequence) and node.tag != "!reference" and not node.is_alias:
        for item in node.items:
            yield from _scalars(item)


def rewrite(_source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    return rewrite_command(build, change, plain_bind)
