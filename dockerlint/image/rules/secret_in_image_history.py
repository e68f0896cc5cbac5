"""The image's history holds a credential: a build argument, or a command line that had it written out.

### What it does
Reads every step that the configuration records (`docker history --no-trunc`): build arguments of RUN, as BuildKit, the
classic builder, buildah and kaniko write them, command lines, comments and authors.

### Why is this bad?
The history is part of the image. A build argument that a RUN used stands in it with its value.

### What to do instead
Use `RUN --mount=type=secret` instead of ARG (`dockerlint check --fix` rewrites the Dockerfile), build the image anew,
and rotate the credential.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Severity
from dockerlint.image.rule import ImageRule

RULE = ImageRule(
    code="IMG602",
    name="secret-in-image-history",
    summary="the history of a built image holds a credential",
    severity=Severity.ERROR,
    state="history",
    exposure=Exposure.HISTORY,
    help="use a secret mount instead of ARG, build the image anew, and rotate the credential",
    module=__name__,
)
