"""What is wrong with a chain of stages that builds and is shipped: in words, with how sure and how grave that is."""

from __future__ import annotations

from dockerlint.finding import Confidence, Severity
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.staging.gate import reason_to_keep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.model import Dockerfile, Stage
    from dockerlint.staging.evidence import Evidence
    from dockerlint.text import Span
    from dockerlint.trace.trace import Trace

_MOST_NAMES = 3  # packages that a message names


class Diagnosis(NamedTuple):
    """``does`` and ``ships`` fit into "the stage {does}, and the image ships {ships}"; ``places`` say where."""

    span: Span
    does: str
    ships: str
    confidence: Confidence
    severity: Severity
    places: tuple[tuple[Span, str], ...]
    evidence: Evidence
    builds: bool  # whether it compiles, bundles or installs with a toolchain, not only uses a credential


def diagnose(trace: Trace) -> Diagnosis | None:
    """The diagnosis of the final stage with those that it starts from, None when there is nothing to say."""
    return trace.answers.once("diagnosis of stages", lambda: _diagnosed(trace))


def _diagnosed(trace: Trace) -> Diagnosis | None:
    file = trace.dockerfile
    last = file.final_stage
    if last is None or not file.is_sound or last.is_windows:
        return None
    if reason_to_keep(trace, last) is not None:
        return None
    from dockerlint.staging.glance import may_show

    chain = tuple(last.chain())
    if not may_show(trace, chain):
        return None
    from dockerlint.staging.evidence import evidence_of
    from dockerlint.staging.own_extension import compiles_own

    found = evidence_of(trace, chain)
    by_tool = bool(found.builds) and (
        found.has_toolchain
        or any(build.kind in ("node", "python") for build in found.builds)
        or _by_compiler_of_image(file, last, found)
    )
    by_install = bool(found.dependencies) and (bool(found.packages) or compiles_own(file, last))
    if not (by_tool or by_install or found.credentials):
        return None
    return Diagnosis(
        last.instruction.text_span,
        _does(found, by_tool, by_install),
        _ships(found, by_tool, by_install),
        _confidence(found, by_tool, by_install),
        Severity.WARNING if found.credentials and (by_tool or by_install) else Severity.INFO,
        tuple(_places(found, by_tool)),
        found,
        by_tool or by_install,
    )


def _by_compiler_of_image(file: Dockerfile, last: Stage, found: Evidence) -> bool:
    """Whether a compiler is called that comes with the full image of an interpreter."""
    from dockerlint.staging.linked import COMPILERS
    from dockerlint.staging.own_extension import compiles_own
    from dockerlint.staging.toolchains import has_headers

    if not has_headers(last.root_image):
        return False
    called = {build.call.name for build in found.builds}
    return not called.isdisjoint(COMPILERS) or ("make" in called and compiles_own(file, last))


def _places(found: Evidence, by_tool: bool) -> Iterator[tuple[Span, str]]:
    """Where it is seen, two places of a kind at most."""
    if by_tool:
        yield from ((build.span, f"{build.words} builds here") for build in found.builds[:2])
    else:
        yield from ((each.span, f"{each.words} compiles what needs it here") for each in found.dependencies[:1])
    yield from ((each.span, "these packages are there to build") for each in found.packages[:2])
    yield from ((each.span, f"the build uses a credential here ({each.kind} mount)") for each in found.credentials[:2])


def _confidence(found: Evidence, by_tool: bool, by_install: bool) -> Confidence:
    if by_tool and found.has_toolchain:
        return Confidence.CERTAIN if found.image is not None else Confidence.LIKELY
    if by_install and (not found.packages or any(each.with_compiler for each in found.packages)):
        return Confidence.LIKELY
    return Confidence.POSSIBLE


def _does(found: Evidence, by_tool: bool, by_install: bool) -> str:
    words = []
    if by_tool:
        tools = list(dict.fromkeys(build.words for build in found.builds))
        words.append(f"builds with `{tools[0]}`")
    elif by_install:
        words.append(f"installs with `{found.dependencies[0].words}` and the tools for it")
    if found.credentials:
        kinds = list(dict.fromkeys(each.kind for each in found.credentials))
        words.append(f"uses {' and '.join(_mount(kind) for kind in kinds)}")
    return " and ".join(words)


def _mount(kind: str) -> str:
    return "a mounted secret" if kind == "secret" else "an ssh agent"


def _ships(found: Evidence, by_tool: bool, by_install: bool) -> str:
    words = []
    if found.image is not None:
        words.append(found.image)
    names = list(dict.fromkeys(name for each in found.packages for name in each.names))
    if names:
        more = f" and {len(names) - _MOST_NAMES} more packages" if len(names) > _MOST_NAMES else ""
        words.append(", ".join(names[:_MOST_NAMES]) + more)
    if not words and by_install and not by_tool:
        words.append("the compilers of its base image")
    if not words and by_tool:
        words.append("the tools and packages that only the build needs")
    if not words:
        words.append("whatever the tools that used the credential left behind")
    return " and ".join(words)
