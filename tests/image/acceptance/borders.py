"""Credentials across every border at which a reader may cut its blocks, and at the ends of large files."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from tests.image.acceptance import archives
from tests.image.acceptance.credentials import github
from tests.image.acceptance.spots import Spot
from tests.image.acceptance.tar import Pieces, file

_LINE = b"nothing to see in this line, nor in any other one\n"
_BLOCK = (_LINE * (1 + (1 << 20) // len(_LINE)))[: 1 << 20]
KIB, MIB = 1 << 10, 1 << 20


def _with_tokens(size: int, borders: list[int], label: str, shift: int = 0) -> tuple[bytes, tuple[str, ...]]:
    """Filler of ``size`` bytes with a token across each of ``borders``, each cut at another of its characters."""
    data = bytearray((_BLOCK * (1 + size // len(_BLOCK)))[:size])
    tokens = []
    for number, border in enumerate(borders):
        token = github(f"{label} {border}")
        start = border - shift - 1 - (number * 7 + 3) % 38
        written = f" {token} ".encode()
        data[start - 1 : start - 1 + len(written)] = written
        tokens.append(token)
    return bytes(data), tuple(tokens)


def borders_of_a_layer(before: int) -> Iterator[Spot]:
    """One file whose tokens cross multiples of 64 KiB, 1 MiB and 4 MiB of the layer's tar; ``before`` is its start."""
    start = before + 512
    last = 9 * MIB
    wanted = [64 * KIB * number for number in range(1, 40)] + [MIB * number for number in range(3, 9)]
    borders = [border for border in wanted if start + 100 < border < start + last - 100]
    data, tokens = _with_tokens(last, borders, "border of a layer", start)
    yield Spot("across borders of the layer", "edge/stream.txt", file("edge/stream.txt", data), tokens)


def borders_of_files() -> Iterator[Spot]:
    """The same in a file that is unpacked, one that is searched whole, and one that is too large for that."""
    small = [64 * KIB * number for number in range(1, 20)] + [MIB * number for number in range(2, 9)]
    data, tokens = _with_tokens(9 * MIB, small, "border of a file")
    yield Spot(
        "across borders in a gz", "edge/middle.txt.gz", file("edge/middle.txt.gz", archives.gz(data)), tokens, None
    )
    large = [MIB * number for number in range(1, 40)]
    data, tokens = _with_tokens(40 * MIB + 17, large, "border of a large file")
    packed = archives.gz(data)
    yield Spot("across borders in a gz of 40 MB", "edge/large.txt.gz", file("edge/large.txt.gz", packed), tokens, None)
    for codec in ("utf-16-le", "utf-16-be"):
        token = github(f"border {codec}")
        data = ("x" * (MIB // 2 - 20)).encode(codec) + f" {token} ".encode(codec) + ("y" * MIB).encode(codec)
        path = f"edge/{codec}.txt.gz"
        yield Spot(f"{codec} across a border in a gz", path, file(path, archives.gz(data)), (token,), None)
    token = github("border base64")
    written = base64.b64encode(f"user:{token}".encode())
    data = b"-" * (MIB - 30) + b" " + written + b" " + b"-" * MIB
    yield Spot("base64 across a border in a gz", "edge/b64.gz", file("edge/b64.gz", archives.gz(data)), (token,), None)


def end_of_60_mb() -> Iterator[Spot]:
    """The last bytes of a file of 60 MB."""
    token = github("end of 60 MB")
    pieces = [_BLOCK] * 60 + [f"\ntoken = {token}".encode()]
    yield Spot("end of a file of 60 MB", "big/log.txt", file("big/log.txt", *pieces), (token,))


def many_entries(count: int) -> Iterator[Spot]:
    """A file behind ``count`` others."""
    pieces: Pieces = []
    for number in range(count):
        pieces += file(f"many/{number // 100}/{number}.txt", b"nothing\n")
    token = github("after 10,500 entries")
    pieces += file("many/last", f"# last\ntoken = {token}\n".encode())
    yield Spot(f"after {count:,} entries", "many/last", pieces, (token,), line=2)


def beyond_300_mb() -> tuple[bytes, int, Spot]:
    """A block, how often it is repeated, and the place behind it; the block is the content of a file of its own."""
    token = github("beyond 300 MB")
    spot = Spot("beyond 300 MB", "big/last", file("big/last", f"# last\ntoken = {token}\n".encode()), (token,), line=2)
    return _BLOCK, 300, spot
