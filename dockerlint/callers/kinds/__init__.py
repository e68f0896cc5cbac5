"""The kinds of callers, one module a kind: ``read`` finds the builds in a file, ``rewrite`` changes one of them."""
