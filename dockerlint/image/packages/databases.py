"""Which files of an image are databases of package managers that hold digests of installed files."""

from __future__ import annotations

import re

# By the last name of the path, or its end; where one matches, the whole path is looked at.
_NAMES = frozenset(("RECORD", "installed", "status", "rpmdb.sqlite", ".package-lock.json", ".cargo-checksum.json"))
_PLACES = re.compile(
    r"(?:^|/)(?:[^/]+\.dist-info/RECORD|(?:usr/)?lib/apk/db/installed|var/lib/dpkg/status|"
    r"(?:var/lib|usr/lib/sysimage)/rpm/rpmdb\.sqlite|node_modules/\.package-lock\.json|\.cargo-checksum\.json)$"
)


def is_database(path: str) -> bool:
    """Whether the file at ``path`` tells what a package manager installed."""
    if path.endswith(".md5sums"):
        return "/dpkg/" in path
    return path[path.rfind("/") + 1 :] in _NAMES and _PLACES.search(path) is not None
