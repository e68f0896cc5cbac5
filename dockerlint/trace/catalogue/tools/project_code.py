"""Does a command run code of the build context, which may read any variable?"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.index import line_of
from dockerlint.trace.catalogue.tools.system import INERT

if TYPE_CHECKING:
    from dockerlint.shell.script import Command
    from dockerlint.trace.catalogue.tools.command_line import Line

_SHELLS = frozenset(("sh", "bash", "ash", "dash", "zsh", "ksh", "fish"))
_PYTHON_STANDARD = frozenset(
    ("venv", "ensurepip", "compileall", "py_compile", "virtualenv", "zipfile", "http.server", "site")
)
# Scripts that come with a distribution or a version manager.
_SYSTEM_SCRIPTS = ("/etc/", "/usr/", "/opt/", "$NVM_DIR", "${NVM_DIR}", "~/.", "$HOME/.", "${HOME}/.", "/root/.")
_FETCHES = ("install", "i", "add", "in", "isntall")


def runs_project_code(command: Command) -> bool:
    """True for a command that may run code of the project (``npm run build``, ``./x.sh``, an unknown name), or that
    puts any ``${NAME}`` of a project's file in from the environment (``pip install -r``, ``pipenv install``).

    False means that it certainly does not.
    """
    name = command.name
    if name in INERT:
        return False
    if not name:
        return bool(command.words)
    if name in _SHELLS:
        return _shell_runs_code(command)
    if name in (".", "source"):
        return not any(word.raw.strip("\"'").startswith(_SYSTEM_SCRIPTS) for word in command.words[1:2])
    line = line_of(command)
    if line is None:
        return not _is_plain(command)
    tool = line.tool
    if tool.names.startswith(("pip ", "uv ")):
        return _installs_project(line)
    if tool.names.startswith(("npm ", "yarn ", "pnpm ", "bun ")) and _installs_globally(line):
        return False
    if tool.names.startswith("swift ") and line.verb in ("install", "-") and line.positional[1:]:
        return any(_is_local(line.texts[index]) for index in line.positional[1:])
    if tool.names.startswith("python "):
        return _python_runs_code(line)
    return _is_listed(tool.runs, line)


def _is_plain(command: Command) -> bool:
    """An unknown name that only asks for a version, or starts a service."""
    if command.words[0].raw.startswith(("/etc/init.d/", "/etc/rc.d/")):
        return True
    return len(command.words) == 2 and command.words[1].raw in ("--version", "--help", "-V", "-version")


def _is_listed(runs: str, line: Line) -> bool:
    if not runs or (line.is_help() and not line.positional):
        return False
    listed = runs.split()
    if listed[0] == "*":
        return "!" + line.verb not in listed
    return line.verb in listed


def _shell_runs_code(command: Command) -> bool:
    """``sh -c`` is read as commands of its own; ``sh x.sh`` and ``… | sh`` run what nobody has read."""
    for word in command.words[1:]:
        text = word.raw
        if text.startswith("-") and not text.startswith("--") and "c" in text:
            return False
        if not text.startswith(("-", "+")):
            return True
    return not any(redirect.heredoc for redirect in command.redirects)


def _python_runs_code(line: Line) -> bool:
    module = line.value("-m")
    if module:
        return module.partition(".")[0] not in _PYTHON_STANDARD
    return bool(line.positional) or line.has("-c") or bool(line.command.redirects) or line.command.stage > 0


def _installs_project(line: Line) -> bool:
    verbs = [line.word(0), line.word(1)] if line.word(0) in ("pip", "tool") else [line.word(0)]
    if line.tool.names.startswith("uv ") and verbs[0] not in ("pip", "tool", "cache", "venv", "python", "self"):
        return _is_listed(line.tool.runs, line)
    if verbs[-1] in ("sync", "compile") or line.command.name in ("pip-sync", "pip-compile"):
        return True
    if verbs[-1] not in ("install", "wheel", "download", "run", "inject"):
        return False
    if line.has("-r", "--requirement", "--requirements", "-c", "--constraint", "-e", "--editable"):
        return True
    return any(_is_local(line.texts[index]) for index in line.positional[len(verbs) :])


def _is_local(text: str) -> bool:
    if text.startswith(("git+", "http://", "https://", "hg+", "svn+")):
        return text.startswith("git+")
    return (
        text.startswith((".", "/", "$", "~"))
        or "/" in text.partition("@")[0]
        or text.endswith((".whl", ".tar.gz", ".zip"))
    )


def _installs_globally(line: Line) -> bool:
    """``npm install -g x`` and ``yarn global add x`` take a published package, not the project."""
    if line.verb == "global":
        return line.word(1) in ("add", "upgrade", "bin", "list")
    packages = [line.texts[index] for index in line.positional[1:]]
    return (
        line.verb in _FETCHES
        and line.has("-g", "--global", "--location=global")
        and bool(packages)
        and not any(package.startswith((".", "/", "$")) for package in packages)
    )
