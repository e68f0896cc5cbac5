"""``dockerlint lsp``: the language server, which comes with the extra ``lsp``."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from dockerlint.cli import UsageError


def serve() -> int:
    """Serve standard input and output until the client leaves.  Raises UsageError where pygls is not installed."""
    if find_spec("pygls") is None:
        raise UsageError("the language server needs its extra: pip install 'dockerlint[lsp]'")
    if sys.stdin.isatty():
        print("dockerlint lsp: waiting for an editor on standard input; see docs/editors.md", file=sys.stderr)
    from dockerlint.lsp.server import Server
    from dockerlint.rules import load_rules

    return Server(load_rules()).run()
