"""What of an image is no file, searched: configuration, history, manifests with their annotations, attestations."""

from __future__ import annotations

from itertools import chain, takewhile

from dockerlint.image.outside.attestation import embedded_dockerfile, in_documents
from dockerlint.image.outside.configuration import in_configuration
from dockerlint.image.outside.found import OutsideFound
from dockerlint.image.outside.steps import in_history
from dockerlint.image.room import Enough
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.image.values import Image
    from dockerlint.rule import Rule

__all__ = ["OutsideFound", "embedded_dockerfile", "search_outside"]


def search_outside(image: Image, rules: Iterable[Rule], enough: Enough | None = None) -> list[OutsideFound]:
    """Every credential in ``image`` outside of its layers, each value once at each place, until there is ``enough``.

    ``rules`` are those for Dockerfiles: they read the history and the settings as one.  The descriptions of single
    layers in older ``docker save`` archives repeat the configuration, so they tell only what nothing else tells.
    """
    from dockerlint.image.history import render_history

    rules = tuple(rules)
    history = render_history(image, image.name)
    everything = chain(
        in_configuration(image, history, rules), in_history(image, history, rules), in_documents(image.documents, rules)
    )
    room = enough or Enough()
    found = list(takewhile(lambda each: room.takes(each.found.evidence), everything))
    known = {each.found.evidence.fingerprint for each in found if not each.repeats}
    kept = (each for each in found if not each.repeats or each.found.evidence.fingerprint not in known)
    return list({(each.found.evidence.fingerprint, each.found.place): each for each in kept}.values())
