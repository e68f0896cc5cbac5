"""Options that a script collects in a variable are those of the command that expands it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlint.callers.build import Build
from dockerlint.callers.kinds import script
from dockerlint.text import Source
from tests.callers.test_unsupplied import outcome, refusal

OPTION = '--build-arg "API_TOKEN=$API_TOKEN"'
SECRET = "--secret id=api_token,env=API_TOKEN"


def builds(text: str) -> tuple[Build, ...]:
    return script.read(Source(text, "build.sh"), "build.sh").builds


def names(text: str) -> list[str]:
    (build,) = builds(text)
    return [argument.name for argument in build.arguments]


@pytest.mark.parametrize(
    "text",
    [
        'args=(--build-arg A=$A --build-arg "B=$B" -q)\ndocker build "${args[@]}" .\n',
        'args=()\nargs+=(--build-arg A=$A)\nargs+=( --build-arg=B="$B" )\ndocker build "${args[@]}" .\n',
        'declare -a args=(\n  --build-arg A="$A"\n  # why\n  --build-arg B=b\n)\nsudo docker build "${args[@]}" .\n',
        'ARGS="--build-arg A=$A --build-arg B=$B"\ndocker build $ARGS .\n',
        'ARGS="--build-arg A=$A"\nARGS="--build-arg A=$A --build-arg B=$B"\ndocker build $ARGS .\n',
        'ARGS="--build-arg A=$A"\nARGS="$ARGS --build-arg B=$B"\ndocker build $ARGS .\n',
        'a=(--build-arg A=$A)\na=("${a[@]}" --build-arg B=$B)\ndocker build "${a[@]}" .\n',
        'f() {\n  local args=(--build-arg A=$A --build-arg B=$B)\n  docker build ${args[@]+"${args[@]}"} .\n}\n',
    ],
)
def test_build_arguments_are_those_of_the_command(text: str) -> None:
    assert names(text)[-2:] == ["A", "B"]


def test_a_dockerfile_and_a_target_may_be_among_them() -> None:
    (build,) = builds('args=(-f docker/app.Dockerfile --target app)\ndocker build . "${args[@]}"\n')
    assert (build.dockerfile, build.context, build.target) == ("docker/app.Dockerfile", "", "app")


def test_a_secret_among_them_is_handed_over() -> None:
    (build,) = builds(f'args=({SECRET})\ndocker build "${{args[@]}}" .\n')
    assert [provider.id for provider in build.providers] == ["api_token"]


def test_what_is_set_behind_the_command_or_is_no_option_is_not() -> None:
    assert names('docker build "${args[@]}" .\nargs=(--build-arg A=a)\n') == []
    assert names('name="app"\ndocker build -t $name .\n') == []
    assert names('ARGS="--build-arg A=$A"\ndocker build -t "$ARGS" .\n') == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f'args=(\n  {OPTION}\n  --build-arg V=$V\n)\ndocker build "${{args[@]}}" .\n',
            f'args=(\n  {SECRET}\n  --build-arg V=$V\n)\ndocker build "${{args[@]}}" .\n',
        ),
        (
            f'args=(-q)\nargs+=({OPTION}) # needed\ndocker build "${{args[@]}}" .\n',
            f'args=(-q)\nargs+=({SECRET}) # needed\ndocker build "${{args[@]}}" .\n',
        ),
        (
            'ARGS="--pull --build-arg API_TOKEN=$API_TOKEN -q"\ndocker build $ARGS .\n',
            f'ARGS="--pull {SECRET} -q"\ndocker build $ARGS .\n',
        ),
        pytest.param(
            f'API_TOKEN=$(cat t)\nargs=({OPTION})\nsudo docker build "${{args[@]}}" .\n',
            f'API_TOKEN=$(cat t)\nargs=({SECRET})\nAPI_TOKEN="$API_TOKEN" sudo --preserve-env=API_TOKEN '
            'docker build "${args[@]}" .\n',
        ),
        (
            f'args=({OPTION})\nfor tag in a b; do\n  docker build "${{args[@]}}" -t $tag .\ndone\n',
            f'args=({SECRET})\nfor tag in a b; do\n  docker build "${{args[@]}}" -t $tag .\ndone\n',
        ),
    ],
)
def test_a_secret_takes_the_place_of_the_argument(tmp_path: Path, before: str, after: str) -> None:
    assert outcome(tmp_path, {"build.sh": "#!/bin/bash\n" + before}, "--fix", "--verbose").status == 0
    assert (tmp_path / "build.sh").read_text() == "#!/bin/bash\n" + after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'if [ -n "$API_TOKEN" ]; then\n  args+=({OPTION})\nfi\ndocker build "${{args[@]}}" .\n', "a condition holds"),
        (f'[ -n "$API_TOKEN" ] && args+=({OPTION})\ndocker build "${{args[@]}}" .\n', "a condition holds"),
        (
            f'API_TOKEN=a\nargs=({OPTION})\nAPI_TOKEN=$(next)\ndocker build "${{args[@]}}" .\n',
            "$API_TOKEN is set several times",
        ),
        (
            'args=(--build-arg "API_TOKEN=$(make token)")\ncd app\ndocker build "${args[@]}" ..\n',
            "before the command runs",
        ),
        ('ARGS="--build-arg API_TOKEN=$(cat ~/t)"\ndocker build $ARGS .\n', "it stands in quotes"),
        (f'args=({OPTION})\nif x; then\n args=(-q)\nfi\ndocker build "${{args[@]}}" .\n', "set in several ways"),
    ],
)
def test_what_is_not_certain_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in refusal(tmp_path, {"build.sh": text})
    outcome(tmp_path, {}, "--fix")
    assert (tmp_path / "build.sh").read_text() == text


def test_other_builds_that_get_the_same_options_change_together_or_not_at_all(tmp_path: Path) -> None:
    text = f'args=({OPTION})\ndocker build "${{args[@]}}" .\ndocker build "${{args[@]}}" other\n'
    assert "together with another build" in refusal(tmp_path, {"build.sh": text, "other/Dockerfile": "FROM alpine\n"})


def test_the_effort_for_one_script_has_a_bound() -> None:
    options = "".join(f" --build-arg A{number}=a" for number in range(300))
    text = f"args=({options})\n" + 'docker build "${args[@]}" .\n' * 300
    found = builds(text)
    assert len(found) == 300
    assert len(found[0].arguments) == 300
    assert sum(len(build.arguments) for build in found) <= 50_000
