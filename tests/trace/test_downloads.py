"""The same RUN in two stages downloads twice."""

from __future__ import annotations

from dockerlint.engine.check import check_file
from dockerlint.rules import load_rules
from dockerlint.settings import Settings
from dockerlint.text import Source

STAGE = "FROM alpine\nRUN aws s3 cp s3://keys/id_rsa /root/.ssh/id_rsa && chmod 400 /root/.ssh/id_rsa\n"


def test_a_download_is_told_in_every_stage() -> None:
    found = check_file(Source(STAGE + STAGE, "Dockerfile"), Settings(), load_rules()).findings
    assert [finding.code for finding in found] == ["SEC203", "SEC203"]
