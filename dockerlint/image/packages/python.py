"""What pip and conda know of the files that they installed."""

from __future__ import annotations

import base64
import binascii
import re

from dockerlint.image.packages.installed import MOST_ROWS, Installed, json_of
from dockerlint.image.packages.rows import SIZE, raw_row, row
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON, CONDA = "Python", "conda"

# A path in quotes has its own quotes doubled (RFC 4180); SHA-256 in base64 for URLs has 43 characters.
_ROW = re.compile(rb'^(?:"((?:[^"\r\n]|"")+)"|([^",\r\n]+)),sha256=([A-Za-z0-9_-]{43})=?,', re.MULTILINE)
_FOREIGN = re.compile(rb"\.dist-info/direct_url\.json,")


def read_record(path: str, data: bytes) -> Iterator[Installed]:
    """The files of a wheel (binary distribution format, RECORD: path, digest, size).

    A distribution with ``direct_url.json`` (PEP 610) came from a folder, a file or a repository, not from an index:
    nobody says that it is not the user's own, so its files are no vendor's.
    """
    if _FOREIGN.search(data):
        return
    folder, _, information = path.rpartition("/")[0].rpartition("/")
    name, _, version = information.removesuffix(".dist-info").partition("-")
    rows = bytearray()
    for match in _ROW.finditer(data):
        listed = match[1].replace(b'""', b'"') if match[1] is not None else match[2]
        try:
            digest = base64.urlsafe_b64decode(match[3] + b"=")
        except binascii.Error:
            continue
        rows += raw_row(_joined(folder, listed.decode("utf-8", "surrogateescape")), digest)
        if len(rows) >= MOST_ROWS * SIZE:
            break
    yield Installed(PYTHON, name, version, bytes(rows))


def read_conda(path: str, data: bytes) -> Iterator[Installed]:
    """The files of one package of conda (``conda-meta/NAME.json``, ``paths_data``), unless it was built here."""
    document = json_of(data)
    if not str(document.get("url", "")).startswith("https://"):
        return
    listed = document.get("paths_data")
    paths = listed.get("paths") if isinstance(listed, dict) else None
    root = path.rpartition("/")[0].rpartition("/")[0]
    rows = bytearray()
    for each in paths if isinstance(paths, list) else ():
        if isinstance(each, dict):
            digest = each.get("sha256_in_prefix") or each.get("sha256")
            rows += row(_joined(root, str(each.get("_path", ""))), str(digest))
    yield Installed(CONDA, str(document.get("name", "")), str(document.get("version", "")), bytes(rows))


def read_conda_cache(path: str, data: bytes) -> Iterator[Installed]:
    """The files of a package that conda keeps unpacked (``pkgs/NAME-VERSION-BUILD/info/paths.json``)."""
    root = path.removesuffix("/info/paths.json")
    name, version = (*root.rpartition("/")[2].rsplit("-", 2), "", "")[:2]
    paths = json_of(data).get("paths")
    rows = bytearray()
    for each in paths if isinstance(paths, list) else ():
        if isinstance(each, dict):
            rows += row(_joined(root, str(each.get("_path", ""))), str(each.get("sha256")))
    yield Installed(CONDA, name, version, bytes(rows))


def _joined(folder: str, path: str) -> str:
    """``path`` as it is relative to ``folder``, from the image's root."""
    if "../" not in path and "./" not in path and not path.startswith("/"):
        return f"{folder}/{path}" if folder else path
    parts = [] if path.startswith("/") else folder.split("/")
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
