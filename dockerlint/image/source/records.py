"""Build records: the ``.dockerbuild`` files that ``docker buildx history export`` and docker/build-push-action write.

A record is an OCI manifest in a compressed OCI layout (docker/buildx, util/desktop/bundle/export.go).  Its
configuration is the record itself, with every build argument in ``FrontendAttrs``; its layers are the log, the trace,
the error, the provenance, and the configuration or manifest of the result.  The image's own layers are not in it.
"""

from __future__ import annotations

from dockerlint.image.source.attached import documents_in
from dockerlint.image.source.documents import EMPTY, Configuration, parse, read_configuration
from dockerlint.image.values import Document, Gap, ImageError, Platform
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.image.source.documents import Manifest
    from dockerlint.image.values import Descriptor

RECORD = "application/vnd.buildkit.historyrecord.v0"
_LOG = "application/vnd.buildkit.status.v0"
_KINDS = {
    _LOG: "build log",
    "application/vnd.buildkit.otlp.json.v0": "build trace",
    "application/vnd.googeapis.google.rpc.status+proto": "build error",  # so misspelt by BuildKit
    "application/json": "build result",
}
_RESULT = "vnd.export-build.descriptor.mediatype"  # the annotation with the media type of a result
_CONFIGURATIONS = ("application/vnd.docker.container.image.v1+json", "application/vnd.oci.image.config.v1+json")


class BuildRecord(NamedTuple):
    """What a record holds; ``config`` is that of the image that was built, b"" where the record does not tell."""

    config: bytes
    found: Configuration
    documents: tuple[Document, ...]
    gaps: tuple[Gap, ...]


def read_record(data: bytes, manifest: Manifest, read: Callable[[Descriptor, str], bytes], name: str) -> BuildRecord:
    """The record with the manifest ``manifest`` and the configuration ``data``."""
    what = f"build record {name}"
    documents = [Document("build record", manifest.config.digest, data)]
    gaps: list[Gap] = []
    config = b""
    for layer in manifest.layers:
        kind = _KINDS.get(layer.media_type)
        if kind is None:  # provenance, or what later versions add
            for document, gap in documents_in(manifest._replace(config=EMPTY, layers=(layer,)), read, what):
                documents += [document] if document is not None else []
                gaps += [gap] if gap is not None else []
            continue
        try:
            content = read(layer, f"{kind} of {name}")
        except ImageError as error:
            gaps.append(Gap(f"{kind} of {name}", str(error)))
            continue
        if dict(layer.annotations).get(_RESULT) in _CONFIGURATIONS and not config:
            config = content
        else:
            documents.append(Document(kind, layer.digest, log_text(content) if layer.media_type == _LOG else content))
    config = config or _told_config(data)
    found = Configuration(Platform(), (), ())
    if config:
        documents.append(Document("configuration", "", config))
        try:
            found = read_configuration(config, f"configuration of {name}")
        except ImageError as error:
            gaps.append(Gap(f"configuration of {name}", str(error)))
    return BuildRecord(config, found, tuple(documents), tuple(gaps))


def _told_config(data: bytes) -> bytes:
    """The configuration that an exporter gave back to the client, which the record quotes."""
    try:
        response = parse(data, "").get("ExporterResponse")
    except ImageError:
        return b""
    text = response.get("containerimage.config") if isinstance(response, dict) else None
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) and text.startswith("{") else b""


def log_text(data: bytes) -> bytes:
    """The log of a build as text: the steps' names, then what each wrote; b"" where nothing can be read.

    It is stored as messages of BuildKit's ``StatusResponse`` (api/services/control/control.proto), each behind its
    size in four bytes, the least first.  A line may be cut over several messages.
    """
    names: dict[bytes, None] = {}
    output: dict[bytes, list[bytes]] = {}
    at = 0
    while at + 4 <= len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "little")
        for number, value in _fields(data[at + 4 : end]):
            inner = dict(_fields(value))
            if number == _VERTEX:
                names[inner.get(_VERTEX_NAME, b"") + b" " + inner.get(_VERTEX_ERROR, b"")] = None
            elif number == _VERTEX_LOG:
                output.setdefault(inner.get(1, b""), []).append(inner.get(_LOG_TEXT, b""))
            else:
                names[b" ".join(text for text in inner.values())] = None
        at = end
    return b"\n".join([*names, *(b"".join(parts) for parts in output.values())])


_VERTEX, _VERTEX_LOG = 1, 3
_VERTEX_NAME, _VERTEX_ERROR, _LOG_TEXT = 3, 7, 4


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The texts and messages in a message of Protocol Buffers, by their numbers, up to the first that is none."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == 2:
            size, at = _varint(message, at)
            if size < 0 or at + size > len(message):
                return
            yield key >> 3, message[at : at + size]
            at += size
        elif kind == 0:
            _, at = _varint(message, at)
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            return


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A number in seven bits a byte, and what follows it; -1 where it does not end."""
    value = 0
    for place, byte in enumerate(message[at : at + 10]):
        value |= (byte & 127) << 7 * place
        if byte < 128:
            return value, at + place + 1
    return -1, len(message)
