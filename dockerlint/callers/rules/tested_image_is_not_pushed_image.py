"""The image that was tested is not the one that is pushed: it is built twice, and only the first was looked at.

### What it does
Finds jobs that build the same files twice with `docker/build-push-action`: once to load the image, for tests or a
scan, and once more to push it.

### Why is this bad?
The second build is another image. Its base may have moved, a package may be newer, another platform is added,
attestations are there; what the tests and the scan said is about bytes that nobody pulls.

### What to do instead
Build once to an OCI archive, look at it, and push its bytes.

### Fix safety
Unsafe: the first build becomes the second one and writes an archive; skopeo loads it for the tests, and what was tested
is scanned and pushed. Where one build cannot stand for both (a condition, outputs that other steps ask for), the second
writes the archive that is scanned and pushed, and the tests still are of another image.
"""

from __future__ import annotations

from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.callers.scanning.commands import BY_PIPX
from dockerlint.callers.scanning.found import found_in
from dockerlint.finding import Confidence, Related, Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, _view: View) -> Iterator[Finding]:
    for lack in found_in(read):
        if lack.tested is None:
            continue
        yield RULE.finding(
            read,
            lack.span,
            "the image is built once more to be pushed: what was tested is another one",
            Confidence.LIKELY,
            related=(Related(lack.tested, "built here to be tested"),),
            remedy=lack.fix(),
            help=lack.needs(read.kind.name),
        )


_BEFORE = """\
on: push
permissions:
  contents: read
  security-events: write
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - uses: docker/setup-buildx-action@v4
      - uses: docker/build-push-action@v7
        with:
          context: .
          load: true
          tags: app:test
      - run: docker run --rm app:test --self-test
      - uses: docker/build-push-action@v7
        with:
          context: .
          push: true
          tags: acme/app:latest
"""
_AFTER = (
    _BEFORE.partition("          load: true")[0]
    + f"""\
          outputs: type=oci,dest=${{{{ runner.temp }}}}/image.tar
          provenance: ${{{{ github.event.repository.private && 'mode=min' || 'mode=max' }}}}
      - name: Load the image for the tests
        env:
          TAGS: app:test
        run: |
          for tag in ${{TAGS//,/ }}; do
            skopeo copy "oci-archive:$RUNNER_TEMP/image.tar" "docker-daemon:$tag"
          done
      - run: docker run --rm app:test --self-test
      - name: Scan the image for secrets
        id: image-scan
        run: |
          {BY_PIPX} image scan --exit-zero --format sarif --output "$RUNNER_TEMP/image.sarif" --dockerfile . \
"oci-archive:$RUNNER_TEMP/image.tar"
          {BY_PIPX} image scan --dockerfile . "oci-archive:$RUNNER_TEMP/image.tar"
      - name: Show what the scan found in code scanning
        if: ${{{{ !cancelled() && steps.image-scan.outcome != 'skipped' }}}}
        uses: github/codeql-action/upload-sarif@v4
        continue-on-error: true
        with:
          sarif_file: ${{{{ runner.temp }}}}/image.sarif
      - name: Push the scanned image
        env:
          TAGS: acme/app:latest
        run: |
          for tag in ${{TAGS//,/ }}; do
            skopeo copy --all --preserve-digests "oci-archive:$RUNNER_TEMP/image.tar" "docker://$tag"
          done
"""
)

RULE = CallerRule(
    code="BLD509",
    name="tested-image-is-not-pushed-image",
    summary="an image is built twice, and the one that was tested is not pushed",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Leaking({".github/workflows/image.yml": _BEFORE}, {".github/workflows/image.yml": _AFTER}),
        Clean(
            {".github/workflows/image.yml": _BEFORE.replace("load: true", "push: false")},
            title="The first build leaves no image",
        ),
    ),
)
