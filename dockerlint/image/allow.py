"""Secrets that are let be, by fingerprint: each with a reason, someone to ask, and, if it is to end one day, a date.

TOML: ``[[allow]]`` tables with ``fingerprint``, ``reason``, ``owner``; if wanted ``expires``, the last day, and
``path``, a pattern as of ``.gitignore`` from the image's root, outside of which the secret is told all the same.
"""

from __future__ import annotations

import re
from datetime import date

from dockerlint.engine.config import ConfigError
from dockerlint.engine.files import reason_of
from dockerlint.engine.gitignore import GitIgnore
from dockerlint.image.evidence import LENGTH
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockerlint.image.verdict import Leak

_KEYS = ("fingerprint", "reason", "owner", "expires", "path")
_FINGERPRINT = re.compile(rf"[0-9a-f]{{{LENGTH}}}")


class Allowed(NamedTuple):
    """One secret that is let be; ``expires`` is the last day, ``path`` a pattern, "" for everywhere."""

    fingerprint: str
    reason: str
    owner: str
    expires: date | None = None
    path: str = ""

    @property
    def is_over(self) -> bool:
        return self.expires is not None and self.expires < date.today()

    def covers(self, path: str) -> bool:
        """Whether the secret is let be at ``path``."""
        return not self.path or GitIgnore((self.path,)).ignores(path, is_folder=False)


class Judged(NamedTuple):
    """The leaks that remain, which entries ended although the secret is there, and which match nothing."""

    leaks: tuple[Leak, ...]
    ended: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


class AllowList(NamedTuple):
    """The entries of one file, and the fingerprints that a baseline knows."""

    entries: tuple[Allowed, ...] = ()
    path: str = ""
    known: frozenset[str] = frozenset()

    def keep(self, leaks: Iterable[Leak]) -> Judged:
        """The leaks that are not let be; of one that is let be in some places, the others."""
        by_fingerprint: dict[str, list[Allowed]] = {}
        for entry in self.entries:
            by_fingerprint.setdefault(entry.fingerprint, []).append(entry)
        kept: list[Leak] = []
        used: set[Allowed] = set()
        for leak in leaks:
            if leak.fingerprint in self.known:
                continue
            rest = leak.places
            for entry in by_fingerprint.get(leak.fingerprint, ()):
                outside = tuple(place for place in rest if not entry.covers(place.found.place.path))
                if len(outside) < len(rest):
                    used.add(entry)
                    rest = rest if entry.is_over else outside
            if rest:
                kept.append(leak if rest == leak.places else leak.at(rest))
        ended = [self._said(entry, f"ended on {entry.expires}") for entry in self.entries if entry.is_over]
        unused = [self._said(entry, "matches nothing here") for entry in self.entries if entry not in used]
        return Judged(tuple(kept), tuple(ended), tuple(unused))

    def _said(self, entry: Allowed, what: str) -> str:
        return f"{self.path}: the entry of {entry.fingerprint} {what} (owner: {entry.owner})"


def read_allow_list(path: str) -> AllowList:
    """The list in the file at ``path``.  Raises ConfigError."""
    entries = []
    for number, entry in enumerate(read_entries(path, "allow", _KEYS, ("fingerprint", "reason", "owner")), 1):
        fingerprint, pattern, expires = str(entry["fingerprint"]), entry.get("path", ""), entry.get("expires")
        where = f"{path}: [[allow]] number {number}"
        if not _FINGERPRINT.fullmatch(fingerprint):
            raise ConfigError(
                f"{where}: fingerprint is {LENGTH} hexadecimal digits in small letters, as reports show it"
            )
        if not isinstance(pattern, str) or pattern.startswith(("!", "#")) or ("path" in entry and not pattern.strip()):
            raise ConfigError(f"{where}: path is a pattern from the image's root, such as /app/tests/")
        entries.append(
            Allowed(
                fingerprint,
                str(entry["reason"]),
                str(entry["owner"]),
                expires if isinstance(expires, date) else None,
                pattern,
            )
        )
    return AllowList(tuple(entries), path)


def read_entries(path: str, table: str, keys: Sequence[str], needed: Sequence[str]) -> list[dict[str, object]]:
    """The ``[[table]]`` entries of a TOML file, each with the keys that it needs.  Raises ConfigError."""
    import tomllib

    try:
        with open(path, "rb") as file:
            document = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path}: {reason_of(error)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: not valid TOML: nested too deep") from None
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
