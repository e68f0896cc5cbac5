"""The new text: FROM gets a name, the final stage is put at the end, what only configures the image moves there."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.layout import leading_blanks
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.final_stage import MOVED, last_work
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from dockerlint.model import Dockerfile, Step
    from dockerlint.staging.final_stage import Line
    from dockerlint.staging.split import Plan


def written_split(file: Dockerfile, plan: Plan) -> tuple[Edit, ...] | Refusal:
    """The edits that make the plan's text of the file's."""
    return _Writer(file, plan).edits()


class _Writer:
    def __init__(self, file: Dockerfile, plan: Plan) -> None:
        self.file = file
        self.plan = plan
        self.source = file.source
        self.text = file.source.text
        self.stage = file.stages[0]
        self.newline = self.source.newline_at(self.stage.instruction.span.start)
        self.escape = file.parsed.escape
        self.name = self.stage.name or "build"
        self.last = last_work(self.stage)
        keyword = self.stage.instruction.keyword_span
        self.lower = self.text[keyword.start : keyword.end].islower()

    def edits(self) -> tuple[Edit, ...] | Refusal:
        if self.stage.index != 0 or self.stage.parent is not None:
            return Refusal("the stage starts from another one")
        edits = []
        instruction = self.stage.instruction
        if not self.stage.name:
            end = instruction.words[0].span.end
            edits.append(Edit(self.source.path, Span(end, end), " as build" if self.lower else " AS build"))
        moved = [step for step in self.stage.steps if self._moves(step)]
        spans = [self._with_comments(step) for step in moved]
        spans = list(dict.fromkeys(spans))
        end = len(self.text)
        kept = self._kept(spans, end)
        start = min((span.start for span in spans), default=end)
        edits.append(
            Edit(self.source.path, Span(start, end), kept + self._final(dict(zip(map(id, moved), spans, strict=False))))
        )
        return tuple(edits)

    def _moves(self, step: Step) -> bool:
        """Whether it leaves the build: it configures the image only, or nothing is built behind it."""
        return step.onbuild or step.keyword in MOVED or step.index > self.last

    def _kept(self, spans: list[Span], end: int) -> str:
        """What stays of the text from the first moved instruction on, without blank lines at its end."""
        at = min((span.start for span in spans), default=end)
        parts = []
        for span in sorted(spans):
            parts.append(self.text[at : span.start])
            at = span.end
        parts.append(self.text[at:end])
        kept = re.sub(r"(?:[ \t]*\r?\n){3,}", self.newline * 2, "".join(parts))
        first = min((span.start for span in spans), default=end)
        before = self.text[:first]
        kept = kept.rstrip(" \t\r\n")
        if kept:
            lead = "" if before.endswith("\n") or not before else self.newline
            if re.search(r"\n[ \t]*\r?\n$", before):
                kept = kept.lstrip("\r\n")
            return lead + kept + self.newline * 2
        if not before.endswith("\n"):
            return self.newline * 2
        return "" if re.search(r"\n[ \t]*\r?\n$", before) else self.newline

    def _with_comments(self, step: Step) -> Span:
        """The lines of the instruction with the comments right above it."""
        span = step.outer.span
        start = span.start
        items = self.file.parsed.items
        at = next(index for index, item in enumerate(items) if item.instruction is step.outer)
        while at > 0 and items[at - 1].kind == "comment":
            at -= 1
            start = items[at].span.start
        return Span(start, span.end)

    def _final(self, moved: dict[int, Span]) -> str:
        plan = self.plan
        lines = [f"{self._word('FROM')} {self._platform()}{plan.image}"]
        runs = [plan.install] if plan.install else []
        if plan.again.accounts:
            runs.append(" \\\n    && ".join(plan.again.accounts))
        if plan.search:
            lines.append(f"{self._word('ENV')} PATH={plan.search}:$PATH")
        lines += [self._run(run) for run in runs]
        lines += [self._line(line, moved) for line in plan.before]
        for tree in plan.trees:
            owner = plan.again.owners.get(tree)
            flag = f" --chown={owner}" if owner else ""
            lines.append(f"{self._word('COPY')} --from={self.name}{flag} {tree} {tree}")
        commands = (*plan.again.commands, *plan.recipe.then)
        if commands:
            lines.append(self._run(" \\\n    && ".join(commands)))
        lines += [self._line(line, moved) for line in plan.behind]
        return "".join(line.rstrip("\r\n") + self.newline for line in lines)

    def _run(self, command: str) -> str:
        text = f"{self._word('RUN')} {command}"
        return text.replace(" \\\n", f" {self.escape}{self.newline}")

    def _line(self, line: Line, moved: dict[int, Span]) -> str:
        if line.step is None:
            return line.text
        span = moved.get(id(line.step), line.step.outer.span)
        text = self.text[span.start : span.end]
        indent = leading_blanks(text, 0)
        return text[len(indent) :] if "\n" not in text.rstrip("\r\n") else text

    def _platform(self) -> str:
        flags = [flag for flag in self.stage.instruction.flags if flag.name == "platform"]
        return "".join(self.text[flag.span.start : flag.span.end] + " " for flag in flags)

    def _word(self, keyword: str) -> str:
        return keyword.lower() if self.lower else keyword
