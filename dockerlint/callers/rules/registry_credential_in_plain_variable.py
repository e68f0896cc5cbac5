"""The password of a registry stands in the pipeline's text, as the value of a variable.

### What it does
Finds variables of workflows, CI jobs, Compose files and scripts whose name says that they hold a password or token of a
registry and whose value stands there literally; and `DOCKER_AUTH_CONFIG` with credentials in it.

### Why is this bad?
Whoever can read the repository, or ever could, can push images. Deleting the line leaves it in the history of git.

### What to do instead
Rotate it, keep it in the secret store of the CI service, and refer to it; better still, log in with the job's own
identity.
"""

from __future__ import annotations

import re

from dockerlint.callers.build import LITERAL, Value
from dockerlint.callers.documents import documents_of
from dockerlint.callers.judging import judge
from dockerlint.callers.logins.texts import shell_texts
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.callers.yaml import Mapping, Scalar, Sequence
from dockerlint.finding import Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.shell import read_script
from dockerlint.trace.catalogue.names import split_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.callers.yaml import Node
    from dockerlint.finding import Confidence, Finding
    from dockerlint.text import Span

_REGISTRY_WORDS = frozenset(
    "ACR ARTIFACTORY CR CONTAINER DOCKER DOCKERHUB ECR GAR GCR GHCR HARBOR HUB IMAGE NEXUS QUAY REGISTRY".split()
)
_AUTH = re.compile(r'\\?"(?:auth|password|identitytoken)\\?"\s*:\s*\\?"(?P<value>[^"\\$]{6,})\\?"')
# A reference: to a variable, an expression, an entry of a store.
_ELSEWHERE = re.compile(
    r"\$|\{\{|<<|^@|%\w+%|^[\"']?(?:op|vault|aws-sm|gcp-sm|ssm|ref\+\w+)://|^[\"']?arn:|^[\"']?vault:"
)
_WORD = re.compile(r"pass|pwd|token|secret|auth|key", re.IGNORECASE)
_DEEPEST = 40
_OF_YAML = frozenset(("github", "gitlab", "compose", "circleci", "azure", "bitbucket", "tekton"))


def check(read: Read, _view: View) -> Iterator[Finding]:
    if _WORD.search(read.source.text) is None:
        return
    kind = read.kind.name
    if kind in _OF_YAML:
        for document in documents_of(read.source):
            for name, scalar in _variables(document, 0):
                yield from _judged(read, name, scalar.value, scalar.span)
    for shell in shell_texts(read.source, kind, "="):
        for command in read_script(shell.shown).commands:
            for assignment in command.assignments:
                value = assignment.value
                if value is not None and value.literal and command.verbatim:
                    yield from _judged(read, assignment.name, value.literal, shell.text.span(value.start, value.end))


def _variables(node: Node, depth: int) -> Iterator[tuple[str, Scalar]]:
    """The entries of ``env``, ``environment`` and ``variables``, wherever they stand."""
    if depth > _DEEPEST or node.is_alias or isinstance(node, Scalar):
        return
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _variables(item, depth + 1)
        return
    for entry in node.entries:
        if entry.key.value in ("env", "environment", "variables") and isinstance(entry.value, Mapping):
            for variable in entry.value.entries:
                held = variable.value.get("value") if isinstance(variable.value, Mapping) else variable.value
                if isinstance(held, Scalar) and not held.is_alias:
                    yield variable.key.value, held
        yield from _variables(entry.value, depth + 1)


def _judged(read: Read, name: str, value: str, span: Span) -> Iterator[Finding]:
    if name == "DOCKER_AUTH_CONFIG":
        from dockerlint.finding import Confidence

        if _AUTH.search(value):
            yield _finding(read, name, span, Confidence.CERTAIN)
        return
    if not _REGISTRY_WORDS.intersection(split_name(name)) or _ELSEWHERE.search(value):
        return
    verdict = judge(name, Value(LITERAL, value, span))
    if verdict is not None and verdict.is_literal:
        yield _finding(read, name, span, verdict.confidence)


def _finding(read: Read, name: str, span: Span, confidence: Confidence) -> Finding:
    return RULE.finding(
        read,
        span,
        f"{name} holds the credential of a registry, and its value stands here",
        confidence,
        secret=Secret(name, (Exposure.TEXT,)),
        remedy=Refusal("the value stands in the repository, where no edit takes it back"),
        masked=(span,),
        help="rotate it: the value stands in the repository",
    )


_JOB = """\
build:
  image: docker:29
  variables:
    REGISTRY_PASSWORD: {}
  script:
    - docker build -t app .
"""

RULE = CallerRule(
    code="BLD512",
    name="registry-credential-in-plain-variable",
    summary="the password of a registry stands in the pipeline's text",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking({".gitlab-ci.yml": _JOB.format("hV7" + "pQ2xw9LmZ")}),
        Clean({".gitlab-ci.yml": _JOB.format("$CI_REGISTRY_PASSWORD")}),
        Clean(
            {"push.sh": "REGISTRY_TOKEN_FILE=/run/token\nREGISTRY_PASSWORD=$1\ndocker push app\n"},
            title="No value",
        ),
    ),
)
