"""PHP: extensions that were compiled for the image's own interpreter, and the work folder."""

from __future__ import annotations

import posixpath

from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.shipping import needed_folders

if TYPE_CHECKING:
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

# docker-library's images keep extensions and their configuration there.
_OF_THE_IMAGE = ("/usr/", "/etc/")
_EXTENSIONS = ("/usr/local/lib/php/extensions", "/usr/local/etc/php/conf.d")


def recognises(survey: Survey, evidence: Evidence) -> bool:  # noqa: ARG001 - as every kind's
    composer = any(effect.call.name == "composer" for effect in survey.of_kind("build"))
    return composer or any(effect.manager == "php" for effect in survey.of_kind("install"))


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    others = [
        effect
        for effect in survey.of_kind("install")
        if effect.manager in ("npm -g", "pip", "gem", "poetry", "pipenv", "uv")
    ]
    if others:
        return Refusal(f"`{others[0].call.words}` installs beside the interpreter of another language")
    extensions = [effect for effect in survey.of_kind("install") if effect.manager == "php"]
    if extensions and parse_reference(survey.stage.root_image).name != "php":
        return Refusal("where extensions of PHP lie is known for the official images of php alone")
    folders = needed_folders(survey, running, ())
    if not folders:
        folders = [
            folder
            for folder in ("/var/www/html", "/var/www")
            if any(arrival.whole == folder for arrival in survey.arrivals)
        ][:1]
    if not folders:
        if not any(arrival.sources and not arrival.whole.startswith(_OF_THE_IMAGE) for arrival in survey.arrivals):
            return Refusal("no file of the project is copied into the image, so what people run in it is not known")
        return Refusal(
            "the project has no folder of its own (WORKDIR): what it needs lies among the files of the system"
        )
    trees = [*(_EXTENSIONS if extensions else ()), *folders]
    composer = _composer(survey, running)
    return Recipe(
        "php",
        "same",
        tuple(trees),
        (*survey.build_folders, *composer),
        stays_out=f"compilers, header files{', Composer' if composer else ''} and Git",
    )


def _composer(survey: Survey, running: Running) -> list[str]:
    """Where Composer was put for the build: nothing of the container calls it."""
    if "composer" in running.text:
        return []
    put = [*survey.written, *(path for arrival in survey.arrivals for path in arrival.paths)]
    return [path for path in put if posixpath.basename(path) in ("composer", "composer.phar")]
