"""kaniko builds a Dockerfile whose RUNs mount secrets, and gives them none.

### What it does
Finds builds by kaniko's executor, or by an ACR task, of a Dockerfile with secret or ssh mounts.

### Why is this bad?
kaniko reads `--mount=type=secret` since 1.8.0 and ignores it: the RUN finds no secret, and a build argument is then the
only way in. The project is archived; its forks write secrets to the layers' file system.

### What to do instead
BuildKit without root, as GitLab's documentation has it: `moby/buildkit:rootless` with `buildctl-daemonless.sh build
--frontend dockerfile.v0 --secret id=…,env=…`, or Buildah.
"""

from __future__ import annotations

import re

from dockerlint.callers.demands import mounts_of
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Related, Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.build import Build
    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding
    from dockerlint.trace.secrets import Mount


def check(read: Read, view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        file = view.taken_by(build) if build.no_mounts else None
        mounts = mounts_of(file, build.target) if file is not None else ()
        if file is not None and mounts:
            yield RULE.finding(
                read,
                build.span,
                f"{file.source.path} mounts secrets: {build.no_mounts}",
                Confidence.CERTAIN,
                related=(Related(mounts[0].span, "mounted here", file.source.path),),
                help=_instead(build, mounts),
            )


def _instead(build: Build, mounts: tuple[Mount, ...]) -> str:
    """The command of BuildKit that does the same, as far as it is known."""
    told = "build with BuildKit (moby/buildkit:rootless, buildctl-daemonless.sh) or Buildah"
    if build.builder != "kaniko" or build.context is None or build.dockerfile is None or build.target == "":
        return told
    folder, _, name = build.dockerfile.rpartition("/")
    options = [f"--local context={build.context or '.'}", f"--local dockerfile={folder or '.'}"]
    options += [f"--opt filename={name}"] if name != "Dockerfile" else []
    options += [f"--opt target={build.target}"] if build.target else []
    ids = dict.fromkeys(mount.id for mount in mounts if mount.type == "secret")
    options += [f"--secret id={identity},env={re.sub(r'[^A-Z0-9]', '_', identity.upper())}" for identity in ids]
    options += ["--ssh default"] if any(mount.type == "ssh" for mount in mounts) else []
    names = " ".join(build.tags) or "IMAGE"
    output = f"--output type=image,name={names},push=true" if build.pushes and len(build.tags) < 2 else "--output …"
    line = " ".join(["buildctl-daemonless.sh build --frontend dockerfile.v0", *options, output])
    return f"{told}:\n{line}\n(each --build-arg A=b becomes --opt build-arg:A=b)"


_MOUNT = "FROM alpine\nRUN --mount=type=secret,id=token,required=true wget -q https://example.com/\n"
_JOB = "image:\n  script:\n    - {}\n"

RULE = CallerRule(
    code="BLD517",
    name="kaniko-ignores-secret-mounts",
    summary="a builder that ignores secret mounts builds a Dockerfile that has some",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking({"Dockerfile": _MOUNT, ".gitlab-ci.yml": _JOB.format(
            "/kaniko/executor --context . --dockerfile Dockerfile --destination example.com/app")}),
        Clean({"Dockerfile": _MOUNT, ".gitlab-ci.yml": _JOB.format("buildah bud --secret id=token,env=TOKEN .")}),
    ),
)  # fmt: skip
