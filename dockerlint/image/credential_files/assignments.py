"""Names with values, in whatever syntax: dotenv, properties, INI, YAML, TOML, JSON, XML, PHP, Python, shell."""

from __future__ import annotations

import re

from dockerlint.image.credential_files.judging import of_name
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.values import Sighting

_NAME = r"(?P<{0}>[A-Za-z_][\w.-]{{0,80}})"
_QUOTED = r"\"(?P<{0}a>(?:[^\"\\\n]|\\.){{0,4096}})\"|'(?P<{0}b>(?:[^'\\\n]|\\.){{0,4096}})'"

# One alternative a syntax; each has a group for the name and groups for the value in its quotes or without.
_SYNTAXES = (
    # "name": "value", 'name' => 'value', define('NAME', 'value'), $name['key'] = 'value'
    rf"[\"']{_NAME.format('n1')}[\"'][ \t]*(?:\)|\])?[ \t]*(?::|=>|=|,)[ \t]*(?:{_QUOTED.format('v1')})",
    # name = value, name: value, export NAME=value, $name = 'value', - NAME=value
    (
        rf"(?:^|(?<=[\s;,{{(&$]))(?:export[ \t]+)?{_NAME.format('n2')}[ \t]*(?::=|=|:(?=[ \t]|[\"']))[ \t]*"
        rf"(?:{_QUOTED.format('v2')}|(?P<v2c>[^\s\"'#;,<>{{}}][^\s\"'<>]{{0,4096}}))"
    ),
    # <name>value</name>
    rf"<{_NAME.format('n3')}(?:\s[^<>]{{0,80}})?>[ \t]*(?P<v3c>[^<>\n]{{1,4096}}?)[ \t]*</",
    # <add key="name" value="value"/>
    rf"(?:key|name)=\"{_NAME.format('n4')}\"\s+value=\"(?P<v4c>[^\"\n]{{1,4096}})\"",
)
_ANY = re.compile("|".join(_SYNTAXES), re.MULTILINE)
_VALUES = ("v1a", "v1b", "v2a", "v2b", "v2c", "v3c", "v4c")


def read_assignments(data: bytes) -> list[Sighting]:
    """The values in ``data`` whose names say that they are credentials."""
    text = data.decode("latin-1")
    found = []
    for match in _ANY.finditer(text):
        name = match["n1"] or match["n2"] or match["n3"] or match["n4"]
        group = next((group for group in _VALUES if match[group] is not None), None)
        if group is None:
            continue
        value = match[group]
        if group == "v2c":
            value = value.rstrip(",;)")
        if group.startswith("v2") and text.startswith("(", match.end()):
            continue  # a call
        start = match.start(group)
        sighting = of_name(name, value, start, start + len(value))
        if sighting is not None:
            found.append(sighting)
    return found
