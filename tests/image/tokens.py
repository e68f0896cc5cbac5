"""Credentials that are put together when a test runs, so that none stands in the repository."""

from __future__ import annotations

import random
import zlib

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def github_token(seed: int) -> str:
    """A token of GitHub's format whose checksum is right."""
    source = random.Random(seed)
    body = "".join(source.choice(_DIGITS) for _ in range(30))
    number, check = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        check = _DIGITS[digit] + check
    return "gh" + "p_" + body + check.rjust(6, "0")
