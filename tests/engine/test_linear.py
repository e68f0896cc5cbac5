"""A check takes time in proportion to the file, and ends in good time whatever a file holds."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from dockerlint.engine.check import check_file
from dockerlint.engine.result import FileResult
from dockerlint.rules import load_rules
from dockerlint.settings import Settings
from dockerlint.text import Source

RULES = load_rules()
FEW, MANY = 50, 400
ONE = "FROM node:20\nARG NPM_TOKEN\n"
# The head of a file, and a piece that is repeated, with its number for "%d".
SHAPES = {
    "RUNs that read one argument": (ONE, "RUN npm install p%d --token=$NPM_TOKEN\n"),
    "RUNs whose tool reads one argument": (ONE, "RUN npm publish p%d\n"),
    "arguments, each read once": ("FROM a\n", "ARG TOKEN%d\nRUN curl -u me:$TOKEN%d https://example.com\n"),
    "arguments in a trigger": ("FROM a\n", "ONBUILD ARG TOKEN%d\nONBUILD RUN npm ci --token=$TOKEN%d\n"),
    "one argument, declared again": ("FROM a\n", "ARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN --p%d\n"),
    "literals in ENV": ("FROM a\n", "ENV API_TOKEN_%d=abcd0%06defghZ9x\n"),
    "literals in RUN": ("FROM a\n", "RUN git clone https://me:hunter%dZ9x@example.com/%d\n"),
    "files written and removed": (ONE, "RUN echo $NPM_TOKEN > /%d/.npmrc\nRUN rm /%d/.npmrc\n"),
    "one file written again and again": (ONE, "RUN echo $NPM_TOKEN > .npmrc && npm ci %d && rm .npmrc\n"),
    "files copied": ("FROM a\n", "COPY x%d/.npmrc /x%d/.npmrc\n"),
    "stages": ("", "FROM a AS s%d\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN %d\n"),
    "commands of one RUN": (f"{ONE}RUN true", " && \\\n npm install p%d --token=$NPM_TOKEN"),
    "variables made of the one before": ("FROM a\nARG T_TOKEN0\n", "ENV T_TOKEN%d=$T_TOKEN%d\n"),
    "arguments that nothing uses": ("FROM a\n", "ARG OPTION_%d\nRUN curl https://example.com/%d > /x\n"),
    "ordinary instructions": ("FROM a\n", "ARG A_%d=x\nENV B=$A_%d\nRUN apt-get update && apt-get install -y p\n"),
}


def check(text: str) -> FileResult:
    return check_file(Source(text, "Dockerfile"), Settings(), RULES)


def made(shape: str, count: int) -> str:
    head, piece = SHAPES[shape]
    numbers = ((number + 1, number)[-piece.count("%") :] for number in range(count))
    return head + "".join(piece % number for number in numbers) + "\n"


def seconds(shape: str, count: int) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        check(made(shape, count))
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("shape", SHAPES)
def test_eight_times_as_much_takes_about_eight_times_as_long(shape: str) -> None:
    few, many = seconds(shape, FEW), seconds(shape, MANY)
    assert many < 20 * few + 0.05, f"{few:.3f} s, then {many:.3f} s"


HOSTILE = {
    "a line of variables that splits and joins": "ARG B0_TOKEN\nENV C0_TOKEN=$B0_TOKEN\n"
    + "".join(f"ENV B{n + 1}_TOKEN=$B{n}_TOKEN$C{n}_TOKEN C{n + 1}_TOKEN=$C{n}_TOKEN$B{n}_TOKEN\n" for n in range(60))
    + "RUN curl -u me:$B60_TOKEN https://example.com\n",
    "a very long line of variables": "ARG T_TOKEN0\n"
    + "".join(f"ENV T_TOKEN{n + 1}=$T_TOKEN{n}\n" for n in range(3000))
    + "RUN curl -u me:$T_TOKEN3000 https://example.com\n",
    "every RUN may read every argument": "".join(f"ARG T_TOKEN{n}\n" for n in range(400))
    + "".join(f"RUN make {n} && env\n" for n in range(400)),
    "files copied from stage to stage": "ARG T_TOKEN\n"
    + "".join(f"RUN echo $T_TOKEN > /{n}/.npmrc\n" for n in range(300))
    + "".join(f"FROM s{n} AS s{n + 1}\nCOPY --from=s{n} / /{n}\n" for n in range(300)),
    "a stage after another": "".join(f"FROM s{n} AS s{n + 1}\nCOPY --from=s{n} .npmrc .\n" for n in range(2000)),
    "a user with a very long number": f"USER {'9' * 5000}\nRUN useradd -u {'9' * 5000} x\nCOPY --from=² a b\n",
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_what_means_harm_is_checked_in_good_time(shape: str) -> None:
    start = time.process_time()
    result = check(f"FROM a AS s0\n{HOSTILE[shape]}")
    assert time.process_time() - start < 60
    assert [failure.message for failure in result.failures] == (
        ["so many credentials come together here that nothing from line 314 on was looked at"]
        if "stage to stage" in shape
        else []
    )


def test_a_fix_that_would_take_too_much_is_refused_with_the_reason() -> None:
    result = check("FROM a\n" + "".join(f"ARG T_TOKEN{n}\nRUN make {n}\n" for n in range(800)))
    reasons = {finding.no_fix_because for finding in result.findings}
    assert len(result.findings) == 800
    assert (
        "the file has so many credentials and commands that this fix was not worked out; mend others first" in reasons
    )
    assert None in reasons


def test_a_file_of_a_megabyte_takes_less_than_fifty() -> None:
    piece = (
        "# step %d\nARG OPTION_%d=value\nENV SETTING_%d=${OPTION_%d} OTHER=1\nWORKDIR /srv/app%d\n"
        "RUN apt-get update && \\\n    apt-get install -y --no-install-recommends package%d\nLABEL step%d=done\n"
    )
    text = "FROM debian\n" + "".join(piece.replace("%d", str(number)) for number in range(5_000))
    check("FROM debian\nARG T_TOKEN\n")
    tracemalloc.start()
    try:
        check(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(text) > 950_000
    assert peak < 50 * 1024 * 1024
