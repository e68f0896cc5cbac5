"""Which table entry a command's name leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.trace.catalogue.tools import (
    cloud,
    containers,
    crypto,
    databases,
    javascript,
    languages,
    python,
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
    javascript.TOOLS, python.TOOLS, languages.TOOLS, versioning.TOOLS, containers.TOOLS, cloud.TOOLS, services.TOOLS,
    databases.TOOLS, transfer.TOOLS, crypto.TOOLS, system.TOOLS,
)  # fmt: skip
TABLE: dict[str, Tool] = {name: tool for family in FAMILIES for tool in family for name in tool.names.split()}
_MODULES = {
    "pip": "pip",
    "twine": "twine",
    "poetry": "poetry",
    "pipenv": "pipenv",
    "uv": "uv",
    "awscli": "aws",
    "pdm": "pdm",
}


def find_tool(name: str) -> Tool | None:
    """The entry for a command's name; ``pip3.11`` is pip, ``ruby2.7`` ruby."""
    tool = TABLE.get(name)
    if tool is None and name and name[-1].isdigit():
        tool = TABLE.get(name.rstrip("0123456789.-"))
    return tool


def tool_of(command: Command) -> tuple[Tool | None, int]:
    """The tool that a command runs and the index of its first argument.

    ``python -m pip install`` runs pip with its arguments from the fourth word on, ``corepack yarn install`` yarn.
    """
    tool = find_tool(command.name)
    if tool is None:
        return None, 1
    if command.name == "corepack" and len(command.words) > 1:
        inner = TABLE.get(command.words[1].raw)
        return (inner, 2) if inner else (tool, 1)
    if tool.names.startswith("python "):
        words = command.words
        for index in range(1, len(words) - 1):
            raw = words[index].raw
            if raw == "-m":
                inner = TABLE.get(_MODULES.get(words[index + 1].raw, ""))
                return (inner, index + 2) if inner else (tool, 1)
            if not raw.startswith("-"):
                break
    return tool, 1


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
