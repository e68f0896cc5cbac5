"""The image's configuration holds a credential: `docker inspect` prints it, every container inherits it.

### What it does
Reads the whole configuration of a built image, Env, Labels, Cmd, Entrypoint, Healthcheck, OnBuild, User and author, for
credentials: by their format, and in Env by what their names say together with their values.

### Why is this bad?
Whoever can pull the image can read its configuration without starting it, and registries show it on their pages.

### What to do instead
Give the value to the instruction that needs it by a secret mount, and to the running program when its container starts
(`-e`, `--env-file`, the platform's secrets). Build the image anew, and rotate the credential: all copies of the old
image keep it.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Severity
from dockerlint.image.rule import ImageRule

RULE = ImageRule(
    code="IMG601",
    name="secret-in-image-config",
    summary="the configuration of a built image holds a credential",
    severity=Severity.ERROR,
    state="configuration",
    exposure=Exposure.CONFIG,
    help="give it to the container when it starts, build the image anew, and rotate the credential",
    module=__name__,
)
