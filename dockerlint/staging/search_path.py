"""PATH: the folders that a container looks for a program in."""

from __future__ import annotations

from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import filled, is_known

if TYPE_CHECKING:
    from dockerlint.staging.survey import Survey

# Folders in PATH: everywhere, and of images that add theirs (docker-library).
USUAL = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_OF_IMAGE = {"golang": "/go/bin", "rust": "/usr/local/cargo/bin", "ruby": "/usr/local/bundle/bin"}
OF_IMAGES = frozenset(_OF_IMAGE.values())


def of_image(image: str) -> str:
    """The folder that ``image`` adds to PATH, "" for none."""
    return _OF_IMAGE.get(parse_reference(image).name, "")


def search_path(survey: Survey) -> tuple[str, ...]:
    """The folders of PATH when the container starts."""
    steps = survey.stage.steps
    declared = [
        step for step in steps if step.keyword == "ENV" and any(pair.key == "PATH" for pair in step.instruction.pairs)
    ]
    own = of_image(survey.stage.root_image)
    found = [own, *USUAL] if own else [*USUAL]
    for step in declared:
        for pair in step.instruction.pairs:
            if pair.key == "PATH":
                found += filled(step, (pair.value or "").strip("\"'")).split(":")
    return tuple(dict.fromkeys(folder.rstrip("/") for folder in found if folder.startswith("/") and is_known(folder)))
