"""What a registry says of how to log in: the ``WWW-Authenticate`` header (RFC 9110, section 11.6.1)."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rf'({_TOKEN})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|({_TOKEN}))[ \t]*(?=,|$)')
_SCHEME = re.compile(rf"({_TOKEN})(?:[ \t]+|(?=,|$))")
_TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]+=*[ \t]*(?=,|$)")
_GAP = re.compile(r"[ \t,]*")
_LONGEST = 8192  # characters of a header


class Challenge(NamedTuple):
    """One way to log in: ``scheme`` in lower case, parameters by their names in lower case."""

    scheme: str
    parameters: dict[str, str]


def read_challenges(headers: Iterable[str]) -> list[Challenge]:
    """All challenges in the values of a header that may come several times, up to the first that makes no sense."""
    found: list[Challenge] = []
    for header in headers:
        text = header[:_LONGEST]
        at = _end(_GAP, text, 0)
        while at < len(text):
            parameter = _PARAMETER.match(text, at)
            if parameter is not None and found:
                name, quoted, plain = parameter.groups()
                value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain
                found[-1].parameters.setdefault(name.lower(), value)
                at = parameter.end()
            else:
                scheme = _SCHEME.match(text, at)
                if scheme is None:
                    break
                found.append(Challenge(scheme[1].lower(), {}))
                at = scheme.end()
                if not _PARAMETER.match(text, at):
                    at = _end(_TOKEN68, text, at)
            at = _end(_GAP, text, at)
    return found


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return at if match is None else match.end()
