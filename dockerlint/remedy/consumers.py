"""Which RUNs need a credential: those that name its variable, those whose tools read it, those that read its file."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.remedy.commands import PYTHON, commands_of
from dockerlint.remedy.reach import runs_with_file
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.terms import terms
from dockerlint.trace.catalogue.tools.index import line_of
from dockerlint.trace.filesystem import absolute, changed_folder

if TYPE_CHECKING:
    from collections.abc import Collection

    from dockerlint.model import Step
    from dockerlint.shell.script import Command
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Holding, Removal, Use
    from dockerlint.trace.trace import Trace

# Tools that reach Git servers over ssh by themselves or through a dependency's git+ssh URL.
USES_GIT = frozenset({
    "git", "ssh", "scp", "sftp", "rsync", "npm", "yarn", "pnpm", "bun", "pip", "pip3", "pipenv", "poetry", "uv", "go",
    "cargo", "composer", "bundle", "bundler", "mix", "rebar3", "dep", "glide", "hg", "svn", "repo", "bower", "gem",
    "conda", "make", "ansible-galaxy", "terraform", "cabal", "stack", "swift", "dotnet", "gradle", "gradlew", "mvn",
    "mvnw", "sbt", "lein",
})  # fmt: skip
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "ksh", "zsh", "su"})
_ONLY_PREPARES = frozenset({"chmod", "chown", "mkdir", "ls", "touch", "rm", "test", "[", "stat", "file", "install"})
_INSTALLS = frozenset({
    "npm", "yarn", "pnpm", "bun", "pip", "pip3", "pipenv", "poetry", "uv", "bundle", "composer", "go", "cargo", "gem",
    "dotnet", "apt-get", "apk",
})  # fmt: skip

# Settings that a framework's command of the build reads, and the program that it belongs to when it runs.
_OF_APPLICATIONS = frozenset({
    "SECRET_KEY_BASE", "SECRET_KEY", "RAILS_MASTER_KEY", "DJANGO_SECRET_KEY", "APP_KEY", "APP_SECRET", "JWT_SECRET",
    "DATABASE_URL", "DIRECT_URL", "DB_PASSWORD",
})  # fmt: skip
_FETCHES = terms("- install ci i add sync download restore mod get fetch update upgrade up require self tool ")


class Reading(NamedTuple):
    """How a RUN reads variables: ``names`` those it needs, ``exported`` those that a child process reads.

    ``is_certain`` is false where only git may read them, by a helper that something else would have to set up.
    """

    step: Step
    names: tuple[str, ...]
    exported: tuple[str, ...]
    is_certain: bool = True


def mentions(text: str, name: str) -> int:
    """How often ``text`` reads ``name``: ``$name``, ``${name``, ``environ["name"]`` or ``env.name``."""
    if re.fullmatch(r"\w+", name):
        return _reads(text).count(name)
    return len(re.findall(rf"{_READS}{re.escape(name)}(?!\w)", text))


def _reads(text: str) -> list[str]:
    """What ``text`` reads; remembered for a long one, about which the fix of every variable asks."""
    if len(text) < _LONG:
        return _READ.findall(text)
    if text not in _last:
        _last.clear()
        _last[text] = _READ.findall(text)
    return _last[text]


_LONG = 2_000  # characters
_last: dict[str, list[str]] = {}
_READS = r"(?:\$\{?|(?:env(?:iron)?(?:\.get)?[.(\[]|getenv\(|printenv |ENV\[)[\"']?)"
_READ = lazy(rf"{_READS}(?=(\w+))")


def reading(
    trace: Trace, step: Step, names: list[str], rewritten: set[tuple[int, int]], replaced: Collection[tuple[int, int]]
) -> Reading:
    """Which of ``names`` a RUN needs.  ``rewritten`` are commands that go, ``replaced`` places that are made anew."""
    text = trace.text(step)
    done = {name: sum(mentions(text.text[start:end], name) for start, end in replaced) for name in names}
    commands = commands_of(trace, step)
    needed, exported, certain = [], [], False
    remaining = text.text
    for start, end in sorted(rewritten, reverse=True):
        remaining = remaining[:start] + " " * (end - start) + remaining[end:]
    for name in names:
        said = mentions(remaining, name) - done[name] if name in remaining else 0
        by = commands.readers(name, rewritten, replaced)
        read_by_tool = bool(by)
        by_python = said <= 0 and not read_by_tool and python_answer(trace, step, name) == "yes"
        if said <= 0 and not read_by_tool and not by_python:
            continue
        needed.append(name)
        certain |= said > 0 or by_python or not all(tools.reads_by_helper(program, name) for program in by)
        by_shell = commands.expanded(name, rewritten) - done[name]
        if read_by_tool or by_python or said > by_shell or commands.run_others:
            exported.append(name)
    return Reading(step, tuple(needed), tuple(exported), certain)


def is_for_the_build(use: Use) -> bool:
    """Whether a tool of the build reads the variable unasked, to reach a service with it."""
    return use.role == "environment" and use.origin.name not in _OF_APPLICATIONS


def runs_project(trace: Trace, step: Step, name: str, *, installs_too: bool) -> bool:
    """Whether a RUN runs code that may read the variable; package installation counts only where asked for."""
    text = trace.text(step)
    for command in text.script.commands:
        inner = command.unwrapped()
        if not tools.runs_project_code(inner) or (_is_install(inner) and not installs_too):
            continue
        if not PYTHON.match(inner.name) or _program_answer(trace, step, inner, name) != "no":
            return True
    return not text.is_shell and python_answer(trace, step, name) != "no"


def runs_python(trace: Trace, step: Step) -> bool:
    """Whether the RUN is, or runs, a Python program: whether that reads a variable is seen in the program alone."""
    text = trace.text(step)
    if not text.is_shell:
        return PYTHON.match(text.language) is not None
    return bool(commands_of(trace, step).python)


def python_answer(trace: Trace, step: Step, name: str) -> str:
    """Whether a Python program that the RUN runs reads the variable: ``yes``, ``no`` or ``unknown``."""
    text = trace.text(step)
    if not text.is_shell:
        from dockerlint.trace.python_reads import reads_environment

        return reads_environment(text.text, name).verdict if PYTHON.match(text.language) else "unknown"
    answers = {_program_answer(trace, step, inner, name) for inner in commands_of(trace, step).python}
    return "yes" if "yes" in answers else "unknown" if "unknown" in answers else "no"


def _program_answer(trace: Trace, step: Step, command: Command, name: str) -> str:
    """For one ``python`` command: its ``-c`` text or here-document, or the program of the build context."""
    from dockerlint.trace.python_reads import program_reads, reads_environment

    for redirect in command.redirects:
        if redirect.heredoc is not None:
            return reads_environment(redirect.heredoc.raw, name).verdict
    words = [word.literal if word.literal is not None else word.raw for word in command.words]
    if "-c" in words[:-1]:
        return reads_environment(words[words.index("-c") + 1], name).verdict
    context = trace.dockerfile.context
    if context is None or not context.known:
        return "unknown"
    settings = step.variable("DJANGO_SETTINGS_MODULE")
    module = step.resolve(settings.raw or "") if settings is not None else ""
    return program_reads(words, name, context, settings=module).verdict


def _is_install(command: Command) -> bool:
    if command.name not in _INSTALLS:
        return command.name in ("python", "python3") and [word.raw for word in command.words[1:3]] == ["-m", "pip"]
    line = line_of(command)
    verb = line.verb if line is not None and not any(word.raw in ("exec", "run") for word in command.words[1:2]) else ""
    if verb in ("rebuild", "rb"):
        return line is not None and len(line.positional) > 1  # of packages that others have made
    return verb in _FETCHES


def outermost(text: RunText, inner: Command) -> Command:
    """The command of the script that ``inner`` is part of, wrapper included."""
    around = [command for command in text.script.commands if command.start <= inner.start and inner.end <= command.end]
    return min(around, key=lambda command: command.end - command.start, default=inner)


def file_readers(trace: Trace, holding: Holding, gone: set[int]) -> list[Step]:
    """The RUNs behind ``holding`` that read its file, up to its removal; steps whose id is in ``gone`` are left out."""
    return [
        step
        for step in runs_with_file(trace, holding)
        if id(step) not in gone and _reads_file(trace, step, holding.path, holding.removed_at)
    ]


def _reads_file(trace: Trace, step: Step, path: str, until: Removal | None = None) -> bool:
    """Whether a command of the RUN reads the file, before the command of ``until`` where that removes it here."""
    text = trace.text(step)
    in_ssh = posixpath.dirname(path) == posixpath.join(step.home, ".ssh")
    folder = step.workdir
    for command in text.script.commands:
        inner = command.unwrapped()
        if until is not None and until.step is step and command.start >= until.command.start:
            break
        if inner.name == "cd":
            folder = changed_folder(inner, folder, step.home, step.resolve)
        if inner.name in _ONLY_PREPARES or (inner.name in _SHELLS and any(word.raw == "-c" for word in inner.words)):
            continue
        if tools.is_covered(path, tools.files_read(inner, step.home, folder)):
            return True
        if (in_ssh and reaches_git(inner)) or names_path(inner, path, folder, step.home):
            return True
    return not text.is_shell and path in text.text


def writes_file(step: Step, command: Command, path: str) -> bool:
    """Whether a command writes to the file or adds to it."""
    inner = command.unwrapped()
    targets = [
        redirect.target.raw
        for redirect in command.redirects
        if redirect.target is not None and redirect.operator.lstrip("&").startswith(">")
    ]
    if inner.name == "tee":
        targets += [word.raw for word in inner.words[1:] if not word.raw.startswith("-")]
    if any(absolute(step.resolve(raw.strip("\"'")), step.workdir, step.home) == path for raw in targets):
        return True
    written = (each.path for each in tools.files_written(inner, step.workdir, step.home))
    kept = (each.path for each in tools.persisted_by(inner, step.home, step.workdir))
    return path in written or path in kept


def reaches_git(command: Command) -> bool:
    """Whether a command may talk to a Git server, itself or through what it installs."""
    if command.name != "git":
        return command.name in USES_GIT
    verb = next((word.raw for word in command.words[1:] if not word.raw.startswith("-")), "")
    return verb not in ("", "config", "init", "add", "commit", "tag", "status", "log")


def names_path(command: Command, path: str, folder: str, at_home: str) -> bool:
    """Whether an argument of the command is, or holds, the path (as written from the folder in force, or absolute)."""
    relative = posixpath.relpath(path, folder)
    home = posixpath.relpath(path, at_home)
    forms = {path, relative, f"./{relative}", f"~/{home}", f"$HOME/{home}", f"${{HOME}}/{home}"}
    for word in command.words[1:] if command.name not in ("echo", "printf") else ():
        bare = word.raw.strip("\"'")
        if bare in forms or path in bare or any(bare.endswith("=" + form) for form in forms):
            return True
    return any(
        redirect.operator == "<" and redirect.target is not None and redirect.target.raw.strip("\"'") in forms
        for redirect in command.redirects
    )
