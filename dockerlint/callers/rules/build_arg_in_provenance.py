"""A pushed image carries a provenance attestation with the value of a credential in it.

### What it does
Finds builds that hand a credential over as a build argument, push, and attach provenance in full: because they ask for
`mode=max`, or because build-push-action does so by default in public repositories.

### Why is this bad?
Provenance of `mode=max` holds every build argument with its value, and whoever can pull the image can read it, even
where the Dockerfile never uses the argument.

### What to do instead
Make it a secret of the build (BLD501). Until then `provenance: false`.

### Fix safety
Unsafe: the image loses its attestation.
"""

from __future__ import annotations

from dockerlint.callers.judging import judge_argument
from dockerlint.callers.kinds.github import BUILD_PUSH, StepHandle
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.callers.yaml import Scalar
from dockerlint.callers.yaml import edits as splice
from dockerlint.finding import Confidence, Exposure, Fix, Safety, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, _view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        handle = build.handle
        if not isinstance(handle, StepHandle) or handle.step.used.action not in BUILD_PUSH or build.pushes is False:
            continue
        named = [each.name for each in build.arguments if (found := judge_argument(each)) and found.confidence.rank < 2]
        inputs = handle.step.mapping.mapping("with")
        given = (inputs.text("provenance") if inputs is not None else None) or ""
        if not named or given.lower() == "false" or "mode=min" in given:
            continue
        is_asked_for = "mode=max" in given or given.lower() == "true"
        yield RULE.finding(
            read,
            build.span,
            f"the provenance that is pushed with the image holds the value of {named[0]}"
            + ("" if is_asked_for else " if the repository is public"),
            Confidence.LIKELY if is_asked_for else Confidence.POSSIBLE,
            secret=Secret(named[0], (Exposure.PROVENANCE,)),
            remedy=_without(read, handle),
        )


def _without(read: Read, handle: StepHandle) -> Fix | Refusal:
    inputs = handle.step.mapping.mapping("with")
    there = inputs.entry("provenance") if inputs is not None else None
    if inputs is None:
        return Refusal("its inputs are not written here")
    if there is not None and isinstance(there.value, Scalar):
        edit = splice.replace_scalar(read.source, there.value, "false")
    else:
        edit = splice.add_entry(read.source, inputs, "provenance: false")
    if edit is None:
        return Refusal("its inputs are shared with another step")
    return Fix("push no provenance", (edit,), Safety.UNSAFE)


_STEP = """\
on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
          build-args: |
            {}
"""

RULE = CallerRule(
    code="BLD514",
    name="build-arg-in-provenance",
    summary="a credential is pushed in the image's provenance",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking(
            {".github/workflows/image.yml": _STEP.format("NPM_TOKEN=${{ secrets.NPM_TOKEN }}")},
            {".github/workflows/image.yml": _STEP.format("NPM_TOKEN=${{ secrets.NPM_TOKEN }}")
             + "          provenance: false\n"},
        ),
        Clean({".github/workflows/image.yml": _STEP.format("VERSION=1")}),
    ),
)  # fmt: skip
