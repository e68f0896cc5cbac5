"""Programs that compile while they run: their image needs the compiler that a split would leave behind.

For Python the ways to do so are those of the packages' own documentation: cffi's ``verify``, Cython's ``pyximport`` and
``cython.inline``, ``torch.utils.cpp_extension``, ``numpy.f2py.compile``, ``setuptools``' and ``distutils``' compilers,
and packages that call a C compiler for every function (PyTensor and its forerunners, Triton, cppimport, pysteps).  For
Java they are the modules that only a JDK has (java.compiler's providers, jdk.jshell, jdk.jdi, jdk.attach).  In any
language a program may call a compiler by its name.
"""

from __future__ import annotations

import posixpath

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.called import STARTS, running_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.pattern import Pattern
    from dockerlint.staging.survey import Survey

_CFFI = lazy(r"\bcffi\b|\bFFI\(")
_VERIFY = lazy(r"\b(?:ffi|FFI\(\)|_ffi|ffibuilder|builder)\w*\.verify\(")
_PACKAGES = lazy(
    r"\b(pyximport|cppimport|cython\.inline|cpp_extension|f2py\.compile|distutils\.ccompiler|weave\.inline)\b"
    r"|(?:^|\n)\s*(?:from|import)\s+(theano|aesara|pytensor|triton)\b"
)
_OF_A_JDK = lazy(r"\b(getSystemJavaCompiler|jdk\.jshell|com\.sun\.(?:tools|source|jdi)|sun\.jvmstat)\b")
_CALLS = lazy(
    STARTS
    + r"(gcc|cc|g\+\+|c\+\+|clang|clang\+\+|tcc|gfortran|rustc|cargo|javac|ghc|ocamlopt|fpc|nim|make|cmake|ninja)"
    r"(?=[ \"'`]|-\d)"
)


def compiles_late(survey: Survey) -> str | None:
    """What in the project's sources compiles while the program runs, and where; None when nothing is seen to."""
    for path, text in running_sources(survey):
        found = next(_compiling(path, text), None)
        if found is not None:
            return f"{found} in {posixpath.basename(path)}"
    return None


def _compiling(path: str, text: str) -> Iterator[str]:
    """The ways to compile that a source has, for a message."""
    if path.endswith(".py"):
        if _CFFI.search(text) and _VERIFY.search(text):
            yield "cffi's `verify`"
        yield from _in_lines(_PACKAGES, text, "#")
    if path.endswith((".java", ".kt", ".scala")):
        yield from _in_lines(_OF_A_JDK, text, "//")
    yield from _in_lines(_CALLS, text, ("#", "//"))


def _in_lines(pattern: Pattern[str], text: str, comment: str | tuple[str, ...]) -> Iterator[str]:
    """What the last groups of ``pattern`` match in lines that are no comments."""
    for line in text.splitlines() if pattern.search(text) else ():
        match = pattern.search(line)
        if match is not None and not line.lstrip().startswith(comment):
            yield f"`{next(group for group in match.groups() if group)}`"
