"""A later layer removed or replaced a file with a credential; the layer below still holds it.

### What it does
Looks into every version of every file: those that a whiteout, an opaque folder, a newer version or a file in place of a
folder hides from containers.

### Why is this bad?
Layers are only ever added. `docker save`, or one request to the registry, gives the layer with the file in it.

### What to do instead
Never let the file reach a layer: mount it with `RUN --mount=type=secret`, or remove it in the RUN that made it, or
leave it behind in an earlier stage of a multi-stage build. Build the image anew, and rotate the credential.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Severity
from dockerlint.image.rule import ImageRule

RULE = ImageRule(
    code="IMG604",
    name="secret-in-hidden-file",
    summary="a layer holds a credential that a later layer only hides",
    severity=Severity.ERROR,
    state="hidden",
    exposure=Exposure.DELETED_IN_LAYER,
    help="deleting it later does not remove it: use a secret mount, build the image anew, and rotate the credential",
    module=__name__,
)
