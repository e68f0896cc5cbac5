"""What ``docker save`` writes: a list of images with the paths of their files (moby, image/tarexport)."""

from __future__ import annotations

import re
from hashlib import sha256

from dockerlint.image.paths import clean_path
from dockerlint.image.source.documents import (
    MOST_LAYERS,
    Json,
    check_digest,
    pair_layers,
    parse_any,
    read_configuration,
    shown,
    unchecked,
)
from dockerlint.image.source.names import has_tag
from dockerlint.image.source.platforms import matches_platform
from dockerlint.image.values import Descriptor, Document, Gap, Image, ImageError, Platform
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.source.access import Access
    from dockerlint.image.source.files import Files

_MOST = 4096  # images in an archive
_BLOB = re.compile(r"blobs/sha256/([0-9a-f]{64})")
_CONFIGURATION = re.compile(rf"{_BLOB.pattern}|([0-9a-f]{{64}})\.json|sha256:([0-9a-f]{{64}})")


class Saved:
    """What ``docker save`` writes: a list of images with the paths of their files (moby, image/tarexport)."""

    def __init__(self, name: str, data: bytes, files: Files, access: Access) -> None:
        self._name = name
        self._files = files
        self._access = access
        self._document = Document("manifest", "", data)
        what = f"manifest.json of {name}"
        items = parse_any(data, what)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise ImageError(f"{what} is no list of images")
        if len(items) > _MOST:
            raise ImageError(f"{what} lists {len(items)} images, more than {_MOST}")
        self._items: list[Json] = items

    @property
    def names(self) -> list[str]:
        return [tag for item in self._items for tag in _tags(item)]

    def images(self, tag: str, seen: set[str]) -> Iterator[Image]:
        """The images but those of which the digest of the configuration is in ``seen``."""
        number = tag[1:] if re.fullmatch(r"@\d{1,4}", tag) else ""
        for index, item in enumerate(self._items):
            tags = _tags(item)
            if tag and not (str(index) == number if number else any(has_tag(each, tag) for each in tags)):
                continue
            called = f"{self._name} ({shown(tags[0])})" if len(self._items) > 1 and tags and not tag else self._name
            try:
                config = self._config(item)
                if sha256(config).hexdigest() in seen:
                    continue
                image = self._image(called, item, config)
            except ImageError as error:
                if len(self._items) == 1:
                    raise
                gap = Gap(f"image {called}", str(error))
                image = Image(called, Platform(), "", b"", (), (), (self._document,), self._files.store, (gap,))
            if image.gaps or matches_platform(self._access.platform, image.platform):
                yield image

    def _config(self, item: Json) -> bytes:
        place = item.get("Config")
        if not isinstance(place, str):
            raise ImageError(f"manifest.json of {self._name} names no configuration")
        config = self._files.read(place, self._access.limits.document)
        if config is None:
            raise ImageError(f"{self._files.path} does not hold the configuration {shown(place)}")
        return config

    def _image(self, name: str, item: Json, config: bytes) -> Image:
        listed = item.get("Layers")
        if not isinstance(listed, list) or len(listed) > MOST_LAYERS:
            raise ImageError(f"manifest.json of {self._name} has no list of at most {MOST_LAYERS} layers")
        found = read_configuration(config, f"configuration of {name}")
        paths = [clean_path(path) if isinstance(path, str) else "" for path in listed]
        blobs = tuple(Descriptor(_digest_in(path, _BLOB), self._files.size(path), "", place=path) for path in paths)
        gaps = [
            Gap(f"layer {shown(blob.place)}", f"{self._files.path} does not hold it") for blob in blobs if blob.size < 0
        ]
        digest = _digest_in(str(item["Config"]), _CONFIGURATION)
        if digest:
            check_digest(config, digest, f"configuration of {name}")
        else:
            digest = f"sha256:{sha256(config).hexdigest()}"
        others, more = self._beside(paths)
        layers = pair_layers(blobs, found.diff_ids)
        gaps += [*more, *unchecked(layers, found.diff_ids, name)]
        return Image(
            name, found.platform, digest, config, found.history, layers,
            (self._document, Document("configuration", digest, config), *others), self._files.store, tuple(gaps),
        )  # fmt: skip

    def _beside(self, paths: list[str]) -> tuple[list[Document], list[Gap]]:
        """What old versions wrote beside: ``repositories``, and a configuration of each layer."""
        found: list[Document] = []
        gaps: list[Gap] = []
        room = self._access.limits.document
        beside = (f"{path.removesuffix('layer.tar')}json" for path in paths if path.endswith("/layer.tar"))
        for name in dict.fromkeys(("repositories", *beside)):
            try:
                data = self._files.read(name, room)
            except ImageError as error:
                gaps.append(Gap(name, str(error)))
                continue
            if data is not None:
                room -= len(data)
                found.append(Document("repositories" if name == "repositories" else "layer configuration", "", data))
        return found, gaps


def _tags(item: Json) -> list[str]:
    tags = item.get("RepoTags")
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _digest_in(path: str, form: re.Pattern[str]) -> str:
    """The digest that a path in an archive names, "" where it names none."""
    match = form.fullmatch(path)
    return f"sha256:{match[match.lastindex or 1]}" if match else ""
