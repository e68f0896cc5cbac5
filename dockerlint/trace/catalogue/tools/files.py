"""Which credential files a command looks at."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.environment import is_at_work
from dockerlint.trace.catalogue.tools.index import line_of
from dockerlint.trace.catalogue.tools.places import NOTHING, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.shell.script import Command


def files_read(command: Command, home: str, workdir: str, variables: Mapping[str, str] = NOTHING) -> tuple[str, ...]:
    """Absolute paths (``fnmatch`` patterns among them) of the credential files that a command looks for, those named by
    its options first.

    ``variables`` are those whose values are known; the command's own assignments are added.
    """
    line = line_of(command)
    if line is None or not (line.tool.files or line.tool.file_options):
        return ()
    own = {each.name: each.value.literal or "" for each in command.assignments if each.value}
    place = Place(home, workdir, {**variables, **own} if own else variables)
    found: list[str] = []
    for option in line.tool.file_options.split():
        name, _, implied = option.partition("=")
        if implied:
            found += place.listed(implied) if line.has(name) else ()
            continue
        value = line.value(name)
        if value and not value.startswith("-"):
            found.append(place.resolve(value.partition(":")[0] if name in ("-E", "--cert") else value))
    if is_at_work(line):
        found += place.listed(line.tool.files)
    return tuple(dict.fromkeys(found))
