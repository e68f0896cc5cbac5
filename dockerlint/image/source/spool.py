"""A copy of a stream for the time of a scan, which no one else can open and no crash leaves behind.

See docs/adr, "Images of engines are spooled".
"""

from __future__ import annotations

import os
import shutil
import tempfile

from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

_SPARE = 256 << 20  # bytes of the disk that are left free
_LOOK = 64 << 20  # bytes until it is looked again how much is free


class Spool:
    """A temporary file in ``folder`` ("": the system's own); a context manager.

    Where the system shows the files of a process (Linux), it has no name from the start, so that it is gone with the
    process, however that ends; the processes that read layers open it below ``/proc``.  Elsewhere it has a name until
    the context is left.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder or tempfile.gettempdir()
        self._has_name = False
        try:
            self._number, self.path = tempfile.mkstemp(".tar", "dockerlint-", self.folder)
        except OSError as error:
            raise ImageError(f"nothing can be kept in {self.folder}: {error.strerror}; set TMPDIR") from None
        shown_by_system = f"/proc/{os.getpid()}/fd/{self._number}"
        if os.path.exists(shown_by_system):
            os.unlink(self.path)
            self.path = shown_by_system
        else:
            self._has_name = True

    def need(self, size: int) -> None:
        """Raises ImageError unless ``size`` more bytes have room."""
        free = shutil.disk_usage(self.folder).free
        if size + _SPARE > free:
            raise ImageError(
                f"{self.folder} has {free >> 20} MiB free, and a copy of the image takes {size >> 20} MiB: set TMPDIR"
            )

    def fill(self, pieces: Iterable[bytes], limit: int) -> int:
        """Write ``pieces``; how many bytes they were.  Raises ImageError."""
        size = 0
        looked = 0
        try:
            with open(self._number, "wb", buffering=0, closefd=False) as file:
                for piece in pieces:
                    size += len(piece)
                    if size > limit:
                        raise ImageError(f"it is larger than {limit} bytes (--max-layer)")
                    if size - looked >= _LOOK:
                        self.need(0)
                        looked = size
                    view = memoryview(piece)
                    while view:
                        view = view[file.write(view) or 0 :]
        except OSError as error:
            raise ImageError(f"it cannot be kept in {self.folder}: {error.strerror}; set TMPDIR") from None
        return size

    def take(self, path: str) -> None:
        """Be the file at ``path``, which loses its name.  Raises ImageError."""
        try:
            number = os.open(path, os.O_RDONLY)
            os.dup2(number, self._number)
            os.close(number)
            os.replace(path, self.path) if self._has_name else os.unlink(path)
        except OSError as error:
            raise ImageError(f"it cannot be kept in {self.folder}: {error.strerror}; set TMPDIR") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._number)
        if self._has_name:
            os.unlink(self.path)
