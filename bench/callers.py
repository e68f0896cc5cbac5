"""Runs dockerlint over real repositories whose files run builds: what it tells, what it breaks, how long it takes.

FOLDER holds one repository a folder, named ``owner+name``: other people's files, which are not part of this project.

- ``promises``: check, fix and fix again a copy of each; whatever must never happen is printed, and counted
- ``labels``: precision and recall by rule against ``bench/callers_labels.tsv``
- ``speed``: one repository of many YAML files and Dockerfiles, put together from copies of the real ones
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

LABELS = Path(__file__).with_name("callers_labels.tsv")
# A label is found by a finding of its rule at most this many lines away: the rule may point at the step or at its key.
NEAR = 4
EITHER = "?"
# Rules whose findings count for another one's labels: this one is told only when it is selected.
SAME = {"registry-login-without-identity": "registry-login-with-long-lived-password"}

Tree = Mapping[str, bytes]


class Run(NamedTuple):
    """One call of dockerlint: its exit status, its report where it printed JSON, what it said, and its seconds."""

    status: int
    document: dict[str, Any]
    errors: str
    seconds: float


def dockerlint(folder: Path, *arguments: str) -> Run:
    """Run dockerlint on everything in ``folder``; a run of more than two minutes counts as status -1."""
    command = [sys.executable, "-m", "dockerlint", "check", *arguments, "."]
    started = time.perf_counter()
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return Run(-1, {}, "more than 120 s", time.perf_counter() - started)
    seconds = time.perf_counter() - started
    try:
        document = json.loads(done.stdout)
    except ValueError:
        document = {}
    return Run(done.returncode, document, done.stderr, seconds)


def tree(folder: Path) -> Tree:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def repositories(folder: Path, only: Sequence[str]) -> list[Path]:
    every = sorted(path for path in folder.iterdir() if path.is_dir())
    return [path for path in every if not only or any(part in path.name for part in only)]


def copied(repository: Path, folder: Path) -> Path:
    """A copy of a repository with an empty ``.git``, so that its root is known."""
    target = folder / repository.name
    shutil.copytree(repository, target, symlinks=True)
    (target / ".git").mkdir(exist_ok=True)
    return target


# --------------------------------------------------------------------------------------------------------- promises


def promises(options: argparse.Namespace) -> int:
    """Print every broken promise, and the findings by rule; the exit status is 1 when one is broken."""
    broken = 0
    rules: Counter[str] = Counter()
    fixed: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    files = changed = 0
    for repository in repositories(options.folder, options.only):
        with tempfile.TemporaryDirectory(prefix="callers-") as scratch:
            outcome = _prove(copied(repository, Path(scratch)), options)
        files += outcome.files
        changed += outcome.changed
        for finding in outcome.findings:
            rules[finding["name"]] += 1
            fixed[finding["name"]] += finding["fix"] is not None
            if finding["no_fix_because"]:
                refused[f"{finding['name']}: {finding['no_fix_because']}"] += 1
        for complaint in outcome.broken:
            print(f"{repository.name}: {complaint}")
        broken += len(outcome.broken)
        if options.verbose:
            for line in outcome.notes:
                print(f"{repository.name}: {line}")
    print(f"\n{files} files, {changed} changed, {broken} promises broken")
    for name, count in rules.most_common():
        print(f"{count:5} {name} ({fixed[name]} with a fix)")
    if options.verbose:
        for reason, count in refused.most_common(40):
            print(f"{count:5} {reason}")
    return int(broken > 0)


class _Proof(NamedTuple):
    files: int
    changed: int
    findings: list[dict[str, Any]]
    broken: list[str]
    notes: list[str]


def _prove(folder: Path, options: argparse.Namespace) -> _Proof:
    before = tree(folder)
    first = dockerlint(folder, "--format", "json", *options.flags)
    broken = _complaints(first, "check")
    if not first.document:
        return _Proof(len(before), 0, [], broken, [])
    if tree(folder) != before:
        broken.append("check without --fix changed a file")
    findings = first.document["findings"]
    has_fix = any(found["fix"] is not None for found in findings)
    second = dockerlint(folder, "--fix", *options.flags)
    broken += _complaints(second, "fix")
    after = tree(folder)
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    broken += [f"{path} changed although nothing had a fix" for path in changed if not has_fix]
    third = dockerlint(folder, "--fix", *options.flags)
    broken += _complaints(third, "fix again")
    again = tree(folder)
    broken += [f"{path} changed when fixed again" for path in after if after[path] != again.get(path)]
    notes = [_line(found) for found in findings]
    for path in changed:
        if path in before and path in after:
            damage, differences = _compared(path, before[path], after[path])
            broken += damage
            notes += [f"{path}: {difference}" for difference in differences]
    return _Proof(len(before), len(changed), findings, broken, notes)


def _complaints(run: Run, what: str) -> list[str]:
    if run.status not in {0, 1, 3}:
        return [f"{what} ended with {run.status}: {run.errors.strip()[-300:]}"]
    if "Traceback" in run.errors:
        return [f"{what} printed a traceback: {run.errors.strip()[-300:]}"]
    return []


def _line(found: Mapping[str, Any]) -> str:
    answer = found["fix"]["title"] if found["fix"] else f"no fix: {found['no_fix_because']}"
    place = f"{found['path']}:{found['start']['line']}"
    return f"{place} {found['name']} ({found['confidence']}): {found['message']} | {answer}"


def _compared(path: str, before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """What a change broke, and the differences in data of a YAML or JSON file."""
    if not path.endswith((".yml", ".yaml", ".json")):
        return [], []
    try:
        old = _parsed(before)
    except YAMLError:
        return [], []
    try:
        new = _parsed(after)
    except YAMLError as error:
        return [f"{path} is no YAML any more: {error}"], []
    return [], [f"- {leaf}" for leaf in sorted(old - new)] + [f"+ {leaf}" for leaf in sorted(new - old)]


def _parsed(text: bytes) -> set[str]:
    loader = YAML(typ="safe")
    loader.allow_duplicate_keys = True
    loader.constructor.add_multi_constructor("!", lambda _loader, suffix, node: f"!{suffix} {node.value}")
    return {
        f"{number}{leaf}"
        for number, document in enumerate(loader.load_all(io.BytesIO(text)))
        for leaf in _leaves(document, "")
    }


def _leaves(document: object, path: str) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield from _leaves(value, f"{path}.{key}")
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from _leaves(value, f"{path}[]" if not isinstance(value, dict | list) else f"{path}[{index}]")
    else:
        yield f"{path} = {document!r}"


# ----------------------------------------------------------------------------------------------------------- labels


def labels(options: argparse.Namespace) -> int:
    """Print precision and recall by rule; a label with ``?`` counts for neither."""
    expected: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for row in options.labels.read_text(encoding="utf-8").splitlines()[1:]:
        repository, path, line, rule = row.split("\t")
        expected[repository.replace("/", "+", 1), path].append((int(line), rule))
    judged = {rule.rstrip(EITHER) for rows in expected.values() for _, rule in rows} - {"-"}
    score = _Score(Counter(), Counter(), Counter(), Counter())
    for name in sorted({name for name, _ in expected}):
        flags = options.flags or ["--select", ",".join((*judged, *SAME))]
        told = _told(dockerlint(options.folder / name, "--format", "json", *flags).document, options.related)
        for (owner, path), rows in expected.items():
            if owner == name:
                _judge(f"{owner}/{path}", rows, [hit for hit in told[path] if hit[1] in judged], score)
    print(f"\n{len(expected)} files\n{'rule':45} labels recall flagged precision")
    for rule in sorted(judged):
        total, flagged = score.found[rule] + score.missed[rule], score.right[rule] + score.false[rule]
        recall, precision = score.found[rule] / max(1, total), score.right[rule] / max(1, flagged)
        print(f"{rule:45} {total:6} {recall:6.3f} {flagged:7} {precision:9.3f}")
    return 0


class _Score(NamedTuple):
    """Labels found and missed, findings right and false, by rule."""

    found: Counter[str]
    missed: Counter[str]
    right: Counter[str]
    false: Counter[str]


def _told(document: Mapping[str, Any], related: bool) -> dict[str, list[tuple[int, str]]]:
    """Line and rule of every finding by path; with the further places that it names, where asked for."""
    told: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for item in document.get("findings", []):
        for place in (item, *item["related"]) if related else (item,):
            path = place.get("path", item["path"]).removeprefix("./")
            told[path].append((place["start"]["line"], SAME.get(item["name"], item["name"])))
    return told


def _judge(path: str, rows: Sequence[tuple[int, str]], hits: Sequence[tuple[int, str]], score: _Score) -> None:
    for line, rule in hits:
        near = [row for row in rows if row[1].rstrip(EITHER) == rule and abs(row[0] - line) <= NEAR]
        if not near:
            score.false[rule] += 1
            print(f"false alarm: {path}:{line} {rule}")
        elif any(not row[1].endswith(EITHER) for row in near):
            score.right[rule] += 1
    for line, rule in rows:
        if rule == "-" or rule.endswith(EITHER):
            continue
        if any(other == rule and abs(line - at) <= NEAR for at, other in hits):
            score.found[rule] += 1
        else:
            score.missed[rule] += 1
            print(f"missed: {path}:{line} {rule}")


# ------------------------------------------------------------------------------------------------------------ speed


def speed(options: argparse.Namespace) -> int:
    """Print the seconds of a check of one repository of many files."""
    texts = [path for path in sorted(options.folder.rglob("*")) if path.is_file() and path.stat().st_size < 200_000]
    yamls = [path for path in texts if path.suffix in {".yml", ".yaml"}]
    dockerfiles = [path for path in texts if path.name == "Dockerfile"]
    with tempfile.TemporaryDirectory(prefix="callers-") as scratch:
        root = Path(scratch)
        (root / ".git").mkdir()
        for number in range(options.dockerfiles):
            source = dockerfiles[number % len(dockerfiles)]
            _put(source, root / f"service-{number}" / "Dockerfile")
        for number in range(options.yaml):
            source = yamls[number * 7 % len(yamls)]
            inside = source.relative_to(options.folder).parts[1:]
            is_workflow = ".github" in inside and "workflows" in inside
            _put(
                source,
                root / (".github/workflows" if is_workflow else f"service-{number % 300}") / f"{number}-{source.name}",
            )
        for _ in range(options.times):
            before = os.times()
            run = dockerlint(root, "--format", "json", *options.flags)
            after = os.times()
            cpu = after.children_user + after.children_system - before.children_user - before.children_system
            print(
                f"{options.yaml} YAML files, {options.dockerfiles} Dockerfiles: {run.seconds:.2f} s, {cpu:.2f} CPU s, "
                f"{len(run.document.get('findings', []))} findings, exit {run.status}"
            )
    return 0


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, command in (("promises", promises), ("labels", labels), ("speed", speed)):
        sub = commands.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
        sub.set_defaults(command=command)
        sub.add_argument("folder", type=Path, help="the folder of repositories")
        sub.add_argument("--flags", type=str.split, default=[], help="further options of dockerlint check")
        if name == "promises":
            sub.add_argument("--only", nargs="*", default=[], help="parts of the names of repositories")
            sub.add_argument("--verbose", action="store_true", help="every finding and every difference in data")
        if name == "labels":
            sub.add_argument("--labels", type=Path, default=LABELS)
            sub.add_argument("--related", action="store_true", help="further places of a finding find labels too")
        if name == "speed":
            sub.add_argument("--yaml", type=int, default=2_000)
            sub.add_argument("--dockerfiles", type=int, default=300)
            sub.add_argument("--times", type=int, default=3)
    options = parser.parse_args(arguments)
    options.folder = options.folder.resolve()
    return int(options.command(options))


if __name__ == "__main__":
    raise SystemExit(main())
