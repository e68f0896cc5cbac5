"""An image is pushed before anything looked into it: what leaked is in the registry, and pulled, before anyone knows.

### What it does
Finds pushes that no scan for secrets stands before: `docker push` and its kin in scripts, Makefiles and CI jobs, builds
that push at once, `docker/build-push-action` with `push`, the Docker task of Azure, the docker orb of CircleCI,
`image.push()` of Jenkins. A scan is `dockerlint image scan`, Trivy with its secret scanner, or ggshield; it counts only
if its failure keeps the push from running.

### Why is this bad?
A registry forgets nothing: a secret that was pushed has to be rotated, even if the tag is moved a minute later.

### What to do instead
Build once, scan those bytes, push those bytes. An image that an engine keeps is scanned there before `docker push`. A
build that would push loads its image for that, or, on a builder that keeps none, writes an OCI archive, which is
scanned and then copied with its digests.

### Fix safety
Unsafe: the pipeline gets new steps, which need dockerlint and, for archives, skopeo where they run. Conditions,
matrices, platforms and permissions stay. `dockerlint pipeline add-scan` makes these fixes and no others.
"""

from __future__ import annotations

from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.callers.scanning.found import found_in
from dockerlint.finding import Confidence, Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, _view: View) -> Iterator[Finding]:
    for lack in found_in(read):
        if lack.tested is not None:
            continue  # tested-image-is-not-pushed-image
        yield RULE.finding(
            read, lack.span, "the image is pushed and nothing has looked for secrets in it", Confidence.CERTAIN,
            remedy=lack.fix(), help=lack.needs(read.kind.name),
        )  # fmt: skip


RULE = CallerRule(
    code="BLD508",
    name="unscanned-push",
    summary="an image is pushed without a scan of those bytes",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Leaking(
            {"release.sh": '#!/bin/sh\nset -e\ndocker build -t "$IMAGE" .\ndocker push "$IMAGE"\n'},
            {
                "release.sh": (
                    '#!/bin/sh\nset -e\ndocker build -t "$IMAGE" .\n'
                    'dockerlint image scan "docker-daemon:$IMAGE" || exit 1\ndocker push "$IMAGE"\n'
                )
            },
        ),
        Leaking(
            {"release.sh": "#!/bin/sh\nset -e\ndocker buildx build --push --platform $P -t $IMAGE .\n"},
            {
                "release.sh": (
                    '#!/bin/sh\nset -e\n(\n  archive="$(mktemp)" && trap \'rm -f "$archive"\' EXIT HUP INT TERM &&\n'
                    '  docker buildx build --output "type=oci,dest=$archive" --provenance=mode=min --platform $P . &&\n'
                    '  dockerlint image scan "oci-archive:$archive" &&\n'
                    '  skopeo copy --all --preserve-digests "oci-archive:$archive" docker://$IMAGE\n) || exit 1\n'
                )
            },
            title="A build for several platforms that pushes at once",
        ),
        Clean(
            {"release.sh": "docker build -t app .\ntrivy image --exit-code 1 app || exit 1\ndocker push app\n"},
            title="Another scanner that looks for secrets",
        ),
    ),
    is_default=False,
)
