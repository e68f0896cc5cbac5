"""Which files of an image are databases of package managers."""

from __future__ import annotations

import re

# By the last name of the path, or its end; where one fits, the whole path is looked at.
_NAMES = frozenset((
    "RECORD", "installed", "status", "rpmdb.sqlite", "Packages.db", "Packages", ".package-lock.json", ".yarn-integrity",
    "lock.yaml", ".cargo-checksum.json", "paths.json",
))  # fmt: skip
_ENDINGS = (".md5sums", ".jar.sha1", ".war.sha1", ".aar.sha1", ".gemspec")
_PLACES = re.compile(
    r"""(?:^|/)(?:
        [^/]+\.dist-info/RECORD | (?:usr/)?lib/apk/db/installed
      | var/lib/dpkg/(?:status|info/[^/]+\.md5sums|status\.d/[^/]+)
      | (?:var/lib|usr/lib/sysimage)/rpm/(?:rpmdb\.sqlite|Packages(?:\.db)?)
      | node_modules/\.package-lock\.json | node_modules/\.yarn-integrity | node_modules/\.pnpm/lock\.yaml
      | \.cargo-checksum\.json | conda-meta/[^/]+\.json | pkgs/[^/]+/info/paths\.json
      | specifications/[^/]+\.gemspec
      | [^/]+/[^/]+/[^/]+\.[jwa]ar\.sha1
    )$""",
    re.VERBOSE,
)


def is_database(path: str) -> bool:
    """Whether the file at ``path`` tells what a package manager installed.

    Asked for every entry of a layer, so most are sent away by their last name.
    """
    name = path[path.rfind("/") + 1 :]
    if name in _NAMES or name.endswith(_ENDINGS) or "/status.d/" in path or "conda-meta/" in path:
        return _PLACES.search(path) is not None
    return False
