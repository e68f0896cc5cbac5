"""Stands in for docker, podman, nerdctl and buildctl: Debian's buildah does their builds, and nothing else is done.

The first argument is the name that was called.  ``PROOF_BUILDAH`` is the JSON list that starts buildah, and
``PROOF_IMAGES`` a file that gets a line for every image built.
"""

import json
import os
import subprocess
import sys

# Options that buildah does not know or that decide nothing here; those of the second list take a value.
PLAIN = {"--load", "--push", "--pull", "--no-cache", "-q", "--quiet"}
VALUED = {"--progress", "--cache-from", "--cache-to", "--platform", "--output", "-o", "-t", "--tag", "--builder"}


def main(name: str, arguments: list[str]) -> int:
    if name.startswith("buildctl"):
        arguments = ["build", *_of_buildctl(arguments)]
    else:
        while arguments and arguments[0] in {"buildx", "image", "builder"}:
            arguments = arguments[1:]
    if not arguments or arguments[0] not in {"build", "bud"}:
        return 0
    images = os.environ["PROOF_IMAGES"]
    with open(images, "a+") as file:
        file.seek(0)
        tag = f"{os.environ['PROOF_TAG']}-{len(file.readlines())}"
        file.write(f"{tag}\n")
    command = [*json.loads(os.environ["PROOF_BUILDAH"]), "-t", tag, *_kept(arguments[1:])]
    return subprocess.run(command, check=False).returncode


def _kept(arguments: list[str]) -> list[str]:
    kept = []
    words = iter(arguments)
    for word in words:
        option, has_value, _ = word.partition("=")
        if option in VALUED:
            if not has_value:
                next(words)
        elif option not in PLAIN:
            kept.append(word)
    return kept


def _of_buildctl(arguments: list[str]) -> list[str]:
    """``build --frontend … --opt build-arg:X=Y --secret …`` as docker would say it."""
    kept = []
    words = iter(arguments[1:])
    for word in words:
        value = next(words)
        if word == "--opt" and value.startswith("build-arg:"):
            kept += ["--build-arg", value.removeprefix("build-arg:")]
        elif word == "--secret":
            kept += [word, value]
    return [*kept, "."]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
