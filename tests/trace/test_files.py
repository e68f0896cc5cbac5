"""Paths made absolute, and the files of a stage that hold credentials."""

from __future__ import annotations

import pytest

from dockerlint.trace.filesystem import FileSystem, absolute
from tests.trace.show import follow


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/../b", "/b"),
        ("a", "/w/a"),
        ("./a/", "/w/a"),
        ("..", "/"),
        ("~", "/h"),
        ("~/.npmrc", "/h/.npmrc"),
        ("$HOME/a", "/h/a"),
        ("${HOME}/a", "/h/a"),
        ("$HOMER/a", "$HOMER/a"),
        ("~user/a", "/w/~user/a"),
        ("${DIR}/a", "${DIR}/a"),
        ("a/${X}", "/w/a/${X}"),
    ],
)
def test_a_path_is_made_absolute(path: str, expected: str) -> None:
    assert absolute(path, "/w", "/h") == expected


def system(*paths: str) -> FileSystem:
    found = follow("FROM a\nARG T_TOKEN\n" + "".join(f"RUN echo $T_TOKEN > {path}\n" for path in paths))
    return found.files[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/d/f", ["/d/f"]),
        ("/d", ["/d/f", "/d/e/g"]),
        ("/d/", ["/d/f", "/d/e/g"]),
        ("/", ["/d/f", "/d/e/g", "/dd"]),
        ("/d*", ["/d/f", "/d/e/g", "/dd"]),
        ("/d/[ef]", ["/d/f", "/d/e/g"]),
        ("/?/f", ["/d/f"]),
        ("/x", []),
        ("/D", []),
    ],
)
def test_a_path_covers_itself_what_is_below_and_what_its_wildcards_match(path: str, expected: list[str]) -> None:
    assert [holding.path for holding in system("/d/f", "/d/e/g", "/dd").below(path)] == expected


def test_a_stage_starts_with_the_files_of_its_parent_and_keeps_its_own() -> None:
    found = follow("FROM a AS x\nARG T_TOKEN\nRUN echo $T_TOKEN > /f\nFROM x\nRUN echo $T_TOKEN > /g\nFROM a\n")
    assert {index: [each.path for each in files.all()] for index, files in found.files.items()} == {
        0: ["/f"],
        1: ["/f", "/g"],
        2: [],
    }


@pytest.mark.parametrize(
    ("command", "is_secret"),
    [
        ('echo "$DEPLOY" > ~/.ssh/id_rsa', True),
        ('printf "%s" "$DEPLOY" > /root/.ssh/id_ed25519 && rm /root/.ssh/id_ed25519', True),
        ('echo "$DEPLOY" | base64 -d > ~/.ssh/id_rsa', True),
        ('echo "$DEPLOY" > ~/.ssh/id_rsa.pub', False),
        ('echo "Host $DEPLOY" > ~/.ssh/config', False),
        ('echo "$DEPLOY" > ~/.ssh/known_hosts', False),
        ('echo "$DEPLOY" > /etc/motd', False),
    ],
)
def test_a_build_argument_of_any_name_that_is_all_of_a_private_keys_file_is_one(command: str, is_secret: bool) -> None:
    found = follow(f"FROM a\nARG DEPLOY\nRUN {command}\n")
    assert [(each.name, each.noun) for each in found.variables] == ([("DEPLOY", "private key")] if is_secret else [])


@pytest.mark.parametrize(
    ("command", "is_secret"),
    [
        ('echo "//registry.example.com/:_authToken=$CI_VALUE" > .npmrc', True),
        ("echo '//registry.example.com/:_authToken='${CI_VALUE} >> ~/.npmrc", True),
        ('echo "machine example.com login ci password $CI_VALUE" > ~/.netrc', True),
        ("printf 'npmAuthToken: \"%s\"' x > .yarnrc.yml", False),
        ('echo "npmAuthToken: \\"$CI_VALUE\\"" > .yarnrc.yml', True),
        ("cat > ~/.pypirc <<EOF\n[pypi]\nusername = __token__\npassword = ${CI_VALUE}\nEOF\n", True),
        ('echo "registry=$CI_VALUE" > .npmrc', False),
        ('echo "machine $CI_VALUE login ci" > ~/.netrc', False),
        ('echo "password=$CI_VALUE" > notes.md', False),
        ('echo "_authToken=$CI_VALUES" > .npmrc', False),
    ],
)
def test_the_value_of_a_secret_key_in_a_credential_file_is_one_whatever_the_arguments_name(
    command: str, is_secret: bool
) -> None:
    run = f"RUN <<'END'\n{command}\nEND\n" if "\n" in command else f"RUN {command}\n"
    found = follow(f"FROM a\nARG CI_VALUE\n{run}")
    assert [each.name for each in found.variables] == (["CI_VALUE"] if is_secret else [])
