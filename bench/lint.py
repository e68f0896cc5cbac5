"""Measures the speed and memory of `dockerlint check` beside its peers, on the same real Dockerfiles.

CPU seconds are user + system time of the whole process tree, as the kernel accounts them (`wait4`), because wall time
on a shared machine says more about its other users.  Single-file runs go in turn (A, B, C, A, B, C, …), so that a drift
of the machine's speed meets every tool; quote the medians and the ratios.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.peers import program

BATCH = 1_000
WORDS = (500, 1_000, 2_000, 5_000)
MEGABYTE = 1_000_000
# Settings of a developer's shell that slow every Python program down.
_OF_THE_SHELL = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
# tally refuses files of more than 100 KB unless it is told otherwise.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in _OF_THE_SHELL} | {
    "TALLY_FILE_VALIDATION_MAX_FILE_SIZE": "100000000"
}
# A child's peak memory starts at that of the process that forked it, so a small process has to fork it.
LAUNCHER = """
import os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
with open(sys.argv[1], "w") as out:
    out.write(str(os.wait4(child, 0)[2].ru_maxrss))
"""


class Run(NamedTuple):
    """One finished process tree: seconds of CPU and of wall time."""

    cpu: float
    wall: float
    timed_out: bool


def measure(command: Sequence[str], timeout: float = 600.0) -> Run:
    """Runs a command, its output thrown away, and reads what the kernel counted for it and its children."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=ENVIRONMENT,
    )
    timed_out = False
    if timeout < 600.0:
        try:
            _wait_without_reaping(process.pid, timeout)
        except TimeoutError:
            timed_out = True
            os.killpg(process.pid, 9)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    return Run(usage.ru_utime + usage.ru_stime, wall, timed_out)


def peak_memory(command: Sequence[str], timeout: float) -> float | None:
    """MiB that a command had resident at most; at least the 9 MiB of a bare Python, None when it ran out of time."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as result:
        launcher = [sys.executable, "-S", "-E", "-c", LAUNCHER, result.name, *command]
        run = measure(launcher, timeout)
        return None if run.timed_out else float(result.read()) / 1024


def commands() -> dict[str, list[str]]:
    """The command of each tool that is installed; files are appended."""
    all_of_them = {
        "dockerlint": ["check", "--format", "json", "--exit-zero", "--jobs", "1"],
        "hadolint": ["--no-fail", "--format", "json"],
        "tally": ["lint", "--format", "json", "--no-config", "--slow-checks", "off", "--fail-level", "none"],
    }
    return {name: [path, *rest] for name, rest in all_of_them.items() if (path := program(name))}


# What people and hooks type for one file.
_AS_TYPED = {
    "dockerlint": ["check"],
    "hadolint": [],
    "tally": ["lint", "--no-config", "--slow-checks", "off"],
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; see `--help` and bench/README.md."""
    options = _parser().parse_args(arguments)
    files = sorted(path for path in options.corpus.rglob("*") if path.is_file() and path.suffix != ".jsonl")
    random.Random(options.seed).shuffle(files)
    files = files[: options.limit] if options.limit else files
    tools = {name: command for name, command in commands().items() if not options.tool or name in options.tool}
    chosen = options.part or list(PARTS)
    for part in chosen:
        print(f"\n== {part}")
        PARTS[part](tools, files, options)
    return 0


def throughput(tools: Mapping[str, list[str]], files: Sequence[Path], options: argparse.Namespace) -> None:
    """Files per CPU second over the corpus; tally, which is slow on some files, gets a sample and a time limit."""
    speeds = {}
    for name, command in tools.items():
        subset = files[: options.tally_files] if name == "tally" else files
        batch = 10 if name == "tally" else BATCH
        cpu, done, late, size = 0.0, 0, 0, 0
        for start in range(0, len(subset), batch):
            group = subset[start : start + batch]
            run = measure([*command, *map(str, group)], timeout=120.0 if name == "tally" else 600.0)
            late += run.timed_out * len(group)
            if not run.timed_out:
                cpu, done = cpu + run.cpu, done + len(group)
                size += sum(path.stat().st_size for path in group)
        speeds[name] = done / max(cpu, 1e-9)
        rate = f"{speeds[name]:9.1f} files and {size / 1e6 / max(cpu, 1e-9):6.2f} MB per CPU second"
        print(f"{name:12} {done:6} files {cpu:9.2f} CPU s {rate}, {late} files timed out")
    _print_ratios(speeds, "times as many files per CPU second as")


def cold(tools: Mapping[str, list[str]], files: Sequence[Path], options: argparse.Namespace) -> None:
    """Wall and CPU time of one process for one file: each file's median over rounds, then over the files."""
    tools = {name: [command[0], *_AS_TYPED[name]] for name, command in tools.items()}
    runs: dict[str, dict[Path, list[Run]]] = {name: {} for name in tools}
    for round_number in range(options.rounds + 1):
        for path in files[: options.single]:
            for name, command in tools.items():
                run = measure([*command, str(path)])
                if round_number:
                    runs[name].setdefault(path, []).append(run)
    for unit, value in (("wall", _wall), ("cpu", _cpu)):
        medians = {
            name: {path: statistics.median(map(value, several)) for path, several in by_file.items()}
            for name, by_file in runs.items()
        }
        for name, by_file in medians.items():
            ordered = sorted(by_file.values())
            middle, mean, high = statistics.median(ordered), statistics.mean(ordered), ordered[int(len(ordered) * 0.95)]
            print(
                f"{name:12} {unit:4} median {middle * 1e3:6.1f} ms   mean {mean * 1e3:6.1f} ms   "
                f"least {ordered[0] * 1e3:6.1f} ms   95 % {high * 1e3:6.1f} ms   most {ordered[-1] * 1e3:6.1f} ms"
            )
        mine = medians.get("dockerlint")
        for name, by_file in medians.items() if mine else ():
            if name != "dockerlint" and mine:
                ratio = statistics.median(by_file[path] / mine[path] for path in by_file)
                quicker = sum(mine[path] <= by_file[path] for path in by_file)
                print(
                    f"{name} / dockerlint, {unit}, file by file: median {ratio:.2f}; "
                    f"dockerlint is no slower on {quicker} of {len(by_file)} files"
                )


def memory(tools: Mapping[str, list[str]], files: Sequence[Path], options: argparse.Namespace) -> None:
    """Peak resident memory for one file of middling size, and for one of a megabyte."""
    by_size = sorted(files, key=lambda path: path.stat().st_size)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        large = Path(folder) / "Dockerfile"
        large.write_text("".join(_large_file(MEGABYTE)), encoding="utf-8")
        for name, command in tools.items():
            small = peak_memory([*command, str(by_size[len(by_size) // 2])], timeout=60.0)
            big = peak_memory([*command, str(large)], timeout=60.0)
            cells = ["timed out" if peak is None else f"{peak:7.1f} MiB" for peak in (small, big)]
            print(f"{name:12} one file {cells[0]}   1 MB {cells[1]}")


def linearity(tools: Mapping[str, list[str]], files: Sequence[Path], options: argparse.Namespace) -> None:
    """CPU time of growing files and of one RUN with ever more words; a linear program's last column stays near 1."""
    shapes: dict[str, Callable[[int], Iterator[str]]] = {
        "file of bytes": _large_file,
        "RUN of words": _long_run,
        "RUN of commands": _many_commands,
    }
    sizes = {"file of bytes": (125_000, 250_000, 500_000, MEGABYTE), "RUN of words": WORDS, "RUN of commands": WORDS}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        target = Path(folder) / "Dockerfile"
        for name, command in tools.items():
            target.write_text("FROM scratch\n", encoding="utf-8")
            idle = statistics.median(measure([*command, str(target)]).cpu for _ in range(5))
            for shape, make in shapes.items():
                first = 0.0
                for size in sizes[shape]:
                    target.write_text("".join(make(size)), encoding="utf-8")
                    run = _best_of_three([*command, str(target)])
                    if run.timed_out:
                        print(f"{name:12} {shape:16} {size:8}  timed out")
                        break
                    per_unit = max(run.cpu - idle, 1e-4) / size
                    first = first or per_unit
                    print(f"{name:12} {shape:16} {size:8}  {run.cpu:8.3f} CPU s  per unit {per_unit / first:5.2f}")


def parallel(tools: Mapping[str, list[str]], files: Sequence[Path], options: argparse.Namespace) -> None:
    """Wall time of dockerlint with two workers against one, in turn."""
    if "dockerlint" not in tools:
        return
    base = [part for part in tools["dockerlint"] if part not in {"--jobs", "1"}]
    sample = list(map(str, files[: options.parallel_files]))
    runs: dict[str, list[Run]] = {"1": [], "2": []}
    for _ in range(options.rounds):
        for jobs, several in runs.items():
            several.append(measure([*base, "--jobs", jobs, *sample]))
    wall = {jobs: statistics.median(map(_wall, several)) for jobs, several in runs.items()}
    cpu = {jobs: statistics.median(map(_cpu, several)) for jobs, several in runs.items()}
    for jobs in runs:
        print(f"--jobs {jobs}: {len(sample)} files, wall {wall[jobs]:.2f} s, CPU {cpu[jobs]:.2f} s")
    print(
        f"two workers are {wall['1'] / wall['2']:.2f} times as fast, for {cpu['2'] / cpu['1']:.2f} times the CPU time"
    )


PARTS: dict[str, Callable[[Mapping[str, list[str]], Sequence[Path], argparse.Namespace], None]] = {
    "throughput": throughput,
    "cold": cold,
    "memory": memory,
    "linearity": linearity,
    "parallel": parallel,
}


def _best_of_three(command: Sequence[str]) -> Run:
    """The run with the least CPU time; a command that takes seconds runs once."""
    best = measure(command, timeout=60.0)
    for _ in range(2 if best.wall < 3.0 else 0):
        best = min(best, measure(command, timeout=60.0), key=_cpu)
    return best


def _large_file(size: int) -> Iterator[str]:
    """Text of a Dockerfile of about so many bytes, with instructions of every common kind."""
    yield "FROM debian:bookworm AS build\n"
    written, number = 30, 0
    while written < size:
        number += 1
        block = (
            f"# step {number}\nARG OPTION_{number}=value\nENV SETTING_{number}=${{OPTION_{number}}} OTHER=1\n"
            f"RUN apt-get update && \\\n    apt-get install -y --no-install-recommends package{number} && \\\n"
            f"    curl -fsSL https://example.org/file{number}.tar.gz | tar xz -C /opt\n"
            f"COPY --chown=app:app src{number}/ /srv/app{number}/\n"
        )
        written += len(block)
        yield block


def _long_run(words: int) -> Iterator[str]:
    yield "FROM debian:bookworm\nRUN apt-get update && apt-get install -y"
    for number in range(words):
        yield f" \\\n    package{number}"
    yield "\n"


def _many_commands(words: int) -> Iterator[str]:
    yield "FROM debian:bookworm\nARG OPTION\nRUN true"
    for number in range(words // 5):
        yield f" && \\\n    tool{number} --flag $OPTION > /opt/file{number}"
    yield "\n"


def _wait_without_reaping(pid: int, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.005)


def _print_ratios(values: Mapping[str, float], words: str) -> None:
    mine = values.get("dockerlint")
    for name, value in values.items() if mine else ():
        if name != "dockerlint" and mine:
            print(f"dockerlint does {mine / max(value, 1e-9):.2f} {words} {name}")


def _cpu(run: Run) -> float:
    return run.cpu


def _wall(run: Run) -> float:
    return run.wall


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measures speed and memory on a folder of real Dockerfiles.")
    parser.add_argument("corpus", type=Path, help="a folder of Dockerfiles, read recursively")
    parser.add_argument("--part", action="append", choices=list(PARTS), help="only this measurement (may be repeated)")
    parser.add_argument("--tool", action="append", choices=["dockerlint", "hadolint", "tally"], help="only this tool")
    parser.add_argument("--limit", type=int, help="use only so many files of the corpus (drawn at random)")
    parser.add_argument("--seed", type=int, default=1, help="of the drawing (default 1)")
    parser.add_argument("--single", type=int, default=60, help="files for the single-file runs (default 60)")
    parser.add_argument("--rounds", type=int, default=5, help="counted runs of each single file (default 5)")
    parser.add_argument("--tally-files", type=int, default=200, help="files for tally's throughput (default 200)")
    parser.add_argument("--parallel-files", type=int, default=1000, help="files for the two-worker run (default 1000)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
