"""Files in files: archives, packages, compressed files, Git's objects; one level at a time, nothing written to disk.

What begins like an archive and is none, or is damaged, is searched as the bytes that it is: nobody can unpack it.
A format that is recognised and cannot be read is said.
"""

from __future__ import annotations

from dockerlint.image.unpacking.archives import unpack
from dockerlint.image.unpacking.kinds import is_archive

__all__ = ["is_archive", "unpack"]
