"""Baselines of images: the fingerprints of secrets that are known and let be, so that only new ones are told.

JSON, one secret a line, without any value: ``{"version": 1, "secrets": [{"fingerprint", "kind", "place"}]}``.
"""

from __future__ import annotations

import json

from dockerlint.engine.config import ConfigError
from dockerlint.engine.files import reason_of
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.engine.result import FileResult

VERSION = 1


def read_known(path: str) -> frozenset[str]:
    """The fingerprints in the baseline at ``path``.  Raises ConfigError."""
    try:
        with open(path, "rb") as file:
            document = json.loads(file.read())
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; --write-baseline makes it") from None
    except OSError as error:
        raise ConfigError(f"{path}: {reason_of(error)}") from None
    except (ValueError, RecursionError):
        raise ConfigError(f"{path}: not a baseline: not valid JSON") from None
    secrets = document.get("secrets") if isinstance(document, dict) else None
    if not isinstance(secrets, list) or document.get("version") != VERSION:
        raise ConfigError(f"{path}: not a baseline of images of this version")
    found = [entry.get("fingerprint") if isinstance(entry, dict) else None for entry in secrets]
    if not all(isinstance(each, str) for each in found):
        raise ConfigError(f"{path}: not a baseline of images: a secret has a fingerprint")
    return frozenset(map(str, found))


def render_known(results: Iterable[FileResult]) -> tuple[str, int]:
    """The text of a baseline that knows all secrets in ``results``, and their number."""
    rows = {}
    for result in results:
        for finding in result.findings:
            if finding.built is not None:
                entry = {
                    "fingerprint": finding.built.fingerprint,
                    "kind": finding.built.kind,
                    "place": str(finding.built.places[0]),
                }
                rows[finding.built.fingerprint] = "    " + json.dumps(entry)
    listed = "[\n" + ",\n".join(sorted(rows.values())) + "\n  ]" if rows else "[]"
    return f'{{\n  "version": {VERSION},\n  "secrets": {listed}\n}}\n', len(rows)
