"""Whether an image that the settings name for a kind of project can run the program."""

from __future__ import annotations

from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import filled

if TYPE_CHECKING:
    from dockerlint.staging.calls import Call
    from dockerlint.staging.packages_needed import Base
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey


def unfit(survey: Survey, running: Running, base: Base, *, needs_shell: bool) -> str | None:
    """Why the program would not run there, None where nothing speaks against it.

    What is known: `scratch` and distroless images have no shell but in their `debug` tags, and `scratch` and
    `distroless/static` no libc (github.com/GoogleContainerTools/distroless).
    """
    reference = parse_reference(base.image)
    bare = reference.name == "scratch" or ("distroless" in reference.repository and "debug" not in reference.tag)
    if not bare:
        return None
    if needs_shell or "sh" in running.names or "bash" in running.names:
        return f"{base.image} has no shell, which the image needs"
    if (reference.name == "scratch" or reference.name.startswith("static")) and not _is_static(survey):
        return f"{base.image} has no libc, and that the program needs none is not known"
    return None


def _is_static(survey: Survey) -> bool:
    """Whether every Go binary is built without C."""
    calls = [effect.call for effect in survey.of_kind("build") if effect.call.name == "go"]
    return bool(calls) and all(_is_without_c(call) for call in calls)


def _is_without_c(call: Call) -> bool:
    if call.operands[:1] not in (("build",), ("install",)):
        return True
    given = [each.value.literal for each in call.command.assignments if each.name == "CGO_ENABLED" and each.value]
    return (given[-1] if given else filled(call.step, "${CGO_ENABLED}")) == "0"
