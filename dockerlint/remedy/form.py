"""How a RUN is given a secret: which form of mount, its options, and the shell text that reads it.

``env`` is ``--mount=type=secret,id=…,env=NAME`` (Dockerfile frontend 1.10 and newer; Buildah has no such option).
``file`` is understood by every BuildKit and by Buildah: the mount's file is read by a first command of the RUN.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.finding import Supply
from dockerlint.model.expand import expand, references
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.quoting import quote_for_double

if TYPE_CHECKING:
    from dockerlint.model import Dockerfile, Step
    from dockerlint.settings import Settings
    from dockerlint.syntax.items import Pair

_FRONTEND = lazy(r"(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?::(?P<tag>[\w.-]+))?(?:@.*)?$")
_FIRST_WITH_ENV = (1, 10)
_NEWEST = 99
ROOT = "/run/secrets"


class Given(NamedTuple):
    """A secret as a RUN gets it: the mount, the commands before all else, and how shell text reads the value."""

    mount: str
    prelude: tuple[str, ...]
    reading: str  # for between double quotes: "$NPM_TOKEN" or "$(cat /run/secrets/npm_token)"


def uses_environment(dockerfile: Dockerfile, settings: Settings) -> bool:
    """Whether secrets are given as environment variables in this file."""
    if settings.secret_form != "auto":
        return settings.secret_form == "env"
    version = frontend_version(dockerfile)
    return version is not None and version >= _FIRST_WITH_ENV


def frontend_version(dockerfile: Dockerfile) -> tuple[int, int] | None:
    """The version of Docker's frontend that ``# syntax=`` asks for, ``(n, 99)`` for the newest ``n``, or None."""
    syntax = dockerfile.parsed.directives.get("syntax")
    found = _FRONTEND.match(syntax[0].strip()) if syntax is not None else None
    if found is None:
        return None
    tag = found["tag"] or "latest"
    if tag in ("latest", "labs", "master"):
        return (1, _NEWEST)
    numbers = re.match(r"(\d+)(?:\.(\d+))?", tag)
    if numbers is None:
        return None
    return (int(numbers[1]), _NEWEST if numbers[2] is None else int(numbers[2]))


def secret_id(name: str, settings: Settings) -> str:
    """The id for a secret known as ``name``, a variable's or a file's."""
    clean = re.sub(r"[^A-Za-z0-9_.-]", "_", name).strip("._-") or "secret"
    return clean.lower() if settings.secret_id_case == "lower" else clean


def owner_options(step: Step) -> str:
    """``,uid=…`` or ``,mode=0444`` for a user other than root, who could not read the default 0400 root file."""
    if step.user.is_root:
        return ""
    return f",uid={step.user.uid}" if step.user.uid is not None else ",mode=0444"


def give_variable(name: str, identity: str, step: Step, *, as_environment: bool, exported: bool) -> Given:
    """The secret ``identity`` as variable ``name`` of a RUN."""
    if as_environment:
        return Given(f"--mount=type=secret,id={identity},env={name},required=true", (), f"${{{name}}}")
    mount = f"--mount=type=secret,id={identity},required=true{owner_options(step)}"
    prelude = [f'{name}="$(cat {ROOT}/{identity})"']
    if exported:
        prelude.append(f"export {name}")
    return Given(mount, tuple(prelude), f"$(cat {ROOT}/{identity})")


def shell_value(pair: Pair, escape: str) -> str | None:
    """The value of an ENV or ARG pair as a double-quoted shell word: its variables are expanded by the shell instead.

    None where a POSIX shell reads it otherwise: ``${NAME/a/b}``, or operands with quotes or escapes of their own.
    """
    raw = pair.value or ""
    used = references(raw, escape)
    if any(reference.operator for reference in used):
        bare = raw[1:-1] if len(raw) >= 2 and raw[0] == raw[-1] == '"' else raw
        if any(mark in bare for mark in ("'", '"', escape)) or any("/" in each.operator[:1] for each in used):
            return None
        return '"' + bare.replace("`", "\\`") + '"'
    marked = expand(raw, {reference.name: f"\0{reference.name}\0" for reference in used}, escape).value
    pieces = marked.split("\0")
    literal = [quote_for_double(piece) for piece in pieces[::2]]
    names = [f"${{{name}}}" for name in pieces[1::2]]
    return '"' + "".join(text + name for text, name in zip(literal, [*names, ""], strict=True)) + '"'


def file_mount(identity: str, target: str, step: Step, *, private: bool = False) -> str:
    """The secret ``identity`` as the file ``target``; ``private`` spells out mode 0400, which ssh insists on."""
    mode = ",mode=0400" if private and (step.user.is_root or step.user.uid is not None) else ""
    return f"--mount=type=secret,id={identity},target={target}{mode},required=true{owner_options(step)}"


def ssh_mount(step: Step) -> str:
    """The agent's socket; whoever connects to it needs the right to write."""
    return f"--mount=type=ssh,required=true{owner_options(step)}".replace("mode=0444", "mode=0666")


def supply_variable(identity: str, name: str) -> Supply:
    return Supply("build", f"--secret id={identity},env={name}")


def supply_file(identity: str, source: str) -> Supply:
    return Supply("build", f"--secret id={identity},src={source}")


SUPPLY_SSH = Supply("build", "--ssh default")


def supply_at_run_time(name: str) -> Supply:
    return Supply("run", f"-e {name}")
