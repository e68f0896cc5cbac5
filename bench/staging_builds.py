#!/usr/bin/env python3
"""Real builds prove the fixes that split a build: every project of fixtures/multistage, before and after.

    bench/staging_builds.py [PROJECT ...] [--folder FOLDER] [--keep FOLDER]
                            [--engine docker|buildah] [--docker PROGRAM] [--buildah PROGRAM]

The projects lie in fixtures/multistage unless there is a FOLDER. Builds each project as it is and after `dockerlint
check --fix --unsafe-fixes`, on BuildKit and on buildah; compares what the program prints, its exit status and its
user, and the configuration of both images; looks for the toolchain, caches and planted secrets in every layer. Prints
a line a project and the totals. Exit status 1 when a fix that was offered does not hold. Root's rights, docker,
buildah, npm and (once) mmdebstrap are needed; the base images are made of Debian's and npm's packages under the names
of the public ones, so the engines had better be there for this alone.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.builds.multistage import project, stand_ins  # noqa: E402
from tests.builds.multistage.engines import Buildah, Docker, Engine, EngineError  # noqa: E402
from tests.builds.multistage.proof import Outcome, prove  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", nargs="*", help="names of projects; all unless given")
    parser.add_argument("--folder", type=Path, default=project.FOLDER, help="other projects of the same form")
    parser.add_argument("--keep", type=Path, help="where the fixed Dockerfiles and what was said are kept")
    parser.add_argument("--engine", choices=("docker", "buildah"), action="append", help="both unless given")
    parser.add_argument("--docker", default="docker", help="docker's program, or a script that calls it")
    parser.add_argument("--buildah", default="buildah", help="buildah's program, or a script that calls it")
    options = parser.parse_args()
    maker = Docker(options.docker)
    every: dict[str, Engine] = {"docker": maker, "buildah": Buildah(options.buildah)}
    engines = [every[name] for name in options.engine or every]
    for program in (options.docker, options.buildah):
        if shutil.which(program) is None:
            parser.error(f"{program} is missing")
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="staging-builds-") as folder:
        stand_ins.make(maker, engines, Path(folder))
        projects = [options.folder / name for name in options.projects] or project.within(options.folder)
        for place in projects:
            outcomes += [proved(place, engine, Path(folder), options.keep) for engine in engines]
    return summarise(outcomes)


def proved(place: Path, engine: Engine, folder: Path, keep: Path | None) -> Outcome:
    """The outcome of one project on one engine, told on a line of its own."""
    start = time.monotonic()
    name = place.name
    work = folder / f"{name}-{engine.name}"
    work.mkdir()
    outcome = twice(place, engine, work)
    if keep is not None:
        _keep(outcome, work, keep)
    shutil.rmtree(work)
    sizes = (
        f"{outcome.before / 1e6:6.0f} → {outcome.after / 1e6:4.0f} MB, {outcome.ratio:4.0%}" if outcome.before else ""
    )
    state = "WRONG" if outcome.problems else "ok"
    seconds = time.monotonic() - start
    print(
        f"{name:28} {outcome.kind:8} {engine.name:9} {outcome.verdict:8} {state:6}{sizes:24} {seconds:4.0f} s",
        flush=True,
    )
    for problem in [*outcome.reasons, *outcome.problems]:
        print(f"    {problem}", flush=True)
    return outcome


def _keep(outcome: Outcome, work: Path, keep: Path) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    for path, suffix in (("fixed/Dockerfile", "Dockerfile"), ("before.said", "before"), ("after.said", "after")):
        for found in sorted(work.glob(f"*/{path}")):
            shutil.copy(found, keep / f"{outcome.project}.{suffix}")


def twice(place: Path, engine: Engine, work: Path) -> Outcome:
    """The outcome; a second try where the engine failed, as others who use it may take away an image."""
    tried = project.read(place)
    for attempt in ("first", "second"):
        folder = work / attempt
        folder.mkdir()
        try:
            return prove(tried, engine, folder)
        except EngineError as error:
            failed = f"the engine failed: {error}"
    return Outcome(tried.name, tried.kind, engine.name, "fixed", [failed])


def summarise(outcomes: list[Outcome]) -> int:
    """Print the totals; 1 when a fix that was offered does not hold."""
    offered = [outcome for outcome in outcomes if outcome.verdict == "fixed"]
    passed = [outcome for outcome in offered if not outcome.problems]
    others = [outcome for outcome in outcomes if outcome.verdict != "fixed"]
    right = [outcome for outcome in others if not outcome.problems]
    share = len(passed) / len(offered) if offered else 0
    print(f"\n{len(outcomes)} proofs: {len(offered)} fixes offered, {len(passed)} of them hold ({share:.0%}); "
          f"{len(others)} without a fix, {len(right)} of them as the project says")  # fmt: skip
    if passed:
        before, after = (sum(getattr(outcome, name) for outcome in passed) for name in ("before", "after"))
        print(f"size of all: {before / 1e6:.0f} MB before, {after / 1e6:.0f} MB after ({after / before:.0%})")
    return int(len(passed) < len(offered))


if __name__ == "__main__":
    sys.exit(main())
