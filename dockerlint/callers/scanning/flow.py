"""Which pushes no scan stands before: the images of one job, followed through its commands in their order.

An image is known by the words that name it, spelled alike: a build gives a new image to its tags, ``docker tag`` and
``docker save -o`` one more name to an image.  A scan counts for a push where its failure keeps the push from running.
"""

from __future__ import annotations

from dockerlint.callers.scanning.act import BUILD, PUSH, SCAN, TAG, key
from dockerlint.callers.scanning.acts import acts
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.callers.scanning.act import Act
    from dockerlint.shell import Block, Command, Script


class Guard(NamedTuple):
    """Where a scan holds: everywhere behind it, or with ``chain`` only in its own ``&&`` chain.

    ``list_id`` is the list that it stands in, -1 for that of its command: a group in a chain stands for its content.
    """

    script: Script | None
    command: Command | None
    chain: bool = False
    list_id: int = -1


class Images:
    """The images of one job, by name, and the scans that each has had."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._count = 0
        self._guards: dict[int, list[Guard]] = {}

    def apart(self, *, keep_scans: bool) -> Images:
        """Those of a step whose failure ends nothing: a scan in it counts for nothing behind it.

        Without ``keep_scans`` also those of a step that runs whatever failed: no scan before it counts either.
        """
        made = Images()
        made._ids, made._count = dict(self._ids), self._count
        if keep_scans:
            made._guards = {image: list(guards) for image, guards in self._guards.items()}
        return made

    def build(self, names: Iterable[str]) -> None:
        """A new image has these names."""
        self._count += 1
        for name in names:
            self._ids[name] = self._count

    def tag(self, source: str, target: str) -> None:
        self._ids[target] = self._id(source)

    def scan(self, name: str, guard: Guard | None = None) -> None:
        self._guards.setdefault(self._id(name), []).append(guard or Guard(None, None))

    def is_scanned(self, name: str, script: Script | None = None, command: Command | None = None) -> bool:
        guards = self._guards.get(self._id(name), ())
        return any(_holds(guard, script, command) for guard in guards)

    def unscanned(self, script: Script, stops: bool) -> Iterator[Act]:
        """The pushes of ``script`` that no scan stands before.  ``stops`` is whether a failing command ends the job.

        Whoever puts a scan before one says so by :meth:`scan`, so that another push of the same image needs none.
        """
        for act in acts(script):
            names = [key(word) for word in act.words]
            if act.kind == BUILD:
                self.build(names)
                if act.pushes_itself:
                    yield act
            elif act.kind == TAG:
                for target in names[1:]:
                    self.tag(names[0], target)
            elif act.kind == SCAN and act.is_gate:
                guard = guard_of(script, act.command, stops)
                for name in names if guard is not None else ():
                    self.scan(name, guard)
            elif act.kind == PUSH and (act.refused or not self.is_scanned(names[0], script, act.command)):
                yield act

    def _id(self, name: str) -> int:
        if name not in self._ids:
            self.build((name,))
        return self._ids[name]


def guard_of(script: Script, command: Command, stops: bool) -> Guard | None:
    """What the failure of ``command`` keeps from running; None where the script goes on as if nothing had been."""
    if not any(each is command for each in script.commands):
        return None  # in a substitution: its failure is lost
    behind = following(script, command)
    joiner = behind.joiner if behind is not None else ""
    if command.negated or joiner in ("|", "&"):
        return None
    if joiner == "&&":
        return Guard(script, command, chain=True)
    if joiner == "||":
        return _of_group(script, command) if _gives_up(script, behind) else None
    if stops or (behind is None and command.list_id == 0):
        return Guard(script, command)
    return None


def _of_group(script: Script, command: Command) -> Guard:
    """``scan || exit 1`` holds for all that follows; in a group within a chain, for the chain."""
    block = script.blocks[command.list_id]
    if block.kind == "group" and block.joiner == "&&":
        return Guard(script, command, chain=True, list_id=block.parent)
    return Guard(script, command)


def following(script: Script, command: Command) -> Command | Block | None:
    """What stands behind ``command`` in its list."""
    found: list[Command | Block] = [
        each
        for each in script.commands
        if each.list_id == command.list_id and each.start >= command.end and each.verbatim
    ]
    found += [
        block
        for block in script.blocks
        if block.parent == command.list_id
        and block.start >= command.end
        and block.kind not in ("substitution", "nested")
    ]
    return min(found, key=lambda each: each.start, default=None)


def _gives_up(script: Script, behind: Command | Block | None) -> bool:
    """``|| exit 1``, ``|| return 1``, ``|| false`` and ``|| { …; exit 1; }``."""
    from dockerlint.shell import Command

    if isinstance(behind, Command):
        return _is_exit(behind)
    inside = [each for each in script.commands if behind is not None and behind.start <= each.start < behind.end]
    return bool(inside) and _is_exit(inside[-1])


def _is_exit(command: Command) -> bool:
    status = command.words[1].literal if len(command.words) > 1 else None
    return command.name in ("exit", "return", "false") and status != "0"


def _holds(guard: Guard, script: Script | None, command: Command | None) -> bool:
    if guard.command is None or guard.script is None:
        return True
    if script is not guard.script or command is None:
        return not (guard.chain or guard.command.conditional or guard.command.subshell)
    if command.start < guard.command.end:
        return False
    if guard.chain:
        return _is_in_chain(script, guard, command)
    # The end of a subshell is not the end of the script.
    is_local = guard.command.conditional or guard.command.subshell
    return not is_local or guard.command.list_id in lists_around(script, command)


def _is_in_chain(script: Script, guard: Guard, last: Command) -> bool:
    assert guard.command is not None
    list_id = guard.command.list_id if guard.list_id < 0 else guard.list_id
    between = [
        each for each in script.commands if each.list_id == list_id and guard.command.end <= each.start <= last.start
    ]
    return last.list_id == list_id and all(each.joiner == "&&" for each in between)


def lists_around(script: Script, command: Command) -> Iterator[int]:
    """The lists that the command stands in, innermost first."""
    at = command.list_id
    while at >= 0:
        yield at
        at = script.blocks[at].parent
