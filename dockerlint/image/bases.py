"""Base images by the digests of their layers: what they bring is inherited, neither guessed nor dropped.

A base is given as an image, or as a list (TOML): ``[[layer]]`` tables with ``diff_id``, ``name``, ``reason`` and, if
the judgement is to end one day, ``expires``.
"""

from __future__ import annotations

import os
import re
from datetime import date

from dockerlint.engine.config import ConfigError
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.image.source import Access
    from dockerlint.image.verdict import Leak

_KEYS = ("diff_id", "name", "reason", "expires")
_DIFF_ID = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")


class Bases(NamedTuple):
    """Layers by diffID with the name of the base image that they are of."""

    layers: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def name_of(self, diff_id: str) -> str:
        """The base image that the layer is of, "" where it is of none."""
        return dict(self.layers).get(diff_id, "")

    def note(self, leaks: Iterable[Leak]) -> list[Leak]:
        """The leaks, those that are wholly in layers of a base image with a note of it."""
        return [self._noted(leak) for leak in leaks]

    def _noted(self, leak: Leak) -> Leak:
        names = {
            self.name_of(place.image.layers[place.layer].diff_id) if place.layer >= 0 else "" for place in leak.places
        }
        if len(names) != 1 or not (name := names.pop()):
            return leak
        return leak._replace(notes=(*leak.notes, f"inherited from {name}"))


def read_bases(references: Iterable[str], access: Access) -> Bases:
    """The layers of all ``references``.  Raises ConfigError for a list that is wrong, ImageError for an image."""
    from dockerlint.image.source import open_images

    layers: dict[str, str] = {}
    notes: list[str] = []
    for reference in references:
        if reference.endswith(".toml") and os.path.isfile(reference):
            _read_list(reference, layers, notes)
            continue
        with open_images(reference, access) as images:
            for image in images:
                layers.update({layer.diff_id: reference for layer in image.layers if layer.diff_id})
    return Bases(tuple(layers.items()), tuple(notes))


def _read_list(path: str, layers: dict[str, str], notes: list[str]) -> None:
    from dockerlint.image.allow import read_entries

    entries = read_entries(path, "layer", _KEYS, ("diff_id", "name", "reason"))
    for number, entry in enumerate(entries, 1):
        if not _DIFF_ID.fullmatch(str(entry["diff_id"])):
            raise ConfigError(
                f"{path}: [[layer]] number {number}: diff_id is the digest of a layer's tar, sha256: and 64 digits"
            )
        expires = entry.get("expires")
        if isinstance(expires, date) and expires < date.today():
            notes.append(f"{path}: that {str(entry['diff_id'])[:19]} is of {entry['name']} ended on {expires}")
        else:
            layers[str(entry["diff_id"])] = str(entry["name"])
