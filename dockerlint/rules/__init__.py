"""The rules, and the one table that names them.

A new rule is a module in this folder and its line in ``RULES`` of table.py; nothing is found by walking folders.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rules.table import CALLER_RULES, RULES, Entry
from dockerlint.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.rule import Rule
    from dockerlint.settings import Settings

__all__ = ["RULES", "load_rules"]


def load_rules() -> tuple[Rule, ...]:
    """All rules, those about callers last; the module of each is loaded when it is first needed."""
    listed = [_Listed(entry) for entry in RULES]
    listed += [_AboutCallers(entry) for entry in CALLER_RULES]
    return tuple(listed)  # type: ignore[arg-type]  # each answers as its rule does


class _Listed:
    """A :class:`Rule` by its line in the table: what the line does not tell is that of the module's ``RULE``."""

    folder = "dockerlint.rules"

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._concerns = tuple(entry.concerns.split())
        self.code = entry.code
        self.name = entry.name
        self.is_default = entry.is_default

    def check(self, file: Dockerfile, settings: Settings) -> Iterable[Finding]:
        found = trace(file)
        for part in self._concerns:
            if getattr(found, part):
                return self._rule.check(file, settings)
        return ()

    @property
    def _rule(self) -> Rule:
        rule: Rule = __import__(f"{self.folder}.{self._entry.module}", fromlist=["RULE"]).RULE
        return rule

    def __getattr__(self, name: str) -> object:
        return getattr(self._rule, name)


class _AboutCallers(_Listed):
    """A rule about what runs a build, which has nothing to say of a Dockerfile; dockerlint.callers runs it."""

    folder = "dockerlint.callers.rules"

    def check(self, file: Dockerfile, settings: Settings) -> Iterable[Finding]:  # noqa: ARG002 - as a rule is asked
        return ()
