"""What the databases of one layer come to, as they pass."""

from __future__ import annotations

from dockerlint.image.packages import archives, node, python, rpm, system
from dockerlint.image.packages.installed import MOST_ROWS, Installed
from dockerlint.image.packages.rows import SIZE
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_VERSIONS = 200_000  # packages of dpkg; Debian has 70,000
LARGEST = 64 << 20  # bytes of a database; files of a larger one count as nobody's


class Inventory:
    """Takes databases, keeps rows; :attr:`packages` are those of :class:`~dockerlint.image.values.LayerContents`."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str], list[bytes]] = {}
        self._versions: dict[str, str] = {}  # of dpkg's packages: its lists of digests do not tell them
        self._size = 0

    def add(self, path: str, data: bytes, mtime: int) -> None:
        """Take the database at ``path``; what is damaged in it, or too much, is left out."""
        for package in _read(path, data, mtime):
            if package.manager == system.DEBIAN and package.version and len(self._versions) < _MOST_VERSIONS:
                self._versions[package.name] = package.version
            self._size += len(package.rows)
            if self._size > MOST_ROWS * SIZE:
                return
            if package.rows:
                key = package[:3]
                self._rows.setdefault(key, []).append(package.rows)

    @property
    def packages(self) -> tuple[tuple[str, bytes], ...]:
        """Manager, package and version with tabs between them, and the package's rows."""
        found: dict[str, list[bytes]] = {}
        for (manager, name, version), rows in self._rows.items():
            if manager == system.DEBIAN:
                version = version or self._versions.get(name, "")
            key = "\t".join(" ".join(part.split()) for part in (manager, name, version))
            found.setdefault(key, []).extend(rows)
        return tuple((key, b"".join(found[key])) for key in sorted(found))


def _read(path: str, data: bytes, mtime: int) -> Iterator[Installed]:
    name = path[path.rfind("/") + 1 :]
    match name:
        case "RECORD":
            return python.read_record(path, data)
        case "installed":
            return system.read_apk(data)
        case "rpmdb.sqlite" | "Packages" | "Packages.db":
            return rpm.read_rpm(data)
        case ".package-lock.json":
            return node.read_npm(path, data, mtime)
        case ".yarn-integrity":
            return node.read_yarn(path, data, mtime)
        case "lock.yaml":
            return node.read_pnpm(path, data, mtime)
        case ".cargo-checksum.json":
            return archives.read_crate(path, data)
        case "paths.json":
            return python.read_conda_cache(path, data)
    if name.endswith(".md5sums"):
        return system.read_md5sums(path, data)
    if name.endswith(".gemspec"):
        return archives.read_gemspec(path, mtime)
    if name.endswith(".sha1"):
        return archives.read_maven(path, data)
    return python.read_conda(path, data) if "conda-meta/" in path else system.read_status(data)
