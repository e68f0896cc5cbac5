"""Where a value stands in an image: configuration, history, and the files of every layer, deleted later or not."""

from __future__ import annotations

import base64
import json
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO


def places(archive: Path, values: Iterable[str]) -> list[str]:
    """Every place of the image that shows one of ``values``: ``config``, ``history`` or ``layer:PATH``, sorted.

    ``archive`` is what ``docker save`` writes; a path that a later layer removes is a place like any other.
    """
    needles = [form for value in values for form in _forms(value.encode())]
    with tarfile.open(archive) as image:
        manifest = json.load(_member(image, "manifest.json"))[0]
        configuration = json.load(_member(image, manifest["Config"]))
        history = configuration.pop("history", [])
        found = {
            name
            for name, part in (("config", configuration), ("history", history))
            if _holds(json.dumps(part).encode(), needles)
        }
        for layer in manifest["Layers"]:
            with tarfile.open(fileobj=_member(image, layer)) as files:
                found.update(_in_layer(files, needles))
    return sorted(found)


def shows(archive: Path, values: Iterable[str]) -> bool:
    """Whether a layer shows one of ``values``; the last layer is looked at first, as builds add to the end."""
    needles = [form for value in values for form in _forms(value.encode())]
    with tarfile.open(archive) as image:
        for layer in reversed(json.load(_member(image, "manifest.json"))[0]["Layers"]):
            with tarfile.open(fileobj=_member(image, layer)) as files:
                if next(_in_layer(files, needles), None) is not None:
                    return True
    return False


def _in_layer(files: tarfile.TarFile, needles: list[bytes]) -> Iterator[str]:
    for entry in files:
        stored = files.extractfile(entry) if entry.isreg() else None
        if _holds((stored.read() if stored else b"") + f"{entry.name}\n{entry.linkname}".encode(), needles):
            yield f"layer:{entry.name}"


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    member = archive.extractfile(name)
    if member is None:
        raise RuntimeError(f"{name} is no file of the image")
    return member


def _holds(data: bytes, needles: list[bytes]) -> bool:
    return any(needle in data for needle in needles)


def _forms(value: bytes) -> Iterator[bytes]:
    """``value`` itself, in hexadecimal, and what its Base64 has in common whatever stands before and after it."""
    yield value
    yield value.hex().encode()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + value).rstrip(b"=")
        ragged = 1 if (before + len(value)) % 3 else 0
        yield encoded[(0, 2, 3)[before] : len(encoded) - ragged]
