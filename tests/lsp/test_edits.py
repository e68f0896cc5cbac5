"""After any series of edits the server knows what a fresh check of the final text finds, whatever it remembers."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint import shell
from dockerlint.engine.result import FileResult
from dockerlint.lsp.checking import Checker, Request
from dockerlint.lsp.documents import Document
from dockerlint.lsp.positions import Lines
from dockerlint.rule import Bad
from dockerlint.rules import load_rules
from dockerlint.staging import glance
from dockerlint.syntax import again, parser
from dockerlint.trace import commands, interest, judge, pieces, quiet
from dockerlint.trace.catalogue import questions, token_signs, tokens
from tests.edits import edit_by_edit

RULES = load_rules()
URI = "untitled:Dockerfile"
EXAMPLES = tuple(
    example.before if isinstance(example, Bad) else example.text
    for rule in RULES
    for example in rule.examples
    if isinstance(example, Bad) or hasattr(example, "text")
)
# What changes the meaning of lines far away, and what is of no account.
SMALL = (
    "# a comment\n", "\n", "ARG API_TOKEN\n", "ENV HOME=/srv\n", "ENV NAME=value\n", "WORKDIR /app\n", "USER app\n",
    "ARG NAME=.npmrc\n", "RUN cp $NAME /tmp/x && cat $NAME\n", "RUN curl -fsSL https://example.org/x -o /tmp/x\n",
    "RUN npm ci\n", "RUN rm -rf /root/.npmrc ~/.ssh\n", "COPY . .\n", "FROM debian AS base\n", "FROM base\n",
    'SHELL ["/bin/bash", "-c"]\n', "RUN set -x; env\n", "ENV AWS_SECRET_ACCESS_KEY\n", "RUN aws s3 ls\n",
    "RUN echo $API_TOKEN > ~/.netrc\n", "RUN cd $NAME && git clone https://example.org/a\n", "# escape=`\n",
    "RUN ssh-keygen -t rsa -f /etc/key -N ''\n", "RUN chmod 600 /root/.ssh/id_rsa\n", "RUN pip install x && \\\n",
    "RUN <<EOF\n", "EOF\n", "    cat ~/.netrc\n", "RUN sh -c 'echo $API_TOKEN'\n", "RUN printenv NAME\n",
    'RUN if [ -n "$NAME" ]; then curl $NAME; fi\n', "# dockerlint: ignore\n",
    "RUN if true; thenx curl -u a:$API_TOKEN b; cat ~/.netrc; fi; npm ci; echo '\n",
    "RUN ) ; echo $API_TOKEN > /x; a\n",
    "RUN mv /tmp/x ~/.netrc; cat ~/.netrc\n", "RUN --mount=type=secret,id=n ", "cat /run/secrets/n > /x\n",
    "RUN --mount=type=secret,id=n,env=API_TOKEN curl $API_TOKEN; cat /tmp/x; npm ci\n",
    "RUN --mount=type=secret,id=n,target=/tmp/x cat /tmp/x; cat /tmp/x > ~/.netrc; cp /tmp/x /y; npm ci\n",
)  # fmt: skip
PIECES = st.one_of(st.sampled_from(SMALL), st.sampled_from(EXAMPLES), st.text("aA$_\"'\\ \n#=;&|`(){}<>", max_size=4))


@st.composite
def edited(draw: st.DrawFn) -> list[str]:
    """A text and what becomes of it, edit by edit."""
    text = "".join(draw(st.lists(PIECES, min_size=1, max_size=8)))
    return edit_by_edit(draw, text, PIECES, most=6, longest=40)


def known(checker: Checker, text: str, version: int) -> FileResult:
    document = Document(URI, "dockerfile", version, Lines(text))
    return checker.check(Request(document, {}, "/")).result


def plain(result: FileResult) -> tuple[object, ...]:
    return result._replace(source=None)  # type: ignore[arg-type]  # another object of the same text


# Two states of a text in which one RUN reads the same and does something else with credentials.
STORED = "FROM a\nARG A_TOKEN\nRUN echo $A_TOKEN > "
MISLEADING = (
    ("FROM a\nENV N=b\nRUN echo $N > /token\n", "FROM a\nARG A_TOKEN\nENV N=$A_TOKEN\nRUN echo $N > /token\n"),
    ("FROM a\nARG TO=/f\nRUN base64 -d x > $TO\n", "FROM a\nARG TO=/root/.ssh/id_rsa\nRUN base64 -d x > $TO\n"),
    ("FROM a\nARG SOME_TOKEN\nRUN aws s3 ls\n", "FROM a\nARG AWS_SECRET_ACCESS_KEY\nRUN aws s3 ls\n"),
    (f"{STORED}/f\nRUN cat /token\n", f"{STORED}/token\nRUN cat /token\n"),
    (f"{STORED}/f\nRUN rm -rf /token\n", f"{STORED}/token/f\nRUN rm -rf /token\n"),
    (f"{STORED}/f\nRUN cp /token /h\n", f"{STORED}/token\nRUN cp /token /h\n"),
    ("FROM a\nARG A_TOKEN\nRUN N=b && echo $N > /token\n", "FROM a\nARG A_TOKEN\nRUN N=$A_TOKEN && echo $N > /token\n"),
    ("FROM a\nRUN chmod 600 /root/.ssh/id_rsa\n", "FROM a\nCOPY . /root/\nRUN chmod 600 /root/.ssh/id_rsa\n"),
    (
        "FROM a\nRUN --mount=type=tmpfs,target=/root/.ssh aws s3 cp s3://k/id_rsa /root/.ssh/id_rsa\n",
        "FROM a\nRUN aws s3 cp s3://k/id_rsa /root/.ssh/id_rsa\n",
    ),
    (
        "FROM a\nRUN --mount=type=secret,id=a cat /run/secrets/b > /f\n",
        "FROM a\nRUN --mount=type=secret,id=b cat /run/secrets/b > /f\n",
    ),
    (
        "FROM a\nRUN --mount=type=secret,id=a cp /run/secrets/b /f\n",
        "FROM a\nRUN --mount=type=secret,id=b cp /run/secrets/b /f\n",
    ),
    (  # one command, read otherwise behind what the shell cannot read
        "FROM a\nARG A_TOKEN\nRUN echo \"; echo $A_TOKEN > ~/.netrc\n",
        "FROM a\nARG A_TOKEN\nRUN if; echo $A_TOKEN > ~/.netrc\n",
    ),
    ("FROM a\nUSER app\nRUN cat ~/.npmrc\n", f"{STORED}~/.npmrc\nRUN cat ~/.npmrc\n"),
)  # fmt: skip


@pytest.mark.parametrize(("before", "after"), MISLEADING)
def test_what_stands_elsewhere_counts(before: str, after: str) -> None:
    checker = Checker(RULES)
    findings = []
    for version, text in enumerate((before, after, before)):
        findings.append(plain(known(checker, text, version)))
        forget()
        assert findings[-1] == plain(known(Checker(RULES), text, version))
        forget()
        known(checker, before, version)
    assert findings[0] != findings[1]


# All that is remembered from one check to the next.
MEMORIES: tuple[list[Any] | dict[Any, Any], ...] = (
    again._known, commands._known, glance._toolchains, interest._known, interest._signs, judge._innocent,
    pieces._parted, questions._classified, questions._values, quiet._known, quiet._numbers, shell._long,
    shell._remembered, token_signs._known, tokens._PLAIN_KNOWN, *tokens._SEEN,
)  # fmt: skip


def forget() -> None:
    for memory in MEMORIES:
        memory.clear()


@pytest.mark.parametrize("is_long", [False, True])
@settings(max_examples=150)
@given(edited())
def test_edits_lead_where_a_fresh_check_leads(is_long: bool, texts: list[str]) -> None:
    forget()
    remembered = [memory.copy() for memory in MEMORIES]
    with ExitStack() as patches:
        if is_long:  # a long file, and long RUNs, are read by what has changed in them
            for module, name in ((parser, "_LONG"), (pieces, "_LONG"), (shell, "_LONGEST")):
                patches.enter_context(mock.patch.object(module, name, 1))
        for version, text in enumerate(texts):
            restore(remembered)
            with_memory = plain(known(Checker(RULES), text, version))
            remembered = [memory.copy() for memory in MEMORIES]
            forget()
            assert with_memory == plain(known(Checker(RULES), text, version))


def restore(remembered: list[Any]) -> None:
    forget()
    for memory, before in zip(MEMORIES, remembered, strict=True):
        if isinstance(memory, dict):
            memory.update(before)
        else:
            memory.extend(before)
