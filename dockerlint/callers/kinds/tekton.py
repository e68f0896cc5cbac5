"""Tekton: tasks that build with buildah, and the scripts of steps.

The buildah task of the catalogue hands build arguments over and no secrets: those would have to lie in a workspace.
"""

from __future__ import annotations

from dockerlint.callers.build import EXPRESSION, LITERAL, MIXED, Argument, Build, Caller, Value
from dockerlint.callers.scripts import plain_bind
from dockerlint.callers.shell.commands import mentions_build, read_builds
from dockerlint.callers.shell.folders import Place, inside
from dockerlint.callers.shell.handle import Shell
from dockerlint.callers.shell.rewrite import rewrite as rewrite_command
from dockerlint.callers.yaml import Mapping, Scalar, Sequence, YamlError, read_yaml
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.change import Change
    from dockerlint.callers.yaml import Node
    from dockerlint.text import Edit, Source

KIND = "tekton"
NO_SECRETS = "its task hands build arguments over and no secrets: mount a workspace that holds the secret"


def read(source: Source, place: str) -> Caller:
    if "tekton.dev" not in source.text:
        return Caller(place, KIND, ())
    try:
        documents = read_yaml(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    builds = [
        build
        for root in documents
        if isinstance(root, Mapping) and "tekton.dev" in (root.text("apiVersion") or "")
        for mapping in _mappings(root)
        for build in (*_task(source, mapping), *_script(source, mapping))
    ]
    return Caller(place, KIND, tuple(builds))


def _mappings(node: Node) -> Iterator[Mapping]:
    if node.is_alias:
        return
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _mappings(item)
    elif isinstance(node, Mapping):
        yield node
        for entry in node.entries:
            yield from _mappings(entry.value)


def _task(source: Source, mapping: Mapping) -> Iterator[Build]:
    """A build by a task that is referred to by name, such as ``buildah`` or ``kaniko``."""
    given = mapping.sequence("params")
    if mapping.mapping("taskRef") is None or given is None:
        return
    parameters = {each.text("name"): each.get("value") for each in given.items if isinstance(each, Mapping)}
    arguments = parameters.get("BUILD_ARGS")
    items = arguments.items if isinstance(arguments, Sequence) else ()
    found = tuple(_argument(item) for item in items if isinstance(item, Scalar) and "=" in item.value)
    if not found:
        return
    context = _text(parameters.get("CONTEXT"), ".")
    dockerfile = _text(parameters.get("DOCKERFILE"), "./Dockerfile")
    yield Build(
        path=source.path,
        kind=KIND,
        builder="buildah",
        span=mapping.entries[0].key.span,
        dockerfile=None if dockerfile is None else inside("", dockerfile),
        context=None if context is None else inside("", context),
        arguments=found,
        pushes=True,
        opaque=NO_SECRETS,
    )


def _argument(item: Scalar) -> Argument:
    name, _, text = item.value.partition("=")
    whole = text.startswith("$(") and text.endswith(")") and text.count("$(") == 1
    kind = EXPRESSION if whole else MIXED if "$(" in text else LITERAL
    return Argument(name, Value(kind, text, item.span), item.span)


def _text(node: Node | None, default: str) -> str | None:
    if node is None:
        return default
    return node.value if isinstance(node, Scalar) and "$(" not in node.value else None


def _script(source: Source, mapping: Mapping) -> Iterator[Build]:
    """The script of a step; without a ``#!`` line a shell runs it."""
    script = mapping.get("script")
    if not isinstance(script, Scalar) or script.is_alias or not mentions_build(script.value):
        return
    first = script.value.lstrip().partition("\n")[0]
    if first.startswith("#!") and "sh" not in first:
        return
    text = embedded(source, script)
    if text is not None:
        yield from read_builds(Shell(text, Place(None), {}, KIND))


def rewrite(_source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    if build.handle is None:
        return Refusal(build.opaque)
    return rewrite_command(build, change, plain_bind)
