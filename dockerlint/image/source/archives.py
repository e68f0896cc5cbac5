"""Images in files: ``docker save`` of any age, OCI layouts as folder and as tar."""

from __future__ import annotations

import json
import os

from dockerlint.image.source.assembling import Assembler
from dockerlint.image.source.documents import (
    Json,
    matches_platform,
    pair_layers,
    parse,
    read_configuration,
    read_descriptor,
)
from dockerlint.image.source.files import FolderStore, TarStore, blob_path
from dockerlint.image.values import Descriptor, Document, Gap, Image, ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.source.access import Access

_NAMES = ("org.opencontainers.image.ref.name", "io.containerd.image.name")


def images_in_layout(name: str, folder: str, tag: str, access: Access) -> Iterator[Image]:
    """The images of the OCI layout in ``folder``.  Raises ImageError."""
    path = os.path.join(folder, "index.json")
    try:
        with open(path, "rb") as file:
            data = file.read(access.limits.document + 1)
    except OSError as error:
        raise ImageError(f"{path}: {error.strerror}") from None
    if len(data) > access.limits.document:
        raise ImageError(f"{path} has more than {access.limits.document} bytes (--max-document)")
    yield from _images_of_index(name, data, tag, FolderStore(folder), access)


def images_in_tar(name: str, store: TarStore, tag: str, access: Access) -> Iterator[Image]:
    """The images of an archive.  Raises ImageError.

    An OCI index tells more than ``manifest.json``: attestations, platforms, annotations; so where docker save wrote
    both (since version 25), it is read.
    """
    index = store.read("index.json", access.limits.document)
    manifest = store.read("manifest.json", access.limits.document)
    if index is not None and "oci-layout" in store.places:
        yield from _images_of_index(name, index, tag, store, access)
    elif manifest is not None:
        yield from _saved(name, manifest, tag, store, access)
    else:
        raise ImageError(f"{store.path} is no image: it has neither manifest.json nor index.json")


def _images_of_index(
    name: str, data: bytes, tag: str, store: TarStore | FolderStore, access: Access
) -> Iterator[Image]:
    what = f"index.json of {name}"
    document = parse(data, what)
    manifests = document.get("manifests")
    if not isinstance(manifests, list) or not manifests:
        raise ImageError(f"{what} lists no images")
    roots = [read_descriptor(value, what) for value in manifests]
    wanted = [root for root in roots if not tag or _is_called(root, tag)]
    if not wanted:
        raise ImageError(f"{name} has no image {tag}; it has {', '.join(_names(roots)) or 'no names'}")
    index = Document("index", "", data)
    for root in wanted:
        called = next(iter(_names([root])), "")
        title = f"{name} ({called})" if len(wanted) > 1 and called else name
        for image in Assembler(title, store, access.platform, access.limits).images(root):
            yield image._replace(documents=(index, *image.documents))


def _names(roots: list[Descriptor]) -> list[str]:
    found = [dict(root.annotations).get(key) for root in roots for key in reversed(_NAMES)]
    return sorted({each for each in found if each})


def _is_called(root: Descriptor, tag: str) -> bool:
    names = [dict(root.annotations).get(key, "") for key in _NAMES]
    return root.digest == tag or any(each == tag or each.endswith((f":{tag}", f"/{tag}")) for each in names if each)


def _saved(name: str, data: bytes, tag: str, store: TarStore, access: Access) -> Iterator[Image]:
    """What ``docker save`` writes: a list of images with the paths of their configurations and layers.

    Source: moby, image/tarexport.
    """
    items = _items(data, f"manifest.json of {name}")
    wanted = [item for item in items if not tag or any(_has_tag(each, tag) for each in _tags(item))]
    if not wanted:
        have = ", ".join(sorted(each for item in items for each in _tags(item)))
        raise ImageError(f"{name} has no image {tag}; it has {have or 'no tags'}")
    count = 0
    for item in wanted:
        tags = _tags(item)
        title = f"{name} ({tags[0]})" if len(wanted) > 1 and tags else name
        image = _saved_image(title, item, store, access)
        if matches_platform(access.platform, image.platform):
            count += 1
            yield image._replace(documents=(Document("manifest", "", data), *image.documents))
    if not count:
        raise ImageError(f"{name} has no image for {access.platform}")


def _items(data: bytes, what: str) -> list[Json]:
    try:
        items = json.loads(data)
    except (ValueError, RecursionError):
        raise ImageError(f"{what} is no valid JSON") from None
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise ImageError(f"{what} lists no images")
    return items


def _tags(item: Json) -> list[str]:
    tags = item.get("RepoTags")
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _has_tag(name: str, tag: str) -> bool:
    return name == tag or name.endswith((f":{tag}", f"/{tag}")) or name == f"{tag}:latest"


def _saved_image(name: str, item: Json, store: TarStore, access: Access) -> Image:
    place = item.get("Config")
    layers = item.get("Layers")
    if not isinstance(place, str) or not isinstance(layers, list):
        raise ImageError(f"manifest.json of {name} names no configuration, or no layers")
    config = store.read(place, access.limits.document)
    if config is None:
        raise ImageError(f"{store.path} does not hold the configuration {place[:120]}")
    found = read_configuration(config, f"configuration of {name}")
    blobs, gaps = [], []
    for path in layers:
        path = path if isinstance(path, str) else ""
        size = store.places.get(path, (0, -1))[1]
        blobs.append(Descriptor(_digest_in(path), size, "", place=path))
        if size < 0:
            gaps.append(Gap(f"layer {path[:120]}", f"{store.path} does not hold it"))
    digest = _digest_in(place)
    if digest:
        from dockerlint.image.source.documents import check_digest

        check_digest(config, digest, f"configuration of {name}")
    return Image(
        name,
        found.platform,
        digest,
        config,
        found.history,
        pair_layers(tuple(blobs), found.diff_ids),
        (Document("configuration", digest, config), *_others(store, access)),
        store,
        tuple(gaps),
    )


def _others(store: TarStore, access: Access) -> Iterator[Document]:
    """What old versions wrote beside: ``repositories``, and a ``json`` of each layer."""
    for name in sorted(store.places):
        if name == "repositories" or (name.count("/") == 1 and name.endswith("/json")):
            data = store.read(name, access.limits.document)
            if data is not None:
                yield Document(name, "", data)


def _digest_in(path: str) -> str:
    """The digest that a path in an archive names, "" where it names none: ``<hex>.json``, ``blobs/sha256/<hex>``."""
    last = path.rpartition("/")[2].removesuffix(".json").removesuffix(".tar")
    is_hexadecimal = len(last) == 64 and all(sign in "0123456789abcdef" for sign in last)
    if not is_hexadecimal or path.endswith(("layer.tar", "/json")):
        return ""
    digest = f"sha256:{last}"
    return digest if path in (blob_path(digest), f"{last}.json", f"{last}.tar") else ""
