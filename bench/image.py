"""Measures `dockerlint image scan` beside its peers on the same image archives: speed, memory, processors, cache.

A megabyte is a million bytes of the archive, whose layers are not compressed (`docker save` with overlay2).
CPU seconds are user + system time of the whole process tree; both are printed, since a tool that unpacks to disk spends
its time in the system.  Runs go in turn, the medians are told.  Every tool runs without a network, with what checks
credentials online turned off, and without the limits that would let it skip parts of the image.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.lint import ENVIRONMENT, peak_memory
from bench.peers import program

MEGABYTE = 1_000_000
# What each tool's command calls its report, in the folder given to it.
REPORTS = {"dockerlint": "d", "kingfisher": "k", "gitleaks": "g.json", "betterleaks": "b.json", "trivy": "t"}


class Cost(NamedTuple):
    """Seconds of one run."""

    user: float
    system: float
    wall: float

    @property
    def cpu(self) -> float:
        return self.user + self.system


def run(command: Sequence[str], timeout: float) -> Cost | None:
    """Runs a command, its output thrown away; None when it ran out of time or could not be started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    try:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            timeout=timeout,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime, wall)


Command = Callable[[Path, Path], list[str]]


def commands(jobs: int) -> dict[str, Command]:
    """For each tool that is installed, its command for an image and a folder for its report."""
    ours = [program("dockerlint") or "", "image", "scan", "--format", "json", "--jobs", str(jobs)]
    tools: dict[str, tuple[str, Command]] = {
        "dockerlint": ("dockerlint", lambda image, out: [*ours, "--no-cache", "--output", f"{out}/d", str(image)]),
        "kingfisher": (
            "kingfisher",
            lambda image, out: [
                program("kingfisher") or "", "scan", "docker", "--archive", str(image), "--no-limits", "--no-validate",
                "--no-update-check", "--jobs", str(jobs), "--format", "json", "--output", f"{out}/k",
            ],
        ),
        "gitleaks": (
            "gitleaks",
            lambda image, out: [
                program("gitleaks") or "", "dir", str(image), "--max-archive-depth", "8", "--no-banner",
                "--report-path", f"{out}/g.json",
            ],
        ),
        "betterleaks": (
            "betterleaks",
            lambda image, out: [
                program("betterleaks") or "", str(image), "--max-archive-depth=8", f"--output={out}/b.json",
            ],
        ),
        "trivy": (
            "trivy",
            lambda image, out: [
                program("trivy") or "", "image", "--input", str(image), "--scanners", "secret", "--offline-scan",
                "--image-config-scanners", "secret", "--cache-dir", f"{out}/c", "--format", "json",
                "--output", f"{out}/t",
            ],
        ),
    }  # fmt: skip
    return {name: command for name, (tool, command) in tools.items() if program(tool)}


def throughput(images: Sequence[Path], options: argparse.Namespace) -> None:
    """Megabytes per CPU second of whole runs, and the ratio to each peer."""
    for image in images:
        size = image.stat().st_size / MEGABYTE
        print(f"\n{image.name}, {size:,.0f} MB")
        rates: dict[str, float] = {}
        costs: dict[str, list[Cost]] = {}
        tools = {name: make for name, make in commands(1).items() if not options.tool or name in options.tool}
        for _ in range(options.rounds):
            for name, make in tools.items():
                with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                    cost = run(make(image, Path(folder)), options.timeout)
                if cost is None:
                    print(f"{name:12} did not finish in {options.timeout:.0f} s")
                    continue
                costs.setdefault(name, []).append(cost)
        for name, several in costs.items():
            user, system, wall = (statistics.median(values) for values in zip(*several, strict=True))
            rates[name] = size / max(user + system, 1e-9)
            print(
                f"{name:12} user {user:7.2f} s  system {system:6.2f} s  wall {wall:7.2f} s  "
                f"{rates[name]:7.1f} MB per CPU second  {size / max(user, 1e-9):7.1f} per user second"
            )
        mine = rates.get("dockerlint")
        for name, rate in rates.items():
            if mine and name != "dockerlint":
                print(f"dockerlint / {name}: {mine / rate:.1f}")


def memory(images: Sequence[Path], options: argparse.Namespace) -> None:
    """Peak resident memory of one process."""
    for image in images:
        for name, make in commands(1).items():
            if options.tool and name not in options.tool:
                continue
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                peak = peak_memory(make(image, Path(folder)), options.timeout)
            print(f"{image.name:24} {name:12} " + ("timed out" if peak is None else f"{peak:7.1f} MiB"))


def processors(images: Sequence[Path], options: argparse.Namespace) -> None:
    """Wall time of dockerlint on one and on two processors, in turn."""
    for image in images:
        walls: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(options.rounds):
            for jobs, several in walls.items():
                with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                    cost = run(commands(jobs)["dockerlint"](image, Path(folder)), options.timeout)
                several.append(cost.wall if cost is not None else options.timeout)
        one, two = (min(several) for several in walls.values())
        print(f"{image.name:24} one {one:6.2f} s, two {two:6.2f} s: {one / two:.2f} times as fast")


def cache(images: Sequence[Path], options: argparse.Namespace) -> None:
    """Wall time of the second scan of an unchanged image."""
    for image in images:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            command = [program("dockerlint") or "", "image", "scan", "--format", "json", "--cache", folder, str(image)]
            first = run(command, options.timeout)
            again = [run(command, options.timeout) for _ in range(options.rounds)]
        walls = [cost.wall for cost in again if cost is not None]
        if first is not None and walls:
            print(f"{image.name:24} first {first.wall:6.2f} s, again {statistics.median(walls):6.3f} s")


PARTS = {"throughput": throughput, "memory": memory, "processors": processors, "cache": cache}


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; see `--help` and bench/README.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", nargs="+", type=Path, metavar="ARCHIVE", help="made by docker save")
    parser.add_argument("--part", action="append", choices=PARTS, help="one or more of them (default: all)")
    parser.add_argument("--tool", action="append", metavar="NAME", help="only these tools")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--timeout", type=float, default=600.0, metavar="SECONDS")
    options = parser.parse_args(arguments)
    print(f"{os.cpu_count()} processors")
    for part in options.part or PARTS:
        print(f"\n== {part}")
        PARTS[part](options.images, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
