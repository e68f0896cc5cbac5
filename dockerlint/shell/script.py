"""The values that shell text is read into: commands in the order they run, with words whose parts are known."""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """A piece of a word.  Offsets are into the shell text.

    ``kind`` is ``literal`` (``text`` is what the shell makes of it, quotes and escapes gone), ``variable`` (``text`` is
    the name; ``operator`` is the rest of ``${name…}``), ``substitution`` (``commands`` run in its place, ``$(…)`` and
    back-ticks, and process substitution) or ``other`` (arithmetic, a glob, whatever has no name here).
    """

    kind: str
    text: str
    start: int
    end: int
    quoted: bool = False  # inside double quotes
    operator: str = ""  # ":-default" of ${name:-default}
    commands: tuple[Command, ...] = ()


class Word(NamedTuple):
    raw: str
    start: int
    end: int
    parts: tuple[Part, ...]

    @property
    def literal(self) -> str | None:
        """What the shell makes of the word when nothing in it is expanded, else None."""
        if all(part.kind == "literal" for part in self.parts):
            return "".join(part.text for part in self.parts)
        return None

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables it expands, in order, those of substitutions not included."""
        return tuple(part.text for part in self.parts if part.kind == "variable")


class Assignment(NamedTuple):
    """``name=value`` before a command, alone, or behind ``export``, ``declare``, ``local``, ``readonly``."""

    name: str
    value: Word | None
    start: int
    end: int


class Redirect(NamedTuple):
    """``operator`` is ``<``, ``>``, ``>>``, ``>|``, ``&>``, ``<<<``, ``<<``…; ``target`` its file, None for a here-document.

    ``heredoc`` is the body as one Word (its variables are parts unless the delimiter is quoted).
    """

    operator: str
    fd: str
    target: Word | None
    heredoc: Word | None
    start: int
    end: int


class Command(NamedTuple):
    """One simple command, in the order of execution.

    ``name`` is the literal command name without its folder (``/usr/bin/npm`` -> ``npm``), "" for a bare assignment or a
    name that is expanded.  ``words`` are name and arguments, with ``sudo``, ``env``, ``exec``, ``command``, ``time``,
    ``nice``, ``xargs``-like wrappers left in: see :func:`unwrapped`.
    ``pipeline`` numbers commands joined by ``|`` alike; ``stage`` is the place in it (0 first).
    ``joiner`` is what stands before it in its list: "" (first), ``&&``, ``||``, ``;``, ``|``, ``&``.
    ``list_id`` tells which list (script, group, subshell, loop body) it stands in, ``depth`` how deep that is.
    ``conditional`` is true where it may not run (behind ``||``, in ``if``, ``case``, a loop, a function).
    ``start``/``end`` cover the command with its redirections.
    """

    name: str
    words: tuple[Word, ...]
    assignments: tuple[Assignment, ...]
    redirects: tuple[Redirect, ...]
    start: int
    end: int
    pipeline: int = 0
    stage: int = 0
    joiner: str = ""
    list_id: int = 0
    depth: int = 0
    conditional: bool = False
    subshell: bool = False

    def unwrapped(self) -> Command:
        """The command that a wrapper (``sudo -E``, ``env A=b``, ``exec``, ``time``, ``timeout 5``…) runs, else itself."""
        from dockerlint.shell.wrappers import unwrap

        return unwrap(self)


class Script(NamedTuple):
    """All commands of a shell text.  ``error`` says where the grammar gave up; the commands are then not to be trusted.

    ``nested`` texts (``sh -c '…'``, ``bash <<EOF``) are already read: their commands stand in line with offsets of the
    outer text wherever the inner text is a verbatim slice of it.
    """

    text: str
    commands: tuple[Command, ...]
    error: str | None = None
