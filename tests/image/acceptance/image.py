"""The acceptance image as values: layers, configuration, history, manifests, attestations, and what is hidden in it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.image.acceptance import build as steps
from tests.image.acceptance.build import Build, build
from tests.image.acceptance.credentials import github, password
from tests.image.acceptance.entries import plain
from tests.image.acceptance.layers import LayerPlan, layers
from tests.image.acceptance.spots import Hidden
from tests.image.acceptance.tar import archive, file

AMD, ARM = "linux/amd64", "linux/arm64"
Json = dict[str, object]


class PlatformImage(NamedTuple):
    """One image for one platform.  ``config`` is its raw configuration."""

    platform: str
    layers: tuple[LayerPlan, ...]
    diff_ids: tuple[str, ...]
    config: bytes


class Acceptance(NamedTuple):
    """Both images and all that is hidden in them and around them."""

    build: Build
    images: tuple[PlatformImage, PlatformImage]
    hidden: tuple[Hidden, ...]


@cache
def acceptance(*, is_full: bool = False, is_classic: bool = False) -> Acceptance:
    """The image; ``is_full`` with its large layers, ``is_classic`` with the history of Docker's first builder."""
    made = build(is_full=is_full)
    plans = layers(is_full=is_full)
    only_arm = plain("second platform only", "root/arm.ini")
    other = {
        "base": LayerPlan("base", archive(file("etc/arch", b"arm64\n")), ()),
        "installed": LayerPlan("installed", archive(only_arm.entries), (only_arm,)),
    }
    arm = tuple(other.get(plan.name, plan) for plan in plans)
    known = {id(plan): _diff_id(plan) for plan in (*plans, *other.values())}
    images = (
        PlatformImage(AMD, tuple(plans), tuple(known[id(plan)] for plan in plans), b""),
        PlatformImage(ARM, arm, tuple(known[id(plan)] for plan in arm), b""),
    )
    history = _history(made, is_classic=is_classic)
    amd = images[0]._replace(config=_amd_config(history, images[0].diff_ids, is_classic=is_classic))
    second = images[1]._replace(config=_arm_config(history, images[1].diff_ids))
    installed = next(index for index, plan in enumerate(arm) if plan.name == "installed")
    hidden = (*_in_layers(made, plans), *_outside(made, is_classic=is_classic), *_second_platform(made, installed))
    return Acceptance(made, (amd, second), hidden)


def _diff_id(plan: LayerPlan) -> str:
    digest = hashlib.sha256()
    for piece in plan.pieces:
        digest.update(piece)
    return "sha256:" + digest.hexdigest()


def _history(made: Build, *, is_classic: bool) -> list[Json]:
    history: list[Json] = []
    for number, step in enumerate(made.steps):
        entry: Json = {"created": f"2026-11-02T10:{number:02}:00Z", "created_by": step.classic}
        if not is_classic:
            entry |= {"created_by": step.buildkit, "comment": "buildkit.dockerfile.v0"}
        if not step.layer:
            entry["empty_layer"] = True
        if step.layer == "packages":
            entry |= {"comment": f"committed with {github('history comment')}", "author": github("history author")}
        history.append(entry)
    return history


def _amd_config(history: list[Json], diff_ids: tuple[str, ...], *, is_classic: bool) -> bytes:
    settings: Json = {
        "Env": ["PATH=/usr/bin:/bin", f"DEPLOY_TOKEN={steps.ENV}", f"DB_PASSWORD={steps.LOOSE_ENV}"],
        "Labels": {"maintainer": "ops@corp.internal", "deploy.token": steps.LABEL},
        "Entrypoint": ["/app/start", f"--token={steps.ENTRYPOINT}"],
        "Cmd": ["--push", steps.COMMAND],
        "Healthcheck": {
            "Test": ["CMD", "curl", "-H", f"Authorization: token {steps.HEALTH}", "http://127.0.0.1/"],
            "Interval": 30_000_000_000,
        },
        "OnBuild": [f"RUN curl -u x:{steps.TRIGGER} https://git.corp.internal/"],
        "User": steps.USER,
        "WorkingDir": "/app",
        "Volumes": {f"/data/{github('Volumes')}": {}},
        "StopSignal": "SIGTERM",
        "Shell": ["/bin/sh", "-c"],
    }
    information = base64.b64encode(
        json.dumps({"frontend": "dockerfile.v0", "attrs": {"build-arg:X": github("buildinfo")}}).encode()
    ).decode()
    return _dumped(
        {
            "architecture": "amd64",
            "os": "linux",
            "author": f"ops {github('author')}",
            "created": "2026-11-02T10:59:00Z",
            "config": settings,
            "history": history,
            "rootfs": {"type": "layers", "diff_ids": list(diff_ids)},
            "moby.buildkit.buildinfo.v1": information,
            **({"container_config": {"Cmd": ["/bin/sh", "-c", github("container_config")]}} if is_classic else {}),
        }
    )


def _arm_config(history: list[Json], diff_ids: tuple[str, ...]) -> bytes:
    return _dumped(
        {
            "architecture": "arm64",
            "os": "linux",
            "config": {"Env": [f"ARM_TOKEN={github('ENV of the second platform')}"]},
            "history": history,
            "rootfs": {"type": "layers", "diff_ids": list(diff_ids)},
        }
    )


def _dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def _in_layers(made: Build, plans: list[LayerPlan]) -> Iterator[Hidden]:
    removed = next(index for index, plan in enumerate(plans) if plan.name == "removed")
    lines = {step.layer: lines for step, lines in zip(made.steps, made.lines, strict=True) if step.layer}
    for index, plan in enumerate(plans):
        for spot in plan.spots:
            if spot.values or spot.keys:
                yield Hidden(
                    spot.place, spot.values, spot.keys, AMD, index, spot.path, spot.inner, spot.aspect, spot.line,
                    "hidden" if spot.removed else "final", removed if spot.removed else None, lines[plan.name],
                    spot.never,
                )  # fmt: skip


def _second_platform(made: Build, layer: int) -> Iterator[Hidden]:
    place = "second platform only"
    lines = made.lines_of("pip install")
    yield Hidden(
        place, (github(place),), 0, ARM, layer, "root/arm.ini", (), "content", 2, "final", None, lines, (), "index"
    )
    token = github("ENV of the second platform")
    yield _at("ENV of the second platform", token, "configuration", "Env", (), ARM, "index")


def _at(
    place: str, value: str, state: str, path: str, lines: tuple[int, ...], platform: str = AMD, needs: str = ""
) -> Hidden:
    return Hidden(place, (value,), 0, platform, None, path, None, "", 0, state, None, lines, (), needs)


def _outside(made: Build, *, is_classic: bool) -> Iterator[Hidden]:
    lines = made.lines_of
    yield _at("ENV", steps.ENV, "configuration", "Env", lines("ENV "))
    yield _at("ENV without a format", steps.LOOSE_ENV, "configuration", "Env", lines("ENV "))
    yield _at("LABEL", steps.LABEL, "configuration", "Labels", lines("LABEL "))
    yield _at("Cmd", steps.COMMAND, "configuration", "Cmd", lines('CMD ["--push'))
    yield _at("Entrypoint", steps.ENTRYPOINT, "configuration", "Entrypoint", lines("ENTRYPOINT "))
    yield _at("Healthcheck", steps.HEALTH, "configuration", "Healthcheck", lines("HEALTHCHECK "))
    yield _at("OnBuild", steps.TRIGGER, "configuration", "OnBuild", lines("ONBUILD "))
    yield _at("User", steps.USER, "configuration", "User", lines("USER "))
    yield _at("Volumes", github("Volumes"), "configuration", "Volumes", ())
    yield _at("author", github("author"), "configuration", "author", ())
    yield _at("BuildKit's buildinfo", github("buildinfo"), "configuration", "", ())
    arguments = (*lines("RUN "), *lines("ARG "))
    yield _at("build argument", steps.ARGUMENT, "history", "", arguments)
    yield _at("build argument without a format", steps.LOOSE_ARGUMENT, "history", "", arguments)
    yield _at("URL in RUN", steps.CLONE, "history", "", lines("git clone"))
    yield _at("history comment", github("history comment"), "history", "comment", ())
    yield _at("history author", github("history author"), "history", "author", ())
    if is_classic:
        yield _at("container_config", github("container_config"), "configuration", "container_config", ())
    for place in (
        "manifest annotation", "index annotation", "annotation of a manifest in the index", "layer annotation",
        "provenance v0.2 build argument", "provenance v1 build argument", "VCS URL", "SBOM",
    ):  # fmt: skip
        yield _at(place, github(place), "attestation", "", (), "", "index")
    loose = password("provenance argument")
    yield _at("provenance argument without a format", loose, "attestation", "", (), "", "index")
    yield _at("embedded Dockerfile", steps.COMMENT, "attestation", "", (), "", "index")
