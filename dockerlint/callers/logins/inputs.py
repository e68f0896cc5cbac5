"""Changes of the inputs of one step, each in its place."""

from __future__ import annotations

from dockerlint.callers.yaml import Mapping, Scalar
from dockerlint.callers.yaml.edits import add_entry, line_end, line_start, remove_entry, replace_scalar
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.callers.github.steps import GithubStep
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.text import Source


class Inputs:
    """What the ``with`` of ``step`` becomes.  An edit of None says that the file's style has no room for it."""

    def __init__(self, source: Source, step: GithubStep) -> None:
        self._source = source
        self._step = step

    @property
    def _mapping(self) -> Mapping:
        found = self._step.inputs
        assert found is not None
        return found

    def set(self, name: str, text: str) -> list[Edit | None]:
        """The input gets this value."""
        entry = self._mapping.entry(name)
        if entry is None:
            return [add_entry(self._source, self._mapping, f"{name}: {text}")]
        if not isinstance(entry.value, Scalar):
            return [None]
        return [replace_scalar(self._source, entry.value, text)]

    def without(self, *names: str) -> list[Edit | None]:
        """The inputs go; with the last of them ``with`` itself."""
        gone = [entry for entry in self._mapping.entries if entry.key.value in names]
        if len(gone) == len(self._mapping.entries):
            held = self._step.node.entry("with")
            assert held is not None
            return [remove_entry(self._source, self._step.node, held)]
        return [remove_entry(self._source, self._mapping, entry) for entry in gone]

    def become(self, text: str) -> list[Edit | None]:
        """``uses`` and ``with`` become ``text``: entries of the step."""
        uses, held = self._step.node.entry("uses"), self._step.node.entry("with")
        assert uses is not None
        assert held is not None
        newline = self._source.newline_at(uses.key.span.start)
        lines = text.replace("\n", newline + " " * self._step.node.column)
        end = line_end(self._source, uses.end)
        comment = self._source.text[uses.end : end].strip()
        stop = end - len(newline) if comment and self._source.text[end - 1 : end] == "\n" else uses.end
        start = line_start(self._source, held.key.span.start)
        if self._source.text[start : held.key.span.start].strip():
            return [None]
        gone = Edit(self._source.path, Span(start, line_end(self._source, held.end)), "")
        return [Edit(self._source.path, Span(uses.key.span.start, stop), lines), gone]

    def made(self, edits: Outcome | Sequence[Edit | None]) -> Outcome:
        if isinstance(edits, Refusal):
            return edits
        made = tuple(edit for edit in edits if edit is not None)
        return made if len(made) == len(edits) else Refusal("the file's style at this place has no room for the change")
