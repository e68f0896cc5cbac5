"""`docker login -p` shows the password to every process of the machine, to shell traces and to histories.

### What it does
Finds logins to registries with the password as an option: of docker, podman, buildah, nerdctl, skopeo, helm, oras and
crane, in scripts, Makefiles and CI jobs; and `aws ecr get-login`, which prints such a command.

### Why is this bad?
The words of a command can be read by whoever lists processes, `set -x` writes them to the log, and a literal one stands
in the repository for ever. Docker itself warns: "Using --password via the CLI is insecure".

### What to do instead
`--password-stdin`, with the password piped in by `printf`, which is a command of the shell and so no process.

### Fix safety
Safe: the same login, with the same password. In a workflow an expression becomes a variable of the step. No fix where
the password stands there literally (it has to be rotated), where the login reads its standard input already, or where
no user is named.
"""

from __future__ import annotations

from dockerlint.callers.logins.commands import logins
from dockerlint.callers.logins.stdin import by_stdin, is_literal
from dockerlint.callers.logins.texts import shell_texts
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Exposure, Fix, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.shell import read_script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.logins.texts import ShellText
    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, _view: View) -> Iterator[Finding]:
    kind = read.kind.name
    for shell in shell_texts(read.source, kind, "login"):
        yield from _findings(read, kind, shell)


def _findings(read: Read, kind: str, shell: ShellText) -> Iterator[Finding]:
    script = read_script(shell.shown)
    for login in logins(script):
        password = login.password
        if password is None or not password.raw:
            continue
        span = shell.text.span(password.start, password.end)
        literal = is_literal(password)
        if literal:
            remedy: Fix | Refusal = Refusal("the password stands in the repository: rotate it, and keep it as a secret")
        else:
            edits = by_stdin(read.source, kind, shell, script, login)
            remedy = edits if isinstance(edits, Refusal) else Fix("hand the password over by standard input", edits)
        yield RULE.finding(
            read,
            span,
            f"{login.tool} login is given its password on the command line",
            Confidence.CERTAIN,
            secret=Secret("password", (Exposure.TEXT, Exposure.LOG) if literal else (Exposure.LOG,)),
            remedy=remedy,
            masked=(span,) if literal else (),
            help="rotate it: the value stands in the repository" if literal else None,
            severity=Severity.ERROR if literal else None,
        )
    for command in script.every_command():
        if [word.literal for word in command.unwrapped().words[:3]] == ["aws", "ecr", "get-login"]:
            yield RULE.finding(
                read,
                shell.text.span(command.start, command.end),
                "aws ecr get-login prints a docker login with the password on its command line",
                Confidence.CERTAIN,
                remedy=Refusal("the address of the registry, which get-login-password needs, is not written here"),
                help="aws ecr get-login-password | docker login --username AWS --password-stdin REGISTRY",
            )


RULE = CallerRule(
    code="BLD511",
    name="registry-password-on-command-line",
    summary="a login to a registry has its password on the command line",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Leaking(
            {"push.sh": 'docker login -u "$REGISTRY_USER" -p "$REGISTRY_PASSWORD" registry.example\n'},
            {
                "push.sh": (
                    'printf %s "$REGISTRY_PASSWORD" | '
                    'docker login -u "$REGISTRY_USER" --password-stdin registry.example\n'
                )
            },
        ),
        Leaking(
            {
                ".github/workflows/push.yml": (
                    "on: push\njobs:\n  push:\n    runs-on: ubuntu-24.04\n    steps:\n"
                    "      - run: docker login -u acme -p ${{ secrets.HUB_TOKEN }}\n"
                )
            },
            {
                ".github/workflows/push.yml": (
                    "on: push\njobs:\n  push:\n    runs-on: ubuntu-24.04\n    steps:\n"
                    '      - run: printf %s "$HUB_TOKEN" | docker login -u acme --password-stdin\n'
                    "        env:\n          HUB_TOKEN: ${{ secrets.HUB_TOKEN }}\n"
                )
            },
            title="An expression of a workflow",
        ),
        Clean(
            {"push.sh": 'printf %s "$TOKEN" | docker login -u acme --password-stdin\ndocker login registry.example\n'}
        ),
    ),
)
