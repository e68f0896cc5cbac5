"""Build packages and the run-time packages that stand for them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dockerlint.staging.debian_libraries import LIBRARIES
from dockerlint.staging.packages import TOOLS, is_build_only, run_time_of
from dockerlint.staging.releases import Release

BOOKWORM = Release("debian", "bookworm")
ALPINE = Release("alpine", "3.19")


@pytest.mark.parametrize(
    ("name", "release", "expected"),
    [
        ("libpq-dev", BOOKWORM, ("libpq5",)),
        ("libpq-dev=15.6-0+deb12u1", BOOKWORM, ("libpq5",)),
        ("libssl-dev", Release("debian", "bullseye"), ("libssl1.1",)),
        ("libssl-dev", BOOKWORM, ("libssl3",)),
        ("libssl-dev", Release("debian", "trixie"), ("libssl3t64",)),
        ("libicu-dev", Release("ubuntu", "jammy"), ("libicu70",)),
        ("libgoogle-glog-dev", Release("ubuntu", "focal"), ("libgoogle-glog0v5",)),
        ("libjpeg-dev", BOOKWORM, ("libjpeg62-turbo",)),
        ("libjpeg-dev", Release("ubuntu", "noble"), ("libjpeg8",)),
        ("default-libmysqlclient-dev", BOOKWORM, ("libmariadb3",)),
        ("libboost-filesystem-dev", BOOKWORM, ("libboost-filesystem1.74.0",)),
        ("libboost-chrono-dev", Release("debian", "trixie"), ("libboost-chrono1.83.0t64",)),
        ("python3-dev", BOOKWORM, ("python3",)),
        ("gfortran", BOOKWORM, ("libgfortran5",)),
        ("openjdk-17-jdk-headless", BOOKWORM, ("openjdk-17-jre-headless",)),
        ("default-jdk", BOOKWORM, ("default-jre",)),
        ("build-essential", BOOKWORM, ()),
        ("gcc-12", BOOKWORM, ()),
        ("git", BOOKWORM, ()),
        ("tzdata", BOOKWORM, ("tzdata",)),
        ("ca-certificates=20230311", BOOKWORM, ("ca-certificates=20230311",)),
        ("zlib1g-dev", Release("ubuntu", ""), ("zlib1g",)),
        ("nim", BOOKWORM, ()),
        ("openssl-dev", ALPINE, ("openssl",)),
        ("postgresql-dev", ALPINE, ("libpq",)),
        ("icu-dev>=70", ALPINE, ("icu-libs",)),
        ("g++", ALPINE, ("libstdc++",)),
        ("make", ALPINE, ()),
        (".build-deps", ALPINE, ()),
        ("openssl-devel", Release("rhel", "9"), ("openssl-libs",)),
        ("gcc-c++", Release("fedora", "40"), ("libstdc++",)),
        ("java-17-openjdk-devel", Release("rhel", "9"), ("java-17-openjdk",)),
    ],
)
def test_a_package_of_the_build_has_its_counterpart_at_run_time(
    name: str, release: Release, expected: tuple[str, ...]
) -> None:
    assert run_time_of(name, release) == expected


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("libnobody-dev", BOOKWORM),
        ("libpcre3-dev", Release("debian", "trixie")),
        ("libssl-dev", Release("debian", "wheezy")),
        ("libssl-dev", Release("debian", "")),
        ("libssl-dev", Release("ubuntu", "")),
        ("boost-dev", ALPINE),
        ("nobody-devel", Release("fedora", "40")),
    ],
)
def test_a_library_whose_name_is_not_known_is_told(name: str, release: Release) -> None:
    assert run_time_of(name, release) is None


def test_nothing_both_builds_only_and_is_a_tool() -> None:
    assert [name for name in TOOLS if is_build_only(name)] == []


def packages_of_this_machine() -> dict[str, set[str]]:
    """What each -dev package of the table depends on, through other -dev packages too, as apt knows it."""
    names = re.findall(r"^(\S+):", LIBRARIES, re.MULTILINE)
    command = ("apt-cache", "depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks",
               "--no-replaces", "--no-enhances")  # fmt: skip
    printed = subprocess.run([*command, *names], capture_output=True, text=True, check=False, timeout=60).stdout
    direct: dict[str, set[str]] = {}
    for line in printed.splitlines():
        if line[:1] not in {" ", "|"}:
            direct[line] = current = set()
        elif ": " in line:
            current.add(line.split(": ")[1].strip())
    closure = {}
    for name in names:
        seen, wanted = set(), [name]
        while wanted:
            for package in direct.get(wanted.pop(), ()):
                if package not in seen:
                    seen.add(package)
                    if re.search(r"-dev|multidev|^<", package):
                        wanted.append(package)
        closure[name] = seen
    return closure


def test_the_libraries_of_this_release_are_those_that_apt_tells() -> None:
    release = re.search(r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(), re.MULTILINE)
    if shutil.which("apt-cache") is None or release is None or f"{release[1]} " not in LIBRARIES.replace(",", " "):
        pytest.skip("no Debian or Ubuntu of a release in the table")
    known = packages_of_this_machine()
    if "libpq5" not in known["libpq-dev"]:
        pytest.skip("apt has no package lists")
    wrong = {}
    checked = 0
    for name, told in known.items():
        libraries = run_time_of(name, Release("debian", release[1]))
        if libraries and told:
            checked += 1
            if not set(libraries) <= told | {name}:
                wrong[name] = set(libraries) - told
    assert wrong == {}
    assert checked > 150
