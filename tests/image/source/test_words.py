"""Names, platforms and challenges as people and registries write them."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.image.source.challenge import read_challenges
from dockerlint.image.source.documents import parse_manifest, read_children, read_configuration, read_manifest
from dockerlint.image.source.names import HUB, read_name
from dockerlint.image.source.platforms import matches_platform, normalised
from dockerlint.image.values import ImageError, Platform

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("text", "host", "repository", "reference"),
    [
        ("app", HUB, "library/app", "latest"),
        ("app:1", HUB, "library/app", "1"),
        ("team/app", HUB, "team/app", "latest"),
        ("docker.io/app", HUB, "library/app", "latest"),
        ("index.docker.io/team/app:1", HUB, "team/app", "1"),
        ("localhost/app", "localhost", "app", "latest"),
        ("localhost:5000/a/b/c:1", "localhost:5000", "a/b/c", "1"),
        ("registry.example/app@" + DIGEST, "registry.example", "app", DIGEST),
        ("registry.example:443/app:1@" + DIGEST, "registry.example:443", "app", DIGEST),
        ("[::1]:5000/app", "[::1]:5000", "app", "latest"),
    ],
)
def test_a_name_is_read_as_docker_reads_it(text: str, host: str, repository: str, reference: str) -> None:
    name = read_name(text)
    assert (name.host, name.repository, name.reference) == (host, repository, reference)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "App",
        "a//b",
        "app:",
        "app:-x",
        "app@sha256:12",
        "app@",
        "../app",
        "user:word@host/app",
        "host/../app",
        "a b",
    ],
)
def test_what_is_no_name_is_an_error(text: str) -> None:
    with pytest.raises(ImageError) as caught:
        read_name(text)
    assert "word" not in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_an_error(text: str) -> None:
    try:
        name = read_name(text)
    except ImageError:
        return
    assert re.fullmatch(r"[a-z0-9._/-]+", name.repository)
    assert ".." not in name.repository


@pytest.mark.parametrize(
    ("wanted", "platform", "does"),
    [
        ("", Platform("plan9", "mips"), True),
        ("linux/arm", Platform("linux", "arm", "v6"), True),
        ("linux/arm/v7", Platform("linux", "arm"), True),
        ("linux/arm/v7", Platform("linux", "arm", "v6"), False),
        ("linux/amd64/v1", Platform("linux", "amd64"), True),
        ("linux/amd64", Platform("windows", "amd64"), False),
        ("windows", Platform("windows", "amd64"), True),
        ("arm64", Platform("linux", "arm64", "v8"), True),
        ("linux/armhf", Platform("linux", "arm", "v7"), True),
        ("i386", Platform("linux", "386"), True),
    ],
)
def test_a_platform_is_meant_or_not(wanted: str, platform: Platform, does: bool) -> None:
    assert matches_platform(wanted, platform) is does


@given(
    st.builds(
        Platform, st.sampled_from(["linux", ""]), st.sampled_from(["x86_64", "arm", "ARMHF", ""]), st.text(max_size=3)
    )
)
def test_a_normal_platform_stays_as_it_is(platform: Platform) -> None:
    assert normalised(normalised(platform)) == normalised(platform)


def test_challenges_are_read_by_the_letter() -> None:
    headers = [
        'Negotiate abc==, Basic realm="a, Bearer b=\\"c\\"", charset=UTF-8',
        'BEARER Realm = "https://t.example/x?a=b" , service=s',
    ]
    assert [tuple(each) for each in read_challenges(headers)] == [
        ("negotiate", {}),
        ("basic", {"realm": 'a, Bearer b="c"', "charset": "UTF-8"}),
        ("bearer", {"realm": "https://t.example/x?a=b", "service": "s"}),
    ]


@settings(max_examples=300)
@given(st.lists(st.text(alphabet=' \t,="\\aZ0-/', max_size=80), max_size=3))
def test_any_header_is_read_in_the_end(headers: list[str]) -> None:
    for challenge in read_challenges(headers):
        assert challenge.scheme == challenge.scheme.lower() != ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from([DIGEST, "sha256:x"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "layers config manifests digest size mediaType platform os annotations urls history rootfs diff_ids "
                "subject artifactType created_by empty_layer schemaVersion".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=300)
@given(JSON)
def test_any_json_is_a_document_or_an_error(document: object) -> None:
    import json

    data = json.dumps(document).encode()
    for read in (
        lambda: read_manifest(parse_manifest(data, "it"), "it"),
        lambda: read_children(parse_manifest(data, "it"), "it"),
        lambda: read_configuration(data, "it"),
    ):
        with contextlib.suppress(ImageError):
            read()
