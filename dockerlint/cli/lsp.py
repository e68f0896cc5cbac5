"""``dockerlint lsp``: the language server, which comes with the extra ``lsp``."""

from __future__ import annotations

from dockerlint.cli import UsageError


def serve() -> int:
    """Serve standard input and output until the client leaves.  Raises UsageError where pygls is not installed."""
    try:
        import pygls  # noqa: F401
    except ImportError:
        raise UsageError("the language server needs its extra: pip install 'dockerlint[lsp]'") from None
    from dockerlint.lsp.server import Server
    from dockerlint.rules import load_rules

    return Server(load_rules()).run()
