"""Splitting the final stage: the build keeps its instructions, a new stage gets what the image needs of it.

:func:`split` gives the edits or the reason why there are none.  What is promised: the build stage runs the same
commands, the final stage has the same configuration but for variables that only builds read, and every path that it
copies is one that the old image had.
"""

from __future__ import annotations

import posixpath

from dockerlint.finding import Fix, Safety
from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.remedy.effort import when_asked
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.called import tools_called
from dockerlint.staging.calls import filled, folder_of, is_below, is_known, join
from dockerlint.staging.chosen_base import unfit
from dockerlint.staging.compiled_late import compiles_late
from dockerlint.staging.final_stage import carried, ordered
from dockerlint.staging.inherited import inherited_variables
from dockerlint.staging.install_trees import with_installed
from dockerlint.staging.kinds import recipe_for
from dockerlint.staging.packages_needed import base_for, run_time_packages
from dockerlint.staging.presence import brings, missing_account, missing_program
from dockerlint.staging.programs import package_of
from dockerlint.staging.releases import Release, release_of_image
from dockerlint.staging.repeating import done_again
from dockerlint.staging.running import ORDINARY, Running, final_folder
from dockerlint.staging.scripts import with_scripts
from dockerlint.staging.search_path import OF_IMAGES, USUAL, of_image
from dockerlint.staging.shipping import given_files
from dockerlint.staging.survey import Survey
from dockerlint.staging.writing import written_split

if TYPE_CHECKING:
    from dockerlint.model import Dockerfile, Stage, Step
    from dockerlint.settings import Settings
    from dockerlint.staging.diagnosis import Diagnosis
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.final_stage import Line
    from dockerlint.staging.packages_needed import Base
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
    environment: tuple[str, ...]  # ``NAME=value`` of what the build's base image sets
    before: tuple[Line, ...]
    behind: tuple[Line, ...]
    folder: str  # where the container starts, when only the base image of the build says so


@when_asked
def split(trace: Trace, diagnosis: Diagnosis, settings: Settings) -> Fix | Refusal:
    """The fix that splits the final stage of the file, or the reason why it is left alone."""
    file = trace.dockerfile
    refusal = _not_now(file, trace)
    if refusal is not None:
        return refusal
    found = plan(trace, diagnosis.evidence, settings)
    if isinstance(found, Refusal):
        return found
    edits = written_split(file, found)
    title = f"Build in a stage of its own and ship only its result on {found.image}"
    if "@" in file.stages[-1].base and "@" not in found.image:
        title += ", which has no digest yet"
    if found.recipe.stays_out:
        title += f": {_stays_out(trace, found)} stay out"
    return Fix(title, edits, Safety.UNSAFE)


def _stays_out(trace: Trace, found: Plan) -> str:
    """What stays out, without the sources where their folder goes along as it is."""
    told = found.recipe.stays_out
    folders = Survey(trace, trace.dockerfile.stages[-1]).build_folders
    if found.recipe.clean or not any(is_below(folder, tree) for folder in folders for tree in found.trees):
        return told
    head = told.removesuffix(" and the sources").removesuffix(",")
    first, _, last = head.rpartition(", ")
    return told if head == told or not first else f"{first} and {last}"


def plan(trace: Trace, evidence: Evidence, settings: Settings) -> Plan | Refusal:
    """What the split would be."""
    stage = trace.dockerfile.stages[-1]
    survey = Survey(trace, stage)
    evidence = with_scripts(survey, evidence)
    if survey.is_too_long:
        return Refusal("the build has too many commands to account for")
    if survey.problem is not None:
        step, unclear = survey.problem
        return Refusal(f"line {step.instruction.start_line}: {unclear}{_nor_its_result(survey, unclear)}")
    running = Running(survey)
    if running.problem is not None:
        return Refusal(running.problem)
    late = compiles_late(survey)
    if late is not None:
        return Refusal(f"the program compiles while it runs ({late}), so it needs the compiler")
    recipe = recipe_for(survey, evidence, running)
    if isinstance(recipe, Refusal):
        return recipe
    recipe = with_installed(survey, recipe)
    if isinstance(recipe, Refusal):
        return recipe
    given = [path for path in given_files(survey, running) if not any(is_below(path, tree) for tree in recipe.trees)]
    recipe = recipe._replace(trees=(*recipe.trees, *given))
    base = base_for(stage, recipe, settings)
    if isinstance(base, Refusal):
        return base
    if not _gains(survey, evidence, recipe, base):
        return Refusal(_no_gain(recipe))
    return _planned(survey, running, recipe, base)


def _planned(survey: Survey, running: Running, recipe: Recipe, base: Base) -> Plan | Refusal:
    """The plan for a recipe and a base image."""
    trees = carried(survey, recipe)
    if isinstance(trees, Refusal):
        return trees
    for_git = [tree for tree in trees if posixpath.basename(tree) in (".gitconfig", "gitconfig")]
    if for_git and not _may_run_git(survey, running, recipe, base):
        trees = tuple(tree for tree in trees if tree not in for_git)
    again = done_again(survey, recipe, trees, final_folder(survey))
    if isinstance(again, Refusal):
        return again
    install = run_time_packages(survey, recipe, running, base, again)
    if isinstance(install, Refusal):
        return install
    lines = ordered(survey, recipe, trees, again, base.is_same)
    if isinstance(lines, Refusal):
        return lines
    environment = () if base.is_same else _environment(survey, running, trees, lines[0] + lines[1], base)
    before, behind = tuple(lines[0]), tuple(lines[1])
    folder = _inherited_folder(survey, base)
    found = Plan(recipe, base.image, install, again, trees, environment, before, behind, folder)
    reason = _obstacle(survey, running, base, found)
    return found if reason is None else Refusal(reason)


def _may_run_git(survey: Survey, running: Running, recipe: Recipe, base: Base) -> bool:
    """Whether the container may run git, and so read the settings that the build has written for it."""
    if base.is_same or recipe.need == "interpreter":
        return True
    return "git" in (*running.names, *recipe.packages, *tools_called(survey))


def _obstacle(survey: Survey, running: Running, base: Base, found: Plan) -> str | None:
    """What speaks against a plan, None where nothing does."""
    credential = _credential_taken(survey, found.trees)
    if credential is not None:
        return f"the credential file {credential} would be copied along; keep it out by .dockerignore or a mount first"
    reason = missing_program(survey, running, found.trees, base) or missing_account(survey, base, found.again)
    if reason is None and base.is_chosen:
        needs_shell = bool(found.install or found.again.needs_shell or found.recipe.then)
        reason = unfit(survey, running, base, needs_shell=needs_shell)
    return reason


def _nor_its_result(survey: Survey, unclear: str) -> str:
    """What is not known either where a script of the project builds: where the program comes from."""
    if not unclear.startswith("it runs "):
        return ""
    image = survey.stage.root_image
    installer = (release_of_image(parse_reference(image)) or Release("debian", "")).installer
    put = [join(folder_of(step), filled(step, step.instruction.words[-1].raw)) for step in _copies(survey)]
    program = next(
        (
            each
            for each in Running(survey).programs
            if each.name not in ORDINARY
            and not brings(image, each.name)
            and package_of(each.name, installer) is None
            and not (each.path and any(is_below(each.path, target) and target != "/" for target in put))
        ),
        None,
    )
    if program is None:
        return ""
    return f", nor whether {program.path or program.name} comes from it"


def _copies(survey: Survey) -> list[Step]:
    """All steps of the stage that bring files, also those behind the first problem."""
    steps = [step for step in survey.stage.steps if step.keyword in ("COPY", "ADD") and not step.onbuild]
    return [step for step in steps if step.instruction.json is None and step.instruction.words]


def _inherited_folder(survey: Survey, base: Base) -> str:
    """The folder of the build's base image that the container starts in, "" where the Dockerfile sets one."""
    if base.is_same or any(step.keyword == "WORKDIR" and not step.onbuild for step in survey.stage.steps):
        return ""
    folder = final_folder(survey)
    return "" if folder == "/" else folder


def _environment(
    survey: Survey, running: Running, trees: tuple[str, ...], lines: list[Line], base: Base
) -> tuple[str, ...]:
    """What the base image of the build sets for the program and the other one does not."""
    search = _search_path(running, trees, lines, base)
    return (*((f"PATH={search}:$PATH",) if search else ()), *inherited_variables(survey, base.image))


def _search_path(running: Running, trees: tuple[str, ...], lines: list[Line], base: Base) -> str:
    """The folder that has to be in PATH for a program by its bare name, as it was in the build image's; "" for none."""
    there = (*USUAL, of_image(base.image))
    kept = " ".join(
        line.step.instruction.args for line in lines if line.step is not None and line.step.keyword == "ENV"
    )
    for program in running.programs:
        if program.path or program.name in ORDINARY:
            continue
        found = [
            folder for folder in running.search if any(is_below(f"{folder}/{program.name}", tree) for tree in trees)
        ]
        if found and not any(folder in there or folder in kept for folder in found) and found[0] in OF_IMAGES:
            return found[0]
    return ""


def _not_now(file: Dockerfile, trace: Trace) -> Refusal | None:
    """What speaks against it before anything is looked at."""
    if not file.is_sound:
        return Refusal("the file has syntax errors")
    if file.stages[-1].parent is not None:
        told = f"the final stage starts from {file.stages[-1].base}, another stage of the file"
        return Refusal(f"{told}, which would have to be split with it")
    if file.stages[-1].is_windows:
        return Refusal("it is a Windows image")
    unsettled = _unsettled_image(file.stages[-1])
    if unsettled:
        return Refusal(f"which image {unsettled} is cannot be told from the defaults of its variables")
    written = [each.span.start for each in trace.literals] + [each.span.start for each in trace.default_passwords]
    if written:
        line = file.source.position(min(written)).line
        return Refusal(f"a credential stands in the text of line {line}; it has to go first")
    named = next((origin for origin in trace.variables if origin.kind == "env" and not origin.tentative), None)
    if named is not None:
        return Refusal(f"the credential {named.name} is in an ENV; it has to go first")
    return None


def _unsettled_image(stage: Stage) -> str:
    """What FROM says where its variables have no defaults that make an image of it, "" where they have."""
    written = stage.instruction.words[0].raw if stage.instruction.words else ""
    name = written.rpartition(":")[0].rpartition("/")[2]
    if "$" not in written or stage.parent is not None:
        return ""
    return (
        written
        if not is_known(stage.base) or ("$" not in name and name not in ("", parse_reference(stage.base).name))
        else ""
    )


def _credential_taken(survey: Survey, trees: tuple[str, ...]) -> str | None:
    """A credential file that is there at the end and lies in what is copied, None where there is none."""
    found = survey.trace
    held = [copied.destination for copied in found.copied if copied.step.stage is survey.stage]
    held += [each.path for each in found.holdings if each.is_kept and each.step.stage is survey.stage]
    removed = [path for effect in survey.of_kind("remove") for path in effect.paths]
    return next(
        (
            path
            for path in held
            if path
            and any(is_below(path, tree) for tree in trees)
            and not any(is_below(path, each) for each in removed)
        ),
        None,
    )


def _no_gain(recipe: Recipe) -> str:
    """Why a split would change nothing."""
    held = ", ".join(recipe.trees[:3])
    why = recipe.kept_for or f"the program may use all that lies in {held}"
    return f"nothing is certain to stay out of the image: no smaller base image is known, and {why}"


def _gains(survey: Survey, evidence: Evidence, recipe: Recipe, base: Base) -> bool:
    """Whether anything stays out of the new image."""
    if not base.is_same or recipe.prune or evidence.credentials or evidence.packages:
        return True
    return any(not any(is_below(folder, tree) for tree in recipe.trees) for folder in survey.build_folders)
