"""No word of a finding, a note or a model repeats a secret of the file."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from dockerlint.cli import main


def token() -> str:
    """A token whose check digits are right, put together here."""
    body = "q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5"
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, rest = divmod(number, 62)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[rest] + digits
    return "gh" + "p_" + body + digits.rjust(6, "0")


LINES = (
    "@T@",
    "RUN --@T@ x",
    "USER @T@\nRUN --mount=type=secret,id=a cat /run/secrets/a",
    "RUN --mount=type=secret,id=@T@ cp /run/secrets/@T@ /x",
    "ARG @T@\nRUN curl -H \"Authorization: $@T@\" https://example.com",
    "ARG NPM_TOKEN\nRUN echo $NPM_TOKEN > /x/@T@",
    "ENV A=@T@\nARG NPM_TOKEN\nRUN echo $NPM_TOKEN > /$A/.npmrc\nWORKDIR $A",
    "COPY @T@/id_rsa /@T@/id_rsa",
    "RUN openssl genrsa -out /@T@.key",
    "RUN echo @T@ > /@T@",
    "# dockerlint: ignore[@T@]\nRUN x",
    'CMD ["x","--token","@T@"',
    'RUN ["x","--token","@T@"',
    "LABEL @T@=1",
    "FROM --platform=@T@ b AS @T@",
    'SHELL ["/bin/@T@"]\nRUN x',
    "RUN <<@T@\nx\n@T@",
    "ONBUILD @T@",
    "RUN x@T@ y",
    "RUN echo @T@x y_@T@_z",
)  # fmt: skip


@pytest.mark.parametrize("lines", LINES)
@pytest.mark.parametrize("words", [("check", "--verbose"), ("check", "--format", "json"), ("model",)])
def test_a_token_is_in_no_output_wherever_it_stands_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM a\n" + lines.replace("@T@", token()) + "\n")
    main([*words, str(path)])
    out, err = capsys.readouterr()
    assert out
    assert token().lower() not in f"{out}{err}".lower()
    if words != ("check", "--verbose"):
        json.loads(out)
