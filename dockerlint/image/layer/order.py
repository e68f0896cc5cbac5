"""In which order layers are read."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dockerlint.image.values import Descriptor, Layer, Store


def reading_order(layers: Sequence[Layer], store: Store, is_parallel: bool) -> list[int]:
    """The places of ``layers``: the largest first where processes share them, else as they are.

    An archive that is compressed as a whole is read from front to back (its store has a ``position``): what lies
    behind the last layer comes at no price, and for what lies before it, all is decompressed again.
    """
    position: Callable[[Descriptor], int] | None = getattr(store, "position", None)
    places = range(len(layers))
    if position is not None:
        return sorted(places, key=lambda place: position(layers[place].blob))
    return sorted(places, key=lambda place: -layers[place].blob.size) if is_parallel else list(places)
