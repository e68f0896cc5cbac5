"""What a reader of a database hands on, and what it is allowed to cost."""

from __future__ import annotations

from dockerlint.record import NamedTuple

LARGEST_JSON = 8 << 20  # bytes; Python's objects take twenty times as many
MOST_ROWS = 1_000_000  # files of one database; what lies beyond counts as nobody's


class Installed(NamedTuple):
    """The files of one package as rows; ``version`` is "" where the database does not tell it."""

    manager: str
    name: str
    version: str
    rows: bytes


def json_of(data: bytes) -> dict[str, object]:
    """The JSON object in ``data``, an empty one where that is none, or too large."""
    import json

    if len(data) > LARGEST_JSON:
        return {}
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
