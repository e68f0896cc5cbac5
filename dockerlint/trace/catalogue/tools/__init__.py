"""Tools that read or write credentials during an image build: tables by family, and questions about one command.

The command must be unwrapped (no ``sudo`` or ``env`` before it).  Paths are absolute, ``home`` and ``workdir`` those in
force where the command runs.
Each question's module is loaded when it is first asked: most files need few of them.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.trace.catalogue.tools.accounts import default_credentials, passwords_in_sql, reads_password
    from dockerlint.trace.catalogue.tools.arguments import secret_arguments
    from dockerlint.trace.catalogue.tools.deletions import files_deleted
    from dockerlint.trace.catalogue.tools.environment import (
        environment_read,
        matches,
        mentions_reader,
        readers,
        reads_by_helper,
    )
    from dockerlint.trace.catalogue.tools.files import files_read
    from dockerlint.trace.catalogue.tools.keys import is_covered, keys_generated
    from dockerlint.trace.catalogue.tools.mention import mentions_secret_option
    from dockerlint.trace.catalogue.tools.output import prints, secret_output
    from dockerlint.trace.catalogue.tools.persistence import persisted_by, takes_out, undone_by
    from dockerlint.trace.catalogue.tools.project_code import runs_project_code
    from dockerlint.trace.catalogue.tools.record import (
        DefaultCredential,
        GeneratedKey,
        Persisted,
        Prints,
        SecretArgument,
        Undone,
        Written,
    )
    from dockerlint.trace.catalogue.tools.writes import files_written

__all__ = [
    "DefaultCredential",
    "GeneratedKey",
    "Persisted",
    "Prints",
    "SecretArgument",
    "Undone",
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
    "passwords_in_sql",
    "persisted_by",
    "prints",
    "readers",
    "reads_by_helper",
    "reads_password",
    "runs_project_code",
    "secret_arguments",
    "secret_output",
    "takes_out",
    "undone_by",
]

_MODULES = {
    "DefaultCredential": "record",
    "GeneratedKey": "record",
    "Persisted": "record",
    "Prints": "record",
    "SecretArgument": "record",
    "Undone": "record",
    "Written": "record",
    "default_credentials": "accounts",
    "environment_read": "environment",
    "files_deleted": "deletions",
    "files_read": "files",
    "files_written": "writes",
    "is_covered": "keys",
    "keys_generated": "keys",
    "matches": "environment",
    "mentions_reader": "environment",
    "mentions_secret_option": "mention",
    "passwords_in_sql": "accounts",
    "persisted_by": "persistence",
    "prints": "output",
    "readers": "environment",
    "reads_by_helper": "environment",
    "reads_password": "accounts",
    "runs_project_code": "project_code",
    "secret_arguments": "arguments",
    "secret_output": "output",
    "takes_out": "persistence",
    "undone_by": "persistence",
}


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(__import__(f"{__name__}.{module}", fromlist=[name]), name)
    globals()[name] = found
    return found
