#!/usr/bin/env python3
"""Real builds prove the fixes that reach from a Dockerfile to its callers, judged by the acceptance harness's search.

    bench/callers_builds.py --harness DIR [--compose PROGRAM] [--bed] [--projects] [--pushes] [NAME ...]

DIR is a copy of the acceptance harness that is set up: its ``prove.py`` searches the images, its docker builds them.
Three parts, all unless some are asked for:

--bed       every caller of fixtures/callers that can be run: as written it leaks, rewritten it builds the same and
            shows nothing of the secret; it fails with the new Dockerfile alone, with an empty secret and with none
--projects  the harness's own projects: callers of four kinds are written for each, and after ``dockerlint check --fix``
            the rewritten caller builds, shows no canary, and its image has the tree and the behaviour of the original
--pushes    what ``dockerlint pipeline add-scan`` adds to scripts, Makefiles and workflows ends them before a push that
            leaks, and pushes what leaks nothing as before: on docker's own builder, new and old, to a local registry

NAME is a case, or a project by the beginning of its name.  Prints a line a caller.  Exit status 1 on any failure.
Root's rights, buildah, busybox, docker-registry, git and make are needed, and for Compose files Docker Compose 2.40 or
newer.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.builds.acceptance import projects, pushes  # noqa: E402
from tests.builds.acceptance.bed import ROWS, Bed, make_base  # noqa: E402
from tests.builds.acceptance.docker import Docker  # noqa: E402
from tests.builds.acceptance.harness import Harness  # noqa: E402
from tests.builds.buildah import Buildah  # noqa: E402
from tests.builds.registry import Registry  # noqa: E402
from tests.builds.server import Server  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS = ("bed", "projects", "pushes")
_STATES = {
    "joint": "rewritten with their Dockerfile",
    "asked": "told to hand over what the Dockerfile held",
    "alone": "for which the Dockerfile alone is changed",
    "none": "for which nothing is changed",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="cases of fixtures/callers, or projects; all unless given")
    parser.add_argument("--harness", type=Path, required=True, help="the acceptance harness's folder")
    parser.add_argument("--compose", type=Path, help="Docker Compose's plugin; callers that need it fail without")
    parser.add_argument("--bed", action="store_true", help="the callers of fixtures/callers alone")
    parser.add_argument("--projects", action="store_true", help="the harness's projects alone")
    parser.add_argument("--pushes", action="store_true", help="the scans before pushes alone")
    options = parser.parse_args()
    parts = {name for name in _PARTS if getattr(options, name)} or set(_PARTS)
    if options.compose is not None and not options.compose.exists():
        parser.error(f"{options.compose} is missing")
    harness = Harness(options.harness.resolve())
    start, failed = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="callers-") as path:
        folder = Path(path)
        (folder / "storage").mkdir()
        buildah = Buildah(folder / "storage")
        docker = Docker(harness.environment(), options.compose, buildah, folder)
        if "bed" in parts:
            failed += list(bed(harness, docker, buildah, folder, options.names))
        if "projects" in parts:
            failed += list(of_projects(harness, docker, folder, options.names))
        if "pushes" in parts:
            failed += list(of_pushes(harness, folder))
    print(f"\n{len(failed)} failed, {time.monotonic() - start:.0f} s")
    return int(bool(failed))


def bed(harness: Harness, docker: Docker, buildah: Buildah, folder: Path, names: list[str]) -> Iterator[str]:
    """Tell every row of the test-bed in a line; the names of those that do not hold."""
    rows = [row for row in ROWS if not names or row.case in names]
    base, passed = f"localhost/callers-{secrets.token_hex(4)}", 0
    try:
        with Server() as server:
            make_base(base, server, docker, buildah, folder / "bases")
            proofs = Bed(harness, docker, server, base, folder)
            for row in rows:
                start = time.monotonic()
                verdict = proofs.prove(row)
                state = "FAIL" if verdict.problems else "pass"
                print(
                    f"{row.case:36} {row.caller:34} {state} leaked in {len(verdict.shown_before)} places, "
                    f"images {verdict.images}, {time.monotonic() - start:.0f} s",
                    flush=True,
                )
                for problem in verdict.problems:
                    print(f"    {problem}", flush=True)
                passed += not verdict.problems
                if verdict.problems:
                    yield row.case
    finally:
        docker.remove(f"{base}:latest")
    print(f"\n{passed} of {len(rows)} callers of the test-bed hold")


def of_projects(harness: Harness, docker: Docker, folder: Path, names: list[str]) -> Iterator[str]:
    """Tell every caller of every project in a line; the names of those that do not hold."""
    chosen = [name for name in harness.projects() if not names or name.startswith(tuple(names))]
    verdicts = []
    for name in chosen:
        start = time.monotonic()
        for verdict in projects.prove(harness, docker, name, folder):
            verdicts.append(verdict)
            print(f"{name:32} {verdict.kind:10} {verdict.state:6} {'FAIL' if verdict.problems else 'pass'} "
                  f"{time.monotonic() - start:3.0f} s  {verdict.told}", flush=True)  # fmt: skip
            start = time.monotonic()
            for problem in verdict.problems:
                print(f"    {problem}", flush=True)
            if verdict.problems:
                yield name
    print(f"\n{len(chosen)} projects, {len(verdicts)} callers:")
    for state, meaning in _STATES.items():
        there = [verdict for verdict in verdicts if verdict.state == state]
        print(f"  {len(there):3} {meaning}, {sum(not verdict.problems for verdict in there)} of them hold")


def of_pushes(harness: Harness, folder: Path) -> Iterator[str]:
    """Tell every pushing caller on every docker in a line; the names of those that do not hold."""
    for engine in ("docker-new", "docker-old"):
        (folder / engine / "registry").mkdir(parents=True)
        with Registry(folder / engine / "registry") as registry:
            runs = pushes.Pushes(harness, engine, registry, folder / engine)
            for caller in pushes.CALLERS:
                if engine not in caller.engines:
                    continue
                problems = runs.problems(caller)
                print(f"{caller.name:20} {engine:12} {'FAIL' if problems else 'pass'}", flush=True)
                for problem in problems:
                    print(f"    {problem}", flush=True)
                if problems:
                    yield caller.name


if __name__ == "__main__":
    sys.exit(main())
