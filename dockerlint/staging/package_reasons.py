"""Why what a program needs of its distribution is not known or cannot be installed, and what would help."""

from __future__ import annotations

from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.releases import release_of_image

if TYPE_CHECKING:
    from dockerlint.staging.releases import Release
    from dockerlint.staging.survey import Survey

_ARCHIVES = ("archive.debian.org", "old-releases.ubuntu.com", "snapshot.debian.org")
_VERSIONED = frozenset({"openjdk", "eclipse-temurin", "amazoncorretto", "ibm-semeru-runtimes", "scala-sbt"})


def no_base(image: str) -> str:
    """Why no image to run on is known."""
    reference = parse_reference(image)
    if reference.name in _VERSIONED and reference.tag in ("", "latest"):
        return f"{image} names no version of Java, by which a smaller image is chosen: name one in FROM"
    if reference.name == "java":
        return f"{image} is no longer maintained, and no smaller image goes with it: build on eclipse-temurin"
    release = release_of_image(reference)
    if release is None and reference.name in ("golang", "rust", "haskell", "gcc"):
        return f"the distribution that {image} is built on is not known, so no smaller image goes with it"
    return f"no smaller image to run on is known for {image}: name one for this kind in the settings (runtime-bases)"


def archived(survey: Survey, release: Release, image: str, name: str) -> str:
    """Why nothing can be installed on a release that has left the mirrors."""
    told = f"the packages of {release.distribution} {release.name} have left the mirrors"
    for step in survey.stage.steps:
        if any(word in step.instruction.args for word in _ARCHIVES):
            line = step.instruction.start_line
            return f"{told}, and the final stage would not have the archive that line {line} names to install {name}"
    return f"{told}, so {name} cannot be installed on {image}: name a newer release in FROM first"


def no_library(survey: Survey, name: str, image: str, release: Release | None) -> str:
    """Why it is not known what stands for a ``-dev`` package."""
    if release is not None and release.is_archived:
        return archived(survey, release, image, f"what stands for {name} when the program runs")
    if name in ("libboost-all-dev", "boost-dev", "boost-devel"):
        return f"{name} stands for all of Boost: name the parts that are linked, such as libboost-filesystem-dev"
    if release is None or (not release.name and release.installer == "apt-get"):
        return (
            f"{image} names no release, and what stands for {name} at run time is called differently in each: name"
            " one in FROM"
        )
    told = " ".join(part for part in release if part)
    if name == "python-dev":
        return f"python-dev is of Python 2, and what it stands for in {told} is not known: python3-dev would be"
    return f"which library stands for {name} when the program runs is not known for {told}"
