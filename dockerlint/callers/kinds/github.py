"""GitHub Actions: workflows and composite actions, also those of Gitea and Forgejo.

Inputs as in the action.yml of docker/build-push-action v7, docker/bake-action v7 and redhat-actions/buildah-build v2.
"""

from __future__ import annotations

from posixpath import join
from typing import cast

from dockerlint.callers.build import EXPRESSION, FILE, VARIABLE, Build, Caller, Provider
from dockerlint.callers.github.steps import is_posix, jobs_of, setting_of_run, shell_of
from dockerlint.callers.kinds.lists import Line, entries_of, lines_of
from dockerlint.callers.shell.commands import read_builds
from dockerlint.callers.shell.folders import Place, inside
from dockerlint.callers.shell.handle import Shell
from dockerlint.callers.shell.providers import provider_in
from dockerlint.callers.yaml import Mapping, Scalar, YamlError, read_yaml
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.change import Change
    from dockerlint.callers.github.steps import GithubStep, Job
    from dockerlint.callers.shell.handle import Handle
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.text import Edit, Source

KIND = "github"
# Actions with the inputs of docker/build-push-action.
BUILD_PUSH = frozenset(
    {"docker/build-push-action", "depot/build-push-action", "useblacksmith/build-push-action"}
)  # fmt: skip
BAKE = frozenset({"docker/bake-action", "depot/bake-action"})
BUILDAH = frozenset({"redhat-actions/buildah-build"})
_CONTEXT = "{{defaultContext}}"
_NESTED = lazy(r"(.+)/\.(?:github|gitea|forgejo)/(?:workflows|actions)/")


class Step(NamedTuple):
    """One step with the job or composite action that it belongs to; ``base`` is :func:`base_of` the file."""

    used: GithubStep
    owner: Job
    base: str

    @property
    def mapping(self) -> Mapping:
        return self.used.node


class StepHandle(NamedTuple):
    """What a build's step gives for rewriting; ``command`` is that of a build in its ``run``."""

    step: Step
    arguments: tuple[Line, ...] = ()
    command: Handle | None = None


def read(source: Source, place: str) -> Caller:
    try:
        documents = read_yaml(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    root = documents[0] if documents else None
    if not isinstance(root, Mapping):
        return Caller(place, KIND, ())
    base = base_of(place)
    builds = [_inside(base, build) for step in steps_of(root, base) for build in _builds(source, step)]
    return Caller(place, KIND, tuple(builds), root)


def base_of(place: str) -> str:
    """The root of the repository that the workflow or action at ``place`` belongs to, "" for this one's.

    GitHub runs no workflow of a folder below the root: it is that of another project, vendored or kept as a template.
    """
    found = _NESTED.match(place)
    return found[1] if found is not None else ""


def _inside(base: str, build: Build) -> Build:
    """``build`` with its places seen from this repository's root; commands were read in their folder already."""
    if not base or cast("StepHandle", build.handle).command is not None:
        return build
    file, context = build.dockerfile, build.context
    is_here = file is not None and "://" not in file
    return build._replace(
        dockerfile=inside(base, file) if file is not None and is_here else file,
        context=inside(base, context) if context is not None else None,
    )


def steps_of(root: Mapping, base: str) -> Iterator[Step]:
    """Every step of a workflow or composite action, in its order; shared ones (aliases) where they are written."""
    for job in jobs_of(root):
        if not job.node.is_alias and not job.list.is_alias:
            yield from (Step(step, job, base) for step in job.steps if not step.node.is_alias)


def _builds(source: Source, step: Step) -> Iterator[Build]:
    name, inputs = step.used.action, step.used.inputs
    if name in BUILD_PUSH:
        yield _build_push(source, step, inputs)
    elif name in BUILDAH and inputs is not None:
        yield _buildah(source, step, inputs)
    elif name in BAKE and inputs is not None:
        yield _bake(source, step, inputs)
    run = step.mapping.get("run")
    if isinstance(run, Scalar) and not run.is_alias and is_posix(shell_of(step.owner, step.used)):
        text = embedded(source, run)
        if text is not None:
            shell = Shell(text, Place(_folder(step)), {}, KIND)
            for build in read_builds(shell):
                yield build._replace(handle=StepHandle(step, command=cast("Handle", build.handle)))


def _folder(step: Step) -> str | None:
    folder = setting_of_run("working-directory", step.mapping, step.owner.node, step.owner.workflow)
    there = "" if folder is None else checked_out(folder)
    return None if there is None else inside(step.base, there)


def checked_out(path: str) -> str | None:
    """A path of the runner from the repository's root; None where an expression is in it."""
    for mark in ("${{ github.workspace }}/", "${{github.workspace}}/", "${{ github.workspace }}", "$GITHUB_WORKSPACE/"):
        path = path.removeprefix(mark)
    return None if "${{" in path else inside("", path or ".")


def _where(inputs: Mapping | None, default: str) -> tuple[str | None, str | None]:
    """Dockerfile and context: without a context, the action takes the repository at the commit that runs."""
    given = inputs.text("context") if inputs is not None else None
    if given is not None and "://" in given:
        return (given, None)  # a Dockerfile of another repository
    context = checked_out((given or ".").replace(_CONTEXT, ".", 1).replace(".:", "./"))
    file = inputs.text("file") if inputs is not None else None
    if file is not None:
        path = checked_out(file)
        if given is not None and given.startswith(_CONTEXT) and context is not None:
            return (inside(context, file) if "${{" not in file else None, context)
        return (path, context)
    return (None if context is None else join(context, default), context)


def _build_push(source: Source, step: Step, inputs: Mapping | None) -> Build:
    arguments, is_whole = _entries(source, inputs, "build-args")
    dockerfile, context = _where(inputs, "Dockerfile")
    uses = step.mapping.entry("uses")
    assert uses is not None
    return Build(
        path=source.path,
        kind=KIND,
        builder="buildx",
        span=uses.value.span,
        dockerfile=dockerfile,
        context=context,
        target=_known(inputs, "target"),
        arguments=tuple(line.argument for line in arguments),
        providers=_providers(source, inputs),
        tags=tuple((_text(inputs, "tags") or "").replace(",", "\n").split()),
        pushes=_pushes(inputs),
        opaque="" if is_whole else "its build arguments come from an expression",
        hides_providers=_hides_providers(source, inputs),
        handle=StepHandle(step, arguments),
    )


def _entries(source: Source, inputs: Mapping | None, key: str) -> tuple[tuple[Line, ...], bool]:
    value = inputs.get(key) if inputs is not None else None
    return entries_of(source, value) if isinstance(value, Scalar) else ((), True)


def _lines(source: Source, inputs: Mapping | None, key: str) -> tuple[Line, ...] | None:
    value = inputs.get(key) if inputs is not None else None
    return lines_of(source, value) if isinstance(value, Scalar) else ()


def _text(inputs: Mapping | None, key: str) -> str | None:
    return inputs.text(key) if inputs is not None else None


def _known(inputs: Mapping | None, key: str) -> str | None:
    """The text of an input, "" where an expression is in it."""
    found = _text(inputs, key)
    return "" if found is not None and "${{" in found else found


def _hides_providers(source: Source, inputs: Mapping | None) -> bool:
    return any(_lines(source, inputs, key) is None for key in ("secrets", "secret-envs", "secret-files"))


def _providers(source: Source, inputs: Mapping | None) -> tuple[Provider, ...]:
    found = []
    for key in ("secrets", "secret-envs", "secret-files"):
        for line in _lines(source, inputs, key) or ():
            value = line.value
            kind, text = value.kind, value.text
            if key != "secrets":
                kind = VARIABLE if key == "secret-envs" else FILE
            elif kind == VARIABLE:
                kind, text = EXPRESSION, source.text[value.span.start : value.span.end]
            found.append(Provider(line.key, kind, text, line.span))
    ssh = inputs.get("ssh") if inputs is not None else None
    if isinstance(ssh, Scalar):
        for word in ssh.value.split():
            provider = provider_in(word, "ssh", ssh.span)
            if provider is not None:
                found.append(provider)
    return tuple(found)


def _pushes(inputs: Mapping | None) -> bool | None:
    push = _text(inputs, "push")
    outputs = _text(inputs, "outputs") or ""
    if "push=true" in outputs or "type=registry" in outputs:
        return True
    if push is None:
        return False
    return None if "${{" in push else push.strip().lower() == "true"


def _buildah(source: Source, step: Step, inputs: Mapping) -> Build:
    arguments, is_whole = _entries(source, inputs, "build-args")
    files = (inputs.text("containerfiles") or inputs.text("dockerfiles") or "").split()
    context = checked_out(inputs.text("context") or ".")
    extra = inputs.get("extra-args")
    providers = []
    if isinstance(extra, Scalar):
        for word in extra.value.split():
            found = provider_in(word.partition("=")[2], "secret", extra.span) if word.startswith("--secret=") else None
            if found is not None:
                providers.append(found)
    uses = step.mapping.entry("uses")
    assert uses is not None
    return Build(
        path=source.path,
        kind=KIND,
        builder="buildah",
        span=uses.value.span,
        dockerfile=checked_out(files[0]) if len(files) == 1 else None,
        context=context,
        arguments=tuple(line.argument for line in arguments),
        providers=tuple(providers),
        tags=tuple((inputs.text("tags") or "").split()),
        opaque="" if is_whole else "its build arguments come from an expression",
        handle=StepHandle(step, arguments),
    )


def _bake(source: Source, step: Step, inputs: Mapping) -> Build:
    """The targets are those of the bake files; what the step itself sets is seen here."""
    lines = _lines(source, inputs, "set")
    arguments = tuple(line for line in lines or () if ".args." in line.key)
    secrets = [line for line in lines or () if line.key.rstrip("+").endswith(".secrets")]
    providers = [
        found
        for line in secrets
        if (found := provider_in(source.text[line.value.span.start : line.value.span.end], "secret", line.span))
    ]
    uses = step.mapping.entry("uses")
    assert uses is not None
    return Build(
        path=source.path,
        kind=KIND,
        builder="bake",
        span=uses.value.span,
        dockerfile=None,
        context=None,
        arguments=tuple(line.argument._replace(name=line.key.partition(".args.")[2]) for line in arguments),
        providers=tuple(providers),
        pushes=_pushes(inputs),
        opaque="" if lines is not None else "what it sets comes from an expression",
        handle=StepHandle(step, arguments),
    )


def rewrite(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    from dockerlint.callers.kinds.github_rewrite import rewrite_step

    return rewrite_step(source, build, change)
