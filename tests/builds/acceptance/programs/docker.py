"""Stands before docker: builds are done, all else is not.  The first argument is docker's client."""

import os
import secrets
import sys

_VALUED = ("--context", "--host", "-H", "--config", "--log-level", "-l", "-f", "--file", "-p", "--project-name")


def main(client: str, arguments: list[str]) -> None:
    # Docker's own plugins start its client again by its own name.
    if any(word.startswith("docker-cli-plugin") for word in arguments) or _is_build(arguments):
        if os.environ.get("DOCKER_BUILDKIT") == "0" and arguments[0] == "build":
            # The classic builder never gets to buildx, where the others are given the same.
            image = f"{os.environ['PROOF_RUN']}/{secrets.token_hex(4)}.iid"
            arguments[1:1] = ["--no-cache", "--network", "host", "--iidfile", image]
        os.execv(client, [client, *arguments])
    sys.exit(0)


def _is_build(arguments: list[str]) -> bool:
    words, verbs = iter(arguments), []
    for word in words:
        if word in _VALUED:
            next(words, None)
        elif not word.startswith("-"):
            verbs.append(word)
    if verbs[:1] in (["buildx"], ["compose"], ["image"], ["builder"]):
        verbs = verbs[1:]
    return verbs[:1] in (["build"], ["b"], ["bake"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
