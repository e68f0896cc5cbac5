"""Layer results that are kept: a layer that was scanned once, in any image, is not read again.

The key is the layer's diffID together with everything that decides what a scan finds in it: the program's own files
(rules, readers, engine), the limits, and the key of the fingerprints.  So nothing stale is ever served, and a scan
that looked at less never answers for one that looks at more.  What is kept holds no credential: :class:`Found` has no
value.

One SQLite file in a folder of the user's, safe for several processes.  A cache that cannot be read or written is no
error: the layer is scanned.
"""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import time
import zlib
from hashlib import sha256

from dockerlint.finding import Confidence, Severity
from dockerlint.image.evidence import KEY_VARIABLE
from dockerlint.image.values import Evidence, FileDigests, Found, Gap, LayerContents, Place
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from dockerlint.image.values import Limits

NAME = "layers-1.sqlite"
WAIT = 5.0  # seconds for another process that writes
LARGEST = 64 << 20  # bytes of one kept layer; a larger one is scanned each time
_TABLE = "CREATE TABLE IF NOT EXISTS layers (key TEXT PRIMARY KEY, used INTEGER NOT NULL, contents BLOB NOT NULL)"
_NAMES = ("name", "link target")
_USED_AGAIN = 24 * 3600  # seconds until a use is written down again


def default_folder() -> str:
    """Where the cache is by default (XDG Base Directory Specification)."""
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(root, "dockerlint")


class LayerCache:
    """The kept results below ``folder``; a context manager."""

    def __init__(self, folder: str, limits: Limits) -> None:
        self._made_with = _digest_of_program(limits)
        self._database = _opened(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None:
            self._database.close()

    def get(self, diff_id: str) -> LayerContents | None:
        """What is known of the layer whose uncompressed tar has that digest."""
        if self._database is None or not diff_id:
            return None
        key = self._key(diff_id)
        try:
            row = self._database.execute("SELECT contents, used FROM layers WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            contents = _decoded(row[0])
            if row[1] < time.time() - _USED_AGAIN:
                self._database.execute("UPDATE layers SET used = ? WHERE key = ?", (int(time.time()), key))
        except (sqlite3.Error, ValueError, TypeError, KeyError, zlib.error):
            return None
        return contents if contents.diff_id == diff_id else None

    def put(self, contents: LayerContents) -> None:
        """Keep ``contents``, unless something in the layer could not be looked at: that is tried again.

        Nor what names its files by credentials: its paths would be kept.
        """
        if self._database is None or contents.gaps or any(each.place.aspect in _NAMES for each in contents.found):
            return
        data = _encoded(contents)
        if len(data) > LARGEST:
            return
        row = (self._key(contents.diff_id), int(time.time()), data)
        try:
            self._database.execute("INSERT OR REPLACE INTO layers VALUES (?, ?, ?)", row)
        except sqlite3.Error:
            return

    def _key(self, diff_id: str) -> str:
        return f"{diff_id} {self._made_with}"


def prune(folder: str, days: int) -> tuple[int, int]:
    """Forget what was not used for ``days`` days; how many layers went, and how many bytes the file shrank by."""
    path = os.path.join(folder, NAME)
    if not os.path.exists(path):
        return 0, 0
    before = os.path.getsize(path)
    database = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    try:
        gone = database.execute("DELETE FROM layers WHERE used <= ?", (int(time.time()) - days * 86_400,)).rowcount
        database.execute("VACUUM")
    finally:
        database.close()
    return gone, max(before - os.path.getsize(path), 0)


def _opened(folder: str) -> sqlite3.Connection | None:
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        database = sqlite3.connect(os.path.join(folder, NAME), timeout=WAIT, isolation_level=None)
    except (OSError, sqlite3.Error):
        return None
    try:
        database.execute("PRAGMA synchronous = OFF")
        database.execute(_TABLE)
    except sqlite3.Error:
        database.close()
        return None
    return database


def _digest_of_program(limits: Limits) -> str:
    """A digest of all that decides what a scan finds."""
    import dockerlint.image
    import dockerlint.trace.catalogue

    digest = sha256(repr((tuple(limits), os.environ.get(KEY_VARIABLE, ""))).encode("utf-8", "surrogateescape"))
    for package in (dockerlint.image, dockerlint.trace.catalogue):
        for path in _modules(os.path.dirname(os.path.abspath(package.__file__ or ""))):
            with open(path, "rb") as file:
                digest.update(file.read())
    return digest.hexdigest()[:32]


def _modules(folder: str) -> Iterator[str]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(root, name) for name in sorted(files) if name.endswith((".py", ".pyc")))


def _encoded(contents: LayerContents) -> bytes:
    """``contents`` as compressed JSON: a cache that others can write to must not be able to run code."""
    tree = contents._asdict()
    tree["found"] = [_found_as_json(found) for found in contents.found]
    for name in ("files", "folders"):
        tree[name] = base64.b64encode(tree[name]).decode()
    tree["databases"] = [(path, base64.b64encode(data).decode()) for path, data in contents.databases]
    return zlib.compress(json.dumps(tree).encode(), 1)


def _found_as_json(found: Found) -> dict[str, object]:
    return {**found._asdict(), "confidence": found.confidence.value, "severity": found.severity.value}


def _decoded(data: bytes) -> LayerContents:
    tree = json.loads(zlib.decompress(data))
    tree["found"] = tuple(_found_from_json(item) for item in tree["found"])
    tree["gaps"] = tuple(Gap(*gap) for gap in tree["gaps"])
    for name in ("files", "folders"):
        tree[name] = base64.b64decode(tree[name])
    tree["databases"] = tuple((path, base64.b64decode(text)) for path, text in tree["databases"])
    for name in ("whiteouts", "opaque"):
        tree[name] = tuple(tree[name])
    for name in ("links", "public_keys"):
        tree[name] = tuple((first, second) for first, second in tree[name])
    return LayerContents(**tree)


def _found_from_json(item: dict[str, object]) -> Found:
    evidence, place, digests, notes = item["evidence"], item["place"], item["digests"], item["notes"]
    assert isinstance(evidence, list)
    assert isinstance(place, list)
    assert isinstance(notes, list)
    path, inner, *rest = place
    return Found(
        Evidence(*evidence),
        Place(path, tuple(inner), *rest),
        Confidence(item["confidence"]),
        Severity(item["severity"]),
        tuple(notes),
        FileDigests(*digests) if isinstance(digests, list) else None,
    )
