"""Read a credential file: which kinds of credential does it really hold?  Values are never returned."""

from __future__ import annotations

from dockerlint.trace.catalogue import readers
from dockerlint.trace.catalogue.key_stores import store_kind
from dockerlint.trace.catalogue.tokens import find_tokens
from dockerlint.trace.catalogue.urls import find_urls_with_credentials

LARGEST = 1 << 20  # bytes; larger files are not read


def credentials_in(path: str, data: bytes) -> tuple[str, ...] | None:
    """The kinds of credential in a file's content, by name ("npm token"), without repetition.

    () when it was read and holds none (empty, placeholders, ``${NPM_TOKEN}``); None when that cannot be told (binary,
    larger than 1 MiB).  ``path`` tells which format to expect.
    """
    if len(data) > LARGEST:
        return None
    if store_kind(data):
        return ("key store",)
    if b"\0" in data[:8192]:
        return None
    by_format = _known_formats(data)
    found = [what for what, _, _ in by_format]
    for each in readers.read(path, data):
        if not any(start < each.end and each.start < end for _, start, end in by_format):
            found.append(each.kind)
    return tuple(dict.fromkeys(found))


def _known_formats(data: bytes) -> list[tuple[str, int, int]]:
    """What has a format of its own, with its place in bytes."""
    text = data.decode("latin-1")
    found = []
    for match in find_tokens(text):
        if match.placeholder:
            continue
        encrypted = "private key" in match.what and _is_encrypted(text[match.start : match.end])
        found.append(("encrypted private key" if encrypted else match.what, match.start, match.end))
    for url in find_urls_with_credentials(text):
        if url.kind == "literal":
            found.append(("URL with a password", url.password_start, url.password_end))
    return found


# base64 of "openssh-key-v1" and the cipher name "none" (OpenSSH, PROTOCOL.key)
_OPENSSH_PLAIN = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"


def _is_encrypted(key: str) -> bool:
    if "OPENSSH" in key[:40]:
        return _OPENSSH_PLAIN not in key
    return "ENCRYPTED" in key[:200]
