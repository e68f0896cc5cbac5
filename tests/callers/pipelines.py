"""Pairs of files before and after: ``NAME.before.EXT`` and ``NAME.after.EXT`` in one folder a kind of caller.

With UPDATE_SNAPSHOTS set, what comes out is written in place of being compared; read the difference before it is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from dockerlint import __version__
from dockerlint.callers.kinds import table
from dockerlint.callers.yaml import Mapping, Node, Scalar, Sequence, read_yaml
from dockerlint.text import Edit, Source, apply_edits, decode, encode, overlap

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pipelines"


def pairs(folder: str) -> list[Path]:
    """The files before, of every kind."""
    return sorted(path for path in (FIXTURES / folder).glob("*/*") if ".before" in path.name)


def kind_of(place: str) -> str:
    """The name of the kind of caller that a file at ``place`` is."""
    kind = table.kind_of(place)
    assert kind is not None, place
    return kind.name


def after_of(before: Path) -> Path:
    return before.with_name(before.name.replace(".before", ".after"))


def read(path: Path) -> str:
    """The text of a fixture, in which ``VERSION`` stands for that of dockerlint."""
    return decode(path.read_bytes()).replace("dockerlint[image]==VERSION", f"dockerlint[image]=={__version__}")


def compare(path: Path, text: str) -> None:
    """Fails unless ``text`` is that of the fixture, byte for byte."""
    shown = text.replace(f"dockerlint[image]=={__version__}", "dockerlint[image]==VERSION")
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_bytes(encode(shown))
    assert shown == decode(path.read_bytes())


def fixed(text: str, offered: Callable[[Source], list[tuple[Edit, ...]]], path: str) -> str:
    """``text`` after all fixes, those that overlap in a later pass, as the engine's loop does."""
    for _ in range(10):
        taken: list[Edit] = []
        for edits in offered(Source(text, path)):
            if not overlap([*taken, *edits]):
                taken += edits
        if not taken:
            return text
        text = apply_edits(text, taken)
    raise AssertionError("the fixes never end")


def data_of(text: str) -> list[object]:
    """The YAML documents as plain values, every scalar as its text."""
    return [_plain(node) for node in read_yaml(Source(text, ""))]


def _plain(node: Node) -> object:
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [_plain(item) for item in node.items]
        case Mapping():
            return {entry.key.value: _plain(entry.value) for entry in node.entries}
