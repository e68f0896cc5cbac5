"""A secret in a build argument is told wherever it is handed over, also where it cannot be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callers import bed

STEP = """on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          build-args: |
            NPM_TOKEN=${{ secrets.NPM_TOKEN }}
            ${{ inputs.name }}=${{ inputs.value }}
"""
ORB = """version: 2.1
orbs: {ecr: circleci/aws-ecr@9.3.4}
workflows:
  main:
    jobs:
      - ecr/build_and_push_image:
          repo: app
          extra_build_args: >-
            --build-arg NPM_TOKEN=${NPM_TOKEN}
            --build-arg TEST='a test'
"""
PARAMETERS = """version: 2.1
commands:
  image:
    parameters: {tag: {type: string}}
    steps:
      - run: docker build -t << parameters.tag >> --build-arg NPM_TOKEN=$NPM_TOKEN .
"""
JENKINSFILE = """node {
  // docker build --build-arg OLD_TOKEN=$OLD_TOKEN .
  stage('image') {
    dir('images') {
      sh(label: 'build', script: \"\"\"
        docker build --build-arg NPM_TOKEN=\\$NPM_TOKEN -t app:${env.BUILD_ID} web
      \"\"\")
    }
    bat(script: "docker build --build-arg WINDOWS_TOKEN=%TOKEN% .")
  }
}
"""

TOLD = {
    ".github/workflows/a.yml": (STEP, 9),
    ".circleci/config.yml": (ORB, 9),
    ".circleci/other.yml": (PARAMETERS, 6),
    "compose.sh": ("#!/bin/sh\ndocker compose -f dev.yml build --build-arg NPM_TOKEN=$T\n", 2),
    "old-compose.sh": ("#!/bin/sh\ndocker-compose build --build-arg NPM_TOKEN=$T\n", 2),
    "Jenkinsfile": (JENKINSFILE, 6),
    "package.json": ('{\r\n\t"scripts": {\r\n\t\t"b": "docker build --build-arg NPM_TOKEN=$T ."\r\n\t}\r\n}\r\n', 3),
    ".pipelines/image.yml": ("steps:\n- bash: |\n    docker build --build-arg NPM_TOKEN=$(Token) .\n", 3),
    "tekton/task.yaml": (
        (
            "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n    - script: |\n"
            "        #!/bin/sh\n        buildah bud --build-arg NPM_TOKEN=$T .\n"
        ),
        7,
    ),
}
NOT_TOLD = {
    "Jenkinsfile": (
        "node {\n  // sh 'docker build --build-arg NPM_TOKEN=$T .'\n"
        "  echo 'docker build --build-arg NPM_TOKEN=$T .'\n}\n"
    ),
    "package.json": '{"description": "docker build --build-arg NPM_TOKEN=$T ."}\n',
    "values.yaml": "script: docker build --build-arg NPM_TOKEN=$T .\n",
    ".devcontainer/devcontainer.json": '{"build": {"dockerfile": "D", "args": {"VARIANT": "3"}}}\n',
    "up.sh": "#!/bin/sh\ndocker compose up --build\n",
}


@pytest.mark.parametrize("name", TOLD)
def test_it_is_told(name: str, tmp_path: Path) -> None:
    text, line = TOLD[name]
    folder = bed.repository({name: text.encode()}, tmp_path / "repository")
    found = bed.report(folder, "--select", "secret-in-build-arg")["findings"]
    assert [(each["path"], each["start"]["line"], each["secret"]["name"]) for each in found] == [
        (name, line, "NPM_TOKEN")
    ]


@pytest.mark.parametrize("name", NOT_TOLD)
def test_what_builds_nothing_is_not_told(name: str, tmp_path: Path) -> None:
    folder = bed.repository({name: NOT_TOLD[name].encode()}, tmp_path / "repository")
    assert bed.report(folder, "--select", "secret-in-build-arg")["findings"] == []


def test_kaniko_is_told_with_the_command_that_hands_the_secret_over(tmp_path: Path) -> None:
    files = {
        "app/image.Dockerfile": b"FROM alpine\nRUN --mount=type=secret,id=token,required=true wget https://example.com/\n",
        ".gitlab-ci.yml": b"image:\n  script:\n    - /kaniko/executor --context app --dockerfile app/image.Dockerfile"
        b" --destination example.com/a:1\n",
    }
    folder = bed.repository(files, tmp_path / "repository")
    told = bed.run(folder, "check", "--select", "kaniko-ignores-secret-mounts", ".").output
    assert (
        "buildctl-daemonless.sh build --frontend dockerfile.v0 --local context=app --local dockerfile=app "
        "--opt filename=image.Dockerfile --secret id=token,env=TOKEN "
        "--output type=image,name=example.com/a:1,push=true\n"
    ) in told
