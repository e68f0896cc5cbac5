"""Words from nodes: what of them is literal, what is expanded, which commands run inside.

The tree is trusted for where expansions and quotes begin and end; the text between them is read here, because the
grammar splits it in ways of its own (``x[1]``, ``{}``, blanks in strings).
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.shell.quoting import (
    unescape,
    unescape_ansi,
    unescape_backticks,
    unescape_double,
)
from dockerlint.shell.script import Part, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tree_sitter import Node

    from dockerlint.shell.reader import Reader
    from dockerlint.shell.scope import Scope
    from dockerlint.shell.script import Command

# Patterns are strings where most texts need none of them: re keeps what it has compiled.
_SPECIAL = lazy(r"[\\*?\[{`$]")
WORKFLOW = r"\$\{\{(?:(?!\}\}|\$\{\{)[\s\S])*\}\}"  # ${{ … }}
_TICK = r"(?P<tick>`(?:[^`\\]|\\[\s\S])*`)"
_NAME = r"(?P<name>\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]))"
_PIECES = (
    rf"(?P<other>{WORKFLOW}|\{{\{{\s[^{{}}]*\}}\}}|[*?]+|\[(?:[^\[\]\s/]|\[:\w+:\])+\]|\{{[^{{}}\s]*(?:,|\.\.)[^{{}}\s]*\}})"
    rf"|{_TICK}|{_NAME}|\\[\s\S]|[^\\*?\[{{`$]+|[\s\S]"
)
_TICKED = rf"(?P<other>{WORKFLOW})|{_TICK}|{_NAME}|\\[\s\S]|[^\\`$]+|[\s\S]"
_TEMPLATED = rf"(?P<other>{WORKFLOW})|[^$]+|\$"
_NAMED = r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]"


def read_word(reader: Reader, nodes: list[Node], start: int, end: int, scope: Scope) -> Word:
    """The word of adjacent ``nodes`` that cover ``start:end`` of the reader's text."""
    raw = reader.text[start:end]
    base = reader.base
    if len(nodes) == 1 and not nodes[0].child_count and not _SPECIAL.search(raw) and nodes[0].type in _PLAIN:
        return Word(raw, start + base, end + base, (Part("literal", raw, start + base, end + base),))
    return Word(raw, start + base, end + base, tuple(read_parts(reader, nodes, start, end, scope)))


def read_parts(reader: Reader, nodes: Iterable[Node], start: int, end: int, scope: Scope) -> list[Part]:
    parts: list[Part] = []
    text, at = reader.text, start
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        read = _ISLANDS.get(node.type)
        if read is None:
            if node.child_count:
                stack += node.children[::-1]
            continue
        begins = node.start_byte
        if begins > at:
            translated = text[begins - 1] == "$" and node.type == "string" and text[begins - 2 : begins - 1] != "\\"
            _unquoted(reader, at, begins - translated, parts, scope)
        read(reader, node, parts, scope)
        at = node.end_byte
    if at < end:
        _unquoted(reader, at, end, parts, scope)
    return parts


def _unquoted(reader: Reader, start: int, end: int, parts: list[Part], scope: Scope) -> None:
    raw, base = reader.text[start:end], reader.base
    if not raw:
        return
    if not _SPECIAL.search(raw):
        parts.append(Part("literal", raw, start + base, end + base))
        return
    _pieces(reader, _PIECES, start, end, parts, scope, unescape, "")


def _pieces(
    reader: Reader,
    pattern: str,
    start: int,
    end: int,
    parts: list[Part],
    scope: Scope,
    unescaped: Callable[[str], str],
    quote: str,
) -> None:
    """Text without quotes of its own, cut into literals, back-ticks and what ``pattern`` calls other."""
    text, base, quoted = reader.text, reader.base, quote == '"'
    literal = start
    for match in re.compile(pattern).finditer(text, start, end):
        if match.lastgroup is None:
            continue
        begins, ends = match.span()
        if begins > literal:
            parts.append(literal_part(text[literal:begins], literal + base, begins + base, unescaped, quote))
        if match.lastgroup == "tick":
            parts.append(backtick_part(reader, begins, ends, quote, scope))
        elif match.lastgroup == "name":
            name = match["name"][1:]
            parts.append(Part("variable", name, begins + base, ends + base, quoted, quote=quote))
        else:
            parts.append(Part("other", match[0], begins + base, ends + base, quoted, quote=quote))
        literal = ends
    if end > literal:
        parts.append(literal_part(text[literal:end], literal + base, end + base, unescaped, quote))


def literal_part(raw: str, start: int, end: int, unescaped: Callable[[str], str], quote: str) -> Part:
    return Part("literal", unescaped(raw), start, end, quote == '"', quote=quote)


def _double(reader: Reader, start: int, end: int, parts: list[Part], scope: Scope) -> None:
    raw, base = reader.text[start:end], reader.base
    if "`" in raw or "$" in raw:
        _pieces(reader, _TICKED, start, end, parts, scope, unescape_double, '"')
    elif raw:
        parts.append(literal_part(raw, start + base, end + base, unescape_double, '"'))


def _string(reader: Reader, node: Node, parts: list[Part], scope: Scope) -> None:
    children = node.children
    at = node.start_byte + 1
    end = node.end_byte - (len(children) > 1 and children[-1].type == '"' and not children[-1].is_missing)
    for child in children:
        read = _EXPANSIONS.get(child.type)
        if read is not None:
            begins = _start(reader, child)
            if begins > at:
                _double(reader, at, begins, parts, scope)
            read(reader, child, parts, scope, '"')
            at = child.end_byte
    if end > at:
        _double(reader, at, end, parts, scope)


def _start(reader: Reader, node: Node) -> int:
    """Where an expansion starts: in a string the grammar takes blanks between two for a part of the second."""
    start, text = node.start_byte, reader.text
    while text[start] in " \t\r\n":
        start += 1
    return start


def _translated(reader: Reader, node: Node, parts: list[Part], scope: Scope) -> None:
    for child in node.children:
        if child.type == "string":
            _string(reader, child, parts, scope)


def _raw_string(reader: Reader, node: Node, parts: list[Part], scope: Scope) -> None:
    at, end, base, text = node.start_byte + 1, node.end_byte - 1, reader.base, reader.text
    for part in reader.expanded_in(at, end):
        if part.start > at:
            parts.append(Part("literal", text[at : part.start], at + base, part.start + base, quote="'"))
        commands = () if part.kind == "substitution" else part.commands
        parts.append(part._replace(start=part.start + base, end=part.end + base, commands=commands, quote="'"))
        at = part.end
    if end > at and "${{" in text[at:end]:
        _pieces(reader, _TEMPLATED, at, end, parts, scope, str, "'")
    elif end > at:
        parts.append(Part("literal", text[at:end], at + base, end + base, quote="'"))


def _ansi_string(reader: Reader, node: Node, parts: list[Part], _scope: Scope) -> None:
    start, end, base = node.start_byte + 2, node.end_byte - 1, reader.base
    if end > start:
        text = unescape_ansi(reader.text[start:end])
        parts.append(Part("literal", text, start + base, end + base, quote="$'"))


def _variable(reader: Reader, node: Node, parts: list[Part], _scope: Scope, quote: str = "") -> None:
    start, end, base = _start(reader, node), node.end_byte, reader.base
    name = reader.text[start + 1 : end]
    parts.append(Part("variable", name, start + base, end + base, quote == '"', quote=quote))


def _expansion(reader: Reader, node: Node, parts: list[Part], scope: Scope, quote: str = "") -> None:
    start, end, base = _start(reader, node), node.end_byte, reader.base
    text, at, prefix = reader.text, start + 2, ""
    if text.startswith(("#", "!"), at) and text[at + 1 : at + 2] not in ("}", "-", ":", "="):
        prefix = text[at]
        at += 1
    named = re.compile(_NAMED).match(text, at, end - 1)
    if named is None:
        parts.append(Part("other", text[start:end], start + base, end + base, quote == '"', quote=quote))
        return
    at = named.end()
    inner: tuple[Part, ...] = ()
    commands: list[Command] = []
    if end - 1 > at:
        behind = [child for child in node.children if child.start_byte >= at]
        inner = tuple(part for part in read_parts(reader, behind, at, end - 1, scope) if part.kind in _EXPANDED)
        commands = [command for part in inner for command in part.commands]
    parts.append(
        Part(
            "variable",
            named[0],
            start + base,
            end + base,
            quote == '"',
            prefix + text[at : end - 1],
            tuple(commands),
            quote,
            inner,
        )
    )


def _substitution(reader: Reader, node: Node, parts: list[Part], scope: Scope, quote: str = "") -> None:
    start, end, base, text = _start(reader, node), node.end_byte, reader.base, reader.text
    if text[start] == "`":
        parts.append(backtick_part(reader, start, end, quote, scope))
        return
    inside = text[start + 2 : end - 1]
    commands: tuple[Command, ...] = ()
    if not reader.expanded_in(start, end):  # else it is a part of the outer word
        commands = reader.substitution(node.children[1:-1], start + 2, end - 1, scope)
    parts.append(Part("substitution", inside, start + base, end + base, quote == '"', "", commands, quote))


def backtick_part(reader: Reader, start: int, end: int, quote: str, scope: Scope) -> Part:
    """The substitution between two back-ticks."""
    raw, base = reader.text[start + 1 : end - 1], reader.base
    inside = unescape_backticks(raw, quote == '"')
    commands: tuple[Command, ...] = ()
    if not reader.expanded_in(start, end):  # else it is a part of the outer word
        commands = reader.substituted_text(inside, start + 1, end - 1, inside == raw, scope)
    return Part("substitution", inside, start + base, end + base, quote == '"', "", commands, quote)


def _arithmetic(reader: Reader, node: Node, parts: list[Part], scope: Scope, quote: str = "") -> None:
    """Variables and substitutions in it are parts; the rest is other."""
    base, text, at = reader.base, reader.text, _start(reader, node)
    quoted = quote == '"'
    stack = node.children[::-1]
    while stack:
        child = stack.pop()
        kind, start, end = child.type, child.start_byte, child.end_byte
        ticked = kind == "number" and text[start] == "`"
        if kind not in _EXPANSIONS and kind != "variable_name" and not ticked:
            stack += child.children[::-1]
            continue
        if start > at:
            parts.append(Part("other", text[at:start], at + base, start + base, quoted, quote=quote))
        if ticked:
            parts.append(backtick_part(reader, start, end, quote, scope))
        elif kind == "variable_name":
            parts.append(Part("variable", text[start:end], start + base, end + base, quoted, quote=quote))
        else:
            _EXPANSIONS[kind](reader, child, parts, scope, quote)
        at = end
    parts.append(Part("other", text[at : node.end_byte], at + base, node.end_byte + base, quoted, quote=quote))


def _braces(reader: Reader, node: Node, parts: list[Part], _scope: Scope) -> None:
    start, end, base = node.start_byte, node.end_byte, reader.base
    parts.append(Part("other", reader.text[start:end], start + base, end + base))


def _array(reader: Reader, node: Node, parts: list[Part], scope: Scope) -> None:
    base, text, at = reader.base, reader.text, node.start_byte
    for child in node.children[1:-1]:
        start = child.start_byte
        if start > at:
            parts.append(Part("other", text[at:start], at + base, start + base))
        parts += read_parts(reader, (child,), start, child.end_byte, scope)
        at = child.end_byte
    parts.append(Part("other", text[at : node.end_byte], at + base, node.end_byte + base))


_PLAIN = frozenset(("word", "number", "variable_name", "export", "declare", "local", "readonly", "typeset", "unset"))
_EXPANDED = frozenset(("variable", "substitution"))
_EXPANSIONS: dict[str, Callable[..., None]] = {
    "simple_expansion": _variable,
    "expansion": _expansion,
    "command_substitution": _substitution,
    "arithmetic_expansion": _arithmetic,
}
_ISLANDS: dict[str, Callable[..., None]] = {
    **_EXPANSIONS,
    "string": _string,
    "translated_string": _translated,
    "raw_string": _raw_string,
    "ansi_c_string": _ansi_string,
    "process_substitution": _substitution,
    "brace_expression": _braces,
    "array": _array,
    "compound_statement": _arithmetic,  # ((…))
}
