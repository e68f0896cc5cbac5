"""A caller that hands the secret over in a way that is not understood keeps the Dockerfile as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlint.callers.leftover import first_mention
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
    "justfile": "image:\n    docker build {{ build_args }}\n    @true --build-arg=API_TOKEN\n",
    "remote.sh": "#!/bin/sh\nssh host <<EOF\ndocker build --build-arg API_TOKEN=$API_TOKEN .\nEOF\n",
}
RUNS_NOTHING = {
    "notes.sh": "#!/bin/sh\n# docker build --build-arg API_TOKEN=$API_TOKEN .\ntrue\n",
    "usage.sh": "#!/bin/sh\ncat <<-EOF\n\tdocker build --build-arg API_TOKEN=… .\n\tEOF\n",
    "hint.sh": "#!/bin/sh\necho 'docker build --build-arg API_TOKEN=… .'\n",
    "README.md": "    docker build --build-arg API_TOKEN=… .\n",
    "secret.sh": "#!/bin/sh\nA=1 docker build --build-arg B=2 --secret id=API_TOKEN,env=API_TOKEN other\n",
    "value.sh": "#!/bin/sh\ndocker build --build-arg MINE=$API_TOKEN --build-arg HIS=${API_TOKEN} other\n",
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
    assert first_mention(["API_TOKEN"], [("a.yml", line, frozenset({(1, "VERSION")}))]) is not None
    assert first_mention(["API_TOKEN"], [("a.yml", line, frozenset({(1, "API_TOKEN")}))]) is None


@pytest.mark.parametrize("context", ["build", "b", "image", "bud"])
def test_a_context_that_is_called_like_a_command_is_a_context(context: str, tmp_path: Path) -> None:
    script = f"#!/bin/sh\ndocker build --build-arg API_TOKEN=$API_TOKEN {context}\n".encode()
    folder = bed.repository({f"{context}/Dockerfile": DOCKERFILE, "make.sh": script}, tmp_path / "repository")
    bed.run(folder, "check", "--fix", ".")
    assert bed.tree(folder)["make.sh"].startswith(b"#!/bin/sh\ndocker build --secret id=api_token,env=API_TOKEN ")
