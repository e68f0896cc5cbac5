"""Files that tools keep credentials in, read by their own formats."""

from __future__ import annotations

from dockerlint.image.credential_files.names import is_credential_file
from dockerlint.image.credential_files.reading import read_credentials

__all__ = ["is_credential_file", "read_credentials"]
