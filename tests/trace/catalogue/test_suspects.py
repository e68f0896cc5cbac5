"""A listing is searched for credential files as each of its paths is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace.catalogue import paths as paths_of
from dockerlint.trace.catalogue import questions, urls
from dockerlint.trace.catalogue.file_kinds import KNOWN
from dockerlint.trace.catalogue.suspects import LAST_NAMES, is_suspect, suspects

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


def test_the_names_of_all_kinds_are_suspect() -> None:
    assert {name.rpartition("/")[2] for known in KNOWN for name in known.names} == LAST_NAMES


@given(PATHS, PATHS)
def test_a_glance_answers_as_a_close_look_does(sources: tuple[str, ...], targets: tuple[str, ...]) -> None:
    for source in sources:
        for target in (*targets, ""):
            assert questions.classify_path(source, target) == paths_of.classify_path(source, target)


@given(
    st.lists(st.sampled_from(["https", "://", ":\\/\\/", "u", ":", "@", "?", "token=", "Xk29", "/", " ", "$A"])).map(
        "".join
    )
)
def test_a_text_without_a_user_or_a_query_has_no_url_with_a_credential(text: str) -> None:
    assert questions.find_urls_with_credentials(text) == urls.find_urls_with_credentials(text)
