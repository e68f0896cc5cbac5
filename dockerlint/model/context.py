"""The build context: the files that ``docker build`` would send, as far as they can be seen here.

Nothing is read before it is asked for.  What a ``.dockerignore`` keeps out is not there.  Links are copied as links, so
they are no files of the context; one that COPY names itself is followed, but never out of the root.
"""

from __future__ import annotations

import os
from itertools import islice

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.model.dockerignore import Ignore

MOST_ENTRIES = 50_000


class IgnoreFile(NamedTuple):
    """The ignore file in force, or the ``.dockerignore`` that could be made: then ``text`` is None."""

    path: str
    text: str | None


class Context:
    """The folder ``root`` as the build context of ``dockerfile``.  One that is no folder is empty and not ``known``.

    Paths of its files are relative to ``root``, with ``/`` between, without a leading one.
    """

    __slots__ = (
        "_budget", "_complete", "_files", "_ignore", "_ignore_file", "_known", "_real", "dockerfile", "remembered",
        "root",
    )  # fmt: skip

    def __init__(self, root: str, dockerfile: str = "") -> None:
        self.root = root
        self.dockerfile = dockerfile
        self._known: bool | None = None
        self._real = ""
        self._ignore_file: IgnoreFile | None = None
        self._ignore: Ignore | None = None
        self._files: dict[str, tuple[str, ...]] = {}
        self._budget = MOST_ENTRIES
        self._complete = True
        self.remembered: dict[
            str, tuple[str, ...]
        ] = {}  # what the layers above picked out of listings, by their own keys

    @property
    def known(self) -> bool:
        """Whether there is such a folder, so that what is not found is not there."""
        if self._known is None:
            self._known = bool(self.root) and os.path.isdir(self.root)
            self._real = os.path.realpath(self.root) if self._known else ""
        return self._known

    @property
    def complete(self) -> bool:
        """False once a listing left something out: a folder it could not read, or what is beyond ``MOST_ENTRIES``."""
        return self._complete

    @property
    def listed(self) -> int:
        """How many files and folders were listed so far, a measure of the memory that this takes."""
        return MOST_ENTRIES - self._budget

    @property
    def ignore_file(self) -> IgnoreFile:
        """``<Dockerfile>.dockerignore`` beside the Dockerfile if there is one, else ``.dockerignore`` of the root."""
        if self._ignore_file is None:
            default = os.path.join("" if self.root == "." else self.root, ".dockerignore")
            own = self.dockerfile + ".dockerignore" if self.dockerfile else ""
            self._ignore_file = IgnoreFile(default, None)
            for path in (own, default) if own else (default,):
                data = _read(path, 1 << 20) if self.known else None
                if data is not None:
                    self._ignore_file = IgnoreFile(path, data.decode("utf-8", "surrogateescape"))
                    break
        return self._ignore_file

    @property
    def ignore(self) -> Ignore:
        """The patterns of :attr:`ignore_file`; none without one."""
        if self._ignore is None:
            from dockerlint.model.dockerignore import read_ignore

            self._ignore = read_ignore(self.ignore_file.text or "")
        return self._ignore

    @property
    def files(self) -> tuple[str, ...]:
        """All files, sorted, links and special files not included."""
        return self._below("")

    def matching(self, source: str) -> tuple[str, ...]:
        """The files that ``COPY source`` takes, those below a folder included; ``source`` may be a Go glob."""
        from dockerlint.model.globs import BadPatternError, Glob, cleaned, has_wildcard, read_glob

        parts = cleaned("/" + source)[1:].split("/")
        plain = next((at for at, part in enumerate(parts) if has_wildcard(part)), len(parts))
        base = self._followed("/".join(parts[:plain]))
        if base is None:
            return ()
        if plain == len(parts):
            return (base,) if os.path.isfile(os.path.join(self._real, base)) else self._below(base)
        pattern = "/".join(parts[plain:])
        try:
            glob = Glob(read_glob(pattern))
        except BadPatternError:
            return ()
        depth = len(parts) - plain
        start = f"{base}/" if base else ""
        literal = start + pattern[: next(at for at, char in enumerate(pattern) if char in "*?[\\")]
        files = [file for file in self._below(base) if file.startswith(literal)]
        return tuple(file for file in files if glob.matches("/".join(file[len(start) :].split("/")[:depth])))

    def exists(self, path: str) -> bool:
        """Whether the context has a file or folder at ``path``, itself or by a link within the root."""
        return self._followed(path) is not None

    def read(self, path: str, limit: int = 1 << 20) -> bytes | None:
        """The first ``limit`` bytes of a file of the context, None for anything else."""
        followed = self._followed(path)
        return None if followed is None else _read(os.path.join(self._real, followed), limit)

    def _followed(self, path: str) -> str | None:
        """The path with links resolved, where that is in the root and not ignored."""
        from dockerlint.model.globs import cleaned

        if not self.known or "\0" in path:
            return None
        shortest = cleaned("/" + path)[1:]
        full = os.path.join(self._real, shortest) if shortest else self._real
        if not os.path.exists(full):
            return None
        if self._has_link(shortest):
            full = os.path.realpath(full)
        inside = os.path.relpath(full, self._real).replace(os.sep, "/")
        inside = "" if inside == "." else inside
        if inside == ".." or inside.startswith("../") or (inside != shortest and self.ignore.ignores(shortest)):
            return None
        if self.ignore.ignores(inside) and not (os.path.isdir(full) and self._below(inside)):
            return None
        return inside

    def _has_link(self, path: str) -> bool:
        """Whether a part of ``path`` is a link: ``realpath`` would ask that of every folder above the root, too."""
        end = path.find("/")
        while end >= 0:
            if os.path.islink(os.path.join(self._real, path[:end])):
                return True
            end = path.find("/", end + 1)
        return bool(path) and os.path.islink(os.path.join(self._real, path))

    def _below(self, folder: str) -> tuple[str, ...]:
        if folder not in self._files:
            self._files[folder] = tuple(sorted(self._walk(folder))) if self.known else ()
        return self._files[folder]

    def _walk(self, folder: str) -> list[str]:
        found = []
        ignore = self.ignore
        known: tuple[bool, ...] = ()
        parts = folder.split("/") if folder else []
        for end in range(1, len(parts) + 1):
            known = ignore.step("/".join(parts[:end]), known)[1]
        pending = [(folder, known)]
        for current, known in pending:  # grows: folders near the root come first, for the bound may cut the rest off
            prefix = f"{current}/" if current else ""
            for name, kind in self._entries(current):
                path = prefix + name
                if ignore.patterns:
                    ignored, matched = ignore.step(path, known)
                    if ignored and not (kind == _FOLDER and ignore.may_except_below(path)):
                        continue
                else:
                    matched = ()
                if kind == _FOLDER:
                    pending.append((path, matched))
                elif kind == _FILE:
                    found.append(path)
        return found

    def _entries(self, folder: str) -> list[tuple[str, int]]:
        """The names in a folder, each with what it is."""
        if self._budget <= 0:
            self._complete = False
            return []
        entries: list[tuple[str, int]] = []
        try:
            with os.scandir(os.path.join(self._real, folder)) as listing:
                for entry in islice(listing, self._budget):
                    is_folder = entry.is_dir(follow_symlinks=False)
                    kind = _FOLDER if is_folder else _FILE if entry.is_file(follow_symlinks=False) else _OTHER
                    entries.append((entry.name, kind))
                self._complete = self._complete and next(listing, None) is None
        except OSError:
            self._complete = False
        self._budget -= len(entries)
        return entries


_FOLDER, _FILE, _OTHER = range(3)


def _read(path: str, limit: int) -> bytes | None:
    """The head of a regular file; None when it is none or cannot be read."""
    try:
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            return file.read(limit)
    except (OSError, ValueError):
        return None
