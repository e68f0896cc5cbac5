"""Two bases out of this machine's own files: ``gcc:12`` with its compiler, ``debian:bookworm-slim`` without one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.builds.multistage.engines import Buildah

_BUILDER, _RUNNER = "gcc:12", "debian:bookworm-slim"
_PROGRAMS = ("gcc", "make", "as", "ld")
_INSIDE = ("cc1", "collect2", "lto-wrapper")
_HEADERS = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n"
_LINKED = (
    "crt1.o", "Scrt1.o", "crti.o", "crtn.o", "crtbegin.o", "crtbeginS.o", "crtend.o", "crtendS.o", "libgcc.a",
    "libgcc_s.so", "libgcc_s.so.1", "libc.so", "libc_nonshared.a", "libc.so.6", "liblto_plugin.so",
)  # fmt: skip


def missing() -> list[str]:
    """What this machine lacks for them."""
    return [name for name in (*_PROGRAMS, "busybox") if shutil.which(name) is None]


# Stands in for apt-get: the bases hold nothing that could be installed but what this machine trusts.
_APT = """#!/bin/sh
set -eu
for word; do
    case $word in
    update | install | -*) ;;
    ca-certificates) mkdir -p /etc/ssl/certs && echo certificates >/etc/ssl/certs/ca-certificates.crt ;;
    *)
        echo "E: Unable to locate package $word" >&2
        exit 100
        ;;
    esac
done
"""


def make_lean_bases(engine: Buildah, folder: Path) -> None:
    tree = folder / "tree"
    _lay_out(tree)
    _build(engine, folder, _RUNNER)
    _add_compiler(tree)
    _build(engine, folder, _BUILDER)


def _build(engine: Buildah, folder: Path, name: str) -> None:
    (folder / "Dockerfile").write_text(
        'FROM scratch\nCOPY tree/ /\nENV PATH=/usr/local/bin:/usr/bin:/bin\nCMD ["sh"]\n'
    )
    built = engine.build(folder, f"localhost/{name}", {})
    if built.status:
        raise RuntimeError(f"no base image: {built.output[-500:]}")


def _lay_out(tree: Path) -> None:
    """busybox and the C library."""
    for name in ("etc", "root", "tmp", "usr/bin", "usr/lib", "usr/local/bin", "opt", "lib64"):
        (tree / name).mkdir(parents=True)
    (tree / "tmp").chmod(0o1777)
    for name in ("bin", "lib"):
        (tree / name).symlink_to(f"usr/{name}")
    (tree / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    (tree / "etc/group").write_text("root:x:0:\n")
    busybox = shutil.which("busybox") or ""
    shutil.copy(busybox, tree / "usr/bin/busybox")
    for applet in subprocess.run([busybox, "--list"], check=True, capture_output=True, text=True).stdout.split():
        if applet != "busybox":
            (tree / "usr/bin" / applet).symlink_to("busybox")
    _copy(tree, *_libraries("/bin/cat"))
    (tree / "usr/bin/apt-get").write_text(_APT)
    (tree / "usr/bin/apt-get").chmod(0o755)


def _add_compiler(tree: Path) -> None:
    """gcc with what it starts, the headers of C and what it links with."""
    programs = [*filter(None, map(shutil.which, _PROGRAMS)), *(_told("prog", name) for name in _INSIDE)]
    question = ["gcc", "-O2", "-M", "-x", "c", "-"]  # optimised code includes more
    headers = subprocess.run(question, input=_HEADERS, check=True, capture_output=True, text=True).stdout.split()
    _copy(tree, *programs, *(_told("file", name) for name in _LINKED), *(path for path in headers if path[0] == "/"))


def _told(kind: str, name: str) -> str:
    """Where gcc has one of its own files."""
    question = f"-print-{kind}-name={name}"
    return subprocess.run(["gcc", question], check=True, capture_output=True, text=True).stdout.strip()


def _libraries(*programs: str) -> list[str]:
    linked = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=False).stdout if programs else ""
    return re.findall(r"(/\S+) \(0x", linked)


def _copy(tree: Path, *files: str) -> None:
    """Copy files, and the shared libraries of programs, to where they stand here."""
    programs = [file for file in files if os.access(file, os.X_OK) and not Path(file).is_dir()]
    for path in (*files, *_libraries(*programs)):
        if not Path(path).is_file():
            continue
        # /lib is /usr/lib; the loader is asked for by its name in /lib64.
        parent = path.rpartition("/")[0] if path.startswith("/lib64/") else os.path.realpath(os.path.dirname(path))
        target = tree / parent.lstrip("/") / Path(path).name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
