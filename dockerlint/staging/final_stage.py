"""The final stage: which instructions go there, in which order, and what stands for the commands of the build."""

from __future__ import annotations

import posixpath
import re

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.calls import folder_of, is_below, is_known, join
from dockerlint.staging.environment import is_build_only, names_in
from dockerlint.staging.survey import SYSTEM, is_scratch

if TYPE_CHECKING:
    from dockerlint.model import Stage, Step
    from dockerlint.staging.effects import Effect
    from dockerlint.staging.recipe import Recipe
    from dockerlint.staging.survey import Survey

# Variables that every image or the shell has.
_ALWAYS = frozenset({"PATH", "HOME", "USER", "HOSTNAME", "PWD", "SHELL", "TERM", "LANG"})
# Instructions that only tell how the image runs: they leave the build stage.
MOVED = frozenset(
    {"CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "STOPSIGNAL", "VOLUME"}
)
_CONFIGURES = MOVED | {"ARG", "ENV", "SHELL", "USER", "WORKDIR"}


class Line(NamedTuple):
    """One instruction of the final stage: a ``step`` of the old one as it stands, or new ``text``."""

    step: Step | None
    text: str = ""


class Again(NamedTuple):
    """What is done again in the final stage, and who owns what is copied."""

    accounts: tuple[str, ...]
    commands: tuple[str, ...]
    owners: dict[str, str]  # tree -> user:group of COPY --chown


def carried(survey: Survey, recipe: Recipe) -> tuple[str, ...] | Refusal:
    """All paths that COPY takes from the build stage: the recipe's, and what else was put outside of the project."""
    trees = list(recipe.trees)
    for arrival in survey.arrivals:
        if is_scratch(arrival.whole) or any(is_below(arrival.whole, each) for each in (*recipe.left, *trees)):
            continue
        if arrival.exact:
            trees += [path for path in arrival.paths if not is_scratch(path)]
        elif arrival.whole not in SYSTEM:
            trees.append(arrival.whole)
        else:
            what = f"the {arrival.step.keyword} of line {arrival.step.instruction.start_line} puts into {arrival.whole}"
            return Refusal(f"which files {what} is not known without the build context")
    trees += [path for path in survey.written if not any(is_below(path, each) for each in (*recipe.left, *trees))]
    trees = list(dict.fromkeys(trees))
    kept = [tree for tree in trees if not any(tree != other and is_below(tree, other) for other in trees)]
    return _copyable(kept, recipe)


def _copyable(trees: list[str], recipe: Recipe) -> tuple[str, ...] | Refusal:
    for tree in trees:
        if tree in SYSTEM and tree not in recipe.trees:
            return Refusal(f"the build writes into {tree}, and which of its files the program needs is not known")
        if not is_known(tree):
            return Refusal("where the build puts its files is decided by a variable")
        if any(char in tree for char in " \"'*?[\\"):
            return Refusal("a path of the build has blanks, quotes or wildcards in it")
    return tuple(trees)


def done_again(survey: Survey, recipe: Recipe, trees: tuple[str, ...], home: str) -> Again | Refusal:
    """The commands that make folders, owners, modes and accounts, as far as COPY does not bring their work along."""
    accounts: list[str] = []
    commands: list[str] = []
    owners: dict[str, str] = {}
    for step, effects in survey.effects:
        for effect in effects:
            text = _text(effect)
            if effect.kind == "account":
                if effect.call.command.depth or not effect.call.command.verbatim:
                    return Refusal("accounts are made within a condition or a loop")
                if not step.user.is_root:
                    return Refusal("accounts are made by another user than root")
                accounts.append(text)
            elif effect.kind == "setup":
                done = _setup(effect, recipe, trees, home, owners, commands)
                if done is not None:
                    return done
            elif effect.kind == "remove":
                done = _removal(survey, effect, trees)
                if done is not None:
                    return done
    return Again(tuple(dict.fromkeys(accounts)), tuple(dict.fromkeys(commands)), owners)


def _text(effect: Effect) -> str:
    command = effect.call.command
    return " ".join(effect.call.text.text[command.start : command.end].split("\n")) if command.verbatim else ""


def _setup(
    effect: Effect, recipe: Recipe, trees: tuple[str, ...], home: str, owners: dict[str, str], commands: list[str]
) -> Refusal | None:
    """Notes what a setting command has to do again; COPY brings the rest of its work along."""
    call = effect.call
    if call.name == "chown":
        _take_owner(effect, trees, owners)
    left = [path for path in effect.paths if not _comes_along(effect, path, recipe, trees, home, owners)]
    if not left and effect.paths:
        return None
    command = call.command
    if command.depth or not command.verbatim or command.conditional or command.negated:
        return Refusal(f"`{call.name}` is called within a condition or a loop")
    if not call.step.user.is_root:
        return Refusal(f"`{call.name}` is called by another user than root on what is not copied")
    mode = _owner_or_mode(call.args) if call.name in ("chown", "chmod", "chgrp") else ""
    text = _text(effect)
    if call.name == "chown" and all(any(is_below(path, each) for each in recipe.left) for path in left):
        text = " ".join(["chown", mode, *left])  # what is left of a project's folder is the folder itself
    elif effect.paths and set(left) != set(effect.paths):
        if call.name == "ln" or any(" " in arg for arg in call.args):
            return Refusal(f"what `{call.name}` makes is only in part needed")
        options = [arg for arg in call.args if arg.startswith("-")]
        text = " ".join([call.name, *options, *([mode] if mode else []), *left])
    elif call.cwd != home and effect.paths:
        operands = [arg for arg in call.operands if arg != mode]
        if any(not path.startswith("/") for path in operands):
            text = f"cd {call.cwd} && {text}"
    commands.append(text)
    return None


def _take_owner(effect: Effect, trees: tuple[str, ...], owners: dict[str, str]) -> None:
    """``chown`` of what is copied becomes an option of COPY."""
    owner = _owner_or_mode(effect.call.args)
    recursive = any(arg == "--recursive" or re.fullmatch(r"-\w*R\w*", arg) for arg in effect.call.args)
    if is_known(owner):
        for path in effect.paths:
            owners.update({tree: owner for tree in trees if tree == path or (recursive and is_below(tree, path))})


def _comes_along(
    effect: Effect, path: str, recipe: Recipe, trees: tuple[str, ...], home: str, owners: dict[str, str]
) -> bool:
    """Whether COPY brings what the command did to ``path``, or nobody needs it.

    Engines keep owners and modes below a copied folder, but neither the folder's own nor the set-user-id bits.
    """
    name = effect.call.name
    mode = _owner_or_mode(effect.call.args)
    special = name == "chmod" and bool(re.fullmatch(r"[1-7]\d{3}|.*s.*", mode))
    if is_scratch(path) and path != "/tmp":  # noqa: S108 - a path in an image
        return True
    if path in trees:
        if name == "chmod":
            return path not in recipe.left and not special
        return name != "chown" or path in owners
    if any(is_below(path, tree) for tree in trees):
        return not special
    if any(is_below(path, folder) for folder in recipe.left):
        return name not in ("mkdir", "touch", "ln", "install", "chown") or not (
            is_below(path, home) or is_below(home, path)
        )
    return False


def _owner_or_mode(args: tuple[str, ...]) -> str:
    return next((arg for arg in args if not arg.startswith("-")), "")


def _removal(survey: Survey, effect: Effect, trees: tuple[str, ...]) -> Refusal | None:
    """Removing something of the base image has to be done again; what the build made is just not carried over."""
    made = (
        *survey.written,
        *survey.folders,
        *trees,
        *(path for arrival in survey.arrivals for path in (arrival.whole, *arrival.paths)),
    )
    for path in effect.paths:
        if is_scratch(path.rstrip("/*")) or any(is_below(path, each) for each in made) or "/." in path:
            continue
        if any(
            path.startswith(start)
            for start in (
                "/usr/share/",
                "/usr/src/",
                "/var/",
                "/root/",
                "/home/",
                "/usr/local/go",
                "/opt/",
                "/etc/ssh/",
                "/go/",
                "/usr/include",
                "/usr/lib/gcc",
            )
        ):
            continue
        if posixpath.dirname(path) in SYSTEM and posixpath.dirname(path) not in (
            "/etc/nginx/conf.d",
            "/var/www/html",
            "/etc",
        ):
            continue
        if path.strip("/") == "" or any(is_below(tree, path) for tree in trees):
            continue
        return Refusal(f"`rm` takes {path} from the base image, and whether the final stage has it is not known")
    return None


def ordered(
    survey: Survey, recipe: Recipe, trees: tuple[str, ...], same: bool
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
    checked = _with_arguments(kept, steps, same)
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
            is_below(_folder(step), tree) or is_below(tree, _folder(step)) for tree in trees
        ):
            late = True
        (behind if late else before).append(Line(step))
    behind.sort(key=lambda line: line.step.index if line.step is not None else 0)
    return before, behind


def last_work(stage: Stage) -> int:
    """The place of the last step that changes the file system."""
    work = (step.index for step in stage.steps if step.keyword in ("RUN", "COPY", "ADD") and not step.onbuild)
    return max(work, default=-1)


def _last(steps: list[Step], keyword: str) -> Step | None:
    return next((step for step in reversed(steps) if step.keyword == keyword and not step.onbuild), None)


def _folder(step: Step) -> str:
    from dockerlint.staging.calls import filled

    return join(folder_of(step), filled(step, step.instruction.args.strip().strip("\"'")))


def _is_needed_folder(step: Step, recipe: Recipe, trees: tuple[str, ...]) -> bool:
    """Whether a WORKDIR makes a folder that nothing else would bring."""
    folder = _folder(step)
    if folder in SYSTEM or is_scratch(folder):
        return False
    return not any(is_below(folder, each) or is_below(each, folder) for each in (*recipe.left, *trees))


def _has_shell_form(steps: list[Step]) -> bool:
    return any(step.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK") and step.instruction.json is None for step in steps)


def _with_arguments(kept: list[Step], steps: list[Step], same: bool) -> list[Step] | Refusal:
    """``kept`` with the ARGs that they expand; a variable that nobody declares here would be empty."""
    needed: set[str] = set()
    declared = {pair.key for step in steps if step.keyword in ("ENV", "ARG") for pair in step.instruction.pairs}
    kept_names = {pair.key for step in kept if step.keyword == "ENV" for pair in step.instruction.pairs}
    result: list[Step] = []
    for step in reversed(steps):
        if step in kept:
            expands = step.keyword in ("ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR", "ONBUILD")
            names = names_in(step.instruction.args) if expands else set()
            for name in names - _ALWAYS:
                if name in declared and name not in kept_names:
                    needed.add(name)
                elif name not in declared and not same:
                    return Refusal(
                        f"line {step.instruction.start_line} expands ${name}, which comes from the build image"
                    )
            result.append(step)
        elif step.keyword == "ARG" and any(pair.key in needed for pair in step.instruction.pairs):
            for pair in step.instruction.pairs:
                needed |= names_in(pair.value or "") & declared
            result.append(step)
        elif step.keyword == "ENV" and any(pair.key in needed for pair in step.instruction.pairs):
            result.append(step)
            for pair in step.instruction.pairs:
                needed |= names_in(pair.value or "") & declared
    return result[::-1]
