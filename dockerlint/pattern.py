"""Regular expressions as :mod:`re` has them, without its price at start-up.

Loading ``re`` and compiling the expressions of a check takes as long as the rest of it.  So expressions are compiled
when they are first used, and those that ``scripts/generate-patterns`` has compiled before are taken from a table: the
code that ``re`` made of them, for the very engine that it is run by.  Whatever the table lacks, ``re`` compiles.

Modules on the way to ``check`` write ``from dockerlint import pattern as re``.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from re import Match, Pattern  # noqa: TC004 - for the annotations of those who import this module
    from typing import Any

__all__ = [
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "VERBOSE",
    "Match",
    "Pattern",
    "compile",
    "escape",
    "findall",
    "finditer",
    "fnmatchcase",
    "fullmatch",
    "hash_of",
    "lazy",
    "match",
    "search",
    "split",
    "sub",
    "table_path",
]

IGNORECASE, MULTILINE, DOTALL, VERBOSE = 2, 8, 16, 64  # as in re.RegexFlag

_MOST = 2_000  # expressions that are kept: some are made of the names in a file
_compiled: dict[tuple[int, str], Pattern[str]] = {}
_table: tuple[bytes, bytes] | None = None  # its index and its rows; both empty where there is none for this Python
_WIDTH = 12  # bytes of an entry of the index: eight of the key's hash, four for where its row begins


def compile(source: str, flags: int = 0) -> Pattern[str]:  # noqa: A001 - the name that re has
    """The expression, compiled once.  Raises ``re.error`` for one that is none."""
    found = _compiled.get((flags, source))
    if found is None:
        if len(_compiled) >= _MOST:
            _compiled.clear()
        found = _compiled[flags, source] = _from_table(source, flags) or _anew(source, flags)
    return found


def _anew(source: str, flags: int) -> Pattern[str]:
    import re

    return re.compile(source, flags)


def _from_table(source: str, flags: int) -> Pattern[str] | None:
    global _table  # noqa: PLW0603 - read once a process
    if _table is None:
        _table = _read_table()
    index, rows = _table
    if not index:
        return None
    from marshal import loads

    hashed = hash_of(source, flags)
    at = index.find(hashed)
    while at % _WIDTH:  # -1 as well
        if at < 0:
            return None
        at = index.find(hashed, at + 1)
    start = int.from_bytes(index[at + 8 : at + _WIDTH], "little")
    row = loads(memoryview(rows)[start:])  # noqa: S302 - a file of this package, as trusted as its modules
    if row[:2] != (flags, source):
        return None
    from _sre import compile as make  # type: ignore[import-not-found]  # the engine of re

    _, _, all_flags, code, groups, names, group_names = row
    made: Pattern[str] = make(source, all_flags, memoryview(code).cast("I").tolist(), groups, names, group_names)
    return made


def hash_of(source: str, flags: int) -> bytes:
    """What the table is searched by: eight bytes that are the same in every process."""
    from _imp import source_hash  # what Python tells compiled modules apart by

    found: bytes = source_hash(flags, source.encode("utf-8", "surrogatepass"))
    return found


def _read_table() -> tuple[bytes, bytes]:
    """The table for this Python's engine; both parts are empty for an engine that was not known at the time."""
    try:
        import _sre

        if _sre.CODESIZE == 4:
            with open(table_path(_sre.MAGIC), "rb", 0) as file:
                data = file.read()
            end = 4 + _WIDTH * int.from_bytes(data[:4], "little")
            return data[4:end], data[end:]
    except (ImportError, AttributeError, OSError):
        pass
    return b"", b""


def table_path(magic: int) -> str:
    """Where the expressions stand that were compiled for the engine with this number."""
    import sys

    return f"{__file__.rpartition('pattern.py')[0]}compiled/sre-{magic}-{sys.byteorder}.bin"


def match(source: str, text: str, flags: int = 0) -> Match[str] | None:
    return compile(source, flags).match(text)


def fullmatch(source: str, text: str, flags: int = 0) -> Match[str] | None:
    return compile(source, flags).fullmatch(text)


def search(source: str, text: str, flags: int = 0) -> Match[str] | None:
    return compile(source, flags).search(text)


def findall(source: str, text: str, flags: int = 0) -> list[Any]:
    return compile(source, flags).findall(text)


def finditer(source: str, text: str, flags: int = 0) -> Iterator[Match[str]]:
    return compile(source, flags).finditer(text)


def split(source: str, text: str, maxsplit: int = 0, flags: int = 0) -> list[str | Any]:
    return compile(source, flags).split(text, maxsplit)


def sub(source: str, new: str | Callable[[Match[str]], str], text: str, count: int = 0, flags: int = 0) -> str:
    return compile(source, flags).sub(new, text, count)


# What re.escape puts a backslash before: what means something in an expression, blanks, and what VERBOSE would skip.
_SPECIAL = {ord(char): "\\" + char for char in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"}


def escape(text: str) -> str:
    return text.translate(_SPECIAL)


def fnmatchcase(name: str, wildcards: str) -> bool:
    """Whether ``name`` fits ``wildcards``, in which ``*`` stands for any text; as :func:`fnmatch.fnmatchcase`."""
    if "?" in wildcards or "[" in wildcards:
        from fnmatch import fnmatchcase as by_expression

        return by_expression(name, wildcards)
    head, *middle = wildcards.split("*")
    if not middle:
        return name == wildcards
    tail = middle.pop()
    at, end = len(head), len(name) - len(tail)
    if at > end or not name.startswith(head) or not name.endswith(tail):
        return False
    for piece in middle:
        at = name.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


class _Lazy:
    """Stands for ``compile(source, flags)`` and takes over its methods on the first use of any."""

    def __init__(self, source: str, flags: int) -> None:
        self._arguments = (source, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = compile(*self._arguments)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "groupindex"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(source: str, flags: int = 0) -> Pattern[str]:
    """A pattern that is compiled on first use: a cold start must not pay for the expressions of a whole catalogue."""
    return _Lazy(source, flags)  # type: ignore[return-value]  # it answers as a pattern does
