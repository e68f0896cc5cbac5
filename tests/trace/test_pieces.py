"""What a long text is asked about by its pieces is answered as for the whole."""

from __future__ import annotations

import string
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace import pieces
from dockerlint.trace.building import mentions_build
from dockerlint.trace.catalogue.token_signs import may_hold_tokens
from dockerlint.trace.catalogue.tokens import find_tokens
from dockerlint.trace.interest import Interest

# Put together here, so that no scanner fires on this repository.
_LETTERS = (string.ascii_letters + string.digits) * 3
_TOKENS = (
    "ghp_" + _LETTERS[:36], "npm_" + _LETTERS[5:41], "SK" + "0f" * 16, "AKIA" + "Q7ZM" * 4,
    "-----BEGIN RSA PRIVATE" + " KEY-----\n" + "MIIE" * 20 + "\n" + "q7Zm" * 9,
    "Authorization: Basic " + "dXNlcjpw" * 3,
)  # fmt: skip
_LINES = st.one_of(
    st.sampled_from((
        *_TOKENS, "RUN make", "RUN npm \\", "  run build", "curl -u a:b", "ARG TOKEN", "apt-get install -y gcc",
        "# é İ",
        "COPY . .", "ENV A=b", "", "useradd -p x", "openssl req", "private",
    )),
    st.text(max_size=20),
)  # fmt: skip
_TEXTS = st.lists(_LINES, max_size=30).map("\n".join)


@given(_TEXTS)
def test_pieces_join_up_and_end_with_their_lines(text: str) -> None:
    found = pieces.pieces(text)
    assert "".join(found) == text
    assert all(piece.endswith("\n") for piece in found[:-1])


@given(st.lists(_TEXTS, min_size=1, max_size=3))
def test_the_answers_are_those_for_the_whole(texts: list[str]) -> None:
    for text in texts:
        whole = asked(text)
        with mock.patch.object(pieces, "_LONG", 1):
            assert asked(text) == whole


def asked(text: str) -> tuple[object, ...]:
    plain, glued = find_tokens(text), find_tokens(text, glued=True)
    return plain, glued, may_hold_tokens(text), mentions_build(text), sorted(Interest(text)._words)


def test_a_change_leaves_the_other_pieces_as_they_are() -> None:
    text = "".join(f"RUN a{number}\n" for number in range(3_000))
    before, after = pieces.pieces(text), pieces.pieces(text.replace("a1500\n", "a1500 b\n"))
    assert len(set(after) - set(before)) <= 2


def test_what_is_known_is_bounded() -> None:
    known: dict[str, int] = {}
    for number in range(40):
        text = "".join(f"{number} {line:06}\n" for line in range(4_000))
        assert pieces.answers(text, len, known) == set(map(len, pieces.pieces(text)))
    assert sum(map(len, known)) <= 8_400_000
    pieces.answers("x" * 900_000, len, known)
    assert max(map(len, known)) <= 2_000
