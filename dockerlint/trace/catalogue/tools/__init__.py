"""Tools that read or write credentials during an image build: tables by family, and questions about one command.

The command must be unwrapped (no ``sudo`` or ``env`` before it).  Paths are absolute, ``home`` and ``workdir`` those in
force where the command runs.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.accounts import default_credentials
from dockerlint.trace.catalogue.tools.arguments import mentions_secret_option, secret_arguments
from dockerlint.trace.catalogue.tools.deletions import files_deleted
from dockerlint.trace.catalogue.tools.environment import environment_read, matches, mentions_reader, readers
from dockerlint.trace.catalogue.tools.files import files_read
from dockerlint.trace.catalogue.tools.keys import is_covered, keys_generated
from dockerlint.trace.catalogue.tools.output import prints, secret_output
from dockerlint.trace.catalogue.tools.persistence import persisted_by, undone_by
from dockerlint.trace.catalogue.tools.project_code import runs_project_code
from dockerlint.trace.catalogue.tools.record import (
    DefaultCredential,
    GeneratedKey,
    Persisted,
    Prints,
    SecretArgument,
    Written,
)
from dockerlint.trace.catalogue.tools.writes import files_written

__all__ = [
    "DefaultCredential",
    "GeneratedKey",
    "Persisted",
    "Prints",
    "SecretArgument",
    "Written",
    "default_credentials",
    "environment_read",
    "files_deleted",
    "files_read",
    "files_written",
    "is_covered",
    "keys_generated",
    "matches",
    "mentions_reader",
    "mentions_secret_option",
    "persisted_by",
    "prints",
    "readers",
    "runs_project_code",
    "secret_arguments",
    "secret_output",
    "undone_by",
]


def __getattr__(name: str) -> tuple[str, ...]:
    if name == "READERS":
        return readers()
    raise AttributeError(name)
