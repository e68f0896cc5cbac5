"""What an image calls its files and steps is told without the credentials in it."""

from __future__ import annotations

import pytest

from dockerlint.engine.masking import MASK
from dockerlint.image.masking import masked_text, masked_values
from tests.image.tokens import github_token

TOKEN = github_token(5)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/srv/app", "/srv/app"),
        (f"/srv/{TOKEN}/a", f"/srv/{MASK}/a"),
        (f"/srv/{TOKEN}/{TOKEN}", f"/srv/{MASK}/{MASK}"),
        (f"/é\udcff/{TOKEN}é", f"/é\udcff/{MASK}é"),
        (f"https://ops:{TOKEN[8:30]}@git.corp.internal/x", f"https://ops:{MASK}@git.corp.internal/x"),
    ],
)
def test_a_credential_in_a_name_is_masked(text: str, shown: str) -> None:
    assert masked_text(text) == shown


def test_a_name_that_nobody_can_read_is_cut() -> None:
    assert len(masked_text("a" * 1_000_000)) == (1 << 16) + 1


def test_values_are_masked_the_longest_first() -> None:
    assert masked_values("a=secret b=secretive", ["secret", "", "secretive"]) == f"a={MASK} b={MASK}"
