"""The engine for where hyperscan has no wheel: keywords by an Aho-Corasick automaton, then the triggers around them.

Triggers without a keyword that is seldom there by chance are looked for everywhere by ``re``.
"""

from __future__ import annotations

import re

from dockerlint.image.matching.engine import Hit
from dockerlint.image.matching.triggers import PLAIN, triggers

_BEFORE = 640  # bytes before a keyword in which a trigger with it may begin
_AFTER = 1024  # bytes behind it in which it may end
_TELLING = 4  # characters of a literal that is worth an automaton


class LiteralEngine:
    """Finds what :class:`~dockerlint.image.matching.engine.HyperscanEngine` finds, at a fifth of its speed."""

    def __init__(self) -> None:
        import ahocorasick_rs

        self._patterns: list[re.Pattern[bytes]] = []
        self._everywhere: list[int] = []
        self._by_literal: list[int] = []
        literals: list[bytes] = []
        for place, trigger in enumerate(triggers()):
            self._patterns.append(re.compile(trigger.expression, re.DOTALL))
            wanted = _literals(trigger.expression) if trigger.encoding == PLAIN else [_unescaped(trigger.expression)]
            if all(len(each) >= _TELLING for each in wanted):
                literals += wanted
                self._by_literal += [place] * len(wanted)
            else:
                self._everywhere.append(place)
        self._automaton = ahocorasick_rs.BytesAhoCorasick([each.lower() for each in literals])

    def hits(self, data: bytes) -> list[Hit]:
        found: set[Hit] = set()
        for place in self._everywhere:
            found.update(Hit(match.end(), place) for match in self._patterns[place].finditer(data))
        reached: dict[int, int] = {}
        for index, start, end in self._automaton.find_matches_as_indexes(data.lower(), overlapping=True):
            place = self._by_literal[index]
            first = max(start - _BEFORE, reached.get(place, 0))
            last = min(end + _AFTER, len(data))
            if first >= last:
                continue
            for match in self._patterns[place].finditer(data, first, last):
                found.add(Hit(match.end(), place))
                reached[place] = match.end()
        return list(found)


def _unescaped(expression: bytes) -> bytes:
    return re.sub(rb"\\(x00|.)", lambda match: b"\0" if match[1] == b"x00" else match[1], expression)


def _literals(expression: bytes) -> list[bytes]:
    """Texts of which every match of ``expression`` holds one: the longest of each of its alternatives."""
    from re import _parser  # type: ignore[attr-defined]

    return _required(_parser.parse(expression.decode("latin-1"), re.DOTALL)) or [b""]


def _required(tree: object) -> list[bytes]:
    """The best set of literals in a sequence of ``re``'s own syntax tree; [] when nothing is certain to be there."""
    best: list[bytes] = []
    run = b""
    for operation, argument in [*tree, (None, None)]:  # type: ignore[misc]  # the parser's trees are not typed
        name = str(operation)
        if name == "LITERAL" and argument < 256:
            run += bytes((argument,))
            continue
        best, run = _better(best, [run] if run else []), b""
        if name == "SUBPATTERN":
            best = _better(best, _required(argument[-1]))
        elif name == "BRANCH":
            parts = [_required(branch) for branch in argument[1]]
            best = _better(best, [each for part in parts for each in part] if all(parts) else [])
        elif name in ("MAX_REPEAT", "MIN_REPEAT") and argument[0] > 0:
            best = _better(best, _required(argument[2]))
    return best


def _better(one: list[bytes], other: list[bytes]) -> list[bytes]:
    return other if min(map(len, other), default=0) > min(map(len, one), default=0) else one
