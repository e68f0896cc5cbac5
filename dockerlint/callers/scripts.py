"""Scripts that a service runs piece by piece in one shell: ``cd`` and variables of one piece hold for the next."""

from __future__ import annotations

from dockerlint.callers.shell.commands import mentions_build, read_builds
from dockerlint.callers.shell.exports import Exports
from dockerlint.callers.shell.folders import place_after
from dockerlint.callers.shell.handle import Shell
from dockerlint.callers.shell.paths import paths_of
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.shell import read_script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.build import Build, Value
    from dockerlint.callers.shell.folders import Place
    from dockerlint.callers.yaml import Scalar
    from dockerlint.text import Edit, Source


class Sequence(NamedTuple):
    """``steps`` run one after the other in one shell that starts in ``place``."""

    steps: tuple[Scalar, ...]
    place: Place
    kind: str


def read_steps(source: Source, sequence: Sequence) -> Iterator[Build]:
    """The builds of all steps, in order."""
    if not any(mentions_build(step.value) for step in sequence.steps):
        return
    place = sequence.place
    variables: dict[str, str] = {}
    assigned: set[str] = set()
    for step in sequence.steps:
        text = embedded(source, step)
        if text is None:
            continue
        yield from read_builds(Shell(text, place, variables, sequence.kind, frozenset(assigned)))
        script = read_script(text.text)
        place = place_after(script, place)
        variables = paths_of(script, variables)
        exports = Exports(script)
        names = {each.name for command in script.commands for each in command.assignments}
        assigned = {name for name in assigned | names if not exports.reach(name) or name in assigned - names}


def plain_bind(_name: str, _value: Value) -> list[Edit] | None:
    """Nothing around the commands sets variables for them: what they set, they set themselves."""
    return None
