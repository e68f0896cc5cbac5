"""Any project whose image needs no more than its folders: the same base image twice, or its nearest smaller relative.

Nothing is left behind of the project's own folders, so this is right for every language; what stays out are system
packages that are there to build, caches, and whatever a credential's user left outside of the project.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.shipping import needed_folders

if TYPE_CHECKING:
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey


def recognises(survey: Survey, evidence: Evidence) -> bool:  # noqa: ARG001 - as every kind's
    return True


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    for effect in survey.of_kind("install"):
        if not effect.is_of_system:
            return Refusal(
                f"`{effect.call.words}` installs beside the interpreter, and what is not known for this kind of project"
            )
    folders = needed_folders(survey, running, ())
    if not folders:
        return Refusal(
            "the project has no folder of its own (WORKDIR): what it needs lies among the files of the system"
        )
    if not any(effect.is_of_system for effect in survey.of_kind("install")):
        from dockerlint.staging.toolchains import toolchain_of

        if toolchain_of(survey.stage.root_image) is not None:
            return Refusal("what of the build image the program needs is not known for this kind of project")
    return Recipe(
        "generic",
        "same",
        tuple(folders),
        tuple(survey.build_folders),
        stays_out="packages that are there to build, and caches",
    )
