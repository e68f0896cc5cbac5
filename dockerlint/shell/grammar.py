"""The bash grammar of tree-sitter, loaded on first use.

``import tree_sitter_bash`` runs a package ``__init__`` that imports ``importlib.resources`` for query files nobody
here asks for: 8 to 15 ms, against 0.2 ms for the compiled module beside it; ``import tree_sitter`` loads ``typing``
for one annotation. So the compiled modules are taken through the import system's own finders, which know where
packages lie on every platform (wheels, zip imports, frozen programs). Neither keeps state that two copies would
share, so one that somebody imports the ordinary way does no harm. Whatever goes wrong on this way, the ordinary
import is tried.

The binding takes ``re.compile`` (for queries) and ``enum.IntEnum`` (for a logger) when it is loaded.  Nobody here has
use for either, so where the two modules, 5 ms of a cold start, are not loaded yet, it is given stand-ins.
"""

from __future__ import annotations

import sys

from dockerlint import pattern
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from tree_sitter import Language, Node

_enum = type(sys)("enum")
_enum.IntEnum = lambda *_: None  # type: ignore[attr-defined]  # made by the binding, never used
_STAND_INS = {"re": pattern, "enum": _enum}

_language: Language | None = None
_bindings: dict[str, ModuleType] = {}


def parse(data: bytes) -> Node:
    """The root of the tree of ``data``."""
    global _language  # noqa: PLW0603 - the grammar is loaded once a process
    library = _binding("tree_sitter")
    if _language is None:
        _language = library.Language(_binding("tree_sitter_bash").language())
    root: Node = library.Parser(_language).parse(data).root_node
    return root


def _binding(package: str) -> ModuleType:
    """The compiled module of a package, by itself unless the package is loaded already or the short way fails."""
    if package in sys.modules:
        return sys.modules[package]
    if package not in _bindings:
        _bindings[package] = _alone(package) or __import__(package)
    return _bindings[package]


def _alone(package: str) -> ModuleType | None:
    lent = {name: standing for name, standing in _STAND_INS.items() if name not in sys.modules}
    try:
        outer = _find(package, None)
        spec = outer and _find(f"{package}._binding", outer.submodule_search_locations)
        sys.modules.update(lent)
        module = spec.loader.create_module(spec) if spec and spec.loader else None
        if spec and spec.loader and module is not None:
            spec.loader.exec_module(module)
            return module
    except Exception:  # noqa: S110 - any finder may be installed; the ordinary import tells what is wrong
        pass
    finally:
        for name in lent:
            sys.modules.pop(name, None)
    return None


def _find(name: str, path: Sequence[str] | None) -> ModuleSpec | None:
    for finder in sys.meta_path:
        spec = finder.find_spec(name, path)
        if spec is not None:
            return spec
    return None
