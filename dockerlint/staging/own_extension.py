"""Whether the project's own package is written in C, so that installing it on a full interpreter's image compiles"
" it.
"""

from __future__ import annotations

import posixpath

from dockerlint.model.images import parse_reference
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.model import Dockerfile, Stage

_SOURCES = (".c", ".cc", ".cpp", ".pyx", ".rs")
# Files that describe a package of Python or Ruby, and what stands in them when it is compiled.
_PLANS = {
    "setup.py": ("ext_modules", "cythonize", "CFFI", "cffi_modules", "RustExtension"),
    "pyproject.toml": ("maturin", "scikit-build", "mesonpy", "setuptools-rust", "pybind11", "Cython", "ext-modules"),
    "extconf.rb": ("create_makefile",),
}


def compiles_own(file: Dockerfile, stage: Stage) -> bool:
    """Whether the build context holds such a package, and the base image the compiler for it."""
    reference = parse_reference(stage.root_image)
    full = reference.name in ("python", "ruby") and "slim" not in reference.tag and "alpine" not in reference.tag
    context = file.context
    if not full or context is None or not context.known:
        return False
    if not any(path.endswith(_SOURCES) for path in context.files):
        return False
    for path in context.files:
        words = _PLANS.get(posixpath.basename(path))
        if words is not None:
            text = (context.read(path) or b"").decode("utf-8", "replace")
            if any(word in text for word in words):
                return True
    return False
