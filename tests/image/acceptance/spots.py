"""What is hidden where: the words that the parts of the builder share."""

from __future__ import annotations

import base64
from typing import NamedTuple

from tests.image.acceptance.tar import Pieces


class Spot(NamedTuple):
    """One hiding place in a layer, and the entries of the tar that make it.

    ``values`` are the credentials there, and ``keys`` how many more that are known by their path alone.  ``path``,
    ``inner``, ``aspect`` and ``line`` (0: any) are those that a report must tell.
    ``removed`` says that a later layer of the plan hides it.
    ``never`` are further texts that no report may show.
    """

    place: str
    path: str
    entries: Pieces
    values: tuple[str, ...] = ()
    inner: tuple[str, ...] | None = ()
    aspect: str = "content"
    line: int = 0
    removed: bool = False
    never: tuple[str, ...] = ()
    keys: int = 0


class Hidden(NamedTuple):
    """What a report must tell of one hiding place.

    ``layer`` counts from 0, None outside of layers; ``state`` is as :class:`dockerlint.built.BuiltPlace` has it.
    ``lines`` are those of the instruction in the Dockerfile, () where none is known.  ``needs`` is ``index`` for what
    only an OCI image can hold, ``""`` for the rest.
    """

    place: str
    values: tuple[str, ...]
    keys: int
    platform: str
    layer: int | None
    path: str
    inner: tuple[str, ...] | None
    aspect: str
    line: int
    state: str
    hidden_by: int | None
    lines: tuple[int, ...]
    never: tuple[str, ...]
    needs: str = ""


def alignments(value: str) -> tuple[str, ...]:
    """What of base64 of ``value`` is the same whatever is around it, for each of the three ways that it can begin."""
    data = value.encode()
    found = []
    for before in range(3):
        written = base64.b64encode(bytes(before) + data + bytes(3)).decode()
        found.append(written[-(-before * 8 // 6) : (before + len(data)) * 8 // 6])
    return tuple(found)


def telling(value: str) -> tuple[str, ...]:
    """The texts by which somebody who reads a report would have ``value``."""
    return (value, *alignments(value), value.encode().hex())
