"""A secret in a built image as reports tell it: what it is, and every place where it lies; never its value."""

from __future__ import annotations

from dockerlint.record import NamedTuple


class BuiltPlace(NamedTuple):
    """One place of a secret in an image.

    ``layer`` counts from 1, the lowest; None for a place in the configuration, the history or an attestation, which
    ``path`` then names (``config.Env NPM_TOKEN``).  ``inner`` leads on into archives, from the outside in.  ``aspect``
    is ``content``, ``name``, ``link target`` or ``metadata KEY``.  ``line`` counts from 1, 0 where the content is no
    text; ``offset`` is in bytes of the innermost content, -1 where there is none.  ``state`` is ``final`` (in the file
    system of a container), ``hidden`` (a later layer, ``hidden_by``, removed or replaced the file, the blob still holds
    it), ``configuration``, ``history`` or ``attestation``.  ``instruction`` is the step that made the layer, secrets
    masked.
    """

    platform: str
    layer: int | None
    diff_id: str
    path: str
    inner: tuple[str, ...]
    aspect: str
    line: int
    offset: int
    encoding: str
    state: str
    hidden_by: int | None
    instruction: str

    @property
    def where(self) -> str:
        """The layer, or what else holds it: ``layer 3``, ``layer 2, hidden by layer 4``, ``configuration``."""
        if self.layer is None:
            return self.state
        return f"layer {self.layer}" + (f", hidden by layer {self.hidden_by}," if self.hidden_by is not None else "")

    def __str__(self) -> str:
        place = "!".join((self.path if self.layer is None else f"/{self.path}", *self.inner))
        line = f":{self.line}" if self.line else ""
        aspect = "" if self.aspect == "content" else f" ({self.aspect})"
        return f"{place}{line}{aspect}"


class Built(NamedTuple):
    """One secret of an image.  ``fingerprint`` is the same wherever the same value is found; ``length`` in characters.

    ``notes`` are evidence (``the checksum is right``, ``shipped by Debian package openssl 3.0``).
    """

    reference: str
    kind: str
    fingerprint: str
    hint: str
    length: int
    notes: tuple[str, ...]
    places: tuple[BuiltPlace, ...]
