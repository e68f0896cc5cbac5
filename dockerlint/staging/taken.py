"""What ``COPY --from`` takes along into the final image that only a build needs."""

from __future__ import annotations

import posixpath

from dockerlint.finding import Confidence
from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.staging.builders import compiles
from dockerlint.staging.calls import calls_of, filled, is_known
from dockerlint.staging.glance import may_compile
from dockerlint.staging.toolchains import toolchain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.model import Stage, Step
    from dockerlint.text import Span
    from dockerlint.trace.trace import Trace


class Taken(NamedTuple):
    """A source of a COPY and what it is: ``what`` fits into "this takes {what} along"."""

    step: Step
    span: Span
    what: str
    confidence: Confidence


# Folder -> what lies there, by the images that have it there ("" for any in which something is built).
_FOLDERS = {
    "/usr/local/go": ("golang", "the Go toolchain"),
    "/go": ("golang", "Go's caches and tools"),
    "/go/pkg": ("golang", "Go's module cache"),
    "/usr/local/cargo": ("rust", "Cargo with its registry"),
    "/usr/local/rustup": ("rust", "the Rust toolchain"),
    "/usr/share/maven": ("maven", "Maven"),
    "/opt/gradle": ("gradle", "Gradle"),
    "/root/.m2": ("", "Maven's repository"),
    "/root/.gradle": ("", "Gradle's caches"),
    "/root/.cargo": ("", "Cargo with its registry"),
    "/root/.rustup": ("", "the Rust toolchain"),
    "/root/.npm": ("", "npm's cache"),
    "/root/.cache": ("", "the build's caches"),
}


def toolchains_taken(trace: Trace) -> Iterator[Taken]:
    """The copies in the final stage, and in those that it starts from, that take a toolchain or everything."""
    file = trace.dockerfile
    last = file.final_stage
    for stage in last.chain() if last is not None and not last.is_windows else ():
        for step in stage.steps:
            if step.keyword != "COPY" or step.onbuild:
                continue
            name = next((flag.value for flag in step.instruction.flags if flag.name == "from"), None)
            source = file.stage(filled(step, name)) if name else None
            if source is None or file.is_shipped(source):
                continue
            for word in step.instruction.words[:-1]:
                found = _taken(trace, source, step, filled(step, word.raw.strip("\"'")))
                if found is not None:
                    yield Taken(step, word.span, *found)


def _taken(trace: Trace, source: Stage, step: Step, path: str) -> tuple[str, Confidence] | None:
    if not is_known(path):
        return None
    path = posixpath.normpath("/" + path)
    path = path[1:] if path.startswith("//") else path
    if path not in ("/", "/root") and path not in _FOLDERS:
        return None
    builds = _builds(trace, source)
    target = step.instruction.words[-1].raw if step.instruction.words else ""
    if path == "/":
        # Squashing a whole image into an empty one is meant, where nothing was built in it.
        return (f"all of the stage {source.name or source.index}", Confidence.LIKELY) if builds else None
    if path == "/root" and builds and target.rstrip("/") in ("/root", "~"):
        return "root's home folder with the build's caches", Confidence.LIKELY
    if path in _FOLDERS:
        image, what = _FOLDERS[path]
        name = parse_reference(source.root_image).name
        if builds and (image == name or (not image and builds)):
            return what, Confidence.LIKELY
    return None


def _builds(trace: Trace, source: Stage) -> bool:
    """Whether something is compiled in the stage or those that it starts from."""
    if toolchain_of(source.root_image) is not None:
        return True
    for stage in source.chain():
        for step in stage.steps:
            is_read = step.keyword == "RUN" and trace.text(step).is_shell and may_compile(trace, step)
            if is_read and any(compiles(call) is not None for call in calls_of(trace, step)):
                return True
    return False
