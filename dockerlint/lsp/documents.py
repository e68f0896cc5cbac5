"""The documents that a client has open, as it last told them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dockerlint.engine.discover import is_dockerfile_name
from dockerlint.lsp.positions import Lines
from dockerlint.lsp.uris import name_of, path_of, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lsprotocol import types

LANGUAGES = ("dockerfile", "containerfile")


class Document:
    """One state of an open document: a change makes a new one.

    ``path`` is where its file is, or would be; ``is_file`` tells whether the client has it as a file at all.  ``key``
    stays the same however a client spells the URI.
    """

    __slots__ = ("is_file", "key", "language", "lines", "path", "uri", "version")

    def __init__(self, uri: str, language: str, version: int, lines: Lines) -> None:
        path = path_of(uri)
        self.uri = uri
        self.language = language
        self.version = version
        self.lines = lines
        self.is_file = path is not None
        self.path = path if path is not None else name_of(uri)
        self.key = _key(uri)

    @property
    def text(self) -> str:
        return self.lines.text

    @property
    def is_dockerfile(self) -> bool:
        """Whether the client calls it one, or its name does."""
        name = os.path.basename(self.path)
        return not name.endswith(".dockerignore") and (self.language.lower() in LANGUAGES or is_dockerfile_name(name))


class Documents:
    """The open documents by URI, and by path."""

    def __init__(self, encoding: str = "utf-16") -> None:
        self.encoding = encoding
        self._open: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._open.values()))

    def get(self, uri: str) -> Document | None:
        return self._open.get(_key(uri))

    def at(self, path: str) -> Document | None:
        """The open document of the file at ``path``."""
        return self._open.get(os.path.normpath(os.path.abspath(path)))

    def open(self, item: types.TextDocumentItem) -> Document:
        document = Document(item.uri, item.language_id, item.version, Lines(item.text, self.encoding))
        self._open[document.key] = document
        return document

    def change(self, params: types.DidChangeTextDocumentParams) -> Document | None:
        """The document with the changes made; None for one that is not open."""
        known = self.get(params.text_document.uri)
        if known is None:
            return None
        lines = known.lines.changed(params.content_changes)
        document = Document(known.uri, known.language, params.text_document.version, lines)
        self._open[document.key] = document
        return document

    def close(self, uri: str) -> Document | None:
        return self._open.pop(_key(uri), None)

    def texts(self) -> dict[str, str]:
        """The texts of all open files by path, as they are or will be on disk."""
        return {document.path: document.text for document in self._open.values() if document.is_file}

    def uri(self, path: str) -> str:
        """The URI of the file at ``path``, in the client's own spelling where it has it open."""
        document = self.at(path)
        return document.uri if document is not None else uri_of(path)


def _key(uri: str) -> str:
    return path_of(uri) or uri
