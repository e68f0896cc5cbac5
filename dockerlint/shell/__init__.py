"""The commands in shell text: RUN instructions, entry points, workflow scripts.  Only this folder knows tree-sitter."""

from __future__ import annotations

from dockerlint.shell.script import Assignment, Block, Command, Part, Redirect, Script, Word

__all__ = ["Assignment", "Block", "Command", "Part", "Redirect", "Script", "Word", "read_script"]


_REMEMBERED = 512  # scripts; a fix loop and an editor ask for the same ones again
_LONGEST = 20_000  # characters of a script that is remembered


def read_script(text: str) -> Script:
    """The commands of POSIX shell or bash text whose line continuations may be joined already.

    Offsets are characters of ``text``.  Never raises: :attr:`Script.error` tells what could not be read.
    """
    found = _remembered.get(text)
    if found is None:
        from dockerlint.shell.reader import read

        found = read(text)
        if len(text) <= _LONGEST:
            if len(_remembered) == _REMEMBERED:
                del _remembered[next(iter(_remembered))]
            _remembered[text] = found
    return found


_remembered: dict[str, Script] = {}
