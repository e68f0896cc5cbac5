"""A file of the image holds a credential, and a container of the image shows it.

### What it does
Looks into every file of every layer: text, binaries, archives in archives, Git objects, databases, UTF-16, base64;
into file names, link targets and extended attributes; into credential files and private keys by their formats. A file
that is what its package manager installed is reported as information only, as its vendor published it.

### Why is this bad?
Whoever can pull the image, or run a command in its container, has the file.

### What to do instead
Keep the file out of the build context (`.dockerignore`), mount it with `RUN --mount=type=secret` where the build needs
it, give it to the container at run time where the program does. Build the image anew, and rotate the credential.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Severity
from dockerlint.image.rule import ImageRule

RULE = ImageRule(
    code="IMG603",
    name="secret-in-image-file",
    summary="a file in a built image holds a credential",
    severity=Severity.ERROR,
    state="final",
    exposure=Exposure.LAYER,
    help="keep it out of the image: a secret mount for the build, the platform's secrets at run time; rotate it",
    module=__name__,
)
