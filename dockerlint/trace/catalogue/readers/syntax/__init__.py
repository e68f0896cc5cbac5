"""Values in files with the names above them and where they stand: one module a syntax.

All are lenient (a half of a file is read too), never raise, and take time and memory that grow with the text only.
Positions are characters of the text that was given.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.readers.syntax.entry import Entry, named

__all__ = ["Entry", "named"]
