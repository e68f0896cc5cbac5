"""The work for a file with many builds grows as their number does; counted in lines run, not in seconds."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.callers.bed import lay_out, run

DOCKERFILE = 'FROM alpine\nARG API_TOKEN\nRUN wget --header "Authorization: Bearer $API_TOKEN" https://example.com/\n'
MOUNTING = "FROM alpine\nRUN --mount=type=secret,id=api_token wget https://example.com/\n"
# Each is a Dockerfile, a caller's place, its first lines, and those of one build.
FORMS = {
    "script": (DOCKERFILE, "build.sh", "#!/bin/sh\n", "docker build --build-arg API_TOKEN=$API_TOKEN -t a{} .\n"),
    "make": (DOCKERFILE, "Makefile", "", "a{}:\n\tdocker build --build-arg API_TOKEN=$(API_TOKEN) .\n"),
    "compose": (
        DOCKERFILE,
        "compose.yml",
        "services:\n",
        "  a{}:\n    build:\n      context: .\n      args:\n        API_TOKEN: ${{API_TOKEN}}\n",
    ),
    "bake": (DOCKERFILE, "docker-bake.hcl", "", 'target "a{}" {{\n  args = {{ API_TOKEN = API_TOKEN }}\n}}\n'),
    "github": (
        DOCKERFILE,
        "action.yml",
        "runs:\n  using: composite\n  steps:\n",
        "    - uses: docker/build-push-action@v6\n      with: {{build-args: 'API_TOKEN=${{{{ secrets.A }}}}'}}\n",
    ),
    "without a provider": (MOUNTING, "build.sh", "#!/bin/sh\n", "docker build -t a{} .\n"),
    "without the argument": (DOCKERFILE, "compose.yml", "services:\n", "  a{}:\n    build: .\n"),
}


class Work:
    """Counts the lines of Python that are run."""

    def __init__(self) -> None:
        self.lines = 0

    def trace(self, _frame: FrameType, event: str, _argument: object) -> Any:
        self.lines += event == "line"
        return self.trace


def lines_run(form: str, builds: int, folder: Path, flags: list[str]) -> int:
    dockerfile, place, head, build = FORMS[form]
    text = head + "".join(build.format(number) for number in range(builds))
    (folder / ".git").mkdir(parents=True)
    lay_out({"Dockerfile": dockerfile.encode(), place: text.encode()}, folder)
    work = Work()
    before = sys.gettrace()
    sys.settrace(work.trace)
    try:
        run(folder, "check", "--jobs", "1", *flags, ".")
    finally:
        sys.settrace(before)
    return work.lines


@pytest.mark.parametrize("flags", [[], ["--diff", "--allow-partial"]], ids=["check", "diff"])
@pytest.mark.parametrize("form", FORMS)
def test_the_work_grows_as_the_builds_do(form: str, flags: list[str], tmp_path: Path) -> None:
    lines_run(form, 30, tmp_path / "first", flags)  # what is loaded and compiled once
    few, more, many = (lines_run(form, number, tmp_path / str(number), flags) for number in (40, 80, 160))
    assert many - more < 2.5 * (more - few)


def test_the_text_of_a_makefile_is_searched_once_for_all_of_its_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dockerlint.callers.kinds import make

    searched = []
    real = make._REFERENCE

    class Counted:
        def finditer(self, text: str) -> object:
            searched.append(text)
            return real.finditer(text)

    monkeypatch.setattr(make, "_REFERENCE", Counted())
    dockerfile, place, _, build = FORMS["make"]
    text = "include more.mk\n" + "".join(build.format(number) for number in range(50))
    (tmp_path / ".git").mkdir()
    lay_out({"Dockerfile": dockerfile.encode(), place: text.encode()}, tmp_path)
    run(tmp_path, "check", "--jobs", "1", ".")
    assert 0 < len(searched) < 10


def test_all_fixes_of_a_dockerfile_look_at_its_repository_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dockerlint.model
    from dockerlint.callers.texts import Texts

    asked: Counter[str] = Counter()
    read = []
    real_of, real_read = Texts.of, dockerlint.model.read_dockerfile

    def of(self: Texts, path: str, is_wanted: Any) -> str | None:
        asked[path] += 1
        return real_of(self, path, is_wanted)

    def read_dockerfile(source: Any, context: Any) -> Any:
        read.append(source)
        return real_read(source, context)

    names = [f"SERVICE_{number}_TOKEN" for number in range(20)]
    leaking = [f'ARG {name}\nRUN wget --header "Authorization: Bearer ${name}" https://e.org/\n' for name in names]
    given = "".join(f" --build-arg {name}" for name in names)
    (tmp_path / ".git").mkdir()
    lay_out(
        {
            "Dockerfile": "".join(["FROM alpine\n", *leaking]).encode(),
            "build.sh": f"#!/bin/sh\ndocker build{given} .\n".encode(),
            "perhaps.sh": b'#!/bin/sh\ndocker build --build-arg VERSION=1 -f "$1" .\n',
            "speaks.py": b'arguments = ["--build-arg", "VERSION=1"]\n',
        },
        tmp_path,
    )
    monkeypatch.setattr(Texts, "of", of)
    monkeypatch.setattr(dockerlint.model, "read_dockerfile", read_dockerfile)
    code, out = run(tmp_path, "check", "--jobs", "1", "--diff", "Dockerfile")[:2]
    assert out.count("+RUN --mount=type=secret") == 20, (code, out)
    assert {Path(path).name for path in asked} == {"build.sh", "perhaps.sh", "speaks.py"}
    assert max(asked.values()) <= 6
    assert len(read) <= 4
