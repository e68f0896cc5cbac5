"""The files that are read for credentials, by their names.

Asked for every entry of a layer, so it is a look-up of the last name and of its ending, and little more.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.file_kinds import KNOWN
from dockerlint.trace.catalogue.readers import table

# Key stores, and keys without PEM's lines, which have no name that their tool looks for.
_BINARY = "p12 pfx jks keystore jceks bks kdbx kdb keytab der pk8 p8 key ppk gpg"
# Endings of configuration whose names are free: a word in the name tells.
_CONFIGURATION = "json yml yaml xml toml ini cfg conf properties txt csv".split()

_NAMES = table.names() | frozenset(
    name.rpartition("/")[2] for known in KNOWN for name in known.names if known.kind != "vcs"
)
# By ending: True where it is enough, False where a word in the name has to tell.
_ENDINGS = {**dict.fromkeys(_CONFIGURATION, False), **dict.fromkeys((*table.endings(), *_BINARY.split()), True)}
_FOLDERS = frozenset(folder.rpartition("/")[2] for folder in table.folders())


def is_credential_file(path: str) -> bool:
    """Whether a tool may keep a credential in a file of that path."""
    parts = path.rsplit("/", 2)
    name = parts[-1].lower()
    if name in _NAMES:
        return True
    by_ending = _ENDINGS.get(name.rpartition(".")[2])
    if by_ending is not None and (by_ending or "secret" in name or "cred" in name or "passw" in name):
        return True
    return name[:5] == ".env." or (len(parts) > 1 and parts[-2] in _FOLDERS)
