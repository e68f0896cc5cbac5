"""The final stage: which instructions go there, in which order, and what stands for the commands of the build."""

from __future__ import annotations

from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.calls import image_variables, is_below, is_known, is_within, working_folder
from dockerlint.staging.environment import is_build_only, names_in
from dockerlint.staging.survey import SYSTEM, is_scratch

if TYPE_CHECKING:
    from dockerlint.model import Stage, Step
    from dockerlint.staging.recipe import Recipe
    from dockerlint.staging.repeating import Again
    from dockerlint.staging.survey import Survey

# Variables that every image or the shell has.
_ALWAYS = frozenset({"PATH", "HOME", "USER", "HOSTNAME", "PWD", "SHELL", "TERM", "LANG"})
# Instructions that only tell how the image runs: they leave the build stage.
MOVED = frozenset(
    {"CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "STOPSIGNAL", "VOLUME"}
)
_CONFIGURES = MOVED | {"ARG", "ENV", "SHELL", "USER", "WORKDIR"}


class Line(NamedTuple):
    """One instruction of the final stage: a ``step`` of the old one as it stands, or new ``text``.

    With both, the ``text`` stands for the arguments of the ``step``.
    """

    step: Step | None
    text: str = ""


def carried(survey: Survey, recipe: Recipe) -> tuple[str, ...] | Refusal:
    """All paths that COPY takes from the build stage: the recipe's, and what else was put outside of the project."""
    trees = list(recipe.trees)
    left = frozenset(recipe.left)
    for arrival in survey.arrivals:
        if is_scratch(arrival.whole) or any(is_below(arrival.whole, each) for each in (*recipe.left, *trees)):
            continue
        if arrival.exact:
            trees += [path for path in arrival.paths if not is_scratch(path) and not is_within(path, left)]
        elif arrival.whole not in SYSTEM:
            trees.append(arrival.whole)
        else:
            what = f"the {arrival.step.keyword} of line {arrival.step.instruction.start_line} puts into {arrival.whole}"
            return Refusal(f"which files {what} is not known without the build context")
    covered = frozenset((*recipe.left, *trees))
    trees += [path for path in survey.written if not is_within(path, covered)]
    trees = [tree for tree in dict.fromkeys(trees) if not survey.is_gone(tree)]
    folders = frozenset(trees)
    kept = [tree for tree in trees if tree == "/" or not is_within(tree.rpartition("/")[0] or "/", folders)]
    return _copyable(survey, kept, recipe)


def _copyable(survey: Survey, trees: list[str], recipe: Recipe) -> tuple[str, ...] | Refusal:
    for tree in trees:
        if tree in SYSTEM and tree not in recipe.trees and not _is_of_build(survey, tree):
            return Refusal(_among_others(survey, tree))
        if not is_known(tree):
            return Refusal(f"the build puts files into {tree}, which a variable decides")
        if any(char in tree for char in " \"'*?[\\"):
            return Refusal(f"the build makes {tree!r}, whose blanks, quotes or wildcards COPY would take for its own")
    return tuple(trees)


# Folders in which an image has what was built or put there, and nothing of its distribution.
_OF_BUILDS = ("/opt", "/home", "/srv", "/usr/local/bin", "/usr/local/sbin", "/usr/local/etc", "/usr/local/share")


def _is_of_build(survey: Survey, tree: str) -> bool:
    """Whether a folder of the system may come along whole; the images of GCC have their compiler in /usr/local."""
    return tree in _OF_BUILDS and parse_reference(survey.stage.root_image).name != "gcc"


def _among_others(survey: Survey, tree: str) -> str:
    """Why what is put into a folder of the system cannot be told apart."""
    effect = next((each for each in survey.of_kind("write", "build") if tree in each.paths), None)
    if effect is None:
        return f"the build writes into {tree}, and which of its files the program needs is not known"
    line = effect.call.step.instruction.start_line
    told = f"line {line}: `{effect.call.name}` puts files into {tree} that it does not name"
    return f"{told}: with their names, or in a folder of their own, they would be told apart"


def ordered(
    survey: Survey, recipe: Recipe, trees: tuple[str, ...], again: Again, same: bool
) -> tuple[list[Line], list[Line]] | Refusal:
    """The configuring steps that stand before what is copied, and those behind it."""
    steps = [step for step in survey.stage.steps if step.keyword in _CONFIGURES or step.onbuild]
    anchor = last_work(survey.stage)
    users = [step for step in steps if step.keyword == "USER" and not step.onbuild]
    folders = [step for step in steps if step.keyword == "WORKDIR" and not step.onbuild]
    kept: list[Step] = []
    for step in steps:
        match "ONBUILD" if step.onbuild else step.keyword:
            case "USER" if step is not users[-1]:
                continue
            case "WORKDIR" if step is not folders[-1] and not _is_needed_folder(step, recipe, trees):
                continue
            case "ENV" if not same and all(is_build_only(pair.key) for pair in step.instruction.pairs):
                continue
            case "ARG":
                continue
            case "SHELL" if not _has_shell_form(steps):
                continue
        if (
            step.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK")
            and not step.onbuild
            and step is not _last(steps, step.keyword)
        ):
            continue
        kept.append(step)
    wanted = set().union(*map(names_in, (*again.accounts, *again.commands))) - _ALWAYS
    checked = _with_arguments(kept, steps, same, wanted, anchor)
    if isinstance(checked, Refusal):
        return checked
    before: list[Line] = []
    behind: list[Line] = []
    for step in checked:
        late = (
            step.index > anchor
            or (step.keyword == "USER")
            or step.keyword in ("CMD", "ENTRYPOINT", "VOLUME", "SHELL", "HEALTHCHECK")
        )
        if step.keyword == "WORKDIR" and any(
            is_below(working_folder(step), tree) or is_below(tree, working_folder(step)) for tree in trees
        ):
            late = True
        # What it is relative to may be gone, or another folder.
        whole = working_folder(step) if _is_relative(step) else ""
        if not is_known(whole):
            return Refusal(f"the WORKDIR of line {step.instruction.start_line} is relative to a variable")
        (behind if late else before).append(Line(step, whole))
    behind.sort(key=lambda line: line.step.index if line.step is not None else 0)
    return before, behind


def last_work(stage: Stage) -> int:
    """The place of the last step that changes the file system."""
    work = (step.index for step in stage.steps if step.keyword in ("RUN", "COPY", "ADD") and not step.onbuild)
    return max(work, default=-1)


def _last(steps: list[Step], keyword: str) -> Step | None:
    return next((step for step in reversed(steps) if step.keyword == keyword and not step.onbuild), None)


def _is_relative(step: Step) -> bool:
    """Whether it is a WORKDIR that counts from the one before it, or from a folder that the build's image names."""
    if step.keyword != "WORKDIR" or step.onbuild:
        return False
    if names_in(step.instruction.args) & image_variables(step.stage).keys() and is_known(working_folder(step)):
        return True
    return not step.instruction.args.strip().lstrip("\"'").startswith(("/", "$"))


def _is_needed_folder(step: Step, recipe: Recipe, trees: tuple[str, ...]) -> bool:
    """Whether a WORKDIR makes a folder that nothing else would bring."""
    folder = working_folder(step)
    if folder in SYSTEM or is_scratch(folder):
        return False
    return not any(is_below(folder, each) or is_below(each, folder) for each in (*recipe.left, *trees))


def _has_shell_form(steps: list[Step]) -> bool:
    return any(step.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK") and step.instruction.json is None for step in steps)


def _with_arguments(
    kept: list[Step], steps: list[Step], same: bool, wanted: set[str], anchor: int
) -> list[Step] | Refusal:
    """``kept`` with the ARGs that they expand, and with what commands behind step ``anchor`` do (``wanted``).

    A variable that nobody declares here would be empty.
    """
    needed: set[str] = set()  # what later instructions expand and no ENV sets yet; an ARG does not, as ENV beats it
    declared = {pair.key for step in steps if step.keyword in ("ENV", "ARG") for pair in step.instruction.pairs}
    unknown = sorted(wanted - declared)
    if unknown:
        return Refusal(f"a command that has to be done again expands ${unknown[0]}, which no ENV or ARG sets")
    result: list[Step] = []
    for step in reversed(steps):
        if step.index <= anchor:
            needed |= wanted
            wanted = set()
        keys = {pair.key for pair in step.instruction.pairs} if step.keyword in ("ENV", "ARG") else set()
        if step not in kept and not keys & needed:
            continue
        result.append(step)
        if step.keyword == "ENV":
            needed -= keys
        if step not in kept:
            for pair in step.instruction.pairs:
                needed |= names_in(pair.value or "") & declared
            continue
        expands = step.keyword in ("ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR", "ONBUILD")
        for name in (names_in(step.instruction.args) if expands else set()) - _ALWAYS:
            if name in declared:
                needed.add(name)
            elif not same and not (step.keyword == "WORKDIR" and _is_relative(step)):
                return Refusal(f"line {step.instruction.start_line} expands ${name}, which comes from the build image")
    return result[::-1]
