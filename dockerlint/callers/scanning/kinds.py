"""Which kind of file a path names, and the pushes without a scan in it."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.scanning.lack import Lack
    from dockerlint.text import Source

# The first that the path, with ``/`` between, is matched by.
_KINDS = (
    ("github", r"(?:.*/)?\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml|(?:.*/)?action\.ya?ml"),
    ("gitlab", r"(?:.*/)?\.?gitlab-ci[^/]*\.ya?ml|(?:.*/)?[^/]*\.gitlab-ci\.ya?ml|(?:.*/)?\.gitlab/.*\.ya?ml"),
    ("circleci", r"(?:.*/)?\.circleci/.*\.ya?ml"),
    ("azure", r"(?:.*/)?\.?azure-?pipelines?[^/]*\.ya?ml|(?:.*/)?\.azure(?:-?pipelines|devops)?/.*\.ya?ml"),
    ("jenkins", r"(?:.*/)?Jenkinsfile[^/]*|.*\.jenkinsfile"),
    ("make", r"(?:.*/)?(?:GNUm|m|M)akefile[^/]*|.*\.mk"),
    ("script", r".*\.(?:sh|bash)"),
)
_PUSHES = re.compile(r"push|registry|publish", re.IGNORECASE)


def kind_of(path: str) -> str:
    """``github``, ``gitlab``, ``circleci``, ``azure``, ``jenkins``, ``make``, ``script``; "" for any other file."""
    return next((kind for kind, pattern in _KINDS if re.fullmatch(pattern, path.replace("\\", "/"))), "")


def lacks_of(source: Source, kind: str) -> Iterator[Lack]:
    """Every push of the file that lacks a scan."""
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
