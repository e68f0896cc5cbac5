"""What fixes promise, run in a shell: nothing is pushed past a scan that fails, a password reaches its login alone.

The scripts are made of pieces at random; ``docker`` and ``dockerlint`` in them are stand-ins that tell what they get.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.callers.scanning.kinds import lacks_of
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Source
from tests.callers.pipelines import fixed
from tests.callers.test_logins import found_in

_STAND_INS = {
    "docker": 'printf "%s\\n" "docker $*" >> "$TOLD"\ncase "$*" in *login*) cat; echo ;; esac >> "$TOLD"\n',
    "dockerlint": 'printf "%s\\n" "scan $*" >> "$TOLD"\nexit ${SCAN:-0}\n',
    "sudo": 'while [ "${1#-}" != "$1" ]; do shift; done; exec "$@"\n',
}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    for name, text in _STAND_INS.items():
        (folder / name).write_text("#!/bin/sh\n" + text)
        (folder / name).chmod(0o755)
    return folder


def run(script: str, tools: Path, **variables: str) -> list[str]:
    """What the stand-ins tell when the script is run by a shell of its own."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        told.touch()
        environment = {"PATH": f"{tools}:{os.environ['PATH']}", "TOLD": str(told), "TAG": "v1", **variables}
        subprocess.run(
            ["sh", "-c", script], env=environment, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=20, check=False,
        )  # fmt: skip
        return told.read_text().splitlines()


_SIMPLE = st.sampled_from(
    ["docker build -t app .", 'docker push "app:$TAG"', "docker push app", "sudo docker push app", "true", "false",
     "docker tag app other", "docker push other", "echo done"]
)  # fmt: skip
_CHAIN = st.lists(_SIMPLE, min_size=1, max_size=4).flatmap(
    lambda words: st.lists(
        st.sampled_from([" && ", "; ", " || "]), min_size=len(words) - 1, max_size=len(words) - 1
    ).map(lambda joiners: "".join(a + b for a, b in zip(words, [*joiners, ""], strict=True)))
)


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map(lambda lines: "".join(f"  {line}\n" for line in lines))
    return st.one_of(
        body.map(lambda text: f"if true; then\n{text}fi"),
        body.map(lambda text: f"for TAG in a b; do\n{text}done"),
        body.map(lambda text: f"f() {{\n{text}}}\nf"),
        body.map(lambda text: f"(\n{text})"),
        body.map(lambda text: f"{{\n{text}}}"),
        inner.map(lambda text: f"if {text}; then true; fi"),
        inner.map(lambda text: f"! {text}"),
    )


_LINE = st.one_of(_CHAIN, _compound(_CHAIN))
_SCRIPT = st.tuples(st.sampled_from(["", "set -e\n"]), st.lists(_LINE, min_size=1, max_size=5)).map(
    lambda parts: parts[0] + "\n".join(parts[1]) + "\n"
)


def remedies(source: Source, kind: str = "script") -> list[tuple[Edit, ...]]:
    return [lack.remedy for lack in lacks_of(source, kind) if not isinstance(lack.remedy, Refusal)]


@settings(max_examples=50)
@given(_SCRIPT)
def test_nothing_that_could_be_fixed_is_pushed_when_the_scan_fails(tools: Path, script: str) -> None:
    after = fixed(script, remedies, "a.sh")
    left = list(lacks_of(Source(after, "a.sh"), "script"))
    pushed = [line for line in run(after, tools, SCAN="1") if line.startswith("docker push")]
    if not left:
        assert pushed == [], after
    assert remedies(Source(after, "a.sh")) == []


@settings(max_examples=50)
@given(_SCRIPT)
def test_a_script_does_what_it_did_when_the_scan_finds_nothing(tools: Path, script: str) -> None:
    after = fixed(script, remedies, "a.sh")
    told = [line for line in run(after, tools) if not line.startswith("scan")]
    assert told == run(script, tools), after


def _recipe(lines: list[tuple[str, str, bool]]) -> str:
    written = []
    for prefix, chain, is_split in lines:
        text = chain.replace("$", "$$")
        written.append(f"\t{prefix}{text.replace(' && ', ' && ' + chr(92) + chr(10) + chr(9)) if is_split else text}\n")
    return "all:\n" + "".join(written)


_PREFIX = st.sampled_from(["", "@", "-", "@-"])
_RECIPE = st.lists(st.tuples(_PREFIX, _CHAIN, st.booleans()), min_size=1, max_size=5).map(_recipe)


@settings(max_examples=30)
@given(_RECIPE)
def test_no_recipe_pushes_past_a_scan_that_fails_nor_does_anything_else_than_before(tools: Path, text: str) -> None:
    after = fixed(text, lambda source: remedies(source, "make"), "Makefile")
    script = 'printf "%s" "$MAKEFILE" > Makefile && make -s'
    if not list(lacks_of(Source(after, "Makefile"), "make")):
        told = run(script, tools, SCAN="1", MAKEFILE=after)
        assert [line for line in told if line.startswith("docker push")] == [], after
    told = [line for line in run(script, tools, MAKEFILE=after) if not line.startswith("scan")]
    assert told == run(script, tools, MAKEFILE=text), after


_PASSWORD = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
_LOGIN = st.sampled_from(
    [
        'docker login -u me -p "$P" registry.example',
        "docker login -u me -p $P registry.example",
        'docker login --password="$P" registry.example --username=me',
        'docker login -u me --password "${P}"',
        "sudo -E docker login -ume -p$P",
        'docker \\\n  login \\\n  -u me \\\n  -p "$P" \\\n  registry.example',
        'true && docker login -u me -p "$P" || exit 1',
        'if docker login -u me -p "$P"; then true; fi',
        'docker --config /tmp login -u me -p "$P"',
    ]
)


@settings(max_examples=30)
@given(_LOGIN, _PASSWORD)
def test_a_password_is_read_from_standard_input_and_told_to_nobody_else(tools: Path, login: str, password: str) -> None:
    def offered(source: Source) -> list[tuple[Edit, ...]]:
        return [finding.fix.edits for finding in found_in(source.text, "a.sh") if finding.fix is not None]

    after = fixed(login + "\n", offered, "a.sh")
    command, *rest = run(after, tools, P=password)
    assert rest == [password]
    assert "--password-stdin" in command.split()
    assert (
        command.replace("--password-stdin", "").split() == _without_password(run(login, tools, P="SECRET")[0]).split()
    )


def _without_password(command: str) -> str:
    """The words of a login without the option of its password."""
    for option in ("--password=SECRET", "--password SECRET", "-p SECRET", "-pSECRET"):
        command = command.replace(option, "")
    return command
