"""The nodes of a YAML document, each with its span in the file.  The only importer of PyYAML."""

from __future__ import annotations

import re
from functools import lru_cache

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dockerlint.text import Source

_PROPERTIES = lazy(r"(?:(?:&[^\s\[\]{},]+|![^\s]*)\s+|(?:&[^\s\[\]{},]+|![^\s]*)$)+")
_ALIAS = lazy(r"\s*:?\s*\*[^\s,\[\]{}]+")
_REMEMBERED = 256  # files
_LONGEST = 200_000  # characters of a file that is remembered
_DEEP = lazy(r"(?:[\[{][\s]*){60}|(?:- ){60}")
_DEEPEST = 60
_MOST_NODES = 200_000


class YamlError(ValueError):
    """The text is no YAML that can be read; ``offset`` is where, in characters.  Its words hold nothing of the file."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


class Scalar(NamedTuple):
    """``span`` covers the value as written, quotes and the header of a block included, anchor and tag not.

    ``style`` is ``"`` or ``'`` for quoted ones, ``|`` or ``>`` for blocks, "" for plain ones.
    A block ends behind its last line that is not blank, its line end not included.
    """

    value: str
    style: str
    span: Span
    tag: str
    is_alias: bool = False


class Entry(NamedTuple):
    """``end`` is where the value ends as it is written here: for an alias, behind its name."""

    key: Scalar
    value: Node
    end: int


class Mapping(NamedTuple):
    """``span`` runs from the first key (``{`` in flow style) to the end of the last value (``}``).

    ``column`` is that of the first key, in characters from 0.
    """

    entries: tuple[Entry, ...]
    span: Span
    is_flow: bool
    column: int
    tag: str = ""
    is_alias: bool = False

    def entry(self, key: str) -> Entry | None:
        """The entry that this mapping itself has; the last one where a key is repeated."""
        for entry in reversed(self.entries):
            if entry.key.value == key:
                return entry
        return None

    def get(self, key: str) -> Node | None:
        """The value of ``key``, that of a merged mapping (``<<: *base``) where there is none of its own."""
        own = self.entry(key)
        if own is not None:
            return own.value
        for merged in self.merged():
            found = merged.get(key)
            if found is not None:
                return found
        return None

    def merged(self) -> Iterator[Mapping]:
        """The mappings that ``<<`` merges into this one, the strongest first."""
        for entry in self.entries:
            if entry.key.value != "<<":
                continue
            values = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
            for value in values:
                if isinstance(value, Mapping):
                    yield value

    def text(self, key: str) -> str | None:
        """The text of the scalar at ``key``, None where there is none."""
        value = self.get(key)
        return value.value if isinstance(value, Scalar) else None

    def mapping(self, key: str) -> Mapping | None:
        value = self.get(key)
        return value if isinstance(value, Mapping) else None

    def sequence(self, key: str) -> Sequence | None:
        value = self.get(key)
        return value if isinstance(value, Sequence) else None


class Sequence(NamedTuple):
    """``span`` runs from the first dash (``[`` in flow style) to the end of the last item (``]``).

    ``places`` are those of the items as they are written here, in block style with their dashes.
    ``column`` is that of the dashes, in characters from 0.
    """

    items: tuple[Node, ...]
    places: tuple[Span, ...]
    span: Span
    is_flow: bool
    column: int
    tag: str = ""
    is_alias: bool = False


Node = Scalar | Mapping | Sequence


def read_yaml(source: Source) -> tuple[Node, ...]:
    """The documents of a file, empty ones left out.  Raises YamlError for what is no YAML, or too deep or large.

    The last ones are remembered, for whoever asks next.
    """
    return _remembered(source.text) if len(source.text) < _LONGEST else _read(source.text)


def _read(text: str) -> tuple[Node, ...]:
    import yaml

    mark = 1 if text.startswith("\ufeff") else 0  # libyaml does not count it
    if len(text) > _DEEPEST and _nested_deeper(text):
        raise YamlError("nested too deep")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        documents = list(yaml.compose_all(text[mark:], Loader=loader))
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        raise YamlError("no valid YAML", mark + place.index if place is not None else 0) from None
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError) as error:
        raise YamlError(f"no YAML that can be read ({type(error).__name__})") from None
    reader = _Reader(text, mark)
    return tuple(reader.node(document, 0, 0) for document in documents if document is not None)


_remembered = lru_cache(_REMEMBERED)(_read)


def _nested_deeper(text: str) -> bool:
    """Whether brackets or dashes may be nested so deep that the parser's own stack is at risk."""
    return max(text.count("["), text.count("{"), text.count("- ")) > _DEEPEST and _DEEP.search(text) is not None


class _Reader:
    """From PyYAML's nodes to ours.  A node that starts before its place is an alias of what stands earlier."""

    def __init__(self, text: str, first: int) -> None:
        self.text = text
        self.first = first  # the offset of the first character that the parser has seen
        self.count = 0

    def node(self, raw: Any, at: int, depth: int) -> Node:
        self.count += 1
        if depth > _DEEPEST or self.count > _MOST_NODES:
            raise YamlError("nested too deep, or too many nodes")
        if raw.id == "scalar":
            return self._scalar(raw, at)
        start, end = self._marks(raw)
        is_alias = start < at
        tag = raw.tag or ""
        is_flow = bool(raw.flow_style)
        if raw.id == "sequence":
            return self._sequence(raw.value, Span(start, end), is_flow, tag, is_alias, depth)
        entries = []
        for key, value in raw.value:
            name = self.node(key, 0, depth + 1)
            if isinstance(name, Scalar):
                held = self.node(value, 0 if is_alias else name.span.end, depth + 1)
                entries.append(Entry(name, held, self._end(held, name.span.end)))
        if not is_flow and entries:
            start = entries[0].key.span.start
            end = max(entry.end for entry in entries)
        return Mapping(tuple(entries), Span(start, end), is_flow, self._column(start), tag, is_alias)

    def _sequence(self, raw: list[object], span: Span, is_flow: bool, tag: str, is_alias: bool, depth: int) -> Sequence:
        column = self._column(span.start)
        places = []
        items = []
        at = span.start
        dashes = [] if is_flow else self._dashes(span, column)
        for index, each in enumerate(raw):
            if not is_flow and index < len(dashes):
                at = dashes[index]
            node = self.node(each, 0 if is_alias else at, depth + 1)
            first = at if not is_flow else self._first(node, at)
            at = self._end(node, first + (0 if is_flow else 1))
            places.append(Span(first, at))
            items.append(node)
        if not is_flow and places:
            span = Span(span.start, places[-1].end)
        return Sequence(tuple(items), tuple(places), span, is_flow, column, tag, is_alias)

    def _first(self, node: Node, at: int) -> int:
        """Where an item of a flow sequence starts, which lies behind ``at``."""
        if not node.is_alias:
            return node.span.start
        found = self.text.find("*", at)
        return found if found >= 0 else at

    def _dashes(self, span: Span, column: int) -> list[int]:
        found = re.compile(rf"^ {{{column}}}-(?=\s|$)", re.MULTILINE).finditer(self.text, span.start, span.end)
        return [span.start, *(each.end() - 1 for each in found if each.end() - 1 > span.start)]

    def _end(self, node: Node, at: int) -> int:
        """The end of a node whose key or dash ends at ``at``."""
        if not node.is_alias:
            return max(node.span.end, at)
        found = _ALIAS.match(self.text, at)
        return found.end() if found is not None else at

    def _scalar(self, raw: Any, at: int) -> Scalar:
        start, end = self._marks(raw)
        style = raw.style or ""
        if style in ("|", ">"):
            end = self._block_end(start, end)
        elif not style:
            end = max(start, start + len(self.text[start:end].rstrip()))
        return Scalar(raw.value, style, Span(start, end), raw.tag or "", start < at)

    def _block_end(self, start: int, end: int) -> int:
        """Behind the last line that is not blank, the blanks at its end included."""
        text = self.text
        content = start + len(text[start:end].rstrip())
        line_end = text.find("\n", content, end)
        if line_end < 0:
            return end
        return line_end - 1 if text[line_end - 1] == "\r" else line_end

    def _marks(self, raw: Any) -> tuple[int, int]:
        """Where a node starts, behind its anchor and tag, and where it ends."""
        start, end = raw.start_mark.index + self.first, raw.end_mark.index + self.first
        if self.text[start : start + 1] in ("&", "!"):
            found = _PROPERTIES.match(self.text, start, end)
            if found is not None:
                start = found.end()
        return start, end

    def _column(self, at: int) -> int:
        line = self.text.rfind("\n", 0, at) + 1
        return at - (line or self.first)
