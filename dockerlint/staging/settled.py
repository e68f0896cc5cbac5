"""Variables that a script sets itself, each to one text that is known before it runs."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_known

if TYPE_CHECKING:
    from dockerlint.shell.script import Script

# "$(dirname "$0")" and its relatives: the folder that a script lies in.
_OWN_FOLDER = lazy(
    r"[\"']?\$\(\s*(?:cd\s+[\"']?\$\(\s*)?dirname\s+(?:--\s+)?[\"']?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?\})[\"']?"
    r"\s*\)[\"']?(?:\s*(?:>\s*/dev/null\s*)?(?:2>&1\s*)?&&\s*pwd(?:\s+-P)?\s*\))?[\"']?"
)

_ARGUMENTS = ("$@", "$*", "${@}", "${*}")  # what the script is started with


def settled_in(script: Script, folder: str) -> dict[str, str]:
    """The variables that a script sets, each once, to a text that is known before it runs."""
    found: dict[str, str] = {}
    several: set[str] = set()
    for command in script.every_command():
        for assignment in command.assignments:
            if assignment.value is None or (command.words and command.name not in ("export", "readonly", "local")):
                continue
            raw = assignment.value.raw
            if folder and _OWN_FOLDER.fullmatch(raw):
                value = folder
            else:
                value = (
                    put_in(found, raw).strip("\"'") if assignment.value.literal is None else assignment.value.literal
                )
            if assignment.name in found and found[assignment.name] != value:
                several.add(assignment.name)
            found[assignment.name] = value
    return {
        name: value
        for name, value in found.items()
        if name not in several and value and (is_known(value) or value in _ARGUMENTS)
    }


def is_own_folder(text: str) -> bool:
    """Whether a word of a script stands for the folder that the script lies in."""
    return _OWN_FOLDER.fullmatch(text) is not None


def set_in(script: Script) -> frozenset[str]:
    """The names of all variables that a script sets, to whatever."""
    return frozenset(each.name for command in script.every_command() for each in command.assignments)


def put_in(values: dict[str, str], text: str) -> str:
    """``text`` with the variables of a script that are known."""
    for name, value in values.items():
        if name in text:
            text = re.sub(rf"\$(?:{name}\b|\{{{name}\}})", lambda _: value, text)  # noqa: B023 - called at once
    return text
