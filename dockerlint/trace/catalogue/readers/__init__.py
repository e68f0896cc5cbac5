"""What the files hold that tools read credentials from, by the formats of those tools.

``syntax`` takes a file apart, ``slots`` says which values in it are credentials, and the other modules name the
formats of one family of tools each.  The same readers serve the build context and built images.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.readers.credential import Credential
from dockerlint.trace.catalogue.readers.reading import read

__all__ = ["Credential", "read"]
