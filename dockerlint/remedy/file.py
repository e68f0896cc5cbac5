"""From credential files in layers to mounts: the RUNs that read a file get it for themselves, at the same path."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy import consumers, reach
from dockerlint.remedy.effort import bounded, look_at
from dockerlint.remedy.form import SUPPLY_SSH, file_mount, secret_id, ssh_mount, supply_file
from dockerlint.remedy.identity import distinct_id, identity_of, made_file
from dockerlint.remedy.plan import Plan, works
from dockerlint.rewrite.outcome import Refusal
from dockerlint.trace.catalogue import tools
from dockerlint.trace.copies import paths_of
from dockerlint.trace.filesystem import absolute

if TYPE_CHECKING:
    from dockerlint.finding import Fix
    from dockerlint.model import Step
    from dockerlint.settings import Settings
    from dockerlint.shell.script import Command
    from dockerlint.trace.secrets import Copied, Download, Holding
    from dockerlint.trace.trace import Trace

_DEFAULT_KEYS = frozenset({"id_rsa", "id_ed25519", "id_ecdsa", "id_dsa"})
_TOUCHES = frozenset({"chmod", "chown", "rm", "touch", "shred", "unlink", "dos2unix"})
_ONLY_NAMES = frozenset({"mkdir", "echo", "printf", ""})
_HAS_MODE = frozenset({"chmod", "chown"})

MANIFEST_STAYS = "the build needs the file; take the password out of its URL and give it by a secret (.netrc)"


@bounded
def mount_copied(trace: Trace, copied: Copied, settings: Settings) -> Fix | Refusal:
    """The fix for a credential file that a COPY or ADD names: no longer copied, mounted where it is read."""
    if copied.kind == "manifest":
        return Refusal(MANIFEST_STAYS)
    holding = _holding_of(trace, copied.destination, copied.step)
    if holding is None:
        return Refusal("it is overwritten before anything reads it")
    if copied.step.stage.is_windows:
        return Refusal("Windows builds have no RUN mounts")
    if any(char in copied.source for char in "*?["):
        return Refusal("a wildcard names it, and perhaps other files")
    if copied.step.onbuild:
        return Refusal("the builds that ONBUILD runs in are not known here")
    if copied.kind == "vcs" or copied.what.endswith("folder") or copied.destination.endswith("/.ssh"):
        return Refusal("it is a folder of which single files would have to be mounted")
    plan = Plan(trace)
    plan.remove_word(copied.step, copied.span)
    _mount_moved(plan, holding, identity_of(trace, copied), settings, copied.source)
    return plan.fix(f"mount {copied.source} where it is read instead of copying it")


def _mount_moved(plan: Plan, holding: Holding, identity: str, settings: Settings, source: str) -> None:
    """Mount the file where it is read: where a RUN has moved it to, or where it is."""
    moved = [
        each
        for each in plan.trace.index.files(holding.origins)
        if each is not holding
        and each.write is not None
        and each.write.how in ("move", "folder")
        and each.origins == holding.origins
    ]
    for each in moved:
        assert each.write is not None
        if each.write.how == "folder":
            line = plan.source.position(each.write.span.start).line
            plan.refuse(f"line {line} moves its folder")
        plan.remove_command(each.step, consumers.outermost(plan.trace.text(each.step), each.write.command))
    for each in moved or (holding,):
        mount_holding(plan, each, identity, settings, source)


@bounded
def mount_download(trace: Trace, download: Download, settings: Settings) -> Fix | Refusal:
    """The fix for a key that the build downloads: given by the caller instead, mounted where it is read."""
    holding = _holding_of(trace, download.path, download.step)
    if holding is None or not holding.is_kept:
        return Refusal("it is removed in the same RUN")
    plan = Plan(trace)
    plan.remove_command(download.step, download.command)
    mount_holding(plan, holding, download.secret_id, settings, posixpath.basename(download.path))
    return plan.fix(f"mount {posixpath.basename(download.path)} where it is read instead of downloading it")


def _holding_of(trace: Trace, path: str, step: Step) -> Holding | None:
    return next(iter(trace.index.files_at(step, path)), None)


def mount_holding(plan: Plan, holding: Holding, identity: str, settings: Settings, source: str) -> list[Step]:
    """Mount the file on its readers, which are returned, and take away what only prepared or removed it.

    ``source`` is the file that the build is given, "" where it is one that the build has made of variables.
    Refuses when nobody reads it.
    """
    trace = plan.trace
    if "$" in holding.path:
        plan.refuse(f"it is not known which folder {holding.path} lies in")
        return []
    gone = {id(change.step) for change in plan.runs.values() if _loses_all(plan, change.step)}
    readers = [step for step in consumers.file_readers(trace, holding, gone) if not _only_writes(plan, step)]
    if not readers:
        plan.refuse(
            f"no RUN that is known to read {holding.path} follows; if the running program reads it, mount it then"
        )
        return []
    if any(step.stage.is_windows for step in readers):
        plan.refuse("Windows builds have no RUN mounts")
        return []
    _refuse_copies(plan, holding)
    wanted = secret_id(identity or posixpath.basename(holding.path), settings)
    identity = distinct_id(trace, wanted, holding, source, settings)
    source = source or made_file(trace, holding, identity)
    by_agent = _agent_serves(plan, holding)
    for step in readers:
        in_ssh = posixpath.basename(posixpath.dirname(holding.path)) == ".ssh" or "key" in holding.label
        mount = ssh_mount(step) if by_agent else file_mount(identity, holding.path, step, private=in_ssh)
        plan.mount(step, mount)
    plan.supply[SUPPLY_SSH if by_agent else supply_file(identity, source)] = None
    for step in reach.following_runs(trace, holding.step):
        _tidy(plan, step, holding)
        for command in trace.text(step).script.commands:
            if not plan.is_removed(step, command) and _needs_a_real_file(
                step, command, holding.path, step in readers and not by_agent
            ):
                line = trace.dockerfile.source.position(trace.text(step).span(command.start, command.end).start).line
                plan.refuse(f"line {line} changes {holding.path}, which cannot be done to a mount")
    return readers


def _refuse_copies(plan: Plan, holding: Holding) -> None:
    """Another stage must not miss the file."""
    for copied, other in reach.carried(plan.trace, holding):
        line = copied.step.instruction.start_line
        if any(source.strip("/") == copied.source.strip("/") for source in _sources(copied)):
            plan.refuse(f"line {line} copies it to another stage by name")
        elif consumers.file_readers(plan.trace, other, set()):
            plan.refuse(f"line {line} copies it to another stage, where a RUN reads it")


def _sources(copied: Copied) -> list[str]:
    step = copied.step
    return [step.resolve(raw) for raw, _ in paths_of(step.instruction)[:-1]]


def _loses_all(plan: Plan, step: Step) -> bool:
    commands = [command for command in plan.trace.text(step).script.commands if works(command)]
    return bool(commands) and all(plan.is_removed(step, command) for command in commands)


def _only_writes(plan: Plan, step: Step) -> bool:
    """Whether what names the file in this RUN is about to go."""
    return _loses_all(plan, step)


def _agent_serves(plan: Plan, holding: Holding) -> bool:
    """Whether an ssh agent can take the key's place: a default key of ~/.ssh that nothing that stays names."""
    trace = plan.trace
    folder, name = posixpath.split(holding.path)
    if name not in _DEFAULT_KEYS or folder != posixpath.join(holding.step.home, ".ssh"):
        return False
    if trace.answers.once("ssh is configured", lambda: _configures_ssh(trace)):
        return False
    for step in trace.dockerfile.steps("ENV", "RUN"):
        look_at(trace, step)
        if step.keyword == "ENV":
            if name in step.instruction.args:
                return False
            continue
        for command in trace.text(step).script.commands:
            inner = command.unwrapped()
            if plan.is_removed(step, command):
                continue
            prepares = inner.name in _TOUCHES or inner.name in _ONLY_NAMES
            if not prepares and re.search(rf"{name}(?!\.pub)", trace.text(step).of(command)):
                return False
    return True


def _configures_ssh(trace: Trace) -> bool:
    """Whether something may name a key to ssh: the file itself, or a configuration that is copied."""
    text = trace.dockerfile.source.text
    if "IdentityFile" in text or "ssh-add" in text or "IdentitiesOnly" in text:
        return True
    return any(
        "ssh/config" in step.instruction.args or "ssh_config" in step.instruction.args
        for step in trace.dockerfile.steps("COPY", "ADD")
    )


def _tidy(plan: Plan, step: Step, holding: Holding) -> None:
    """Commands that set the file's mode or owner or remove it go; those that need its folder get it made."""
    text = plan.trace.text(step)
    folder = posixpath.dirname(holding.path)
    needs_folder = False
    for command in text.script.commands:
        inner = command.unwrapped()
        if plan.is_removed(step, command):
            continue
        if inner.name in _TOUCHES:
            _untouch(plan, step, command, inner, holding.path)
        elif any(each.path == holding.path and tools.takes_out(each, "") for each in _undone(step, inner)):
            plan.remove_command(step, command)
        if not plan.is_removed(step, command) and posixpath.basename(folder) == ".ssh":
            needs_folder |= _needs_folder(inner, command, folder, step)
    mounted = any(holding.path in mount for mount in plan.run(step).mounts)
    if needs_folder and not mounted and not _makes_folder(plan, folder, holding.step, step):
        plan.run(step).prelude[f"mkdir -p -m 0700 {folder}"] = None


def _needs_a_real_file(step: Step, command: Command, path: str, mounted: bool) -> bool:
    """Whether a command writes to the file, or moves, removes or re-owns it where it is a mount."""
    if consumers.writes_file(step, command, path):
        return True
    inner = command.unwrapped()
    if any(
        written.kind == "move" and path in written.sources
        for written in tools.files_written(inner, step.workdir, step.home)
    ):
        return True
    if not mounted:
        return False
    if tools.is_covered(path, tools.files_deleted(inner, step.workdir, step.home)):
        return True
    if any(each.path == path for each in _undone(step, inner)):
        return True
    if inner.name not in _HAS_MODE:
        return False
    deep = any(word.raw.startswith("-") and "R" in word.raw for word in inner.words)
    operands = [absolute(step.resolve(word.raw.strip("\"'")), step.workdir, step.home) for word in inner.words[2:]]
    return any(tools.is_covered(path, [each]) for each in operands if deep or "*" in each)


def _undone(step: Step, inner: Command) -> tuple[tools.Undone, ...]:
    return tools.undone_by(inner, step.home, step.workdir)


def _untouch(plan: Plan, step: Step, command: Command, inner: Command, path: str) -> None:
    operands = [word for word in inner.words[1:] if not word.raw.startswith("-")]
    if inner.name in _HAS_MODE:
        operands = operands[1:]
    hits = [word for word in operands if _is_path(word.raw, path, step)]
    if not hits:
        return
    if len(hits) == len(operands):
        plan.remove_command(step, command)
        return
    text = plan.trace.text(step).text
    for word in hits:
        start = word.start
        while start and text[start - 1] in " \t":
            start -= 1
        plan.replace(step, start, word.end, "")


def _is_path(raw: str, path: str, step: Step) -> bool:
    return absolute(step.resolve(raw.strip("\"'")), step.workdir, step.home) == path


def _needs_folder(inner: Command, command: Command, folder: str, step: Step) -> bool:
    targets = [redirect.target.raw for redirect in command.redirects if redirect.target is not None]
    if any(
        absolute(step.resolve(raw.strip("\"'")), step.workdir, step.home).startswith(folder + "/") for raw in targets
    ):
        return True
    return inner.name in ("chmod", "chown") and any(
        _is_path(word.raw.rstrip("/"), folder, step) for word in inner.words[1:]
    )


def _makes_folder(plan: Plan, folder: str, first: Step, step: Step) -> bool:
    """Whether a command before or in ``step`` makes the folder, or the image has it from elsewhere."""
    for earlier in step.stage.steps:
        look_at(plan.trace, earlier)
        if earlier.keyword == "RUN" and any(
            command.unwrapped().name in ("mkdir", "install")
            and any(_is_path(word.raw, folder, earlier) for word in command.unwrapped().words[1:])
            for command in plan.trace.text(earlier).script.commands
        ):
            return True
        if (
            earlier.keyword in ("COPY", "ADD")
            and earlier is not first
            and folder in earlier.resolve(earlier.instruction.args)
        ):
            return True
        if earlier is step:
            break
    return False
