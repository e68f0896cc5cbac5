"""What keeps a layer from being what its manifest and its configuration say it is."""

from __future__ import annotations

from dockerlint.image.values import Gap
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.layer.stored import StoredLayer
    from dockerlint.image.tar import TarWalk
    from dockerlint.image.values import Layer


def name_of(layer: Layer) -> str:
    """``layer sha256:12ab34…``, as people compare digests."""
    return f"layer {(layer.diff_id or layer.blob.digest)[:19]}"


def damages(layer: Layer, stored: StoredLayer, walk: TarWalk) -> Iterator[Gap]:
    """The gaps of a layer that was read to its end."""
    name, blob = name_of(layer), layer.blob
    if stored.damage:
        yield Gap(name, stored.damage)
    elif blob.size >= 0 and stored.stored_size != blob.size:
        yield Gap(name, f"its blob has {stored.stored_size} bytes, the manifest says {blob.size}")
    elif blob.digest and stored.digest != blob.digest and blob.digest.startswith("sha256:"):
        yield Gap(name, f"its blob's digest is {stored.digest}, the manifest says {blob.digest}")
    elif layer.diff_id and stored.diff_id != layer.diff_id:
        yield Gap(name, f"its digest is {stored.diff_id}, the configuration says {layer.diff_id}")
    if walk.damage:
        yield Gap(name, f"not a tar all through: {walk.damage}")
    elif walk.is_cut and not stored.damage:
        yield Gap(name, "the tar ends in the middle of an entry")
