"""CircleCI: the ``run`` steps of jobs and commands, and what the orbs circleci/docker and circleci/aws-ecr build.

The orbs take options as one text, each with ``=``, and ``eval`` splits it (circleci/docker, src/scripts/build.sh).
"""

from __future__ import annotations

from posixpath import join

from dockerlint.callers.build import Build, Caller
from dockerlint.callers.embedded import Embedded
from dockerlint.callers.options_only import OptionsOnly
from dockerlint.callers.scripts import plain_bind
from dockerlint.callers.shell.commands import mentions_build, read_builds
from dockerlint.callers.shell.folders import Place, inside
from dockerlint.callers.shell.handle import Handle, Shell
from dockerlint.callers.shell.rewrite import rewrite as rewrite_command
from dockerlint.callers.yaml import Mapping, Scalar, Sequence, YamlError, read_yaml
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.change import Change
    from dockerlint.callers.yaml import Node
    from dockerlint.text import Edit, Source

KIND = "circleci"
_PARAMETER = lazy(r"<<[^<>\n]*>>")
_PARAMETER_OR_WORD = lazy(r"(?:<<[^<>\n]*>>|\S)+")
# Commands and jobs that build, by the orb's name; those of aws-ecr have had hyphens and underscores.
_ORBS = {
    "circleci/docker": ("build", "publish"),
    "circleci/aws-ecr": ("build_image", "build_and_push_image"),
}


def read(source: Source, place: str) -> Caller:
    try:
        documents = read_yaml(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    root = documents[0] if documents else None
    if not isinstance(root, Mapping):
        return Caller(place, KIND, ())
    orbs = root.mapping("orbs")
    names = {
        f"{entry.key.value}/{spelled}"
        for entry in (orbs.entries if orbs is not None else ())
        if isinstance(entry.value, Scalar)
        for command in _ORBS.get(entry.value.value.partition("@")[0], ())
        for spelled in (command, command.replace("_", "-"))
    }
    return Caller(place, KIND, tuple(_builds(source, root, names, None)), root)


def _builds(source: Source, node: Node, orb: set[str], job: Mapping | None) -> Iterator[Build]:
    if node.is_alias:
        return
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _builds(source, item, orb, job)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            value = entry.value
            if entry.key.value == "run" and not value.is_alias:
                yield from _run(source, value, job)
            elif entry.key.value in orb and isinstance(value, Mapping):
                yield from _orb(source, entry.key, value)
            else:
                yield from _builds(source, value, orb, node if node.sequence("steps") is not None else job)


def _run(source: Source, run: Node, job: Mapping | None) -> Iterator[Build]:
    command = run if isinstance(run, Scalar) else run.get("command") if isinstance(run, Mapping) else None
    if not isinstance(command, Scalar) or command.is_alias or not mentions_build(command.value):
        return
    text = embedded(source, command)
    if text is None:
        return
    folder = run.text("working_directory") if isinstance(run, Mapping) else None
    own = job.text("working_directory") if job is not None else None
    if folder is not None and own is not None:
        folder = folder.removeprefix(own.rstrip("/") + "/")
    place = Place("" if folder in (None, own) else inside("", folder or "."))
    yield from read_builds(Shell(_without_parameters(text), place, {}, KIND))


def _orb(source: Source, key: Scalar, inputs: Mapping) -> Iterator[Build]:
    """The orb's command by its parameters, which have underscores or, in older versions, hyphens."""

    def given(name: str) -> Scalar | None:
        value = inputs.get(name) or inputs.get(name.replace("_", "-"))
        return value if isinstance(value, Scalar) else None

    def path(name: str, default: str) -> str | None:
        value = given(name)
        text = default if value is None else value.value
        return None if "<<" in text or "$" in text else text

    folder, file = path("path", "."), path("dockerfile", "Dockerfile")
    context = path("docker_context" if given("build_path") is None else "build_path", ".")
    build = Build(
        path=source.path,
        kind=KIND,
        builder="buildx",
        span=key.span,
        dockerfile=None if folder is None or file is None else inside("", join(folder, file)),
        context=None if context is None else inside("", context),
        pushes=key.value.endswith(("/publish", "image")) and not key.value.endswith(("build_image", "build-image")),
    )
    extra = given("extra_build_args")
    text = embedded(source, extra) if extra is not None and not extra.is_alias else None
    if text is None or extra is None:
        yield build._replace(opaque="" if extra is None else "its options are written elsewhere")
        return
    if any(_PARAMETER.fullmatch(word) for word in _PARAMETER_OR_WORD.findall(text.text)):
        build = build._replace(opaque="its options come from a parameter")
    whole = OptionsOnly(_without_parameters(text), "docker buildx build ", " .")
    read = read_builds(Shell(whole, Place(""), {}, KIND))
    for found in read[:1]:
        yield build._replace(arguments=found.arguments, providers=found.providers, handle=found.handle)
    if not read:
        yield build._replace(opaque="its options cannot be read as a command")


def _without_parameters(text: Embedded) -> Embedded:
    """``<< parameters.x >>`` as a variable that nobody sets: the shell would take it for a here-document."""
    if "<<" not in text.text:
        return text
    masked = _PARAMETER.sub(lambda found: "${" + "P" * (len(found[0]) - 3) + "}", text.text)
    return _Masked(text, masked)


class _Masked(Embedded):
    """``inner`` with other characters in some places, to be read; edits go to the text itself."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Embedded, text: str) -> None:
        super().__init__(inner.path, inner.logical, str)
        self.text = text
        self._inner = inner

    def replace(self, start: int, end: int, text: str) -> Edit | None:
        return None if "${PP" in text else self._inner.replace(start, end, text)


def rewrite(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    if not isinstance(build.handle, Handle):
        return Refusal(build.opaque or "it has no options to which a secret could be added")
    moved = {move.argument for move in change.moves}
    for argument in build.arguments:
        if argument.name in moved and "<<" in source.text[argument.span.start : argument.span.end]:
            return Refusal(f"{argument.name} is a parameter, whose value is not seen here")
    edits = rewrite_command(build, change, plain_bind)
    if isinstance(edits, Refusal) or not isinstance(build.handle.shell.text, OptionsOnly):
        return edits
    return [edit._replace(text=edit.text.replace("--secret id=", "--secret=id=")) for edit in edits]
