"""A mount on a RUN of thousands of lines is confirmed by the RUN's head, and comes out as on a short one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from dockerlint.model import read_dockerfile
from dockerlint.rewrite import reading
from dockerlint.rewrite.mounts import add_mounts
from dockerlint.syntax import parse
from dockerlint.text import Source

if TYPE_CHECKING:
    from dockerlint.syntax.items import Parsed

LINES = (
    "  apt-get update && \\", "  echo 'a \\", "  b'; \\", "  # a note", "", "  [ -e /x ] || \\", "  cat \"$A\" | b \\",
    "  x=`date` \\", "  [\"a\"] \\", "  <<E \\", "--mount=type=ssh \\", "  && \\\r",
)  # fmt: skip
HEADS = (
    "RUN a; \\",
    "RUN --network=none a && \\",
    'RUN --mount="type=ssh \\',
    "RUN \\",
    'RUN ["a", \\',
    "ONBUILD RUN a; \\",
)
PRELUDES = ((), ('A="$(cat /run/secrets/a)"',), ('A="[b"', "export A"))


@given(
    st.sampled_from(HEADS), st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(PRELUDES),
    st.sampled_from(("  true\n", "  true", '  "b"]\n')),
)  # fmt: skip
def test_the_head_tells_what_the_whole_tells(head: str, lines: list[str], prelude: tuple[str, ...], end: str) -> None:
    source = Source("\n".join(("FROM a", head, *lines, end)), "Dockerfile")
    file = read_dockerfile(source)
    for run in file.instructions[1:]:
        if run.keyword not in ("RUN", "ONBUILD"):
            continue
        whole = add_mounts(source, "\\", run, ["type=secret,id=a"], prelude)
        with mock.patch.object(reading, "_LONG", 0), mock.patch.object(reading, "_AHEAD", 0):
            assert add_mounts(source, "\\", run, ["type=secret,id=a"], prelude) == whole


def test_of_a_long_run_only_the_head_is_read_back() -> None:
    lines = [f"  curl -o /f{number} https://example.org/{number} && \\" for number in range(2_000)]
    source = Source("\n".join(("FROM a", "RUN set -e; \\", *lines, "  true\n")), "Dockerfile")
    run = read_dockerfile(source).instructions[1]
    read: list[str] = []

    def parse_noted(text: str) -> Parsed:
        read.append(text)
        return parse(text)

    with mock.patch.object(reading, "parse", parse_noted):
        edits = add_mounts(source, "\\", run, ["type=secret,id=a"], ('A="$(cat /run/secrets/a)"',))
    assert isinstance(edits, tuple)
    assert max(map(len, read)) < 2_000
