"""``explain``, ``rules``, ``model`` and ``--help``."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from dockerlint.report.pages import all_rules

ROOT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_explain_prints_the_page_by_name_and_by_code(run: Run) -> None:
    page = (ROOT / "docs" / "rules" / "secret-in-arg.md").read_text()
    assert run("explain", "secret-in-arg").stdout == run("explain", "sec102").stdout == page


def test_rules_lists_every_rule(run: Run) -> None:
    rules = all_rules()
    lines = run("rules").stdout.splitlines()
    assert [line.split()[:3] for line in lines] == [[rule.code, rule.name, rule.severity.value] for rule in rules]
    listed = json.loads(run("rules", "--format", "json").stdout)
    assert listed == [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity.value,
            "fixable": rule.fixable,
            "default": rule.is_default,
            "summary": rule.summary,
            "documentation": rule.documentation,
        }
        for rule in rules
    ]


@pytest.mark.parametrize("words", [("--help",), ("check", "--help"), ("-h",)])
def test_help_is_the_same_wherever_it_is_asked_for(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, COLUMNS="40")
    assert (done.returncode, done.stdout) == (0, run("--help").stdout)


@pytest.mark.parametrize(
    "verb",
    [
        "explain", "rules", "model", "review", "lsp", "image scan", "image history", "image show", "image prune",
        "pipeline add-scan", "pipeline init",
    ],
)  # fmt: skip
def test_every_verb_has_help_with_an_example(run: Run, verb: str) -> None:
    done = run(*verb.split(), "--help")
    assert done.returncode == 0
    assert f"\n  dockerlint {verb}" in done.stdout.partition("\nexamples:")[2]


def test_the_version_is_that_of_the_package(run: Run) -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert run("--version").stdout == f"dockerlint {version}\n"


MODEL = """\
# escape=`
ARG BASE=node
FROM ${BASE}:20 AS build
ARG PORT=80
ONBUILD RUN --network=none echo `
  $PORT
FROM build
ENV A=1
COPY <<EOF /f
$A
EOF
CMD ["node"]
"""


def test_the_model_tells_stages_scopes_and_places(folder: Path, run: Run) -> None:
    (folder / "Dockerfile").write_text(MODEL)
    done = run("model", "Dockerfile")
    model = json.loads(done.stdout)
    schema = json.loads((ROOT / "docs" / "schema" / "model.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(model, schema)
    assert (done.returncode, model["escape"], model["directives"]) == (0, "`", {"escape": "`"})
    assert [(stage["name"], stage["base"], stage["from_stage"]) for stage in model["stages"]] == [
        ("build", "node:20", None),
        (None, "build", 0),
    ]
    by_keyword = {each["keyword"]: each for each in model["instructions"]}
    assert [each["keyword"] for each in model["instructions"]] == [
        "ARG", "FROM", "ARG", "ONBUILD", "FROM", "ENV", "COPY", "CMD",
    ]  # fmt: skip
    inner = by_keyword["ONBUILD"]["onbuild"]
    assert (inner["keyword"], inner["lines"], inner["flags"][0]["value"]) == ("RUN", [5, 6], "none")
    copy = by_keyword["COPY"]
    assert (copy["heredocs"][0]["text"], copy["heredocs"][0]["expand"], copy["stage"]) == ("$A\n", True, 1)
    assert copy["scope"]["variables"] == {"A": {"kind": "env", "value": "1"}, "PORT": {"kind": "arg", "value": "80"}}
    assert by_keyword["CMD"]["json"] == ["node"]
    assert by_keyword["CMD"]["start"] == {"line": 12, "column": 1, "offset": MODEL.index("CMD")}


def test_the_model_masks_secrets(folder: Path, run: Run) -> None:
    token = "gl" + "pat-" + "Zq7Lw2Rk9T" + "x4Bv8Nm3Pc"
    run_curl = f"RUN curl -u me:{token} \\\n b <<EOF\n{token}\nEOF\n"
    text = f'FROM a\nENV T="{token}" DB_PASSWORD=Zq7Lw2Rk9T\n{run_curl}CMD ["x", "{token}"]\n'
    done = run("model", "-", stdin=text)
    assert (done.returncode, token in done.stdout, "Zq7Lw2Rk9T" in done.stdout) == (0, False, False)


def test_the_model_of_what_buildkit_refuses_tells_the_problems(run: Run) -> None:
    done = run("model", "-", stdin="FROM a\nENV X\n")
    assert done.returncode == 1
    assert [problem["message"] for problem in json.loads(done.stdout)["problems"]] == ["ENV must have two arguments"]


def test_the_model_of_nothing_is_status_3(run: Run) -> None:
    done = run("model", "gone")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "dockerlint: gone: no such file\n")
