"""The tables agree with themselves and with the interpreters that read them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from dockerlint.shell import read_script
from dockerlint.trace.catalogue.tools import (
    environment_read,
    files_deleted,
    is_covered,
    matches,
    mentions_reader,
    readers,
    undone_by,
)
from dockerlint.trace.catalogue.tools.index import FAMILIES, find_tool, load_family, tool_of
from dockerlint.trace.catalogue.tools.places import Place
from dockerlint.trace.catalogue.tools.system import INERT
from dockerlint.trace.catalogue.tools.templates import read_template

TOOLS = [tool for family in FAMILIES for tool in load_family(family)]
KNOWN = {
    "HOME": "/root",
    "VIRTUAL_ENV": "/venv",
    "CONDA_PREFIX": "/opt/conda",
    "JBOSS_HOME": "/opt/jboss",
}


def test_every_name_stands_in_one_entry_and_none_of_them_is_inert() -> None:
    names = Counter(name for tool in TOOLS for name in tool.names.split())
    assert [name for name, count in names.items() if count > 1 or name in INERT] == []


def test_the_index_lists_the_names_that_the_families_hold() -> None:
    held = {family: {name for tool in load_family(family) for name in tool.names.split()} for family in FAMILIES}
    assert {family: set(names.split()) for family, names in FAMILIES.items()} == held


def test_every_path_says_where_it_starts() -> None:
    paths = {path for tool in TOOLS for path in tool.files.split()}
    paths |= {path for tool in TOOLS for persist in tool.persists for path in persist.paths.split()}
    assert sorted(path for path in paths if not path.startswith(("~/", "./", "/", "$", "{-"))) == []


def test_every_template_captures_something_or_says_no() -> None:
    templates = [(text, read_template(text)) for tool in TOOLS for text in tool.secrets]
    assert [text for text, template in templates if not template.capture and not template.negative] == []
    assert [text for text, template in templates if template.attached and template.prefix] == []


def test_lists_of_sub_commands_are_well_formed() -> None:
    for tool in TOOLS:
        first, *rest = tool.runs.split() or [""]
        assert all(word.startswith("!") == (first == "*") for word in rest), tool.names
        assert not (tool.online and tool.offline), tool.names


@pytest.mark.parametrize(
    ("names", "paths", "undo"),
    [(tool.names, persist.paths, persist.undo) for tool in TOOLS for persist in tool.persists if persist.undo],
)
def test_what_undoes_is_recognised_as_undoing(names: str, paths: str, undo: str) -> None:
    text = re.sub(r"\{[^}]*\}|\b(NAME|KEY|URL)\b", "x", undo)
    command = read_script(text).commands[0]
    gone = (
        *files_deleted(command, "/app", "/root", KNOWN),
        *[each.path for each in undone_by(command, "/root", "/app", KNOWN)],
    )
    kept = Place("/root", "/app", KNOWN).listed(re.sub(r"\{[^}]*\}\S*", "", paths))
    assert any(path in gone or is_covered(path, gone) for path in kept)


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("pip3.11 install x", "pip", 1),
        ("python3 -m pip install x", "pip", 3),
        ("python -B -m twine upload x", "twine", 4),
        ("python -m http.server", "python", 1),
        ("corepack yarn install", "yarn", 2),
        ("bundle exec rake x", "rails", 3),
        ("bundle exec pumactl", "bundle", 1),
        ("php artisan migrate", "artisan", 2),
        ("php -d memory_limit=-1 /usr/bin/composer.phar install", "php", 1),
        ("php /usr/bin/composer.phar install", "composer", 2),
        ("poetry run twine upload x", "twine", 3),
        ("./gradlew build", "gradle", 1),
        ("/usr/local/bin/npm ci", "npm", 1),
    ],
)
def test_the_tool_is_seen_through_what_runs_it(text: str, names: str, first: int) -> None:
    tool, at = tool_of(read_script(text).commands[0])
    assert tool is not None
    assert (tool.names.split()[0], at) == (names, first)


def test_names_that_nobody_knows_find_nothing() -> None:
    assert [find_tool(name) for name in ("", "x", "12", "acme3", "apt-get2x")] == [None] * 5


def test_patterns_match_names_as_the_shell_would() -> None:
    patterns = environment_read(read_script("uv sync").commands[0])
    names = ["UV_INDEX_ACME_PASSWORD", "NETRC", "uv_index", "PIP_INDEX_URL", "XUV_"]
    assert [matches(name, patterns) for name in names] == [True, True, False, False, False]


def test_readers_are_tools_that_read_variables() -> None:
    assert {"aws", "npm", "pip", "gh", "docker"} <= set(readers())
    assert not {"rm", "openssl", "make"} & set(readers())


def test_texts_that_name_a_reader_are_told_apart_cheaply() -> None:
    texts = ["a&&npm ci", "/usr/bin/aws s3 ls", "x=$(gh api y)", "make all", "echo npmx", "useradd awsome"]
    assert [mentions_reader(text) for text in texts] == [True, True, True, False, False, False]
