"""How images are reached."""

from __future__ import annotations

from dockerlint.image.values import Limits
from dockerlint.record import NamedTuple


class Access(NamedTuple):
    """``platform`` narrows indexes ("" takes all).  ``insecure`` are registries that may be asked by plain HTTP or with
    an unknown certificate, ``mirrors`` are asked before Docker Hub.  ``timeout`` is how many seconds a registry may
    stay silent; ``retries`` how often a request is repeated.  Copies go to ``scratch`` for the time of a scan.
    ``asks_for_attached``: whether a registry is asked what refers to an image (attestations, signatures), which takes
    four or five requests for each digest.
    """

    platform: str = ""
    insecure: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    timeout: float = 60.0
    retries: int = 4
    limits: Limits = Limits()
    scratch: str = ""
    asks_for_attached: bool = True
