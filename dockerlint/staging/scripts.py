"""Shell scripts of the build context that a RUN runs: what their commands do counts as if it stood in the Dockerfile.

A script is followed where its text is seen and every command of it is known.  What it does under a condition or in a
function may not happen, so what it then writes outside of the folder that it works in is not known.
"""

from __future__ import annotations

import posixpath

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import calls_in, is_below, is_known
from dockerlint.staging.effects import Effect, effects_of_call
from dockerlint.staging.settled import set_in, settled_in
from dockerlint.trace.run_text import script_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.staging.calls import Call
    from dockerlint.staging.evidence import Build, Evidence, Packages
    from dockerlint.staging.survey import Survey

_SHELLS = ("sh", "bash", "ash", "dash")
_SHEBANG = lazy(r"#!\s*(?:/usr/bin/env\s+)?(?:\S*/)?(\w+)")
_SEARCHED = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_LONGEST = 50_000  # characters of a script that is followed
_DEEPEST = 3  # scripts that run one another
_FUNCTION = lazy(r"(?m)^\s*(?:function\s+([\w-]+)|([\w-]+)\s*\(\s*\))")


def in_script(survey: Survey, effect: Effect, depth: int = 0) -> Iterator[Effect]:
    """The effects of a script's commands in place of that of running it; else ``effect`` as it is."""
    found = _followed(survey, effect.call, depth) if effect.kind == "unknown" and depth < _DEEPEST else None
    if found is None:
        yield effect
    else:
        yield from found


def is_of_script(survey: Survey, effect: Effect) -> bool:
    """Whether a command stands in a script, not in the Dockerfile."""
    return effect.call.text is not survey.trace.text(effect.call.step)


def with_scripts(survey: Survey, evidence: Evidence) -> Evidence:
    """The evidence with what scripts build and install, too."""
    from dockerlint.staging.builders import compiles
    from dockerlint.staging.evidence import Build, Packages
    from dockerlint.staging.toolchains import is_toolchain, plain_name

    builds: list[Build] = []
    packages: list[Packages] = []
    for step, effects in survey.effects:
        for effect in effects:
            if not is_of_script(survey, effect):
                continue
            builder = compiles(effect.call)
            if builder is not None:
                builds.append(Build(effect.call, builder.kind, effect.call.words, step.instruction.text_span))
            names = [plain_name(name) for name in effect.names if is_toolchain(name)]
            if names and effect.kind == "install" and effect.is_of_system:
                packages.append(Packages(step, tuple(names), step.instruction.text_span))
    if not builds and not packages:
        return evidence
    kept = tuple(build for build in evidence.builds if build.kind != "script" or not builds)
    return evidence._replace(builds=(*kept, *builds), packages=(*evidence.packages, *packages))


def _followed(survey: Survey, call: Call, depth: int) -> list[Effect] | None:
    """What the commands of a script do, None where it is none of the context."""
    path = _path(survey, call)
    source = survey.source_of(path) if path else None
    text = survey.read(source) if source is not None else None
    if text is None or len(text) > _LONGEST or not _is_shell(call, text):
        return None
    read = script_text(call.step, text)
    if read.script.error is not None:
        return None
    settled = {name: f"${{{name}}}" for name in set_in(read.script)}
    settled.update(settled_in(read.script, posixpath.dirname(path)))
    functions = {name for match in _FUNCTION.finditer(text) for name in match.groups() if name}
    if not functions:
        given = call.args[1:] if call.name in _SHELLS else call.args
        settled.update((str(at), arg) for at, arg in enumerate(given, 1))
    name = posixpath.basename(path)
    found: list[Effect] = []
    for inner in calls_in(read, call.cwd, settled):
        if inner.name in functions:
            continue
        for effect in effects_of_call(inner):
            for each in in_script(survey, effect, depth + 1):
                found.append(_told(each, call, name))
    return found


def _path(survey: Survey, call: Call) -> str:
    """The script that is run, by its path in the image; "" where no file is named."""
    if call.name in _SHELLS:
        operands = [arg for arg in call.args if not arg.startswith("-")]
        if not operands or call.has("-s", "-c", "-"):
            return ""
        return call.path(operands[0]) if is_known(operands[0]) else ""
    word = call.command.words[0].literal if call.command.words else None
    if word and "/" not in word:
        return next((f"{each}/{word}" for each in _SEARCHED if survey.source_of(f"{each}/{word}") is not None), "")
    return call.path(word) if word else ""


def _is_shell(call: Call, text: str) -> bool:
    match = _SHEBANG.match(text)
    return match[1] in _SHELLS if match is not None else call.name in _SHELLS or call.name.endswith((".sh", ".bash"))


def _told(effect: Effect, call: Call, name: str) -> Effect:
    """The effect of a script's command; with the script's name where it is not known."""
    if effect.kind == "unknown":
        reason = (
            effect.reason if effect.reason.startswith("in the script ") else f"in the script {name}, {effect.reason}"
        )
        return effect._replace(reason=reason)
    outside = [path for path in effect.paths if not is_below(path, call.cwd)]
    if effect.call.command.conditional and effect.kind == "write" and outside and call.cwd != "/":
        reason = f"in the script {name}, `{effect.call.words}` writes {outside[0]} under a condition"
        return effect._replace(kind="unknown", paths=(), reason=reason)
    return effect
