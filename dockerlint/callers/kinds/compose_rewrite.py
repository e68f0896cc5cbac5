"""Services of Compose files with build secrets in place of build arguments."""

from __future__ import annotations

import os
import re

from dockerlint.callers.build import LITERAL, VARIABLE
from dockerlint.callers.change import LITERAL_VALUE
from dockerlint.callers.collected import Collected
from dockerlint.callers.kinds.compose import ComposeHandle
from dockerlint.callers.yaml import Mapping, Scalar, Sequence
from dockerlint.callers.yaml import edits as splice
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from dockerlint.callers.build import Build
    from dockerlint.callers.change import Change
    from dockerlint.text import Source


def rewrite_service(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    assert isinstance(build.handle, ComposeHandle)
    if build.opaque:
        return Refusal(build.opaque)
    return _Rewriter(source, build, build.handle).edits(change)


class _Rewriter(Collected):
    no_room = "there is no room for it in the way that the service is written"

    def __init__(self, source: Source, build: Build, handle: ComposeHandle) -> None:
        super().__init__()
        self.source = source
        self.given = build
        self.handle = handle

    def edits(self, change: Change) -> list[Edit] | Refusal:
        origins: dict[str, str] = {}  # id -> the line that says where the secret comes from
        ids = {move.argument: move.id for move in change.moves}
        for argument in self.given.arguments:
            identity = ids.get(argument.name)
            if identity is None:
                continue
            value = argument.value
            if value.kind != VARIABLE:
                self.refuse(LITERAL_VALUE if value.kind == LITERAL else "its value is put together from several")
            elif "?" in self.source.text[value.span.start : value.span.end]:
                self.refuse(f"the check that {value.text} is set would get lost, and an unset secret is an empty one")
            elif self._is_in_dotenv(value.text):
                self.refuse(f"{value.text} comes from .env, which not every Compose hands on to build secrets")
            origins[identity] = f"environment: {value.text}"
        for given in change.variables:
            origins[given.id] = f"environment: {given.variable}"
        for file in change.files:
            origins[file.id] = f"file: {self._path_of(file.path)}"
        there = {provider.id for provider in self.given.providers}
        new = [identity for identity in origins if identity not in there]
        lines = self._new_lines(new, change.ssh)
        self._change_build(set(ids) | set(change.dropped), lines)
        self._declare({identity: origins[identity] for identity in new})
        return self.refusal or self.found

    def _is_in_dotenv(self, name: str) -> bool:
        """Whether the ``.env`` beside the file sets the variable (docker/compose issues 12037, 13235 and 13255)."""
        path = os.path.join(os.path.dirname(self.source.path), ".env")
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read(1 << 20)
        except OSError:
            return False
        return re.search(rf"^[ \t]*(?:export[ \t]+)?{re.escape(name)}[ \t]*=", text, re.MULTILINE) is not None

    def _path_of(self, path: str) -> str:
        from posixpath import dirname, join, relpath

        context = self.given.context or ""
        own = self.handle.build.text("context") if self.handle.build is not None else None
        written = own or (self.handle.entry.value.value if isinstance(self.handle.entry.value, Scalar) else ".")
        if "$" not in written:
            return join(written, relpath(path, context or "."))
        self.refuse("the folder of its context comes from a variable")
        return join(dirname(path), path)

    def _new_lines(self, identities: list[str], ssh: bool) -> list[str]:
        """What the service's build gains, as entries of a block mapping."""
        lines = []
        build = self.handle.build
        for key, items in (("secrets", identities), ("ssh", ["default"] if ssh else [])):
            if not items:
                continue
            there = build.entry(key) if build is not None else None
            if there is None:
                lines.append("\n".join([f"{key}:", *(f"  - {item}" for item in items)]))
            elif isinstance(there.value, Sequence) and there.value.items:
                text = ", ".join(items) if there.value.is_flow else "\n- ".join(items)
                edit = splice.add_item(self.source, there.value, text if len(items) == 1 else items[0])
                self.add(edit)
                if len(items) > 1:
                    self.refuse(self.no_room)
            else:
                self.refuse(self.no_room)
        return lines

    def _change_build(self, gone: set[str], lines: list[str]) -> None:
        build = self.handle.build
        if build is None:
            value = self.handle.entry.value
            if lines and isinstance(value, Scalar):
                self._expand(value, lines)
            return
        entry = build.entry("args")
        args = entry.value if entry is not None else None
        leaving = self._leaving(args, gone)
        count = len(args.entries) if isinstance(args, Mapping) else len(args.items) if isinstance(args, Sequence) else 0
        text = "\n".join(lines)
        if build.is_flow and lines:
            self.refuse(self.no_room)
            return
        if entry is not None and leaving and len(leaving) == count:
            start = splice.line_start(self.source, entry.key.span.start)
            end = splice.line_end(self.source, entry.end)
            if self.source.text[start : entry.key.span.start].strip() or build.is_flow:
                self.refuse(self.no_room)
                return
            if text:
                self.add(splice.insert_below(self.source, entry.end, text, build.column))
            self.add(Edit(self.source.path, Span(start, end), ""))
            return
        for at in leaving:
            if isinstance(args, Mapping):
                self.add(splice.remove_entry(self.source, args, args.entries[at]))
            elif isinstance(args, Sequence):
                self.add(splice.remove_item(self.source, args, at))
        if text:
            self.add(splice.add_entry(self.source, build, text, entry))

    @staticmethod
    def _leaving(args: object, gone: set[str]) -> list[int]:
        if isinstance(args, Mapping):
            return [at for at, each in enumerate(args.entries) if each.key.value in gone]
        if isinstance(args, Sequence):
            return [
                at
                for at, each in enumerate(args.items)
                if isinstance(each, Scalar) and each.value.partition("=")[0] in gone
            ]
        return []

    def _expand(self, value: Scalar, lines: list[str]) -> None:
        """``build: .`` becomes a mapping."""
        if self.handle.service.is_flow:
            self.refuse(self.no_room)
            return
        written = self.source.text[value.span.start : value.span.end]
        newline = self.source.newline_at(value.span.start)
        blanks = " " * (self.handle.service.column + 2)
        inner = "\n".join([f"context: {written}", *lines]).split("\n")
        before = self.handle.entry.key.span.end
        colon = self.source.text.index(":", before) + 1
        text = "".join(f"{newline}{blanks}{line}" for line in inner)
        self.add(Edit(self.source.path, Span(colon, value.span.end), text))

    def _declare(self, origins: dict[str, str]) -> None:
        """The top-level ``secrets``: reused where they are there, refused where they are something else."""
        root = self.handle.root
        entry = root.entry("secrets")
        known = entry.value if entry is not None and isinstance(entry.value, Mapping) else None
        wanted = []
        for identity, origin in origins.items():
            there = known.mapping(identity) if known is not None else None
            if there is None:
                wanted.append(f"{identity}:\n  {origin}")
                continue
            key, _, value = origin.partition(": ")
            if there.text(key) != value:
                self.refuse(f"the secret {identity} comes from elsewhere in this file")
        if not wanted:
            return
        text = "\n".join(wanted)
        if known is not None and known.entries:
            self.add(splice.add_entry(self.source, known, text))
            return
        if entry is not None:
            self.refuse(self.no_room)
            return
        blank = "\n" if "\n\n" in self.source.text.replace("\r", "") else ""
        indented = text.replace("\n", "\n  ")
        self.add(splice.add_entry(self.source, root, f"{blank}secrets:\n  {indented}"))
