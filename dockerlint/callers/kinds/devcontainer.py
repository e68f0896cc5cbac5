"""devcontainer.json: ``build.args`` of a development container, and ``build.options`` in their place.

The options are handed to ``docker buildx build`` as they are (containers.dev, JSON reference), with the environment of
the program that starts it, which ``${localEnv:NAME}`` reads too.
"""

from __future__ import annotations

import re
from posixpath import dirname, join

from dockerlint.callers.build import LITERAL, MIXED, VARIABLE, Argument, Build, Caller, Provider, Value
from dockerlint.callers.change import LITERAL_VALUE
from dockerlint.callers.json_text import read_json
from dockerlint.callers.shell.folders import inside
from dockerlint.callers.shell.providers import provider_in
from dockerlint.callers.yaml import Mapping, Scalar, Sequence, YamlError
from dockerlint.callers.yaml import edits as splice
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.change import Change
    from dockerlint.callers.yaml import Entry
    from dockerlint.text import Source

KIND = "devcontainer"
_LOCAL = lazy(r"\$\{localEnv:(\w+)\}")


class BuildHandle(NamedTuple):
    build: Mapping
    entries: tuple[Entry, ...]


def read(source: Source, place: str) -> Caller:
    try:
        root = read_json(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    build = root.mapping("build") if root is not None else None
    entry = root.entry("build") if root is not None else None
    file = build.text("dockerfile") if build is not None else None
    if build is None or entry is None or file is None:
        return Caller(place, KIND, ())
    folder = dirname(place)
    args = build.mapping("args")
    entries = tuple(each for each in (args.entries if args is not None else ()) if isinstance(each.value, Scalar))
    return Caller(
        place,
        KIND,
        (
            Build(
                path=source.path,
                kind=KIND,
                builder="buildx",
                span=entry.key.span,
                dockerfile=inside("", join(folder, file)),
                context=inside("", join(folder, build.text("context") or ".")),
                target=build.text("target"),
                arguments=tuple(_argument(each) for each in entries),
                providers=tuple(_providers(build)),
                handle=BuildHandle(build, entries),
            ),
        ),
    )


def _argument(entry: Entry) -> Argument:
    text = entry.value.value if isinstance(entry.value, Scalar) else ""
    local = _LOCAL.fullmatch(text)
    value = (VARIABLE, local[1]) if local is not None else (MIXED if "${" in text else LITERAL, text)
    return Argument(entry.key.value, Value(*value, entry.value.span), entry.key.span._replace(end=entry.end))


def _providers(build: Mapping) -> Iterator[Provider]:
    options = build.sequence("options")
    words = [item for item in (options.items if options is not None else ()) if isinstance(item, Scalar)]
    for index, word in enumerate(words):
        found = re.fullmatch(r"--(secret|ssh)(?:=(.*))?", word.value)
        if found is None:
            continue
        text = found[2] if found[2] is not None else words[index + 1].value if index + 1 < len(words) else ""
        provider = provider_in(text, found[1], word.span)
        if provider is not None:
            yield provider


def rewrite(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    handle = build.handle
    assert isinstance(handle, BuildHandle)
    ids = {move.argument: move.id for move in change.moves}
    gone: list[Entry] = []
    options: list[str] = []
    for entry, argument in zip(handle.entries, build.arguments, strict=True):
        if argument.name in change.dropped:
            gone.append(entry)
        elif argument.name in ids:
            if argument.value.kind != VARIABLE:
                return Refusal(LITERAL_VALUE)
            gone.append(entry)
            options.append(f'"--secret=id={ids[argument.name]},env={argument.value.text}"')
    if change.files:
        return Refusal("a file that it reads would have to be named from the folder that it is started in")
    if change.ssh:
        options.append('"--ssh=default"')
    edits = [*_removed(source, handle.build, gone), *_added(source, handle.build, options)]
    wanted = [edit for edit in edits if edit is not None]
    return wanted if len(wanted) == len(edits) else Refusal("there is no room for it in the way that it is written")


def _removed(source: Source, build: Mapping, gone: list[Entry]) -> Iterator[Edit | None]:
    args, entry = build.mapping("args"), build.entry("args")
    if not gone or args is None or entry is None:
        return
    if len(gone) == len(args.entries):
        yield splice.remove_entry(source, build, entry)
        return
    for each in gone:
        yield splice.remove_entry(source, args, each)


def _added(source: Source, build: Mapping, options: list[str]) -> Iterator[Edit | None]:
    if not options:
        return
    there = build.entry("options")
    if there is not None:
        held = there.value
        yield splice.add_item(source, held, ", ".join(options)) if isinstance(held, Sequence) else None
        return
    before = next((each for each in build.entries if each.key.value == "dockerfile"), build.entries[0])
    start = splice.line_start(source, before.key.span.start)
    blanks = source.text[start : before.key.span.start]
    gap = " " if blanks.strip() else source.newline_at(before.key.span.start) + blanks
    yield Edit(source.path, Span(before.end, before.end), f',{gap}"options": [{", ".join(options)}]')
