"""Which files a command removes."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.command_line import Line
from dockerlint.trace.catalogue.tools.places import NOTHING, Place
from dockerlint.trace.catalogue.tools.record import Tool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.shell.script import Command

_TOOLS = {
    "rm": Tool("rm"),
    "unlink": Tool("unlink"),
    "rmdir": Tool("rmdir"),
    "srm": Tool("srm"),
    "wipe": Tool("wipe"),
    "shred": Tool("shred", valued="-n --iterations -s --size --random-source"),
    "truncate": Tool("truncate", valued="-s --size -r --reference"),
    "find": Tool("find", valued="-name", single=True),
}


def files_deleted(
    command: Command, workdir: str, home: str = "/root", variables: Mapping[str, str] = NOTHING
) -> tuple[str, ...]:
    """Absolute paths, folders and patterns among them, of what a command removes or empties."""
    tool = _TOOLS.get(command.name)
    if tool is None:
        return ()
    line = Line(command, tool)
    place = Place(home, workdir, variables)
    match command.name:
        case "find":
            return _found(line, place)
        case "shred" if not line.has("-u", "--remove"):
            return ()
        case "truncate" if line.value("-s", "--size") not in ("0", ""):
            return ()
    texts = [line.texts[index] for index in line.positional]
    return tuple(place.resolve(path).rstrip("/") or "/" for text in texts for path in expand_braces(text) if path)


def _found(line: Line, place: Place) -> tuple[str, ...]:
    """What ``find`` removes: whatever has the name that is looked for, in the folders named first."""
    texts = line.texts[1:]
    if "-delete" not in texts and not ("rm" in texts and ("-exec" in texts or "-execdir" in texts)):
        return ()
    roots: list[str] = []
    for text in texts:
        if text.startswith(("-", "(", "!", "\\")):
            break
        roots.append(place.resolve(text).rstrip("/"))
    names = [texts[index + 1] for index, text in enumerate(texts[:-1]) if text in ("-name", "-iname")]
    return tuple(
        path
        for root in roots or [place.workdir]
        for name in names or ["*"]
        for path in ((f"{root}/{name}", f"{root}/*/{name}") if name != "*" else (f"{root}/*",))
    )


def expand_braces(text: str) -> list[str]:
    """``a{b,c}`` as ``ab`` and ``ac``."""
    start = text.find("{")
    end = text.find("}", start)
    if start < 0 or end < 0 or "," not in text[start:end] or text[start - 1 : start] == "$":
        return [text]
    choices = text[start + 1 : end].split(",")
    return [rest for choice in choices for rest in expand_braces(text[:start] + choice + text[end + 1 :])]
