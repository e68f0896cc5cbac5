"""The pushes without a scan in a file of any kind."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.scanning.lack import Lack
    from dockerlint.text import Source

_PUSHES = re.compile(r"push|registry|publish|destination|acr\s+build|builds\s+submit", re.IGNORECASE)


def lacks_of(source: Source, kind: str) -> Iterator[Lack]:
    """Every push of the file that lacks a scan; ``kind`` is a name of :mod:`dockerlint.callers.kinds.table`."""
    if _PUSHES.search(source.text) is None:
        return
    match kind:
        case "github" | "gitlab" | "circleci" | "azure":
            yield from _yaml_lacks(source, kind)
        case "jenkins":
            from dockerlint.callers.scanning.jenkins import jenkins_lacks

            yield from jenkins_lacks(source)
        case "make":
            from dockerlint.callers.scanning.make import make_lacks

            yield from make_lacks(source)
        case "script":
            from dockerlint.callers.scanning.script import script_lacks

            yield from script_lacks(source)


def _yaml_lacks(source: Source, kind: str) -> Iterator[Lack]:
    from dockerlint.callers.documents import documents_of
    from dockerlint.callers.scanning.azure import azure_lacks
    from dockerlint.callers.scanning.circleci import circleci_lacks
    from dockerlint.callers.scanning.github import github_lacks
    from dockerlint.callers.scanning.gitlab import gitlab_lacks

    readers = {"github": github_lacks, "gitlab": gitlab_lacks, "circleci": circleci_lacks, "azure": azure_lacks}
    for document in documents_of(source):
        yield from readers[kind](source, document)
