"""Stages, and for each instruction what is in force where it stands.

A *step* is an instruction in its stage.  ONBUILD's inner instruction is a step too, marked ``onbuild``: it runs later,
in a build that starts from this stage's image.  Scopes follow BuildKit's dockerfile2llb/convert.go: a stage that
starts from another inherits its variables (ENV and ARG), ENV beats ARG, and a global ARG counts only where it is
declared again.
"""

from __future__ import annotations

from bisect import bisect_left

from dockerlint.model.expand import expand
from dockerlint.model.images import ROOT, User
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.syntax.items import Instruction, Pair


class Variable(NamedTuple):
    """One declaration of an ENV or ARG key.  ``raw`` is the value as written, None for ``ARG name``.

    ``inherited`` is the global ARG that a bare ``ARG name`` takes its default from.
    """

    name: str
    kind: str  # "env" or "arg"
    raw: str | None
    pair: Pair
    step: Step
    inherited: Variable | None = None

    @property
    def default(self) -> str | None:
        """The raw value it has when the caller gives none, None when there is none."""
        if self.raw is None and self.inherited is not None:
            return self.inherited.raw
        return self.raw


class Step:
    """An instruction where it stands: the user, folder, home and shell in force *before* it."""

    __slots__ = ("index", "instruction", "onbuild", "outer", "shell", "stage", "user", "workdir")

    def __init__(self, instruction: Instruction, stage: Stage, outer: Instruction) -> None:
        self.instruction = instruction
        self.outer = outer  # the ONBUILD around it, else the instruction itself
        self.stage = stage
        self.index = len(stage.steps)
        self.onbuild = outer is not instruction
        self.user: User = ROOT
        self.workdir: str = "/"
        self.shell: tuple[str, ...] = ()

    @property
    def keyword(self) -> str:
        return self.instruction.keyword

    @property
    def home(self) -> str:
        """Where ``~`` leads: HOME of an ENV in scope, else the user's home as known or, by its name, as is usual."""
        variable = self.stage.environment("HOME", self.index, onbuild=self.onbuild)
        if variable is not None and variable.raw:
            return value_of(variable, 0) or variable.raw
        if self.user.home:
            return self.user.home
        return "/" if self.user.name.isdecimal() else f"/home/{self.user.name}"

    def variable(self, name: str) -> Variable | None:
        """The declaration that gives ``name`` its value here, None when it has none."""
        return self.stage.variable(name, self.index, onbuild=self.onbuild)

    def resolve(self, text: str) -> str:
        """``text`` with the variables of known value expanded; others stay as ``${name}``."""
        if "$" not in text and "\\" not in text and '"' not in text and "'" not in text and "`" not in text:
            return text
        return expand(text, _Known(self, 0), self.stage.escape).value


class Stage:
    """A build stage.  ``base`` is the image reference as resolved, ``parent`` the stage that it starts from, if any."""

    __slots__ = (
        "arguments", "base", "environments", "escape", "final", "has_onbuild", "index", "instruction", "is_windows",
        "name", "parent", "platform", "steps", "users", "values",
    )  # fmt: skip

    def __init__(self, instruction: Instruction, index: int, escape: str) -> None:
        self.instruction = instruction
        self.index = index
        self.escape = escape
        self.name = ""
        self.base = ""
        self.platform = ""
        self.parent: Stage | None = None
        self.is_windows = False
        self.steps: list[Step] = []
        self.environments: dict[str, list[Variable]] = {}
        self.arguments: dict[str, list[Variable]] = {}
        self.has_onbuild = False
        self.values: dict[int, str] = {}  # id of a Variable of this stage -> its value, kept once it is asked for
        self.users: dict[str, User] = {}  # accounts made by useradd and adduser in RUNs so far, by name and by uid
        self.final: dict[tuple[str, str], Variable | None] = {}  # what a stage that starts from this one finds

    @property
    def root_image(self) -> str:
        """The image at the bottom of the chain of stages."""
        stage = self
        while stage.parent is not None:
            stage = stage.parent
        return stage.base

    def chain(self) -> Iterator[Stage]:
        """This stage, then the one it starts from, and so on."""
        stage: Stage | None = self
        while stage is not None:
            yield stage
            stage = stage.parent

    def environment(self, name: str, index: int, *, onbuild: bool = False) -> Variable | None:
        """The ENV that gives ``name`` its value before step ``index``, through inheritance."""
        return self._latest("environments", name, index, onbuild=onbuild)

    def variable(self, name: str, index: int, *, onbuild: bool = False) -> Variable | None:
        """The ENV or else ARG that gives ``name`` its value; an ``onbuild`` step runs on top of the finished stage."""
        return self._latest("environments", name, index, onbuild=onbuild) or self._latest(
            "arguments", name, index, onbuild=onbuild
        )

    def _latest(self, table: str, name: str, index: int, *, onbuild: bool) -> Variable | None:
        declared: list[Variable] = getattr(self, table).get(name, [])
        if declared and self.has_onbuild:
            declared = _in_order_of_execution(declared, index, onbuild)
            if declared:
                return declared[-1]
        elif declared:
            at = bisect_left(declared, index, key=_step_index)
            if at:
                return declared[at - 1]
        return self.parent.at_end(table, name) if self.parent is not None else None

    def at_end(self, table: str, name: str) -> Variable | None:
        """What a stage that starts from this one finds; kept, as there may be a long chain of stages."""
        key = (table, name)
        asked = []
        found: Variable | None = None
        for stage in self.chain():
            if key in stage.final:
                found = stage.final[key]
                break
            asked.append(stage)
            declared: list[Variable] = getattr(stage, table).get(name, [])
            if declared and stage.has_onbuild:
                declared = _in_order_of_execution(declared, len(stage.steps), onbuild=True)
            if declared:
                found = declared[-1]
                break
        for stage in asked:
            stage.final[key] = found
        return found

    def names(self) -> set[str]:
        """Every variable name declared in this stage or one that it starts from."""
        return {name for stage in self.chain() for table in (stage.environments, stage.arguments) for name in table}


def _step_index(variable: Variable) -> int:
    return variable.step.index


def _in_order_of_execution(declared: list[Variable], index: int, onbuild: bool) -> list[Variable]:
    """Those in force: a trigger sees the whole stage and the triggers before it, another step no trigger at all."""
    plain = [
        variable for variable in declared if not variable.step.onbuild and (onbuild or variable.step.index < index)
    ]
    triggers = [variable for variable in declared if variable.step.onbuild and variable.step.index < index]
    return plain + triggers if onbuild else plain


_DEEPEST = 64  # variables made of variables
_LONGEST = 8192  # characters of a value: each of `ENV A=$A$A` doubles it


class _Known:
    """A mapping for :func:`expand` that leaves what it does not know as ``${name}``."""

    def __init__(self, step: Step, depth: int) -> None:
        self._step = step
        self._depth = depth

    def get(self, name: str, default: str | None = None) -> str | None:  # noqa: ARG002 - it has a value for any name
        return self[name]

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> str:
        variable = self._step.variable(name)
        found = value_of(variable, self._depth) if variable is not None else None
        return f"${{{name}}}" if found is None else found


def value_of(variable: Variable, depth: int) -> str | None:
    """What a declaration comes to when no caller overrides it; None when that is not known."""
    if variable.raw is None and variable.inherited is not None:
        variable = variable.inherited
    stage = variable.step.stage
    found = stage.values.get(id(variable))
    if found is None and variable.raw is not None and depth < _DEEPEST:
        found = expand(variable.raw, _Known(variable.step, depth + 1), stage.escape).value
        if len(found) > _LONGEST:
            return None
        stage.values[id(variable)] = found
    return found
