"""``dockerlint explain`` and ``dockerlint rules``."""

from __future__ import annotations

import sys

from dockerlint.cli import OK, UsageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.report.pages import AnyRule


def explain(word: str) -> int:
    """Print the page of the rule with that code or name."""
    from dockerlint.report.pages import all_rules, rule_page

    rules = all_rules()
    for rule in rules:
        if word.lower() in (rule.code.lower(), rule.name):
            sys.stdout.write(rule_page(rule))
            return OK
    from dockerlint.engine.nearest import suggestion

    known = [word for rule in rules for word in (rule.name, rule.code)]
    raise UsageError(f"there is no rule {word!r}{suggestion(word, known)}")


def list_rules(form: str) -> int:
    """Print all rules as a table, or as JSON."""
    from dockerlint.report.pages import all_rules

    rules = all_rules()
    if form == "json":
        import json

        print(json.dumps([_as_json(rule) for rule in rules], indent=2))
        return OK
    width = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        fix = "fix" if rule.fixable else "   "
        print(f"{rule.code}  {rule.name:<{width}}  {rule.severity.value:<7}  {fix}  {rule.summary}")
    return OK


def _as_json(rule: AnyRule) -> dict[str, str | bool]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "fixable": rule.fixable,
        "default": rule.is_default,
        "summary": rule.summary,
        "documentation": rule.documentation,
    }
