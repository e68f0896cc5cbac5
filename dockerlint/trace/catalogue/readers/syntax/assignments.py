"""Names with values in program text and in files of no known syntax: PHP, Python, Ruby, JavaScript, HCL, shell."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.syntax.entry import Entry
from dockerlint.trace.catalogue.readers.syntax.json import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = r"(?P<{0}>[A-Za-z_][\w.-]{{0,80}})"
_QUOTED = r"\"(?P<{0}a>(?:[^\"\\\n]|\\.){{0,4096}})\"|'(?P<{0}b>(?:[^'\\\n]|\\.){{0,4096}})'"

# One alternative a form; each has a group for the name and groups for the value in its quotes or without.
_FORMS = (
    # "name": "value", 'name' => 'value', $name['key'] = 'value'
    rf"[\"']{_NAME.format('n1')}[\"'][ \t]*(?:\)|\])?[ \t]*(?::|=>|=)[ \t]*(?:{_QUOTED.format('v1')})",
    # define('NAME', 'value'): the first two of what a call is given, not any two texts of a list
    rf"\([ \t]*[\"']{_NAME.format('n3')}[\"'][ \t]*,[ \t]*(?:{_QUOTED.format('v3')})",
    # name = value, name: value, export NAME=value, $name = 'value', - NAME=value
    (
        rf"(?:^|(?<=[\s;,{{(&$>.]))(?:export[ \t]+)?{_NAME.format('n2')}[ \t]*(?::?=>?|:(?=[ \t]|[\"']))[ \t]*"
        rf"(?:{_QUOTED.format('v2')}|(?P<v2c>[^\s\"'#;,<>(){{}}\[\]=][^\s\"'<>(]{{0,4096}}))"
    ),
)
_ANY = lazy("|".join(_FORMS), re.MULTILINE)
_VALUES = ("v1a", "v1b", "v2a", "v2b", "v2c", "v3a", "v3b")
_CALL = frozenset("([")


def entries(text: str, *, bare: bool = True) -> Iterator[Entry]:
    """The values; with ``bare`` also those without quotes, which in a program are other names."""
    for match in _ANY.finditer(text):
        group = match.lastgroup or ""
        if group not in _VALUES or (group == "v2c" and not bare):
            continue
        value = match[group]
        if group == "v2c":
            value = value.rstrip(",;)")
            if text[match.end() : match.end() + 1] in _CALL:
                continue
        start = match.start(group)
        plain = unescape(value) if group.endswith("a") else value
        name = match["n1"] or match["n2"] or match["n3"]
        yield Entry((name.rpartition(".")[2],), plain, start, start + len(value))
