"""The engine's edits as the client's: over several files at once, with files that are yet to be made.

What an edit leaves as it is, is cut off, so that a message holds no more of a file than has to be typed.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from dockerlint.lsp.positions import Lines
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dockerlint.engine.result import Change
    from dockerlint.lsp.documents import Document, Documents

_PIECE = re.compile(r"\s+|[^\s=:@/'\"]+|[=:@/'\"]")
_SMALL = 16_000_000  # pieces before by pieces after
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Abilities(NamedTuple):
    """Which forms of a ``WorkspaceEdit`` a client takes."""

    document_changes: bool = False
    create: bool = False


def new_texts(edit: types.WorkspaceEdit) -> Iterator[str]:
    """Every text that an edit puts in."""
    for change in edit.document_changes or ():
        if isinstance(change, types.TextDocumentEdit):
            yield from (each.new_text for each in change.edits if isinstance(each, types.TextEdit))
    for edits in (edit.changes or {}).values():
        yield from (each.new_text for each in edits)


class Writer:
    """Makes ``WorkspaceEdit`` values for the documents as they were when they were checked."""

    def __init__(
        self, documents: Documents, document: Document, others: Mapping[str, str | None], abilities: Abilities
    ) -> None:
        self._documents = documents
        self._document = document
        self._others = others
        self._abilities = abilities

    def edit(self, edits: Iterable[Edit]) -> types.WorkspaceEdit | None:
        """All edits together; None where the client could not make them."""
        by_path: dict[str, list[Edit]] = {}
        for edit in dict.fromkeys(edits):
            by_path.setdefault(edit.path, []).append(edit)
        if not by_path:
            return None
        if self._abilities.document_changes:
            return self._as_document_changes(by_path)
        changes: dict[str, Sequence[types.TextEdit]] = {}
        for path, of_path in by_path.items():
            if self._text(path) is None:
                return None
            changes[self._uri(path)] = self._text_edits(path, of_path)
        return types.WorkspaceEdit(changes=changes)

    def changes(self, changes: Iterable[Change]) -> types.WorkspaceEdit | None:
        """Whole texts before and after, as the edits between them."""
        return self.edit(edit for change in changes for edit in difference(change))

    def _as_document_changes(self, by_path: Mapping[str, Sequence[Edit]]) -> types.WorkspaceEdit | None:
        changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
        for path, of_path in by_path.items():
            uri = self._uri(path)
            if self._text(path) is None:
                if not self._abilities.create:
                    return None
                changes.append(types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True)))
            identifier = types.OptionalVersionedTextDocumentIdentifier(uri, self._version(path))
            changes.append(types.TextDocumentEdit(identifier, self._text_edits(path, of_path)))
        return types.WorkspaceEdit(document_changes=changes)

    def _text_edits(self, path: str, edits: Sequence[Edit]) -> list[types.TextEdit]:
        text = self._text(path) or ""
        lines = self._document.lines if path == self._document.path else Lines(text, self._documents.encoding)
        parts = [part for edit in edits for part in narrowed(edit, text)]
        parts.sort(key=lambda part: part.span)
        return [types.TextEdit(lines.range(part.span), part.text) for part in parts]

    def _text(self, path: str) -> str | None:
        return self._document.text if path == self._document.path else self._others.get(path)

    def _uri(self, path: str) -> str:
        return self._document.uri if path == self._document.path else self._documents.uri(path)

    def _version(self, path: str) -> int | None:
        if path == self._document.path:
            return self._document.version
        opened = self._documents.at(path)
        return opened.version if opened is not None else None


def narrowed(edit: Edit, text: str) -> list[Edit]:
    """``edit`` of ``text`` as edits of only those words that change."""
    old = text[edit.span.start : edit.span.end]
    if old == edit.text:
        return []
    if not old or not edit.text:
        return [edit]
    before, after = _PIECE.findall(old), _PIECE.findall(edit.text)
    return _between(before, after, edit.span.start, edit.path)


def difference(change: Change) -> list[Edit]:
    """The edits of whole lines that lead from a change's text before to the one after."""
    before = change.before or ""
    return _between(_LINE.findall(before), _LINE.findall(change.after), 0, change.path)


def _between(before: Sequence[str], after: Sequence[str], start: int, path: str) -> list[Edit]:
    """The edits that lead from one row of pieces to another; the first piece of ``before`` stands at ``start``."""
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    tail = next((at for at in range(shorter - head) if before[-1 - at] != after[-1 - at]), shorter - head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    offsets = [start + sum(map(len, before[:head]))]
    for piece in old:
        offsets.append(offsets[-1] + len(piece))
    edits = []
    # Without the heuristic the shortest edits are found, in a time that grows with the square of equal pieces.
    is_large = len(old) * len(new) > _SMALL
    for tag, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=is_large).get_opcodes():
        if tag != "equal":
            edits.append(Edit(path, Span(offsets[first], offsets[last]), "".join(new[new_first:new_last])))
    return edits
