"""What to do where a variable's value is written to a file that stays in the layer.

In order of preference: Git gets a credential helper, a file whose tool expands variables itself gets a placeholder, a
tool's ``config`` command becomes the environment variable that means the same, a credential file becomes a secret
itself.
"""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy import consumers, equivalents, git, reach
from dockerlint.remedy.commands import shell_parts
from dockerlint.remedy.effort import look_at
from dockerlint.remedy.file import mount_holding
from dockerlint.remedy.form import ROOT, secret_id
from dockerlint.trace.catalogue.questions import classify_path
from dockerlint.trace.copies import paths_of

if TYPE_CHECKING:
    from dockerlint.model import Step
    from dockerlint.remedy.plan import Plan
    from dockerlint.remedy.variable import Move
    from dockerlint.shell.script import Command, Part, Word
    from dockerlint.trace.secrets import Holding

# Files whose tool puts environment variables in by itself, and how they are written there.
# docs.npmjs.com/cli/configuring-npm/npmrc, yarnpkg.com/configuration/yarnrc, maven.apache.org/settings.html,
# docs.conda.io (condarc "Expansion of environment variables"), pip.pypa.io (requirements file format),
# learn.microsoft.com/nuget/reference/nuget-config-file ("Using environment variables").
PLACEHOLDERS = {
    ".npmrc": "\\${{{}}}",
    "npmrc": "\\${{{}}}",
    ".yarnrc.yml": "\\${{{}}}",
    "settings.xml": "\\${{env.{}}}",
    ".condarc": "\\${{{}}}",
    "condarc": "\\${{{}}}",
    "requirements.txt": "\\${{{}}}",
    "nuget.config": "%{}%",
    "bunfig.toml": "\\${}",
}


_READ_BY_SERVERS = frozenset({".htpasswd", "htpasswd"})
# Files of npm and Yarn, and the tools that read them and may stop at a variable in them that is not set.
_OF_NPM = frozenset({".npmrc", "npmrc", ".yarnrc.yml"})
_STOPS = frozenset({"npm", "npx", "yarn", "yarnpkg", "pnpm", "pnpx", "lerna", "nx", "turbo"})


def rewrite(plan: Plan, holding: Holding, move: Move) -> None:
    """Plan the change for one kept file; refuses where none is known."""
    write = holding.write
    if write is None or plan.refusal is not None:
        return
    command = write.command
    name = posixpath.basename(holding.path).lower()
    if name in _READ_BY_SERVERS:
        plan.refuse(f"the running server reads {holding.path}")
        return
    if plan.is_removed(holding.step, _outer(plan, holding.step, command)):
        return
    if git.is_clone(command):
        git.clean_clone(plan, holding.step, lambda _, secret: _reading(secret, move))
        _mount_plain(move, holding, [holding.step])
    elif git.is_header(command):
        for step in git.send_header(plan, holding.step, command, _outer(plan, holding.step, command)):
            _give_all(step, holding, move)
    elif git.is_instead_of(command):
        if git.clean_instead_of(plan, holding, command, lambda _, secret: _reading(secret, move)):
            _mount_plain(move, holding, _users_of_git(plan, holding))
    elif (
        name in PLACEHOLDERS
        and not _stops_the_program(plan, holding)
        and _put_placeholders(plan, holding, command, move)
    ):
        _export_to_readers(plan, holding, move)
    elif equivalents.apply(plan, holding.step, command, lambda step: _give_all(step, holding, move)):
        pass
    elif write.how == "redirect" and classify_path(holding.path) is not None:
        _mount_file(plan, holding, move)
    else:
        plan.refuse(f"its value is written to {holding.path}, which stays in the image")


def _users_of_git(plan: Plan, holding: Holding) -> list[Step]:
    users = git.users_of_config(plan, holding)
    if not users:
        plan.refuse("no command that is known to reach a Git server follows")
    return users


def _give_all(step: Step, holding: Holding, move: Move) -> None:
    for name in move.names:
        if any(origin.name == name for origin in holding.origins):
            move.give_name(step, name, exported=False)


def _outer(plan: Plan, step: Step, inner: Command) -> Command:
    return consumers.outermost(plan.trace.text(step), inner)


def _reading(secret: str, move: Move) -> str | None:
    """How Git's helper reads the secret part of a URL, when it is a variable of the group."""
    for name in move.names:
        if re.fullmatch(rf"\$\{{?{re.escape(name)}\}}?", secret) and name not in move.derived:
            return f"${name}" if move.as_environment else f"$(cat {ROOT}/{secret_id(name, move.settings)})"
    return None


def _mount_plain(move: Move, holding: Holding, steps: list[Step]) -> None:
    """Mounts without a prelude: the helper reads the file, or the variable, itself."""
    for origin in holding.origins:
        for root in origin.roots():
            if root.name in move.roots:
                for step in steps:
                    move.give(step, root.name, exported=False, prelude=False)


def _put_placeholders(plan: Plan, holding: Holding, command: Command, move: Move) -> bool:
    """Write the variable's name in place of its value; false when the value does not stand there as ``$NAME``."""
    found = False
    step = holding.step
    text = plan.trace.text(step)
    if text.exec_form:
        return False
    form = PLACEHOLDERS[posixpath.basename(holding.path).lower()]
    by_shell = {part.start for part in shell_parts(text)}
    writers = [_outer(plan, step, command), *_writers(plan, holding.path, step)]
    for other in text.script.commands:
        if all(other is not each for each in writers):
            continue
        for part in _parts(other):
            if part.text in move.names and not part.operator:
                if text.script.is_nested(other) and part.start in by_shell:
                    plan.refuse("a second shell would expand the placeholder")
                plan.replace(step, part.start, part.end, form.format(part.text))
                found = True
    return found


def _parts(command: Command) -> list[Part]:
    words: list[Word | None] = [*command.words]
    for redirect in command.redirects:
        words.append(redirect.heredoc)
    return [part for word in words if word is not None for part in word.parts if part.kind == "variable"]


def _writers(plan: Plan, path: str, step: Step) -> list[Command]:
    """The commands of a RUN that write to the file: several ``echo … >> .npmrc`` in a row."""
    writes = (each.write for each in plan.trace.index.files_at(step, path))
    return [_outer(plan, step, write.command) for write in writes if write is not None]


def _export_to_readers(plan: Plan, holding: Holding, move: Move) -> None:
    """The tool that reads the file must find the variable in its environment."""
    names = [name for name in move.names if any(origin.name == name for origin in holding.origins)]
    for held in (holding, *(other for _, other in reach.carried(plan.trace, holding))):
        for step in _expanding(plan, held):
            for name in names:
                move.give_name(step, name, exported=True)


def _expanding(plan: Plan, holding: Holding) -> list[Step]:
    """The RUNs whose tools need the variables of the file, be it only because they stop at one that is not set."""
    readers = consumers.file_readers(plan.trace, holding, set())
    if posixpath.basename(holding.path) not in _OF_NPM:
        return readers
    until = holding.removed_at.step if holding.removed_at is not None else None
    for step in reach.runs_with_file(plan.trace, holding):
        if step not in (*readers, holding.step, until) and _calls(plan, step, _STOPS):
            readers.append(step)
    return readers


def _stops_the_program(plan: Plan, holding: Holding) -> bool:
    """Whether the image starts with a tool that gives up at a variable of the file that is not set.

    npm does up to version 6 (Node 14), Yarn in every version.
    """
    final = plan.dockerfile.final_stage
    if posixpath.basename(holding.path) not in _OF_NPM or holding.removed_at is not None or final is None:
        return False
    if not plan.dockerfile.is_shipped(holding.step.stage):
        return False
    old = re.match(r"node:(?:\d|1[0-4])\b", final.root_image.rsplit("/", 1)[-1])
    stopping = _STOPS if old else frozenset({"yarn", "yarnpkg"})
    return any(_calls(plan, step, stopping) for step in final.steps if step.keyword in ("CMD", "ENTRYPOINT"))


def _calls(plan: Plan, step: Step, names: frozenset[str]) -> bool:
    return any(command.unwrapped().name in names for command in plan.trace.text(step).script.commands)


def _mount_file(plan: Plan, holding: Holding, move: Move) -> None:
    """The file becomes the secret: every command that wrote to it goes."""
    known = classify_path(holding.path)
    name = posixpath.basename(holding.path)
    for copy in holding.step.stage.steps:
        if copy.keyword in ("COPY", "ADD") and any(
            posixpath.basename(raw) == name for raw, _ in paths_of(copy.instruction)
        ):
            plan.refuse(f"line {copy.instruction.start_line} copies {name}, which the RUN adds to")
    for step in plan.dockerfile.steps("RUN"):
        if step.stage is not holding.step.stage or step.index > holding.step.index:
            continue
        look_at(plan.trace, step)
        writers = _writers(plan, holding.path, step)
        for command in plan.trace.text(step).script.commands:
            writes = _redirects_to(command, holding.path, step) or any(command is each for each in writers)
            if writes and not plan.is_removed(step, command):
                if _is_of_block(plan, step, command):
                    plan.refuse(f"several commands write {name} together")
                plan.remove_pipeline(step, command)
    identity = known.secret_id if known is not None else ""
    for reader in mount_holding(plan, holding, identity, move.settings, ""):
        move.by_file.update((id(reader), origin.name) for origin in holding.origins)


def _is_of_block(plan: Plan, step: Step, command: Command) -> bool:
    """Whether the output of a group, loop or subshell around the command is redirected as a whole."""
    blocks = plan.trace.text(step).script.blocks
    at = command.list_id
    while at > 0:
        if blocks[at].redirects:
            return True
        at = blocks[at].parent
    return False


def _redirects_to(command: Command, path: str, step: Step) -> bool:
    from dockerlint.trace.filesystem import absolute

    return any(
        redirect.target is not None
        and redirect.operator.startswith(">")
        and absolute(step.resolve(redirect.target.raw.strip("\"'")), step.workdir, step.home) == path
        for redirect in command.redirects
    )
