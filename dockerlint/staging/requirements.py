"""Which distributions of Python a build installs: the names on its command lines and in its lists of requirements."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.staging.survey import Survey

MANAGERS = frozenset({"pip", "poetry", "pipenv", "uv", "pdm"})


def requirements_of(survey: Survey) -> list[str] | None:
    """The names of the distributions that are installed, in lower case; None when a list is not in the context."""
    names: list[str] = []
    for effect in survey.of_kind("install"):
        if effect.manager not in MANAGERS:
            continue
        call = effect.call
        names += [name for name in effect.names if name not in (".", "-e") and "/" not in name]
        lists = [call.args[at + 1] for at, arg in enumerate(call.args[:-1]) if arg in ("-r", "--requirement")]
        lists += [arg[2:] for arg in call.args if arg.startswith("-r") and len(arg) > 2 and not arg.startswith("-r=")]
        if (
            effect.manager != "pip"
            or "." in effect.names
            or any(name.startswith(("./", ".[")) for name in effect.names)
        ):
            lists += ["pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "poetry.lock", "uv.lock"]
        read = 0
        for each in lists:
            source = survey.source_of(call.path(each)) or next(
                (path for path in survey.files if posixpath.basename(path) == posixpath.basename(each)), None
            )
            text = survey.read(source) if source is not None else None
            if text is not None:
                read += 1
                names += re.findall(r"(?m)^[\s\"'\[,]*([A-Za-z][\w.-]*)", text) + re.findall(
                    r"[\"']([A-Za-z][\w.-]*)(?:\[[\w,]+\])?\s*[=<>~!;\"']", text
                )
        if lists and not read:
            return None
    return [re.sub(r"[._]+", "-", re.split(r"[=<>~!\[;@ ]", name, maxsplit=1)[0]).lower() for name in names]
