"""What was typed: histories of shells, of database clients and of Python's prompt."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.credential import Credential, in_its_place
from dockerlint.trace.catalogue.readers.format import Format
from dockerlint.trace.catalogue.readers.slots import both, lines, reader
from dockerlint.trace.catalogue.readers.syntax import Entry, assignments

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = lazy(r"^(?:: \d{1,20}:\d{1,9};|- cmd: )?([^\n]{4,})$", re.MULTILINE)  # zsh's and fish's marks
_ASSIGNED = lazy(
    r"(?:^|[\s;&|(])(?:export[ \t]+|set[ \t]+-[a-z]+[ \t]+)?([A-Za-z_]\w{2,80})(?:=|[ \t](?=\S+$))"
    r"(?:\"([^\"\n]{1,4096})\"|'([^'\n]{1,4096})'|([^\s\"';&|()<>]{1,4096}))"
)
_SHORTEST = 4  # characters of a password; ``-u me`` is a user
_LONGEST = 4096  # characters of a command that is parsed


def _commands(text: str) -> Iterator[Credential]:
    """Options that take a password, by the catalogue of command-line tools that Dockerfiles are judged by."""
    from dockerlint.shell import read_script
    from dockerlint.trace.catalogue import tools

    for line in _LINE.finditer(text):
        if len(line[1]) > _LONGEST or not tools.mentions_secret_option(line[1]):
            continue
        script = read_script(line[1])
        for command in script.commands:
            for argument in tools.secret_arguments(command.unwrapped()):
                value = script.text[argument.start : argument.end]
                start = line.start(1) + argument.start
                if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                    value, start = value[1:-1], start + 1
                if len(value) < _SHORTEST:
                    continue
                found = in_its_place("password on a command line", value, start, start + len(value))
                if found is not None:
                    yield found


def _assigned(text: str) -> Iterator[Entry]:
    """``NAME=value`` anywhere in a line: before a command, behind ``export`` or ``env``."""
    for match in _ASSIGNED.finditer(text):
        group = match.lastindex or 4
        yield Entry((match[1],), match[group], *match.span(group))


_SQL = lines(
    "database password",
    r"\bIDENTIFIED\s+(?:WITH\s+\S+\s+)?BY\s+(?:PASSWORD\s+)?('[^'\n]+'|\"[^\"\n]+\")",
    r"\b(?:ENCRYPTED\s+)?PASSWORD\s+('[^'\n]+')",
    r"\bSET\s+PASSWORD\b[^=\n]{0,200}=\s*(?:PASSWORD\()?('[^'\n]+')",
    r"\bAUTH\s+(?:\S+\s+)?(\S{8,})\s*$",
    r"\bcreateUser\(\s*\{[^\n}]{0,200}\bpwd\s*:\s*(\"[^\"\n]+\"|'[^'\n]+')",
)
_SHELL = both(_commands, reader(_assigned))

FORMATS = (
    Format(
        ".bash_history .zsh_history .sh_history .ash_history .history .zhistory .histfile fish_history bash_history"
        " .local/share/fish/fish_history consolehost_history.txt",
        both(_SHELL, _SQL),
    ),
    Format(
        ".psql_history .mysql_history .sqlite_history .rediscli_history .dbshell .mongo_history mongosh_repl_history"
        " .mariadb_history",
        both(_SQL, reader(assignments.entries)),
    ),
    Format(
        ".python_history .node_repl_history .irb_history .irb-history .pry_history .php_history .lua_history"
        " .ipython_history .rdbms_history .julia_history .r_history .rhistory",
        reader(assignments.entries),
    ),
)
