"""A reader gives the same bytes as the file that it reads, whatever is asked of it and however the file comes."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.image.reading import Reader


@settings(max_examples=200)
@given(
    data=st.binary(max_size=300),
    piece=st.integers(0, 40),
    steps=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 60))),
)
def test_every_way_of_reading_agrees_with_the_file(data: bytes, piece: int, steps: list[tuple[int, int]]) -> None:
    stream = io.BytesIO(data)
    reader = Reader(lambda: stream.read(piece)) if piece else Reader.of_bytes(data)
    at = 0
    for step, size in steps:
        assert reader.position == at
        match step:
            case 0:
                part = reader.read(size)
                assert part == data[at : at + len(part)]
                assert part or not size or at == len(data)
                at += len(part)
            case 1:
                assert reader.exactly(size) == data[at : at + size]
                at = min(at + size, len(data))
            case 2:
                assert reader.peek(size) == data[at : at + size]
            case 3:
                part = reader.exactly(size)
                reader.give_back(part[len(part) // 2 :])
                at += len(part) // 2
            case 4:
                reader.skip(size)
                at = min(at + size, len(data))
            case 5:
                inner = reader.limited(size)
                assert inner.exactly(size + 1) == data[at : at + size]
                at = min(at + size, len(data))
            case _:
                whole = reader.whole(size)
                assert whole == (data[at:] if len(data) - at <= size else None)
    assert reader.exactly(1000) == data[at:]
