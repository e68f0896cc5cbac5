"""Splitting the final stage: the build keeps its instructions, a new stage gets what the image needs of it.

:func:`split` gives the edits or the reason why there are none.  What is promised: the build stage runs the same
commands, the final stage has the same configuration but for variables that only builds read, and every path that it
copies is one that the old image had.
"""

from __future__ import annotations

from dockerlint.finding import Fix, Safety
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.final_stage import carried, ordered
from dockerlint.staging.kinds import recipe_for
from dockerlint.staging.packages_needed import base_for, run_time_packages
from dockerlint.staging.presence import missing_account, missing_program
from dockerlint.staging.repeating import done_again
from dockerlint.staging.running import ORDINARY, Running, final_folder
from dockerlint.staging.survey import Survey
from dockerlint.staging.writing import written_split

if TYPE_CHECKING:
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.final_stage import Line
    from dockerlint.staging.recipe import Recipe
    from dockerlint.staging.repeating import Again
    from dockerlint.trace.trace import Trace


class Plan(NamedTuple):
    """All that the new text says."""

    recipe: Recipe
    image: str
    install: str  # the command that installs packages, "" for none
    again: Again
    trees: tuple[str, ...]
    search: str  # a folder that PATH gets, "" for none
    before: tuple[Line, ...]
    behind: tuple[Line, ...]


def split(trace: Trace, evidence: Evidence, settings: Settings) -> Fix | Refusal:
    """The fix that splits the final stage of the file, or the reason why it is left alone."""
    file = trace.dockerfile
    refusal = _not_now(file, trace)
    if refusal is not None:
        return refusal
    found = plan(trace, evidence, settings)
    if isinstance(found, Refusal):
        return found
    edits = written_split(file, found)
    title = f"Build in a stage of its own and ship only its result on {found.image}"
    return Fix(title, edits, Safety.UNSAFE)


def plan(trace: Trace, evidence: Evidence, settings: Settings) -> Plan | Refusal:
    """What the split would be."""
    file = trace.dockerfile
    stage = file.stages[-1]
    survey = Survey(trace, stage)
    if survey.problem is not None:
        step, unclear = survey.problem
        return Refusal(f"line {step.instruction.start_line}: {unclear}{_nor_its_result(survey, unclear)}")
    running = Running(survey)
    if running.problem is not None:
        return Refusal(running.problem)
    recipe = recipe_for(survey, evidence, running)
    if isinstance(recipe, Refusal):
        return recipe
    base = base_for(stage, recipe, settings)
    if isinstance(base, Refusal):
        return base
    trees = carried(survey, recipe)
    if isinstance(trees, Refusal):
        return trees
    held = [copied.destination for copied in trace.copied] + [each.path for each in trace.holdings if each.is_kept]
    if any(path and _holds(trees, path) for path in held):
        return Refusal("a credential file lies among what the image needs; it has to be kept out of the build first")
    again = done_again(survey, recipe, trees, final_folder(survey))
    if isinstance(again, Refusal):
        return again
    reason = missing_program(survey, running, trees, base)
    if reason is not None:
        return Refusal(reason)
    reason = missing_account(survey, base, again)
    if reason is not None:
        return Refusal(reason)
    install = run_time_packages(survey, recipe, running, base, again)
    if isinstance(install, Refusal):
        return install
    lines = ordered(survey, recipe, trees, base.is_same)
    if isinstance(lines, Refusal):
        return lines
    return Plan(
        recipe,
        base.image,
        install,
        again,
        trees,
        "" if base.is_same else _search_path(running, trees, lines[0] + lines[1]),
        *map(tuple, lines),
    )


def _nor_its_result(survey: Survey, unclear: str) -> str:
    """What is not known either where a script of the project builds: where the program comes from."""
    program = next(iter(Running(survey).programs), None)
    if program is None or not unclear.startswith("what the script"):
        return ""
    return f", nor whether {program.path or program.name} comes from it"


_USUAL = frozenset({"/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin", "/usr/local/sbin"})


def _search_path(running: Running, trees: tuple[str, ...], lines: list[Line]) -> str:
    """The folder that has to be in PATH for a program by its bare name, as it was in the build image's; "" for none."""
    kept = " ".join(
        line.step.instruction.args for line in lines if line.step is not None and line.step.keyword == "ENV"
    )
    folders = dict.fromkeys(tree if tree.endswith("/bin") else tree.rpartition("/")[0] for tree in trees)
    for program in running.programs:
        near = [folder for folder in folders if folder in trees or f"{folder}/{program.name}" in trees]
        if program.path or program.name in ORDINARY or any(f"{folder}/{program.name}" in trees for folder in _USUAL):
            continue
        for folder in near:
            if folder.endswith("/bin") and folder not in _USUAL and "PATH" not in kept:
                return folder
    return ""


def _not_now(file: Dockerfile, trace: Trace) -> Refusal | None:
    """What speaks against it before anything is looked at."""
    if not file.is_sound:
        return Refusal("the file has syntax errors")
    if file.stages[-1].parent is not None:
        return Refusal("the final stage starts from another stage, which would have to be split with it")
    if file.stages[-1].is_windows:
        return Refusal("it is a Windows image")
    if trace.literals or trace.default_passwords:
        return Refusal("a credential stands in the text; it has to go first")
    if any(origin.kind == "env" and not origin.tentative for origin in trace.variables):
        return Refusal("a credential is in an ENV; it has to go first")
    return None


def _holds(trees: tuple[str, ...], path: str) -> bool:
    from dockerlint.staging.calls import is_below

    return any(is_below(path, tree) for tree in trees)
