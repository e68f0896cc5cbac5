"""The layers of an image, streamed: every byte of the tar is searched, nothing is unpacked to disk.

The engine looks at blocks of a megabyte, whatever files they are of, which is far quicker than a call for each file;
what it points to is then assigned to the entry that lies there.  Only files whose name or first bytes say so are taken
out whole: credential files, archives, the databases of package managers.
"""

from __future__ import annotations

from dockerlint.image.layer.damage import name_of
from dockerlint.image.layer.order import reading_order
from dockerlint.image.layer.reader import LayerReader
from dockerlint.image.values import Gap, ImageError, LayerContents
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dockerlint.image.values import Layer, Limits, Store

    Progress = Callable[[int], None]  # bytes of the uncompressed tar that were searched since the last call

__all__ = ["read_layer", "read_layers"]


def read_layer(
    layer: Layer, store: Store, limits: Limits, progress: Progress | None = None, *, is_pipelined: bool = False
) -> LayerContents:
    """What ``layer`` holds.  Whatever could not be read or looked at is in its gaps; nothing is raised."""
    try:
        return LayerReader(layer, store, limits, progress, is_pipelined=is_pipelined).read()
    except ImageError as error:
        return LayerContents(layer.diff_id, layer.blob.digest, 0, 0, gaps=(Gap(name_of(layer), str(error)),))


def read_layers(
    layers: Sequence[Layer], store: Store, limits: Limits, jobs: int, progress: Progress | None = None
) -> Iterator[tuple[int, LayerContents]]:
    """What each of ``layers`` holds, with its place in them, as they are done; on ``jobs`` processors."""
    if min(jobs, len(layers)) < 2:
        for index in reading_order(layers, store, is_parallel=False):
            yield index, read_layer(layers[index], store, limits, progress, is_pipelined=jobs > 1)
        return
    from dockerlint.image.layer.parallel import read_in_parallel

    yield from read_in_parallel(layers, store, limits, jobs, progress)
