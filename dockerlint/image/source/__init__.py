"""Images wherever they are: files, folders, engines, registries.

``archives`` (with ``layout``, ``saved``, ``files``, ``compressed``) reads files, ``rootfs`` folders, ``engines`` and
``storage`` what local tools have, ``registry`` (with ``client``, ``download``, ``challenge``, ``logins``) registries;
``assembling`` makes images of manifests and ``attached`` reads what is said about them.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import ExitStack, contextmanager

from dockerlint.image.source.access import Access
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
_FILE_NAME = re.compile(r"(?i).*\.(?:tar|tgz|tzst|dockerbuild|tar\.(?:gz|zst|xz|bz2))")


@contextmanager
def open_images(reference: str, access: Access) -> Iterator[Iterator[Image]]:
    """The images that ``reference`` means, one for each platform; they can be read until the context is left.

    Going on raises ImageError.  What is read comes from where it lies, except for images of engines, which are kept in
    a nameless file until then.
    """
    from dockerlint.image.source.compressed import close_streams

    prefix = next((each for each in _PREFIXES if reference.startswith(each)), "")
    with ExitStack() as resources:
        resources.callback(close_streams)
        yield _images(reference, prefix, reference[len(prefix) :], access, resources)


def _images(reference: str, prefix: str, rest: str, access: Access, resources: ExitStack) -> Iterator[Image]:
    if not rest:
        raise ImageError(f"{reference!r} names no image")
    match prefix:
        case "docker-archive:" | "oci-archive:":
            yield from _in_file(reference, *_path_and_tag(rest), access)
        case "oci:":
            yield from _in_folder(reference, *_path_and_tag(rest), access)
        case "rootfs:":
            yield from _root_file_system(reference, rest)
        case "dir:":
            yield from _folder(reference, rest, access)
        case "docker://":
            yield from _registry(reference, rest, access, resources)
        case "docker-daemon:" | "podman:":
            from dockerlint.image.source.engines import images_of_engine

            yield from images_of_engine(reference, prefix.rstrip(":"), rest, access, resources)
        case "containers-storage:" | "buildah:":
            from dockerlint.image.source.storage import images_of_storage

            yield from images_of_storage(reference, rest, access, resources)
        case _:
            yield from _guessed(reference, access, resources)


def _guessed(reference: str, access: Access, resources: ExitStack) -> Iterator[Image]:
    """A path that is there, an image that a local engine has, else one in a registry."""
    mode = _mode(reference)
    path, tag = _path_and_tag(reference)
    if stat.S_ISDIR(mode):
        yield from _folder(reference, reference, access)
    elif stat.S_ISREG(mode):
        yield from _in_file(reference, reference, "", access)
    elif mode:
        raise ImageError(f"{reference} is neither a file nor a folder")
    elif tag and stat.S_ISDIR(_mode(path)):
        yield from _in_folder(reference, path, tag, access)
    elif tag and stat.S_ISREG(_mode(path)):
        yield from _in_file(reference, path, tag, access)
    elif reference.startswith((".", "/", "~")) or _FILE_NAME.fullmatch(reference):
        raise ImageError(f"{reference}: no such file or folder")
    else:
        from dockerlint.image.source.engines import images_of_any_engine

        images = images_of_any_engine(reference, access, resources)
        yield from images if images is not None else _not_here(reference, access, resources)


def _not_here(reference: str, access: Access, resources: ExitStack) -> Iterator[Image]:
    """The image of a registry; a name without one may be a local image that is misspelt."""
    from dockerlint.image.source.names import read_name

    try:
        yield from _registry(reference, reference, access, resources)
    except ImageError as error:
        if not read_name(reference).is_of_hub:
            raise
        raise ImageError(f"no local engine has {reference}, and {error}") from None


def _in_file(name: str, path: str, tag: str, access: Access) -> Iterator[Image]:
    from dockerlint.image.source.archives import images_in_files
    from dockerlint.image.source.compressed import index_compressed, is_compressed
    from dockerlint.image.source.files import index_tar

    files = index_compressed(path, access.limits) if is_compressed(path) else index_tar(path)
    yield from images_in_files(name, files, tag, access)


def _in_folder(name: str, path: str, tag: str, access: Access) -> Iterator[Image]:
    from dockerlint.image.source.archives import images_in_files
    from dockerlint.image.source.files import FolderFiles

    yield from images_in_files(name, FolderFiles(path), tag, access)


def _folder(name: str, path: str, access: Access) -> Iterator[Image]:
    from dockerlint.image.source.archives import is_archive
    from dockerlint.image.source.files import FolderFiles

    yield from _in_folder(name, path, "", access) if is_archive(FolderFiles(path)) else _root_file_system(name, path)


def _root_file_system(name: str, folder: str) -> Iterator[Image]:
    from dockerlint.image.source.rootfs import image_of_folder

    yield image_of_folder(name, folder)


def _registry(name: str, text: str, access: Access, resources: ExitStack) -> Iterator[Image]:
    from dockerlint.image.source.names import read_name
    from dockerlint.image.source.registry import images_in_registry

    yield from images_in_registry(name, read_name(text), access, resources)


def _path_and_tag(text: str) -> tuple[str, str]:
    """``app.tar:app:1.2`` is the path ``app.tar`` and the tag ``app:1.2``; a path that is there has no tag."""
    at = text.find(":", 2 if os.name == "nt" else 0)
    return (text, "") if at < 0 or _mode(text) else (text[:at], text[at + 1 :])


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):
        return 0
