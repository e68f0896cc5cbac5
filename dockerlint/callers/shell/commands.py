"""The builds in shell text: ``docker build`` and its relatives, each with what it hands over."""

from __future__ import annotations

from dockerlint.callers.build import FILE, VARIABLE, Argument, Build, Provider
from dockerlint.callers.shell.exports import Exports
from dockerlint.callers.shell.folders import Place, folders_of, inside
from dockerlint.callers.shell.options import Arguments, Option, read_arguments
from dockerlint.callers.shell.paths import path_of, paths_of, text_of
from dockerlint.callers.shell.values import Named, named_value
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.shell import read_script

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockerlint.callers.embedded import Embedded
    from dockerlint.shell.script import Command, Script
    from dockerlint.text import Span

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
PUT_TOGETHER = "the command stands in a text that is put together at run time"
KANIKO = "kaniko ignores RUN --mount=type=secret"
COMPOSE = "docker compose build hands its build arguments to services: let the Compose file name the secret"
ACR = "ACR Tasks hand build arguments over only, also with --secret-build-arg"


class Shell(NamedTuple):
    """Shell text of a caller: where it stands, where it runs, and which variables of paths its surroundings set.

    ``assigned`` are variables that its surroundings set without exporting them.
    """

    text: Embedded
    place: Place
    variables: Mapping[str, str]
    kind: str = "script"
    assigned: frozenset[str] = frozenset()


class Handle(NamedTuple):
    """A build's command in its text, for rewriting: ``arguments`` are the options that gave :attr:`Build.arguments`."""

    shell: Shell
    script: Script
    command: Command
    arguments: tuple[tuple[Option, Named], ...]
    exports: Exports


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
    found: list[Build] = []
    for outer in script.every_command():
        command = outer.unwrapped()
        builder = _builder(command)
        if builder:
            where = places.get(outer.start, shell.place)
            found += _build(shell, script, exports, outer, command, builder, where, names)
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


def _build(
    shell: Shell, script: Script, exports: Exports, outer: Command, command: Command, builder: str, place: Place,
    names: Mapping[str, str],
) -> Iterator[Build]:  # fmt: skip
    read = read_arguments(command, frozenset() if builder == "kaniko" else _SUBCOMMANDS)
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
        yield from _bake(shell, script, exports, outer, command, read)
        return
    elif builder == "compose" or read.subcommand[:1] == ("compose",):
        yield from _compose(shell, script, exports, outer, command, read)
        return
    elif read.subcommand not in _BUILDS or read.last("check", "call") is not None:  # those two build nothing
        return
    if "docker" in builder and read.subcommand[:1] == ("buildx",):
        builder = "buildx"
    dockerfile, context, others = _files(command, read, builder, place, names)
    given = tuple(_given(shell, read, builder))
    target = read.last("target")
    tags = read.of("tag", "t") if builder != "kaniko" else read.of("destination", "d")
    yield Build(
        path=shell.text.path,
        kind=shell.kind,
        builder=builder,
        span=shell.text.span(outer.start, outer.end),
        dockerfile=dockerfile,
        context=context,
        target=None if target is None else _text(target, names) or "",
        arguments=tuple(_argument(shell, command, option, named) for option, named in given),
        providers=tuple(_providers(shell, command, read)),
        tags=tuple(text for option in tags if (text := _text(option, names)) is not None),
        pushes=_pushes(read, builder, names),
        candidates=others,
        opaque="" if outer.verbatim else PUT_TOGETHER,
        no_mounts={"kaniko": KANIKO, "acr": ACR}.get(builder, ""),
        handle=Handle(shell, script, outer, given, exports),
    )


def _compose(
    shell: Shell, script: Script, exports: Exports, outer: Command, command: Command, read: Arguments
) -> Iterator[Build]:
    """``docker compose build --build-arg …``: which Dockerfiles it takes stands in a Compose file."""
    given = tuple(_given(shell, read, "compose"))
    if read.subcommand[-1:] == ("build",):
        yield Build(
            path=shell.text.path,
            kind=shell.kind,
            builder="compose",
            span=shell.text.span(outer.start, outer.end),
            dockerfile=None,
            context=None,
            arguments=tuple(_argument(shell, command, option, named) for option, named in given),
            opaque=COMPOSE,
            handle=Handle(shell, script, outer, given, exports),
        )


def _bake(
    shell: Shell, script: Script, exports: Exports, outer: Command, command: Command, read: Arguments
) -> Iterator[Build]:
    """``docker buildx bake --set target.args.NAME=…``: the targets stand in a bake file, what is set here is seen."""
    given = []
    for option in read.of("set"):
        raw = option.value.raw[option.start :] if option.value is not None else ""
        pattern, args, _ = raw.partition(".args.")
        named = named_value(shell.text, option.value, option.start + len(pattern + args)) if option.value else None
        if args and named is not None:
            given.append((option, named))
    if given:
        yield Build(
            path=shell.text.path,
            kind=shell.kind,
            builder="bake",
            span=shell.text.span(outer.start, outer.end),
            dockerfile=None,
            context=None,
            arguments=tuple(_argument(shell, command, option, named) for option, named in given),
            providers=tuple(_set_secrets(shell, command, read)),
            opaque="" if outer.verbatim else PUT_TOGETHER,
            is_part=True,
            handle=Handle(shell, script, outer, tuple(given), exports),
        )


def _set_secrets(shell: Shell, command: Command, read: Arguments) -> Iterator[Provider]:
    for option in read.of("set"):
        raw = option.value.raw[option.start :].strip("\"'") if option.value is not None else ""
        key, _, text = raw.partition("=")
        if key.rstrip("+").endswith(".secrets"):
            span = shell.text.span(command.words[option.words[0]].start, command.words[option.words[-1]].end)
            found = provider_in(text, "secret", span)
            if found is not None:
                yield found


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


def _given(shell: Shell, read: Arguments, builder: str) -> Iterator[tuple[Option, Named]]:
    """The build arguments, with the option that gives each."""
    for option in read.options:
        if option.value is None:
            continue
        start = option.start
        if builder == "buildctl":
            if option.name != "opt" or not option.value.raw[start:].lstrip("\"'").startswith("build-arg:"):
                continue
            start += len(option.value.raw[start:]) - len(option.value.raw[start:].lstrip("\"'")) + len("build-arg:")
        elif option.name not in ("build-arg", "secret-build-arg"):
            continue
        named = named_value(shell.text, option.value, start)
        if named is not None:
            yield option, named


def _argument(shell: Shell, command: Command, option: Option, named: Named) -> Argument:
    first, last = command.words[option.words[0]], command.words[option.words[-1]]
    return Argument(named.name, named.value, shell.text.span(first.start, last.end))


def _providers(shell: Shell, command: Command, read: Arguments) -> Iterator[Provider]:
    for option in read.of("secret", "ssh"):
        if option.value is None:
            continue
        text = option.value.raw[option.start :].strip("\"'")
        span = shell.text.span(command.words[option.words[0]].start, command.words[option.words[-1]].end)
        provider = provider_in(text, option.name, span)
        if provider is not None:
            yield provider


def provider_in(text: str, type_: str, span: Span) -> Provider | None:
    """``id=…,env=…`` or ``id=…,src=…`` as :class:`Provider`: BuildKit's client takes ``id`` alone for a variable."""
    if type_ == "ssh":
        identity, _, path = text.partition("=")
        return Provider(identity, FILE if path else VARIABLE, path or "SSH_AUTH_SOCK", span, "ssh")
    fields = dict(field.partition("=")[::2] for field in text.split(","))
    identity = fields.get("id", "")
    source = fields.get("src") or fields.get("source") or ""
    if not identity:
        return None
    if "env" in fields:
        return Provider(identity, VARIABLE, fields["env"] or identity, span)
    if source and fields.get("type") == "env":
        return Provider(identity, VARIABLE, source, span)
    return Provider(identity, FILE, source, span) if source else Provider(identity, VARIABLE, identity, span)


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
