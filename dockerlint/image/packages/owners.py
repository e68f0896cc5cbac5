"""Who shipped a file: the package whose database knows it with exactly this content.

dpkg keeps MD5, apk SHA-1, wheels SHA-256 (binary distribution format, RECORD), cargo SHA-256 of vendored crates, rpm
whatever it was built with.  npm keeps digests of whole packages only; there the evidence is that the file belongs to a
package that came from a registry and still has the one time of change that npm gives all it packs.
"""

from __future__ import annotations

import base64
import binascii
import json
import re

from dockerlint.image.packages.rpm import files_of_rpm
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.image.values import FileDigests

_NPM_TIME = 499_162_500  # 1985-10-26T08:15:00Z (npm/pacote: "mtime: 499162500")
_MD5SUMS = re.compile(r"(?:^|/)var/lib/dpkg/(?:info|status\.d)/([^/]+?)(?::[^/:]+)?\.md5sums$")
_MERGED = ("bin/", "lib/", "lib32/", "lib64/", "libx32/", "sbin/")  # links to folders below usr, where /usr is merged


class Packages:
    """What the package managers of one image installed; databases are read when a file of theirs is asked for."""

    def __init__(self, databases: Iterable[tuple[str, bytes]]) -> None:
        self._databases = dict(databases)
        self._debian: dict[str, tuple[str, str]] | None = None  # path: MD5, package
        self._alpine: dict[str, tuple[str, str]] | None = None  # path: SHA-1, package
        self._rpm: dict[str, tuple[str, str]] | None = None  # path: hexadecimal digest, package
        self._wheels: dict[str, tuple[str, str]] | None = None  # path: SHA-256, distribution

    def owner_of(self, path: str, digests: FileDigests) -> str | None:
        """The package that shipped the file at ``path`` as it is, in words; None where none did, or it was changed."""
        for name in (path, *_aliases(path)):
            for known, digest, words in (
                (self._of_debian(), digests.md5, "Debian package"),
                (self._of_alpine(), digests.sha1, "Alpine package"),
                (self._of_wheels(), digests.sha256, "Python package"),
            ):
                entry = known.get(name)
                if entry is not None and entry[0] == digest:
                    return f"{words} {entry[1]}"
            entry = self._of_rpm().get(name)
            if entry is not None and entry[0] in (digests.md5, digests.sha1, digests.sha256):
                return f"RPM package {entry[1]}"
        return self._of_npm(path, digests) or self._of_cargo(path, digests)

    def _of_debian(self) -> dict[str, tuple[str, str]]:
        if self._debian is None:
            self._debian = {}
            for place, data in self._databases.items():
                match = _MD5SUMS.search(place)
                if match:
                    for line in data.decode("utf-8", "surrogateescape").splitlines():
                        digest, _, path = line.partition("  ")
                        self._debian[path] = (digest, match[1])
                elif place.endswith("var/lib/dpkg/status"):
                    self._debian.update(_conffiles(data.decode("utf-8", "surrogateescape")))
        return self._debian

    def _of_alpine(self) -> dict[str, tuple[str, str]]:
        if self._alpine is None:
            self._alpine = {}
            for place, data in self._databases.items():
                if place.endswith("lib/apk/db/installed"):
                    self._alpine.update(_apk_files(data.decode("utf-8", "surrogateescape")))
        return self._alpine

    def _of_rpm(self) -> dict[str, tuple[str, str]]:
        if self._rpm is None:
            self._rpm = {}
            for place, data in self._databases.items():
                if place.endswith("rpmdb.sqlite"):
                    self._rpm.update(files_of_rpm(data))
        return self._rpm

    def _of_wheels(self) -> dict[str, tuple[str, str]]:
        if self._wheels is None:
            self._wheels = {}
            for place, data in self._databases.items():
                if place.endswith(".dist-info/RECORD"):
                    self._wheels.update(_record_files(place, data.decode("utf-8", "surrogateescape")))
        return self._wheels

    def _of_npm(self, path: str, digests: FileDigests) -> str | None:
        root, folder, rest = path.partition("node_modules/")
        if not folder or digests.mtime != _NPM_TIME:
            return None
        at = path.rfind("node_modules/") + len("node_modules/")
        parts = path[at:].split("/")
        name = "/".join(parts[: 2 if parts[0].startswith("@") else 1])
        lock = self._databases.get(f"{root}node_modules/.package-lock.json")
        key = f"node_modules/{rest[: len(path[:at]) - len(root) - len('node_modules/')]}{name}"
        entry = _npm_packages(lock).get(key) if lock is not None else None
        if isinstance(entry, dict) and entry.get("integrity") and str(entry.get("resolved", "")).startswith("https://"):
            return f"npm package {name} {entry.get('version', '')}".strip()
        return None

    def _of_cargo(self, path: str, digests: FileDigests) -> str | None:
        at = path.rfind("/")
        while at > 0:
            data = self._databases.get(f"{path[:at]}/.cargo-checksum.json")
            if data is not None:
                files = _json(data).get("files")
                known = files.get(path[at + 1 :]) if isinstance(files, dict) else None
                return f"crate {path[:at].rpartition('/')[2]}" if known == digests.sha256 else None
            at = path.rfind("/", 0, at)
        return None


def _aliases(path: str) -> tuple[str, ...]:
    """The other path of a file where ``/bin``, ``/lib`` and so on are links to their like below ``/usr``."""
    if path.startswith("usr/") and path[4:].startswith(_MERGED):
        return (path[4:],)
    return (f"usr/{path}",) if path.startswith(_MERGED) else ()


def _conffiles(status: str) -> dict[str, tuple[str, str]]:
    """Configuration files with their MD5 as they were shipped (dpkg's status, field Conffiles)."""
    found = {}
    for block in status.split("\n\n"):
        package = re.match(r"Package: (\S+)", block)
        listed = re.search(r"^Conffiles:\n((?: .*\n?)+)", block, re.MULTILINE)
        if package is None or listed is None:
            continue
        for line in listed[1].splitlines():
            words = line.split()
            if len(words) >= 2:
                found[words[0].lstrip("/")] = (words[1], package[1])
    return found


def _apk_files(installed: str) -> dict[str, tuple[str, str]]:
    """Alpine's database (apk, database.c): P package, F folder, R file, Z digest ``Q1`` and base64 of SHA-1."""
    found = {}
    package = folder = name = ""
    for line in installed.splitlines():
        key, value = line[:2], line[2:]
        if key == "P:":
            package = value
        elif key == "F:":
            folder = value
        elif key == "R:":
            name = value
        elif key == "Z:" and value.startswith("Q1"):
            path = f"{folder}/{name}".lstrip("/")
            found[path] = (_hexadecimal(value[2:]), package)
    return found


def _record_files(place: str, record: str) -> dict[str, tuple[str, str]]:
    folder = place.removesuffix("RECORD").rstrip("/").rpartition("/")[0]
    name, _, version = place.rpartition("/")[0].rpartition("/")[2].removesuffix(".dist-info").partition("-")
    found = {}
    for line in record.splitlines():
        rest, _, _size = line.rpartition(",")
        path, _, digest = rest.rpartition(",")
        if digest.startswith("sha256="):
            path = path.strip('"').replace('""', '"')
            found[_joined(folder, path)] = (_hexadecimal(digest[7:]), f"{name} {version}")
    return found


def _joined(folder: str, path: str) -> str:
    parts = [] if path.startswith("/") else folder.split("/")
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _hexadecimal(text: str) -> str:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_" if set(text) & set("-_") else None).hex()
    except (binascii.Error, ValueError):
        return ""


def _npm_packages(lock: bytes) -> dict[str, object]:
    packages = _json(lock).get("packages")
    return packages if isinstance(packages, dict) else {}


def _json(data: bytes) -> dict[str, object]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
