"""What each tool finds of the acceptance image (`tests/image/acceptance`), by the kind of hiding place.

The image is written as `docker save` did before version 25, which every tool reads.  Each tool runs with its limits
off, its checks of configurations on and nothing online.  A place counts for a tool whose report holds one of its
credentials, in plain text, in base64 or in hexadecimal digits; trivy masks what it finds, so there a place counts by
its path or, in the configuration, by what stands beside the credential.  Keys without a value to compare count by their
path.  A tool that gives up on the image is given one layer after the other.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.image import REPORTS, commands  # noqa: E402
from bench.lint import ENVIRONMENT  # noqa: E402
from tests.image.acceptance.image import Acceptance, acceptance  # noqa: E402
from tests.image.acceptance.layouts import old_docker_save, tarred  # noqa: E402
from tests.image.acceptance.spots import Hidden, telling  # noqa: E402
from tests.image.hostile.samples import saved  # noqa: E402

KINDS = {
    "first": "removed or overwritten files",
    "removed": "removed or overwritten files",
    "odd": "names, links, metadata, padding",
    "opt": "archives, programs, databases",
    "src": "Git",
    "enc": "other ways to write it",
    "home": "credential files",
    "keys": "private keys and stores",
    "edge": "borders of blocks",
    "many": "large files, many entries",
    "log": "large files, many entries",
    "far": "large files, many entries",
}
OUTSIDE = {"configuration": "configuration", "history": "history", "attestation": "attestations"}


def kind_of(hidden: Hidden, layers: Sequence[str]) -> str:
    """The row of the table that a place belongs to."""
    if hidden.layer is None:
        return OUTSIDE.get(hidden.state, hidden.state)
    return KINDS.get(layers[hidden.layer], "files")


def report_of(name: str, image: Path, timeout: float) -> str:
    """What the tool wrote about the image, "" where it wrote nothing."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        command = commands(2)[name](image, Path(folder))
        subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT,
            timeout=timeout, check=False,
        )  # fmt: skip
        path = Path(folder) / REPORTS[name]
        return path.read_text(errors="replace") if path.exists() else ""


def layer_by_layer(name: str, made: Acceptance, timeout: float) -> str:
    """What the tool wrote about images of one layer each; the layers that it gives up on are told."""
    reports = []
    for plan in made.images[0].layers:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            image = Path(folder) / "layer.tar"
            image.write_bytes(saved([b"".join(plan.pieces)], made.images[0].config))
            report = report_of(name, image, timeout)
        if not report:
            print(f"{name} gives up on the layer {plan.name!r}")
        reports.append(report)
    return "\n".join(reports)


def found_by_ours(hidden: Hidden, report: str) -> bool:
    """Dockerlint tells no value: its fingerprint does."""
    from dockerlint.image.evidence import fingerprint

    values = [fingerprint(value) in report for value in hidden.values]
    return any(values) or (not hidden.values and f'"{hidden.path}"' in report)


def found_by_trivy(hidden: Hidden, report: str) -> bool:
    """Its report has paths, and the line with the credential masked."""
    if hidden.layer is not None:
        return bool(hidden.path) and f'"/{hidden.path}"' in report
    return hidden.place.lower() in report.lower() or any(beside(hidden, report))


def beside(hidden: Hidden, report: str) -> list[bool]:
    """Whether the masked line of the configuration is there that the credential stands in."""
    config = acceptance(is_full=True).images[0].config.decode()
    found = []
    for value in hidden.values:
        for match in re.finditer(re.escape(value), config):
            before = json.dumps(config[max(match.start() - 14, 0) : match.start()])[1:-1]
            found.append(f"{before}***" in report)
    return found


def found(tool: str, hidden: Hidden, report: str) -> bool:
    """Whether the tool's report tells of a place."""
    if tool == "dockerlint":
        return found_by_ours(hidden, report)
    if tool == "trivy":
        return found_by_trivy(hidden, report)
    if not hidden.values:
        return bool(hidden.path) and hidden.path in report
    return any(text in report for value in hidden.values for text in telling(value))


def table(rows: Mapping[str, Counter[str]], sizes: Counter[str], tools: Sequence[str]) -> None:
    """The table, in Markdown."""
    print("| kind of place | places | " + " | ".join(tools) + " |")
    print("|---" * (len(tools) + 2) + "|")
    for kind, size in sizes.items():
        print(f"| {kind} | {size} | " + " | ".join(str(rows[tool][kind]) for tool in tools) + " |")
    print(f"| all | {sizes.total()} | " + " | ".join(str(rows[tool].total()) for tool in tools) + " |")


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--timeout", type=float, default=900.0, metavar="SECONDS")
    parser.add_argument("--missed", action="append", default=[], metavar="TOOL", help="name the places it misses")
    options = parser.parse_args(arguments)
    made = acceptance(is_full=True)
    layers = [plan.name for plan in made.images[0].layers]
    hidden = [each for each in made.hidden if not each.needs]
    sizes = Counter(kind_of(each, layers) for each in hidden)
    rows: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        image = tarred(old_docker_save(Path(folder) / "old", made), Path(folder) / "old.tar")
        for tool in commands(2):
            report = report_of(tool, image, options.timeout) or layer_by_layer(tool, made, options.timeout)
            seen = [each for each in hidden if found(tool, each, report)]
            rows[tool] = Counter(kind_of(each, layers) for each in seen)
            if tool in options.missed:
                print(f"{tool} misses:", *(each.place for each in hidden if each not in seen), sep="\n  ")
    table(rows, sizes, list(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
