"""Platforms as people and indexes write them."""

from __future__ import annotations

from dockerlint.image.values import Platform

_ARCHITECTURES = {
    "x86_64": "amd64",
    "x86-64": "amd64",
    "aarch64": "arm64",
    "i386": "386",
    "armhf": "arm",
    "armel": "arm",
}
_VARIANTS = {"armhf": "v7", "armel": "v6"}
_SYSTEMS = frozenset(("linux", "windows", "freebsd", "darwin", "wasi"))


def read_platform(value: object) -> Platform:
    """A platform, empty where none is given."""
    if not isinstance(value, dict):
        return Platform()
    return Platform(*(part if isinstance(part := value.get(name), str) else "" for name in Platform._fields))


def matches_platform(wanted: str, platform: Platform) -> bool:
    """Whether ``platform`` is meant by ``wanted``: ``linux/arm64``, ``arm64``, ``windows``, ``linux/arm/v7``.

    "" means any; a variant that is not said means all of them.
    """
    if not wanted:
        return True
    parts = wanted.strip().lower().split("/")
    here = normalised(platform)
    if len(parts) == 1:
        if parts[0] in _SYSTEMS:
            return here.os == parts[0]
        parts = [here.os or "linux", *parts]
    asked = normalised(Platform(*(*parts, "", "")[:3]))
    return asked[:2] == here[:2] and (len(parts) < 3 or asked.variant == here.variant)


def normalised(platform: Platform) -> Platform:
    """The one spelling of a platform, as containerd's platforms package normalises it."""
    architecture = platform.architecture.lower()
    variant = platform.variant.lower()
    variant = f"v{variant}" if variant.isdigit() else variant
    variant = _VARIANTS.get(architecture, variant)
    architecture = _ARCHITECTURES.get(architecture, architecture)
    if architecture == "arm":
        variant = variant or "v7"
    elif (architecture, variant) in (("arm64", "v8"), ("amd64", "v1")):
        variant = ""
    return Platform(platform.os.lower(), architecture, variant)
