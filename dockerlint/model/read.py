"""Reading a Dockerfile into its model."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.model.dockerfile import Dockerfile
from dockerlint.model.expand import expand
from dockerlint.model.images import ROOT, User, default_folder, default_user, is_windows, user_of_image
from dockerlint.model.stage import Stage, Step, Variable
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from dockerlint.model.context import Context
    from dockerlint.syntax.items import Instruction, Pair
    from dockerlint.text import Source


def read_dockerfile(source: Source, context: Context | None = None) -> Dockerfile:
    """The model of ``source``; never fails, problems stand in ``Dockerfile.problems``."""
    parsed = parse(source.text)
    dockerfile = Dockerfile(source, parsed, context)
    reader = _Reader(dockerfile)
    for instruction in parsed.instructions:
        reader.read(instruction)
    reader.finish()
    return dockerfile


class _Reader:
    """What is in force while the instructions go by."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self.dockerfile = dockerfile
        self.stage: Stage | None = None
        self.user: User = ROOT
        self.workdir = "/"
        self.shell: tuple[str, ...] = ()
        self.preamble = Stage(None, -1, dockerfile.parsed.escape)  # type: ignore[arg-type]  # holds global ARGs only
        self.ends: dict[int, tuple[User, str, tuple[str, ...]]] = {}
        self.by_name: dict[str, Stage] = {}
        self.defaults: dict[str, str] | None = None  # of the global ARGs, once a FROM asks for them

    def read(self, instruction: Instruction) -> None:
        if instruction.keyword == "FROM":
            self._start_stage(instruction)
            return
        if self.stage is None:
            if instruction.keyword == "ARG":
                for pair in instruction.pairs:  # each sees those before it, unlike within a stage
                    step = self._step(instruction, self.preamble, instruction)
                    variable = Variable(pair.key, "arg", pair.value, pair, step)
                    self.dockerfile.global_arguments[pair.key] = variable
                    self._declare(self.preamble.arguments, variable)
            return
        if instruction.keyword == "ONBUILD" and instruction.inner is not None:
            self.stage.has_onbuild = True
            step = self._step(instruction.inner, self.stage, instruction)
        else:
            step = self._step(instruction, self.stage, instruction)
        self._apply(step)
        self.ends[self.stage.index] = (self.user, self.workdir, self.shell)

    def finish(self) -> None:
        """Triggers run in a build that starts from the finished stage: give them what is then in force."""
        for stage in self.dockerfile.stages:
            if not stage.has_onbuild:
                continue
            self.stage = stage
            self.user, self.workdir, self.shell = self.ends[stage.index]
            for step in stage.steps:
                if step.onbuild:
                    step.user, step.workdir, step.shell = self.user, self.workdir, self.shell
                    self._enter(step)

    def _step(self, instruction: Instruction, stage: Stage, outer: Instruction) -> Step:
        step = Step(instruction, stage, outer)
        step.user, step.workdir, step.shell = self.user, self.workdir, self.shell
        stage.steps.append(step)
        return step

    def _start_stage(self, instruction: Instruction) -> None:
        stage = Stage(instruction, len(self.dockerfile.stages), self.dockerfile.parsed.escape)
        words = [word.raw for word in instruction.words]
        base = words[0] if words else ""
        stage.base = self._expanded(base, stage) if "$" in base else base
        if len(words) >= 3 and words[1].lower() == "as":
            stage.name = words[2].lower()
        stage.platform = next((flag.value or "" for flag in instruction.flags if flag.name == "platform"), "")
        stage.parent = self._earlier(stage.base)
        if stage.parent is not None:
            self.user, self.workdir, self.shell = self.ends[stage.parent.index]
            stage.is_windows = stage.parent.is_windows
        else:
            self.user, self.workdir, self.shell = default_user(stage.base), default_folder(stage.base), ()
            stage.is_windows = is_windows(stage.base, stage.platform)
        self.stage = stage
        self.dockerfile.stages.append(stage)
        if stage.name:
            self.by_name[stage.name] = stage
        self.ends[stage.index] = (self.user, self.workdir, self.shell)

    def _expanded(self, base: str, stage: Stage) -> str:
        if self.defaults is None:  # the first FROM ends the list of them
            values = {name: self.dockerfile.argument(name) for name in self.dockerfile.global_arguments}
            self.defaults = {name: value for name, value in values.items() if value is not None}
        return expand(base, self.defaults, stage.escape).value

    def _earlier(self, base: str) -> Stage | None:
        """FROM means an earlier stage by name only, never by number (dockerfile2llb/convert.go)."""
        return self.by_name.get(base.lower())

    def _apply(self, step: Step) -> None:
        match step.keyword:
            case "ENV":
                for pair in step.instruction.pairs:
                    self._declare(step.stage.environments, Variable(pair.key, "env", pair.value, pair, step))
            case "ARG":
                for pair in step.instruction.pairs:
                    self._declare(step.stage.arguments, self._argument(pair, step))
            case "RUN":
                _note_accounts(step)
            case "USER" | "WORKDIR" | "SHELL" if not step.onbuild:
                self._enter(step)

    def _enter(self, step: Step) -> None:
        """What the step changes of user, folder and shell."""
        match step.keyword:
            case "USER":
                self.user = self._user(step)
            case "WORKDIR":
                folder = step.resolve(step.instruction.args.strip())
                self.workdir = posixpath.normpath(posixpath.join(self.workdir, folder))
            case "SHELL" if step.instruction.json:
                self.shell = step.instruction.json

    @staticmethod
    def _declare(table: dict[str, list[Variable]], variable: Variable) -> None:
        table.setdefault(variable.name, []).append(variable)

    def _argument(self, pair: Pair, step: Step) -> Variable:
        inherited = self.dockerfile.global_arguments.get(pair.key) if pair.value is None else None
        return Variable(pair.key, "arg", pair.value, pair, step, inherited)

    def _user(self, step: Step) -> User:
        name = step.resolve(step.instruction.args.strip()).partition(":")[0]
        if name in ("root", "0"):
            return ROOT
        for stage in step.stage.chain():
            if name in stage.users:
                return stage.users[name]
        known = user_of_image(step.stage.root_image, name)
        if known is not None:
            return known
        if name.isdecimal():
            return User(name, _uid(name), None)
        return User(name, None, None)


_ACCOUNT = lazy(r"\b(?P<tool>useradd|adduser)\b(?P<rest>[^;&|\n]*)")
_UID = lazy(r"(?:^|\s)(?:-[A-Za-z]*u|--uid)[ =]?(\d+)\b")
_HOME = lazy(r"(?:^|\s)(?:-d|--home-dir|-h|--home)[ =](/\S+)")


def _note_accounts(step: Step) -> None:
    """Accounts that a RUN makes, with uid and home where its options tell them."""
    text = step.instruction.args
    if "useradd" not in text and "adduser" not in text:
        return
    for match in _ACCOUNT.finditer(text):
        rest = step.resolve(match["rest"])
        words = [word for word in rest.split() if not word.startswith("-")]
        if not words:
            continue
        uid, home = _UID.search(rest), _HOME.search(rest)
        for name in words[-2:]:  # busybox's adduser takes USER [GROUP]; the account is one of the last two
            if re.fullmatch(r"[a-z_][a-z0-9_.-]*", name):
                user = User(name, _uid(uid[1]) if uid else None, home[1] if home else f"/home/{name}")
                step.stage.users[name] = user
                if user.uid is not None:
                    step.stage.users.setdefault(str(user.uid), user)


def _uid(digits: str) -> int | None:
    """The number, None where it is too long for one: Linux has 32 bits for it."""
    return int(digits) if len(digits) <= len(str(1 << 32)) else None
