"""docker-bake.hcl and docker-bake.json: targets, as bake/bake.go and bake/hclparser of buildx read them.

A variable of a bake file is the environment variable of that name.  The string form of a secret is written: the object
form has no ``type`` (bake's schema is id, src, env) and would make a file of what was meant as a variable.
"""

from __future__ import annotations

import re
from collections import deque
from posixpath import dirname

from dockerlint.callers.build import FILE, LITERAL, MIXED, VARIABLE, Argument, Build, Caller, Provider, Value
from dockerlint.callers.hcl import Block, Expression, Hcl, Pair, read_hcl
from dockerlint.callers.shell.folders import inside
from dockerlint.callers.shell.providers import provider_in
from dockerlint.callers.yaml import Entry, Mapping, Scalar, Sequence, YamlError, read_yaml
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.change import Change
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.text import Edit, Source, Span

KIND = "bake"
_MOST_ANCESTORS = 100
_REFERENCE = re.compile(r"\$\{\s*(\w+)\s*\}")


class Target(NamedTuple):
    """A target in either syntax, with what it says itself."""

    name: str
    dockerfile: str | None
    context: str | None
    stage: str | None
    inherits: tuple[str, ...]
    arguments: tuple[Argument, ...]
    providers: tuple[Provider, ...]
    span: Span
    node: Block | Mapping
    is_opaque: bool


class BakeHandle(NamedTuple):
    """``folder`` is that of the file, from the repository's root."""

    target: Target
    document: Hcl | Mapping
    folder: str


def read(source: Source, place: str) -> Caller:
    if place.endswith(".json"):
        return _read_json(source, place)
    document = read_hcl(source.text)
    if document.error is not None:
        return Caller(place, KIND, (), unread="no HCL that can be read")
    targets = [_from_block(block) for block in document.blocks if block.type == "target" and block.labels]
    groups = [block.get("targets") for block in document.blocks if block.type == "group"]
    grouped = {item.text for pair in groups if pair is not None for item in pair.value.items if item.kind == "string"}
    return Caller(place, KIND, tuple(_builds(source, place, targets, document, grouped)), document)


def _read_json(source: Source, place: str) -> Caller:
    try:
        documents = read_yaml(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    root = documents[0] if documents else None
    held = root.mapping("target") if isinstance(root, Mapping) else None
    if held is None or not isinstance(root, Mapping):
        return Caller(place, KIND, ())
    targets = [_from_entry(entry) for entry in held.entries if isinstance(entry.value, Mapping)]
    return Caller(place, KIND, tuple(_builds(source, place, targets, root, set(_grouped(root)))), root)


def _grouped(root: Mapping) -> Iterator[str]:
    """The targets that a group of a JSON file names."""
    groups = root.mapping("group")
    for entry in groups.entries if groups is not None else ():
        targets = entry.value.sequence("targets") if isinstance(entry.value, Mapping) else None
        yield from (item.value for item in (targets.items if targets is not None else ()) if isinstance(item, Scalar))


def _builds(
    source: Source, place: str, targets: list[Target], document: Hcl | Mapping, grouped: set[str]
) -> Iterator[Build]:
    """``grouped`` are the targets that groups name, so that they are built by themselves."""
    by_name = {target.name: target for target in targets}
    lines = {target.name: [target, *_ancestors(target, by_name).values()] for target in targets}
    files_of = {target.name: _files(lines[target.name], place) for target in targets}
    takers_of: dict[str, list[Target]] = {}
    for each in targets:
        for ancestor in lines[each.name][1:]:
            takers_of.setdefault(ancestor.name, []).append(each)
    for target in targets:
        takers = takers_of.get(target.name, [])
        own = files_of[target.name]
        files = [files_of[each.name] for each in takers]
        is_abstract = bool(takers) and target.dockerfile is None and target.context is None
        first = files[0] if is_abstract and files else own
        others = {each[0] for each in files if each[0] is not None and each[0] != first[0]}
        yield Build(
            path=source.path,
            kind=KIND,
            builder="bake",
            span=target.span,
            dockerfile=first[0],
            context=first[1],
            target=target.stage,
            arguments=target.arguments,
            providers=_inherited_providers(lines[target.name]),
            candidates=tuple(sorted(others)),
            opaque="its arguments are put together by a function" if target.is_opaque else "",
            is_part=bool(takers) and target.name not in grouped | {"default"},
            name=target.name,
            inherits=tuple(each.name for each in lines[target.name][1:]),
            handle=BakeHandle(target, document, dirname(place)),
        )


def _ancestors(target: Target, by_name: dict[str, Target]) -> dict[str, Target]:
    """What a target inherits from, the nearest first; circles end."""
    found: dict[str, Target] = {}
    pending = deque(reversed(target.inherits))
    while pending and len(found) < _MOST_ANCESTORS:
        name = pending.popleft()
        parent = by_name.get(name)
        if parent is not None and name not in found and name != target.name:
            found[name] = parent
            pending += reversed(parent.inherits)
    return found


def _inherited_providers(line: list[Target]) -> tuple[Provider, ...]:
    return tuple({provider.id: provider for each in reversed(line) for provider in each.providers}.values())


def _files(line: list[Target], place: str) -> tuple[str | None, str | None]:
    """Dockerfile and context: contexts are seen from the folder that bake runs in, taken for that of the file."""
    context = next((each.context for each in line if each.context is not None), ".")
    dockerfile = next((each.dockerfile for each in line if each.dockerfile is not None), "Dockerfile")
    if "$" in context or "://" in context:
        return None, None
    folder = inside(dirname(place), context)
    return (None if "$" in dockerfile else inside(folder, dockerfile), folder)


def _from_block(block: Block) -> Target:
    args = block.get("args")
    arguments = [_argument(pair) for pair in args.value.pairs] if args is not None else []
    secrets = block.get("secret")
    providers = [found for item in (secrets.value.items if secrets is not None else ()) for found in _provider(item)]
    inherits = block.get("inherits")
    return Target(
        block.labels[0],
        _string(block.get("dockerfile")),
        _string(block.get("context")),
        _string(block.get("target")),
        tuple(item.text for item in inherits.value.items if item.kind == "string") if inherits is not None else (),
        tuple(arguments),
        (*providers, *_agents(block)),
        block.span._replace(end=block.body.start),
        block,
        args is not None and args.value.kind != "object",
    )


def _agents(block: Block) -> Iterator[Provider]:
    ssh = block.get("ssh")
    for item in ssh.value.items if ssh is not None else ():
        found = provider_in(item.text, "ssh", item.span) if item.kind == "string" else None
        if found is not None:
            yield found


def _string(pair: Pair | None) -> str | None:
    if pair is None:
        return None
    return pair.value.text if pair.value.kind == "string" else "$"


def _argument(pair: Pair) -> Argument:
    value = pair.value
    kind = {"string": LITERAL, "variable": VARIABLE}.get(value.kind, MIXED)
    if kind == LITERAL and "${" in value.text:
        kind = MIXED
    return Argument(pair.key, Value(kind, value.text, value.span), pair.span)


def _provider(item: Expression) -> Iterator[Provider]:
    if item.kind == "string":
        found = provider_in(item.text, "secret", item.span)
        if found is not None:
            yield found
    elif item.kind == "object":
        fields = {pair.key: pair.value.text for pair in item.pairs}
        if fields.get("id"):
            kind = FILE if fields.get("src") else VARIABLE
            yield Provider(fields["id"], kind, fields.get("src") or fields.get("env") or fields["id"], item.span)


def _from_entry(entry: Entry) -> Target:
    mapping = entry.value
    assert isinstance(mapping, Mapping)
    args = mapping.mapping("args")
    arguments = []
    for each in args.entries if args is not None else ():
        if isinstance(each.value, Scalar):
            text = each.value.value
            found = _REFERENCE.fullmatch(text)
            kind = VARIABLE if found else MIXED if "${" in text else LITERAL
            value = Value(kind, found[1] if found else text, each.value.span)
            arguments.append(Argument(each.key.value, value, each.key.span._replace(end=each.end)))
    providers = []
    for key in ("secret", "ssh"):
        sequence = mapping.sequence(key)
        for item in sequence.items if sequence is not None else ():
            if isinstance(item, Scalar) and (given := provider_in(item.value, key, item.span)) is not None:
                providers.append(given)
    inherits = mapping.get("inherits")
    names = (
        [item.value for item in inherits.items if isinstance(item, Scalar)] if isinstance(inherits, Sequence) else []
    )
    return Target(
        entry.key.value,
        mapping.text("dockerfile"),
        mapping.text("context"),
        mapping.text("target"),
        tuple(names),
        tuple(arguments),
        tuple(providers),
        entry.key.span,
        mapping,
        is_opaque=False,
    )


def rewrite(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    from dockerlint.callers.kinds.bake_rewrite import rewrite_target

    return rewrite_target(source, build, change)
