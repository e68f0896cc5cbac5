"""A glance at the words of a RUN hides no build: what it passes over shows nothing when its commands are read."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.model import read_dockerfile
from dockerlint.rules.table import RULES
from dockerlint.settings import Settings
from dockerlint.shell.nested import SHELLS
from dockerlint.staging import glance
from dockerlint.staging.builders import BUILDERS, compiles
from dockerlint.staging.calls import calls_of
from dockerlint.staging.diagnosis import diagnose
from dockerlint.staging.effects import effects_of
from dockerlint.staging.effects.languages import READERS as LANGUAGES
from dockerlint.staging.effects.reading import installs_of
from dockerlint.staging.effects.system import READERS as SYSTEM
from dockerlint.staging.evidence import evidence_of
from dockerlint.staging.glance import may_compile, may_show, names_in
from dockerlint.staging.own_extension import compiles_own
from dockerlint.text import Source
from dockerlint.trace import trace
from dockerlint.trace.building import mentions_build
from dockerlint.trace.trace import Trace

ROOT = Path(__file__).parents[2]
NAMES = sorted({name for each in BUILDERS for name in each.names.split()} | LANGUAGES.keys() | SYSTEM.keys())


def test_a_glance_knows_the_names_of_builders_and_installers() -> None:
    assert {name for each in BUILDERS for name in each.names.split()} == glance.BUILDERS
    assert {name for each in BUILDERS if each.kind == "node" for name in each.names.split()} == glance.NODE
    assert LANGUAGES.keys() == glance.LANGUAGES
    assert SYSTEM.keys() == glance.SYSTEM
    assert glance._SHELLS == SHELLS


def traced(text: str) -> Trace:
    return trace(read_dockerfile(Source(text, "Dockerfile")))


def assert_hides_nothing(found: Trace) -> None:
    file = found.dockerfile
    for entry in RULES if mentions_build(file.source.text) else ():
        if entry.code.startswith("STG") and not getattr(found, entry.concerns):
            rule = import_module(f"dockerlint.rules.{entry.module}").RULE
            assert list(rule.check(file, Settings())) == []
    for step in file.steps("RUN"):
        text = found.text(step)
        if not text.is_shell or text.script.error is not None:
            continue
        if not may_compile(found, step):
            assert not any(compiles(call) for call in calls_of(found, step)), text.text
        if not names_in(found, step):
            told = {effect.kind for effect in effects_of(found, step)} & {"install", "uninstall", "build"}
            assert not told, text.text
        by_managers = [each for each in effects_of(found, step) if each.kind in ("install", "uninstall")]
        assert [each for each in installs_of(found, step) if each.kind in ("install", "uninstall")] == by_managers
    last = file.final_stage
    if last is not None and not may_show(found, tuple(last.chain())):
        evidence = evidence_of(found, tuple(last.chain()))
        by_tool = bool(evidence.builds) and (
            evidence.has_toolchain or any(build.kind in ("node", "python") for build in evidence.builds)
        )
        by_install = bool(evidence.dependencies) and (bool(evidence.packages) or compiles_own(file, last))
        shown = (by_tool, by_install, bool(evidence.credentials))
        assert shown == (False, False, False), file.source.text


@pytest.mark.parametrize(
    "shape",
    [
        "{0} install x build",
        "cd /src && /usr/local/bin/{0} install x build",
        '"{0}" install x build',
        "sh -c '{0} install x build'",
        "sudo -E {0} install x build",
        "(true; $(which env) X=1 `{0} install x build`; {0} build)",
        "<<EOF\n{0} install x build\nEOF",
        "bash <<'EOF'\n{0} \\\n  install x build\nEOF",
    ],
)
def test_a_name_is_seen_wherever_a_command_may_have_it(shape: str) -> None:
    for name in NAMES:
        found = traced("FROM alpine\nRUN " + shape.format(name) + "\n")
        (step,) = found.dockerfile.steps("RUN")
        assert name in names_in(found, step)
        assert_hides_nothing(found)


@pytest.mark.parametrize(
    "run",
    [
        "$'\\x6dake' all",
        "$'ma''ke' all",
        "ma''ke all",
        'm"a"ke all',
        "m\\ake all",
        "<<EOF\nma\\\nke all\nEOF",
        "$TOOLS/bin/make",
    ],
)
def test_a_name_that_quotes_hide_is_seen(run: str) -> None:
    found = traced(f"FROM golang\nRUN {run}\n")
    (step,) = found.dockerfile.steps("RUN")
    assert may_compile(found, step)
    assert_hides_nothing(found)


@pytest.mark.parametrize("run", ["python3.11 setup.py build_ext --inplace", "python $A $B", "pypy3 setup.py build_ext"])
def test_a_setup_that_builds_is_seen(run: str) -> None:
    found = traced(f"FROM python:3.12-slim\nENV A=setup.py B=build_ext\nRUN {run}\nCMD a\n")
    assert_hides_nothing(found)
    assert (diagnose(found) is not None) == run.startswith("python")


@pytest.mark.parametrize("run", ["./build.sh", "sh /src/x_compile.sh", "bash $SCRIPT", "sh ${DIR}_build.sh"])
def test_a_script_that_builds_is_seen(run: str) -> None:
    found = traced(f"FROM golang\nENV SCRIPT=build.sh DIR=/a\nRUN {run}\nCMD /a\n")
    assert diagnose(found) is not None
    assert_hides_nothing(found)


def test_commands_that_build_nothing_are_passed_over() -> None:
    found = traced("FROM debian\nRUN apt-get update && apt-get install -y nginx make\nRUN mkdir /a && rm -rf /b\n")
    first, second = found.dockerfile.steps("RUN")
    assert names_in(found, first) == {"apt-get", "make", "-dev"}
    assert names_in(found, second) == frozenset()


FILES = sorted(path for path in (ROOT / "fixtures").rglob("*ockerfile*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_hidden_in_the_fixtures(path: Path) -> None:
    assert_hides_nothing(traced(path.read_text(errors="surrogateescape")))


PIECES = [
    *NAMES, "build", "install", "-y", "gcc", "build.sh",
    "python3", "setup.py", "build_ext", "run", "x.c", "$A", "--from", "/usr/bin/",
    *(" ", " ", "  ", " && ", "; ", "|", "\\\n", '"', "'", "\\", "$(", ")", "`", "$'", "{", "}", "=", "\t") * 4,
]  # fmt: skip
RUNS = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)


@given(image=st.sampled_from(["golang", "alpine", "python:3.12", "node:20"]), run=RUNS, as_heredoc=st.booleans())
def test_nothing_is_hidden_in_any_text(image: str, run: str, as_heredoc: bool) -> None:
    shape = "RUN <<EOF\n{}\nEOF\n" if as_heredoc else "RUN {}\n"
    assert_hides_nothing(traced(f"FROM {image}\nENV A=make\n" + shape.format(run)))
