"""Which instruction made a layer: the Dockerfile's, as far as one is known and fits, else the history's own text."""

from __future__ import annotations

from dockerlint.image.attribution.advice import Advisor
from dockerlint.image.attribution.origins import Attribution, Origin

__all__ = ["Advisor", "Attribution", "Origin"]
