"""The table of rules: the modules of this folder in the order of their codes."""

MODULES: tuple[str, ...] = ()
