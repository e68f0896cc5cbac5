"""Findings that are known and let be: a repository with many can start today and hear of new ones only.

A baseline is a JSON file, one finding a line, that tells nothing of a secret's value.  Findings are recognised by
:mod:`dockerlint.engine.identity`, so a line may move; one that is edited is reported anew.
"""

from __future__ import annotations

import json
import os

from dockerlint.engine.config import ConfigError
from dockerlint.engine.files import place_below, reason_of
from dockerlint.engine.identity import identities
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding

VERSION = 1


class Entry(NamedTuple):
    """A known finding; ``path`` is relative to the baseline's folder, with slashes."""

    path: str
    code: str
    name: str
    fingerprint: str


class Baseline:
    """The known findings of the files below ``folder``."""

    def __init__(self, folder: str, entries: Iterable[Entry]) -> None:
        self.folder = os.path.realpath(folder)
        self.entries: dict[str, list[Entry]] = {}
        for entry in entries:
            self.entries.setdefault(entry.path, []).append(entry)

    def place(self, path: str) -> str:
        """``path`` as the baseline writes it."""
        return place_below(self.folder, path)

    def keep(self, result: FileResult) -> FileResult:
        """``result`` with the findings that are not known; ``known`` are the fingerprints of those that are."""
        entries = self.entries.get(self.place(result.path))
        if not entries or not result.findings:
            return result
        listed = {entry.fingerprint for entry in entries}
        new: list[Finding] = []
        known: list[str] = []
        for finding, identity in zip(result.findings, identities(result), strict=True):
            if identity in listed:
                known.append(identity)
            else:
                new.append(finding)
        return result._replace(findings=tuple(new), known=tuple(known))

    def stale(self, known: Mapping[str, tuple[str, ...]]) -> int:
        """How many entries match nothing any more; ``known`` maps the checked files' paths to what matched."""
        count = 0
        for path, fingerprints in known.items():
            entries = self.entries.get(self.place(path), [])
            count += len({entry.fingerprint for entry in entries} - set(fingerprints))
        return count


def read_baseline(path: str) -> Baseline:
    """The baseline in the file at ``path``.  Raises ConfigError."""
    try:
        with open(path, "rb") as file:
            document: object = json.loads(file.read().decode("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; --write-baseline makes it") from None
    except OSError as error:
        raise ConfigError(f"{path}: {reason_of(error)}") from None
    except (ValueError, RecursionError):
        raise ConfigError(f"{path}: not a baseline: not valid JSON") from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ConfigError(f'{path}: not a baseline of this version ("version": {VERSION})')
    findings = document.get("findings")
    if not isinstance(findings, list):
        raise ConfigError(f'{path}: not a baseline: "findings" is a list')
    return Baseline(os.path.dirname(path) or ".", [_entry(path, item) for item in findings])


def _entry(path: str, item: object) -> Entry:
    words = [item.get(field) for field in Entry._fields] if isinstance(item, dict) else []
    if not words or not all(isinstance(word, str) for word in words):
        raise ConfigError(f"{path}: not a baseline: a finding has {', '.join(Entry._fields)}, each a string")
    return Entry(*map(str, words))


def render_baseline(path: str, results: Iterable[FileResult], before: Baseline | None) -> tuple[str, int]:
    """The text of a baseline to be written to ``path``, and its number of findings.

    It knows all findings of ``results``; what ``before`` says of other files that are still there is kept.
    """
    places = Baseline(os.path.dirname(path) or ".", ())
    entries: list[Entry] = []
    checked = set()
    for result in results:
        place = places.place(result.path)
        checked.add(place)
        for finding, identity in zip(result.findings, identities(result), strict=True):
            entries.append(Entry(place, finding.code, finding.name, identity))
    for place, of_file in before.entries.items() if before is not None else ():
        if place not in checked and os.path.exists(os.path.join(places.folder, place)):
            entries += of_file
    rows = ",\n".join("    " + json.dumps(entry._asdict()) for entry in sorted(entries))
    listed = f"[\n{rows}\n  ]" if rows else "[]"
    return f'{{\n  "version": {VERSION},\n  "findings": {listed}\n}}\n', len(entries)
