"""Images made of a configuration alone, as their builders write it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dockerlint.image.values import Descriptor, Document, HistoryEntry, Image, Layer, Platform

if TYPE_CHECKING:
    from dockerlint.image.values import Blob

NOTHING: Mapping[str, object] = {}


class NoStore:
    def open(self, blob: Descriptor, /) -> Blob:
        raise AssertionError("nothing is read")


def entry(created_by: str, comment: str = "", author: str = "", *, is_empty: bool = False) -> HistoryEntry:
    return HistoryEntry(created_by, comment, author, "2026-11-24T11:00:00Z", is_empty)


def buildkit(created_by: str) -> HistoryEntry:
    """An entry of BuildKit's, without a layer where the instruction makes none."""
    makes_layer = created_by.startswith(("RUN ", "COPY ", "ADD ", "WORKDIR "))
    return entry(created_by, "buildkit.dockerfile.v0", is_empty=not makes_layer)


def image_of(
    history: Sequence[HistoryEntry],
    settings: Mapping[str, object] = NOTHING,
    others: Mapping[str, object] = NOTHING,
    documents: Sequence[Document] = (),
) -> Image:
    """An image with ``settings`` as ``config``, ``others`` beside it, a layer for each entry that has one."""
    config = json.dumps({"config": dict(settings), **others}).encode()
    count = sum(not each.is_empty for each in history)
    layers = tuple(Layer(Descriptor(f"sha256:{n:064}", 1, ""), f"sha256:{n:064}") for n in range(count))
    documents = (Document("configuration", "sha256:1", config), *documents)
    return Image("app", Platform("linux", "amd64"), "sha256:0", config, tuple(history), layers, documents, NoStore())
