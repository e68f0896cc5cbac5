"""Stages, scopes of variables, and what is in force at each step."""

from __future__ import annotations

import pytest

from dockerlint.model import Dockerfile, Step, read_dockerfile
from dockerlint.text import Source


def read(text: str) -> Dockerfile:
    return read_dockerfile(Source(text, "Dockerfile"))


def seen(text: str) -> list[str]:
    """What ``RUN`` with names as its arguments sees: ``name=value`` and the kind of declaration, for each RUN."""
    return [
        " ".join(f"{name}={shown(step, name)}" for name in step.instruction.args.split())
        for step in read(text).steps("RUN")
    ]


def shown(step: Step, name: str) -> str:
    variable = step.variable(name)
    return "-" if variable is None else f"{step.resolve('$' + name)}({variable.kind})"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nRUN A\nARG A=1\nRUN A\nARG A=2\nRUN A\n", ["A=-", "A=1(arg)", "A=2(arg)"]),
        ("FROM a\nENV A=1\nARG A=2\nRUN A\n", ["A=1(env)"]),
        ("FROM a\nARG A=2\nENV A=1\nRUN A\n", ["A=1(env)"]),
        ("FROM a\nENV A=1\nENV A=2 B=$A\nRUN A B\n", ["A=2(env) B=1(env)"]),
        ("FROM a\nENV A=1 B=$A\nRUN A B\n", ["A=1(env) B=${A}(env)"]),
        ("FROM a\nARG A=1 B=$A\nRUN A B\n", ["A=1(arg) B=${A}(arg)"]),
        ("FROM a\nENV A=1\nENV A=${A}2\nRUN A\n", ["A=12(env)"]),
        ("FROM a\nENV A 1 2\nRUN A\n", ["A=1 2(env)"]),
        ("FROM a\nENV A='$B' B=1\nRUN A\n", ["A=$B(env)"]),
        ("FROM a\nARG A\nRUN A\n", ["A=${A}(arg)"]),
        ("FROM a\nENV B=${A:-x}\nRUN B\n", ["B=${A}(env)"]),
        ("# escape=`\nFROM a\nENV A=x`$y\nRUN A\n", ["A=x$y(env)"]),
    ],
)
def test_later_declarations_win_env_beats_arg_and_one_instruction_sees_old_values(
    text: str, expected: list[str]
) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG A=1\nFROM a\nRUN A\n", ["A=-"]),
        ("ARG A=1\nFROM a\nARG A\nRUN A\n", ["A=1(arg)"]),
        ("ARG A=1\nFROM a\nARG A=2\nRUN A\n", ["A=2(arg)"]),
        ("ARG A=1\nFROM a\nARG A\nFROM b\nRUN A\n", ["A=-"]),
        ("ARG A=1\nARG B=$A-2\nFROM a\nARG B\nRUN B\n", ["B=1-2(arg)"]),
        ("ARG A=1 B=$A-2\nFROM a\nARG B\nRUN B\n", ["B=1-2(arg)"]),
        ("ARG A=1\nARG A=2\nFROM a\nARG A\nRUN A\n", ["A=2(arg)"]),
    ],
)
def test_a_global_argument_counts_where_it_is_declared_again(text: str, expected: list[str]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM x AS a\nARG A=1\nENV E=2\nFROM a\nRUN A E\n", ["A=1(arg) E=2(env)"]),
        ("FROM x AS a\nENV A=1\nFROM a\nARG A=2\nRUN A\n", ["A=1(env)"]),
        ("FROM x AS a\nENV A=1\nFROM a AS b\nFROM b\nENV A=${A}3\nRUN A\n", ["A=13(env)"]),
        ("FROM x AS a\nENV A=1\nFROM x\nCOPY --from=a / /\nRUN A\n", ["A=-"]),
        ("FROM x AS a\nRUN A\nFROM a\nENV A=1\n", ["A=-"]),
    ],
)
def test_a_stage_inherits_from_the_one_it_starts_from_and_from_no_other(text: str, expected: list[str]) -> None:
    assert seen(text) == expected


def test_onbuild_declarations_are_seen_by_onbuild_steps_and_by_stages_that_start_here() -> None:
    text = "FROM x AS a\nONBUILD ARG A=1\nRUN A\nONBUILD RUN A\nFROM a\nRUN A\n"
    assert seen(text) == ["A=-", "A=1(arg)", "A=1(arg)"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a:1\n", [("a:1", None)]),
        ("FROM --platform=linux/amd64 a AS B\nFROM b\n", [("a", None), ("b", 0)]),
        ("FROM a AS b\nFROM B\n", [("a", None), ("B", 0)]),
        ("FROM a AS b\nFROM x AS b\nFROM b\n", [("a", None), ("x", None), ("b", 1)]),
        ("FROM b\nFROM a AS b\n", [("b", None), ("a", None)]),
        ("FROM a\nFROM 0\n", [("a", None), ("0", None)]),
        ("ARG V=1\nFROM a:$V\n", [("a:1", None)]),
        ("ARG V=1\nARG T=$V-alpine\nFROM a:${T}\n", [("a:1-alpine", None)]),
        ("ARG V\nFROM a:${V:-2}\n", [("a:2", None)]),
        ("FROM ${BASE:-b} AS c\nFROM c\n", [("b", None), ("c", 0)]),
        ("ARG S=a\nFROM x AS a\nFROM $S\n", [("x", None), ("a", 0)]),
    ],
)
def test_stages_start_from_an_earlier_one_by_name(text: str, expected: list[tuple[str, int | None]]) -> None:
    stages = read(text).stages
    assert [(stage.base, stage.parent.index if stage.parent else None) for stage in stages] == expected


def test_copy_from_means_a_stage_by_name_or_by_number() -> None:
    file = read("FROM a AS x\nFROM b AS y\nFROM c AS X\n")
    found = {reference: file.stage(reference) for reference in ("x", "Y", "0", "2", "3", "alpine", "")}
    assert {name: stage.index if stage else None for name, stage in found.items()} == {
        "x": 2, "Y": 1, "0": 0, "2": 2, "3": None, "alpine": None, "": None,
    }  # fmt: skip


def test_the_image_of_the_last_stage_ships_the_stages_that_it_starts_from() -> None:
    file = read("FROM a AS x\nFROM x AS y\nFROM b AS z\nFROM y\nCOPY --from=z / /\n")
    assert [file.is_shipped(stage) for stage in file.stages] == [True, True, False, True]
    assert [[child.index for child in file.children(stage)] for stage in file.stages] == [[1, 3], [3], [], []]


def in_force(text: str) -> list[tuple[str, int | None, str, str]]:
    return [(step.user.name, step.user.uid, step.workdir, step.home) for step in read(text).steps("RUN")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nRUN x\n", ("root", 0, "/", "/root")),
        ("FROM a\nUSER 0\nRUN x\n", ("root", 0, "/", "/root")),
        ("FROM a\nUSER root:root\nRUN x\n", ("root", 0, "/", "/root")),
        ("FROM a\nUSER app\nRUN x\n", ("app", None, "/", "/home/app")),
        ("FROM a\nUSER app:app\nRUN x\n", ("app", None, "/", "/home/app")),
        ("FROM a\nUSER 1001\nRUN x\n", ("1001", 1001, "/", "/")),
        ("FROM a\nUSER 1001:0\nRUN x\n", ("1001", 1001, "/", "/")),
        ("FROM a\nARG U=7\nUSER $U\nRUN x\n", ("7", 7, "/", "/")),
        ("FROM a\nARG U\nUSER $U\nRUN x\n", ("${U}", None, "/", "/home/${U}")),
        ("FROM node:20\nUSER node\nRUN x\n", ("node", 1000, "/", "/home/node")),
        ("FROM node:20\nUSER 1000\nRUN x\n", ("node", 1000, "/", "/home/node")),
        ("FROM debian\nUSER www-data\nRUN x\n", ("www-data", 33, "/", "/var/www")),
        ("FROM php:8-alpine\nUSER www-data\nRUN x\n", ("www-data", 82, "/", "/home/www-data")),
        ("FROM debian\nUSER nobody\nRUN x\n", ("nobody", 65534, "/", "/nonexistent")),
        ("FROM jenkins/jenkins:lts\nRUN x\n", ("jenkins", 1000, "/", "/var/jenkins_home")),
        ("FROM bitnami/redis\nRUN x\n", ("1001", 1001, "/", "/")),
        ("FROM gcr.io/distroless/static:nonroot\nRUN x\n", ("nonroot", 65532, "/", "/home/nonroot")),
        ("FROM a\nRUN useradd -u 1234 -m app\nUSER app\nRUN x\n", ("app", 1234, "/", "/home/app")),
        ("FROM a\nRUN useradd --uid=1234 -d /srv/app app\nUSER app\nRUN x\n", ("app", 1234, "/", "/srv/app")),
        ("FROM a\nRUN adduser -D -u 99 app app\nUSER 99\nRUN x\n", ("app", 99, "/", "/home/app")),
        ("FROM a\nRUN adduser --system --home /opt/x bob\nUSER bob\nRUN x\n", ("bob", None, "/", "/opt/x")),
        ("FROM a\nENV HOME=/data\nUSER app\nRUN x\n", ("app", None, "/", "/data")),
        ("FROM a\nENV B=/b\nENV HOME=$B/h\nRUN x\n", ("root", 0, "/", "/b/h")),
        ("FROM a\nWORKDIR app\nWORKDIR ../b/./c\nRUN x\n", ("root", 0, "/b/c", "/root")),
        ("FROM a\nENV D=/d\nWORKDIR ${D}/e\nRUN x\n", ("root", 0, "/d/e", "/root")),
        ('FROM a\nWORKDIR "/a b"\nRUN x\n', ("root", 0, "/a b", "/root")),
        ("FROM x AS a\nUSER app\nWORKDIR /w\nFROM a\nRUN x\n", ("app", None, "/w", "/home/app")),
        ("FROM x AS a\nRUN useradd -u 7 app\nFROM a\nUSER app\nRUN x\n", ("app", 7, "/", "/home/app")),
        ("FROM x AS a\nUSER app\nFROM y\nRUN x\n", ("root", 0, "/", "/root")),
        ("FROM a\nONBUILD USER app\nONBUILD WORKDIR /w\nRUN x\n", ("root", 0, "/", "/root")),
    ],
)
def test_user_folder_and_home_at_a_run(text: str, expected: tuple[str, int | None, str, str]) -> None:
    assert in_force(text)[-1] == expected


def test_onbuild_steps_run_with_what_the_finished_stage_has_in_force() -> None:
    text = "FROM node\nONBUILD RUN a\nONBUILD WORKDIR sub\nONBUILD RUN b\nWORKDIR /w\nUSER node\nRUN c\n"
    assert in_force(text) == [
        ("node", 1000, "/w", "/home/node"),
        ("node", 1000, "/w/sub", "/home/node"),
        ("node", 1000, "/w", "/home/node"),
    ]


def test_shell_is_that_of_the_last_shell_instruction() -> None:
    text = 'FROM a AS b\nRUN x\nSHELL ["/bin/bash", "-c"]\nRUN x\nFROM b\nRUN x\nSHELL not json\nRUN x\nFROM c\nRUN x\n'
    assert [step.shell for step in read(text).steps("RUN")] == [
        (), ("/bin/bash", "-c"), ("/bin/bash", "-c"), ("/bin/bash", "-c"), (),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "windows"),
    [
        ("FROM mcr.microsoft.com/windows/servercore:ltsc2022", True),
        ("FROM mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022", True),
        ("FROM --platform=windows/amd64 golang", True),
        ("FROM --platform=linux/amd64 x/windowsservercore", False),
        ("FROM --platform=$BUILDPLATFORM mcr.microsoft.com/powershell:nanoserver-1809", True),
        ("FROM --platform=$BUILDPLATFORM golang", False),
        ("FROM debian", False),
    ],
)
def test_windows_stages_are_recognised(first: str, windows: bool) -> None:
    assert [stage.is_windows for stage in read(f"{first} AS a\nFROM a\n").stages] == [windows, windows]


def test_values_that_double_or_nest_without_end_stay_names() -> None:
    doubling = "FROM a\nENV A=xx\n" + "ENV A=$A$A\n" * 60 + "RUN A\n"
    nested = "FROM a\nENV A0=x\n" + "".join(f"ENV A{n}=$A{n - 1}\n" for n in range(1, 3000)) + "RUN A2999\n"
    assert len(seen(doubling)[0]) < 20_000
    assert seen(nested) == ["A2999=${A2935}(env)"]
