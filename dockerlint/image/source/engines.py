"""Images that a local engine has: Docker or Podman, by its socket (Docker Engine API; Podman speaks it, too).

An engine gives an image as one stream, with what says which layers it has at its end, so the stream is kept until the
scan is over (docs/adr, "Images of engines are spooled").
"""

from __future__ import annotations

import json
import os
import socket
import ssl
from hashlib import sha256
from urllib.parse import quote

import httpx

from dockerlint.image.source.archives import images_in_files
from dockerlint.image.source.connection import FAILURES, words
from dockerlint.image.source.files import index_tar
from dockerlint.image.source.spool import Spool
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

    from dockerlint.image.source.access import Access
    from dockerlint.image.values import Image

_DOCKER, _PODMAN = "docker-daemon", "podman"
_NAMES = {_DOCKER: "Docker", _PODMAN: "Podman"}
_CONNECTING = 5.0  # seconds
_LOOKING = 20.0  # seconds for an engine to say whether it has an image
_PREPARING = 1800.0  # seconds: old versions write all of an image to disk before they send the first byte
_LARGEST_ANSWER = 4 << 20  # bytes of what is told about an image


class Engine(NamedTuple):
    """An engine and where it listens: ``unix:///run/docker.sock``, ``tcp://host:2376``."""

    kind: str
    address: str


class _Known(NamedTuple):
    """An image that an engine has."""

    engine: Engine
    id: str
    size: int


def images_of_any_engine(reference: str, access: Access, resources: ExitStack) -> Iterator[Image] | None:
    """The image that the first engine here has by that name; None where none has it, or none runs."""
    for kind in (_DOCKER, _PODMAN):
        for engine in engines(kind):
            try:
                known = _known(reference, engine)
            except ImageError:
                continue
            if known is not None:
                return _images(reference, known, access, resources)
    return None


def images_of_engine(name: str, kind: str, reference: str, access: Access, resources: ExitStack) -> Iterator[Image]:
    """The image that the engine of that kind calls ``reference``.  Raises ImageError."""
    problem = f"{name}: no {_NAMES[kind]} runs here: none of its sockets is there"
    for engine in engines(kind):
        try:
            known = _known(reference, engine)
        except ImageError as error:
            problem = f"{name}: {error}"
            continue
        if known is not None:
            yield from _images(name, known, access, resources)
            return
        problem = f"{name}: {_NAMES[kind]} has no image {reference}"
    raise ImageError(problem)


def engines(kind: str) -> list[Engine]:
    """The engines of that kind that may run here, the one that the environment names first, and then alone."""
    variable = "DOCKER_HOST" if kind == _DOCKER else "CONTAINER_HOST"
    told = os.environ.get(variable, "") or (_of_context() if kind == _DOCKER else "")
    if told:
        return [Engine(kind, told)]
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid() if hasattr(os, 'getuid') else 0}"
    home = os.path.expanduser("~")
    places = {
        _DOCKER: ("/var/run/docker.sock", f"{runtime}/docker.sock", f"{home}/.docker/run/docker.sock"),
        _PODMAN: ("/run/podman/podman.sock", f"{runtime}/podman/podman.sock"),
    }
    return [Engine(kind, f"unix://{place}") for place in places[kind] if os.path.exists(place)]


def _of_context() -> str:
    """The address of the context that ``docker context use`` chose (docker/cli, cli/context/store)."""
    folder = os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")
    name = os.environ.get("DOCKER_CONTEXT") or _text(_file(os.path.join(folder, "config.json")), "currentContext")
    if name in ("", "default"):
        return ""
    meta = os.path.join(folder, "contexts", "meta", sha256(name.encode()).hexdigest(), "meta.json")
    return _text(_file(meta), "Endpoints", "docker", "Host")


def _file(path: str) -> object:
    try:
        with open(path, "rb") as file:
            return json.loads(file.read(1 << 20))
    except (OSError, ValueError, RecursionError):
        return None


def _text(document: object, *keys: str) -> str:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, str) else ""


def _known(reference: str, engine: Engine) -> _Known | None:
    """What the engine knows of the image, None where it has none.  Raises ImageError where it cannot be asked."""
    with _connected(engine, _LOOKING) as client:
        try:
            with client.stream("GET", f"/images/{quote(reference, safe='/:@')}/json") as answer:
                if answer.status_code == 404:
                    return None
                data = b""
                for piece in answer.iter_raw():
                    data += piece
                    if len(data) > _LARGEST_ANSWER:
                        break
            document = json.loads(data) if answer.status_code == 200 else None
        except (*FAILURES, RecursionError) as error:
            raise ImageError(f"{_NAMES[engine.kind]} cannot be asked: {words(error)}") from None
    found = _text(document, "Id")
    size = document.get("Size") if isinstance(document, dict) else None
    if not found:
        raise ImageError(f"{_NAMES[engine.kind]} answers with {answer.status_code}")
    return _Known(engine, found, size if isinstance(size, int) and size > 0 else 0)


def _check_socket(engine: Engine, path: str) -> None:
    """Raises ImageError, with the system's reason, unless someone listens there."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_CONNECTING)
        try:
            probe.connect(path)
        except OSError as error:
            raise ImageError(f"{_NAMES[engine.kind]} cannot be asked at {path}: {error.strerror or error}") from None


def _images(name: str, known: _Known, access: Access, resources: ExitStack) -> Iterator[Image]:
    spool = resources.enter_context(Spool(access.scratch))
    spool.need(known.size)
    # By its identity: a bare name would give all tags of a repository.
    path = f"/images/{quote(known.id, safe=':')}/get"
    title = _NAMES[known.engine.kind]
    with _connected(known.engine, _PREPARING) as client:
        try:
            with client.stream("GET", path) as answer:
                if answer.status_code != 200:
                    raise ImageError(f"{name}: {title} answers with {answer.status_code}")
                spool.fill(answer.iter_raw(), access.limits.layer)
        except ImageError as error:
            raise ImageError(f"{name}: {error}") from None
        except FAILURES as error:
            raise ImageError(f"{name}: what {title} sends broke off: {words(error)}") from None
    yield from images_in_files(name, index_tar(spool.path, name), "", access)


def _connected(engine: Engine, timeout: float) -> httpx.Client:
    scheme, _, rest = engine.address.partition("://")
    limits = httpx.Timeout(timeout, connect=_CONNECTING)
    if scheme == "unix" and rest:
        _check_socket(engine, rest)
        transport = httpx.HTTPTransport(uds=rest)
        return httpx.Client(transport=transport, base_url="http://engine", timeout=limits, trust_env=False)
    if scheme not in ("tcp", "http", "https"):
        raise ImageError(
            f"{_NAMES[engine.kind]} at {scheme or 'an address'}:// cannot be reached from here; docker save works"
        )
    folder = os.environ.get("DOCKER_CERT_PATH") or os.path.join(os.path.expanduser("~"), ".docker")
    if scheme != "https" and not os.environ.get("DOCKER_TLS_VERIFY"):
        return httpx.Client(base_url=f"http://{rest}", timeout=limits)
    try:
        context = ssl.create_default_context(cafile=os.path.join(folder, "ca.pem"))
        context.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))
    except (OSError, ssl.SSLError):
        raise ImageError(f"{_NAMES[engine.kind]} wants TLS, but {folder} has no ca.pem, cert.pem and key.pem") from None
    return httpx.Client(base_url=f"https://{rest}", timeout=limits, verify=context)
