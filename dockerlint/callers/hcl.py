"""HCL as blocks and attributes with their places, by tree-sitter's grammar.  Offsets are in characters."""

from __future__ import annotations

import re
from functools import lru_cache

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Parser


class Expression(NamedTuple):
    """``kind`` is ``string`` (``text`` is it without quotes), ``variable`` (its name, also of ``"${name}"``), ``list``,
    ``object`` or ``other``; ``items`` are those of a list, ``pairs`` those of an object.
    """

    kind: str
    text: str
    span: Span
    items: tuple[Expression, ...] = ()
    pairs: tuple[Pair, ...] = ()


class Pair(NamedTuple):
    """``key = value`` of a body or of an object."""

    key: str
    value: Expression
    span: Span


class Block(NamedTuple):
    """``type "label" { … }``; ``body`` is between the braces."""

    type: str
    labels: tuple[str, ...]
    pairs: tuple[Pair, ...]
    span: Span
    body: Span

    def get(self, key: str) -> Pair | None:
        return next((pair for pair in reversed(self.pairs) if pair.key == key), None)


class Hcl(NamedTuple):
    """``variables`` are the names of variables that expressions use, once a use.  ``error`` is where the grammar
    gave up, None where it did not.
    """

    blocks: tuple[Block, ...]
    variables: tuple[str, ...]
    error: int | None


@lru_cache(1)
def _parser() -> Parser:
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_hcl.language()))


def read_hcl(text: str) -> Hcl:
    """The blocks of a file.  Never raises."""
    shown = re.sub(r"[^\x00-\x7f]", "x", text)  # one byte a character, so that bytes are characters
    root = _parser().parse(shown.encode()).root_node
    reader = _Reader(text)
    blocks = tuple(reader.blocks(root))
    variables = tuple(_names(root, text))
    return Hcl(blocks, variables, _error(root) if root.has_error else None)


def _error(root: Node) -> int:
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_error or node.is_missing:
            return node.start_byte
        pending += [child for child in node.children if child.has_error or child.is_error or child.is_missing]
    return root.start_byte


def _names(root: Node, text: str) -> Iterator[str]:
    pending = [root]
    while pending:
        node = pending.pop()
        if node.type == "variable_expr" and not _is_key(node):
            yield text[node.start_byte : node.end_byte]
        pending += node.children


def _is_key(node: Node) -> bool:
    expression = node.parent
    above = expression.parent if expression is not None else None
    return above is not None and above.type == "object_elem" and above.children[0] == expression


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text

    def of(self, node: Node) -> str:
        return self.text[node.start_byte : node.end_byte]

    def blocks(self, root: Node) -> Iterator[Block]:
        for body in root.children:
            for node in body.children:
                if node.type == "block":
                    yield self._block(node)

    def _block(self, node: Node) -> Block:
        children = node.children
        labels = tuple(self.of(each).strip('"') for each in children[1:] if each.type in ("string_lit", "identifier"))
        opening = next((each for each in children if each.type == "block_start"), children[-1])
        closing = next((each for each in children if each.type == "block_end"), children[-1])
        pairs = [
            self._pair(each)
            for body in children
            if body.type == "body"
            for each in body.children
            if each.type == "attribute"
        ]
        return Block(
            self.of(children[0]),
            labels,
            tuple(pairs),
            Span(node.start_byte, node.end_byte),
            Span(opening.end_byte, closing.start_byte),
        )

    def _pair(self, node: Node) -> Pair:
        parts = [each for each in node.children if each.type not in ("=", ":", "comment")]
        key = self.of(parts[0]).strip('"') if parts else ""
        value = self._expression(parts[-1]) if len(parts) > 1 else Expression("other", "", Span(0, 0))
        return Pair(key, value, Span(node.start_byte, node.end_byte))

    def _expression(self, node: Node) -> Expression:
        span = Span(node.start_byte, node.end_byte)
        while len(node.children) == 1 and node.type in ("expression", "literal_value", "collection_value"):
            node = node.children[0]
        if node.type == "variable_expr":
            return Expression("variable", self.of(node), span)
        if node.type == "string_lit":
            return Expression("string", self.of(node)[1:-1], span)
        if node.type == "tuple":
            items = tuple(self._expression(each) for each in node.children if each.type == "expression")
            return Expression("list", "", span, items=items)
        if node.type == "object":
            pairs = tuple(self._pair(each) for each in node.children if each.type == "object_elem")
            return Expression("object", "", span, pairs=pairs)
        found = re.fullmatch(r'"\$\{\s*(\w+)\s*\}"', self.of(node))
        return Expression("variable", found[1], span) if found is not None else Expression("other", self.of(node), span)
