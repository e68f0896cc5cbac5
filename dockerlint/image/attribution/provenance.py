"""The source map of max-mode provenance: which lines of the Dockerfile made each layer.

BuildKit (docs/attestations/slsa-definitions.md) records under its metadata ``source.infos`` (the files, in base64),
``source.locations`` (step to ranges of lines) and ``layers`` (a step's output to the layers that it has).  In SLSA 0.2
the metadata is ``predicate.metadata["https://mobyproject.org/buildkit@v1#metadata"]``, in SLSA 1
``predicate.runDetails.metadata.buildkit_metadata``.
"""

from __future__ import annotations

import base64
import binascii
import json

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.values import Image

_DEEPEST = 12
_MOST = 20_000  # outputs of steps
_LONGEST = 1 << 22  # characters of a Dockerfile in base64; nobody writes a longer one


class SourceMap(NamedTuple):
    """A Dockerfile and, by index of the image's layers, the first line (from 1) of what made each."""

    text: str
    name: str
    lines: dict[int, int]


def source_map(image: Image) -> SourceMap | None:
    """The source map of ``image``; None where no provenance holds the Dockerfile."""
    for document in image.documents:
        if document.what != "provenance":
            continue
        try:
            statement = json.loads(document.data)
        except (ValueError, RecursionError):
            continue
        for metadata in _metadata(statement, 0):
            found = _read(metadata, image)
            if found is not None:
                return found
    return None


def _metadata(value: object, depth: int) -> Iterator[dict[str, object]]:
    if not isinstance(value, dict) or depth > _DEEPEST:
        return
    source = value.get("source")
    if isinstance(source, dict) and isinstance(source.get("infos"), list):
        yield value
    for each in value.values():
        yield from _metadata(each, depth + 1)


def _read(metadata: dict[str, object], image: Image) -> SourceMap | None:
    source = metadata["source"]
    assert isinstance(source, dict)
    for index, info in enumerate(source["infos"]):
        data = info.get("data") if isinstance(info, dict) else None
        if not isinstance(data, str) or len(data) > _LONGEST:
            continue
        try:
            text = decode(base64.b64decode(data))
        except (binascii.Error, ValueError):
            continue
        name = info.get("filename")
        locations = source.get("locations")
        lines = _lines(locations if isinstance(locations, dict) else {}, index)
        return SourceMap(text, name if isinstance(name, str) else "", _by_layer(metadata.get("layers"), lines, image))
    return None


def _lines(locations: dict[str, object], wanted: int) -> dict[str, int]:
    """The first line of each step in the file of that index."""
    found = {}
    for step, value in locations.items():
        for location in _list(_get(value, "locations")):
            index = _get(location, "sourceIndex")
            if (index if isinstance(index, int) else 0) != wanted:
                continue
            starts = [_get(_get(each, "start"), "line") for each in _list(_get(location, "ranges"))]
            lines = [line for line in starts if isinstance(line, int) and line > 0]
            if lines:
                found[step] = min(lines)
                break
    return found


def _by_layer(layers: object, lines: dict[str, int], image: Image) -> dict[int, int]:
    """The line of each of the image's layers: of the step with the fewest layers that has it."""
    outputs = []
    for output, chains in list(layers.items() if isinstance(layers, dict) else ())[:_MOST]:
        step = output.partition(":")[0]
        for chain in _list(chains):
            digests = [_get(each, "digest") for each in _list(chain)]
            if step in lines and digests and all(isinstance(digest, str) for digest in digests):
                outputs.append((digests, lines[step]))
    outputs.sort(key=lambda output: len(output[0]))
    own = [(layer.blob.digest, layer.diff_id) for layer in image.layers]
    found: dict[int, int] = {}
    by_digest: dict[object, int] = {}
    for digests, line in outputs:
        for digest in digests:
            by_digest.setdefault(digest, line)
    for index, names in enumerate(own):
        lines_of_it = [by_digest[name] for name in names if name in by_digest]
        if lines_of_it:
            found[index] = lines_of_it[0]
    if not found:  # the layers were compressed anew on their way
        for digests, line in outputs:
            if len(digests) <= len(own) and len(outputs[-1][0]) == len(own):
                found.update((index, line) for index in range(len(digests)) if index not in found)
    return found


def _get(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
