"""The commands in shell text: RUN instructions, entry points, workflow scripts.  Only this folder knows tree-sitter."""

from __future__ import annotations

from dockerlint.shell.script import Assignment, Block, Command, Part, Redirect, Script, Word

__all__ = ["Assignment", "Block", "Command", "Part", "Redirect", "Script", "Word", "read_script"]


def read_script(text: str) -> Script:
    """The commands of POSIX shell or bash text whose line continuations may be joined already.

    Offsets are characters of ``text``.  Never raises: :attr:`Script.error` tells what could not be read.
    """
    from dockerlint.shell.reader import read

    return read(text)
