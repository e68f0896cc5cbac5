"""How much of an image each tool looks at: megabytes that are really searched, and so the speed of the search.

A tool is quick over an image that it passes over.  So a copy of the image gets a credential of its own, with a valid
checksum, at the end of every Nth file of its layers; the files in which a tool finds theirs are those that it searches,
and their share of the probed bytes is its reach.  Rates of `bench.image` times the reach are megabytes searched per CPU
second.  What a tool searches of an archive's members is not counted apart: the archive counts by its own bytes.
"""

import argparse
import hashlib
import io
import json
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from bench.image import MEGABYTE, REPORTS, commands, run

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Probe(NamedTuple):
    """One file with a credential at its end; ``size`` in bytes, without the credential."""

    path: str
    size: int


def token(number: int) -> str:
    """A GitHub token that nobody was given: 30 digits of a hash and their CRC-32 in base 62."""
    digest = int.from_bytes(hashlib.sha256(f"probe {number}".encode()).digest())
    body = based(digest, 30)
    return "ghp" + "_" + body + based(zlib.crc32(body.encode()), 6)


def based(number: int, length: int) -> str:
    """The last digits of a number in base 62."""
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits = DIGITS[digit] + digits
    return digits


def probe_layer(source: IO[bytes], target: IO[bytes], every: int, first: int) -> list[Probe]:
    """Copies a layer, with a token in every Nth of its files; ``first`` numbers the first of them."""
    probes: list[Probe] = []
    files = 0
    with tarfile.open(fileobj=source, mode="r|*") as old, tarfile.open(fileobj=target, mode="w|") as new:
        for entry in old:
            data = old.extractfile(entry) if entry.isfile() else None
            if data is not None and entry.size and (files := files + 1) % every == 0:
                probes.append(Probe(entry.name.removeprefix("./"), entry.size))
                text = data.read() + f"\n{token(first + len(probes))}\n".encode()
                entry.size = len(text)
                data = io.BytesIO(text)  # type: ignore[assignment]
            new.addfile(entry, data)
            old.members = []
            new.members = []
    return probes


def probe_image(image: Path, copy: Path, every: int) -> list[Probe]:
    """Copies an archive of `docker save`, of either layout, with probes in all its layers, under new digests."""
    probes: list[Probe] = []
    with tarfile.open(image) as old, tarfile.open(copy, "w") as new:
        manifest = json.loads(read(old, "manifest.json"))
        config = json.loads(read(old, manifest[0]["Config"]))
        identities = []
        for number, name in enumerate(manifest[0]["Layers"]):
            with tempfile.TemporaryFile() as layer:
                source = old.extractfile(name)
                assert source is not None
                probes += probe_layer(source, layer, every, len(probes))
                layer.seek(0)
                identities.append("sha256:" + hashlib.file_digest(layer, "sha256").hexdigest())
                entry = tarfile.TarInfo(f"{number}/layer.tar")
                entry.size = layer.seek(0, io.SEEK_END)
                layer.seek(0)
                new.addfile(entry, layer)
        config["rootfs"]["diff_ids"] = identities
        layers = [f"{number}/layer.tar" for number in range(len(identities))]
        written = json.dumps(config).encode()
        named = hashlib.sha256(written).hexdigest() + ".json"
        add(new, named, written)
        add(new, "manifest.json", json.dumps([{"Config": named, "RepoTags": ["probed:1"], "Layers": layers}]).encode())
    return probes


def read(archive: tarfile.TarFile, name: str) -> bytes:
    """A member's content."""
    member = archive.extractfile(name)
    assert member is not None
    return member.read()


def add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    """A file of its own in the archive."""
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def reached(report: str, probes: Sequence[Probe]) -> Iterator[Probe]:
    """The files that a report names, by the end of a path."""
    for probe in probes:
        if json.dumps(probe.path)[1:] in report or f"{probe.path}\\n" in report:
            yield probe


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; see `--help` and bench/README.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("image", type=Path, metavar="ARCHIVE", help="made by docker save")
    parser.add_argument("--every", type=int, default=20, metavar="N", help="probe every Nth file (default: 20)")
    parser.add_argument("--tool", action="append", metavar="NAME", help="only these tools")
    parser.add_argument("--timeout", type=float, default=1200.0, metavar="SECONDS")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the reports there")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        copy = Path(folder) / "probed.tar"
        probes = probe_image(options.image, copy, options.every)
        total = sum(probe.size for probe in probes)
        print(f"{len(probes):,} files with a token, {total / MEGABYTE:,.0f} MB")
        for name, make in commands(2).items():
            if options.tool and name not in options.tool:
                continue
            out = options.keep or Path(folder)
            run(make(copy, out), options.timeout)
            path = out / REPORTS[name]
            seen = list(reached(path.read_text(errors="replace") if path.exists() else "", probes))
            size = sum(probe.size for probe in seen)
            print(
                f"{name:12} {len(seen):6,} files  {size / MEGABYTE:7.1f} MB  {size / max(total, 1):6.1%} of the bytes"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
