"""A fix under construction: what each instruction loses and gains, turned into edits at the end."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.finding import Fix, Safety
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.effort import look_at
from dockerlint.rewrite.mounts import add_mounts
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.removal import remove_instruction, remove_pairs, remove_words
from dockerlint.text import Edit, overlap
from dockerlint.trace.mounts import secret_mounts

if TYPE_CHECKING:
    from dockerlint.finding import Supply
    from dockerlint.model import Step
    from dockerlint.remedy.form import Given
    from dockerlint.shell.script import Command
    from dockerlint.syntax.items import Pair
    from dockerlint.text import Span
    from dockerlint.trace.trace import Trace


# Commands that do nothing but write to their output.
_FEEDS = frozenset(
    {"echo", "printf", "cat", "base64", "tr", "sed", "tee", "openssl", "gunzip", "fold", "envsubst", "xxd"}
)

_PREPARES = frozenset({"set", "cd", ":", "true", "export"})


class RunChange:
    """What becomes of one RUN."""

    __slots__ = ("mounts", "prelude", "removed", "replaced", "step")

    def __init__(self, step: Step) -> None:
        self.step = step
        self.mounts: dict[str, None] = {}
        self.prelude: dict[str, None] = {}
        self.removed: dict[tuple[int, int], Command] = {}
        self.replaced: dict[tuple[int, int], str] = {}  # offsets in the shell text -> new text


class Plan:
    """The changes of one fix.  ``refuse`` keeps the first reason why it cannot be made."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.dockerfile = trace.dockerfile
        self.source = trace.dockerfile.source
        self.runs: dict[int, RunChange] = {}
        self.pairs: dict[int, tuple[Step, list[Pair]]] = {}
        self.words: dict[int, tuple[Step, list[Span]]] = {}
        self.edits: list[Edit] = []
        self.supply: dict[Supply, None] = {}
        self.refusal: Refusal | None = None

    def refuse(self, reason: str) -> None:
        if self.refusal is None:
            self.refusal = Refusal(reason)

    def run(self, step: Step) -> RunChange:
        return self.runs.setdefault(id(step), RunChange(step))

    def is_removed(self, step: Step, command: Command) -> bool:
        change = self.runs.get(id(step))
        return change is not None and (command.start, command.end) in change.removed

    def remove_pair(self, step: Step, pair: Pair) -> None:
        self.pairs.setdefault(id(step), (step, []))[1].append(pair)

    def remove_word(self, step: Step, span: Span) -> None:
        """One source of a COPY or ADD goes; the instruction with its last one."""
        self.words.setdefault(id(step), (step, []))[1].append(span)

    def remove_command(self, step: Step, command: Command) -> None:
        self.run(step).removed[command.start, command.end] = command

    def remove_pipeline(self, step: Step, command: Command) -> None:
        """The command goes with those that only feed it through pipes."""
        members = [
            each
            for each in self.trace.text(step).script.commands
            if each.pipeline == command.pipeline and each.list_id == command.list_id
        ]
        if any(each is not command and each.unwrapped().name not in _FEEDS for each in members):
            self.refuse("it is part of a pipeline")
        for each in members:
            self.remove_command(step, each)

    def replace(self, step: Step, start: int, end: int, text: str) -> None:
        """New text for ``start`` to ``end`` of a RUN's shell text."""
        self.run(step).replaced[start, end] = text

    def give(self, step: Step, given: Given) -> None:
        change = self.run(step)
        change.mounts[given.mount] = None
        for piece in given.prelude:
            change.prelude[piece] = None

    def mount(self, step: Step, mount: str) -> None:
        self.run(step).mounts[mount] = None

    # -- the end -------------------------------------------------------------------------------------------------

    def fix(self, title: str, safety: Safety = Safety.NEEDS_SECRET) -> Fix | Refusal:
        """All of it as one fix, or the reason why not."""
        edits = list(self.edits)
        for step, pairs in self.pairs.values():
            look_at(self.trace, step)
            self._take(remove_pairs(self.source, self._escape, step.outer, pairs), edits)
        for step, spans in self.words.values():
            look_at(self.trace, step)
            self._take(self._without_words(step, spans), edits)
        for change in self.runs.values():
            self._change_run(change, edits)
        if not self.dockerfile.is_sound:
            return Refusal("the file has syntax errors")
        if self.refusal is not None:
            return self.refusal
        if not edits:
            return Refusal("there is nothing left to change")
        if overlap(edit for edit in edits if edit.path == self.source.path):
            return Refusal("the changes needed lie too close together")
        return Fix(title, tuple(dict.fromkeys(edits)), safety, tuple(self.supply))

    @property
    def _escape(self) -> str:
        return self.dockerfile.parsed.escape

    def _take(self, outcome: tuple[Edit, ...] | Refusal, edits: list[Edit]) -> None:
        if isinstance(outcome, Refusal):
            self.refuse(outcome.reason)
        else:
            edits += outcome

    def _without_words(self, step: Step, spans: list[Span]) -> tuple[Edit, ...] | Refusal:
        instruction = step.instruction
        places = instruction.json_spans if instruction.json is not None else tuple(w.span for w in instruction.words)
        if len(places) - len(set(spans)) < 2:
            return remove_instruction(self.source, step.outer)
        return remove_words(self.source, self._escape, step.outer, spans)

    def _change_run(self, change: RunChange, edits: list[Edit]) -> None:
        step = change.step
        look_at(self.trace, step)
        text = self.trace.text(step)
        commands = text.script.commands
        gone = [command for command in commands if (command.start, command.end) in change.removed]
        if gone and not any(works(command) for command in commands if command not in gone):
            self._take(remove_instruction(self.source, step.outer), edits)
            return
        if gone:
            from dockerlint.rewrite.commands import remove_commands

            self._take(remove_commands(self.source, self._escape, step.outer, text.script, gone), edits)
        for (start, end), new in change.replaced.items():
            if text.exec_form:
                self.refuse("the command is in JSON form, which no shell expands")
            edits.append(Edit(self.source.path, text.span(start, end), new))
        mounts = self._missing(step, change.mounts)
        if mounts or change.prelude:
            if change.prelude and any(re.match(r"-\w*x", option) for option in step.shell[1:]):
                self.refuse("SHELL traces every command (-x), so that the value would be printed")
            if change.prelude and not text.is_shell:
                self.refuse(f"the RUN is not read by a POSIX shell but by {text.language}")
            self._take(add_mounts(self.source, self._escape, step.outer, mounts, tuple(change.prelude)), edits)

    @staticmethod
    def _missing(step: Step, mounts: dict[str, None]) -> list[str]:
        """The mounts that the RUN does not have yet, by id and target or variable."""
        present = {(mount.type, mount.id, mount.target, mount.env) for mount in secret_mounts(step)}
        missing = []
        for mount in mounts:
            options = dict(part.partition("=")[::2] for part in mount.removeprefix("--mount=").split(","))
            target, env, identity = options.get("target", ""), options.get("env", ""), options.get("id", "default")
            if options["type"] == "secret" and not target and not env:
                target = f"/run/secrets/{identity}"
            if (options["type"], identity, target, env) not in present:
                missing.append(mount)
        return missing


def works(command: Command) -> bool:
    """Whether a command does more than set an option of the shell or change folder: an empty one may make a file."""
    return bool(command.redirects) or (bool(command.words) and command.name not in _PREPARES)
