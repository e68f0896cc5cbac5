"""URIs of files and back.  Those of other schemes (unsaved buffers, other versions of a file) have no path."""

from __future__ import annotations

import os
import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

_DRIVE = re.compile(r"/?([A-Za-z]):(?=/|$)")


def path_of(uri: str) -> str | None:
    """The path that a ``file:`` URI means on this system, None for any other URI.  Any bytes of a name survive."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme.lower() != "file" or not parts.path:
        return None
    # "?" and "#" stand in names; a client that does not escape them still means the file.
    raw = uri[uri.index(":") + 1 :]
    raw = raw[2 + len(parts.netloc) :] if raw.startswith("//") else raw
    path = os.fsdecode(unquote_to_bytes(raw))
    if not path or "\0" in path:
        return None
    if os.name == "nt":
        path = _DRIVE.sub(lambda match: f"{match[1].upper()}:", path, count=1).replace("/", "\\")
        return f"\\\\{parts.netloc}{path}" if parts.netloc else path
    if parts.netloc not in ("", "localhost"):
        return None
    return os.path.normpath(path) if path.startswith("/") else None


def uri_of(path: str) -> str:
    """The ``file:`` URI of a path, which is made absolute."""
    path = os.path.abspath(path)
    if os.name == "nt":
        path = path.replace("\\", "/")
        return "file:" + quote(path) if path.startswith("//") else "file:///" + quote(path, safe="/:")
    return "file://" + quote(os.fsencode(path))


def name_of(uri: str) -> str:
    """The last part of any URI's path: what an unsaved buffer is called."""
    tail = uri.rpartition("/")[2].rpartition(":")[2]
    return os.fsdecode(unquote_to_bytes(tail)).replace("\0", "") or "Dockerfile"
