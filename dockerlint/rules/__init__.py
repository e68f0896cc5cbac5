"""The rules, and the one table that names them.

A new rule is a module in this folder and its name in ``MODULES``; nothing is found by walking folders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.rules.table import MODULES

if TYPE_CHECKING:
    from dockerlint.rule import Rule

__all__ = ["MODULES", "load_rules"]


def load_rules() -> tuple[Rule, ...]:
    """All rules in the order of their codes."""
    from importlib import import_module

    return tuple(import_module(f"dockerlint.rules.{name}").RULE for name in MODULES)
