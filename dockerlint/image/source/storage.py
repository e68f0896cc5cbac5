"""Images in containers-storage, where Buildah, Podman and CRI-O keep them, written out by the tools that know it.

They are kept until the scan is over (docs/adr, "Images of engines are spooled").
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from hashlib import sha256

from dockerlint.image.source.archives import images_in_files
from dockerlint.image.source.documents import shown
from dockerlint.image.source.files import index_tar
from dockerlint.image.source.spool import Spool
from dockerlint.image.values import Document, ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

    from dockerlint.image.source.access import Access
    from dockerlint.image.values import Image

_LONGEST = 4 * 3600.0  # seconds for a tool to write an image
_COMMANDS = {
    "skopeo": ("skopeo", "copy", "--quiet", "containers-storage:{reference}", "docker-archive:{path}"),
    "buildah": ("buildah", "push", "--quiet", "{reference}", "docker-archive:{path}"),
    "podman": ("podman", "save", "--quiet", "--format", "docker-archive", "--output", "{path}", "{reference}"),
}
_TOLD = 4096  # bytes of what a tool says of its failure


def images_of_storage(name: str, reference: str, access: Access, resources: ExitStack) -> Iterator[Image]:
    """The image that containers-storage calls ``reference``.  Raises ImageError."""
    if reference.startswith("-"):
        raise ImageError(f"{shown(reference)!r} is no name of an image")
    tools = [tool for tool in _COMMANDS if shutil.which(tool)]
    if not tools:
        raise ImageError(f"{name}: reading containers-storage takes skopeo, buildah or podman, and none is here")
    spool = resources.enter_context(Spool(access.scratch))
    spool.need(0)
    told: list[str] = []
    for tool in tools:
        # Their archive needs a name while they write it: none of them writes to a pipe in all versions.
        with tempfile.TemporaryDirectory(prefix="dockerlint-", dir=spool.folder) as folder:
            path = os.path.join(folder, "image.tar")
            problem = _run([part.format(reference=reference, path=path) for part in _COMMANDS[tool]])
            if not problem:
                spool.take(path)
        if not problem:
            about = _manifest(reference)
            for image in images_in_files(name, index_tar(spool.path, name), "", access):
                yield image._replace(documents=(*about, *image.documents))
            return
        told.append(f"{tool}: {problem}")
    raise ImageError(f"{name} cannot be read from containers-storage: {'; '.join(told)}")


def _run(command: list[str]) -> str:
    """Run ``command``; what it says of its failure, "" when there was none."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the reference is one argument
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "it does not end"
    except OSError as error:
        return str(error.strerror)
    if done.returncode == 0:
        return ""
    lines = done.stderr[-_TOLD:].decode("utf-8", "replace").strip().splitlines()
    return shown(lines[-1], 300) if lines else f"it ends with {done.returncode}"


def _manifest(reference: str) -> tuple[Document, ...]:
    """The manifest as it is stored: an archive of Docker's has no annotations."""
    if not shutil.which("skopeo"):
        return ()
    try:
        done = subprocess.run(  # noqa: S603
            ["skopeo", "inspect", "--raw", f"containers-storage:{reference}"],  # noqa: S607 - wherever it is installed
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    data = done.stdout
    if done.returncode or data[:1] != b"{":
        return ()
    return (Document("manifest", f"sha256:{sha256(data).hexdigest()}", data),)
