"""The rules about callers; the table that names them is that of :mod:`dockerlint.rules`."""

from __future__ import annotations

from importlib import import_module

from dockerlint.record import TYPE_CHECKING
from dockerlint.rules.table import CALLER_RULES

if TYPE_CHECKING:
    from dockerlint.callers.rule import CallerRule


def load_caller_rules() -> tuple[CallerRule, ...]:
    """All rules in the order of their codes."""
    return tuple(import_module(f"dockerlint.callers.rules.{entry.module}").RULE for entry in CALLER_RULES)
