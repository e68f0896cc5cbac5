#!/usr/bin/env python3
"""Real builds prove the fixes that split a build: every project of fixtures/multistage, before and after.

    bench/staging_builds.py [PROJECT ...] [--folder FOLDER] [--keep FOLDER] [--results FILE] [--table]
                            [--share-layers] [--engines FOLDER [--dockerd PROGRAM] [--clear]]
                            [--engine docker|buildah] [--docker PROGRAM] [--buildah PROGRAM]

The projects lie in fixtures/multistage unless there is a FOLDER. Builds each project as it is and after `dockerlint
check --fix --unsafe-fixes`, on BuildKit and on buildah; compares what the program prints, its exit status and its
user, and the configuration of both images; looks for the toolchain, caches and planted secrets in every layer. A
project that is left alone is built once, if its case tells what it says. Prints a line a project and the totals. Exit
status 1 when a fix that was offered does not hold or a project is not left alone as it says.

With --share-layers, the second build takes the layers of the first for the steps that are the same, which halves the
time: the build stage of a split has the same steps, so they are run once.

With --results, each outcome is written down at once, and the next run passes over what held: a project is built again
when its files, its fix or the bases differ, or when it went wrong. --table prints the file as a table, without a build.

With --engines, a dockerd is started and stopped that keeps all in that folder, as buildah does: this machine's own
images are not touched, and --clear deletes the others again. Without it, the engines had better be there for this
alone, since the base images are made of Debian's and npm's packages under the names of the public ones. Root's rights,
docker, buildah, npm and (once) mmdebstrap are needed, 6 GB an engine and five minutes for the bases.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.builds.multistage import project, stand_ins  # noqa: E402
from tests.builds.multistage.engines import Buildah, Docker, Engine, EngineError  # noqa: E402
from tests.builds.multistage.ledger import Ledger, table  # noqa: E402
from tests.builds.multistage.own_engines import Programs, clear, own_engines  # noqa: E402
from tests.builds.multistage.proof import Outcome, prove  # noqa: E402
from tests.builds.multistage.split import split  # noqa: E402


def main() -> int:
    parser = _parser()
    options = parser.parse_args()
    ledger = Ledger(options.results) if options.results else None
    programs = Programs(options.docker, options.dockerd, options.buildah)
    if options.table:
        if ledger is None:
            parser.error("--table shows the file of --results")
        print("\n".join(table(ledger.outcomes)))
        return summarise(ledger.outcomes)
    for program in programs if options.engines else (options.docker, options.buildah):
        if shutil.which(program) is None:
            parser.error(f"{program} is missing")
    if options.clear:
        if not options.engines:
            parser.error("--clear deletes what --engines names")
        clear(options.engines.absolute(), programs)
        return 0
    # An end from outside is one that stops the daemon and removes what is being built.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with ExitStack() as stack:
        if options.engines:
            docker, buildah = stack.enter_context(own_engines(options.engines.absolute(), programs))
        else:
            docker, buildah = Docker(options.docker), Buildah(options.buildah)
        every: dict[str, Engine] = {"docker": docker, "buildah": buildah}
        engines = [every[name] for name in options.engine or every]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="staging-builds-")))
        projects = [options.folder / name for name in options.projects] or project.within(options.folder)
        outcomes = [proved(place, engine, docker, folder, ledger, options) for place in projects for engine in engines]
    return summarise(outcomes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", nargs="*", help="names of projects; all unless given")
    parser.add_argument("--folder", type=Path, default=project.FOLDER, help="other projects of the same form")
    parser.add_argument("--keep", type=Path, help="where the fixed Dockerfiles and what was said are kept")
    parser.add_argument("--results", type=Path, help="where outcomes are written down; what held is not built again")
    parser.add_argument("--share-layers", action="store_true", help="run the steps that both builds have once")
    parser.add_argument("--table", action="store_true", help="print the results as a table, and build nothing")
    parser.add_argument("--engines", type=Path, help="where engines of this bench's own keep what they have")
    parser.add_argument("--clear", action="store_true", help="delete what the engines keep there, and build nothing")
    parser.add_argument("--engine", choices=("docker", "buildah"), action="append", help="both unless given")
    parser.add_argument("--docker", default="docker", help="docker's program, or a script that calls it")
    parser.add_argument("--dockerd", default="dockerd", help="its daemon's, for --engines")
    parser.add_argument("--buildah", default="buildah", help="buildah's program, or a script that calls it")
    return parser


def proved(
    place: Path, engine: Engine, maker: Docker, folder: Path, ledger: Ledger | None, options: argparse.Namespace
) -> Outcome:
    """The outcome of one project on one engine, told on a line of its own."""
    start = time.monotonic()
    work = folder / f"{place.name}-{engine.name}"
    work.mkdir()
    outcome, is_new = twice(place, engine, maker, work, ledger, shares_layers=options.share_layers)
    if options.keep is not None:
        _keep(outcome, work, options.keep)
    shutil.rmtree(work)
    sizes = f"{outcome.before / 1e6:6.0f}" if outcome.before else ""
    if outcome.after:
        sizes += f" → {outcome.after / 1e6:4.0f} MB, {outcome.ratio:4.0%}"
    state = "WRONG" if outcome.problems else "ok"
    took = f"{time.monotonic() - start:4.0f} s" if is_new else "known"
    print(
        f"{place.name:28} {outcome.kind:8} {engine.name:9} {outcome.verdict:8} {state:6}{sizes:24} {took}", flush=True
    )
    for problem in [*outcome.reasons, *outcome.problems]:
        print(f"    {problem}", flush=True)
    return outcome


def _keep(outcome: Outcome, work: Path, keep: Path) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    for path, suffix in (("fixed/Dockerfile", "Dockerfile"), ("before.said", "before"), ("after.said", "after")):
        for found in sorted(work.glob(f"*/{path}")):
            shutil.copy(found, keep / f"{outcome.project}.{suffix}")


def twice(
    place: Path, engine: Engine, maker: Docker, work: Path, ledger: Ledger | None, *, shares_layers: bool
) -> tuple[Outcome, bool]:
    """The outcome, and whether it is new.

    A second try where the engine failed, as others who use it may take away an image.
    """
    failed = ""
    for attempt in ("first", "second"):
        folder = work / attempt
        folder.mkdir()
        made = split(project.read(place), folder)
        stand_ins.make(maker, [engine], work.parent, made.bases)
        digest = made.digest(engine)
        known = ledger.proved(place.name, engine.name, digest) if ledger else None
        if known is not None:
            return known, False
        try:
            outcome = prove(made, engine, folder, shares_layers=shares_layers)
            break
        except EngineError as error:
            failed = f"the engine failed: {error}"
    else:
        outcome = Outcome(place.name, made.project.kind, engine.name, made.verdict.word, [failed])
    if ledger:
        ledger.add(digest, outcome)
    return outcome, True


def summarise(outcomes: list[Outcome]) -> int:
    """Print the totals; 1 when a fix that was offered does not hold, or a project is not left alone as it says."""
    for engine in sorted({outcome.engine for outcome in outcomes}):
        ours = [outcome for outcome in outcomes if outcome.engine == engine]
        offered = [outcome for outcome in ours if outcome.verdict == "fixed"]
        passed = [outcome for outcome in offered if not outcome.problems]
        others = [outcome for outcome in ours if outcome.verdict != "fixed"]
        right = [outcome for outcome in others if not outcome.problems]
        built = [outcome for outcome in right if outcome.before]
        share = len(passed) / len(offered) if offered else 0
        print(
            f"\n{engine}: {len(ours)} projects, {len(offered)} fixes offered, {len(passed)} hold ({share:.0%}); "
            f"{len(others)} without a fix, {len(right)} of them as the project says, {len(built)} of these built"
        )
        if passed:
            old, new = (sum(getattr(outcome, name) for outcome in passed) for name in ("before", "after"))
            print(f"size of all that hold: {old / 1e6:.0f} MB before, {new / 1e6:.0f} MB after ({new / old:.0%})")
    return int(any(outcome.problems for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
