"""What ``RUN --mount`` takes, by type of mount (BuildKit, instructions/commands_runmount.go and the reference)."""

from __future__ import annotations

from typing import NamedTuple


class Option(NamedTuple):
    """One option: its name, other names for it, its values where they are few, and what it does."""

    name: str
    text: str
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    is_flag: bool = False  # stands without a value as well


_BOOLEAN = ("true", "false")

_TARGET = Option("target", "Where the mount appears in the RUN.", ("dst", "destination"))
_FROM = Option("from", "Stage, image or named context to mount from; the build context when it is left out.")
_SOURCE = Option("source", "Path in what is mounted; its root when it is left out.", ("src",))
_UID = Option("uid", "User id of the owner, 0 when it is left out.")
_GID = Option("gid", "Group id of the owner, 0 when it is left out.")
_REQUIRED = Option(
    "required",
    "Fail when the caller does not hand it over; otherwise the RUN goes on without it.",
    values=_BOOLEAN,
    is_flag=True,
)

TYPES = {
    "bind": "Files of the build context, a stage or an image, read-only unless told otherwise. The default type.",
    "cache": "A folder that is kept between builds and is no part of the image.",
    "tmpfs": "An empty folder in memory that is gone after the RUN.",
    "secret": "A secret that the caller hands over with --secret. It is in no layer, no history and no cache.",
    "ssh": "The caller's SSH agent, handed over with --ssh. Keys never enter the build.",
}

OPTIONS: dict[str, tuple[Option, ...]] = {
    "bind": (
        _TARGET,
        _SOURCE,
        _FROM,
        Option("rw", "Allow writes, which are thrown away after the RUN.", ("readwrite",), _BOOLEAN, True),
    ),
    "cache": (
        _TARGET,
        Option("id", "Name of the cache, the target when it is left out."),
        Option("sharing", "What parallel builds do with one cache.", values=("shared", "private", "locked")),
        Option("ro", "Mount it read-only.", ("readonly",), _BOOLEAN, True),
        _FROM,
        _SOURCE,
        Option("mode", "Mode of a new cache's folder in octal, 0755 when it is left out."),
        _UID,
        _GID,
    ),
    "tmpfs": (_TARGET, Option("size", "Most bytes that it may hold.")),
    "secret": (
        Option("id", "Name under which the caller hands it over; the target's last part when it is left out."),
        Option("env", "Environment variable that holds it (Dockerfile frontend 1.10 or newer, not Buildah)."),
        _REQUIRED,
        Option("target", "File that holds it, /run/secrets/<id> when it is left out.", ("dst", "destination")),
        Option("mode", "Mode of the file in octal, 0400 when it is left out: only its owner reads it."),
        _UID,
        _GID,
    ),
    "ssh": (
        Option("id", "Name of the agent or key, default when it is left out."),
        _REQUIRED,
        Option("target", "Path of the agent's socket.", ("dst", "destination")),
        Option("mode", "Mode of the socket in octal, 0600 when it is left out."),
        _UID,
        _GID,
    ),
}

VALUES = {
    "shared": "Several builds write to it at once.",
    "private": "A build gets a cache of its own when another one is writing.",
    "locked": "A build waits until the other one has ended.",
    "true": "Yes.",
    "false": "No.",
}

DEFAULT_TYPE = "bind"


def option(kind: str, name: str) -> Option | None:
    """The option ``name``, or one that is also called so, of mounts of type ``kind``."""
    return next((each for each in OPTIONS.get(kind, ()) if name == each.name or name in each.aliases), None)
