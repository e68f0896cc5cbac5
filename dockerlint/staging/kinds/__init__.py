"""One kind of project a file: how to know it, and what its image needs of the build."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.recipe import Recipe
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

KINDS = ("dotnet", "java", "go", "rust", "elixir", "node", "python", "ruby", "php", "c", "generic")


def recipe_for(survey: Survey, evidence: Evidence, running: Running) -> Recipe | Refusal:
    """What the first kind that knows the project says of it."""
    from importlib import import_module

    for name in KINDS:
        kind = import_module(f"dockerlint.staging.kinds.{name}")
        if kind.recognises(survey, evidence):
            found: Recipe | Refusal = kind.recipe(survey, running)
            return found
    return Refusal("what of the build the program needs is not known for this kind of project")
