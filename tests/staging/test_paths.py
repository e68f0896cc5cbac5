"""Paths within folders: one question a part of the path says what a look at every folder says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dockerlint.staging.calls import is_below, is_within

PATHS = st.builds(lambda parts: "/" + "/".join(parts), st.lists(st.sampled_from(["a", "b", "ab", "c.d"]), max_size=4))


@given(PATHS, st.frozensets(PATHS, max_size=5))
def test_a_path_is_within_folders_when_it_is_below_one(path: str, folders: frozenset[str]) -> None:
    assert is_within(path, folders) == any(is_below(path, each) for each in folders)
