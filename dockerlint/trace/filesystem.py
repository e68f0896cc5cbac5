"""The files of a stage that hold credentials, as the instructions go by."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.pattern import fnmatchcase
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.secrets import Removal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.model import Step
    from dockerlint.shell.script import Command
    from dockerlint.text import Span
    from dockerlint.trace.secrets import Holding


def absolute(path: str, workdir: str, home: str) -> str:
    """``path`` made absolute and tidy; ``~`` and ``$HOME`` lead home, unknown variables stay as they are."""
    for prefix in ("~", "$HOME", "${HOME}"):
        if path == prefix or path.startswith(prefix + "/"):
            path = home + path[len(prefix) :]
            break
    if path.startswith("/"):
        return posixpath.normpath(path)
    if path.startswith("$"):
        return path
    return posixpath.normpath(posixpath.join(workdir or "/", path))


def changed_folder(command: Command, folder: str, home: str, resolve: Callable[[str], str]) -> str:
    """The folder that ``cd`` leads to from ``folder``; one that cannot be told keeps the ``$`` by which it is named.

    ``resolve`` gives a text with the values of variables.
    """
    target = next((word for word in command.words[1:] if not re.match(r"-\w|--$", word.raw)), None)
    if target is None:
        return home
    if target.raw == "-":
        return "$OLDPWD"
    text = resolve(target.literal or target.raw.strip("\"'"))
    return f"${text}" if text.startswith("`") else absolute(text, folder, home)


_MANY = 200


class FileSystem:
    """Credential files by absolute path.  A stage starts with those of the stage that it starts from."""

    def __init__(self, parent: FileSystem | None = None) -> None:
        self._files: dict[str, Holding] = {}
        for holding in parent.all() if parent is not None else ():
            self.put(holding)

    def __bool__(self) -> bool:
        return bool(self._files)

    def all(self) -> tuple[Holding, ...]:
        return tuple(self._files.values())

    def __len__(self) -> int:
        return len(self._files)

    def may_be_named_in(self, text: str) -> bool:
        """Whether ``text`` holds the last part of a file's path; of very many files one is taken to be named."""
        return len(self._files) > _MANY or any(posixpath.basename(path) in text for path in self._files)

    def put(self, holding: Holding) -> None:
        self._files[holding.path] = holding

    def get(self, path: str) -> Holding | None:
        return self._files.get(path)

    def take(self, path: str, step: Step) -> None:
        """The file at ``path`` is moved away or written anew in ``step``; its own layer then does not hold it."""
        holding = self._files.pop(path, None)
        if holding is not None and holding.step is step:
            holding.is_kept = False

    def below(self, path: str) -> Iterator[Holding]:
        """The files that ``path`` covers: itself, all below it when it is a folder, or what its wildcards match."""
        path = posixpath.normpath(path)
        prefix = path.rstrip("/") + "/"
        head = next((path[:at] for at, char in enumerate(path) if char in "*?["), None)
        for name, holding in list(self._files.items()):
            if (
                name == path
                or name.startswith(prefix)
                or (
                    head is not None
                    and name.startswith(head)
                    and (fnmatchcase(name, path) or fnmatchcase(name, prefix + "*"))
                )
            ):
                yield holding

    def remove(self, holding: Holding, step: Step, span: Span, command: Command) -> list[Removal]:
        """Take a file away; its removal, when an earlier layer holds it."""
        del self._files[holding.path]
        if holding.step is step:
            holding.is_kept = False
            return []
        holding.removed_at = Removal(holding.path, step, span, command, holding)
        return [holding.removed_at]
