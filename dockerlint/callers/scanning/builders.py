"""Which builder a file's builds run on: docker's own, or one that the file makes or chooses."""

from __future__ import annotations

import re

from dockerlint.record import NamedTuple

_NAMES_BUILDER = re.compile(r"\bbuildx\s+(?:create|use)\b|\bBUILDX_BUILDER\b")


class Builder(NamedTuple):
    """``is_named`` is whether a file makes or chooses a builder, whose images docker's own store does not get.

    ``attests`` is whether buildx adds its default provenance to what it pushes, which it does unless it is told not to.
    """

    is_named: bool = False
    attests: bool = True


def builder_of(text: str) -> Builder:
    """What a file's text says of its builder.  Source: docs.docker.com, "Build variables"."""
    return Builder(_NAMES_BUILDER.search(text) is not None, "BUILDX_NO_DEFAULT_ATTESTATIONS" not in text)
