"""The `secrets` input of build-push-action reads its lines as CSV, which changes some values.

### What it does
Finds entries of `secrets` in quotes, and entries whose values are likely to have several lines or quotes of their own:
JSON documents, private keys, whole files.

### Why is this bad?
A quoted entry is split where its value holds a quote, as every JSON document does; one without quotes is split at line
ends. The action warns at most, and the build gets another value or none.

### What to do instead
`secret-envs` with the step's `env` hands any value over as it is (build-push-action 5.1.0 and newer).

### Fix safety
Safe: the same secret under the same id, from the step's environment.
"""

from __future__ import annotations

import re

from dockerlint.callers.build import EXPRESSION
from dockerlint.callers.kinds.github import BUILD_PUSH, StepHandle
from dockerlint.callers.kinds.github_rewrite import secret_to_environment
from dockerlint.callers.kinds.lists import lines_of
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.callers.yaml import Scalar
from dockerlint.finding import Confidence, Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.kinds.lists import Line
    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding

_LONG = re.compile(
    r"(?i)json|(?:private|ssh|deploy|gpg|rsa)[_-]?key|pem\b|credentials|kubeconfig|settings[._]xml|npmrc|netrc"
)


def check(read: Read, _view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        handle = build.handle
        if not isinstance(handle, StepHandle) or handle.step.used.action not in BUILD_PUSH:
            continue
        inputs = handle.step.mapping.mapping("with")
        value = inputs.get("secrets") if inputs is not None else None
        lines = lines_of(read.source, value if isinstance(value, Scalar) else None) or ()
        for line in lines:
            why = _reason(line)
            if why:
                yield RULE.finding(
                    read,
                    line.span,
                    f"the secret {line.key} is read as CSV: {why}",
                    Confidence.LIKELY if line.quote else Confidence.POSSIBLE,
                    remedy=secret_to_environment(read.source, build, line, lines),
                )


def _reason(line: Line) -> str:
    if line.value.kind != EXPRESSION:
        return ""
    if line.quote:
        return "a value that holds a quote is split"
    return "a value of several lines is split" if _LONG.search(f"{line.key} {line.value.text}") else ""


_STEP = """\
on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: .
          secrets: |
            {}
"""
_FIXED = """\
on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        env:
          GCP_JSON: ${{ secrets.GCP_JSON }}
        with:
          context: .
          secret-envs: |
            gcp=GCP_JSON
"""

RULE = CallerRule(
    code="BLD507",
    name="secret-in-csv-list",
    summary="an entry of build-push-action's secrets may be split as CSV",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Leaking(
            {".github/workflows/image.yml": _STEP.format('"gcp=${{ secrets.GCP_JSON }}"')},
            {".github/workflows/image.yml": _FIXED},
        ),
        Clean({".github/workflows/image.yml": _STEP.format("token=${{ secrets.TOKEN }}")}),
    ),
)
