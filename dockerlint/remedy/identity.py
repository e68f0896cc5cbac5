"""The id of a secret that is a file of the build context."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.trace.secrets import Copied
    from dockerlint.trace.trace import Trace


def identity_of(trace: Trace, copied: Copied) -> str:
    """The id for a file of the context: the usual one unless another file of that kind is copied as well."""
    alike = trace.answers.once("copied alike", lambda: _sources_of_one_kind(trace))
    if len(alike.get((copied.secret_id, posixpath.basename(copied.source)), ())) <= 1:
        return copied.secret_id
    return re.sub(r"\W+", "_", posixpath.normpath(copied.source)).strip("_")


def _sources_of_one_kind(trace: Trace) -> dict[tuple[str, str], set[str]]:
    """By id and name: the files of the context that are copied."""
    found: dict[tuple[str, str], set[str]] = {}
    for each in trace.copied:
        if each.holding is None:
            key = (each.secret_id, posixpath.basename(each.source))
            found.setdefault(key, set()).add(posixpath.normpath(each.source))
    return found
