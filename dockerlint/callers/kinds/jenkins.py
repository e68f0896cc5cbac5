"""Jenkins pipelines: ``sh`` steps, ``docker.build`` and the ``dockerfile`` agent, in Jenkinsfiles and shared libraries.

In double quotes Groovy puts ``${NAME}`` into the command before a shell sees it: that is a variable of the environment
only where ``withCredentials``, ``withEnv`` or an ``environment`` block set it.
"""

from __future__ import annotations

import re

from dockerlint.callers.build import VARIABLE, Build, Caller
from dockerlint.callers.groovy import String, embedded_string, interpolated, strings_in
from dockerlint.callers.options_only import OptionsOnly
from dockerlint.callers.scripts import plain_bind
from dockerlint.callers.shell.commands import mentions_build, read_builds
from dockerlint.callers.shell.folders import Place, inside
from dockerlint.callers.shell.handle import Handle, Shell
from dockerlint.callers.shell.rewrite import rewrite as rewrite_command
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.change import Change
    from dockerlint.text import Edit, Source

KIND = "jenkins"
_CREDENTIAL = lazy(r"\b\w*[vV]ariable\s*:\s*(['\"])(\w+)\1")
_WITH_ENV = lazy(r"\bwithEnv\s*\(\s*\[([^\]]*)\]")
_ENVIRONMENT = lazy(r"\benvironment\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_ASSIGNED = lazy(r"^\s*(\w+)\s*=\s*(\w+)?", re.MULTILINE)
_LOCAL = lazy(r"\b(?:def|String|final)\s+(\w+)\s*=")


class StringHandle(NamedTuple):
    string: String
    command: Handle


def read(source: Source, place: str) -> Caller:
    if not mentions_build(source.text) and "additionalBuildArgs" not in source.text:
        return Caller(place, KIND, ())
    builds: list[Build] = []
    every = list(strings_in(source))
    for index, string in enumerate(every):
        builds += _builds(source, string, every[index + 1] if index + 1 < len(every) else None, every)
    return Caller(place, KIND, tuple(builds))


def _builds(source: Source, string: String, following: String | None, every: list[String]) -> Iterator[Build]:
    words = [word for word in string.before if word not in ("\n", "")]
    if _is_step(words):
        yield from _shell(source, string, "", "", Place(string.folder))
    elif words[-1:] == ["additionalBuildArgs"]:
        yield from _agent(source, string, every)
    elif words[-2:] == ["docker.build", "("] or words[-1:] == ["docker.build"]:
        yield from _docker_build(source, string, following)


def _is_step(words: list[str]) -> bool:
    """Whether a string is the script of ``sh``: ``sh '…'``, ``sh('…')``, ``sh(label: …, script: '…')``."""
    if words[-1:] == ["sh"] or words[-2:] == ["sh", "("]:
        return True
    return words[-2:] == ["script", ":"] and "bat" not in words and "powershell" not in words


def _shell(source: Source, string: String, before: str, behind: str, place: Place) -> Iterator[Build]:
    text = embedded_string(source, string)
    whole = OptionsOnly(text, before, behind) if before else text
    for build in read_builds(Shell(whole, place, {}, KIND)):
        command = build.handle
        assert isinstance(command, Handle)
        yield build._replace(handle=StringHandle(string, command))


def _docker_build(source: Source, image: String, options: String | None) -> Iterator[Build]:
    """``docker.build(image, options)``: the options end with the context, which is ``.`` without any."""
    span = Span(image.start, image.end)
    between = source.text[image.end + len(image.quote) : options.start] if options is not None else ""
    plain = Build(
        path=source.path,
        kind=KIND,
        builder="docker",
        span=span,
        dockerfile=inside(image.folder, "Dockerfile"),
        context=image.folder,
    )
    if options is None or not re.fullmatch(r"\s*,\s*['\"]+", between):
        # Something that is no string may follow, such as a variable with options.
        rest = source.text[image.end + len(image.quote) :].lstrip()
        yield plain._replace(opaque="" if rest.startswith(")") else "its options are put together elsewhere")
        return
    found = list(_shell(source, options, "docker build ", "", Place(image.folder)))
    yield from (build._replace(span=span) for build in found[:1])
    if not found:
        yield plain._replace(opaque="its options cannot be read as a command")


def _agent(source: Source, string: String, every: list[String]) -> Iterator[Build]:
    """The options of ``agent { dockerfile { … } }``, whose ``dir`` and ``filename`` stand beside them."""
    beside = {
        words[-1]: source.text[each.start : each.end]
        for each in every
        if each.blocks == string.blocks and (words := [word for word in each.before if word not in ("\n", "")])
    }
    folder = inside("", beside.get("dir", "."))
    found = list(_shell(source, string, "docker build ", " .", Place(folder)))
    for build in found[:1]:
        yield build._replace(dockerfile=inside(folder, beside.get("filename", "Dockerfile")), context=folder)


def rewrite(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    handle = build.handle
    if build.opaque or not isinstance(handle, StringHandle):
        return Refusal(build.opaque or "it has no options to which a secret could be added")
    moved = {move.argument for move in change.moves}
    known = environment_of(source.text)
    for _, named in handle.command.arguments:
        value = named.value
        is_known = value.kind == VARIABLE and value.text in known
        if named.name in moved and not is_known and interpolated(source, handle.string, value.span):
            return Refusal(f"{named.name} gets a value of Groovy's, which is in no environment variable")
    return rewrite_command(build._replace(handle=handle.command), change, plain_bind)


def environment_of(text: str) -> frozenset[str]:
    """The environment variables that a pipeline sets for its steps; a name that is a variable of Groovy too is none."""
    found = {match[2] for match in _CREDENTIAL.finditer(text)}
    for block in _ENVIRONMENT.finditer(text):
        for match in _ASSIGNED.finditer(block[1]):
            found.add(match[1])
            if match[2] == "credentials":
                found |= {f"{match[1]}_USR", f"{match[1]}_PSW"}
    for block in _WITH_ENV.finditer(text):
        found |= set(re.findall(r"['\"](\w+)=", block[1]))
    return frozenset(found - {match[1] for match in _LOCAL.finditer(text)})
