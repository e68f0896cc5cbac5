"""The package managers of an image: what they installed, by their own databases."""

from __future__ import annotations

from dockerlint.image.packages.databases import is_database
from dockerlint.image.packages.owners import Packages

__all__ = ["Packages", "is_database"]
