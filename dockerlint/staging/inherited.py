"""Variables of the build's base image that the running program needs, where another image does not set them."""

from __future__ import annotations

import re

from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import image_variables
from dockerlint.staging.sources import MOST_TEXT, SETTING, sources_of

if TYPE_CHECKING:
    from dockerlint.staging.survey import Survey

# By docker-library's and Hex's Dockerfiles: in which encoding Erlang writes and names files hangs on it.
_ALWAYS = {"elixir": {"LANG": "C.UTF-8"}, "haskell": {"LANG": "C.UTF-8"}}
# Variables that a program may find its files by.
_READ = {"golang": ("GOPATH",), "rust": ("CARGO_HOME", "RUSTUP_HOME")}
# Go's package go/build, whose Default.GOPATH is that of the environment.
_BY_LIBRARY = {"GOPATH": r"|\bbuild\.Default\b"}


def inherited_variables(survey: Survey, image: str) -> tuple[str, ...]:
    """``NAME=value`` for each variable that the final stage, on ``image``, has to set itself."""
    name = parse_reference(survey.stage.root_image).name
    if name == parse_reference(image).name:
        return ()
    found = dict(_ALWAYS.get(name, {}))
    values = image_variables(survey.stage)
    for variable in _READ.get(name, ()):
        if _is_read(survey, variable):
            found[variable] = values[variable]
    own = {pair.key for step in survey.stage.steps if step.keyword == "ENV" for pair in step.instruction.pairs}
    return tuple(f"{variable}={value}" for variable, value in found.items() if variable not in own)


def _is_read(survey: Survey, variable: str) -> bool:
    pattern = re.compile(rf"\b{variable}\b{_BY_LIBRARY.get(variable, '')}")
    return next(sources_of(survey, SETTING, MOST_TEXT).find(pattern), None) is not None
