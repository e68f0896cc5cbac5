"""What the documentation shows is what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dockerlint import __version__
from dockerlint.cli.arguments import check_parser
from dockerlint.engine.config import Configs
from dockerlint.engine.config_file import KEYS
from dockerlint.rules import load_rules

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_the_generated_pages_and_blocks_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "generate-docs", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_readme_shows_the_help_text() -> None:
    assert f"```text\n{check_parser().format_help()}```" in README


def test_the_readmes_configuration_is_valid_and_names_every_key(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.+?)```", README, re.DOTALL)
    assert block is not None
    (tmp_path / "dockerlint.toml").write_text(block.group(1))
    assert Configs(load_rules()).of(str(tmp_path / "Dockerfile")).exclude == ("third_party/",)
    assert set(tomllib.loads(block.group(1))) == set(KEYS)


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "docs/rules/README.md", "CHANGELOG.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_the_readme_and_the_hooks_name_the_same_hooks() -> None:
    hooks = set(re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE))
    assert set(re.findall(r"- id: (\S+)", README)) == hooks == {"dockerlint", "dockerlint-fix", "dockerlint-callers"}


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == __version__
    assert f"## {__version__}\n" in (ROOT / "CHANGELOG.md").read_text()


def test_every_decision_has_a_number_and_a_title() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    for name in names:
        assert re.match(rf"# {int(name[:4])}\. \S", (ROOT / "docs" / "adr" / name).read_text())
