"""Bitbucket Pipelines: the scripts of steps, wherever they stand.

The docker service of Bitbucket builds with the classic builder unless ``DOCKER_BUILDKIT=1`` is set, so a build that
needs a secret mount gets that with it.
"""

from __future__ import annotations

from dockerlint.callers.build import Caller
from dockerlint.callers.scripts import Sequence as Steps
from dockerlint.callers.scripts import plain_bind, read_steps
from dockerlint.callers.shell.folders import Place
from dockerlint.callers.shell.handle import Handle
from dockerlint.callers.shell.rewrite import rewrite as rewrite_command
from dockerlint.callers.yaml import Mapping, Scalar, Sequence, YamlError, read_yaml
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.build import Build
    from dockerlint.callers.change import Change
    from dockerlint.callers.yaml import Node
    from dockerlint.text import Edit, Source

KIND = "bitbucket"


def read(source: Source, place: str) -> Caller:
    try:
        documents = read_yaml(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    builds: list[Build] = []
    for root in documents:
        for steps in _scripts(root):
            builds += read_steps(source, steps)
    first = next((each for each in documents if isinstance(each, Mapping)), None)
    return Caller(place, KIND, tuple(builds), first)


def _scripts(node: Node) -> Iterator[Steps]:
    """``script`` runs in one shell, ``after-script`` in another."""
    if node.is_alias:
        return
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _scripts(item)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            value = entry.value
            if entry.key.value in ("script", "after-script") and isinstance(value, Sequence):
                if not value.is_alias:
                    lines = tuple(item for item in value.items if isinstance(item, Scalar) and not item.is_alias)
                    yield Steps(lines, Place(""), KIND)
            else:
                yield from _scripts(value)


def rewrite(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    edits = rewrite_command(build, change, plain_bind)
    handle = build.handle
    if isinstance(edits, Refusal) or not isinstance(handle, Handle) or build.builder != "docker":
        return edits
    if "DOCKER_BUILDKIT=1" in source.text or "DOCKER_BUILDKIT: " in source.text:
        return edits
    start = handle.command.words[0].start
    enabled = handle.shell.text.replace(start, start, "DOCKER_BUILDKIT=1 ")
    if enabled is None:
        return Refusal("there is no room for DOCKER_BUILDKIT=1 in the way that the command is written")
    return joined(enabled, edits)


def joined(first: Edit, edits: list[Edit]) -> list[Edit]:
    """``edits`` with an insertion in front of them; one at the same place takes it in."""
    same = [edit for edit in edits if edit.span == first.span]
    if not same:
        return [first, *edits]
    return [edit._replace(text=first.text + edit.text) if edit is same[0] else edit for edit in edits]
