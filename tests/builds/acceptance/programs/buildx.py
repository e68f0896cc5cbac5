"""Stands before buildx: builds get the machine's network and no cache, push nothing, and report their images.

The first argument is buildx.  ``PROOF_RUN`` is a folder that gets a JSON file of buildx's metadata for every call.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# Options that need a registry, or a builder of one's own.
_PLAIN = {"--push", "--push=true", "--pull", "--load"}
_VALUED = {"--cache-from", "--cache-to", "--platform"}

# Where Bake looks when it is given no file: docs.docker.com, "Bake file reference", "File lookup".
_FILES = (
    *(
        "compose.yaml",
        "compose.yml",
        "docker-compose.yml",
        "docker-compose.yaml",
        "docker-bake.json",
        "docker-bake.hcl",
    ),
    *("docker-bake.override.json", "docker-bake.override.hcl"),
)


def main(buildx: str, arguments: list[str]) -> int:
    at = next((place for place, word in enumerate(arguments[:4]) if word in ("build", "b", "bake")), -1)
    if at < 0:
        os.execv(buildx, [buildx, *arguments])
    head, kept = [buildx, *arguments[: at + 1]], _kept(arguments[at + 1 :])
    with tempfile.NamedTemporaryFile(dir=os.environ["PROOF_RUN"], suffix=".json", delete=False) as file:
        report = file.name
    own = _value(kept, "--metadata-file")
    added = ["--no-cache", *(() if own else ("--metadata-file", report))]
    if arguments[at] == "bake":
        status = _bake(head, added, kept)
    else:
        status = subprocess.run([*head, *added, "--network", "host", *kept], check=False).returncode
    if own and Path(own).exists():
        shutil.copy(own, report)
    return status


def _bake(head: list[str], added: list[str], kept: list[str]) -> int:
    """Bake with one more file, which gives every target the network; ``--set`` cannot (buildx 0.29)."""
    if not any(word in ("-f", "--file") or word.startswith("--file=") for word in kept):
        added += [word for name in _FILES if Path(name).exists() for word in ("--file", name)]
    given = sys.stdin.buffer.read() if "-" in kept else b""
    shown = subprocess.run([*head, *added, *kept, "--print"], input=given, stdout=subprocess.PIPE, check=False)
    if shown.returncode:
        return shown.returncode
    targets = {name: {"network": "host"} for name in json.loads(shown.stdout)["target"]}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"target": targets}, file)
        file.flush()
        allowed = ["--allow", "network.host", "--allow", "fs=*"]
        return subprocess.run(
            [*head, *added, *kept, "--file", file.name, *allowed], input=given, check=False
        ).returncode


def _kept(arguments: list[str]) -> list[str]:
    """The caller's own words, without what is not to be done here."""
    kept = []
    words = iter(arguments)
    for word in words:
        option, has_value, _ = word.partition("=")
        if option in _VALUED:
            if not has_value:
                next(words)
        elif word not in _PLAIN:
            kept.append(word)
    return kept


def _value(words: list[str], option: str) -> str:
    for place, word in enumerate(words):
        if word == option:
            return words[place + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
