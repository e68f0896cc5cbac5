"""A caller that hands the secret over in a way that is not understood keeps the Dockerfile as it is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dockerlint.callers.leftover import NOTHING, Understood, mentions_in
from dockerlint.text import Span
from tests.callers import bed

DOCKERFILE = b"""FROM alpine:3.19
ARG API_TOKEN
RUN wget -q --header "Authorization: Bearer $API_TOKEN" -O /c https://data.example.com/c
"""

NOT_UNDERSTOOD = {
    "build.sh": '#!/bin/bash\nadd args --build-arg "API_TOKEN=$API_TOKEN"\ndocker build "${args[@]}" .\n',
    "skaffold.yaml": "build:\n  artifacts:\n    - docker: {buildArgs: {API_TOKEN: x}}\n",
    "tasks.py": 'run(f"docker build --build-arg API_TOKEN={token} .")\n',
    "build.ps1": "docker build --build-arg API_TOKEN=$env:API_TOKEN .\n",
    "package.json": '{"scripts": {"a": "docker build --build-arg API_TOKEN=$A .", '
    '"b": "x docker build --build-arg API_TOKEN=$A ."}}',
    "justfile": "image:\n    docker build {{ build_args }}\n    @true --build-arg=API_TOKEN\n",
    "skaffold.yml": "build:\n  - docker:\n      buildArgs:\n        VERSION: x\n        API_TOKEN: '{{.API_TOKEN}}'\n",
    ".drone.yml": "steps:\n  - settings:\n      build_args:\n      - VERSION=1\n      - API_TOKEN=$TOKEN\n",
    ".woodpecker/build.yaml": "steps:\n  - settings:\n      build_args_from_env:\n        - API_TOKEN\n",
    "cloudbuild.yaml": "steps:\n  - args:\n      - build\n      - --build-arg\n      - API_TOKEN=$_TOKEN\n      - .\n",
    "cloudbuild.json": '{"args": ["build",\n  "--build-arg",\n  "API_TOKEN=$_TOKEN", "."]}\n',
    "tasks/image.yml": "- docker_image:\n    build:\n      path: ..\n      args:\n        API_TOKEN: '{{ token }}'\n",
    "main.tf": "  build {\n    build_args = {\n      API_TOKEN = var.token\n    }\n  }\n",
    "image.py": 'client.images.build(\n    path=".",\n    buildargs={\n        "API_TOKEN": token,\n    },\n)\n',
    "stack.ts": "new Image(this, 'x', {\n  buildArgs: {\n\n    API_TOKEN: process.env.API_TOKEN!,\n  },\n});\n",
    "Tiltfile": "docker_build('x', '.',\n  build_args={\n    'API_TOKEN': os.getenv('API_TOKEN'),\n  })\n",
    "werf.yaml": 'image: a\ndockerfile: Dockerfile\nargs:\n  API_TOKEN: {{ env "API_TOKEN" }}\n',
    "pom.xml": "<build>\n  <args>\n    <API_TOKEN>${env.API_TOKEN}</API_TOKEN>\n  </args>\n</build>\n",
    "build.gradle": "task image(type: Image) {\n  buildArgs = [\n    API_TOKEN: System.env.API_TOKEN\n  ]\n}\n",
    "fly.toml": '[build.args]\nVERSION = "1"\nAPI_TOKEN = "x"\n\n[env]\nPORT = "80"\n',
    "lines.ps1": "docker build `\n  --build-arg `\n  API_TOKEN=$env:API_TOKEN `\n  .\n",
    "compose.yml.j2": "services:\n  a:\n    build:\n      args:\n        API_TOKEN: {{ token }}\n",
    "compose.j2.yml": "{% for s in x %}\n  a:\n    build:\n      args:\n      - API_TOKEN={{ token }}\n{% endfor %}\n",
    "deploy.sh.tpl": "docker build --build-arg API_TOKEN={{ token }} .\n",
    "remote.sh": "#!/bin/sh\nssh host <<EOF\ndocker build --build-arg API_TOKEN=$API_TOKEN .\nEOF\n",
}
RUNS_NOTHING = {
    "notes.sh": "#!/bin/sh\n# docker build --build-arg API_TOKEN=$API_TOKEN .\ntrue\n",
    "usage.sh": "#!/bin/sh\ncat <<-EOF\n\tdocker build --build-arg API_TOKEN=… .\n\tEOF\n",
    "hint.sh": "#!/bin/sh\necho 'docker build --build-arg API_TOKEN=… .'\n",
    "README.md": "    docker build --build-arg API_TOKEN=… .\n",
    "secret.sh": "#!/bin/sh\nA=1 docker build --build-arg B=2 --secret id=API_TOKEN,env=API_TOKEN other\n",
    "value.sh": "#!/bin/sh\ndocker build --build-arg MINE=$API_TOKEN --build-arg HIS=${API_TOKEN} other\n",
    "after.sh": "#!/bin/sh\ndocker build --build-arg MINE=1 other\nAPI_TOKEN=1 ./run\n",
    "env.yml": "steps:\n  - build_args:\n      - A=1\n    environment:\n      API_TOKEN: x\n",
    "items.yml": "steps:\n  - run: x --build-arg A=1 other\n  - API_TOKEN=1 ./run\n",
    "env.toml": '[build.args]\nVERSION = "1"\n[env]\nAPI_TOKEN = "1"\n',
    "run.py": "def run(*args):\n    API_TOKEN = 1\n",
    "pod.yml": "spec:\n  containers:\n  - args: [run]\n    env:\n    - name: API_TOKEN\n",
    "commented.yml": "build_args:\n  # - API_TOKEN=1\n  - VERSION=1\n",
    "other.sh": "#!/bin/sh\ndocker build --build-arg MY_API_TOKEN=1 --build-arg API_TOKENS=2 other\n",
}


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
def test_such_a_caller_is_the_reason_for_no_fix(name: str, tmp_path: Path) -> None:
    files = {"Dockerfile": DOCKERFILE, name: NOT_UNDERSTOOD[name].encode()}
    folder = bed.repository(files, tmp_path / "repository")
    (finding,) = (found for found in bed.report(folder)["findings"] if found["name"] == "secret-in-arg")
    assert finding["fix"] is None
    assert name in finding["no_fix_because"]
    assert "hands API_TOKEN over in a way that is not understood" in finding["no_fix_because"]
    bed.run(folder, "check", "--fix", ".")
    assert bed.tree(folder) == files


@pytest.mark.parametrize("name", RUNS_NOTHING)
def test_what_runs_nothing_is_no_reason(name: str, tmp_path: Path) -> None:
    folder = bed.repository({"Dockerfile": DOCKERFILE, name: RUNS_NOTHING[name].encode()}, tmp_path / "repository")
    (finding,) = (found for found in bed.report(folder)["findings"] if found["name"] == "secret-in-arg")
    assert finding["fix"] is not None


def test_the_same_argument_of_another_dockerfile_is_no_reason(tmp_path: Path) -> None:
    script = b"#!/bin/sh\ndocker build --build-arg API_TOKEN=$A a\ndocker build --build-arg API_TOKEN=$B b\n"
    files = {"a/Dockerfile": DOCKERFILE, "b/Dockerfile": DOCKERFILE, "build.sh": script}
    folder = bed.repository(files, tmp_path / "repository")
    bed.run(folder, "check", "--fix", ".")
    assert b"build-arg" not in bed.tree(folder)["build.sh"]


def test_a_line_is_understood_for_the_argument_that_was_read_in_it_only() -> None:
    line = "build-args: VERSION=1,API_TOKEN=2"
    assert list(mentions_in(["API_TOKEN"], [("a.yml", line, Understood([("VERSION", Span(0, len(line)))]))]))
    assert not list(mentions_in(["API_TOKEN"], [("a.yml", line, Understood([("API_TOKEN", Span(0, len(line)))]))]))


def test_a_partial_fix_names_every_line_that_it_leaves(tmp_path: Path) -> None:
    cloud = "steps:\n  - args: ['build', '--build-arg', 'API_TOKEN=$_TOKEN', '.']\n"
    files = {
        "Dockerfile": DOCKERFILE,
        "cloudbuild.yaml": cloud.encode(),
        "lines.ps1": NOT_UNDERSTOOD["lines.ps1"].encode(),
    }
    folder = bed.repository(files, tmp_path / "repository")
    shown = bed.run(folder, "check", "--allow-partial", "--diff", ".").output
    assert shown.startswith(
        "# left as it is: cloudbuild.yaml:2 hands API_TOKEN over in a way that is not understood\n"
        "# left as it is: lines.ps1:3 hands API_TOKEN over in a way that is not understood\n--- Dockerfile\n"
    )
    (finding,) = (found for found in bed.report(folder, "--allow-partial")["findings"] if found["code"] == "SEC102")
    assert [each["path"] for each in finding["related"] if "not rewritten" in each["message"]] == [
        "cloudbuild.yaml",
        "lines.ps1",
    ]


def test_a_long_line_that_speaks_of_arguments_takes_time_by_its_length() -> None:
    started = time.process_time()
    assert not list(mentions_in(["API_TOKEN"], [("a.yml", "build-arg " * 40_000 + "x\nAPI_TOKEN", NOTHING)]))
    assert time.process_time() - started < 2


@pytest.mark.parametrize("context", ["build", "b", "image", "bud"])
def test_a_context_that_is_called_like_a_command_is_a_context(context: str, tmp_path: Path) -> None:
    script = f"#!/bin/sh\ndocker build --build-arg API_TOKEN=$API_TOKEN {context}\n".encode()
    folder = bed.repository({f"{context}/Dockerfile": DOCKERFILE, "make.sh": script}, tmp_path / "repository")
    bed.run(folder, "check", "--fix", ".")
    assert bed.tree(folder)["make.sh"].startswith(b"#!/bin/sh\ndocker build --secret id=api_token,env=API_TOKEN ")
