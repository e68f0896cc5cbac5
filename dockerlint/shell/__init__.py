"""The commands in shell text: RUN instructions, entry points, workflow scripts.  Only this folder knows tree-sitter."""

from __future__ import annotations

from dockerlint.shell.script import Assignment, Block, Command, Part, Redirect, Script, Word

__all__ = ["Assignment", "Block", "Command", "Part", "Redirect", "Script", "Word", "read_script"]


_REMEMBERED = 512  # scripts; a fix loop and an editor ask for the same ones again
_LONGEST = 4_000  # characters of one of them
# Longer ones: a state of each is enough, since the next one is read by what has changed.
_LONG_REMEMBERED = 4
_LONGEST_OF_ALL = 200_000


def read_script(text: str) -> Script:
    """The commands of POSIX shell or bash text whose line continuations may be joined already.

    Offsets are characters of ``text``.  Never raises: :attr:`Script.error` tells what could not be read.
    """
    if len(text) > _LONGEST:
        return _read_long(text)
    found = _remembered.get(text)
    if found is None:
        from dockerlint.shell.reader import read

        found = read(text)
        if len(_remembered) == _REMEMBERED:
            del _remembered[next(iter(_remembered))]
        _remembered[text] = found
    return found


def _read_long(text: str) -> Script:
    from dockerlint.shell.reader import read
    from dockerlint.text import are_alike

    nearest = None
    for known in _long:
        if known.text == text:
            return known
        if nearest is None and known.error is None and are_alike(known.text, text):
            nearest = known
    found = None
    if nearest is not None:
        from dockerlint.shell.again import read_again

        found = read_again(nearest, text)
    if found is None:
        found = read(text)
    if len(text) <= _LONGEST_OF_ALL:
        _long.insert(0, found)
        del _long[_LONG_REMEMBERED:]
    return found


_remembered: dict[str, Script] = {}
_long: list[Script] = []
