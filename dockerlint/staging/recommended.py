"""The packages that the build installs, and those that apt installs with them because they are recommended."""

from __future__ import annotations

from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.packages import TOOLS
from dockerlint.staging.toolchains import has_version_control

if TYPE_CHECKING:
    from collections.abc import Container

    from dockerlint.staging.effects import Effect
    from dockerlint.staging.survey import Survey

# Packages that are complete without those that they recommend.
_PLAIN = frozenset({"ca-certificates", "tzdata", "openssl", "bash", "python3"})


def installed(survey: Survey) -> list[Effect]:
    """The commands that install packages of the system."""
    return [effect for effect in survey.of_kind("install") if effect.is_of_system]


def with_recommended(survey: Survey, names: Container[str]) -> bool:
    """Whether a package stays that the build installs together with those that it recommends."""
    return any(
        effect.manager == "apt-get" and not _is_lean(effect)
        for effect in installed(survey)
        if any(name in names and name not in _PLAIN and name not in TOOLS for name in effect.names)
    )


def all_lean(survey: Survey) -> bool:
    """Whether all packages are as they are named: with those that they recommend, certificates come along."""
    return all(effect.manager != "apt-get" or _is_lean(effect) for effect in installed(survey))


def brings_ssh_with_git(survey: Survey) -> bool:
    """Whether the build's image has a client of ssh where it has git: of its own, or recommended by git's package."""
    if has_version_control(parse_reference(survey.stage.root_image)):
        return True
    with_git = [effect for effect in installed(survey) if effect.manager == "apt-get" and "git" in effect.names]
    return any(not _is_lean(effect) for effect in with_git)


def _is_lean(effect: Effect) -> bool:
    """Whether a command of apt leaves out what packages recommend."""
    lean = ("--no-install-recommends", "APT::Install-Recommends=false", "APT::Install-Recommends=0")
    return any(word in arg for arg in effect.call.args for word in lean)
