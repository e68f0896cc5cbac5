"""Whether a Dockerfile's text mentions anything that builds: a cheap test before its commands are read for it."""

from __future__ import annotations

from dockerlint.trace.pieces import answers, is_long

# Texts, not a pattern: see interest.py.  What most files mention comes first.
_WORDS = (
    "-dev", "make", " . ", "gcc", "--from", " .\n", "g++", "golang", "dotnet", "ant ", "gem install", "composer",
    "go build", "maven", "run build", "build-base", "tsc", "go get", "npm run", "mvn", "clang", "go install", "gradle",
    "build.sh", "build-essential", "alpine-sdk", "yarn build", "pnpm build", "cargo", "rustc", "javac", "mix ", "sbt",
    "lein", "ninja", "meson", "stack ", "cabal", "swift", "type=secret", "type=ssh", "webpack", "vite", "next build",
    "ng build", "zig ", "pip install -e", "gem build", "compile.sh", "build_ext", "bazel", "crystal", "nim ",
)  # fmt: skip
_known: dict[str, bool] = {}  # of pieces of long texts


def mentions_build(text: str) -> bool:
    """Whether ``text``, a whole Dockerfile's, may build something or use a credential to do so."""
    return True in answers(text, _mentions, _known) if is_long(text) else _mentions(text)


def _mentions(text: str) -> bool:
    lower = text.lower()
    for word in _WORDS:  # noqa: SIM110 - a generator would take longer than most of the searches
        if word in lower:
            return True
    return False
