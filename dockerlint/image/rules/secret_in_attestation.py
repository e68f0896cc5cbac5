"""What is published beside the image holds a credential: provenance, an SBOM, an annotation, a signature's payload.

### What it does
Reads the manifests and indexes with their annotations, and the attestations that belong to the image: BuildKit's
provenance with build arguments, URLs of sources and the embedded Dockerfile, SBOMs in SPDX and CycloneDX. Of a build
record (`.dockerbuild`) also the build's arguments, its log, trace and error.

### Why is this bad?
Attestations are pushed with the image and are as public as it is. With `mode=max`, BuildKit's provenance holds the
value of every build argument.

### What to do instead
Hand credentials over by secret mounts, which provenance does not record, and give Git contexts a token by
`--secret id=GIT_AUTH_TOKEN` instead of in the URL. Build and push anew, and rotate the credential.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Severity
from dockerlint.image.rule import ImageRule

RULE = ImageRule(
    code="IMG605",
    name="secret-in-attestation",
    summary="an attestation or annotation of a built image holds a credential",
    severity=Severity.ERROR,
    state="attestation",
    exposure=Exposure.PROVENANCE,
    help="hand it over by a secret mount, which provenance does not record; push anew, and rotate the credential",
    module=__name__,
)
