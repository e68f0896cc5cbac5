"""Files in files: archives, packages, compressed files, Git's objects; one level at a time, nothing written to disk.

What begins like an archive and is none is searched as the bytes that it is: nobody can unpack it.  An archive that is
damaged is read as far as that goes, and said; so is a format that is recognised and cannot be read.  One that is cut
off is not: all that there is of it is looked at, and files like that are in many packages, to test with.

Nothing is needed for what is plain in the file that holds it: Java's class files and modules, .NET's
single files, Go's embedded files, PHP's phar.
"""

from __future__ import annotations

from dockerlint.image.unpacking.archives import unpack
from dockerlint.image.unpacking.budget import Budget, Exhausted
from dockerlint.image.unpacking.kinds import HEAD, is_archive
from dockerlint.image.unpacking.member import Member

__all__ = ["HEAD", "Budget", "Exhausted", "Member", "is_archive", "unpack"]
