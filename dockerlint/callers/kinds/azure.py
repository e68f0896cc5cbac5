"""Azure Pipelines: scripts and the Docker task.

The service puts ``$(NAME)`` into a text before anything runs; a secret variable reaches the environment only where the
step's ``env`` says so.  Docker@2 ignores ``arguments`` with ``buildAndPush`` (its documentation says so).
"""

from __future__ import annotations

import re
from posixpath import dirname

from dockerlint.callers.build import COMMAND, EXPRESSION, Argument, Build, Caller, Value
from dockerlint.callers.options_only import OptionsOnly
from dockerlint.callers.shell.commands import mentions_build, read_builds
from dockerlint.callers.shell.folders import Place, inside
from dockerlint.callers.shell.handle import Handle, Shell
from dockerlint.callers.shell.rewrite import rewrite as rewrite_command
from dockerlint.callers.yaml import Mapping, Scalar, Sequence, YamlError, read_yaml
from dockerlint.callers.yaml import edits as splice
from dockerlint.callers.yaml.scalars import embedded, written_plain
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.change import Change
    from dockerlint.callers.yaml import Entry, Node
    from dockerlint.text import Edit, Source

KIND = "azure"
NO_ARGUMENTS = "Docker@2 ignores its arguments with buildAndPush: build and push in two steps"
_MACRO = lazy(r"""["']?\$\(([A-Za-z_][\w.]*)\)["']?""")
_ROOTS = ("$(Build.SourcesDirectory)", "$(System.DefaultWorkingDirectory)", "$(Build.Repository.LocalPath)")
_SHELL_KEYS = ("script", "bash")
# Tasks with a script among their inputs, by the input's name.
_SCRIPT_TASKS = {"bash": "script", "cmdline": "script", "azurecli": "inlineScript"}


class StepHandle(NamedTuple):
    step: Mapping
    command: Handle


def read(source: Source, place: str) -> Caller:
    try:
        documents = read_yaml(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    root = documents[0] if documents else None
    builds = tuple(_builds(source, root)) if root is not None else ()
    return Caller(place, KIND, builds, root if isinstance(root, Mapping) else None)


def _builds(source: Source, node: Node) -> Iterator[Build]:
    if node.is_alias:
        return
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _builds(source, item)
    elif isinstance(node, Mapping):
        if node.get("task") is not None:
            yield from _task(source, node)
        for key in _SHELL_KEYS:
            yield from _script(source, node, node.get(key), node.text("workingDirectory"))
        for entry in node.entries:
            yield from _builds(source, entry.value)


def _task(source: Source, step: Mapping) -> Iterator[Build]:
    name = (step.text("task") or "").partition("@")[0].lower()
    inputs = step.mapping("inputs")
    if inputs is None:
        return
    if name in _SCRIPT_TASKS:
        folder = inputs.text("workingDirectory") or inputs.text("workingFolder")
        yield from _script(source, step, inputs.get(_SCRIPT_TASKS[name]), folder)
    elif name == "docker":
        yield from _docker(source, step, inputs)


def _script(source: Source, step: Mapping, script: Node | None, folder: str | None) -> Iterator[Build]:
    if not isinstance(script, Scalar) or script.is_alias or not mentions_build(script.value):
        return
    text = embedded(source, script)
    if text is not None:
        for build in read_builds(Shell(text, Place(_path(folder or ".")), {}, KIND)):
            yield _with_macros(source, build, step)


def _docker(source: Source, step: Mapping, inputs: Mapping) -> Iterator[Build]:
    """The Docker task by its inputs, whose names are not told apart by their case."""

    def given(name: str) -> Node | None:
        return next((entry.value for entry in inputs.entries if entry.key.value.lower() == name), None)

    def text(name: str) -> str | None:
        value = given(name)
        return value.value if isinstance(value, Scalar) else None

    command = (text("command") or "buildAndPush").lower()
    if command not in ("build", "buildandpush"):
        return
    dockerfile = _path(text("dockerfile") or "**/Dockerfile")
    folder = text("buildcontext") or "**"
    task = step.entry("task")
    assert task is not None
    build = Build(
        path=source.path,
        kind=KIND,
        builder="docker",
        span=task.value.span,
        dockerfile=dockerfile,
        context=(None if dockerfile is None else dirname(dockerfile)) if folder == "**" else _path(folder),
        tags=tuple((text("tags") or "").split()),
        pushes=command == "buildandpush",
        no_mounts=NO_ARGUMENTS if command == "buildandpush" else "",
    )
    arguments = given("arguments")
    options = embedded(source, arguments) if isinstance(arguments, Scalar) and not arguments.is_alias else None
    if options is None or command == "buildandpush":
        yield build
        return
    whole = OptionsOnly(options, "docker build ", " .")
    for found in read_builds(Shell(whole, Place(""), {}, KIND))[:1]:
        seen = _with_macros(source, found, step)
        yield build._replace(arguments=seen.arguments, providers=seen.providers, handle=seen.handle)


def _path(text: str) -> str | None:
    """A path from the repository's root; None for a pattern or with a variable in it."""
    for root in _ROOTS:
        text = text.replace(f"{root}/", "").replace(root, ".")
    return None if "$(" in text or "*" in text or "${" in text else inside("", text)


def _with_macros(source: Source, build: Build, step: Mapping) -> Build:
    """``$(NAME)`` looks like a command to the shell's grammar; here it is a variable of the service."""
    handle = build.handle
    assert isinstance(handle, Handle)
    known = tuple(
        (option, named._replace(value=_macro(source, named.value) or named.value)) for option, named in handle.arguments
    )
    arguments = tuple(_seen(source, argument) for argument in build.arguments)
    return build._replace(arguments=arguments, handle=StepHandle(step, handle._replace(arguments=known)))


def _seen(source: Source, argument: Argument) -> Argument:
    found = _macro(source, argument.value)
    return argument if found is None else argument._replace(value=found)


def _macro(source: Source, value: Value) -> Value | None:
    found = _MACRO.fullmatch(source.text[value.span.start : value.span.end].strip())
    return Value(EXPRESSION, f"$({found[1]})", value.span) if value.kind == COMMAND and found is not None else None


def rewrite(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    handle = build.handle
    if build.no_mounts or not isinstance(handle, StepHandle):
        return Refusal(build.no_mounts or "it has no arguments to which a secret could be added")
    environment = _Environment(source, handle.step)
    edits = rewrite_command(build._replace(handle=handle.command), change, environment.bind)
    if isinstance(edits, Refusal) or not environment.gained:
        return edits
    own = environment.edit()
    return Refusal("there is no room for it in the way that the step is written") if own is None else [*edits, own]


class _Environment:
    """The environment of a step, and what it gains."""

    def __init__(self, source: Source, step: Mapping) -> None:
        self.source = source
        self.step = step
        self.gained: dict[str, str] = {}

    def bind(self, name: str, value: Value) -> list[Edit] | None:
        if value.kind != EXPRESSION or not re.fullmatch(r"\w+", name):
            return None
        own = self.step.mapping("env")
        there = own.text(name) if own is not None else None
        if there is None:
            self.gained[name] = value.text
        return [] if there is None or there == value.text else None

    def edit(self) -> Edit | None:
        lines = [f"{name}: {written_plain(text)}" for name, text in self.gained.items()]
        entry = self.step.entry("env")
        if entry is not None:
            held = entry.value
            if not isinstance(held, Mapping):
                return None
            return splice.add_entry(self.source, held, ", ".join(lines) if held.is_flow else "\n".join(lines))
        if self.step.is_flow:
            return None
        return splice.add_entry(
            self.source, self.step, "\n".join(["env:", *(f"  {line}" for line in lines)]), self._last()
        )

    def _last(self) -> Entry:
        return self.step.entries[-1]
