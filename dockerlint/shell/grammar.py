"""The bash grammar of tree-sitter, loaded on first use.

``import tree_sitter_bash`` runs a package ``__init__`` that imports ``importlib.resources`` for query files nobody here
asks for: 8 to 15 ms, against 0.2 ms for the compiled module beside it.  So the compiled module is taken through the
import system's own finders, which know where packages lie on every platform (wheels, zip imports, frozen programs).
The module keeps no state and its one function returns a pointer to a static table, so a second copy that somebody
imports the ordinary way does no harm.  Whatever goes wrong on this way, the ordinary import is tried.
"""

from __future__ import annotations

import sys

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec

    from tree_sitter import Language, Node

_language: Language | None = None


def parse(data: bytes) -> Node:
    """The root of the tree of ``data``."""
    global _language  # noqa: PLW0603 - the grammar is loaded once a process
    from tree_sitter import Language, Parser

    if _language is None:
        _language = Language(_pointer())
    return Parser(_language).parse(data).root_node


def _pointer() -> object:
    package = "tree_sitter_bash"
    if package not in sys.modules:
        try:
            outer = _find(package, None)
            spec = outer and _find(f"{package}._binding", outer.submodule_search_locations)
            if spec and spec.loader:
                module = spec.loader.create_module(spec)
                if module is not None:
                    spec.loader.exec_module(module)
                    return module.language()
        except Exception:  # noqa: S110 - any finder may be installed; the ordinary import tells what is wrong
            pass
    import tree_sitter_bash

    return tree_sitter_bash.language()


def _find(name: str, path: Sequence[str] | None) -> ModuleSpec | None:
    for finder in sys.meta_path:
        spec = finder.find_spec(name, path)
        if spec is not None:
            return spec
    return None
