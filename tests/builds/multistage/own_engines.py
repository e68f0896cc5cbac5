"""Engines for the proofs alone: a dockerd and a buildah that keep all they have in one folder."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.builds.multistage.engines import Buildah, Docker, EngineError, unmount_below

_LONGEST_START = 60  # seconds


class Programs(NamedTuple):
    """Each a program or a script that calls one."""

    docker: str
    dockerd: str
    buildah: str


@contextmanager
def own_engines(folder: Path, programs: Programs) -> Iterator[tuple[Docker, Buildah]]:
    """Docker, whose daemon stops at the end, and buildah.

    The images stay in ``folder`` for the next time; :func:`clear` deletes them.  Builds share the network of this
    machine, so there is no bridge.  EngineError when the daemon does not start; ``dockerd.log`` says more.
    """
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "buildah"
    home.mkdir(exist_ok=True)
    with _daemon(folder, programs) as docker:
        yield docker, Buildah(programs.buildah, home)


@contextmanager
def _daemon(folder: Path, programs: Programs) -> Iterator[Docker]:
    docker = Docker(programs.docker, host=f"unix://{folder}/docker.sock", is_own=True)
    command = [
        programs.dockerd, "--host", f"unix://{folder}/docker.sock", "--data-root", f"{folder}/docker",
        "--exec-root", f"{folder}/exec", "--pidfile", f"{folder}/docker.pid",
        "--bridge=none", "--iptables=false", "--ip6tables=false",
    ]  # fmt: skip
    with (folder / "dockerd.log").open("ab") as log:
        # A session of its own, as an interrupt from the keyboard must not end it before its containers are removed.
        daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        end = time.monotonic() + _LONGEST_START
        while not docker.is_there():
            if daemon.poll() is not None or time.monotonic() > end:
                raise EngineError(f"{programs.dockerd} does not start, see {folder / 'dockerd.log'}")
            time.sleep(0.2)
        yield docker
    finally:
        daemon.terminate()
        daemon.wait()
        unmount_below(folder / "exec")


def clear(folder: Path, programs: Programs) -> None:
    """Delete what :func:`own_engines` keeps in ``folder``; no other file of the folder."""
    home = folder / "buildah"
    if home.exists():
        Buildah(programs.buildah, home).clear()
    unmount_below(folder)
    for name in ("docker", "exec"):
        if (folder / name).exists():
            shutil.rmtree(folder / name)
    for name in ("docker.sock", "docker.pid", "dockerd.log"):
        (folder / name).unlink(missing_ok=True)
