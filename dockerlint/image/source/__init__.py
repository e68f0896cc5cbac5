"""Images wherever they are: files, folders, engines, registries; nothing is unpacked to disk."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager

from dockerlint.image.source.access import Access
from dockerlint.image.source.archives import images_in_layout, images_in_tar
from dockerlint.image.source.files import decompressed_copy, index_tar
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.values import Image

__all__ = ["Access", "open_images"]

_PREFIXES = (
    "docker-archive:", "oci-archive:", "oci:", "dir:", "rootfs:", "docker://", "docker-daemon:", "podman:",
    "containers-storage:", "buildah:",
)  # fmt: skip


@contextmanager
def open_images(reference: str, access: Access) -> Iterator[Iterator[Image]]:
    """The images that ``reference`` means, one for each platform; they can be read until the context is left.

    Both entering and going on raise ImageError.
    """
    import tempfile

    prefix = next((each for each in _PREFIXES if reference.startswith(each)), "")
    rest = reference[len(prefix) :]
    with tempfile.TemporaryDirectory(prefix="dockerlint-", dir=access.scratch or None) as scratch:
        access = access._replace(scratch=scratch)
        yield _images(reference, prefix, rest, access)


def _images(reference: str, prefix: str, rest: str, access: Access) -> Iterator[Image]:
    match prefix:
        case "docker-archive:" | "oci-archive:":
            path, tag = _path_and_tag(rest)
            yield from _in_file(reference, path, tag, access)
        case "oci:":
            path, tag = _path_and_tag(rest)
            yield from images_in_layout(reference, path, tag, access)
        case "rootfs:" | "dir:":
            yield from _rootfs(reference, rest)
        case "docker://":
            yield from _registry(reference, rest, access)
        case "docker-daemon:" | "podman:":
            from dockerlint.image.source.engines import images_of_engine

            yield from images_of_engine(reference, prefix.rstrip(":"), rest, access)
        case "containers-storage:" | "buildah:":
            from dockerlint.image.source.engines import images_of_storage

            yield from images_of_storage(reference, rest, access)
        case _:
            yield from _guessed(reference, access)


def _guessed(reference: str, access: Access) -> Iterator[Image]:
    """A path that is there, an image that a local engine has, else one in a registry."""
    mode = _mode(reference)
    if stat.S_ISDIR(mode):
        if os.path.exists(os.path.join(reference, "index.json")) and os.path.exists(
            os.path.join(reference, "oci-layout")
        ):
            yield from images_in_layout(reference, reference, "", access)
        else:
            yield from _rootfs(reference, reference)
        return
    if stat.S_ISREG(mode):
        yield from _in_file(reference, reference, "", access)
        return
    if mode:
        raise ImageError(f"{reference} is neither a file nor a folder")
    if os.sep in reference and reference.startswith((".", "/")):
        raise ImageError(f"{reference}: no such file or folder")
    path, tag = _path_and_tag(reference)
    if tag and _mode(path):
        yield from _guessed_part(reference, path, tag, access)
        return
    from dockerlint.image.source.engines import engine_with, images_of_engine

    engine = engine_with(reference, access)
    if engine is not None:
        yield from images_of_engine(reference, engine, reference, access)
    else:
        yield from _registry(reference, reference, access)


def _guessed_part(reference: str, path: str, tag: str, access: Access) -> Iterator[Image]:
    if os.path.isdir(path):
        yield from images_in_layout(reference, path, tag, access)
    else:
        yield from _in_file(reference, path, tag, access)


def _in_file(name: str, path: str, tag: str, access: Access) -> Iterator[Image]:
    copy = decompressed_copy(path, access.scratch)
    yield from images_in_tar(name, index_tar(copy or path), tag, access)


def _rootfs(name: str, folder: str) -> Iterator[Image]:
    from dockerlint.image.source.rootfs import image_of_folder

    yield image_of_folder(name, folder)


def _registry(name: str, text: str, access: Access) -> Iterator[Image]:
    from dockerlint.image.source.names import read_name
    from dockerlint.image.source.registry import images_in_registry

    yield from images_in_registry(name, read_name(text), access)


def _path_and_tag(text: str) -> tuple[str, str]:
    """``app.tar:app:1.2`` is the path ``app.tar`` and the tag ``app:1.2``; a path that is there has no tag."""
    if os.path.exists(text):
        return text, ""
    at = text.find(":", 2 if os.name == "nt" else 0)
    return (text, "") if at < 0 else (text[:at], text[at + 1 :])


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):
        return 0
