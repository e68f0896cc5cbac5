"""What npm, Yarn and pnpm leave of an installation: which packages came from a registry, and when it was closed.

They keep digests of whole archives only, so a file cannot be held against one.  What there is: the record that a
manager writes when all packages are in place (``node_modules/.package-lock.json``, ``.yarn-integrity``,
``.pnpm/lock.yaml``) lists the package with the registry's digest, and the file was not written after that record.  npm
itself trusts its record on the same grounds (npm, "hidden lockfiles").  Someone who sets times back can forge it.
"""

from __future__ import annotations

import re

from dockerlint.image.packages.installed import Installed, json_of
from dockerlint.image.packages.rows import folder_row
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NPM, YARN, PNPM = "npm", "Yarn", "pnpm"

_MODULES = "node_modules/"
_PACKAGES = re.compile(rb"^packages:[ \t]*\n((?:(?:[ \t][^\n]*)?\n)*)", re.MULTILINE)
_PACKAGE = re.compile(  # npm allows names of 214 characters
    rb"^  ['\"]?/?(@?[^@\s'\"()]{1,214})[@/](\d[^\s'\"():]{0,80})[^\n]{0,400}:\n((?:    [^\n]*\n|\n)*)", re.MULTILINE
)


def read_npm(path: str, data: bytes, closed: int) -> Iterator[Installed]:
    """The packages in npm's record of an installation that have a registry's digest."""
    root = path.removesuffix(f"{_MODULES}.package-lock.json")
    packages = json_of(data).get("packages")
    for place, entry in packages.items() if isinstance(packages, dict) else ():
        if not isinstance(entry, dict) or not entry.get("integrity") or entry.get("link"):
            continue
        if str(entry.get("resolved", "https://")).startswith("https://"):
            name = place.rpartition(_MODULES)[2]
            yield Installed(NPM, name, str(entry.get("version", "")), folder_row(f"{root}{place}", closed))


def read_yarn(path: str, data: bytes, closed: int) -> Iterator[Installed]:
    """The packages in the record of Yarn 1, which does not tell where in the tree each one is."""
    root = path.removesuffix(f"{_MODULES}.yarn-integrity")
    entries = json_of(data).get("lockfileEntries")
    for pattern, resolved in entries.items() if isinstance(entries, dict) else ():
        name = pattern[: max(pattern.find("@", 1), 0)]
        if name and str(resolved).startswith("https://"):
            yield Installed(YARN, name, "", folder_row(_anywhere(root, name), closed))


def read_pnpm(path: str, data: bytes, closed: int) -> Iterator[Installed]:
    """The packages in pnpm's record that have a registry's digest."""
    root = path.removesuffix(f"{_MODULES}.pnpm/lock.yaml")
    section = _PACKAGES.search(data)
    for name, version, body in _PACKAGE.findall(section[1]) if section else ():
        if b"integrity: sha512-" in body and b"tarball: file:" not in body:
            called = name.decode("utf-8", "replace")
            yield Installed(
                PNPM, called, version.decode("utf-8", "replace"), folder_row(_anywhere(root, called), closed)
            )


def folders_of(path: str) -> Iterator[str]:
    """The folders whose rows may speak for the file at ``path``: exact ones first."""
    at = path.rfind(_MODULES)
    if at < 0 or (at and path[at - 1] != "/"):
        return
    parts = path[at + len(_MODULES) :].split("/")
    name = "/".join(parts[: 2 if parts[0].startswith("@") else 1])
    yield f"{path[:at]}{_MODULES}{name}"
    first = path.find(_MODULES)
    yield _anywhere(path[:first], name)


def _anywhere(root: str, name: str) -> str:
    return f"{root}\0{name}"
