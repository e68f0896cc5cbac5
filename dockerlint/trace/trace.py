"""The trace of one Dockerfile: every credential, where it enters, what is done with it, where it stays."""

from __future__ import annotations

from bisect import bisect_left

from dockerlint.finding import Exposure
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.questions import holds_tokens
from dockerlint.trace.interest import Interest
from dockerlint.trace.judge import Judge
from dockerlint.trace.pieces import is_long
from dockerlint.trace.run_text import run_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from dockerlint.finding import Confidence
    from dockerlint.model import Dockerfile, Stage, Step
    from dockerlint.shell.script import Command
    from dockerlint.text import Span
    from dockerlint.trace.filesystem import FileSystem
    from dockerlint.trace.index import Index
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import (
        Copied,
        DefaultPassword,
        Download,
        FolderCopy,
        GeneratedKey,
        Holding,
        Literal,
        Origin,
        Printed,
        Removal,
        Use,
        Write,
    )

    Answer = TypeVar("Answer")

# Steps that following may take in all: what is found may grow with the file, not with its square.
_LEAST_EFFORT = 300_000
_EFFORT_FOR_EACH = 100  # instruction
_EFFORT_OF_ONE = 10


class TooMuchError(Exception):
    """A file in which credentials and what is done with them multiply: following them all would take for ever."""


class Answers:
    """What the layers above have worked out from a trace, so that rules that ask the same get the same answer."""

    def __init__(self) -> None:
        self._known: dict[object, object] = {}

    def once(self, key: object, make: Callable[[], Answer]) -> Answer:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]  # type: ignore[return-value]  # what `make` of this key has given

    def forget(self) -> None:
        """Let go of the answers, which know the trace: see :meth:`dockerlint.model.Dockerfile.release`."""
        self._known.clear()


class Trace:
    """All that tracing found, in file order where not said otherwise."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self.dockerfile = dockerfile
        self.interest = Interest(dockerfile.source.text)
        self.has_tokens = holds_tokens(dockerfile.source.text, dockerfile.parsed.escape)
        self._is_long = is_long(dockerfile.source.text)
        self.judge = Judge(has_tokens=self.has_tokens)
        self.variables: list[Origin] = []
        self.mounts: list[Origin] = []
        self.uses: list[Use] = []
        self.writes: list[Write] = []
        self.removals: list[Removal] = []
        self.literals: list[Literal] = []
        self.copied: list[Copied] = []
        self.downloads: list[Download] = []
        self.printed: list[Printed] = []
        self.in_queries: list[Use] = []
        self.in_labels: list[Use] = []  # a use's span is the label's
        self.folder_copies: list[FolderCopy] = []
        self.keys: list[GeneratedKey] = []
        self.default_passwords: list[DefaultPassword] = []
        self.files: dict[int, FileSystem] = {}
        self.holdings: list[Holding] = []
        self.unread: list[tuple[Span, str]] = []  # where the shell text of a RUN could not be read, with the reason
        self.ends_at: Step | None = None  # where so many credentials came together that the rest was not followed
        self.answers = Answers()
        self._texts: dict[int, RunText] = {}
        self._literal_spans: list[Span] = []  # in order, apart from each other
        self._index: Index | None = None
        self._builds: bool | None = None
        self.left = _LEAST_EFFORT + _EFFORT_FOR_EACH * len(dockerfile.instructions)

    # -- while it is made ----------------------------------------------------------------------------------------

    def ask(self, question: Callable[..., Answer], command: Command, *places: str) -> Answer:
        """What ``question`` says of a command and folders; remembered where the file is long, as an editor's may be."""
        if not self._is_long:
            return question(command, *places)
        from dockerlint.trace.commands import told

        return told(question, command, *places)

    def text(self, step: Step) -> RunText:
        """The shell text of a step, read once."""
        found = self._texts.get(id(step))
        if found is None:
            found = self._texts[id(step)] = run_text(step, self.dockerfile.source.text)
        return found

    def forget_text(self, step: Step) -> None:
        """Nobody has read the commands of ``step`` so far: whoever does later reads the text anew."""
        del self._texts[id(step)]

    @property
    def deeds(self) -> int:
        """How much was found so far of what commands do with credentials."""
        return (
            len(self.uses)
            + len(self.writes)
            + len(self.literals)
            + len(self.printed)
            + len(self.in_queries)
            + len(self.copied)
            + len(self.downloads)
            + len(self.holdings)
            + len(self.keys)
            + len(self.default_passwords)
        )

    def add_variable(self, origin: Origin) -> None:
        self.variables.append(origin)
        self.interest.add(origin)

    def visible(self, step: Step, patterns: tuple[str, ...] | None = None) -> list[Origin]:
        """The variables in force at ``step`` that carry a credential, those with names as in ``patterns`` alone."""
        names = self.interest.names(patterns)
        self.spend(len(names))
        found = (self.judge.origin(step.variable(name)) for name in names)
        return [origin for origin in found if origin is not None]

    def spend(self, effort: int) -> None:
        """Note that something took steps in proportion to other things found.  Raises TooMuchError past all measure."""
        self.left -= effort
        if self.left < 0:
            raise TooMuchError

    def confirm(self, origin: Origin, confidence: Confidence, reason: str, noun: str = "") -> None:
        """``origin`` is used as a credential, whatever its name."""
        origin.confirm(confidence, reason, noun)
        self.interest.has_firm = self.interest.has_firm or origin.kind in ("arg", "env")

    def add_use(self, use: Use) -> None:
        self.spend(_EFFORT_OF_ONE)
        self.uses.append(use)

    def add_copied(self, copied: Copied) -> None:
        self.spend(_EFFORT_OF_ONE)
        self.copied.append(copied)

    def add_literal(self, literal: Literal) -> None:
        """Keep a literal credential unless its text is already known as one."""
        at = bisect_left(self._literal_spans, literal.span)
        if not any(known.overlaps(literal.span) for known in self._literal_spans[max(at - 1, 0) : at + 1]):
            self._literal_spans.insert(at, literal.span)
            self.literals.append(literal)

    def hold(self, step: Step, holding: Holding) -> None:
        """Put a credential file into the stage's file system."""
        self.spend(_EFFORT_OF_ONE + len(holding.origins))
        self.holdings.append(holding)
        self.files[step.stage.index].put(holding)

    def forget(self, weak: set[Origin]) -> None:
        """Take back credentials that turned out to be none, and all that was noted of them."""

        def firm(origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
            return tuple(origin for origin in origins if origin not in weak)

        self.variables = [origin for origin in self.variables if origin not in weak]
        self.uses = [use for use in self.uses if use.origin not in weak]
        self.in_queries = [use for use in self.in_queries if use.origin not in weak]
        self.in_labels = [use for use in self.in_labels if use.origin not in weak]
        self.writes = [w._replace(origins=kept) for w in self.writes if (kept := firm(w.origins))]
        self.printed = [p._replace(origins=kept) for p in self.printed if (kept := firm(p.origins))]
        for holding in self.holdings:
            holding.origins = firm(holding.origins)
        self.holdings = [holding for holding in self.holdings if holding.origins]
        self.removals = [removal for removal in self.removals if removal.held_by.origins]
        self.copied = [copied for copied in self.copied if copied.holding is None or copied.holding.origins]
        self.downloads = [each for each in self.downloads if each.origin is None or each.origin not in weak]
        self.judge.forget(weak.__contains__)

    @property
    def defaults(self) -> list[Origin]:
        """The variables whose value is a well-known default."""
        return [origin for origin in self.variables if origin.value == "default"]

    # -- answers -------------------------------------------------------------------------------------------------

    @property
    def builds_alone(self) -> bool:
        """Whether a file with one stage may build something."""
        return len(self.dockerfile.stages) == 1 and self._may_build

    @property
    def builds_in_stages(self) -> bool:
        """Whether a file with several stages may build something."""
        return len(self.dockerfile.stages) > 1 and self._may_build

    @property
    def mounts_in_stages(self) -> bool:
        """Whether it may, with whatever a RUN mounts."""
        runs = self.dockerfile.steps("RUN")
        return self.builds_in_stages and any(flag.name == "mount" for step in runs for flag in step.instruction.flags)

    @property
    def _may_build(self) -> bool:
        if self._builds is None:
            from dockerlint.trace.building import mentions_build

            self._builds = mentions_build(self.dockerfile.source.text)
        return self._builds

    @property
    def index(self) -> Index:
        """Its lists by credential and by place, made on first asking."""
        if self._index is None:
            from dockerlint.trace.index import Index

            self._index = Index(self)
        return self._index

    def exposures(self, origin: Origin) -> tuple[Exposure, ...]:
        """Where a variable's value stays visible."""
        found = []
        stage: Stage = origin.step.stage
        shipped = stage.index >= 0 and self.dockerfile.is_shipped(stage)
        if stage.index < 0:
            found.append(Exposure.TEXT)
        elif not shipped:
            found.append(Exposure.CACHE)
        elif origin.kind == "env":
            found += [Exposure.CONFIG, Exposure.HISTORY]
        else:
            found.append(Exposure.HISTORY)
        if origin.kind == "arg" and stage.index >= 0:
            found.append(Exposure.PROVENANCE)
        deeds = self.index.of(origin)
        files = [each for each in deeds.files if shipped and (each.write is not None or each.is_document)]
        if any(each.is_kept and not self.is_hidden(each) for each in files):
            found.append(Exposure.LAYER)
        if any(each.is_kept and self.is_hidden(each) for each in files):
            found.append(Exposure.DELETED_IN_LAYER)
        if deeds.printed:
            found.append(Exposure.LOG)
        return tuple(found)

    def is_hidden(self, holding: Holding) -> bool:
        """Whether a later layer of the image takes the file away; a stage of which nothing is shipped does not."""
        removal = holding.removed_at
        if removal is None:
            return False
        return self.dockerfile.is_shipped(removal.step.stage) or not self.dockerfile.is_shipped(holding.step.stage)
