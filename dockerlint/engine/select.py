"""Which findings a run wants: by rule and by confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockerlint.engine.check import SYNTAX_CODE, SYNTAX_NAME
from dockerlint.finding import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockerlint.finding import Finding
    from dockerlint.rule import Rule

DEFAULT_CONFIDENCE = Confidence.POSSIBLE


class Selection(NamedTuple):
    """``names`` are the rules that are wanted, None for all; ``confidence`` is the least that is."""

    names: frozenset[str] | None = None
    confidence: Confidence = DEFAULT_CONFIDENCE

    def wants(self, finding: Finding) -> bool:
        return (self.names is None or finding.name in self.names) and finding.confidence.rank <= self.confidence.rank

    def without(self, names: frozenset[str], rules: Sequence[Rule]) -> Selection:
        """This selection less ``names``."""
        if not names:
            return self
        wanted = self.names if self.names is not None else frozenset(_by_code(rules).values())
        return self._replace(names=wanted - names)


def resolve_names(words: Iterable[str], rules: Sequence[Rule]) -> frozenset[str]:
    """The names of the rules meant by codes, beginnings of codes (``SEC1``) and names.

    Raises LookupError with a message for a word that means none.
    """
    by_code = _by_code(rules)
    names: set[str] = set()
    for word in words:
        code = word.upper()
        matching = {name for each, name in by_code.items() if each.startswith(code)} if code else set()
        if not matching:
            matching = {name for name in by_code.values() if name == word.lower()}
        if not matching:
            from dockerlint.engine.nearest import suggestion

            known = [*by_code.values(), *by_code]
            raise LookupError(f"there is no rule {word!r}{suggestion(word, known)}")
        names |= matching
    return frozenset(names)


def _by_code(rules: Sequence[Rule]) -> dict[str, str]:
    return {SYNTAX_CODE: SYNTAX_NAME, **{rule.code: rule.name for rule in rules}}
