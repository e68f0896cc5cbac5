"""The tools that are compared, each as a function from staged Dockerfiles to the lines it flags as a secret problem."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.instructions import instructions

BATCH = 40
TIMEOUT = 300.0

TALLY_RULES = (
    "buildkit/SecretsUsedInArgOrEnv",
    "tally/secrets-in-code",
    "tally/ruby/secrets-in-arg-or-env",
    "tally/ruby/prefer-secret-mounts-for-build-credentials",
)
TRIVY_RULES = {"DS031", "DS-0031", "AVD-DS-0031"}
# dockerlint also has rules about mounts and stages; these two of them report a secret that stays in an image.
DOCKERLINT_EXTRA_RULES = {"secret-mount-persisted", "credentialed-stage-shipped"}


class Flag(NamedTuple):
    """A finding: `line` from 1, the rule that made it, and the lines that it names besides."""

    line: int
    rule: str
    confidence: str = ""
    message: str = ""
    related: tuple[int, ...] = ()


class Report(NamedTuple):
    """What a tool said about each file; `failed` are the files that it could not read or did not finish."""

    flags: Mapping[Path, list[Flag]]
    failed: frozenset[Path]


Tool = Callable[[Sequence[Path], Sequence[str]], Report]


def program(name: str) -> str | None:
    """The path of a command, looked up beside this Python first and then on PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def available() -> dict[str, Tool]:
    """The tools that this machine has, by name."""
    tools: dict[str, tuple[str | None, Tool]] = {
        "dockerlint": (program("dockerlint"), run_dockerlint),
        "buildkit-names": (sys.executable, run_buildkit_names),
        "hadolint": (program("hadolint"), run_hadolint),
        "tally": (program("tally"), run_tally),
        "trivy": (program("trivy"), run_trivy),
    }
    return {name: tool for name, (path, tool) in tools.items() if path}


def run_dockerlint(files: Sequence[Path], extra: Sequence[str]) -> Report:
    """`dockerlint check`; findings of the SEC rules and of the rules in `DOCKERLINT_EXTRA_RULES`."""
    command = [program("dockerlint") or "", "check", "--format", "json", "--exit-zero", *extra]
    return _collect(files, command, _dockerlint_flags)


def run_hadolint(files: Sequence[Path], extra: Sequence[str]) -> Report:
    """The rule DL3064 of hadolint; a file with a parse error (DL1000) counts as failed."""
    command = [program("hadolint") or "", "--no-fail", "--format", "json"]
    return _collect(files, command, _hadolint_flags)


def run_tally(files: Sequence[Path], extra: Sequence[str]) -> Report:
    """The rules of tally that are about secrets."""
    command = [program("tally") or "", "lint", "--format", "json", "--no-config", "--slow-checks", "off"]
    command += ["--fail-level", "none", "--ignore", "*", *(part for rule in TALLY_RULES for part in ("--select", rule))]
    return _collect(files, command, _tally_flags, batch=1)


def run_trivy(files: Sequence[Path], extra: Sequence[str]) -> Report:
    """The rule DS-0031 of trivy and its scanner for tokens in any file, with the checks built into the program."""
    command = [program("trivy") or "", "filesystem", "--scanners", "misconfig,secret", "--skip-check-update"]
    command += ["--offline-scan", "--quiet", "--format", "json"]
    flags: dict[Path, list[Flag]] = {file: [] for file in files}
    folder = _common_folder(files)
    document = _run_json([*command, str(folder)])
    for result in document.get("Results", []) if isinstance(document, dict) else []:
        path = folder / result["Target"]
        if path in flags:
            flags[path] += _trivy_flags(result)
    return Report(flags, frozenset(files) if document is None else frozenset())


def run_buildkit_names(files: Sequence[Path], extra: Sequence[str]) -> Report:
    """BuildKit's SecretsUsedInArgOrEnv: names only (dockerfile2llb/validations.go), not before FROM, not in ONBUILD."""
    deny = re.compile(r"(?i)(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)")
    allow = re.compile(r"(?i)(?:_|^)(?:public|file|version)(?:_|$)")
    flags: dict[Path, list[Flag]] = {}
    for file in files:
        flags[file], in_stage = [], False
        for item in instructions(read(file)):
            in_stage = in_stage or item.keyword == "FROM"
            if in_stage and item.keyword in {"ARG", "ENV"}:
                names = [name for name in item.variables if deny.search(name) and not allow.search(name)]
                flags[file] += [Flag(item.first, "SecretsUsedInArgOrEnv") for _ in names]
    return Report(flags, frozenset())


def read(path: Path) -> str:
    """A file's text in whatever encoding it has, line ends kept."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        return stream.read()


def _collect(
    files: Sequence[Path],
    command: Sequence[str],
    flags_of: Callable[[Any], Iterable[tuple[str, Flag | None]]],
    batch: int = BATCH,
) -> Report:
    """Runs the command on batches; a batch that fails is run again file by file: a bad file costs no other."""
    flags: dict[Path, list[Flag]] = {file: [] for file in files}
    failed: set[Path] = set()
    pending = [files[start : start + batch] for start in range(0, len(files), batch)]
    while pending:
        group = pending.pop(0)
        document = _run_json([*command, *map(str, group)])
        if document is None and len(group) > 1:
            pending += [[file] for file in group]
            continue
        if document is None:
            failed.update(group)
            continue
        for name, flag in flags_of(document):
            path = Path(name)
            if flag is None:
                failed.add(path)
            elif path in flags:
                flags[path].append(flag)
    return Report(flags, frozenset(failed))


def _run_json(command: Sequence[str]) -> Any:
    """The JSON that a command prints, or None when it printed none."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False)
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None


def _dockerlint_flags(document: Any) -> Iterator[tuple[str, Flag | None]]:
    for error in document.get("errors", []):
        if error.get("path"):
            yield error["path"], None
    for finding in document["findings"]:
        if finding["code"].startswith("SEC") or finding["name"] in DOCKERLINT_EXTRA_RULES:
            related = tuple(place["start"]["line"] for place in finding["related"] if place["path"] == finding["path"])
            rule = f"{finding['code']} {finding['name']}"
            line = finding["start"]["line"]
            yield finding["path"], Flag(line, rule, finding["confidence"], finding["message"], related)


def _hadolint_flags(document: Any) -> Iterator[tuple[str, Flag | None]]:
    for finding in document:
        if finding["code"] == "DL3064":
            yield finding["file"], Flag(finding["line"], "DL3064")
        elif finding["code"] == "DL1000":
            yield finding["file"], None


def _tally_flags(document: Any) -> Iterator[tuple[str, Flag | None]]:
    for file in document["files"]:
        for finding in file["violations"]:
            if finding["rule"] in TALLY_RULES:
                start = finding["location"]["start"]
                yield finding["location"]["file"], Flag(start["line"], finding["rule"])


def _trivy_flags(result: Any) -> Iterator[Flag]:
    for finding in result.get("Misconfigurations") or []:
        if finding["ID"] in TRIVY_RULES:
            yield Flag(finding["CauseMetadata"].get("StartLine", 1), "DS-0031")
    for finding in result.get("Secrets") or []:
        yield Flag(finding["StartLine"], f"secret:{finding['RuleID']}")


def _common_folder(files: Sequence[Path]) -> Path:
    return files[0].parent.parent
