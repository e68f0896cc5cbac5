"""The rules about built images, in the order in which they claim a secret that lies in several places."""

from __future__ import annotations

from dockerlint.image.rules import (
    secret_in_attestation,
    secret_in_hidden_file,
    secret_in_image_config,
    secret_in_image_file,
    secret_in_image_history,
)
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.rule import ImageRule

IMAGE_RULES: tuple[ImageRule, ...] = (
    secret_in_image_config.RULE,
    secret_in_image_history.RULE,
    secret_in_image_file.RULE,
    secret_in_hidden_file.RULE,
    secret_in_attestation.RULE,
)
