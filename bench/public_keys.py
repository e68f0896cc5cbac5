"""The digests of the private keys in public packages, as ``dockerlint/image/matching/public_keys.py`` lists them.

``python -m bench.public_keys PATH…`` takes images of ``bench.clean_images`` and folders.  What it is given must
come from packages alone that everybody can have.
"""

import os
import sys
import tarfile
from collections.abc import Iterator

from dockerlint.image.matching import find
from dockerlint.image.matching.public_keys import digest_of


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


def main() -> None:
    found = set()
    for path in sys.argv[1:]:
        for data in contents(path):
            if b"PRIVATE KEY" in data or b"PuTTY-User-Key-File" in data:
                found.update(digest_of(each.value) for each in find(data) if each.kind.endswith("private key"))
    print("\n".join(sorted(found)))


if __name__ == "__main__":
    main()
