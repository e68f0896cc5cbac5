"""From the tree to commands.

tree-sitter-bash nests lists, pipelines and redirections in ways of its own (``a && b >f`` is one redirected list), so
:mod:`dockerlint.shell.stream` flattens the nodes of a list and puts them together anew.  The walk over its elements
here knows what stands before and behind each and makes the commands.
"""

from __future__ import annotations

from bisect import bisect_left

from dockerlint.record import TYPE_CHECKING
from dockerlint.shell.assignment import as_declared
from dockerlint.shell.compound import bodies
from dockerlint.shell.grammar import parse
from dockerlint.shell.nested import HOLDERS, nested_text, pin, pin_blocks
from dockerlint.shell.scope import Numbers, Scope, scope_of_pipeline
from dockerlint.shell.script import Assignment, Block, Command, Redirect, Script
from dockerlint.shell.stream import Element, elements_of
from dockerlint.shell.words import read_parts, read_word
from dockerlint.shell.wrappers import base_name

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockerlint.shell.heredoc import Heredoc
    from dockerlint.shell.script import Part
    from dockerlint.shell.stream import RawRedirect


class Reader:
    """Reads one text; ``base`` is its offset in the outermost one.

    ``expanded`` are the parts that the shell around it has expanded already, whatever quotes they stand in here.
    """

    __slots__ = ("base", "error_at", "expanded", "heredocs", "numbers", "root", "shown", "text")

    def __init__(self, text: str, base: int, numbers: Numbers, expanded: tuple[Part, ...] = ()) -> None:
        self.text = text
        self.base = base
        self.numbers = numbers
        self.expanded = expanded
        self.heredocs: dict[int, Heredoc] = {}
        self.shown = text
        if any(sign in text for sign in _SIGNS):
            from dockerlint.shell.gaps import disguise

            self.shown, heredocs = disguise(text)
            self.heredocs = {heredoc.start: heredoc for heredoc in heredocs}
        self.root = parse(encoded(self.shown))
        self.error_at: int | None = None
        if self.root.has_error:
            from dockerlint.shell.gaps import bridge, first_error

            self.shown, self.root = bridge(self.shown, self.root)
            self.error_at = first_error(self.root)

    def read(self, scope: Scope, out: list[Command]) -> None:
        self.read_list(self.root.children, scope, out)

    def read_statements(self, scope: Scope, out: list[Command], *, joiner: str, more: bool) -> None:
        """Appends those of a stretch of a list, which begins behind ``joiner`` and ends before ``more`` statements."""
        elements = elements_of(self, self.root.children, more=more)
        if elements:
            elements[0].joiner = joiner
        self._read(elements, scope, out)

    def read_list(self, nodes: list[Node], scope: Scope, out: list[Command]) -> None:
        """Appends the commands of a list, those of nested constructs in line."""
        self._read(elements_of(self, nodes), scope, out)

    def _read(self, elements: list[Element], scope: Scope, out: list[Command]) -> None:
        pipeline, stage = -1, 0
        for index, element in enumerate(elements):
            if element.joiner != "|" or pipeline < 0:
                inner, negated = scope_of_pipeline(elements, index, scope), element.negated
                pipeline, stage = self.numbers.pipeline, 0
                self.numbers.pipeline += 1
            else:
                stage += 1
            if element.words or element.assignments or element.compound is None:
                self._command(element, inner, pipeline, stage, negated, out)
            if element.compound is not None:
                self._compound(element, element.compound, inner, pipeline, stage, out)

    def _command(
        self, element: Element, scope: Scope, pipeline: int, stage: int, negated: bool, out: list[Command]
    ) -> None:
        base = self.base
        words = [read_word(self, nodes, start, end, scope) for start, end, nodes in element.words]
        assignments = [self._assignment(nodes, scope) for nodes in element.assignments]
        name = base_name(words[0]) if words else ""
        if name in _DECLARING:
            assignments += filter(None, map(as_declared, words[1:]))
        if words and ("=" in words[0].raw or self.shown is not self.text):
            from dockerlint.shell.gaps import shell_view

            words, assignments = shell_view(words, assignments)
            name = base_name(words[0]) if words else ""
        redirects: tuple[Redirect, ...] = ()
        if element.compound is None and element.redirects:
            bare = not words and not assignments
            redirects = tuple([self._redirect(each, scope, bare) for each in element.redirects])
        command = Command(
            name,
            tuple(words),
            tuple(assignments),
            redirects,
            element.start + base,
            element.end + base if element.compound is None else words[-1].end if words else element.end + base,
            pipeline,
            stage,
            element.joiner,
            scope.list_id,
            scope.depth,
            scope.conditional,
            scope.subshell,
            negated,
        )
        out.append(command)
        if name in HOLDERS or (not words and command.redirects):
            self._nested(command, scope, out)

    def _nested(self, command: Command, scope: Scope, out: list[Command]) -> None:
        held = nested_text(command)
        if held is None:
            return
        place = (command.start, command.end, held.start, held.end, scope.list_id)
        if held.verbatim:
            reader, shift = Reader(held.text, held.start, self.numbers, held.expanded), None
        else:
            reader, shift = Reader(held.text, 0, self.numbers, held.expanded), (held.start, held.end)
        if reader.error_at is not None:
            if not command.words:
                self.error_at = held.start - self.base
            return
        list_id = self.numbers.open(Block("nested", *place, "", command.pipeline, command.stage))
        inner = Scope(list_id, scope.depth + 1, scope.conditional, scope.subshell or not held.same_shell, scope.watched)
        commands: list[Command] = []
        first = len(self.numbers.blocks)
        reader.read(inner, commands)
        if shift is not None:
            commands = [pin(each, *shift) for each in commands]
            pin_blocks(self.numbers.blocks, first, *shift)
        out += commands

    def _compound(
        self, element: Element, node: Node, scope: Scope, pipeline: int, stage: int, out: list[Command]
    ) -> None:
        base = self.base
        redirects = tuple([self._redirect(each, scope) for each in element.redirects])
        for body in bodies(node):
            nodes = body.nodes
            start = nodes[0].start_byte if nodes else node.end_byte
            end = nodes[-1].end_byte if nodes else node.end_byte
            place = (node.start_byte + base, element.end + base, start + base, end + base, scope.list_id)
            list_id = self.numbers.open(Block(body.kind, *place, element.joiner, pipeline, stage, redirects))
            inner = Scope(
                list_id,
                scope.depth + 1,
                scope.conditional or body.conditional,
                scope.subshell or body.kind == "subshell",
                scope.watched and body.watched,
            )
            if body.head:
                self._head(body.nodes, inner, out)
            else:
                self.read_list(body.nodes, inner, out)

    def _head(self, nodes: list[Node], scope: Scope, out: list[Command]) -> None:
        """``for x in a b`` as a command of that name."""
        groups: list[list[Node]] = []
        for node in nodes:
            if groups and groups[-1][-1].end_byte == node.start_byte:
                groups[-1].append(node)
            else:
                groups.append([node])
        words = [read_word(self, each, each[0].start_byte, each[-1].end_byte, scope) for each in groups]
        pipeline = self.numbers.pipeline
        self.numbers.pipeline += 1
        start, end = words[0].start, words[-1].end
        place = (scope.list_id, scope.depth, scope.conditional, scope.subshell)
        out.append(Command(words[0].raw, tuple(words), (), (), start, end, pipeline, 0, "", *place))

    def _assignment(self, nodes: list[Node], scope: Scope) -> Assignment:
        base, node = self.base, nodes[0]
        end = nodes[-1].end_byte
        name, equals, *values = node.children
        start = equals.end_byte
        if name.child_count:
            name = name.children[0]
        value = read_word(self, values + nodes[1:], start, end, scope)
        return Assignment(self.text[name.start_byte : name.end_byte], value, node.start_byte + base, end + base)

    def _redirect(self, raw: RawRedirect, scope: Scope, bare: bool = False) -> Redirect:
        """``bare`` is that of a command without words: its here-document is the script of a RUN and expands later."""
        base, text = self.base, self.text
        heredoc = self.heredocs.get(raw.operator_start) if self.heredocs else None
        fd = text[raw.start : raw.operator_start]
        if heredoc is not None:
            heredoc = heredoc._replace(expands=heredoc.expands and not bare)
            body = None
            if heredoc.body_start >= 0:
                from dockerlint.shell.heredoc_word import heredoc_word

                body = heredoc_word(self, heredoc, scope)
            return Redirect(heredoc.operator, fd, None, body, raw.start + base, heredoc.word_end + base)
        symbol = text[raw.operator_start : raw.operator_end]
        target = None
        if raw.target:
            target = read_word(self, raw.target, raw.target[0].start_byte, raw.target[-1].end_byte, scope)
        return Redirect(symbol, fd, target, None, raw.start + base, raw.end + base)

    def substitution(self, nodes: list[Node], start: int, end: int, scope: Scope) -> tuple[Command, ...]:
        """The commands of ``nodes``, which run in place of a part of a word."""
        base = self.base
        list_id = self.numbers.open(
            Block("substitution", start + base, end + base, start + base, end + base, scope.list_id)
        )
        commands: list[Command] = []
        self.read_list(nodes, Scope(list_id, scope.depth + 1, scope.conditional, True, False), commands)
        return tuple(commands)

    def substituted_text(self, text: str, start: int, end: int, verbatim: bool, scope: Scope) -> tuple[Command, ...]:
        """The commands of ``text``, which stands at ``start:end``, perhaps behind a layer of escapes."""
        base, blocks = self.base, self.numbers.blocks
        reader = Reader(text, start + base if verbatim else 0, self.numbers)
        if reader.error_at is not None and self.error_at is None:
            self.error_at = start
        list_id = self.numbers.open(
            Block("substitution", start + base, end + base, start + base, end + base, scope.list_id)
        )
        commands: list[Command] = []
        first = len(blocks)
        reader.read(Scope(list_id, scope.depth + 1, scope.conditional, True, False), commands)
        if verbatim:
            return tuple(commands)
        pin_blocks(blocks, first, start + base, end + base)
        return tuple([pin(each, start + base, end + base) for each in commands])

    def expanded_in(self, start: int, end: int) -> tuple[Part, ...]:
        """Those of the parts expanded before that lie within ``start:end``."""
        expanded = self.expanded
        if not expanded:
            return ()
        first = bisect_left(expanded, start, key=_start_of)
        last = bisect_left(expanded, end, first, key=_start_of)
        if first < last and expanded[last - 1].end > end:
            last -= 1
        return expanded[first:last]

    def expansion_at(self, start: int, end: int, scope: Scope) -> list[Part]:
        """The expansion that begins at ``start`` in a here-document that ends at ``end``; nothing if it is open."""
        from dockerlint.shell.heredoc import closing

        end = closing(self.text, start, end)
        if end < 0:
            return []
        reader = Reader(self.text[start:end], start + self.base, self.numbers)
        if reader.error_at is not None and self.error_at is None:
            self.error_at = start
        return read_parts(reader, [reader.root], 0, end - start, scope)


def read(text: str) -> Script:
    """See :func:`dockerlint.shell.read_script`."""
    numbers = Numbers()
    out: list[Command] = []
    scope = Scope(numbers.open(Block("script", 0, len(text), 0, len(text))), 0, False, False, True)
    try:
        reader = Reader(text, 0, numbers)
        reader.read(scope, out)
    except RecursionError:
        return Script(text, (), "the shell text is nested too deeply", tuple(numbers.blocks[:1]), 0)
    error_at = reader.error_at
    error = None if error_at is None else f"the shell text cannot be read at character {error_at}"
    return Script(text, tuple(out), error, tuple(numbers.blocks), error_at)


def _start_of(place: Part) -> int:
    return place.start


def encoded(text: str) -> bytes:
    """One byte a character, so that the tree's offsets are characters.

    What is not ASCII is an ordinary character of a word to the shell, and no part of a name; so is the stand-in.
    """
    if text.isascii():
        return text.encode()
    from dockerlint import pattern as re

    return re.sub(r"[^\x00-\x7f]", ".", text).encode()


# Of what gaps.disguise may have to hide.
_SIGNS = ("<<", "`", "\\ ", "\\\t", "! ", "time ", "coproc ", "}>", "}<", "${{")
_DECLARING = frozenset(("export", "declare", "typeset", "local", "readonly"))
