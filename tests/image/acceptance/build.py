"""The Dockerfile of the acceptance image and its steps, each with what a builder records of it."""

from __future__ import annotations

import json
from typing import NamedTuple

from tests.image.acceptance.credentials import github, gitlab, password


class Step(NamedTuple):
    """One step of the build.

    ``text`` is the Dockerfile's, "" for those of the base image.  ``buildkit`` and ``classic`` are what the two
    builders write into ``created_by``.  ``layer`` names the layer it made, "" for none.
    """

    text: str
    buildkit: str
    classic: str
    layer: str = ""


class Build(NamedTuple):
    """The Dockerfile, and the history of the image that it makes; ``lines`` are those of each step's instruction."""

    dockerfile: str
    steps: tuple[Step, ...]
    lines: tuple[tuple[int, ...], ...]
    arguments: dict[str, str]

    def lines_of(self, word: str) -> tuple[int, ...]:
        """The lines of every instruction that holds ``word``."""
        found = [lines for step, lines in zip(self.steps, self.lines, strict=True) if word in step.text]
        return tuple(line for lines in found for line in lines)


ENV, LABEL, ARGUMENT, LOOSE_ARGUMENT = github("ENV"), github("LABEL"), github("build argument"), password("argument")
LOOSE_ENV, COMMAND, ENTRYPOINT = password("ENV without a format"), github("Cmd"), github("Entrypoint")
HEALTH, TRIGGER, USER = github("Healthcheck"), github("OnBuild"), github("User")
WRITTEN, COMMENT, CLONE = github("written by RUN"), gitlab("comment in the Dockerfile"), github("clone in RUN")


def _copy(folder: str, layer: str) -> Step:
    return Step(
        f"COPY {folder}/ /{folder}/",
        f"COPY {folder}/ /{folder}/ # buildkit",
        f"/bin/sh -c #(nop) COPY dir:{'ab' * 32} in /{folder}/ ",
        layer,
    )


def _run(text: str, layer: str, command: str = "") -> Step:
    """``text`` is the command as the Dockerfile has it, ``command`` as the shell is given it."""
    command = command or text
    arguments = f"|2 NPM_TOKEN={ARGUMENT} SMTP_PASSWORD={LOOSE_ARGUMENT} "
    return Step(
        f"RUN {text}",
        f"RUN {arguments}/bin/sh -c {command} # buildkit",
        f"{arguments}/bin/sh -c {command}",
        layer,
    )


def _note(text: str, buildkit: str = "", classic: str = "") -> Step:
    """An instruction that makes no layer."""
    keyword, _, rest = text.partition(" ")
    return Step(text, buildkit or text, f"/bin/sh -c #(nop)  {classic or f'{keyword} {rest}'}")


def build(*, is_full: bool) -> Build:
    """The build; ``is_full`` adds the steps whose layers are large."""
    base = (
        Step("", "/bin/sh -c #(nop) ADD file:" + "cd" * 32 + " in / ", "/bin/sh -c #(nop) ADD file:1234 in / ", "base"),
        Step("", '/bin/sh -c #(nop)  CMD ["bash"]', '/bin/sh -c #(nop)  CMD ["bash"]'),
        Step("", "RUN /bin/sh -c apt-get update # buildkit", "/bin/sh -c apt-get update", "packages"),
    )
    steps = [
        _note("ARG NPM_TOKEN"),
        _note("ARG SMTP_PASSWORD"),
        _note(
            f'LABEL maintainer="ops@corp.internal" \\\n      deploy.token="{LABEL}"',
            f"LABEL maintainer=ops@corp.internal deploy.token={LABEL}",
        ),
        _note(
            f"ENV APP_HOME=/app \\\n    DEPLOY_TOKEN={ENV} \\\n    DB_PASSWORD={LOOSE_ENV}",
            f"ENV APP_HOME=/app DEPLOY_TOKEN={ENV} DB_PASSWORD={LOOSE_ENV}",
        ),
        Step("WORKDIR /app", "WORKDIR /app", "/bin/sh -c #(nop) WORKDIR /app", "workdir"),
        _copy("app", "app"),
        _run(
            "--mount=type=cache,target=/root/.cache \\\n    pip install -r requirements.txt && \\\n"
            "    # then the rest\n"
            "    python -m compileall /app",
            "installed",
            "pip install -r requirements.txt &&     python -m compileall /app",
        ),
        _run(f"git clone https://x:{CLONE}@git.corp.internal/shop.git /tmp/shop && rm -rf /tmp/shop", "cloned"),
        _copy("first", "first"),
        _copy("odd", "odd"),
        _copy("opt", "opt"),
        _copy("src", "src"),
        _copy("enc", "enc"),
        _copy("root", "home"),
        _copy("keys", "keys"),
        _copy("edge", "edge"),
        _run("rm -rf /first/gone.txt /first/folder /first/opaque && mv /first/new /first/changed.txt", "removed"),
    ]
    if is_full:
        steps += [
            _run("mkdir /many && seq 10500 | xargs -I{} sh -c 'echo nothing > /many/{}'", "many"),
            _run("dd if=/dev/zero of=/big/log.txt bs=1M count=60", "log"),
            _run("dd if=/dev/zero of=/big/filler bs=1M count=300", "far"),
        ]
    health = ["CMD", "curl", "-H", f"Authorization: token {HEALTH}", "http://127.0.0.1/"]
    steps += [
        _run("<<EOF\nset -e\nadduser app\necho done\nEOF", "here", "<<EOF (set -e...)"),
        _note(f"USER {USER}"),
        _note(f"HEALTHCHECK --interval=30s {_words(health)}", classic=f'HEALTHCHECK &{{{json.dumps(health)} "30s"}}'),
        _note(f"ONBUILD RUN curl -u x:{TRIGGER} https://git.corp.internal/"),
        _note(f'ENTRYPOINT ["/app/start", "--token={ENTRYPOINT}"]'),
        _note(f'CMD ["--push", "{COMMAND}"]'),
    ]
    lines = [
        "# syntax=docker/dockerfile:1",
        f"# the old token was {COMMENT}",
        "FROM base.corp.internal/debian:12 AS builder",
        "ARG BUILDER_TOKEN",
        "RUN make -C /src",
        "",
        "FROM base.corp.internal/debian:12",
    ]
    places: list[tuple[int, ...]] = [()] * len(base)
    for step in steps:
        first = len(lines) + 1
        lines += step.text.split("\n")
        places.append(tuple(range(first, len(lines) + 1)))
    arguments = {"NPM_TOKEN": ARGUMENT, "SMTP_PASSWORD": LOOSE_ARGUMENT}
    return Build("\n".join(lines) + "\n", (*base, *steps), tuple(places), arguments)


def _words(command: list[str]) -> str:
    return f"{command[0]} {json.dumps(command[1:])}"
