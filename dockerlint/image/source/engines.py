"""Images that a local engine has: Docker or Podman by its socket, containers-storage by the tools that know it.

An engine gives an image as one stream, with what says which layers it has at its end, so the stream is kept in a
temporary file until the scan is over (docs/adr, "Images of engines are spooled").
"""

from __future__ import annotations

import os
import shutil
import subprocess
from urllib.parse import quote

import httpx

from dockerlint.image.source.archives import images_in_tar
from dockerlint.image.source.files import index_tar
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.source.access import Access
    from dockerlint.image.values import Image

_DOCKER, _PODMAN = "docker-daemon", "podman"
_PATIENCE = 20.0  # seconds for an engine to say whether it has an image
_LONGEST = 24 * 3600  # seconds for a tool to write an image


def engine_with(reference: str, _access: Access) -> str | None:
    """The engine that has the image, None where none has, or none runs."""
    for engine in (_DOCKER, _PODMAN):
        for socket in _sockets(engine):
            try:
                with _connected(socket, _PATIENCE) as client:
                    if client.get(f"/images/{quote(reference, safe='')}/json").status_code == 200:
                        return engine
            except httpx.HTTPError:
                continue
    return None


def images_of_engine(name: str, engine: str, reference: str, access: Access) -> Iterator[Image]:
    """The image that ``engine`` calls ``reference``.  Raises ImageError."""
    sockets = _sockets(engine)
    if not sockets:
        raise ImageError(f"{name}: no {'Docker' if engine == _DOCKER else 'Podman'} runs here: it has no socket")
    path = os.path.join(access.scratch, "image.tar")
    try:
        with (
            _connected(sockets[0], access.timeout) as client,
            client.stream("GET", f"/images/{quote(reference, safe='')}/get") as answer,
        ):
            if answer.status_code == 404:
                raise ImageError(f"{name}: the engine has no such image")
            if answer.status_code != 200:
                raise ImageError(f"{name}: the engine answers with {answer.status_code}")
            with open(path, "wb") as file:
                file.writelines(answer.iter_raw(1 << 20))
    except httpx.HTTPError as error:
        raise ImageError(f"{name}: the engine's answer broke off: {type(error).__name__}") from None
    except OSError as error:
        raise ImageError(f"{name}: the image cannot be kept in {access.scratch}: {error.strerror}") from None
    yield from images_in_tar(name, index_tar(path), "", access)


def images_of_storage(name: str, reference: str, access: Access) -> Iterator[Image]:
    """An image in containers-storage, written out by skopeo, buildah or podman.  Raises ImageError."""
    path = os.path.join(access.scratch, "image.tar")
    commands = {
        "skopeo": ["skopeo", "copy", "--quiet", f"containers-storage:{reference}", f"oci-archive:{path}"],
        "buildah": ["buildah", "push", "--quiet", reference, f"oci-archive:{path}"],
        "podman": ["podman", "save", "--quiet", "--format", "oci-archive", "--output", path, reference],
    }
    tools = [tool for tool in commands if shutil.which(tool)]
    if not tools:
        raise ImageError(f"{name}: reading containers-storage takes skopeo, buildah or podman, and none is here")
    told = ""
    for tool in tools:
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program; the reference is one argument
                commands[tool], capture_output=True, text=True, timeout=_LONGEST, check=False
            )
        except (OSError, subprocess.SubprocessError) as error:
            told = f"{tool}: {type(error).__name__}"
            continue
        if done.returncode == 0:
            yield from images_in_tar(name, index_tar(path), "", access)
            return
        told = f"{tool}: {(done.stderr.strip().splitlines() or ['it failed'])[-1][:300]}"
    raise ImageError(f"{name} cannot be read from containers-storage: {told}")


def _connected(socket: str, timeout: float) -> httpx.Client:
    return httpx.Client(transport=httpx.HTTPTransport(uds=socket), base_url="http://engine", timeout=timeout)


def _sockets(engine: str) -> list[str]:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if engine == _DOCKER:
        told = os.environ.get("DOCKER_HOST", "")
        places = [told.removeprefix("unix://")] if told.startswith("unix://") else []
        places += ["/var/run/docker.sock", *([os.path.join(runtime, "docker.sock")] if runtime else [])]
    else:
        told = os.environ.get("CONTAINER_HOST", "")
        places = [told.removeprefix("unix://")] if told.startswith("unix://") else []
        places += ["/run/podman/podman.sock", *([os.path.join(runtime, "podman", "podman.sock")] if runtime else [])]
    return [place for place in places if os.path.exists(place)]
