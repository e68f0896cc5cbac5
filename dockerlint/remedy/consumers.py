"""Which RUNs need a credential: those that name its variable, those whose tools read it, those that read its file."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.remedy.reach import runs_with_file
from dockerlint.trace.catalogue import tools
from dockerlint.trace.filesystem import absolute, changed_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dockerlint.model import Step
    from dockerlint.shell.script import Command, Part, Word
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Holding, Removal
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


class Reading(NamedTuple):
    """How a RUN reads variables: ``names`` those it needs, ``exported`` those that a child process reads.

    ``is_certain`` is false where only git may read them, by a helper that something else would have to set up.
    """

    step: Step
    names: tuple[str, ...]
    exported: tuple[str, ...]
    is_certain: bool = True


def shell_parts(text: RunText, skip: set[tuple[int, int]]) -> Iterator[Part]:
    """Every variable that the shell of the RUN itself expands, in commands whose span is not in ``skip``.

    Not those that only an inner shell expands (``sh -c '…'``, ``bash <<'EOF'``): it reads its environment.
    """
    for command in text.script.commands:
        if (command.start, command.end) not in skip and not text.script.is_nested(command):
            yield from _command_parts(command)


def _command_parts(command: Command) -> Iterator[Part]:
    words: list[Word | None] = list(command.words)
    words += [assignment.value for assignment in command.assignments]
    for redirect in command.redirects:
        words += [redirect.target, redirect.heredoc]
    for word in words:
        if word is not None:
            yield from _word_parts(word)


def _word_parts(word: Word) -> Iterator[Part]:
    for part in word.parts:
        if part.kind == "variable":
            yield part
        for command in part.commands:
            yield from _command_parts(command)


def mentions(text: str, name: str) -> int:
    """How often ``text`` reads ``name``: ``$name``, ``${name``, ``environ["name"]`` or ``env.name``."""
    if re.fullmatch(r"\w+", name):
        return _READ.findall(text).count(name)
    return len(re.findall(rf"{_READS}{re.escape(name)}(?!\w)", text))


_READS = r"(?:\$\{?|(?:env(?:iron)?(?:\.get)?[.(\[]|getenv\(|printenv |ENV\[)[\"']?)"
_READ = lazy(rf"{_READS}(?=(\w+))")


def reading(
    trace: Trace, step: Step, names: list[str], rewritten: set[tuple[int, int]], replaced: Collection[tuple[int, int]]
) -> Reading:
    """Which of ``names`` a RUN needs.  ``rewritten`` are commands that go, ``replaced`` places that are made anew."""
    text = trace.text(step)
    done = {name: sum(mentions(text.text[start:end], name) for start, end in replaced) for name in names}
    readers = [
        inner
        for command in text.script.commands
        if (command.start, command.end) not in rewritten
        and not ((inner := command.unwrapped()).name == "git" and _is_changed(command, replaced))
    ]
    needed, exported, certain = [], [], False
    remaining = text.text
    for start, end in sorted(rewritten, reverse=True):
        remaining = remaining[:start] + " " * (end - start) + remaining[end:]
    for name in names:
        said = mentions(remaining, name) - done[name] if name in remaining else 0
        by = {inner.name for inner in readers if tools.matches(name, tools.environment_read(inner))}
        read_by_tool = bool(by)
        by_python = said <= 0 and not read_by_tool and python_answer(trace, step, name) == "yes"
        if said <= 0 and not read_by_tool and not by_python:
            continue
        needed.append(name)
        certain |= said > 0 or by_python or not all(tools.reads_by_helper(program, name) for program in by)
        by_shell = sum(1 for part in shell_parts(text, rewritten) if part.text == name) - done[name]
        runs_others = any(tools.runs_project_code(command.unwrapped()) for command in text.script.commands)
        if read_by_tool or by_python or said > by_shell or runs_others:
            exported.append(name)
    return Reading(step, tuple(needed), tuple(exported), certain)


def _is_changed(command: Command, replaced: Collection[tuple[int, int]]) -> bool:
    """Whether a place in the command is written anew: a git that got a credential helper looks for no variable."""
    return any(command.start <= start and end <= command.end for start, end in replaced)


def runs_project(trace: Trace, step: Step, name: str, *, installs_too: bool) -> bool:
    """Whether a RUN runs code that may read the variable; package installation counts only where asked for."""
    text = trace.text(step)
    for command in text.script.commands:
        inner = command.unwrapped()
        if not tools.runs_project_code(inner) or (_is_install(inner) and not installs_too):
            continue
        if not _PYTHON.match(inner.name) or _program_answer(trace, step, inner, name) != "no":
            return True
    return not text.is_shell and python_answer(trace, step, name) != "no"


_PYTHON = lazy(r"python[\d.]*$")


def runs_python(text: RunText) -> bool:
    """Whether the RUN is, or runs, a Python program: whether that reads a variable is seen in the program alone."""
    if not text.is_shell:
        return _PYTHON.match(text.language) is not None
    return any(_PYTHON.match(command.unwrapped().name) for command in text.script.commands)


def python_answer(trace: Trace, step: Step, name: str) -> str:
    """Whether a Python program that the RUN runs reads the variable: ``yes``, ``no`` or ``unknown``."""
    text = trace.text(step)
    if not text.is_shell:
        from dockerlint.trace.python_reads import reads_environment

        return reads_environment(text.text, name).verdict if _PYTHON.match(text.language) else "unknown"
    answers = {
        _program_answer(trace, step, inner, name)
        for command in text.script.commands
        if _PYTHON.match((inner := command.unwrapped()).name)
    }
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
    verb = next((word.raw for word in command.words[1:] if not word.raw.startswith("-")), "install")
    return verb in (
        "install",
        "ci",
        "i",
        "add",
        "sync",
        "download",
        "restore",
        "mod",
        "get",
        "fetch",
        "update",
        "require",
        "self",
    )


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
