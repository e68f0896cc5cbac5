"""Literate pages of fixes: each section is a Dockerfile before and after, with what the caller has to supply.

A section is a heading ``## sentence``, then fenced blocks whose info string says what they hold: ``before``, ``after``
(missing when nothing changes), ``file NAME`` beside the Dockerfile, ``fixed NAME`` as the fix leaves it; then lines
``- setting name = value``, ``- supply verb option`` and ``- refused rule: reason``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

PAGES = Path(__file__).parent / "pages"
_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Case(NamedTuple):
    title: str
    before: str
    after: str
    files: dict[str, str]
    fixed: dict[str, str]
    settings: dict[str, str]
    supplies: list[str]
    refused: list[str]


def read_page(path: Path) -> list[Case]:
    return [_case(section) for section in path.read_text().split("\n## ")[1:]]


def _case(section: str) -> Case:
    title, _, body = section.partition("\n")
    blocks = [(match[1], match[2], match[3]) for match in _FENCE.finditer(body)]
    texts = {kind: text for kind, name, text in blocks if not name}
    lines = re.findall(r"^- (\w+) (.*)$", _FENCE.sub("", body), re.MULTILINE)
    return Case(
        title,
        texts["before"],
        texts.get("after", texts["before"]),
        {name: text for kind, name, text in blocks if kind == "file"},
        {name: text for kind, name, text in blocks if kind == "fixed"},
        dict(line.split(" = ") for word, line in lines if word == "setting"),
        [line for word, line in lines if word == "supply"],
        [line for word, line in lines if word == "refused"],
    )
