"""Secrets that are let be, by fingerprint: each with a reason, someone to ask, and, if it is to end one day, a date.

TOML: ``[[allow]]`` tables with ``fingerprint``, ``reason``, ``owner`` and ``expires``.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date

from dockerlint.engine.config import ConfigError
from dockerlint.engine.files import reason_of
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockerlint.image.verdict import Leak

_KEYS = ("fingerprint", "reason", "owner", "expires")
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")


class Allowed(NamedTuple):
    """One secret that is let be."""

    fingerprint: str
    reason: str
    owner: str
    expires: date | None = None


class AllowList(NamedTuple):
    """The entries of one file, and the fingerprints that a baseline knows."""

    entries: tuple[Allowed, ...] = ()
    path: str = ""
    known: frozenset[str] = frozenset()

    def keep(self, leaks: Iterable[Leak]) -> tuple[list[Leak], list[str]]:
        """The leaks that are not let be, and what is to be said of the list: what ended, what matches nothing."""
        today = date.today()
        valid = {each.fingerprint for each in self.entries if each.expires is None or each.expires >= today}
        kept: list[Leak] = []
        seen = set()
        for leak in leaks:
            seen.add(leak.fingerprint)
            if leak.fingerprint not in valid and leak.fingerprint not in self.known:
                kept.append(leak)
        notes = []
        for entry in self.entries:
            if entry.fingerprint not in valid and entry.fingerprint in seen:
                notes.append(f"{self.path}: {entry.fingerprint} is allowed no more, since {entry.expires}")
            elif entry.fingerprint not in seen:
                notes.append(f"{self.path}: {entry.fingerprint} is not in this image")
        return kept, notes


def read_allow_list(path: str) -> AllowList:
    """The list in the file at ``path``.  Raises ConfigError."""
    entries = []
    for entry in read_entries(path, "allow", _KEYS, ("fingerprint", "reason", "owner")):
        fingerprint = str(entry["fingerprint"])
        if not _FINGERPRINT.fullmatch(fingerprint):
            raise ConfigError(f"{path}: {fingerprint!r} is no fingerprint: 32 hexadecimal digits in small letters")
        expires = entry.get("expires")
        entries.append(
            Allowed(
                fingerprint, str(entry["reason"]), str(entry["owner"]), expires if isinstance(expires, date) else None
            )
        )
    return AllowList(tuple(entries), path)


def read_entries(path: str, table: str, keys: Sequence[str], needed: Sequence[str]) -> list[dict[str, object]]:
    """The ``[[table]]`` entries of a TOML file, each with the keys that it needs.  Raises ConfigError."""
    try:
        with open(path, "rb") as file:
            document = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path}: {reason_of(error)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid TOML: {type(error).__name__}") from None
    _check_keys(path, document, (table,))
    entries = document.get(table, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(f"{path}: {table} is a list of tables: [[{table}]]")
    for number, entry in enumerate(entries, 1):
        where = f"{path}: [[{table}]] number {number}"
        _check_keys(where, entry, keys)
        for key in needed:
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                raise ConfigError(f"{where} needs {key}, a text")
        if "expires" in entry and type(entry["expires"]) is not date:
            raise ConfigError(f"{where}: expires is a date, such as 2027-01-31")
    return entries


def _check_keys(where: str, table: dict[str, object], keys: Sequence[str]) -> None:
    for key in table:
        if key not in keys:
            from dockerlint.engine.nearest import suggestion

            raise ConfigError(f"{where}: unknown key {key}{suggestion(key, keys)}")
