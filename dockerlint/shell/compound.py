"""The lists inside compound constructs: conditions, branches, bodies and heads."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node


class Body:
    """``nodes`` of a list, or the words of a ``head`` (``for x in a b``).  ``kind`` as in :class:`~.script.Block`.

    ``conditional`` is true where it may not run, ``watched`` is false where its failure is only asked for.
    """

    __slots__ = ("conditional", "head", "kind", "nodes", "watched")

    def __init__(
        self, kind: str, nodes: list[Node], conditional: bool = False, watched: bool = True, head: bool = False
    ) -> None:
        self.kind = kind
        self.nodes = nodes
        self.conditional = conditional
        self.watched = watched
        self.head = head


def bodies(node: Node) -> Iterator[Body]:
    """The lists of a compound construct in the order of the text."""
    kind = node.type
    if kind in ("subshell", "compound_statement"):
        yield Body("subshell" if kind == "subshell" else "group", _inside(node))
    elif kind == "if_statement":
        yield from _branches(node.children)
    elif kind == "while_statement":
        yield from _loop(node.children)
    elif kind in ("for_statement", "c_style_for_statement"):
        yield from _for(node.children)
    elif kind == "case_statement":
        yield from _case(node.children)
    elif kind == "function_definition":
        body = next((each for each in reversed(node.children) if each.type != "file_redirect"), node)
        nodes = _inside(body) if body.type == "compound_statement" else [body]
        yield Body("function", nodes, True, watched=False)


def _inside(node: Node) -> list[Node]:
    return node.children[1:-1]


def _branches(children: list[Node]) -> Iterator[Body]:
    """``if``…``then``…, ``elif`` and ``else`` being nodes of their own."""
    kind, conditional = "if", False
    nodes: list[Node] = []
    for child in children[1:]:
        if child.type == "then":
            yield Body(kind, nodes, conditional, watched=False)
            kind, nodes, conditional = "then", [], True
        elif child.type == "elif_clause":
            yield Body(kind, nodes, conditional)
            kind, nodes = "", []
            for inner in _branches(child.children):
                inner.conditional = True
                yield inner
        elif child.type == "else_clause":
            if kind:
                yield Body(kind, nodes, conditional)
            kind, nodes = "", []
            yield Body("else", child.children[1:], True)
        elif child.type != "fi":
            nodes.append(child)
    if kind:
        yield Body(kind, nodes, conditional)


def _loop(children: list[Node]) -> Iterator[Body]:
    condition = [child for child in children[1:] if child.type != "do_group"]
    yield Body(children[0].type, condition, watched=False)
    yield from _do(children)


def _for(children: list[Node]) -> Iterator[Body]:
    count = next((index for index, child in enumerate(children) if child.type in _ENDS_HEAD), len(children))
    if any(child.type == "((" for child in children[:count]):
        count = next((index for index, child in enumerate(children) if child.type == "))"), count) + 1
    head = [child for child in children[:count] if child.end_byte > child.start_byte]
    yield Body(children[0].type, head, head=True)
    yield from _do(children)


def _do(children: list[Node]) -> Iterator[Body]:
    for child in children:
        if child.type in ("do_group", "compound_statement"):
            yield Body("do", _inside(child), True)


def _case(children: list[Node]) -> Iterator[Body]:
    head: list[Node] = []
    for child in children:
        if child.type == "case_item":
            yield Body("item", _behind_pattern(child.children), True)
        elif child.type == "in":
            yield Body("case", head, head=True)
        elif child.type != "esac":
            head.append(child)


def _behind_pattern(children: list[Node]) -> list[Node]:
    for index, child in enumerate(children):
        if child.type == ")":
            rest = children[index + 1 :]
            return rest[:-1] if rest and rest[-1].type in (";;", ";&", ";;&") else rest
    return []


_ENDS_HEAD = frozenset((";", "do_group", "compound_statement"))
