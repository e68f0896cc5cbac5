"""A listing is searched for credential files as each of its paths is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace.catalogue.paths import is_suspect, suspects

PATHS = st.lists(
    st.lists(
        st.sampled_from(["a", "B", "/", ".", "env", "id_rsa", "KEY", ".ssh/", "private", ".pem", "json", "'", '"']),
        min_size=1,
        max_size=5,
    ).map("".join),
    max_size=6,
).map(tuple)  # fmt: skip


@given(PATHS)
def test_a_listing_is_judged_path_by_path(paths: tuple[str, ...]) -> None:
    assert suspects(paths) == tuple(path for path in paths if is_suspect(path))
