"""Zip archives that are more, or other, than their directory says."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.image.content import look_at, look_into_stream
from dockerlint.image.values import Limits
from tests.image.tokens import github_token
from tests.image.unpacking.making import TEXT, members, zipped

OTHER = f"{github_token(61)}\n".encode()
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def test_a_file_that_the_directory_does_not_list_is_read() -> None:
    visible, hidden = zipped(("a", TEXT)), zipped(("b", OTHER))
    only_files = hidden[: hidden.index(CENTRAL)]
    for data in (only_files + visible, visible + only_files, zipped(("b", OTHER)) + visible):
        for piece in (0, 1000):
            assert {name: content for name, content, _ in members("a.zip", data, piece)} == {"a": TEXT, "b": OTHER}


def test_a_zip_without_its_directory_is_read() -> None:
    data = zipped(("a", TEXT), ("b", OTHER))
    for end in (data.index(CENTRAL), data.index(END), len(data) - 3):
        assert members("a.zip", data[:end]) == [("a", TEXT, ""), ("b", OTHER, "")]


def test_a_file_that_two_headers_tell_two_sizes_of_is_read_by_both() -> None:
    data = bytearray(zipped(("a", TEXT), method=zipfile.ZIP_STORED))
    at = data.index(CENTRAL)
    data[at + 20 : at + 28] = struct.pack("<2L", 4, 4)
    assert [content for _, content, _ in members("a.zip", bytes(data))] == [TEXT, TEXT[:4]]


def test_a_file_whose_directory_hides_that_it_is_encrypted_or_says_so_falsely_is_read() -> None:
    data = bytearray(zipped())
    data[6] |= 1  # the flag of the local header alone
    assert len(look_at("a.zip", bytes(data), Limits()).found) == 1


@pytest.mark.parametrize("is_streamed", [False, True])
def test_an_encrypted_file_is_told(is_streamed: bool) -> None:
    data = bytearray(zipped())
    data[6] |= 1
    data[data.index(CENTRAL) + 8] |= 1
    look = (
        look_into_stream("a.zip", io.BytesIO(data).read, Limits())
        if is_streamed
        else look_at("a.zip", bytes(data), Limits())
    )
    assert look.gaps == (("/a.zip!a/token.txt", "it is encrypted"),)


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_method_that_is_not_supported_is_told(is_streamed: bool) -> None:
    data = bytearray(zipped())
    data[8] = data[data.index(CENTRAL) + 10] = 9
    look = (
        look_into_stream("a.zip", io.BytesIO(data).read, Limits())
        if is_streamed
        else look_at("a.zip", bytes(data), Limits())
    )
    assert look.gaps == (("/a.zip!a/token.txt", "it is compressed by a method that is not supported: deflate64"),)


def test_text_around_a_zip_is_found() -> None:
    for data in (zipped(("a", b"x")) + TEXT, b"#!/bin/sh\n" + TEXT + zipped(("a", b"x"))):
        (found,) = look_at("a.pyz", data, Limits()).found
        assert found.place.inner == ()


def test_a_comment_is_searched() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", b"x")
        archive.comment = TEXT
    (found,) = look_at("a.zip", stream.getvalue(), Limits()).found
    assert found.place.inner == ()


def test_a_name_is_searched() -> None:
    token = github_token(62)
    (found,) = look_at("a.zip", zipped((f"{token}.txt", b"x")), Limits()).found
    assert (found.place.inner, found.place.aspect) == ((f"{token}.txt",), "name")


def test_sizes_of_zip64_are_read() -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a", "w", force_zip64=True) as file,
    ):
        file.write(TEXT)
    for piece in (0, 50):
        assert members("a.zip", stream.getvalue(), piece) == [("a", TEXT, "")]


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0/\\"), min_size=1, max_size=30)


@settings(max_examples=60)
@given(
    files=st.dictionaries(NAMES, st.binary(max_size=3000), max_size=8),
    method=st.sampled_from((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)),
    piece=st.sampled_from((0, 13, 5000)),
    piped=st.booleans(),
)
def test_what_was_put_in_comes_out(files: dict[str, bytes], method: int, piece: int, piped: bool) -> None:
    data = zipped(*files.items(), method=method, piped=piped) if files else b""
    assert members("a.zip", data, piece) == [(name, content, "") for name, content in files.items()]
