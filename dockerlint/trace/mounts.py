"""``RUN --mount`` options as BuildKit reads them (instructions/commands_runmount.go), secret and ssh mounts in full."""

from __future__ import annotations

import posixpath

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.trace.secrets import Mount

if TYPE_CHECKING:
    from dockerlint.model import Step
    from dockerlint.text import Span

_FALSE = frozenset({"0", "f", "false"})


class MountFlag(NamedTuple):
    """One ``--mount`` of a RUN: its options in order, as written, keys in lower case."""

    options: tuple[tuple[str, str | None], ...]
    span: Span

    def get(self, *keys: str) -> str | None:
        return next((value for key, value in self.options if key in keys), None)

    @property
    def type(self) -> str:
        return (self.get("type") or "bind").lower()


def mount_flags(step: Step) -> list[MountFlag]:
    """Every ``--mount`` of a RUN; values have variables of known value expanded."""
    found = []
    for flag in step.instruction.flags:
        if flag.name == "mount" and flag.value:
            options = []
            for field in _fields(flag.value):
                key, equals, value = field.partition("=")
                options.append((key.strip().lower(), step.resolve(value) if equals else None))
            found.append(MountFlag(tuple(options), flag.span))
    return found


def _fields(text: str) -> list[str]:
    """``text`` split at commas, double quotes kept together as CSV has them."""
    if '"' not in text:
        return text.split(",")
    fields, field, quoted = [], "", False
    for char in text:
        if char == '"':
            quoted = not quoted
        elif char == "," and not quoted:
            fields.append(field)
            field = ""
        else:
            field += char
    return [*fields, field]


def secret_mounts(step: Step) -> list[Mount]:
    """The secret and ssh mounts of a RUN with BuildKit's defaults filled in."""
    found = []
    for flag in mount_flags(step):
        if flag.type not in ("secret", "ssh"):
            continue
        target = flag.get("target", "dst", "destination") or ""
        env = flag.get("env") or ""
        identity = flag.get("id", "source", "src") or posixpath.basename(target)
        if flag.type == "secret" and not target and not env:
            target = f"/run/secrets/{posixpath.basename(identity)}"
        if target and not target.startswith("/"):
            target = posixpath.normpath(posixpath.join(step.workdir, target))
        found.append(
            Mount(
                flag.type,
                identity or "default",
                target,
                env,
                _number(flag.get("mode"), 8, 0o400 if flag.type == "secret" else 0o600),
                _number(flag.get("uid"), 10, 0),
                _is_true(flag, "required"),
                step,
                flag.span,
            )
        )
    return found


def kept_out(step: Step) -> tuple[str, ...]:
    """Folders and files of a RUN that do not become part of its layer: the targets of its mounts."""
    targets = [flag.get("target", "dst", "destination") or "" for flag in mount_flags(step)]
    paths = [posixpath.normpath(posixpath.join(step.workdir, target)) for target in targets if target]
    return (*paths, "/run/secrets", "/dev", "/proc", "/sys")


def _number(text: str | None, base: int, default: int) -> int:
    try:
        return int(text, base) if text else default
    except ValueError:
        return default


def _is_true(flag: MountFlag, key: str) -> bool:
    return any(name == key and (value is None or value.lower() not in _FALSE) for name, value in flag.options)
