"""``dockerlint model``: how a Dockerfile is read, as JSON."""

from __future__ import annotations

import json
import sys

from dockerlint.cli import FOUND, OK, UNREADABLE, tell
from dockerlint.engine.files import FileError, decode_checked, read_source
from dockerlint.engine.masking import Mask
from dockerlint.engine.silence import Silence
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source, Span

if TYPE_CHECKING:
    from dockerlint.model import Dockerfile, Stage, Step
    from dockerlint.syntax.items import Flag, Heredoc, Instruction, Pair, Word

VERSION = 1


def print_model(path: str) -> int:
    """Print the model of the file at ``path`` (``-``: standard input); status 1 when it has syntax errors."""
    from dockerlint.engine.check import check_file
    from dockerlint.model import read_dockerfile
    from dockerlint.rules import load_rules
    from dockerlint.settings import Settings

    try:
        if path == "-":
            source = Source(decode_checked(sys.stdin.buffer.read(), path), path)
        else:
            source = read_source(path)
    except FileError as error:
        tell(f"{path}: {error.message}")
        return UNREADABLE
    file = read_dockerfile(source)
    masked = check_file(source, Settings(), load_rules(), with_fixes=False).masked
    described = Silence(source, masked).value(describe(file, Mask(source, masked)))
    print(json.dumps(described, indent=2))
    return FOUND if file.problems else OK


def describe(file: Dockerfile, mask: Mask) -> dict[str, object]:
    """The model as JSON values; ``docs/schema/model.schema.json`` describes it.  Literal secrets are masked."""
    steps = {id(step.outer): step for step in file.steps()}
    writer = _Writer(file.source, mask)
    return {
        "version": VERSION,
        "path": file.source.path,
        "escape": file.parsed.escape,
        "directives": {key: value for key, (value, _span) in file.parsed.directives.items()},
        "stages": [writer.stage(stage) for stage in file.stages],
        "instructions": [
            {**writer.instruction(each), **writer.scope(steps.get(id(each)))} for each in file.instructions
        ],
        "problems": [{"message": each.message, **writer.span(each.span)} for each in file.problems],
    }


class _Writer:
    """Turns the model's values into JSON values."""

    def __init__(self, source: Source, mask: Mask) -> None:
        self.source = source
        self.mask = mask

    def span(self, span: Span) -> dict[str, object]:
        return {"start": self._position(span.start), "end": self._position(span.end)}

    def _position(self, offset: int) -> dict[str, int]:
        position = self.source.position(offset)
        return {"line": position.line, "column": position.column, "offset": position.offset}

    def _safe(self, text: str | None, span: Span | None) -> str | None:
        """``text``, or what stands at ``span`` with masks where a secret is in it."""
        if text is None or span is None or not self.mask.within(span.start, span.end):
            return text
        return self.mask.text(span.start, span.end)

    def stage(self, stage: Stage) -> dict[str, object]:
        return {
            "index": stage.index,
            "name": stage.name or None,
            "base": stage.base,
            "from_stage": stage.parent.index if stage.parent is not None else None,
            "platform": stage.platform or None,
            "windows": stage.is_windows,
        }

    def instruction(self, each: Instruction) -> dict[str, object]:
        return {
            "keyword": each.keyword,
            **self.span(each.span),
            "lines": [each.start_line, each.end_line],
            "arguments": self._safe(each.args.strip(), each.text_span),
            "flags": [self._flag(flag) for flag in each.flags],
            "words": [self._word(word) for word in each.words],
            "pairs": [self._pair(pair) for pair in each.pairs],
            "json": self._json(each),
            "heredocs": [self._heredoc(heredoc) for heredoc in each.heredocs],
            "onbuild": self.instruction(each.inner) if each.inner is not None else None,
        }

    def _flag(self, flag: Flag) -> dict[str, object]:
        return {"name": flag.name, "value": self._safe(flag.value, flag.span), **self.span(flag.span)}

    def _word(self, word: Word) -> dict[str, object]:
        return {"text": self._safe(word.raw, word.span), **self.span(word.span)}

    def _pair(self, pair: Pair) -> dict[str, object]:
        return {"key": pair.key, "value": self._safe(pair.value, pair.value_span or pair.span), **self.span(pair.span)}

    def _json(self, each: Instruction) -> list[str | None] | None:
        if each.json is None:
            return None
        return [self._safe(text, span) for text, span in zip(each.json, each.json_spans, strict=True)]

    def _heredoc(self, heredoc: Heredoc) -> dict[str, object]:
        return {
            "name": heredoc.name,
            "fd": heredoc.fd,
            "expand": heredoc.expand,
            "strip_tabs": heredoc.strip_tabs,
            "text": self._safe(heredoc.text, heredoc.body),
            **self.span(heredoc.body),
        }

    def scope(self, step: Step | None) -> dict[str, object]:
        """The stage, and what is in force before the instruction; a variable's value as far as the file tells."""
        if step is None or step.stage.index < 0:
            return {"stage": None, "scope": None}
        variables = {}
        for name in sorted(step.stage.names()):
            variable = step.variable(name)
            if variable is not None:
                value = self._safe(variable.default, variable.pair.value_span or variable.pair.span)
                variables[name] = {"kind": variable.kind, "value": value}
        scope = {
            "user": step.user.name,
            "workdir": step.workdir,
            "home": step.home,
            "shell": list(step.shell),
            "variables": variables,
        }
        return {"stage": step.stage.index, "scope": scope}
