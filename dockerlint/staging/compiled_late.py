"""Python programs that compile while they run: their image needs the compiler that a split would leave behind.

The ways to do so are those of the packages' own documentation: cffi's ``verify``, Cython's ``pyximport`` and
``cython.inline``, ``torch.utils.cpp_extension``, ``numpy.f2py.compile``, ``setuptools``' and ``distutils``' compilers,
and packages that call a C compiler for every function (PyTensor and its forerunners, Triton, cppimport, pysteps).
"""

from __future__ import annotations

import posixpath

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.staging.survey import Survey

_CFFI = lazy(r"\bcffi\b|\bFFI\(")
_VERIFY = lazy(r"\b(?:ffi|FFI\(\)|_ffi|ffibuilder|builder)\w*\.verify\(")
_OTHERS = lazy(
    r"\b(pyximport|cppimport|cython\.inline|cpp_extension|f2py\.compile|distutils\.ccompiler|weave\.inline)\b"
    r"|(?:^|\n)\s*(?:from|import)\s+(theano|aesara|pytensor|triton)\b"
)
# These build, and are no part of the running program.
_OF_THE_BUILD = lazy(r"(?:^|/)(?:setup|build|[^/]*_build|build_[^/]*|conftest|test_[^/]*)\.py$|(?:^|/)tests?/")
_MOST = 6_000_000  # characters of sources that are looked through


def compiles_late(survey: Survey) -> str | None:
    """What in the project's sources compiles while the program runs, and where; None when nothing is seen to."""
    left = _MOST
    for path in survey.files:
        if not path.endswith(".py") or _OF_THE_BUILD.search(path):
            continue
        text = survey.read(path) or ""
        left -= len(text)
        if left < 0:
            return None
        name = posixpath.basename(path)
        if _CFFI.search(text) and _VERIFY.search(text):
            return f"cffi's `verify` in {name}"
        for line in text.splitlines() if _OTHERS.search(text) else ():
            match = _OTHERS.search(line)
            if match is not None and not line.lstrip().startswith("#"):
                return f"`{match[1] or match[2]}` in {name}"
    return None
