"""The package managers of an image: what they installed, by their own databases.

:func:`is_database` says which files to take out of a layer, :class:`Inventory` makes small rows of them, and
:class:`Packages` answers who shipped a file.
"""

from __future__ import annotations

from dockerlint.image.packages.databases import is_database
from dockerlint.image.packages.inventory import Inventory
from dockerlint.image.packages.owners import Ownership, Packages

__all__ = ["Inventory", "Ownership", "Packages", "is_database"]
