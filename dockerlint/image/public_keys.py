"""Certificates and public keys, by whose fingerprints private keys are matched."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST = 64 << 10  # bytes of a file; bundles of authorities are larger, and nobody has their keys
_MOST = 5_000  # of one layer, or of one file's archives: they are evidence, so that more of them lose no finding
_LONGEST = 4096  # characters of a path, the most that Linux opens
_ENDINGS = (".crt", ".cer", ".cert", ".pem", ".der", ".pub", "authorized_keys", "known_hosts")


def may_hold_public_keys(path: str, size: int, head: bytes) -> bool:
    """Whether the file is read for public keys: by its name, or its first bytes."""
    is_named_so = path.endswith(_ENDINGS) or head[:11] == b"-----BEGIN "
    return is_named_so and size <= LARGEST and len(path) <= _LONGEST


class PublicKeys:
    """Collects fingerprints with the paths of their files."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], None] = {}

    def add(self, path: str, data: bytes) -> None:
        """The content of a file that may hold some."""
        from dockerlint.image.credential_files.public_key import public_fingerprints

        if len(self._found) < _MOST:
            self._found.update(dict.fromkeys((each, path) for each in public_fingerprints(data)))

    def update(self, found: Iterable[tuple[str, str]]) -> None:
        """Fingerprints and paths that were collected elsewhere."""
        if len(self._found) < _MOST:
            self._found.update(dict.fromkeys(found))

    @property
    def found(self) -> tuple[tuple[str, str], ...]:
        """Fingerprint and path of each."""
        return tuple(self._found)[:_MOST]
