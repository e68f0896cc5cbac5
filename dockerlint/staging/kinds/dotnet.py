""".NET: the folder that ``dotnet publish`` makes."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.calls import is_below, join
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.running import final_folder
from dockerlint.staging.shipping import is_among

if TYPE_CHECKING:
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

_SELF_CONTAINED = re.compile(r"<SelfContained>\s*true|<PublishAot>\s*true|<PublishSingleFile>\s*true", re.IGNORECASE)


# Where `dotnet build` and, in `publish`, `dotnet publish` put a program (.NET's documentation of both).
_OUTPUT = re.compile(r"/bin/(?:Release|Debug)/net[a-z]*\d[\w.-]*(?:/[\w.-]+)?(?:/publish)?$")


def recognises(survey: Survey, evidence: Evidence) -> bool:  # noqa: ARG001 - as every kind's
    return any(build.kind == "dotnet" for build in evidence.builds)


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    outputs = [
        path
        for effect in survey.of_kind("build")
        if effect.call.name == "dotnet" and "publish" in effect.call.args
        for path in effect.paths
    ]
    loaded = _assembly(running)
    folder = posixpath.dirname(loaded) if loaded is not None else ""
    if _OUTPUT.search(folder) and any(is_below(folder, each) for each in survey.build_folders):
        outputs.append(folder)
    if not outputs:
        return Refusal(
            "no `dotnet publish -o` says where the program is put, and the container loads nothing from where it lies"
            " without that (bin/Release/netN.N/publish)"
        )
    ours = loaded is not None and any(is_below(loaded, path) for path in outputs)
    if not ours and not any(is_among(program, outputs, running) for program in running.programs):
        return Refusal("what the container runs is not in the folder of `dotnet publish -o`")
    projects = [survey.read(path) or "" for path in survey.files if path.endswith((".csproj", ".fsproj", ".vbproj"))]
    if any(_SELF_CONTAINED.search(text) for text in projects) or any(
        "--self-contained" in effect.call.args for effect in survey.of_kind("build")
    ):
        return Refusal("the program brings its own run-time")
    home = final_folder(survey)
    left = [folder for folder in survey.build_folders if not any(is_below(folder, path) for path in outputs)]
    if any(is_below(path, folder) and home == folder for path in outputs for folder in left) and any(
        re.search(r"SetBasePath|GetCurrentDirectory|ContentRoot", survey.read(path) or "")
        for path in survey.files
        if path.endswith(".cs")
    ):
        return Refusal("the program looks for files in the folder that it starts in")
    need = (
        "web" if not projects or any("Sdk.Web" in text or "AspNetCore" in text for text in projects) else "interpreter"
    )
    return Recipe(
        "dotnet",
        need,
        tuple(dict.fromkeys(outputs)),
        tuple(left),
        stays_out="the .NET SDK, the package cache and the sources",
    )


def _assembly(running: Running) -> str | None:
    """The assembly that ``dotnet`` runs."""
    for program in running.programs:
        if program.name == "dotnet":
            name = next((arg for arg in program.args if arg.endswith(".dll")), None)
            return join(program.cwd, name) if name is not None else None
    return None
