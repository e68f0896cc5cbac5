"""The values that shell text is read into: commands in the order they run, with words whose parts are known.

What covers what, in characters of :attr:`Script.text`:

* a :class:`Command` runs from its first character (a leading ``!``, assignment or redirection counts) to the last one
  of its last word or redirection.  The joiner, blanks and comments around it are outside, and so is the body of a
  here-document, which starts on a later line;
* a :class:`Redirect` runs from its file descriptor to the end of its file or here-document delimiter;
* a :class:`Word` is all that the shell takes as one word, quotes included; ``raw == text[start:end]``;
* a :class:`Part` is the text between quotes: for a literal of one part, ``"abc"`` has ``start`` at ``a``;
* a :class:`Block` runs over a whole construct, ``(`` to ``)``, ``if`` to ``fi``, with its redirections.

The elements of a list, in order, are the commands whose ``list_id`` it is and the constructs of the blocks whose
``parent`` it is, ``substitution`` and ``nested`` aside; the text between two elements is a joiner, blanks and comments,
and the bodies of here-documents.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterator


class Part(NamedTuple):
    """A piece of a word.  Offsets are into the shell text.

    ``kind`` is ``literal`` (``text`` is what the shell makes of it, quotes and escapes gone; a leading ``~`` stays),
    ``variable`` (``text`` is the name; ``operator`` is the rest of ``${name…}``, or ``#`` and ``!`` that stand
    before the name), ``substitution`` (``commands`` run in its place, ``$(…)``, back-ticks, process substitution;
    ``text`` is what stands inside) or ``other`` (arithmetic, a glob, braces, ``${{ … }}`` of a
    workflow, whatever has no name here).
    ``commands`` of a variable are those in its operator.
    """

    kind: str
    text: str
    start: int
    end: int
    quoted: bool = False  # inside double quotes, or in a here-document that expands
    operator: str = ""  # ":-default" of ${name:-default}
    commands: tuple[Command, ...] = ()
    quote: str = ""  # what it stands in: ', ", $' or nothing
    inner: tuple[Part, ...] = ()  # what the operator expands: that of $other in ${name:-$other}


class Word(NamedTuple):
    raw: str
    start: int
    end: int
    parts: tuple[Part, ...]

    @property
    def literal(self) -> str | None:
        """What the shell makes of the word when nothing in it is expanded, else None."""
        parts = self.parts
        if len(parts) == 1:
            return parts[0].text if parts[0].kind == "literal" else None
        if all(part.kind == "literal" for part in parts):
            return "".join(part.text for part in parts)
        return None

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables it expands, in order, those of substitutions not included."""
        return tuple(part.text for part in _flat(self.parts) if part.kind == "variable")


class Assignment(NamedTuple):
    """``name=value`` before a command, alone, or behind ``export``, ``declare``, ``local``, ``readonly``.

    ``value`` is None for ``export name``; that of ``name=`` is an empty word.
    """

    name: str
    value: Word | None
    start: int
    end: int


class Redirect(NamedTuple):
    """``operator`` is ``<``, ``>``, ``>>``, ``>|``, ``&>``, ``<<<``, ``<<``…; ``target`` its file.

    ``target`` is None for a here-document and for ``>&-``.
    ``heredoc`` is the body as one Word (its variables are parts unless the delimiter is quoted): whole lines, the last
    line end included, without the line of the delimiter.  It is None too where the text ends before the body.
    """

    operator: str
    fd: str  # "2" of 2>file, "{name}" of {name}>file, else ""
    target: Word | None
    heredoc: Word | None
    start: int
    end: int


class Command(NamedTuple):
    """One simple command, in the order of execution.

    ``name`` is the literal command name without its folder (``/usr/bin/npm`` -> ``npm``), "" for a bare assignment or a
    name that is expanded.  ``words`` are name and arguments, with ``sudo``, ``env``, ``exec``, ``command``, ``time``,
    ``nice``, ``xargs``-like wrappers left in: see :func:`unwrapped`.  ``[``, ``[[`` and ``((`` are names; the head of a
    loop or ``case`` (``for x in a b``) is a command of its own list, named by its keyword.
    ``pipeline`` numbers commands joined by ``|`` alike; ``stage`` is the place in it (0 first).
    ``joiner`` is what stands before it in its list: "" (first), ``&&``, ``||``, ``;`` (a line end too), ``|``, ``&``.
    ``list_id`` tells which list (script, group, subshell, loop body) it stands in, ``depth`` how deep that is: see
    :attr:`Script.blocks`.
    ``conditional`` is true where it may not run though the script goes on to a good end: behind ``||``, in ``if``,
    ``case``, a loop, a function, behind ``&&`` where the failure of what stands before goes unnoticed (``a && b; c``).
    ``subshell`` is true where what it assigns is lost: in ``(…)``, a pipeline, a background job, a substitution,
    ``sh -c``.
    ``start``/``end`` cover the command with its redirections.
    ``verbatim`` is false for a command of a nested text that is no slice of the outer text: its words' ``raw`` and
    ``literal`` are right, its offsets are those of the whole word that holds the text, so it must not be edited.
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
    negated: bool = False  # its pipeline has a leading !
    verbatim: bool = True

    def unwrapped(self) -> Command:
        """The command that a wrapper (``sudo -E``, ``env A=b``, ``exec``, ``timeout 5``…) runs, else itself."""
        from dockerlint.shell.wrappers import unwrap

        return unwrap(self)

    def nested(self) -> Iterator[Command]:
        """The commands of its substitutions, here-documents included, innermost first."""
        for word in self.words:
            yield from _substituted(word)
        for assignment in self.assignments:
            if assignment.value is not None and not self._is_word(assignment):
                yield from _substituted(assignment.value)
        yield from _of_redirects(self.redirects)

    def _is_word(self, assignment: Assignment) -> bool:
        """Whether the assignment is an argument (``export a=b``) and so among the words."""
        return bool(self.words) and assignment.start >= self.words[0].start


class Block(NamedTuple):
    """A list of commands; its place in :attr:`Script.blocks` is the ``list_id`` of its commands.

    ``kind`` is ``script`` (the first one), ``subshell``, ``group``, ``if`` (a condition, that of ``elif`` too),
    ``then``, ``else``, ``while``, ``until``, ``do``, ``for``, ``select``, ``case`` (the heads), ``item`` (of ``case``),
    ``function``, ``substitution`` or ``nested`` (``sh -c``, ``bash <<EOF``).  ``start``/``end`` cover the whole
    construct, the same for all lists of one ``if``; ``body_start``/``body_end`` the list alone.
    ``parent``, ``joiner``, ``pipeline`` and ``stage`` place the construct in its list as a command's do; those of
    ``nested`` are the command's that runs it, and a ``substitution`` has no place (its ``pipeline`` is -1).
    """

    kind: str
    start: int
    end: int
    body_start: int
    body_end: int
    parent: int = -1
    joiner: str = ""
    pipeline: int = -1
    stage: int = 0
    redirects: tuple[Redirect, ...] = ()


class Script(NamedTuple):
    """All commands of a shell text.  ``error`` says where the grammar gave up; the commands are then not to be trusted.

    ``nested`` texts (``sh -c '…'``, ``bash <<EOF``) are already read: their commands stand in line, behind the command
    that runs them, with offsets of the outer text wherever the inner text is a verbatim slice of it.
    Commands of substitutions are in :attr:`Part.commands` only; :meth:`every_command` has them all.
    """

    text: str
    commands: tuple[Command, ...]
    error: str | None = None
    blocks: tuple[Block, ...] = ()
    error_at: int | None = None

    def every_command(self, but: Container[int] = ()) -> Iterator[Command]:
        """All commands, those of substitutions before the command or the construct in whose words they stand.

        Those that start at one of ``but`` are left out, with their substitutions.
        """
        entered: set[tuple[int, int]] = set()
        has_redirects = any(block.redirects for block in self.blocks)
        for command in self.commands:
            for block in self._around(command) if has_redirects else ():
                if (block.start, block.end) not in entered:
                    entered.add((block.start, block.end))
                    yield from _of_redirects(block.redirects)
            if command.start not in but:
                yield from command.nested()
                yield command

    def is_nested(self, command: Command) -> bool:
        """Whether an inner shell runs the command, from a text that is an argument or a here-document of another."""
        at = command.list_id
        while at > 0:
            block = self.blocks[at]
            if block.kind == "nested":
                return True
            at = block.parent
        return False

    def _around(self, command: Command) -> Iterator[Block]:
        """The blocks with redirections that the command stands in."""
        at = command.list_id if command.depth else -1
        while at > 0:
            block = self.blocks[at]
            if block.redirects:
                yield block
            at = block.parent


def _flat(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        if part.inner:
            yield from _flat(part.inner)


def _of_redirects(redirects: tuple[Redirect, ...]) -> Iterator[Command]:
    for redirect in redirects:
        for held in (redirect.target, redirect.heredoc):
            if held is not None:
                yield from _substituted(held)


def _substituted(word: Word) -> Iterator[Command]:
    for part in word.parts:
        for command in part.commands:
            yield from command.nested()
            yield command
