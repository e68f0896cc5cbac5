"""From ENV and ARG to secret mounts: the declarations go, every RUN that needs the value gets it for itself alone.

Variables that are made of one another (``ENV B=$A``) are moved together: the ones they come from become secrets, the
others are made anew, by the shell, in the RUNs that read them.
"""

from __future__ import annotations

from dockerlint.finding import Safety
from dockerlint.model.expand import references
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy import consumers, git
from dockerlint.remedy.effort import bounded, look_at, spend
from dockerlint.remedy.expanded import expanded_names, globally_expanded_names
from dockerlint.remedy.form import (
    give_variable,
    secret_id,
    shell_value,
    supply_at_run_time,
    supply_variable,
    uses_environment,
)
from dockerlint.remedy.plan import Plan
from dockerlint.remedy.readers import runs_that_may_read

if TYPE_CHECKING:
    from dockerlint.finding import Fix
    from dockerlint.model import Step, Variable
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.settings import Settings
    from dockerlint.trace.secrets import Origin
    from dockerlint.trace.trace import Trace

# Variables that a shell or the container's start sets, and BuildKit does not.
_OF_THE_SHELL = frozenset({"HOME", "HOSTNAME", "PWD", "OLDPWD", "SHLVL", "PPID", "UID", "RANDOM"})
# A value that is that of one variable and nothing else, "" where it has none.
_LONGEST_CHAIN = 50  # variables made of variables that a RUN is made to follow
_STAGES = 16  # that cost as much as a look at an instruction
_PASSES_ON = lazy(r"([\"']?)\$(?:\w+|\{\w+(?::?-)?\})\1")


@bounded
def move_variable(trace: Trace, origin: Origin, settings: Settings) -> Fix | Refusal:
    """The fix for the variable of ``origin`` and all that are made of it or that it is made of; the same for each."""
    group = trace.index.group(origin)
    key = ("variable", id(group[0]), settings)
    return trace.answers.once(key, lambda: git.strip_url(trace, group, settings) or Move(trace, group, settings).fix())


class Move:
    """The move of a group of variables.  ``roots`` become secrets, ``derived`` are made of them where they are read."""

    def __init__(self, trace: Trace, group: list[Origin], settings: Settings) -> None:
        self.trace = trace
        self.file = trace.dockerfile
        self.group = group
        self.settings = settings
        self.plan = Plan(trace)
        self.as_environment = uses_environment(self.file, settings)
        self.names = list(dict.fromkeys(each.name for each in group))
        self.derived = {each.name for each in group if _is_made_of_others(each)}
        self.roots = [name for name in self.names if name not in self.derived]
        self.by_file: set[tuple[int, str]] = set()
        self.members = frozenset(group)

    def fix(self) -> Fix | Refusal:
        self._refuse_what_is_made_of_itself()
        self._refuse_long_chains()
        self._refuse_what_no_mount_reaches()
        if self.plan.refusal is None:
            self._remove_declarations()
            self._keep_out_of_npm_logs()
            for holding in self.trace.index.files(self.group):
                if holding.is_kept and holding.write is not None:
                    from dockerlint.remedy import persisted

                    persisted.rewrite(self.plan, holding, self)
            self._give_to_readers()
        return self.plan.fix(self._title(), self._safety())

    # -- where it may not go -------------------------------------------------------------------------------------

    def _refuse_what_is_made_of_itself(self) -> None:
        """``ARG T`` and ``ENV T="Bearer $T"``: no one secret could stand for both."""
        for each in self.group:
            variable = each.variable
            if variable is None or variable.raw is None or not any(parent.name == each.name for parent in each.parents):
                continue
            if not _PASSES_ON.fullmatch(variable.raw) or variable.raw.count(each.name) != 1:
                self.plan.refuse(f"{each.name} is made anew of {each.name}")

    def _refuse_long_chains(self) -> None:
        depth: dict[Origin, int] = {}
        for each in self.group:
            depth[each] = 1 + max((depth.get(parent, 0) for parent in each.parents), default=0)
            if depth[each] > _LONGEST_CHAIN:
                self.plan.refuse(f"{each.name} is made of another variable in too many steps")

    def _refuse_what_no_mount_reaches(self) -> None:
        pairs = {id(each.variable.pair) for each in self.group if each.variable is not None}
        if any(each.step.stage.index >= 0 and each.step.stage.is_windows for each in self.group):
            self.plan.refuse("Windows builds have no RUN mounts")
        in_global = globally_expanded_names(self.trace)
        for where in sorted(where for name in self.names for where in in_global.get(name, ())):
            self.plan.refuse(f"${where.name} is also used by {where.place}, which a mount does not reach")
        expanded = expanded_names(self.trace)
        for name in self.names:
            for step, pair in expanded.get(name, ()):
                look_at(self.trace, step)
                if pair not in pairs and self.trace.judge.origin(step.variable(name)) in self.members:
                    where_else = f"{step.keyword} on line {step.instruction.start_line}"
                    self.plan.refuse(f"${name} is also used by {where_else}, which a mount does not reach")

    # -- what goes -----------------------------------------------------------------------------------------------

    def _remove_declarations(self) -> None:
        seen: set[int] = set()
        for each in self.group:
            variable = each.variable
            while variable is not None and id(variable.pair) not in seen:
                seen.add(id(variable.pair))
                self.plan.remove_pair(variable.step, variable.pair)
                variable = variable.inherited

    def _keep_out_of_npm_logs(self) -> None:
        """``npm config set …=$TOKEN`` stays in npm's own log of its arguments, whatever becomes of the .npmrc.

        The RUN whose .npmrc no later one sees is the one that reads it, so it gets the variable itself.
        """
        kept = {
            (id(holding.step), origin.name)
            for holding in self.trace.index.files(self.group)
            for origin in holding.origins
            if holding.is_kept
        }
        for use in self.trace.index.uses(self.group):
            command = use.command
            if use.role != "argument" or command is None or command.name != "npm":
                continue
            text = self.trace.text(use.step)
            for word in (
                command.words[1:] if not text.exec_form and "set" in [w.raw for w in command.words[1:3]] else ()
            ):
                for part in word.parts:
                    if part.kind == "variable" and part.text in self.names and not part.operator:
                        self.plan.replace(use.step, part.start, part.end, f"\\${{{part.text}}}")
                        if (id(use.step), part.text) not in kept:
                            self.give_name(use.step, part.text, exported=True)

    # -- who needs it --------------------------------------------------------------------------------------------

    def visible(self, step: Step) -> list[str]:
        """The names of the group that have their value from it at ``step``."""
        return [name for name in self.names if self.trace.judge.origin(step.variable(name)) in self.members]

    def _starts(self) -> dict[int, int]:
        """For each stage in which one of the group has its value: the index of the step from which on it has."""
        starts: dict[int, int] = {}
        for each in self.group:
            stage, index = each.step.stage, each.step.index
            if stage.index >= 0:
                starts[stage.index] = 0 if stage.has_onbuild else min(starts.get(stage.index, index), index)
                below = self.file.children(stage)
                spend(self.trace, len(below) // _STAGES)
                starts.update((child.index, 0) for child in below)
        return starts

    def _give_to_readers(self) -> None:
        certain = possible = False
        for step in runs_that_may_read(self.trace, self.names, self._starts()):
            names = [name for name in self.visible(step) if self._is_wanted(step, name)]
            if names:
                change = self.plan.run(step)
                read = consumers.reading(self.trace, step, names, set(change.removed), change.replaced)
                given = self._give(step, read)
                possible |= given
                certain |= given and read.is_certain
        if not certain and not self._is_rewritten():
            self._give_to_project_code(installs_too=not possible)

    def _is_wanted(self, step: Step, name: str) -> bool:
        """Not where the variable was only meant for a file that the RUN now gets whole."""
        if (id(step), name) not in self.by_file:
            return True
        text = self.trace.text(step)
        stays = (each for each in text.script.commands if not self.plan.is_removed(step, each))
        return any(consumers.mentions(text.text[each.start : each.end], name) for each in stays)

    def _is_rewritten(self) -> bool:
        return any(change.replaced or change.removed for change in self.plan.runs.values())

    def _give(self, step: Step, reading: consumers.Reading) -> bool:
        for name in reading.names:
            self.give_name(step, name, exported=name in reading.exported)
        return bool(reading.names)

    def give_name(self, step: Step, name: str, *, exported: bool) -> None:
        """A variable of the group, root or derived, for one RUN."""
        for each in self._in_order(step, name):
            origin = self._derived_at(step, each)
            if origin is not None and origin.variable is not None:
                value = shell_value(origin.variable.pair, step.stage.escape)
                if value is None:
                    self.plan.refuse(f"the value of {each} is made in a way that a shell does not know")
                self._refuse_what_has_changed(origin.variable, step)
                prelude = [f"{each}={value}"]
                if exported and each == name:
                    prelude.append(f"export {each}")
                for piece in prelude:
                    self.plan.run(step).prelude[piece] = None
            else:
                self.give(step, each, exported=exported and each == name)

    def _refuse_what_has_changed(self, variable: Variable, step: Step) -> None:
        """The shell must find in the other variables of a value what BuildKit found where the value was made."""
        for reference in references(variable.raw or "", step.stage.escape):
            name = reference.name
            then = variable.step.variable(name)
            is_own = then is None and name in _OF_THE_SHELL
            if name not in self.names and (is_own or then is not step.variable(name)):
                line = step.instruction.start_line
                self.plan.refuse(f"${name}, which {variable.name} is made of, has another value on line {line}")

    def _derived_at(self, step: Step, name: str) -> Origin | None:
        """What gives ``name`` its value at ``step`` when that is made of other variables."""
        origin = self.trace.judge.origin(step.variable(name))
        return origin if origin is not None and _is_made_of_others(origin) else None

    def _in_order(self, step: Step, name: str) -> list[str]:
        """``name`` and what it is made of at ``step``, those that others are made of first."""
        ordered: dict[str, None] = {}

        def add(name: str) -> None:
            origin = self._derived_at(step, name)
            for parent in origin.parents if origin is not None else ():
                if parent.name != name:
                    add(parent.name)
            ordered[name] = None

        add(name)
        return list(ordered)

    def give(self, step: Step, name: str, *, exported: bool, prelude: bool = True) -> None:
        """Mount the secret of root ``name`` on a RUN, as that variable; without ``prelude`` the file form sets none."""
        identity = secret_id(name, self.settings)
        given = give_variable(name, identity, step, as_environment=self.as_environment, exported=exported)
        self.plan.give(step, given if prelude else given._replace(prelude=()))
        self.plan.supply[supply_variable(identity, name)] = None

    def _give_to_project_code(self, *, installs_too: bool) -> None:
        """Nothing names the variable: it may be read by any program of the project that the build runs, and if there
        is none and it is an argument, by what installs packages (``installs_too``).
        """
        installs_too = installs_too and all(each.kind == "arg" for each in self.group)
        steps = []
        for step in self.file.steps("RUN"):
            look_at(self.trace, step)
            if self.visible(step):
                steps.append(step)
        chosen = [step for step in steps if self._may_read(step, installs_too=False)]
        if not chosen and installs_too:
            chosen = [step for step in steps if self._may_read(step, installs_too=True)]
        for step in chosen:
            names = tuple(self.visible(step))
            self._give(step, consumers.Reading(step, names, names))

    def _may_read(self, step: Step, *, installs_too: bool) -> bool:
        return any(
            consumers.runs_project(self.trace, step, name, installs_too=installs_too) for name in self.visible(step)
        )

    # -- how it is told ------------------------------------------------------------------------------------------

    def _safety(self) -> Safety:
        by_tool = any(consumers.is_for_the_build(use) for use in self.trace.index.uses(self.group))
        for each in self.group:
            if each.kind == "env" and not by_tool and self._is_read_at_run_time(each):
                self.plan.supply[supply_at_run_time(each.name)] = None
        return Safety.NEEDS_SECRET if self.plan.supply else Safety.SAFE

    def _is_read_at_run_time(self, origin: Origin) -> bool:
        """An ENV of the shipped image that no package tool of the build has read may be meant for the program."""
        if not self.file.is_shipped(origin.step.stage):
            return False
        return not any(consumers.is_for_the_build(use) for use in self.trace.index.uses_of_name(origin.name))

    def _title(self) -> str:
        count = sum(1 for change in self.plan.runs.values() if change.mounts)
        names = " and ".join(self.roots)
        if not count:
            return f"leave {names} to run time" if self.plan.supply else f"remove {names}, which no RUN reads"
        if count == 1:
            return f"give {names} to the RUN that reads it by a secret mount"
        return f"give {names} to the {count} RUNs that read it by secret mounts"


def _is_made_of_others(origin: Origin) -> bool:
    return any(parent.name != origin.name for parent in origin.parents)
