"""Where zstd frames end (RFC 8878, 3.1), since a stream that is cut off ends without an error in the decompressor."""

from __future__ import annotations

_CHECKSUM = 4  # bytes
_REPEATED = 1  # the type of a block that is one byte, many times
_DICTIONARY_SIZES = (0, 1, 2, 4)
_CONTENT_SIZES = (0, 2, 4, 8)


class FrameWatch:
    """Follows a stream that comes in pieces from frame to frame, by the sizes in their headers and those of blocks."""

    def __init__(self) -> None:
        self._skip = 0  # bytes of content, which tell nothing
        self._part = b""  # of a header
        self._want = 4
        self._has_checksum = False
        self._step = self._magic

    @property
    def is_between(self) -> bool:
        """Whether a frame ended where the stream is now, or none began."""
        return self._step == self._magic and not self._part and not self._skip

    def feed(self, data: bytes) -> None:
        """Take the next piece."""
        at = 0
        while at < len(data):
            if self._skip:
                passed = min(self._skip, len(data) - at)
                self._skip -= passed
                at += passed
                continue
            part = data[at : at + self._want - len(self._part)]
            at += len(part)
            self._part += part
            if len(self._part) == self._want:
                part, self._part = self._part, b""
                self._step(part)

    def _magic(self, part: bytes) -> None:
        if part[1:] == b"\x2a\x4d\x18" and part[0] & 0xF0 == 0x50:
            self._want, self._step = 4, self._skippable
        else:
            self._want, self._step = 1, self._descriptor

    def _skippable(self, part: bytes) -> None:
        self._skip = int.from_bytes(part, "little")
        self._want, self._step = 4, self._magic

    def _descriptor(self, part: bytes) -> None:
        flags = part[0]
        is_single = flags >> 5 & 1
        size = _CONTENT_SIZES[flags >> 6] or is_single
        self._has_checksum = bool(flags & 4)
        self._skip = (1 - is_single) + _DICTIONARY_SIZES[flags & 3] + size
        self._want, self._step = 3, self._block

    def _block(self, part: bytes) -> None:
        number = int.from_bytes(part, "little")
        self._skip = 1 if number >> 1 & 3 == _REPEATED else number >> 3
        if number & 1:
            self._skip += _CHECKSUM if self._has_checksum else 0
            self._want, self._step = 4, self._magic
