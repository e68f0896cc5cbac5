"""A layer's blob as the tar that it holds: decompressed, cut into blocks, its digests computed on the way.

The bytes decide how it is compressed, not the media type, as engines do it.
"""

from __future__ import annotations

import hashlib

from dockerlint.image.inflate import HEAD, decompressor
from dockerlint.image.reading import DAMAGES, READ, Reader
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.values import Blob, Limits

FREE = 2 << 30  # bytes that a layer may have whatever its ratio: a file of zeros is no bomb yet
BLOCK = 1 << 20  # bytes of tar that are handed on at once; a multiple of 512, so that no header is cut


class StoredLayer:
    """The tar in ``blob``.  After :meth:`blocks` is through, the digests and sizes are those of the whole.

    ``damage`` says why the stream ended early, "" when it did not.
    """

    def __init__(self, blob: Blob, limits: Limits) -> None:
        self._blob = blob
        self._limits = limits
        self._stored = hashlib.sha256()
        self._plain = hashlib.sha256()
        self.is_compressed = False
        self.stored_size = 0
        self.size = 0
        self.damage = ""

    @property
    def digest(self) -> str:
        """Of the bytes as they are stored."""
        return "sha256:" + (self._stored if self.is_compressed else self._plain).hexdigest()

    @property
    def diff_id(self) -> str:
        """Of the uncompressed tar."""
        return "sha256:" + self._plain.hexdigest()

    def blocks(self) -> Iterator[bytes]:
        """The tar in pieces of BLOCK bytes, the last one shorter."""
        parts: list[bytes] = []
        have = 0
        for part in self._pieces():
            parts.append(part)
            have += len(part)
            if have < BLOCK:
                continue
            whole = b"".join(parts) if len(parts) > 1 else part
            at = 0
            while have - at >= BLOCK:
                yield self._counted(whole[at : at + BLOCK] if have > BLOCK else whole)
                at += BLOCK
            parts = [whole[at:]] if have > at else []
            have -= at
        if have:
            yield self._counted(b"".join(parts))

    def _counted(self, block: bytes) -> bytes:
        self._plain.update(block)
        self.size += len(block)
        return block

    def _pieces(self) -> Iterator[bytes]:
        total = 0
        try:
            first = self._read()
            inflate = decompressor(first)
            self.is_compressed = inflate is not None
            for part in inflate(self._reader(first)) if inflate else self._plain_pieces(first):
                total += len(part)
                self.damage = self._excess(total)
                if self.damage:
                    return
                yield part
        except ImageError as error:  # the rest of the blob cannot be had
            self.damage = str(error)
            return
        except DAMAGES:
            self.damage = "damaged: it cannot be decompressed further"
        if self.is_compressed:
            try:
                while rest := self._read_stored():  # what follows belongs to the digest
                    del rest
            except ImageError as error:
                self.damage = self.damage or str(error)

    def _excess(self, total: int) -> str:
        limits = self._limits
        if total > limits.layer:
            return f"larger than {limits.layer} bytes (--max-layer)"
        if total > max(limits.free, FREE) and total > limits.ratio * self.stored_size:
            return f"it unpacks to more than {limits.ratio} times its size (--max-ratio)"
        return ""

    def _read(self) -> bytes:
        data = self._blob.read(READ)
        while 0 < len(data) < HEAD and (more := self._blob.read(READ)):
            data += more
        self.stored_size += len(data)
        if decompressor(data) is not None:
            self._stored.update(data)
        return data

    def _reader(self, first: bytes) -> Reader:
        """The stored bytes, of which ``first`` were read."""
        waiting = [first]
        return Reader(lambda: waiting.pop() if waiting else self._read_stored())

    def _read_stored(self) -> bytes:
        data = self._blob.read(READ)
        self.stored_size += len(data)
        self._stored.update(data)
        return data

    def _plain_pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            yield data
            data = self._blob.read(READ)
            self.stored_size += len(data)
