"""Which files a run looks at: Dockerfiles, and what runs builds."""

from __future__ import annotations

import os

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.engine.config import Configs
    from dockerlint.engine.files import FileError
    from dockerlint.engine.run import Companion, Run


def companion(run: Run) -> Companion:
    """What knows the files that run builds."""
    from dockerlint.callers.companion import Companion

    return Companion(run)


def find_paths(paths: tuple[str, ...], configs: Configs, on_error: Callable[[FileError], None]) -> list[str]:
    """The files meant by ``paths``, each once; in folders, Dockerfiles and the files that run builds."""
    if not any(os.path.isdir(path) for path in paths):
        first: dict[str, str] = {}
        for path in paths:
            first.setdefault(os.path.normpath(path), path)
        return list(first.values())
    from dockerlint.callers.companion import runs_builds
    from dockerlint.callers.kinds.table import is_caller_name
    from dockerlint.engine.discover import find_files, is_dockerfile_name

    found = find_files(
        paths,
        lambda path: configs.of(path).excludes(path),
        on_error,
        lambda name: is_dockerfile_name(name) or is_caller_name(name),
    )
    named = {os.path.normpath(path) for path in paths}
    return [
        path
        for path in found
        if is_dockerfile_name(os.path.basename(path)) or os.path.normpath(path) in named or runs_builds(path)
    ]


def folders_in(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path for path in paths if os.path.isdir(path))
