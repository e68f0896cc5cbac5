"""Logins before and after: passwords off the command line, the job's identity in place of what lasts."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlint.callers.build import Caller
from dockerlint.callers.github.expressions import both, condition, is_boolean
from dockerlint.callers.kinds.table import Kind
from dockerlint.callers.logins.registries import region_of, registry_of
from dockerlint.callers.repository import Read, Repository
from dockerlint.callers.rule import View
from dockerlint.callers.rules import load_caller_rules
from dockerlint.finding import Finding
from dockerlint.settings import Settings
from dockerlint.text import Edit, Source
from tests.callers import pipelines
from tests.callers.test_add_scan import PLACES, actionlint, check_schema, place_of

CODES = ("BLD510", "BLD511", "BLD512", "BLD513", "BLD520")
LOGIN_RULES = tuple(rule for rule in load_caller_rules() if rule.code in CODES)
BEFORE = pipelines.pairs("login")
IDS = [f"{path.parent.name}-{path.name}" for path in BEFORE]


def found_in(text: str, place: str) -> list[Finding]:
    kind = pipelines.kind_of(place)
    read = Read(Source(text, place), Kind(kind, "", ()), Caller(place, kind, ()))
    repository = Repository("/nowhere", "", lambda _: None, lambda: ())
    view = View(repository, {}, lambda _: (), lambda _: None, Settings(), lambda _: ())
    return [finding for rule in LOGIN_RULES for finding in rule.check(read, view)]


def fixes_of(source: Source) -> list[tuple[Edit, ...]]:
    return [finding.fix.edits for finding in found_in(source.text, source.path) if finding.fix is not None]


@pytest.mark.parametrize("before", BEFORE, ids=IDS)
def test_a_pipeline_is_changed_as_the_file_after_shows_and_then_no_more(before: Path) -> None:
    after = pipelines.fixed(pipelines.read(before), fixes_of, place_of(before))
    pipelines.compare(pipelines.after_of(before), after)
    assert fixes_of(Source(after, place_of(before))) == []


@pytest.mark.parametrize("before", [path for path in BEFORE if PLACES[path.parent.name][1]], ids=lambda path: path.name)
def test_the_changed_pipeline_fits_its_schema(before: Path, tmp_path: Path) -> None:
    check_schema(tmp_path, PLACES[before.parent.name][1], pipelines.read(pipelines.after_of(before)))


@pytest.mark.parametrize("path", [path for path in BEFORE if path.parent.name == "github"], ids=lambda path: path.name)
def test_a_changed_workflow_passes_actionlint(path: Path, tmp_path: Path) -> None:
    assert actionlint(tmp_path, pipelines.read(pipelines.after_of(path))) == []


def test_whatever_is_left_alone_has_a_reason() -> None:
    for before in BEFORE:
        for finding in found_in(pipelines.read(before), place_of(before)):
            assert (finding.fix is None) != (finding.no_fix_because is None), finding


def test_a_literal_password_is_masked_and_never_told() -> None:
    secret = "hV7" + "pQ2xw9LmZ"
    (finding,) = found_in(f"docker login -u a -p {secret} registry.example\n", "a.sh")
    assert finding.masked == (finding.span,)
    assert finding.fix is None
    told = (finding.message, finding.no_fix_because, finding.help, finding.secret)
    assert secret not in repr(told)


@pytest.mark.parametrize(
    ("head", "is_fixed"),
    [
        ("", True),
        ("P = x\n", False),
        ("P ?= x\n", False),
        ("login: P := x\n", False),
        ("include secrets.mk\n", False),
        ("-include .env\nexport\n", True),
        ("P = x\nexport P\n", True),
        ("export P := x\n", True),
        ("PREFIX = x\n", True),
    ],
)
def test_a_make_variable_is_taken_from_the_environment_only_where_it_is_in_it(head: str, is_fixed: bool) -> None:
    (finding,) = found_in(f"{head}login:\n\tdocker login -u a -p $(P)\n", "Makefile")
    assert (finding.fix is not None) == is_fixed


WORKFLOW = """\
on: {on}
{permissions}jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: docker/login-action@v4
        with:
          registry: ghcr.io
          username: bot
          password: ${{{{ secrets.PAT }}}}
      - run: {run}
"""


@pytest.mark.parametrize(
    ("on", "permissions", "run", "reason"),
    [
        ("workflow_call", "permissions: {}\n", "make",
         "whoever calls this workflow would have to permit id-token: write"),
        ("push", "", "gh release create v1",
         "what its job may do now is not written, and naming one permission takes the others away"),
    ],
)  # fmt: skip
def test_permissions_that_are_not_known_are_not_changed(on: str, permissions: str, run: str, reason: str) -> None:
    text = WORKFLOW.format(on=on, permissions=permissions, run=run)
    assert [each.no_fix_because for each in found_in(text, ".github/workflows/a.yml")] == [reason]


def test_a_job_whose_needs_are_known_gets_these_permissions_and_the_new_one() -> None:
    text = WORKFLOW.format(on="push", permissions="", run="make")
    after = pipelines.fixed(text, fixes_of, ".github/workflows/a.yml")
    assert "    permissions:\n      contents: read\n      packages: write\n" in after


@pytest.mark.parametrize(
    ("address", "kind", "region"),
    [
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com", "ecr", "us-east-1"),
        ("${{ vars.ACCOUNT }}.dkr.ecr.eu-west-3.amazonaws.com", "ecr", "eu-west-3"),
        ("public.ecr.aws", "ecr-public", "us-east-1"),
        ("europe-west1-docker.pkg.dev", "google", None),
        ("eu.gcr.io", "google", None),
        ("acme.azurecr.io", "azure", None),
        ("ghcr.io", "ghcr", None),
        ("https://index.docker.io/v1/", "docker-hub", None),
        (None, "docker-hub", None),
        ("quay.io", "other", None),
        ("${{ env.REGISTRY }}", "unknown", None),
        ("ghcr.io.evil.example", "other", None),
    ],
)
def test_an_address_tells_whose_registry_it_is(address: str | None, kind: str, region: str | None) -> None:
    assert registry_of(address) == kind
    assert region_of(address or "") == region


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${{ github.event_name != 'pull_request' }}", "github.event_name != 'pull_request'"),
        ("${{ startsWith(github.ref, 'refs/tags/') || inputs.push == 'x' }}",
         "startsWith(github.ref, 'refs/tags/') || inputs.push == 'x'"),
        ("${{ !inputs.dry-run }}", "!inputs.dry-run"),
        ("${{ inputs.push }}", "format('{0}', inputs.push) == 'true'"),
        ("${{ github.ref == 'a' && inputs.push }}", "format('{0}', github.ref == 'a' && inputs.push) == 'true'"),
        ("${{ a }}${{ b }}", None),
        ("yes", None),
    ],
)  # fmt: skip
def test_an_input_becomes_a_condition_that_is_true_where_the_action_takes_it_for_true(
    value: str, expected: str | None
) -> None:
    assert condition(value) == expected


def test_conditions_are_joined_with_their_operators_in_order() -> None:
    assert both("a == b || c == d", "e == f") == "(a == b || c == d) && e == f"
    assert both(None, "x") == "x"
    assert is_boolean("(a == b) && !contains(c, '||')")
    assert not is_boolean("a == b && c")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("before_script:\n  - az login --service-principal -p $SECRET\n", "which of the jobs"),
        (
            "push:\n  id_tokens:\n    OTHER: {aud: x}\n  script:\n    - az login --service-principal -p $SECRET\n",
            "has tokens already",
        ),
    ],
)
def test_a_login_to_azure_that_is_not_one_jobs_own_has_a_reason(text: str, reason: str) -> None:
    (finding,) = found_in(text, ".gitlab-ci.yml")
    assert finding.fix is None
    assert reason in (finding.no_fix_because or "")


def test_a_login_to_azure_without_a_secret_is_none() -> None:
    for words in ("--service-principal --federated-token $T", "--identity", "-u user -p $P", "--service-principal -p"):
        assert found_in(f"push:\n  script:\n    - az login {words}\n", ".gitlab-ci.yml") == []
