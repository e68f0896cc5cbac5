"""Which of a project's folders the image needs: those that its programs lie in, work in or are told of."""

from __future__ import annotations

import posixpath

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_below, is_known, join
from dockerlint.staging.running import final_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.staging.running import Program, Running
    from dockerlint.staging.survey import Survey


def is_among(program: Program, trees: Sequence[str], running: Running) -> bool:
    """Whether a program is one of ``trees`` or lies in one; a bare name is looked up in the folders of PATH."""
    paths = [program.path] if program.path else [f"{folder}/{program.name}" for folder in running.search]
    return any(is_below(path, tree) for path in paths for tree in trees)


def scripts_run(survey: Survey, running: Running) -> list[str]:
    """The scripts of the build context that the container runs, by their paths in the image."""
    found = []
    for program in running.programs:
        source = survey.source_of(program.path) if program.path else None
        if source is not None and (survey.read(source) or "").startswith("#!"):
            found.append(program.path)
    return list(dict.fromkeys(found))


def own_programs(survey: Survey, named: Sequence[str]) -> list[str]:
    """Those of the programs that sources name by their paths which lie in a folder of the project."""
    paths = [join(final_folder(survey), name) for name in named if "/" in name]
    return [path for path in dict.fromkeys(paths) if any(is_below(path, folder) for folder in survey.folders)]


def paths_told(running: Running) -> list[str]:
    """The absolute paths that the programs are or get as arguments."""
    found = []
    for program in running.programs:
        if program.path:
            found.append(program.path)
        for arg in program.args:
            value = arg.rpartition("=")[2] if arg.startswith("-") else arg
            if value and is_known(value) and " " not in value and ("/" in value or "." in value):
                path = join(program.cwd, value)
                if not _ADDRESS.fullmatch(value) or running.survey.source_of(path) is not None:
                    found.append(path)
    return found


# An address, a host with its port, a number with its unit, a URL: what else arguments with dots are than paths.
_ADDRESS = lazy(
    r"\w[\w+.-]*://.*|\d+(?:\.\d+){3}(?::\d+)?(?:/\d+)?|\[?[\da-fA-F]*:[\da-fA-F:.]*\]?(?::\d+)?(?:/\d+)?|[\w.-]*:\d+"
    r"|v?\d+(?:\.\d+)*[a-zA-Z%]{0,2}|[\w.+-]+@[\w.-]+|(?:[\w-]+\.)+(?:com|org|net|io|dev|local|internal)"
)


def needed_folders(survey: Survey, running: Running, trees: Sequence[str]) -> list[str]:
    """The project's folders that the container starts in, or of which a program is or is told a path.

    Variables tell paths, too.
    """
    home = final_folder(survey)
    told = paths_told(running)
    settings = " ".join(step.instruction.args for step in survey.stage.steps if step.keyword == "ENV")
    needed = []
    for folder in survey.folders:
        inside = [path for path in told if is_below(path, folder) and not any(is_below(path, tree) for tree in trees)]
        if is_below(home, folder) or (home != "/" and is_below(folder, home)) or inside or folder in settings:
            needed.append(folder)
    return [folder for folder in needed if not any(other != folder and is_below(folder, other) for other in needed)]


def ends_as_root(survey: Survey) -> bool:
    """Whether root is the user of the last step that makes files: whoever may delete all of them."""
    worked = [step for step in survey.stage.steps if step.keyword in ("RUN", "COPY", "ADD") and not step.onbuild]
    return bool(worked) and worked[-1].user.is_root


def told_in(folders: Sequence[str], running: Running) -> list[str]:
    """The paths in ``folders`` that the container's command names."""
    return [
        path for path in paths_told(running) if any(path != folder and is_below(path, folder) for folder in folders)
    ]


def given_files(survey: Survey, running: Running) -> list[str]:
    """The files and folders of the context that the container's command names, by their paths in the image."""
    found: dict[str, None] = {}
    for program in running.programs:
        for arg in program.args:
            value = arg.rpartition("=")[2] if arg.startswith("-") else arg
            path = join(program.cwd, value) if value and is_known(value) else "/"
            if path not in survey.folders and _is_brought(survey, path):
                found[path] = None
    return list(found)


def _is_brought(survey: Survey, path: str) -> bool:
    """Whether a file or folder of the context becomes ``path``."""
    if survey.source_of(path) is not None:
        return True
    return survey.context is not None and any(
        path != arrival.whole
        and is_below(path, arrival.whole)
        and survey.context.exists(posixpath.join(source.strip("/"), path[len(arrival.whole) :].lstrip("/")))
        for arrival in survey.arrivals
        for source in arrival.sources
    )
