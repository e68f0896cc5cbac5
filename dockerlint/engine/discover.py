"""Finding Dockerfiles: what was named is taken, folders are walked with ``.gitignore`` respected."""

from __future__ import annotations

import os

from dockerlint.engine.files import FileError, reason_of
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dockerlint.engine.gitignore import GitIgnore

SKIPPED_FOLDERS = frozenset({".git", "node_modules", ".venv", "__pycache__"})


def is_dockerfile_name(name: str) -> bool:
    """Whether a file called so, without its folder, is taken for a Dockerfile when a folder is walked."""
    if name.endswith(".dockerignore"):
        return False
    return (
        name in ("Dockerfile", "dockerfile")
        or name.startswith(("Dockerfile.", "Dockerfile-", "Containerfile"))
        or name.endswith((".Dockerfile", ".dockerfile"))
    )


def find_files(
    paths: Iterable[str],
    is_excluded: Callable[[str], bool],
    on_error: Callable[[FileError], None],
    is_wanted: Callable[[str], bool] = is_dockerfile_name,
) -> Iterator[str]:
    """The files meant by ``paths``, each once, those of a folder sorted by name; a folder that cannot be read is told.

    Links to folders are not followed, so links that lead back end here.  ``is_excluded`` is asked about what is found
    in folders, not about files that were named; ``is_wanted`` about the names of files in folders.
    """
    seen: set[str] = set()
    for path in paths:
        if not os.path.isdir(path):
            key = os.path.normpath(path)
            if key not in seen:
                seen.add(key)
                yield path
            continue
        for found in _walk(path, is_excluded, on_error, is_wanted):
            key = os.path.normpath(found)
            if key not in seen:
                seen.add(key)
                yield found


def _walk(
    folder: str,
    is_excluded: Callable[[str], bool],
    on_error: Callable[[FileError], None],
    is_wanted: Callable[[str], bool],
) -> Iterator[str]:
    ignores = _Ignores(os.path.abspath(folder))
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            with os.scandir(here) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            on_error(FileError(here, f"folder not read: {reason_of(error)}"))
            continue
        ignores.enter(os.path.abspath(here), any(entry.name == ".gitignore" for entry in entries))
        folders = []
        for entry in entries:
            path = entry.name if here == "." else os.path.join(here, entry.name)
            if entry.is_dir(follow_symlinks=False):
                if (
                    entry.name not in SKIPPED_FOLDERS
                    and not ignores.matches(path, True)
                    and not is_excluded(path + "/")
                ):
                    folders.append(path)
            elif (
                is_wanted(entry.name) and _is_file(entry) and not ignores.matches(path, False) and not is_excluded(path)
            ):
                yield path
        pending += reversed(folders)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a regular file, or a link that leads to one or nowhere: the latter is worth an error."""
    if entry.is_symlink():
        return os.path.isfile(entry.path) or not os.path.exists(entry.path)
    return entry.is_file(follow_symlinks=False)


class _Ignores:
    """The ``.gitignore`` files in force below a folder, those of its parents up to the repository's root included."""

    def __init__(self, top: str) -> None:
        self._specs: dict[str, GitIgnore] = {}
        self._root = top
        chain = []
        here = top
        while not os.path.exists(os.path.join(here, ".git")):
            parent = os.path.dirname(here)
            if parent == here:
                return
            here = parent
            chain.append(here)
        self._root = here
        self._load(here, os.path.join(here, ".git", "info", "exclude"))
        for folder in chain:
            self.enter(folder, os.path.exists(os.path.join(folder, ".gitignore")))

    def enter(self, folder: str, has_file: bool) -> None:
        if has_file:
            self._load(folder, os.path.join(folder, ".gitignore"))

    def matches(self, path: str, is_folder: bool) -> bool:
        """Whether git would ignore ``path``: the nearest file with an opinion has its way."""
        if not self._specs:
            return False
        path = os.path.abspath(path)
        here = os.path.dirname(path)
        while True:
            spec = self._specs.get(here)
            if spec is not None:
                relative = os.path.relpath(path, here).replace(os.sep, "/")
                ignored = spec.decision(relative, is_folder)
                if ignored is not None:
                    return ignored
            if here in (self._root, os.path.dirname(here)):
                return False
            here = os.path.dirname(here)

    def _load(self, folder: str, path: str) -> None:
        if os.path.islink(path) or not os.path.isfile(path):  # git does not follow links here either
            return
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            return
        from dockerlint.engine.gitignore import GitIgnore, lines_of

        known = self._specs.get(folder)
        if known is None:
            self._specs[folder] = GitIgnore(lines_of(data))
        else:
            known.add(lines_of(data))
