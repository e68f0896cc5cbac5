"""The private keys in folders and images, as ``dockerlint/image/credential_files/published_keys.txt`` lists them.

``python -m bench.public_keys SOURCE PATH…`` takes images of ``bench.clean_images`` and folders, and prints the lines
of a source.  What it is given must be public: packages and repositories that everybody can have.
"""

import os
import sys
import tarfile
from collections.abc import Iterator

from dockerlint.image.credential_files.private_key import read_key
from dockerlint.image.credential_files.published import digest_of
from dockerlint.trace.catalogue.tokens import find_tokens

_IN_A_LINE = 9


def contents(path: str) -> Iterator[bytes]:
    """The content of each file below a folder or in the layer of an image."""
    if os.path.isdir(path):
        for folder, _, names in os.walk(path):
            for name in names:
                file = os.path.join(folder, name)
                if os.path.isfile(file) and not os.path.islink(file):
                    with open(file, "rb") as stream:
                        yield stream.read()
        return
    with tarfile.open(path) as outer:
        layer = outer.extractfile("layer.tar")
        with tarfile.open(fileobj=layer, mode="r|") as inner:
            for entry in inner:
                stream = inner.extractfile(entry) if entry.isfile() and entry.size < 8 << 20 else None
                if stream is not None:
                    yield stream.read()
                inner.members = []


def digests(data: bytes) -> Iterator[str]:
    """Of each private key in ``data`` what the list holds of it."""
    parts = [data] if data[:1] == b"\x30" else []
    if b"PRIVATE KEY" in data or b"PuTTY-User-Key-File" in data or b"LS0tLS1CRUdJTi" in data:
        text = data.decode("latin-1")
        parts += [data[each.start : each.end] for each in find_tokens(text) if "private key" in each.what]
    for part in parts:
        key = read_key(part)
        if key is not None:
            yield digest_of(key.fingerprint, key.body)


def main() -> None:
    source, *paths = sys.argv[1:]
    found = sorted({digest for path in paths for data in contents(path) for digest in digests(data)})
    print(f"{source}:")
    for at in range(0, len(found), _IN_A_LINE):
        print("  " + " ".join(found[at : at + _IN_A_LINE]))


if __name__ == "__main__":
    main()
