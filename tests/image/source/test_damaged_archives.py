"""Archives that someone made to do harm, or that were damaged: an error or a gap, nothing else, in bounded time."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockerlint.image.source import Access, open_images
from dockerlint.image.values import ImageError
from tests.image.source.made import Blobs, as_json, config_of, content, layout_of, opened, saved_of, tar_of, write_files

ONE = tar_of({"etc/one": b"1"})


def archives() -> list[bytes]:
    blobs = Blobs()
    layout = layout_of(blobs, blobs.index(blobs.image(ONE), blobs.image(ONE, architecture="arm64")))
    return [tar_of(*saved_of(("app:1", (ONE, ONE)))), tar_of(layout)]


ARCHIVES = archives()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from([0, 1]),
    cut=st.integers(0, 1 << 20),
    changes=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=12),
)
def test_any_damage_is_an_error_or_a_gap(tmp_path: Path, which: int, cut: int, changes: list[tuple[int, int]]) -> None:
    data = bytearray(ARCHIVES[which])
    for place, value in changes:
        data[place % len(data)] = value
    path = tmp_path / "app.tar"
    path.write_bytes(data[: len(data) - cut % 4000 if cut % 3 == 0 else len(data)])
    with contextlib.suppress(ImageError), open_images(str(path), Access()) as images:
        for image in images:
            for layer in image.layers:
                with contextlib.suppress(ImageError):
                    content(image, layer.blob)


@pytest.mark.parametrize("place", ["../secret", "/etc/hostname", "link", "folder/../../secret", "pipe", "."])
def test_nothing_outside_of_a_layout_is_read(tmp_path: Path, place: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    folder = tmp_path / "image"
    config = config_of(ONE)
    item = {"Config": "config.json", "RepoTags": ["app:1"], "Layers": [place]}
    write_files(folder, {"config.json": config, "manifest.json": as_json([item]), "version": b"1"})
    (folder / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe")
    (image,) = opened(folder)
    assert [gap.reason for gap in image.gaps] == [f"{folder} does not hold it"]
    with pytest.raises(ImageError):
        content(image, image.layers[0].blob)


def test_an_archive_of_hundreds_of_thousands_of_files_is_no_archive_of_images(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dockerlint.image.source.files.MOST", 100)
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of({f"f{number}": b"" for number in range(200)}))
    with pytest.raises(ImageError, match="holds more than 100 files: it is no archive of images"):
        opened(path)


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of({"x": b""}, {"manifest.json": "a", "a": "b", "b": "manifest.json"}))
    with pytest.raises(ImageError, match="holds no image"):
        opened(path)


def test_an_archive_that_is_cut_short_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of({"oci-layout": b"{}", "big": bytes(100_000)})[:50_000])
    with pytest.raises(ImageError, match=r"is damaged: it ends at byte 50000, within a file$"):
        opened(path)
