"""Finding this package's modules by the shortest way.

A check loads 60 to 150 modules, and a third of what each costs is the import system's search: which finder, which
folder, which of several kinds of files.  Of our own modules all that is known.  So the program puts a finder before
the others that reads ``__pycache__/NAME.TAG.pyc`` when the source has the time and the size that are noted in it, as
the import system does (PEP 552).  In any other case it finds nothing, and the import system goes its own way.
"""

from __future__ import annotations

import os
import sys
from marshal import loads

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec, SourceFileLoader
    from types import CodeType

_PACKAGE = "dockerlint"
_COMPILED = "_compiled_file"


def quicken() -> None:
    """Let modules of this package be found by the short way, where it is an ordinary package of sources."""
    if any(finder.__class__ is _Finder for finder in sys.meta_path):
        return
    own = sys.modules[_PACKAGE]
    external = sys.modules.get("_frozen_importlib_external")  # CPython's import system, loaded before all else
    tag = sys.implementation.cache_tag
    usual = tag and not sys.flags.optimize and sys.pycache_prefix is None
    spec = own.__spec__
    if external is None or not usual or spec is None or spec.loader.__class__ is not external.SourceFileLoader:
        return
    sys.meta_path.insert(0, _Finder(own.__path__[0], f".{tag}.pyc", external.MAGIC_NUMBER, spec.__class__))


class _Finder:
    """Finds the modules of the package in ``folder``."""

    def __init__(self, folder: str, ending: str, magic: bytes, spec: type[ModuleSpec]) -> None:
        self._folder = folder
        self._ending = ending
        self._head = magic + b"\0\0\0\0"  # checked by time and size
        self._spec = spec
        self._loader = _loader()

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        parts = name.split(".")
        if parts[0] != _PACKAGE:
            return None
        place = "/".join((self._folder, *parts[1:]))
        return self._found(name, place + ".py", False) or self._found(name, place + "/__init__.py", True)

    def _found(self, name: str, source: str, is_package: bool) -> ModuleSpec | None:
        folder, _, file = source.rpartition("/")
        compiled = f"{folder}/__pycache__/{file[:-3]}{self._ending}"
        try:
            state = os.stat(source)
            with open(compiled, "rb", 0) as opened:
                data = opened.read()
        except OSError:
            return None
        time, size = int(state.st_mtime) & 0xFFFFFFFF, state.st_size & 0xFFFFFFFF
        if data[:16] != self._head + time.to_bytes(4, "little") + size.to_bytes(4, "little"):
            return None
        loader = self._loader(name, source)
        setattr(loader, _COMPILED, data)
        spec = self._spec(name, loader, origin=source, is_package=is_package)
        spec.has_location = True
        spec.cached = compiled
        if is_package:
            spec.submodule_search_locations = [folder]
        return spec


def _loader() -> type[SourceFileLoader]:
    """The import system's loader of sources, but for the code that is read already."""
    usual: type[SourceFileLoader] = sys.modules["_frozen_importlib_external"].SourceFileLoader

    class Loader(usual):  # type: ignore[valid-type, misc]  # known when the program runs
        """Executes the compiled file that the finder has read; the rest is as usual."""

        def get_code(self, fullname: str) -> CodeType | None:
            data = self.__dict__.pop(_COMPILED, None)
            try:
                code: CodeType | None = loads(memoryview(data)[16:]) if data else None  # noqa: S302 - of this package
            except (EOFError, ValueError, TypeError):
                code = None
            if code is None or code.co_filename != self.path:
                code = usual.get_code(self, fullname)
            return code

    return Loader
