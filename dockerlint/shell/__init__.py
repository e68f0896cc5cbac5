"""The commands in shell text: RUN instructions, entry points, workflow scripts.  Only this folder knows tree-sitter."""

from __future__ import annotations

from functools import lru_cache

from dockerlint.shell.script import Assignment, Block, Command, Part, Redirect, Script, Word

__all__ = ["Assignment", "Block", "Command", "Part", "Redirect", "Script", "Word", "read_script"]


_REMEMBERED = 512  # scripts; a fix loop and an editor ask for the same ones again
_LONGEST = 20_000  # characters of a script that is remembered


def read_script(text: str) -> Script:
    """The commands of POSIX shell or bash text whose line continuations may be joined already.

    Offsets are characters of ``text``.  Never raises: :attr:`Script.error` tells what could not be read.
    """
    return _remembered(text) if len(text) <= _LONGEST else _read(text)


def _read(text: str) -> Script:
    from dockerlint.shell.reader import read

    return read(text)


_remembered = lru_cache(_REMEMBERED)(_read)
