"""Writing text so that a shell or a JSON list reads it as it is."""

from __future__ import annotations

_IN_DOUBLE_QUOTES = str.maketrans({"\\": "\\\\", '"': '\\"', "$": "\\$", "`": "\\`"})


def quote_for_double(text: str) -> str:
    """``text`` for between double quotes of a POSIX shell, where nothing of it is expanded."""
    return text.translate(_IN_DOUBLE_QUOTES)


def quote_for_json(text: str) -> str:
    """``text`` for between the quotes of a JSON string."""
    from json import dumps

    return dumps(text, ensure_ascii=False)[1:-1]
