"""One file of an image, for people: its newest version or that of one layer, every credential in it masked."""

from __future__ import annotations

from dockerlint.engine.masking import MASK
from dockerlint.image.credential_files import is_credential_file, read_credentials
from dockerlint.image.layer.stored import StoredLayer
from dockerlint.image.matching import find
from dockerlint.image.paths import clean_path
from dockerlint.image.tar import Entry, TarWalk
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.values import Image, Limits

LARGEST = 16 << 20  # bytes of a file that is shown


def find_file(image: Image, path: str, layer: int | None, limits: Limits) -> tuple[int, bytes] | None:
    """The number of the layer that holds the file at ``path``, and its content; None where none does.

    ``layer`` counts from 1; without it, the highest layer with the file is taken, whether or not one above hides it.
    Raises ImageError for a file that is too large, or a layer that cannot be read.
    """
    wanted = clean_path(path)
    numbers = range(len(image.layers), 0, -1) if layer is None else [layer]
    for number in numbers:
        if not 1 <= number <= len(image.layers):
            raise ImageError(f"{image.name} has {len(image.layers)} layers")
        with image.store.open(image.layers[number - 1].blob) as blob:
            data = _content(StoredLayer(blob, limits), wanted)
        if data is not None:
            return number, data
    return None


def _content(stored: StoredLayer, wanted: str) -> bytes | None:
    walk = TarWalk()
    entry: Entry | None = None
    parts: list[bytes] = []
    at = 0
    for block in stored.blocks():
        for each in walk.entries(block):
            if each.path == wanted and each.is_file and entry is None:
                entry = each
                if each.end - each.start > LARGEST:
                    raise ImageError(f"/{wanted} has {each.end - each.start} bytes, more than {LARGEST} that are shown")
        if entry is not None:
            parts.append(block[max(entry.start - at, 0) : max(entry.end - at, 0)])
            if entry.end <= at + len(block):
                break
        at += len(block)
    return b"".join(parts) if entry is not None else None


def masked_content(path: str, data: bytes) -> bytes:
    """``data`` with a mask for each credential in it."""
    sightings = find(data)
    if is_credential_file(path):
        sightings += read_credentials(path, data)
    parts: list[bytes] = []
    at = 0
    for start, end in sorted((each.start, each.end) for each in sightings):
        if end > at:
            parts += (data[at : max(start, at)], MASK.encode() if start >= at else b"")
            at = end
    return b"".join((*parts, data[at:]))
