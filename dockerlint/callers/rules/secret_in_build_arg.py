"""A caller hands a credential to the build as a build argument, where it is kept in history and provenance.

### What it does
Finds build arguments that carry a credential in whatever runs the build: `--build-arg` in scripts, Makefiles and CI
jobs, `build-args` of actions, `args` of Compose and Bake. A credential is told by its name, or because the value comes
from the service's secret store.

### Why is this bad?
BuildKit writes build arguments into the image's history and into provenance attestations, which build-push-action
pushes with every value for public repositories; job summaries and build records list them too. The CI service masks
its log, not the image.

### What to do instead
A secret of the build: `--secret id=…,env=…`, `secret-envs`, `secrets`, with a secret mount in the Dockerfile.

### Fix safety
Needs a secret: Dockerfile and all callers of the repository change together, or nothing does. No fix where the
Dockerfile is elsewhere, where the value stands in the caller itself, or where a caller cannot hand over secrets.
"""

from __future__ import annotations

from dockerlint.callers.as_secret import as_secret
from dockerlint.callers.demands import alike, all_mounts
from dockerlint.callers.judging import judge_argument
from dockerlint.callers.needs import arguments_in
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.judging import Verdict
    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        for argument in build.arguments:
            verdict = judge_argument(argument)
            if verdict is None:
                continue
            yield RULE.finding(
                read,
                argument.span,
                f"build argument {argument.name} hands {verdict.with_article} over to history and provenance",
                verdict.confidence,
                secret=Secret(argument.name, (Exposure.HISTORY, Exposure.PROVENANCE)),
                remedy=as_secret(read, build, argument, view),
                masked=(argument.value.span,) if verdict.is_literal else (),
                severity=Severity.WARNING if verdict.is_short_lived else None,
                help=_help(verdict),
            )
    yield from _outdated(read, view)


def _outdated(read: Read, view: View) -> Iterator[Finding]:
    """Documentation that hands over as an argument what the Dockerfile mounts as a secret by now."""
    for build in read.caller.examples:
        file = view.taken_by(build)
        if file is None:
            continue
        declared = arguments_in(file.source.text)
        for argument in build.arguments:
            mount = next((each for each in all_mounts(file) if alike(each.id, argument.name)), None)
            if mount is not None and argument.name not in declared and judge_argument(argument) is not None:
                yield RULE.finding(
                    read,
                    argument.span,
                    f"{file.source.path} mounts the secret {mount.id} in place of the build argument {argument.name}",
                    Confidence.LIKELY,
                    severity=Severity.WARNING,
                    remedy=Refusal("documentation is for people to change"),
                    help=f"--secret id={mount.id},env={argument.name}",
                )


def _help(verdict: Verdict) -> str | None:
    if verdict.is_literal:
        return "rotate it: the value stands in the repository"
    return "the service takes it back when the job ends, until then it works" if verdict.is_short_lived else None


RULE = CallerRule(
    code="BLD501",
    name="secret-in-build-arg",
    summary="a caller hands a credential to the build as a build argument",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking(
            {
                "Dockerfile": (
                    "FROM alpine\nARG API_TOKEN\n"
                    'RUN wget --header "Authorization: Bearer $API_TOKEN" https://example.com/\n'
                ),
                "build.sh": '#!/bin/sh\ndocker build --build-arg API_TOKEN="$API_TOKEN" -t app .\n',
            },
            {
                "Dockerfile": (
                    "FROM alpine\nRUN --mount=type=secret,id=api_token,required=true \\\n"
                    '    API_TOKEN="$(cat /run/secrets/api_token)" && \\\n'
                    '    wget --header "Authorization: Bearer $API_TOKEN" https://example.com/\n'
                ),
                "build.sh": "#!/bin/sh\ndocker build --secret id=api_token,env=API_TOKEN -t app .\n",
            },
        ),
        Clean({"Dockerfile": "FROM alpine\nARG VERSION\n", "build.sh": "docker build --build-arg VERSION=1.2 .\n"}),
    ),
)
