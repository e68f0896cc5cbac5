"""A root file system in a folder is one layer: a tar that any reader of tars understands, made as it is read."""

from __future__ import annotations

import io
import os
import socket
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.image.layer import read_layer
from dockerlint.image.source import Access, open_images
from dockerlint.image.source.rootfs import RootStore, header
from dockerlint.image.values import Descriptor, ImageError, LayerContents, Limits
from tests.image.source.made import opened
from tests.image.tokens import github_token

TOKEN = github_token(17)
NO_BLOB = Descriptor("", -1, "")


def tar_in(folder: Path) -> tuple[tarfile.TarFile, str]:
    """The tar, and what was said at its end."""
    parts: list[bytes] = []
    told = ""
    with RootStore(str(folder)).open(NO_BLOB) as blob:
        try:
            while data := blob.read(1000):
                parts.append(data)
        except ImageError as error:
            told = str(error)
    return tarfile.open(fileobj=io.BytesIO(b"".join(parts)), errorlevel=2), told


def scanned(folder: Path) -> LayerContents:
    with open_images(str(folder), Access()) as images:
        (image,) = images
        (layer,) = image.layers
        return read_layer(layer, image.store, Limits())


def test_a_folder_is_an_image_of_one_layer(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / ".env").write_text(f"a\nT={TOKEN}\n")
    (image,) = opened(tmp_path)
    assert (image.name, image.config, image.documents, len(image.layers)) == (str(tmp_path), b"", (), 1)
    contents = scanned(tmp_path)
    assert [(str(found.place), found.place.line) for found in contents.found] == [("/app/.env", 2)]
    assert contents.gaps == ()


def test_the_tar_holds_what_the_folder_holds(tmp_path: Path) -> None:
    long = "n" * 200
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / long).write_bytes(b"x" * 3000)
    (tmp_path / "a").write_bytes(b"")
    (tmp_path / "c").symlink_to("/etc/passwd")
    (tmp_path / "d").symlink_to("l" * 300)
    os.link(tmp_path / "b" / long, tmp_path / "e")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(tmp_path)
        listener.bind("s")
        os.chdir(here)
    archive, told = tar_in(tmp_path)
    found = [(each.name, each.type, each.size, each.linkname) for each in archive.getmembers()]
    assert told == ""
    assert found == [
        ("a", tarfile.REGTYPE, 0, ""),
        ("b", tarfile.DIRTYPE, 0, ""),
        ("c", tarfile.SYMTYPE, 0, "/etc/passwd"),
        ("d", tarfile.SYMTYPE, 0, "l" * 300),
        ("e", tarfile.REGTYPE, 3000, ""),
        ("pipe", tarfile.FIFOTYPE, 0, ""),
        ("s", tarfile.FIFOTYPE, 0, ""),
        (f"b/{long}", tarfile.LNKTYPE, 0, "e"),
    ]
    content = archive.extractfile("e")
    assert content is not None
    assert content.read() == b"x" * 3000


def test_extended_attributes_are_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    try:
        os.setxattr(path, "user.note", TOKEN.encode())
    except OSError:
        pytest.skip("this file system has no extended attributes")
    archive, _ = tar_in(tmp_path)
    assert archive.getmembers()[0].pax_headers == {"SCHILY.xattr.user.note": TOKEN}
    assert [found.place.aspect for found in scanned(tmp_path).found] == ["metadata SCHILY.xattr.user.note"]


def test_names_of_any_bytes_are_kept(tmp_path: Path) -> None:
    name = b"\xff\xfe" + b"z" * 120
    (tmp_path / os.fsdecode(name)).write_bytes(b"1")
    archive, told = tar_in(tmp_path)
    assert (os.fsencode(archive.getmembers()[0].name), told) == (name, "")


class Failing:
    """A file that cannot be read from some byte on, or that shrinks."""

    def __init__(self, data: bytes, error: OSError | None) -> None:
        self.data = data
        self.error = error

    def read(self, size: int) -> bytes:
        data, self.data = self.data[:size], self.data[size:]
        if not data and self.error is not None:
            raise self.error
        return data


@pytest.mark.parametrize("error", [None, OSError(5, "Input/output error")])
def test_a_file_that_shrinks_or_breaks_is_filled_up(tmp_path: Path, error: OSError | None) -> None:
    from dockerlint.image.source.rootfs import _Tar

    tar = _Tar(str(tmp_path))
    content = b"".join(tar._content(Failing(b"abc", error), 3_000_000, b"etc/file"))
    assert content == b"abc" + bytes(3_000_000 - 3) + bytes(-3_000_000 % 512)
    assert tar._problems == ([] if error is None else ["/etc/file (Input/output error)"])


def test_what_cannot_be_read_is_a_gap_and_the_rest_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(f"T={github_token(ord(name))}\n")
    real = os.open

    def refuse(path: bytes, flags: int, *more: int) -> int:
        if os.fsdecode(path).endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *more)

    monkeypatch.setattr("dockerlint.image.source.rootfs.os.open", refuse)
    contents = scanned(tmp_path)
    assert [str(found.place) for found in contents.found] == ["/b", "/c"]
    assert ["could not be read: /a (Permission denied)" in gap.reason for gap in contents.gaps] == [True]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"nothing: No such file or directory$"):
        opened(f"rootfs:{tmp_path}/nothing")


NAMES = st.binary(min_size=1, max_size=300).filter(lambda name: b"\0" not in name and not name.endswith(b"/"))


@settings(max_examples=150)
@given(
    name=NAMES,
    link=st.binary(max_size=300).filter(lambda name: b"\0" not in name),
    size=st.one_of(st.integers(0, 10_000), st.integers(8 << 30, 1 << 50)),
    attributes=st.dictionaries(st.sampled_from(["user.a", "security.selinux"]), st.binary(max_size=2000), max_size=2),
)
def test_any_header_is_read_as_it_was_meant(name: bytes, link: bytes, size: int, attributes: dict[str, bytes]) -> None:
    from dockerlint.image.paths import clean_path
    from dockerlint.image.tar import TarWalk

    status = os.stat(__file__)
    data = header(name, b"0", link, size, status, attributes)
    assert len(data) % 512 == 0
    (entry,) = TarWalk().entries(data)
    assert entry.path == clean_path(name.decode("utf-8", "surrogateescape"))
    assert entry.end - entry.start == size
    assert {
        key.removeprefix("SCHILY.xattr."): value for key, value in entry.records.items() if "SCHILY" in key
    } == attributes
