"""Which files may be callers, by name, and which of them are read at all, by the words in them."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from types import ModuleType

    from dockerlint.callers.build import Build, Caller
    from dockerlint.callers.change import Change
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.text import Edit, Source


class Kind(NamedTuple):
    """``pattern`` is matched against the path from the repository's root, ``/`` between.

    ``words`` are texts one of which every file with a build of this kind holds: files without are not read.
    """

    name: str
    pattern: str
    words: tuple[bytes, ...]

    def read(self, source: Source, place: str) -> Caller:
        """The builds in ``source``, whose path from the repository's root is ``place``.  Never raises."""
        found: Caller = self._module.read(source, place)
        return found

    def rewrite(self, source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
        """The edits that make ``change`` in ``build``, which was read from ``source``."""
        found: list[Edit] | Refusal = self._module.rewrite(source, build, change)
        return found

    @property
    def _module(self) -> ModuleType:
        return import_module(f"dockerlint.callers.kinds.{self.name}")


_BUILDERS = (
    b"docker",
    b"podman",
    b"buildah",
    b"buildctl",
    b"kaniko",
    b"nerdctl",
    b"DOCKER",
    b"ENGINE",
    b"CONTAINER",
    b"executor",
    b"az acr",
)

KINDS = (
    Kind("github", r"(?:.*/)?\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml|(?:.*/)?action\.ya?ml", _BUILDERS),
    Kind("gitlab", r"(?:.*/)?(?:[^/]*\.)?gitlab-ci[^/]*\.ya?ml|(?:.*/)?\.gitlab/.+\.ya?ml", _BUILDERS),
    Kind("compose", r"(?:.*/)?[^/]*compose[^/]*\.ya?ml", (b"build", b"extends")),
    Kind("bake", r"(?:.*/)?(?:[^/]*-)?bake[^/]*\.(?:hcl|json)", (b"target",)),
    Kind("make", r"(?:.*/)?(?:GNU)?[Mm]akefile(?:[.-][\w.-]+)?|(?:.*/)?[^/]+\.(?:mk|mak)", _BUILDERS),
    Kind("circleci", r"(?:.*/)?\.circleci/.+\.ya?ml", (*_BUILDERS, b"aws-ecr")),
    Kind(
        "azure",
        r"(?:.*/)?[^/]*azure-pipeline[^/]*\.ya?ml"
        r"|(?:.*/)?(?:\.?azure-?pipelines|\.azure|\.?azuredevops|\.pipelines)/.+\.ya?ml",
        (*_BUILDERS, b"Docker"),
    ),
    Kind("bitbucket", r"(?:.*/)?bitbucket-pipelines[^/]*\.ya?ml", _BUILDERS),
    Kind("jenkins", r"(?:.*/)?Jenkinsfile[^/]*|(?:.*/)?[^/]+\.(?:jenkins(?:file)?|Jenkinsfile|groovy)", _BUILDERS),
    Kind("devcontainer", r"(?:.*/)?\.?devcontainer\.json", (b"dockerfile", b"dockerFile")),
    Kind("package_json", r"(?:.*/)?package\.json", _BUILDERS),
    Kind("tekton", r".+\.ya?ml", (b"tekton.dev",)),
    Kind("readme", r"(?:.*/)?[^/]+\.(?:md|markdown)", (b"build-arg",)),
    Kind("script", r".*\.(?:sh|bash|zsh|ksh)|(?:.*/)?[^./]+", _BUILDERS),
)


@lru_cache
def _compiled() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(f"(?:{kind.pattern})\\Z")) for kind in KINDS)


def kind_of(place: str) -> Kind | None:
    """The kind of caller that a file may be by its path from the repository's root."""
    for kind, pattern in _compiled():
        if pattern.match(place):
            return kind
    return None


def is_caller_by_name(place: str) -> bool:
    """Whether a file is a caller by its path from the repository's root, whatever its text says."""
    kind = kind_of(place)
    return kind is not None and kind.name not in ("tekton", "readme") and (kind.name != "script" or "." in place)


def is_caller_name(name: str) -> bool:
    """Whether a file called so, without its folder, may run builds."""
    return kind_of(name) is not None or name.endswith((".yml", ".yaml"))
