"""Stands in for sudo: the command gets a clean environment with what ``--preserve-env=`` and ``NAME=value`` give."""

import os
import sys


def main(arguments: list[str]) -> None:
    kept = {"PATH", "TMPDIR", "HOME", "BUILDAH_ISOLATION"}
    kept |= {name for name in os.environ if name.startswith("PROOF_")}
    given = {}
    while arguments and (arguments[0].startswith("-") or "=" in arguments[0]):
        word = arguments.pop(0)
        if word.startswith("--preserve-env="):
            kept |= set(word.partition("=")[2].split(","))
        elif word == "-E":
            kept |= set(os.environ)
        else:
            name, _, value = word.partition("=")
            given[name] = value
    environment = {name: os.environ[name] for name in kept if name in os.environ} | given
    os.execvpe(arguments[0], arguments, environment)


if __name__ == "__main__":
    main(sys.argv[1:])
