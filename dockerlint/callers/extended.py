"""Services of Compose files that services of other files extend.

What they inherit names its secrets, and Compose looks for those at the top of the file that it was given, not of the
one that is extended (Compose specification, 05-services.md, "extends").
"""

from __future__ import annotations

from posixpath import dirname

from dockerlint.callers.kinds.table import kind_of
from dockerlint.callers.shell.folders import inside
from dockerlint.callers.yaml import Mapping
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.callers.build import Build
    from dockerlint.callers.repository import Repository


def extended_by(build: Build, place: str, repository: Repository, texts: dict[str, str]) -> str:
    """The file, as it is shown, with a service that extends that of ``build``, which the file at ``place`` has.

    "" for none.
    """
    for other in repository.places:
        kind = kind_of(other) if other != place else None
        is_compose = kind is not None and kind.name == "compose"
        read = repository.caller(other, texts.get(repository.path_of(other))) if is_compose else None
        root = read.caller.document if read is not None else None
        services = root.mapping("services") if isinstance(root, Mapping) else None
        for entry in services.entries if services is not None else ():
            extends = entry.value.mapping("extends") if isinstance(entry.value, Mapping) else None
            file = extends.text("file") if extends is not None else None
            if extends is None or file is None or inside(dirname(other), file) != place:
                continue
            if extends.text("service") == build.name:
                return repository.path_of(other)
    return ""
