"""What an image calls its files and steps, as it may be told: every credential in it masked."""

from __future__ import annotations

import re
from functools import lru_cache

from dockerlint.engine.masking import MASK, joined
from dockerlint.image.matching import find
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 1 << 16  # bytes of a text that are told; nobody reads a longer name


# Fewer letters and digits in a row are no credential, unless in an address.
_SUSPICIOUS = re.compile(r"[A-Za-z0-9_+=-]{14}|://")


@lru_cache(1024)
def masked_text(text: str) -> str:
    """``text``, a path or what could not be looked at, with a mask for each credential that has a format."""
    if len(text) <= _LONGEST // 4 and not _SUSPICIOUS.search(text):
        return text
    data = text.encode("utf-8", "surrogateescape")
    parts: list[bytes] = []
    at = 0
    for span in joined(Span(each.start, each.end) for each in find(data)):
        parts += (data[at : span.start], MASK.encode())
        at = span.end
    if not parts and len(data) <= _LONGEST:
        return text
    shown = b"".join((*parts, data[at:]))
    return shown[:_LONGEST].decode("utf-8", "surrogateescape") + ("…" if len(shown) > _LONGEST else "")


def masked_values(text: str, values: Iterable[str]) -> str:
    """``text`` with a mask wherever one of ``values`` stands."""
    for value in sorted(set(values), key=len, reverse=True):
        if value:
            text = text.replace(value, MASK)
    return text
