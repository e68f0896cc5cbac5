"""What the Dockerfile linter would do at an instruction; in words where there is no Dockerfile."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase

from dockerlint.finding import Exposure
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding
    from dockerlint.image.attribution.origins import Origin
    from dockerlint.rule import Rule
    from dockerlint.text import Source, Span

_EXPOSURES = {
    "configuration": frozenset({Exposure.CONFIG}),
    "history": frozenset({Exposure.HISTORY}),
    "final": frozenset({Exposure.LAYER}),
    "hidden": frozenset({Exposure.DELETED_IN_LAYER, Exposure.LAYER}),
    "attestation": frozenset({Exposure.PROVENANCE}),
}


class Advisor:
    """Runs the Dockerfile rules once over each Dockerfile that something is attributed to."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._results: dict[int, tuple[Source, FileResult]] = {}  # by the identity of the text

    def finding_at(self, origin: Origin, name: str = "", state: str = "", path: str = "") -> Finding | None:
        """What the linter finds at ``origin``: what concerns ``name`` first, then what stays where ``state`` says.

        For a file at ``path`` of the image nothing that concerns another file is told: an instruction copies many.
        With a fix, ``dockerlint check --fix`` makes it; else the finding says why there is none.
        """
        if origin.certainty == "history":
            return None
        wanted = _EXPOSURES.get(state, frozenset())
        touching = [
            finding
            for finding in self._result(origin.source).findings
            if _may_concern(finding, path)
            and any(
                span.overlaps(origin.span)
                for span in (finding.span, *(each.span for each in finding.related if not each.path))
            )
        ]
        return min(touching, key=lambda each: _order(each, origin, name, wanted), default=None)

    def masked(self, source: Source) -> tuple[Span, ...]:
        """The literal secrets of a Dockerfile, or of a history that is written as one."""
        return self._result(source).masked

    def _result(self, source: Source) -> FileResult:
        known = self._results.get(id(source))
        if known is None:
            from dockerlint.engine.check import check_file
            from dockerlint.engine.run import find_context
            from dockerlint.settings import Settings

            context = find_context(source.path, None, {}) if os.path.exists(source.path) else None
            known = (source, check_file(source, Settings(), self._rules, context))
            self._results[id(source)] = known
        return known[1]


def _may_concern(finding: Finding, path: str) -> bool:
    """False for a finding about a file, or files, of another name."""
    name = finding.secret.name if finding.secret is not None else ""
    if not path or not ("/" in name or "." in name):
        return True
    last = name.rstrip("/").rpartition("/")[2]
    return any(fnmatchcase(part, last) for part in path.split("/"))


def _order(finding: Finding, origin: Origin, name: str, wanted: frozenset[Exposure]) -> tuple[bool, bool, bool, bool]:
    secret = finding.secret
    return (
        secret is None or not name or secret.name != name,
        secret is None or not wanted & set(secret.exposures),
        not finding.span.overlaps(origin.span),
        finding.fix is None,
    )


def help_without_dockerfile(keyword: str, state: str) -> str:
    """What to do about what an instruction of ``keyword`` left, where its Dockerfile is not known."""
    if state == "hidden":
        return "removing it in a later layer hides it only: " + _WHAT_TO_DO.get(keyword, _ELSE)
    return _WHAT_TO_DO.get(keyword, _ELSE)


_ROTATE = "build anew, and rotate it"
_ELSE = f"keep it out of the build, or mount it for one RUN (RUN --mount=type=secret); {_ROTATE}"
_OF_FILES = (
    f"name the file in .dockerignore, or mount it where it is read (RUN --mount=type=secret,target=…); {_ROTATE}"
)
_AT_RUN_TIME = f"let it be read from the environment or a mounted file at run time; {_ROTATE}"
_WHAT_TO_DO = {
    "ENV": f"remove it from ENV; give it to the container when it starts (docker run -e, --env-file); {_ROTATE}",
    "ARG": f"pass it by a secret mount (RUN --mount=type=secret,id=…,env=…) instead of --build-arg; {_ROTATE}",
    "LABEL": f"take it out of the label; {_ROTATE}",
    "COPY": _OF_FILES,
    "ADD": _OF_FILES,
    "RUN": f"let the command read it from a secret mount (RUN --mount=type=secret) and write it nowhere; {_ROTATE}",
    "CMD": _AT_RUN_TIME,
    "ENTRYPOINT": _AT_RUN_TIME,
    "HEALTHCHECK": _AT_RUN_TIME,
    "ONBUILD": f"let the trigger read it from a secret mount (ONBUILD RUN --mount=type=secret); {_ROTATE}",
}
