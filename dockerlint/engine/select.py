"""Which findings a run wants: by rule and by confidence."""

from __future__ import annotations

from dockerlint.engine.check import SYNTAX_CODE, SYNTAX_NAME
from dockerlint.finding import Confidence
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockerlint.finding import Finding
    from dockerlint.rule import Rule

DEFAULT_CONFIDENCE = Confidence.POSSIBLE


class Selection(NamedTuple):
    """``names`` are the rules that are wanted; ``confidence`` is the least that is."""

    names: frozenset[str]
    confidence: Confidence = DEFAULT_CONFIDENCE

    def wants(self, finding: Finding) -> bool:
        return finding.name in self.names and finding.confidence.rank <= self.confidence.rank


def default_names(rules: Sequence[Rule]) -> frozenset[str]:
    """The rules that are wanted when nobody says otherwise."""
    return frozenset((SYNTAX_NAME, *(rule.name for rule in rules if rule.is_default)))


def resolve_names(words: Iterable[str], rules: Sequence[Rule]) -> frozenset[str]:
    """The names of the rules meant by codes, names, and beginnings of codes (``SEC1``: those of its default rules).

    Raises LookupError with a message for a word that means none.
    """
    by_code = {SYNTAX_CODE: SYNTAX_NAME, **{rule.code: rule.name for rule in rules}}
    default = default_names(rules)
    names: set[str] = set()
    for word in words:
        code = word.upper()
        exact = {name for each, name in by_code.items() if code == each or word.lower() == name}
        found = exact or {name for each, name in by_code.items() if code and each.startswith(code) and name in default}
        if not found:
            from dockerlint.engine.nearest import suggestion

            raise LookupError(f"there is no rule {word!r}{suggestion(word, [*by_code.values(), *by_code])}")
        names |= found
    return frozenset(names)
