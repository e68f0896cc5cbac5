"""The builds in shell text: ``docker build`` and its relatives, each with what it hands over."""

from __future__ import annotations

from dockerlint.callers.build import Argument, Build
from dockerlint.callers.shell.elsewhere import bake, compose
from dockerlint.callers.shell.exports import Exports
from dockerlint.callers.shell.folders import Place, folders_of, inside
from dockerlint.callers.shell.gathered import Gatherings
from dockerlint.callers.shell.handle import Met
from dockerlint.callers.shell.options import Arguments, Option, read_arguments
from dockerlint.callers.shell.paths import path_of, paths_of, text_of
from dockerlint.callers.shell.providers import argument_of, given_arguments, providers_of
from dockerlint.record import TYPE_CHECKING
from dockerlint.shell import read_script

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockerlint.callers.shell.handle import Shell
    from dockerlint.shell.script import Command

_SUBCOMMANDS = frozenset(
    {"build", "buildx", "image", "builder", "bud", "b", "bake", "builds", "submit", "acr", "compose"}
)
_BUILDS = frozenset(
    {("build",), ("buildx", "build"), ("buildx", "b"), ("image", "build"), ("builder", "build"), ("bud",)}
)  # fmt: skip
_ENGINES = ("docker", "podman", "buildah", "nerdctl", "container", "engine", "oci")
_WORDS = (
    "docker", "podman", "buildah", "nerdctl", "buildctl", "executor", "az ", "img ", "DOCKER", "PODMAN", "ENGINE",
    "CONTAINER",
)  # fmt: skip
KANIKO = "kaniko ignores RUN --mount=type=secret; build with BuildKit (moby/buildkit:rootless) or Buildah"
ACR = "ACR Tasks hand build arguments over only, also with --secret-build-arg"


def read_builds(shell: Shell) -> tuple[Build, ...]:
    """The builds in the text, in its order; none where it holds no word of a builder, or cannot be read."""
    if not mentions_build(shell.text.text):
        return ()
    script = read_script(shell.text.text)
    if script.error is not None:
        return ()
    places = folders_of(script, shell.place)
    names = paths_of(script, shell.variables)
    exports = Exports(script)
    gatherings = Gatherings(script, shell.text)
    found: list[Build] = []
    for outer in script.every_command():
        command = outer.unwrapped()
        builder = _builder(command)
        if builder:
            where = places.get(outer.start, shell.place)
            subcommands = frozenset() if builder == "kaniko" else _SUBCOMMANDS
            gathered = gatherings.of(outer, command, builder)
            met = Met(shell, script, exports, outer, command, read_arguments(command, subcommands), gathered)
            found += _build(met, builder, where, names)
    return tuple(found)


def mentions_build(text: str) -> bool:
    """Whether a builder may be named in it; a cheap test, made before the text is read."""
    return ("build" in text or "bud" in text or "executor" in text) and any(word in text for word in _WORDS)


def _builder(command: Command) -> str:
    """Which builder the command starts, "" where it starts none."""
    name = command.name
    if name in ("docker", "podman", "nerdctl", "buildah", "img"):
        return name
    if name in ("buildctl", "buildctl-daemonless.sh"):
        return "buildctl"
    if name == "executor":
        return "kaniko"
    if name in ("docker-compose", "podman-compose"):
        return "compose"
    if name == "az":
        return "acr"
    if not name and command.words and len(command.words) > 1:
        parts = command.words[0].parts
        if len(parts) == 1 and parts[0].kind in ("variable", "substitution"):
            word = parts[0].text.lower()
            return next(
                ("docker" if each in ("container", "engine", "oci") else each for each in _ENGINES if each in word), ""
            )
    return ""


def _build(met: Met, builder: str, place: Place, names: Mapping[str, str]) -> Iterator[Build]:
    read = met.words
    if builder == "kaniko":
        if read.last("context", "c", "dockerfile", "f", "destination", "d") is None:
            return
    elif builder == "acr":
        if read.subcommand[:2] != ("acr", "build"):
            return
    elif builder == "buildctl":
        if read.subcommand != ("build",):
            return
    elif read.subcommand[-1:] == ("bake",):
        yield from bake(met)
        return
    elif builder == "compose" or read.subcommand[:1] == ("compose",):
        yield from compose(met)
        return
    elif read.subcommand not in _BUILDS or read.last("check", "call") is not None:  # those two build nothing
        return
    if "docker" in builder and read.subcommand[:1] == ("buildx",):
        builder = "buildx"
    text = met.shell.text
    direct = read
    gathered = met.gathered
    if gathered is not None and gathered.places:
        operands = tuple(at for at in read.operands if at not in gathered.places)
        read = Arguments(read.subcommand, (*gathered.options, *read.options), operands)
    elements = gathered.elements if gathered is not None else ()
    dockerfile, context, others = _files(met.command, read, builder, place, names)
    given = tuple(given_arguments(text, direct, builder))
    target = read.last("target")
    tags = read.of("tag", "t") if builder != "kaniko" else read.of("destination", "d")
    yield Build(
        path=text.path,
        kind=met.shell.kind,
        builder=builder,
        span=met.span,
        dockerfile=dockerfile,
        context=context,
        target=None if target is None else _text(target, names) or "",
        arguments=(
            *(
                Argument(each.named.name, each.named.value, text.span(each.first.start, each.last.end))
                for each in elements
            ),
            *(argument_of(text, met.command, option, named) for option, named in given),
        ),
        providers=(*(gathered.providers if gathered is not None else ()), *providers_of(text, met.command, direct)),
        tags=tuple(tag for option in tags if (tag := _text(option, names)) is not None),
        pushes=_pushes(read, builder, names),
        candidates=others,
        opaque=met.opaque or next((each.doubt for each in elements if each.doubt), ""),
        no_mounts={"kaniko": KANIKO, "acr": ACR}.get(builder, ""),
        handle=met.handle(given),
    )


def _files(
    command: Command, read: Arguments, builder: str, place: Place, names: Mapping[str, str]
) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Dockerfile and context, and further Dockerfiles for the other folders that the script may run in."""
    if builder == "buildctl":
        return _buildctl_files(read, place, names)
    file = read.last("file", "f", "dockerfile")
    if builder == "kaniko":
        folder = read.last("context", "c")
        context = None if folder is None or folder.value is None else path_of(folder.value, folder.start, place, names)
        if folder is not None and folder.value is not None and context is None:
            text = text_of(folder.value, folder.start, names)
            context = None if text is None else inside(place.folder, text.removeprefix("dir://"))
    else:
        if not read.operands:
            return (None, None, ())
        word = command.words[read.operands[-1]]
        if word.literal == "-":
            return (None, None, ())
        if "://" in word.raw or word.raw.startswith("git@"):
            return (word.raw, None, ())  # a Dockerfile of another repository
        context = path_of(word, 0, place, names)
    if file is not None and file.value is not None:
        seen_from = [place, *(Place(other, own=place.own) for other in place.others)]
        paths = [path_of(file.value, file.start, each, names) for each in seen_from]
        return (paths[0], context, tuple(path for path in paths[1:] if path is not None))
    if context is None:
        return (None, None, ())
    others = []
    for other in place.others:
        seen = (
            path_of(command.words[read.operands[-1]], 0, Place(other, own=place.own), names) if read.operands else None
        )
        if seen is not None:
            others.append(inside(seen, "Dockerfile") or "")
    return (inside(context, "Dockerfile"), context, tuple(others))


def _buildctl_files(
    read: Arguments, place: Place, names: Mapping[str, str]
) -> tuple[str | None, str | None, tuple[str, ...]]:
    folders = {}
    name = "Dockerfile"
    for option in read.of("local", "opt"):
        text = _text(option, names) or ""
        key, _, value = text.partition("=")
        if option.name == "local":
            folders[key] = value
        elif key == "filename":
            name = value
    context = inside(place.folder, folders["context"]) if "context" in folders else None
    folder = inside(place.folder, folders["dockerfile"]) if "dockerfile" in folders else context
    return (inside(folder, name), context, ())


def _pushes(read: Arguments, builder: str, names: Mapping[str, str]) -> bool:
    if builder == "kaniko":
        return read.last("no-push", "no-push-cache") is None
    if builder == "acr":
        return read.last("no-push") is None
    output = read.last("output", "o")
    text = (_text(output, names) or "") if output is not None else ""
    return read.last("push") is not None or "push=true" in text or "type=registry" in text


def _text(option: Option | None, names: Mapping[str, str]) -> str | None:
    return None if option is None or option.value is None else text_of(option.value, option.start, names)
