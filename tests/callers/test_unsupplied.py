"""A build that hands no secret over, and does without today, is not broken by a fix without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callers.bed import Outcome, lay_out, run

RUN = 'RUN wget --header "Authorization: Bearer $API_TOKEN" https://example.com/data\n'
DOCKERFILE = f"FROM alpine\nARG API_TOKEN\n{RUN}"
STAGED = (
    f"FROM alpine AS data\nARG API_TOKEN\n{RUN}FROM alpine AS tools\nRUN apk add jq\n"
    "FROM tools\nCOPY --from=data /data /data\n"
)
GIVING = "docker build --build-arg API_TOKEN=$API_TOKEN .\n"
WORKFLOW = """\
on: [push]
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          build-args: |
            API_TOKEN=${{ secrets.API_TOKEN }}
"""
COMPOSE = "services:\n  app:\n    build:\n      context: .\n"


def outcome(folder: Path, files: dict[str, str], *flags: str) -> Outcome:
    lay_out({place: text.encode() for place, text in {"Dockerfile": DOCKERFILE, **files}.items()}, folder)
    (folder / ".git").mkdir(exist_ok=True)
    return run(folder, "check", "--select", "secret-in-arg", *flags, ".")


def refusal(folder: Path, files: dict[str, str]) -> str:
    """Why the build argument of the Dockerfile has no fix, "" where it has one."""
    told = outcome(folder, files, "--verbose").output
    return next((line.partition("no fix: ")[2] for line in told.splitlines() if "no fix: " in line), "")


@pytest.mark.parametrize(
    "without",
    [
        {"dev.sh": "docker build -t app .\n"},
        {"compose.yml": COMPOSE},
        {"Makefile": "image:\n\tdocker build -t app .\n"},
        {"docker-bake.hcl": 'target "app" {\n  context = "."\n}\n'},
    ],
)
def test_a_build_without_the_argument_keeps_all_as_they_are_and_is_named(
    tmp_path: Path, without: dict[str, str]
) -> None:
    reason = refusal(tmp_path, {".github/workflows/image.yml": WORKFLOW, **without})
    (place,) = without
    assert reason.startswith(f"{place}:"), reason
    assert "hands no API_TOKEN over" in reason
    assert "--allow-partial" in reason
    assert outcome(tmp_path, {}, "--fix").status == 1
    assert (tmp_path / "Dockerfile").read_text() == DOCKERFILE


def test_a_default_that_no_build_replaces_is_kept(tmp_path: Path) -> None:
    default = DOCKERFILE.replace("API_TOKEN\n", "API_TOKEN=changed-by-nobody\n", 1)
    assert "build.sh:1" in refusal(tmp_path, {"Dockerfile": default, "build.sh": "docker build .\n"})


def test_without_any_caller_there_is_still_a_fix(tmp_path: Path) -> None:
    assert refusal(tmp_path, {}) == ""


def test_a_target_that_does_not_reach_the_mount_needs_nothing(tmp_path: Path) -> None:
    files = {"Dockerfile": STAGED, "build.sh": GIVING, "tools.sh": "docker build --target tools .\n"}
    assert refusal(tmp_path, files) == ""


@pytest.mark.parametrize("target", ["--target data", "--target $TARGET", ""])
def test_a_target_that_may_reach_it_needs_it(tmp_path: Path, target: str) -> None:
    files = {"Dockerfile": STAGED, "build.sh": GIVING, "tools.sh": f"docker build {target} .\n"}
    assert refusal(tmp_path, files).startswith("tools.sh:1")


def test_a_build_that_hands_the_secret_over_already_needs_nothing(tmp_path: Path) -> None:
    files = {"build.sh": GIVING, "new.sh": "docker build --secret id=api_token,env=API_TOKEN .\n"}
    assert refusal(tmp_path, files) == ""


def test_documentation_is_no_build(tmp_path: Path) -> None:
    files = {"build.sh": GIVING, "README.md": "```sh\ndocker build -t app .\n```\n"}
    assert refusal(tmp_path, files) == ""


ARGS = COMPOSE + "      args:\n        API_TOKEN: ${API_TOKEN}\n"
PARTIAL = "services:\n  app:\n    build:\n      args:\n        API_TOKEN: ${API_TOKEN}\n"


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yml": COMPOSE, "compose.override.yml": ARGS},
        {"docker-compose.yaml": COMPOSE, "docker-compose.override.yaml": PARTIAL},
        {"compose.yml": ARGS, "compose.override.yml": COMPOSE},
        {"compose.yml": ARGS, "compose.prod.yml": "services:\n  app:\n    build:\n      target: app\n"},
    ],
)
def test_compose_files_that_are_merged_hand_it_over_together(tmp_path: Path, files: dict[str, str]) -> None:
    files = {"Dockerfile": DOCKERFILE.replace("FROM alpine", "FROM alpine AS app"), **files}
    assert refusal(tmp_path, files) == ""


def test_a_compose_file_of_its_own_needs_it(tmp_path: Path) -> None:
    assert refusal(tmp_path, {"compose.yml": COMPOSE, "compose.prod.yml": ARGS}).startswith("compose.yml:3")


def test_a_target_that_others_inherit_is_no_build_of_its_own(tmp_path: Path) -> None:
    bake = (
        'target "_common" {\n  context = "."\n}\n'
        'target "app" {\n  inherits = ["_common"]\n  args = { API_TOKEN = API_TOKEN }\n}\n'
        'variable "API_TOKEN" {\n  default = ""\n}\n'
    )
    assert refusal(tmp_path, {"docker-bake.hcl": bake}) == ""


def test_what_bake_is_told_on_its_command_line_counts_for_its_targets(tmp_path: Path) -> None:
    files = {
        "docker-bake.hcl": 'target "app" {\n  context = "."\n}\n',
        "build.sh": 'docker buildx bake --set "*.args.API_TOKEN=$API_TOKEN"\n',
    }
    assert refusal(tmp_path, files) == ""


def test_services_at_the_end_of_a_file_are_changed_together(tmp_path: Path) -> None:
    """The last service and the top-level secrets are written at one place."""
    two = ARGS + "  job:\n    build:\n      context: .\n      args:\n        API_TOKEN: ${API_TOKEN}\n"
    assert refusal(tmp_path, {"compose.yml": two}) == ""
    assert outcome(tmp_path, {}, "--fix").status == 0
    service = "    build:\n      context: .\n      secrets:\n        - api_token\n"
    assert (tmp_path / "compose.yml").read_text() == (
        f"services:\n  app:\n{service}  job:\n{service}secrets:\n  api_token:\n    environment: API_TOKEN\n"
    )


def test_a_service_that_another_file_extends_would_lack_its_secret_there(tmp_path: Path) -> None:
    """Compose looks for the secret at the top of the file that it is given, which only extends this one."""
    extending = "services:\n  web:\n    extends:\n      file: common/services.compose.yml\n      service: app\n"
    common = ARGS.replace("context: .", "context: ..")
    files = {"compose.yml": extending, "common/services.compose.yml": common}
    assert "compose.yml extends its service, and would have to name the secret" in refusal(tmp_path, files)
    files["compose.yml"] = extending.replace("service: app", "service: other")
    assert refusal(tmp_path, files) == ""


def test_allow_partial_fixes_the_rest_and_names_the_build(tmp_path: Path) -> None:
    files = {"build.sh": GIVING, "dev.sh": "\ndocker build -t app .\n"}
    told = outcome(tmp_path, files, "--fix", "--allow-partial")
    assert "left as it is: dev.sh:2 hands no API_TOKEN over" in told.output
    assert "--secret id=api_token,env=API_TOKEN" in (tmp_path / "build.sh").read_text()
    assert (tmp_path / "dev.sh").read_text() == files["dev.sh"]


def test_allow_partial_names_it_in_a_report_and_above_a_diff(tmp_path: Path) -> None:
    files = {"build.sh": GIVING, "dev.sh": "\ndocker build -t app .\n"}
    report = outcome(tmp_path, files, "--allow-partial")
    assert "not rewritten: it hands no API_TOKEN over" in report.output
    shown = outcome(tmp_path, files, "--diff", "--allow-partial").output.splitlines()
    assert shown[0].startswith("# left as it is: dev.sh:2 hands no API_TOKEN over"), shown
    assert shown[1] == "--- Dockerfile"


def test_a_literal_of_the_dockerfile_has_a_fix_that_names_the_builds_that_have_to_change(tmp_path: Path) -> None:
    value = "".join(("Zx81", "kQw9", "pLmN", "77tr"))
    literal = DOCKERFILE.replace("ARG API_TOKEN", f"ENV API_TOKEN={value}")
    lay_out({"Dockerfile": literal.encode(), "build.sh": b"docker build .\n"}, tmp_path)
    (tmp_path / ".git").mkdir()
    told = run(tmp_path, "check", "--select", "secret-in-env", "--diff", ".").output
    assert told.startswith("# left as it is: build.sh:1 hands no API_TOKEN over yet"), told
    assert value not in told
