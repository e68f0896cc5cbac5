"""Whether a Dockerfile's text mentions anything that builds: a cheap test before its commands are read for it."""

from __future__ import annotations

from dockerlint.trace.pieces import Mentions

# Texts, not a pattern: see interest.py.
_MENTIONS = Mentions((
    "make", "gcc", "g++", "clang", "cargo", "rustc", "golang", "go build", "go install", "go get", "mvn", "maven",
    "gradle", "javac", "build-base",
    "build-essential", "-dev", "-devel", "alpine-sdk", "run build", "yarn build", "pnpm build", "npm run", "dotnet",
    "mix ", "sbt", "lein", "ant ", "ninja",
    "meson", "stack ", "cabal", "swift", "type=secret", "type=ssh", "tsc", "webpack", "vite", "next build",
    "ng build", "zig ", "--from", " .\n", " . ", "pip install -e", "gem build",
    "gem install", "composer", "build.sh", "compile.sh", "build_ext", "bazel", "crystal", "nim ",
))  # fmt: skip


def mentions_build(text: str) -> bool:
    """Whether ``text``, a whole Dockerfile's, may build something or use a credential to do so."""
    return bool(_MENTIONS.found(text.lower()))
