"""A secret comes from an environment variable that nothing around the build sets.

### What it does
Finds `secret-envs` and `--secret …,env=NAME` of GitHub steps where neither the step, its job nor the workflow has NAME
in its `env`, and no step before writes it to `GITHUB_ENV`.

### Why is this bad?
The secret is there and empty: even `required=true` is content, and the build goes on without the credential.

### What to do instead
`env: NAME: ${{ secrets.NAME }}` at the step.
"""

from __future__ import annotations

from dockerlint.callers.build import VARIABLE
from dockerlint.callers.kinds.github import StepHandle
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.callers.yaml import Mapping
from dockerlint.finding import Confidence, Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.kinds.github import Step
    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding

# What every runner sets (docs: actions/reference/workflows-and-actions/variables).
_OF_THE_RUNNER = ("GITHUB_", "RUNNER_", "ACTIONS_", "CI", "HOME", "PATH", "SSH_AUTH_SOCK")


def check(read: Read, _view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        if not isinstance(build.handle, StepHandle) or build.handle.step.owner.is_composite:
            continue
        if "GITHUB_ENV" in read.source.text[: build.span.start] or _job_has_more(build.handle.step):
            continue
        for provider in build.providers:
            if provider.kind != VARIABLE or provider.type != "secret" or provider.text.startswith(_OF_THE_RUNNER):
                continue
            if not _is_set(build.handle, provider.text):
                yield RULE.finding(
                    read,
                    provider.span,
                    f"nothing sets {provider.text}, so the secret {provider.id} is empty",
                    Confidence.LIKELY,
                )


def _job_has_more(step: Step) -> bool:
    """Whether variables may come from elsewhere: an environment or a container of the job, a step's own action."""
    return step.owner.node.get("container") is not None


def _is_set(handle: StepHandle, name: str) -> bool:
    step = handle.step
    for owner in (step.mapping, step.owner.node, step.owner.workflow):
        environment = owner.get("env")
        if environment is not None and (not isinstance(environment, Mapping) or environment.get(name) is not None):
            return True
    if handle.command is not None:
        shell = handle.command.shell.text.text
        return f"{name}=" in shell or f"{name} " in shell.replace(f"env={name} ", "")
    return False


_MOUNT = "FROM alpine\nRUN --mount=type=secret,id=token,required=true wget -q https://example.com/\n"
_STEP = """\
on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6{}
        with:
          context: .
          secret-envs: token=TOKEN
"""

RULE = CallerRule(
    code="BLD505",
    name="provider-variable-never-set",
    summary="a secret comes from a variable that nothing sets",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking({"Dockerfile": _MOUNT, ".github/workflows/image.yml": _STEP.format("")}),
        Clean({"Dockerfile": _MOUNT, ".github/workflows/image.yml": _STEP.format(
            "\n        env:\n          TOKEN: ${{ secrets.TOKEN }}")}),
    ),
)  # fmt: skip
