"""Packages of Ruby, Rust and Java as their managers keep them."""

from __future__ import annotations

import re

from dockerlint.image.packages.installed import Installed, json_of
from dockerlint.image.packages.rows import folder_row, row
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RUBY, RUST, JAVA = "Ruby", "Rust", "Java"

_SPECIFICATION = re.compile(r"specifications/(?:default/)?([^/]+?)-(\d[^/]*)\.gemspec$")
_SHA1 = re.compile(rb"\s*([0-9a-fA-F]{40})\b")


def read_gemspec(path: str, closed: int) -> Iterator[Installed]:
    """A gem, whose specification RubyGems writes once its files are in place; there are no digests of files."""
    match = _SPECIFICATION.search(path)
    if match is not None:
        folder = f"{path[: match.start()]}gems/{match[1]}-{match[2]}"
        yield Installed(RUBY, match[1], match[2], folder_row(folder, closed))


def gem_folder_of(path: str) -> str:
    """The folder of the gem that the file at ``path`` is of, "" where it is of none."""
    match = re.match(r"(?:.*/)?gems/[^/]+-\d[^/]*(?=/)", path)
    return match[0] if match else ""


def read_crate(path: str, data: bytes) -> Iterator[Installed]:
    """A vendored crate (cargo, directory sources); ``package`` is the registry's digest, which local ones lack."""
    document = json_of(data)
    files = document.get("files")
    if not isinstance(document.get("package"), str) or not isinstance(files, dict):
        return
    folder = path.rpartition("/")[0]
    rows = b"".join(row(f"{folder}/{name}", str(digest)) for name, digest in files.items())
    yield Installed(RUST, folder.rpartition("/")[2], "", rows)


def read_maven(path: str, data: bytes) -> Iterator[Installed]:
    """An artefact with the digest that its remote repository gave; those that are installed locally have none."""
    match = _SHA1.match(data)
    if match is not None:
        file = path.removesuffix(".sha1")
        artefact, version = file.split("/")[-3:-1]
        yield Installed(JAVA, artefact, version, row(file, match[1].decode().lower()))
