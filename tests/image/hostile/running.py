"""Scans of hostile images: in this process where there are many, in one of bounded time and memory where it matters."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from dockerlint.cli import main
from dockerlint.image.evidence import fingerprint
from tests.image.hostile.samples import FIRST, SECOND

ROOT = Path(__file__).parents[3]
MEMORY = 300 << 20  # bytes that a scan may take at its peak
_ADDRESSES = 4 << 30  # bytes of address space, of which libraries reserve much and use little
_LONGEST = 2_000  # characters of a line that people read


class Outcome(NamedTuple):
    """``peak`` is resident memory in bytes, 0 where it was not measured."""

    status: int
    output: str
    errors: str
    peak: int = 0

    @property
    def fingerprints(self) -> set[str]:
        """Those of all findings in a JSON report."""
        if not self.output:
            return set()
        return {
            finding["image"]["fingerprint"] for finding in json.loads(self.output)["findings"] if "image" in finding
        }

    @property
    def has_both(self) -> bool:
        """Whether both tokens of the samples were found."""
        return {fingerprint(FIRST), fingerprint(SECOND)} <= self.fingerprints


def scan_here(reference: str | Path, *options: str) -> Outcome:
    """``dockerlint image scan`` in this process."""
    output, errors = io.StringIO(), io.StringIO()
    words = ["image", "scan", str(reference), "--no-cache", "--jobs", "1", "--format", "json", *options]
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        status = main(words)
    return checked(Outcome(status, output.getvalue(), errors.getvalue()))


def scan_bounded(reference: str | Path, *options: str, seconds: int = 30, memory: int = MEMORY) -> Outcome:
    """``dockerlint image scan`` in a process that is ended after ``seconds`` of processor time."""

    if "--format" not in options:
        options = (*options, "--format", "json")
    command = [
        sys.executable,
        "-m",
        "dockerlint",
        "image",
        "scan",
        str(reference),
        "--no-cache",
        "--jobs",
        "1",
        *options,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=environment)
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.prlimit(process.pid, resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
        status, peak = _ended(process, 10 * seconds)
        output.seek(0)
        errors.seek(0)
        found = Outcome(status, output.read().decode(), errors.read().decode(), peak)
    assert found.status >= 0, f"ended by signal {-found.status}: {found.errors[-500:]}"
    assert found.peak <= memory, f"{found.peak >> 20} MiB"
    return checked(found)


def _ended(process: subprocess.Popen[bytes], seconds: int) -> tuple[int, int]:
    """How ``process`` ended, and its peak of resident memory; it is ended when it sleeps for so long.

    The peak is asked for while it runs: what wait4 tells is at least that of the process that started it.
    """
    end = time.monotonic() + seconds
    peak = 0
    while time.monotonic() < end:
        peak = max(peak, _resident(process.pid))
        status = process.poll()
        if status is not None:
            return status, peak
        time.sleep(0.005)
    process.kill()
    process.wait()
    raise AssertionError("the scan waits for something")


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    known = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(known[1]) << 10 if known else 0


def checked(found: Outcome) -> Outcome:
    """``found``, when it is what any scan must give: no defect, no traceback, lines that people can read."""
    assert "Traceback" not in found.errors, found.errors[-3000:]
    assert found.status in (0, 1, 2, 3), found.errors[-3000:]
    if found.status == 3:
        assert found.errors.strip(), "nothing tells what could not be looked at"
    for line in found.errors.split("\n"):
        assert len(line) <= _LONGEST, line[:200]
        assert line.isprintable(), repr(line[:200])
    return found


def is_complete(found: Outcome) -> bool:
    """Whether all was seen, or it is said that something was not."""
    return found.status == 3 or (found.status == 1 and found.has_both)
