"""What GitHub's expressions come to, as far as it decides where a text may stand.

Source: docs.github.com, "Evaluate expressions in workflows and actions".
"""

from __future__ import annotations

import re

_WHOLE = re.compile(r"\s*\$\{\{(?P<inner>(?:(?!\$\{\{|\}\}).)*)\}\}\s*", re.DOTALL)
_TOKEN = re.compile(r"'(?:[^']|'')*'|&&|\|\||[!=<>]=|[<>!(),]|\[|\]|[\w.*-]+")
_STATUS = re.compile(r"\b(?:always|failure|cancelled|success)\s*\(", re.IGNORECASE)
_BOOLEAN_CALLS = frozenset(("contains", "startswith", "endswith", "always", "success", "failure", "cancelled"))
_COMPARING = frozenset(("==", "!=", "<", ">", "<=", ">="))


def inner(text: str) -> str | None:
    """The expression of a text that is nothing but one ``${{ … }}``."""
    found = _WHOLE.fullmatch(text)
    return found["inner"].strip() if found is not None else None


def condition(value: str) -> str | None:
    """The expression that is true where an action takes the input ``value`` for true; None where nothing can tell.

    An action gets the text of a value, and any text is true in an expression, that of "false" too; so what is no
    comparison is compared with 'true', which ignores case as the action does.
    """
    found = inner(value)
    if found is None:
        return None
    return found if is_boolean(found) else f"format('{{0}}', {found}) == 'true'"


def both(first: str | None, second: str | None) -> str | None:
    """The expression that is true where both are; None stands for true."""
    if first is None or second is None:
        return first or second
    return f"{_grouped(first)} && {_grouped(second)}"


def has_status_function(text: str) -> bool:
    """Whether the condition of a step decides itself what an earlier failure means."""
    return _STATUS.search(text) is not None


def is_boolean(expression: str) -> bool:
    """Whether it comes to true or false and to nothing else, as comparisons and their combinations do."""
    return all(_is_comparison(part) for part in _split(_tokens(expression)))


def _grouped(expression: str) -> str:
    return f"({expression})" if "||" in _tokens(expression) else expression


def _tokens(expression: str) -> list[str]:
    return _TOKEN.findall(expression)


def _split(tokens: list[str]) -> list[list[str]]:
    """The operands of ``&&`` and ``||`` outside of brackets."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += token in "([" and token != ""
        depth -= token in ")]"
        if depth == 0 and token in ("&&", "||"):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _is_comparison(tokens: list[str]) -> bool:
    if not tokens:
        return False
    if tokens[0] == "!" or tokens in (["true"], ["false"]):
        return True
    if tokens[0] == "(" and _closing(tokens, 0) == len(tokens) - 1:
        return all(_is_comparison(part) for part in _split(tokens[1:-1]))
    if tokens[0].lower() in _BOOLEAN_CALLS and tokens[1:2] == ["("] and _closing(tokens, 1) == len(tokens) - 1:
        return True
    depth = 0
    for token in tokens:
        depth += token in ("(", "[")
        depth -= token in (")", "]")
        if depth == 0 and token in _COMPARING:
            return True
    return False


def _closing(tokens: list[str], at: int) -> int:
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index] in ("(", "[")
        depth -= tokens[index] in (")", "]")
        if depth == 0:
            return index
    return -1
