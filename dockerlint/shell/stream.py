"""The nodes of one list as elements: what is joined by ``&&``, ``||``, ``;``, ``|``, ``&`` and line ends."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockerlint.shell.reader import Reader


class RawRedirect:
    """A redirection as nodes; the text before its operator is its file descriptor."""

    __slots__ = ("end", "operator_end", "operator_start", "start", "target")

    def __init__(self, start: int, operator: Node, end: int, target: list[Node]) -> None:
        self.start = start
        self.operator_start = operator.start_byte
        self.operator_end = operator.end_byte
        self.end = end
        self.target = target


class Element:
    """A simple command or a compound construct (both for ``time { …; }``), with what surrounds it in its list.

    ``words`` are ``(start, end, nodes)``.  ``last`` is true when no further ``&&``-``||`` group follows, ``rescued``
    when a later ``||`` of its group catches its failure.
    """

    __slots__ = (
        "assignments", "background", "compound", "end", "joiner", "last", "negated", "redirects", "rescued", "start",
        "words",
    )  # fmt: skip

    def __init__(self, joiner: str, start: int) -> None:
        self.joiner = joiner
        self.start = start
        self.end = start
        self.words: list[tuple[int, int, list[Node]]] = []
        self.assignments: list[list[Node]] = []
        self.redirects: list[RawRedirect] = []
        self.compound: Node | None = None
        self.negated = False
        self.background = False
        self.last = True
        self.rescued = False


_OPEN, _JOIN, _ASSIGN, _REDIRECT, _COMPOUND, _BANG, _IGNORE, _TEST = range(1, 9)
_ACTIONS = {
    **dict.fromkeys(
        ("list", "pipeline", "redirected_statement", "negated_command", "command", "variable_assignments",
         "declaration_command", "unset_command", "ERROR"), _OPEN
    ),
    **dict.fromkeys(("&&", "||", ";", "|", "|&", "&", ";;", "\n"), _JOIN),
    "variable_assignment": _ASSIGN,
    **dict.fromkeys(("file_redirect", "herestring_redirect"), _REDIRECT),
    **dict.fromkeys(
        (
            "subshell", "compound_statement", "if_statement", "while_statement", "for_statement",
            "c_style_for_statement", "case_statement", "function_definition",
        ),
        _COMPOUND,
    ),
    "!": _BANG,
    "comment": _IGNORE,
    "test_command": _TEST,
}  # fmt: skip
_JOINERS = {"|&": "|", ";;": ";", "\n": ";"}


def elements_of(reader: Reader, nodes: list[Node], *, more: bool = False) -> list[Element]:
    """The elements of a list; ``more`` statements may follow them."""
    stream = _Stream(reader.text, reader.shown)
    stream.feed(nodes)
    elements = stream.elements
    _look_ahead(elements, stream.trailing, not more)
    return elements


class _Stream:
    __slots__ = ("current", "elements", "joiner", "last", "shown", "text", "trailing")

    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown
        self.elements: list[Element] = []
        self.current: Element | None = None
        self.joiner = ""
        self.trailing = ""
        self.last = 0

    def feed(self, nodes: list[Node]) -> None:
        stack = nodes[::-1]
        if nodes:
            self.last = nodes[0].start_byte
        while stack:
            node = stack.pop()
            action = _ACTIONS.get(node.type)
            if action == _OPEN:
                stack += node.children[::-1]
                continue
            start, end = node.start_byte, node.end_byte
            if start == end:
                continue
            if start > self.last and (gap := self.shown[self.last : start]) != " ":
                self._gap(gap)
            if action is None:
                self._word(node, start, end)
            elif action == _JOIN:
                self._join(node.type)
            elif action == _REDIRECT:
                end = self._redirect(node, start, stack)
            elif action != _IGNORE:
                self._take(action, node, start, end)
            self.last = end

    def _take(self, action: int, node: Node, start: int, end: int) -> None:
        if action == _ASSIGN:
            self._assign(node, start, end)
        elif action == _COMPOUND:
            self._compound(node, start, end)
        elif action == _BANG:
            self._bang(node, start, end)
        else:
            self._test(node)

    def _gap(self, gap: str) -> None:
        """Takes in what stands between two nodes: a line end, or a word that the grammar lost (``-`` in ``- 2>&1``)."""
        if "\\" in gap:
            gap = gap.replace("\\\r\n", "   ").replace("\\\n", "  ")
        if not gap.isspace():
            at = self.last
            for word in gap.split():
                at = self.shown.index(word, at)
                self._word(None, at, at + len(word))
                at += len(word)
        if "\n" in gap and self.current is not None:
            self._join("\n")

    def _element(self, start: int) -> Element:
        current = self.current
        if current is None:
            current = self.current = Element(self.joiner if self.elements else "", start)
            self.joiner = self.trailing = ""
            self.elements.append(current)
        return current

    def _join(self, kind: str) -> None:
        if self.current is not None:
            self.joiner = self.trailing = _JOINERS.get(kind, kind)
            self.current = None
        elif kind not in (";", "\n", ";;"):
            self.joiner = self.trailing = _JOINERS.get(kind, kind)

    def _word(self, node: Node | None, start: int, end: int) -> None:
        element = self._element(start)
        element.end = end
        words = element.words
        nodes = [] if node is None else [node]
        if words and words[-1][1] == start:
            words[-1] = (words[-1][0], end, words[-1][2] + nodes)
        elif element.assignments and not words and element.assignments[-1][-1].end_byte == start:
            element.assignments[-1] += nodes
        else:
            words.append((start, end, nodes))

    def _assign(self, node: Node, start: int, end: int) -> None:
        element = self._element(start)
        if element.words:
            self._word(node, start, end)
            return
        element.end = end
        element.assignments.append([node])

    def _redirect(self, node: Node, start: int, stack: list[Node]) -> int:
        """The first word behind the operator is its file; the grammar takes all that follow as well.

        Returns the end of the file.
        """
        element = self._element(start)
        children = node.children
        at = 1 if children[0].type == "file_descriptor" else 0
        operator, targets = children[at], children[at + 1 :]
        count = 1 if targets and not operator.type.endswith("-") else 0
        while 0 < count < len(targets) and targets[count].start_byte == targets[count - 1].end_byte:
            count += 1
        end = targets[count - 1].end_byte if count else operator.end_byte
        element.redirects.append(RawRedirect(start, operator, end, targets[:count]))
        element.end = end
        stack += targets[count:][::-1]
        return end

    def _compound(self, node: Node, start: int, end: int) -> None:
        kind = node.type
        if kind == "compound_statement" and node.children[0].type == "((":
            self._word(node, start, end)
            return
        hidden = self.current is None and "!" in self.text[self.last : start]
        element = self._element(start)
        element.negated = element.negated or hidden
        element.compound = node
        element.end = end

    def _bang(self, node: Node, start: int, end: int) -> None:
        if self.current is not None and self.current.words:
            self._word(node, start, end)
            return
        element = self._element(start)
        element.negated = not element.negated
        element.end = end

    def _test(self, node: Node) -> None:
        """Operands and operators are words; ``[[`` needs no blanks around its operators, ``[`` does."""
        double = node.children[0].type == "[["
        element = self._element(node.start_byte)
        stack = node.children[::-1]
        while stack:
            child = stack.pop()
            if child.type in _EXPRESSIONS:
                stack += child.children[::-1]
            elif child.end_byte > child.start_byte:
                if child.type in ("&&", "||") and not double:
                    self._join(child.type)
                    element = self._element(child.end_byte)
                elif double:
                    element.words.append((child.start_byte, child.end_byte, [child]))
                else:
                    self._word(child, child.start_byte, child.end_byte)
        element.end = node.end_byte


_EXPRESSIONS = frozenset(
    ("binary_expression", "unary_expression", "parenthesized_expression", "negated_expression", "postfix_expression",
     "ternary_expression", "ERROR", "command", "redirected_statement", "list", "command_name")
)  # fmt: skip


def _look_ahead(elements: list[Element], trailing: str, last: bool) -> None:
    """Marks, from the end, what follows each element."""
    rescued, background = False, trailing == "&"
    for element in reversed(elements):
        element.last, element.rescued, element.background = last, rescued, background
        joiner = element.joiner
        if joiner in (";", "&"):
            last, rescued, background = False, False, joiner == "&"
        elif joiner == "||":
            rescued = True
