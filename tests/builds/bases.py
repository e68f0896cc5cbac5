"""Base images without a registry: busybox, stand-ins for the tools that read credentials, and this machine's git."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.builds.buildah import Buildah

TOOLS = Path(__file__).with_name("bases")
NAMES = ("alpine:3.19", "node:20-alpine", "python:3.12-alpine")
GIT = ("/usr/bin/git", "/usr/lib/git-core/git-remote-http")


def make_bases(buildah: Buildah, folder: Path) -> None:
    """Build the images that the cases are built FROM, under the names that they give them."""
    tree = folder / "tree"
    _lay_out_busybox(tree)
    _build(buildah, folder, "localhost/busybox-with-tools")
    buildah.tag("localhost/busybox-with-tools", *(f"localhost/{name}" for name in NAMES))
    _add_git(tree)
    _build(buildah, folder, "localhost/alpine/git")


def _build(buildah: Buildah, folder: Path, tag: str) -> None:
    (folder / "Dockerfile").write_text(
        "FROM scratch\nCOPY tree/ /\nENV PATH=/usr/bin:/bin\nRUN chown node:node /home/node\n"
    )
    built = buildah.build(folder, tag)
    if not built.succeeded:
        raise RuntimeError(f"no base image: {built.output[-500:]}")


def _lay_out_busybox(tree: Path) -> None:
    for name in ("bin", "etc", "root", "tmp", "usr/bin", "usr/lib", "home/node"):
        (tree / name).mkdir(parents=True)
    (tree / "tmp").chmod(0o1777)
    (tree / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:node:/home/node:/bin/sh\n")
    (tree / "etc/group").write_text("root:x:0:\nnode:x:1000:\n")
    busybox = shutil.which("busybox")
    if busybox is None:
        raise RuntimeError("busybox is missing: apt-get install busybox-static")
    shutil.copy(busybox, tree / "bin/busybox")
    applets = subprocess.run([busybox, "--list"], check=True, capture_output=True, text=True).stdout.split()
    for applet in applets:
        if applet != "busybox":
            (tree / "bin" / applet).symlink_to("busybox")
    for tool in TOOLS.iterdir():
        shutil.copy(tool, tree / "usr/bin" / tool.name)
        (tree / "usr/bin" / tool.name).chmod(0o755)


def _add_git(tree: Path) -> None:
    """Copy git with the libraries that the loader would take for it."""
    for program in GIT:
        linked = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
        for path in (program, *re.findall(r"(/\S+) \(0x", linked)):
            target = tree / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
