"""The new text: FROM gets a name, the final stage is put at the end, what only configures the image moves there."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.final_stage import MOVED, last_work
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from dockerlint.model import Dockerfile, Step
    from dockerlint.staging.final_stage import Line
    from dockerlint.staging.split import Plan


def written_split(file: Dockerfile, plan: Plan) -> tuple[Edit, ...]:
    """The edits that make the plan's text of the file's."""
    return _Writer(file, plan).edits()


class _Writer:
    def __init__(self, file: Dockerfile, plan: Plan) -> None:
        self.file = file
        self.plan = plan
        self.source = file.source
        self.text = file.source.text
        self.stage = file.stages[-1]
        self.newline = self.source.newline_at(self.stage.instruction.span.start)
        self.escape = file.parsed.escape
        names = {stage.name for stage in file.stages}
        self.name = self.stage.name or next(name for name in ("build", "build-final", "split") if name not in names)
        self.last = last_work(self.stage)
        keyword = self.stage.instruction.keyword_span
        self.lower = self.text[keyword.start : keyword.end].islower()

    def edits(self) -> tuple[Edit, ...]:
        edits = []
        instruction = self.stage.instruction
        if not self.stage.name:
            end = instruction.words[0].span.end
            edits.append(Edit(self.source.path, Span(end, end), " as build" if self.lower else " AS build"))
        moved = {id(step.outer): step for step in self.stage.steps if self._moves(step)}
        start, kept = self._kept(set(moved))
        edits.append(Edit(self.source.path, Span(start, len(self.text)), kept + self._final()))
        return tuple(edits)

    def _moves(self, step: Step) -> bool:
        """Whether it leaves the build: it configures the image only, or nothing is built behind it."""
        return step.onbuild or step.keyword in MOVED or step.index > self.last

    def _kept(self, moved: set[int]) -> tuple[int, str]:
        """Where the text changes, and what stays of it from there on, up to where the final stage begins."""
        items = self.file.parsed.items
        gone = [item.instruction is not None and id(item.instruction) in moved for item in items]
        for at in range(len(items) - 2, -1, -1):
            gone[at] = gone[at] or (items[at].kind == "comment" and gone[at + 1])
        first = next((at for at, each in enumerate(gone) if each), len(items))
        kept: list[str] = []
        after_blank = first > 0 and items[first - 1].kind == "blank"
        removed = True
        for at in range(first, len(items)):
            item = items[at]
            if gone[at] or (item.kind == "blank" and after_blank and removed):
                removed = True
                continue
            after_blank, removed = item.kind == "blank", False
            kept.append(self.text[item.span.start : item.span.end])
        while kept and not kept[-1].strip():
            kept.pop()
            after_blank = False
        start = items[first].span.start if first < len(items) else len(self.text)
        before = "" if not start or self.text[:start].endswith("\n") else self.newline
        text = before + "".join(kept)
        if kept and not text.endswith("\n"):
            text += self.newline
        last = (*self.plan.recipe.prune, *self.plan.recipe.clean)
        if last:
            text += self._run(" \\\n    && ".join(last)) + self.newline
            after_blank = False
        return start, text if after_blank and not kept else text + self.newline

    def _with_comments(self, step: Step) -> str:
        """The lines of a moved instruction with the comments right above it."""
        items = self.file.parsed.items
        end = at = next(index for index, item in enumerate(items) if item.instruction is step.outer)
        while at > 0 and items[at - 1].kind == "comment":
            at -= 1
        return self.text[items[at].span.start : items[end].span.end]

    def _final(self) -> str:
        plan = self.plan
        lines = [f"{self._word('FROM')} {self._platform()}{plan.image}"]
        first = [*([plan.install] if plan.install else []), *plan.again.cleared]
        runs = [" \\\n    && ".join(first)] if first else []
        accounts = [" \\\n    && ".join(plan.again.accounts)] if plan.again.accounts else []
        late = any("$" in text for text in accounts)  # behind the variables that they expand
        lines += [f"{self._word('ENV')} {each}" for each in plan.environment]
        lines += [self._run(run) for run in (*runs, *(() if late else accounts))]
        lines += [self._line(line) for line in plan.before]
        lines += [self._run(run) for run in (accounts if late else ())]
        for tree in plan.trees:
            owner = plan.again.owners.get(tree)
            flag = f" --chown={owner}" if owner else ""
            lines.append(f"{self._word('COPY')} --from={self.name}{flag} {tree} {tree}")
        commands = (*plan.again.commands, *plan.recipe.then)
        if commands:
            lines.append(self._run(" \\\n    && ".join(commands)))
        if plan.folder:
            lines.append(f"{self._word('WORKDIR')} {plan.folder}")
        lines += [self._line(line) for line in plan.behind]
        return "".join(line.rstrip("\r\n") + self.newline for line in lines)

    def _run(self, command: str) -> str:
        text = f"{self._word('RUN')} {command}"
        return text.replace(" \\\n", f" {self.escape}{self.newline}")

    def _line(self, line: Line) -> str:
        if line.step is None:
            return line.text
        if self._moves(line.step):
            text = self._with_comments(line.step)
        else:
            span = line.step.outer.span
            text = self.text[span.start : span.end]
        if line.text:
            head, _, tail = text.rpartition(line.step.instruction.args)
            text = head + line.text + tail
        return text

    def _platform(self) -> str:
        flags = [flag for flag in self.stage.instruction.flags if flag.name == "platform"]
        return "".join(self.text[flag.span.start : flag.span.end] + " " for flag in flags)

    def _word(self, keyword: str) -> str:
        return keyword.lower() if self.lower else keyword
