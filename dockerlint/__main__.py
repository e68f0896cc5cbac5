"""``python -m dockerlint``."""

from dockerlint.cli import run

run()
