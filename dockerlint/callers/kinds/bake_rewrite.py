"""Targets of bake files with secrets in place of build arguments."""

from __future__ import annotations

from posixpath import relpath

from dockerlint.callers.build import LITERAL, VARIABLE
from dockerlint.callers.change import LITERAL_VALUE
from dockerlint.callers.hcl import Block, Hcl, Pair
from dockerlint.callers.kinds.bake import BakeHandle
from dockerlint.callers.yaml import Mapping, Sequence
from dockerlint.callers.yaml import edits as splice
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from dockerlint.callers.build import Build
    from dockerlint.callers.change import Change
    from dockerlint.text import Source

_NO_ROOM = "there is no room for it in the way that the target is written"


def rewrite_target(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    handle = build.handle
    assert isinstance(handle, BakeHandle)
    if build.opaque:
        return Refusal(build.opaque)
    if change.ssh:
        return Refusal("Bake forwards an SSH agent only to a caller with --allow=ssh, and who that is stands elsewhere")
    given = _given(source, build, change)
    if isinstance(given, Refusal):
        return given
    gone = {move.argument for move in change.moves} | set(change.dropped)
    if isinstance(handle.document, Hcl) and isinstance(handle.target.node, Block):
        return _in_hcl(source, handle.document, handle.target.node, gone, given)
    assert isinstance(handle.target.node, Mapping)
    return _in_json(source, handle.target.node, gone, given)


def _given(source: Source, build: Build, change: Change) -> list[str] | Refusal:
    """The secrets as strings, those that are there already left out."""
    values = {argument.name: argument.value for argument in build.arguments}
    there = {provider.id for provider in build.providers}
    found = []
    for move in change.moves:
        value = values[move.argument]
        if value.kind != VARIABLE:
            return Refusal(LITERAL_VALUE if value.kind == LITERAL else "its value is put together from several")
        if _has_default(source, build, value.text):
            return Refusal(f"the variable {value.text} has a default in the file")
        if move.id not in there:
            found.append(f"id={move.id},env={value.text}")
    assert isinstance(build.handle, BakeHandle)
    found += [f"id={file.id},src={relpath(file.path, build.handle.folder or '.')}" for file in change.files]
    return found


def _has_default(source: Source, build: Build, name: str) -> bool:
    assert isinstance(build.handle, BakeHandle)
    document = build.handle.document
    if isinstance(document, Hcl):
        for block in document.blocks:
            if block.type == "variable" and block.labels == (name,):
                default = block.get("default")
                return default is not None and source.text[slice(*default.value.span)] not in ('""', "null", "")
        return False
    variables = document.mapping("variable")
    own = variables.mapping(name) if variables is not None else None
    return bool(own is not None and own.text("default"))


def _in_hcl(source: Source, document: Hcl, block: Block, gone: set[str], given: list[str]) -> list[Edit] | Refusal:
    edits: list[Edit] = []
    args = block.get("args")
    pairs = args.value.pairs if args is not None else ()
    leaving = [pair for pair in pairs if pair.key in gone]
    new = []
    there = block.get("secret")
    if given and there is None:
        new.append(f"secret = [{', '.join(_quoted(item) for item in given)}]")
    elif given and there is not None:
        if there.value.kind != "list" or not there.value.items:
            return Refusal(_NO_ROOM)
        end = there.value.items[-1].span.end
        edits.append(Edit(source.path, Span(end, end), "".join(f", {_quoted(item)}" for item in given)))
    if args is not None and leaving and len(leaving) == len(pairs):
        start, end = _lines(source, args.span)
        if source.text[start:end].strip() != source.text[slice(*args.span)].strip():
            return Refusal(_NO_ROOM)
        if new:
            edits.append(Edit(source.path, args.span, _joined(source, args.span.start, new)))
        else:
            edits.append(Edit(source.path, Span(start, end), ""))
    else:
        edits += [_without(source, pairs, pair) for pair in leaving]
        if new:
            edits.append(_added(source, block, args, new))
    edits += _unused(source, document, block, leaving)
    return edits


def _quoted(text: str) -> str:
    return f'"{text}"'


def _joined(source: Source, at: int, lines: list[str]) -> str:
    start = splice.line_start(source, at)
    blanks = source.text[start:at]
    return (source.newline_at(at) + (blanks if not blanks.strip() else "  ")).join(lines)


def _added(source: Source, block: Block, args: Pair | None, lines: list[str]) -> Edit:
    """Behind ``args``, else in front of the closing brace."""
    pair = args or (block.pairs[-1] if block.pairs else None)
    if pair is None:
        return Edit(source.path, Span(block.body.start, block.body.start), f" {lines[0]} ")
    return splice.insert_below(source, pair.span.end, "\n".join(lines), _column(source, pair.span.start))


def _column(source: Source, at: int) -> int:
    return at - splice.line_start(source, at)


def _lines(source: Source, span: Span) -> tuple[int, int]:
    return splice.line_start(source, span.start), splice.line_end(source, span.end)


def _without(source: Source, pairs: tuple[Pair, ...], pair: Pair) -> Edit:
    """The pair goes with its line where it has one, else with a comma."""
    start, end = _lines(source, pair.span)
    if source.text[start:end].strip().rstrip(",") == source.text[slice(*pair.span)]:
        return Edit(source.path, Span(start, end), "")
    at = pairs.index(pair)
    if at + 1 < len(pairs):
        return Edit(source.path, Span(pair.span.start, pairs[at + 1].span.start), "")
    return Edit(source.path, Span(pairs[at - 1].span.end, pair.span.end), "")


def _unused(source: Source, document: Hcl, block: Block, leaving: list[Pair]) -> list[Edit]:
    """Variables that nothing uses any more: ``bake --print`` would show what they hold."""
    edits = []
    for name in {pair.value.text for pair in leaving if pair.value.kind == "variable"}:
        used = sum(each.value.text == name for each in leaving)
        if document.variables.count(name) > used or f"${{{name}}}" in _rest(source, block, leaving):
            continue
        for declared in document.blocks:
            if declared.type == "variable" and declared.labels == (name,):
                start, end = _lines(source, declared.span)
                if source.text[start:end].strip() != source.text[slice(*declared.span)]:
                    continue
                blank = splice.line_end(source, end) if end < len(source.text) else end
                if not source.text[end:blank].strip():
                    end = blank
                edits.append(Edit(source.path, Span(start, end), ""))
    return edits


def _rest(source: Source, _block: Block, leaving: list[Pair]) -> str:
    text = source.text
    for pair in leaving:
        text = text.replace(text[slice(*pair.span)], "")
    return text


def _in_json(source: Source, target: Mapping, gone: set[str], given: list[str]) -> list[Edit] | Refusal:
    edits: list[Edit | None] = []
    args = target.entry("args")
    held = args.value if args is not None and isinstance(args.value, Mapping) else None
    leaving = [entry for entry in held.entries if entry.key.value in gone] if held is not None else []
    new = []
    there = target.get("secret")
    if given and there is None:
        new.append(f'"secret": [{", ".join(_quoted(item) for item in given)}]')
    elif given:
        if not isinstance(there, Sequence):
            return Refusal(_NO_ROOM)
        edits.append(splice.add_item(source, there, ", ".join(_quoted(item) for item in given)))
    if held is not None and args is not None and leaving and len(leaving) == len(held.entries):
        if new:
            span = args.key.span._replace(end=args.end)
            edits.append(Edit(source.path, span, ", ".join(new)))
        else:
            edits.append(splice.remove_entry(source, target, args))
    else:
        edits += [splice.remove_entry(source, held, entry) for entry in leaving if held is not None]
        if new:
            edits.append(splice.add_entry(source, target, ", ".join(new)))
    if None in edits:
        return Refusal(_NO_ROOM)
    return [edit for edit in edits if edit is not None]
