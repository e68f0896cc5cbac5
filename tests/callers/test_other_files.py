"""Files that only might have been callers are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callers import bed

OTHERS = {
    "values.yaml": b"image: alpine\nrun: docker build .\n",
    "LICENSE": b"You may docker build this.\n",
    "Vagrantfile": b"config.vm.provision 'docker build .'\n",
    ".gitlab-ci.yml": b"a: [\n",
    "notes": b"\xff\xfe docker build\n",
    "tool": b"#!/usr/bin/env python3\nprint('docker build .')\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_met_in_a_folder_is_not_read_as_a_dockerfile(name: str, tmp_path: Path) -> None:
    folder = bed.repository({"Dockerfile": b"FROM scratch\n", name: OTHERS[name]}, tmp_path / "repository")
    assert bed.report(folder)["findings"] == []
    assert bed.tree(folder)[name] == OTHERS[name]


def test_a_file_that_is_named_is_read_as_a_dockerfile_as_before(tmp_path: Path) -> None:
    folder = bed.repository({"recipe": b"FROM scratch\nARG NPM_TOKEN\nRUN npm ci\n"}, tmp_path / "repository")
    outcome = bed.run(folder, "check", "recipe")
    assert "secret-in-arg" in outcome.output
