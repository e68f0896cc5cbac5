"""Which table entry a command's name leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.trace.catalogue.tools import (
    cloud,
    containers,
    crypto,
    databases,
    infrastructure,
    javascript,
    languages,
    platforms,
    python,
    servers,
    services,
    system,
    transfer,
    versioning,
)
from dockerlint.trace.catalogue.tools.command_line import Line

if TYPE_CHECKING:
    from dockerlint.shell.script import Command
    from dockerlint.trace.catalogue.tools.record import Tool

FAMILIES = (
    javascript.TOOLS, python.TOOLS, languages.TOOLS, platforms.TOOLS, versioning.TOOLS, containers.TOOLS, cloud.TOOLS,
    infrastructure.TOOLS, services.TOOLS, databases.TOOLS, servers.TOOLS, transfer.TOOLS, crypto.TOOLS, system.TOOLS,
)  # fmt: skip
TABLE: dict[str, Tool] = {name: tool for family in FAMILIES for tool in family for name in tool.names.split()}
# What `python -m` runs.
_MODULES = frozenset(("pip", "twine", "poetry", "pipenv", "uv", "pdm", "flit", "hatch", "conan"))
# Sub-commands behind which another tool's command line stands.
_RUNNERS = {
    "bundle": "exec",
    "bundler": "exec",
    "poetry": "run",
    "pipenv": "run",
    "uv": "run",
    "pdm": "run",
    "hatch": "run",
}


def find_tool(name: str) -> Tool | None:
    """The entry for a command's name; ``pip3.11`` is pip, ``ruby2.7`` ruby."""
    tool = TABLE.get(name)
    if tool is None and name and name[-1].isdigit():
        tool = TABLE.get(name.rstrip("0123456789.-"))
    return tool


def tool_of(command: Command) -> tuple[Tool | None, int]:
    """The tool that a command runs and the index of its first argument.

    ``python -m pip install`` runs pip with its arguments from the fourth word on, ``corepack yarn install`` yarn,
    ``bundle exec rake`` rake, ``php artisan`` artisan.
    """
    tool = find_tool(command.name)
    if tool is None:
        return None, 1
    inner = _inner(command, tool)
    if inner:
        found = find_tool(command.words[inner].raw.rpartition("/")[2].removesuffix(".phar"))
        if found is not None and found is not tool:
            return found, inner + 1
    return tool, 1


def _inner(command: Command, tool: Tool) -> int:
    """The index of the word that names the tool inside, 0 for none."""
    words = command.words
    name = command.name
    if len(words) < 2:
        return 0
    if name in _RUNNERS:
        return 2 if words[1].raw == _RUNNERS[name] and len(words) > 2 else 0
    if name == "corepack":
        return 1
    if name == "php":
        return next((index for index in range(1, len(words)) if not words[index].raw.startswith("-")), 0)
    if tool.names.startswith("python "):
        for index in range(1, len(words) - 1):
            if words[index].raw == "-m":
                return index + 1 if words[index + 1].raw in _MODULES else 0
            if not words[index].raw.startswith("-"):
                break
    return 0


_last: list[tuple[Command, Line]] = []


def line_of(command: Command) -> Line | None:
    """The command's words read as its tool reads them; None for a tool that is in no table."""
    if _last and _last[0][0] is command:
        return _last[0][1]
    tool, first = tool_of(command)
    if tool is None:
        return None
    line = Line(command, tool, first)
    _last[:] = [(command, line)]
    return line
