"""What says that a stage builds, and what it builds with.

Only what is still there when the stage ends counts: packages that the same RUN removes again leave nothing behind.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.staging.builders import compiles
from dockerlint.staging.calls import calls_of
from dockerlint.staging.effects.reading import installs_of
from dockerlint.staging.glance import may_have_evidence, says_that_it_builds
from dockerlint.staging.toolchains import is_compiler, is_toolchain, plain_name, toolchain_of
from dockerlint.trace.mounts import mount_flags

if TYPE_CHECKING:
    from dockerlint.model import Stage, Step
    from dockerlint.staging.calls import Call
    from dockerlint.text import Span
    from dockerlint.trace.trace import Trace


class Build(NamedTuple):
    """A command that compiles or bundles; ``kind`` is the language of its tool."""

    call: Call
    kind: str
    words: str
    span: Span


class Packages(NamedTuple):
    """A RUN's system packages that are there to build and stay."""

    step: Step
    names: tuple[str, ...]
    span: Span

    @property
    def with_compiler(self) -> bool:
        return any(is_compiler(name) for name in self.names)


class Credential(NamedTuple):
    """A secret or ssh mount: ``kind`` is one of these words."""

    step: Step
    kind: str
    span: Span


class Evidence(NamedTuple):
    """What a chain of stages builds, and with what; in file order.  ``image`` tells the toolchain of its base image."""

    builds: tuple[Build, ...]
    packages: tuple[Packages, ...]
    credentials: tuple[Credential, ...]
    dependencies: tuple[Build, ...]  # package managers of languages, which compile what needs it
    image: str | None

    @property
    def has_toolchain(self) -> bool:
        return self.image is not None or any(each.with_compiler for each in self.packages)


_SHELLS = ("sh", "bash", "ash", "dash")
# Package managers of languages that compile extensions in C as they install.
_COMPILING_INSTALLERS = frozenset({"pip", "gem", "php", "poetry", "pipenv", "uv", "pdm"})


def evidence_of(trace: Trace, stages: tuple[Stage, ...]) -> Evidence:
    """The evidence in ``stages``, which are those of one chain."""
    builds: list[Build] = []
    packages: list[Packages] = []
    credentials: list[Credential] = []
    dependencies: list[Build] = []
    for stage in stages:
        for step in stage.steps:
            if step.keyword != "RUN" or step.onbuild:
                continue
            for flag in mount_flags(step):
                if flag.type in ("secret", "ssh"):
                    credentials.append(Credential(step, flag.type, flag.span))
            text = trace.text(step)
            if not text.is_shell or not may_have_evidence(trace, step) or text.script.error is not None:
                continue
            purges = _purges(trace, step)
            for call in calls_of(trace, step):
                builder = compiles(call)
                kind = builder.kind if builder is not None else _kind_of_script(call)
                if kind and not purges:
                    span = text.span(call.command.start, call.command.end)
                    builds.append(Build(call, kind, "setup.py build" if kind == "python" else call.words, span))
            _read_packages(trace, step, purges, packages, dependencies)
    return Evidence(
        tuple(builds),
        tuple(packages),
        tuple(credentials),
        tuple(dependencies),
        toolchain_of(stages[-1].root_image) if stages else None,
    )


def _kind_of_script(call: Call) -> str:
    """The language of a project's script that compiles, "script" for a shell's; "" where it is none."""
    if _is_build_script(call):
        return "script"
    script, *verbs = call.operands[:2] or ("",)
    compiles_here = script.endswith("setup.py") and verbs == ["build_ext"]
    return "python" if compiles_here and call.name.startswith("python") else ""


def _is_build_script(call: Call) -> bool:
    """Whether a script of the project is run whose name says that it builds."""
    script = call.name if call.name.endswith(".sh") else next(iter(call.operands), "") if call.name in _SHELLS else ""
    return says_that_it_builds(script.rpartition("/")[2])


def _purges(trace: Trace, step: Step) -> bool:
    """Whether a RUN takes its build packages away again."""
    text = trace.text(step).text
    if not any(word in text for word in ("purge", "remove", " del ", "erase", "auto-remove")):
        return False
    return any(effect.kind == "uninstall" for effect in installs_of(trace, step))


def _read_packages(trace: Trace, step: Step, purges: bool, packages: list[Packages], dependencies: list[Build]) -> None:
    names: list[str] = []
    gone: set[str] = set()
    span = None
    for effect in installs_of(trace, step):
        if effect.kind == "install" and effect.is_of_system:
            found = [name for name in effect.names if is_toolchain(name)]
            if found and span is None:
                span = trace.text(step).span(effect.call.command.start, effect.call.command.end)
            names += found
        elif effect.kind == "uninstall":
            gone.update(plain_name(name) for name in effect.names)
        elif effect.call.name in ("docker-php-ext-enable", "docker-php-ext-configure"):
            continue  # nothing is compiled
        elif not purges and (effect.manager in _COMPILING_INSTALLERS or effect.call.name == "composer"):
            place = trace.text(step).span(effect.call.command.start, effect.call.command.end)
            dependencies.append(Build(effect.call, effect.manager, effect.call.words, place))
    if purges and any(name.startswith((".", "$")) or is_toolchain(name) for name in gone):
        return
    names = [plain_name(name) for name in names if plain_name(name) not in gone]
    if names and span is not None:
        packages.append(Packages(step, tuple(dict.fromkeys(names)), span))
