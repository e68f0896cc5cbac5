"""Which image a program should run on, compared with the tags that the official images really have."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.model.images import parse_reference
from dockerlint.staging.references import Written
from dockerlint.staging.releases import Release, release_of_image
from dockerlint.staging.runtime_bases import STATIC_IMAGE, runtime_base, runtime_base_as_written

if TYPE_CHECKING:
    from dockerlint.staging.runtime_bases import Need

LISTED = Path(__file__).with_name("official_tags.txt").read_text()


def official() -> Iterator[tuple[str, str, str]]:
    """Repository, tag and release of every tag listed."""
    for line in LISTED.splitlines():
        if not line.startswith("#"):
            head, tags = line.split(": ")
            repository, release = head.split(" ")
            yield from ((repository, tag, release) for tag in tags.split())


EXISTING = {f"{repository}:{tag}" for repository, tag, _ in official()}


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("python:3.12", "python:3.12-slim"),
        ("python:3.12-bookworm", "python:3.12-slim-bookworm"),
        ("python:3.12-alpine", "python:3.12-alpine"),
        ("python:3.12-slim", "python:3.12-slim"),
        ("python", "python:slim"),
        ("python:latest", "python:slim"),
        ("node:20", "node:20-slim"),
        ("node:20-bookworm", "node:20-bookworm-slim"),
        ("node:lts", "node:lts-slim"),
        ("node:lts-iron", "node:iron-slim"),
        ("node", "node:slim"),
        ("ruby:3.3-bullseye", "ruby:3.3-slim-bullseye"),
        ("php:8.2-apache", "php:8.2-apache"),
        ("elixir:1.16-otp-26", "elixir:1.16-otp-26-slim"),
        ("erlang:26", "erlang:26-slim"),
        ("swift:5.9-jammy", "swift:5.9-jammy-slim"),
        ("debian", "debian:stable-slim"),
        ("debian:12", "debian:12-slim"),
        ("debian:bookworm-20240211", "debian:bookworm-20240211-slim"),
        ("ubuntu:22.04", "ubuntu:22.04"),
        ("alpine:3.19", "alpine:3.19"),
        ("fedora:40", "fedora:40"),
        ("eclipse-temurin:17", "eclipse-temurin:17-jre"),
        ("eclipse-temurin:21-jdk-alpine", "eclipse-temurin:21-jre-alpine"),
        ("maven:3-eclipse-temurin-17", "eclipse-temurin:17-jre"),
        ("maven:3.9-eclipse-temurin-21-alpine", "eclipse-temurin:21-jre-alpine"),
        ("maven:3.8-openjdk-11-slim", "openjdk:11-jre-slim"),
        ("maven:3.8.6", "eclipse-temurin:17-jre"),
        ("maven:3", "eclipse-temurin:26-jre"),
        ("gradle:8", "eclipse-temurin:21-jre"),
        ("gradle:8.5-jdk17", "eclipse-temurin:17-jre"),
        ("gradle:7-jdk11-focal", "eclipse-temurin:11-jre-focal"),
        ("gradle:8.14", "eclipse-temurin:21-jre"),
        ("openjdk:8-jdk-alpine", "openjdk:8-jre-alpine"),
        ("openjdk:11", "openjdk:11-jre"),
        ("openjdk:17-jdk-slim", "eclipse-temurin:17-jre"),
        ("openjdk:17-alpine", "eclipse-temurin:17-jre-alpine"),
        ("tomcat:9.0-jdk17-temurin", "tomcat:9.0-jre17-temurin"),
        ("azul/zulu-openjdk:17", "azul/zulu-openjdk:17-jre"),
        ("bellsoft/liberica-openjdk-alpine:17", "bellsoft/liberica-openjre-alpine:17"),
        ("mcr.microsoft.com/dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/runtime:8.0"),
        ("mcr.microsoft.com/dotnet/sdk:8.0.404-alpine3.20", "mcr.microsoft.com/dotnet/runtime:8.0-alpine3.20"),
        ("nvidia/cuda:12.2.0-devel-ubuntu22.04", "nvidia/cuda:12.2.0-runtime-ubuntu22.04"),
        ("hexpm/elixir:1.16.0-erlang-26.2.1-debian-bookworm-20231009",
         "hexpm/elixir:1.16.0-erlang-26.2.1-debian-bookworm-20231009-slim"),
        ("oven/bun:1", "oven/bun:1-slim"),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm", "python:3.12-slim-bookworm"),
        ("registry.access.redhat.com/ubi9/openjdk-17:1.18", "registry.access.redhat.com/ubi9/openjdk-17-runtime:1.18"),
    ],
)  # fmt: skip
def test_an_interpreter_has_its_nearest_smaller_relative(image: str, expected: str) -> None:
    base = runtime_base(parse_reference(image))
    assert base is not None
    assert base.image == expected


@pytest.mark.parametrize(
    ("image", "need", "expected", "release", "moves"),
    [
        ("golang:1.23-bookworm", "native", "debian:bookworm-slim", Release("debian", "bookworm"), False),
        ("golang:1.24.2", "native", "debian:bookworm-slim", Release("debian", "bookworm"), False),
        ("golang:1.24", "native", "debian:trixie-slim", Release("debian", "trixie"), True),
        ("golang:1.22.2-alpine", "native", "alpine:3.19", Release("alpine", "3.19"), False),
        ("golang:1.22-alpine3.20", "native", "alpine:3.20", Release("alpine", "3.20"), False),
        ("golang:1.23", "static", STATIC_IMAGE, None, False),
        ("rust:1.75", "native", "debian:bookworm-slim", Release("debian", "bookworm"), True),
        ("rust", "native", "debian:trixie-slim", Release("debian", "trixie"), True),
        ("rust:1.70-slim-bullseye", "native", "debian:bullseye-slim", Release("debian", "bullseye"), False),
        ("gcc:12", "native", "debian:bookworm-slim", Release("debian", "bookworm"), True),
        ("buildpack-deps:jammy-scm", "native", "ubuntu:jammy", Release("ubuntu", "jammy"), False),
        ("ubuntu:22.04", "native", "ubuntu:22.04", Release("ubuntu", "jammy"), False),
        ("debian:bookworm", "native", "debian:bookworm-slim", Release("debian", "bookworm"), False),
        ("registry.access.redhat.com/ubi9/ubi:9.3", "native", "registry.access.redhat.com/ubi9/ubi:9.3",
         Release("rhel", "9"), False),
        ("fedora:40", "native", "fedora:40", Release("fedora", "40"), False),
        ("python:3.12-slim-bookworm", "native", "debian:bookworm-slim", Release("debian", "bookworm"), False),
        ("hexpm/elixir:1.16.0-erlang-26.2.1-alpine-3.19.0", "native", "alpine:3.19",
         Release("alpine", "3.19"), False),
        ("mcr.microsoft.com/dotnet/sdk:8.0-jammy", "web", "mcr.microsoft.com/dotnet/aspnet:8.0-jammy",
         Release("ubuntu", "jammy"), False),
        ("mcr.microsoft.com/dotnet/core/sdk:3.1-buster", "web", "mcr.microsoft.com/dotnet/core/aspnet:3.1-buster-slim",
         Release("debian", "buster"), False),
    ],
)  # fmt: skip
def test_a_program_without_an_interpreter_runs_on_the_distribution_it_was_built_on(
    image: str, need: Need, expected: str, release: Release | None, moves: bool
) -> None:
    assert runtime_base(parse_reference(image), need) == (expected, release, moves)


@pytest.mark.parametrize(
    ("image", "need"),
    [
        ("golang:1.23", "interpreter"),
        ("golang:1.99", "native"),
        ("golang:1.23-nanoserver", "static"),
        ("gcc:13", "native"),
        ("node:8-onbuild", "interpreter"),
        ("python:mytag", "interpreter"),
        ("python:3.12-windowsservercore", "interpreter"),
        ("eclipse-temurin:16", "interpreter"),
        ("openjdk:14", "interpreter"),
        ("maven:3-ibmjava-8", "interpreter"),
        ("registry.corp.example/python:3.12", "interpreter"),
        ("corp/python:3.12", "interpreter"),
        ("mypython:3.12", "interpreter"),
        ("python:3.12", "web"),
        ("composer:2", "interpreter"),
        ("nothing-known", "static"),
    ],
)
def test_what_is_not_known_has_no_run_time_base(image: str, need: Need) -> None:
    assert runtime_base(parse_reference(image), need) is None


@pytest.mark.parametrize(
    "mirror",
    [
        "docker.io/", "docker.io/library/", "arm64v8/", "mirror.gcr.io/library/", "public.ecr.aws/docker/library/",
        "registry.corp.example:5000/dockerhub-proxy/", "harbor.corp.example/library/", "${REGISTRY}/",
        "$REGISTRY/library/", "${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/",
    ],
)  # fmt: skip
def test_the_registry_in_front_stays(mirror: str) -> None:
    base = runtime_base(parse_reference(f"{mirror}golang:1.22-bookworm"), "native")
    assert base is not None
    assert base.image == f"{mirror}debian:bookworm-slim"


def test_a_digest_is_not_carried_to_another_image() -> None:
    base = runtime_base(parse_reference("python:3.12@sha256:" + "0" * 64))
    assert base is not None
    assert base.image == "python:3.12-slim"


@pytest.mark.parametrize(
    ("written", "resolved", "expected"),
    [
        ("python:${VERSION}", "python:3.12", "python:${VERSION}-slim"),
        ("python:${VERSION}-bookworm", "python:3.12-bookworm", "python:${VERSION}-slim-bookworm"),
        ("node:$V-alpine", "node:20-alpine", "node:$V-alpine"),
        ("${REG}python:${V:-3.12}", "docker.io/python:3.12", "${REG}python:${V:-3.12}-slim"),
        ("python:${TAG}", "python:3.12-bookworm", None),
        ("maven:3-eclipse-temurin-${JAVA}", "maven:3-eclipse-temurin-17", "eclipse-temurin:${JAVA}-jre"),
    ],
)
def test_variables_of_the_reference_stay(written: str, resolved: str, expected: str | None) -> None:
    base = runtime_base_as_written(written, resolved)
    assert (base.image if base else None) == expected


@pytest.mark.parametrize(
    ("written", "resolved", "expected"),
    [
        ("golang:${GO}-bookworm", "golang:1.23-bookworm", "debian:bookworm-slim"),
        ("golang:${GO}", "golang:1.22", "debian:bookworm-slim"),
        ("golang:${GO}", "golang:1.23", None),
    ],
)
def test_a_base_that_depends_on_a_variable_in_another_way_is_none(
    written: str, resolved: str, expected: str | None
) -> None:
    base = runtime_base_as_written(written, resolved, "native")
    assert (base.image if base else None) == expected


@pytest.mark.parametrize(
    "written", ["hub-" * 200_000 + "/python", "$A" * 50_000 + "python:3.12", "python:" + "1." * 100_000]
)
def test_a_reference_without_end_has_no_base_and_takes_no_time(written: str) -> None:
    start = time.process_time()
    assert runtime_base_as_written(written, written.replace("$A", "a")) is None
    assert time.process_time() - start < 2


@given(st.lists(st.text("ab-:", max_size=5), min_size=1, max_size=4), st.text("ab-:", max_size=12), st.data())
def test_putting_the_values_back_gives_the_changed_reference(
    values: list[str], changed: str, data: st.DataObject
) -> None:
    literals = [data.draw(st.text("ab-:", max_size=4)) for _ in values]
    written = "".join(f"{literal}${{V{index}}}" for index, literal in enumerate(literals))
    resolved = "".join(literal + value for literal, value in zip(literals, values, strict=True))
    reference = Written(written, resolved)
    for result in reference.changed_to(changed):
        assert reference.put(result, reference.values) == changed


def test_every_answer_for_an_official_image_is_a_tag_that_exists() -> None:
    missing = []
    for repository, tag, _ in official():
        base = runtime_base(parse_reference(f"{repository}:{tag}"))
        if base is not None and base.image.partition(":")[0] in {repository, "eclipse-temurin"}:
            is_listed = base.image in EXISTING or base.image == repository
            missing += [] if is_listed else [f"{repository}:{tag} -> {base.image}"]
    assert missing == []


@pytest.mark.parametrize("image", ["node:27", "golang:2", "python:4", "openjdk:21", "rust:1.99", "php:9"])
def test_the_release_of_a_version_newer_than_the_tables_is_not_known(image: str) -> None:
    assert release_of_image(parse_reference(image)) is None


def test_every_release_is_that_of_the_tag() -> None:
    wrong = {}
    for repository, tag, named in official():
        release = release_of_image(parse_reference(f"{repository}:{tag}"))
        if release is not None and release.name and named not in {"-", "alpine"}:
            told = f"alpine{release.name}" if release.distribution == "alpine" else release.name
            if told != named:
                wrong[f"{repository}:{tag}"] = (told, named)
    assert wrong == {}


def test_the_release_of_most_official_tags_is_known() -> None:
    known = [
        release_of_image(parse_reference(f"{repository}:{tag}")) for repository, tag, name in official() if name != "-"
    ]
    assert sum(release is not None for release in known) / len(known) > 0.9
