"""Which commands print a credential, or put what they know into the build log.

Sources of the commands that print one: developer.hashicorp.com/vault/docs/commands, developer.1password.com/docs/cli,
docs.aws.amazon.com/cli (secretsmanager, ssm, codeartifact, ecr), cloud.google.com/sdk/gcloud/reference (secrets, auth),
learn.microsoft.com/cli/azure (keyvault, acr, account), docs.doppler.com, getsops.io, docs.ansible.com, cli.github.com.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.index import line_of
from dockerlint.trace.catalogue.tools.record import Prints

if TYPE_CHECKING:
    from dockerlint.shell.script import Command

_TEXT = frozenset(("echo", "printf"))
_FILES = frozenset(("cat", "head", "tail", "less", "more", "tac", "nl", "bat", "xxd", "od", "strings"))
_ENVIRONMENT = frozenset(("env", "printenv", "set", "export", "declare"))
_PRINTERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "vault": (("kv", "get"), ("read",), ("token", "create"), ("print", "token")),
    "bao": (("kv", "get"), ("read",)),
    "op": (("read",), ("item", "get"), ("document", "get"), ("get", "item"), ("get", "document")),
    "aws": (
        ("secretsmanager", "get-secret-value"),
        ("ssm", "get-parameter"),
        ("ssm", "get-parameters"),
        ("codeartifact", "get-authorization-token"),
        ("ecr", "get-login-password"),
        ("ecr", "get-login"),
        ("sts", "assume-role"),
        ("sts", "get-session-token"),
    ),
    "gcloud": (
        ("secrets", "versions", "access"),
        ("auth", "print-access-token"),
        ("auth", "print-identity-token"),
        ("auth", "application-default", "print-access-token"),
    ),
    "az": (("keyvault", "secret", "show"), ("acr", "credential", "show"), ("account", "get-access-token")),
    "doppler": (("secrets", "get"), ("secrets", "download"), ("secrets",)),
    "infisical": (("secrets", "get"), ("export",), ("secrets",)),
    "gh": (("auth", "token"),),
    "heroku": (("auth:token",),),
    "sops": ((),),
    "ansible-vault": (("view",), ("decrypt",)),
    "pass": (("show",),),
}


def prints(command: Command) -> Prints | None:
    """What a command prints to the standard output, unless that is redirected to a file."""
    name = command.name
    if name not in _TEXT and name not in _FILES and name not in _ENVIRONMENT:
        return None
    if any(
        redirect.operator.lstrip("&").startswith(">")
        and redirect.fd in ("", "1", "&")
        and not _is_terminal(redirect.target.raw if redirect.target else "")
        for redirect in command.redirects
    ):
        return None
    arguments = tuple(index for index, word in enumerate(command.words) if index and not word.raw.startswith("-"))
    if name in _TEXT:
        return Prints("text", arguments)
    if name in _FILES:
        return Prints("files", arguments) if arguments else None
    if name == "printenv":
        return Prints("text" if arguments else "environment", arguments)
    options = [word.raw for word in command.words[1:]]
    shows_all = not options or (name in ("export", "declare") and options in (["-p"], ["-x"], ["-px"]))
    return Prints("environment", ()) if shows_all and not command.assignments else None


def _is_terminal(target: str) -> bool:
    """Files that lead back to the build log; ``>&2`` as well."""
    return target in ("/dev/stdout", "/dev/stderr", "/dev/tty", "/proc/1/fd/1", "/proc/self/fd/1", "1", "2")


def secret_output(command: Command) -> bool:
    """Whether the command prints a credential that it fetched or decrypted: ``vault kv get``, ``op read``."""
    printers = _PRINTERS.get(command.name)
    if printers is None and command.name not in ("gpg", "gpg2", "age"):
        return False
    line = line_of(command)
    if line is None:
        return False
    if command.name == "sops":
        return line.has("-d", "--decrypt") or line.verb in ("decrypt", "exec-env")
    if printers is None:
        return line.has("-d", "--decrypt")
    return any(line.starts(path) for path in printers)
