"""Which variables a command reads by names of its own choice."""

from __future__ import annotations

from dockerlint.pattern import fnmatchcase
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.index import FAMILIES, find_tool, line_of, load_family, tool_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.shell.script import Command
    from dockerlint.trace.catalogue.tools.command_line import Line

_SEPARATORS = str.maketrans(dict.fromkeys(";&|()<>\"'`$/={}", " "))


def readers() -> tuple[str, ...]:
    """The names of all tools that read a variable unasked."""
    tools = (tool for family in FAMILIES for tool in load_family(family))
    return tuple(name for tool in tools if tool.reads for name in tool.names.split())


def mentions_reader(text: str) -> bool:
    """Whether a shell text names a tool that reads a variable unasked: a cheap test before it is read as commands."""
    for word in set(text.translate(_SEPARATORS).split()):
        tool = find_tool(word)
        if tool is not None and tool.reads:
            return True
    return False


def environment_read(command: Command) -> tuple[str, ...]:
    """The variables, as names or ``fnmatch`` patterns, that this command reads without being told their names.

    A tool that expands any ``${NAME}`` of a project's file (npm, pipenv, mvn) lists the usual names only: see
    :func:`runs_project_code`.
    """
    tool, _ = tool_of(command)
    if tool is None or not tool.reads:
        return ()
    line = line_of(command)
    if line is None or not is_at_work(line):
        return ()
    return tuple(line.tool.reads.split())


def is_at_work(line: Line) -> bool:
    """Whether the sub-command is one at which the tool looks for credentials."""
    tool = line.tool
    if line.is_help():
        return False
    if line.command.name in ("rsync", "scp") and not any(":" in line.texts[index] for index in line.positional):
        return False
    if tool.online:
        return line.verb in tool.online.split()
    return line.verb not in tool.offline.split()


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a variable's name is among the names and patterns that :func:`environment_read` gives."""
    return any(name == pattern or ("*" in pattern and fnmatchcase(name, pattern)) for pattern in patterns)


def reads_by_helper(program: str, name: str) -> bool:
    """Whether a program reads the variable only through a helper that has to be set up: git has no token of its own
    (gitcredentials(7)); what ``gh auth setup-git`` and the usual one-line helpers print is GITHUB_TOKEN.
    """
    return program == "git" and name in ("GITHUB_TOKEN", "GH_TOKEN")
