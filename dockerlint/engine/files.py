"""Reading files, and what may be wrong with them."""

from __future__ import annotations

import os

from dockerlint.text import Source, decode

LARGEST = 8 * 1024 * 1024  # bytes; a Dockerfile that a person wrote is a thousandth of it


class FileError(Exception):
    """A file that could not be read or written; the message says why, without its path."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


_CHUNK = 1 << 16  # bytes


def read_source(path: str) -> Source:
    """The text of the file at ``path``.  Raises FileError."""
    try:
        with open(path, "rb", buffering=0) as file:
            data = file.read(min(os.fstat(file.fileno()).st_size, LARGEST) + 1)
            while len(data) <= LARGEST and (more := file.read(_CHUNK)):  # of what has no size, such as a pipe
                data += more
    except OSError as error:
        raise FileError(path, reason_at(path, error)) from None
    return Source(decode_checked(data, path), path)


def decode_checked(data: bytes, path: str) -> str:
    """``data`` as text.  Raises FileError for what cannot be a Dockerfile."""
    if len(data) > LARGEST:
        raise FileError(path, f"larger than {LARGEST >> 20} MiB, so not a Dockerfile")
    if b"\0" in data:
        utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        raise FileError(path, "UTF-16 text; BuildKit reads UTF-8 only" if utf16 else "binary, not a Dockerfile")
    return decode(data)


def reason_at(path: str, error: OSError) -> str:
    """Why the file at ``path`` cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return "the link leads nowhere" if os.path.islink(path) else "no such file"
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    return reason_of(error)


def place_below(folder: str, path: str) -> str:
    """``path`` relative to ``folder``, which has no links, with slashes on every system."""
    return os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")


def reason_of(error: OSError) -> str:
    """What the operating system says, in lower case and without the path."""
    return (error.strerror or type(error).__name__).lower()
