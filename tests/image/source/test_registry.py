"""Images in a real registry that wants a login: Debian's docker-registry."""

from __future__ import annotations

import base64
import gzip
import json
import stat
from pathlib import Path

import pytest

from dockerlint.image.layer import read_layers
from dockerlint.image.source import Access, open_images
from dockerlint.image.values import ImageError, Limits
from tests.image.source.conftest import PASSWORD, USER, Answer, Asked, RealRegistry, Server
from tests.image.source.made import Blobs, Json, digest_of, layers_of, opened, tar_of

ONE = tar_of({"etc/one": b"1" * 700})
TWO = tar_of({"etc/two": b"2"})


def log_in(home: Path, host: str, **entry: str) -> None:
    folder = home / ".docker"
    folder.mkdir(exist_ok=True)
    auth = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    (folder / "config.json").write_text(json.dumps({"auths": {host: entry or {"auth": auth}}}))


def two_platforms() -> tuple[Blobs, Json]:
    blobs = Blobs()
    amd = blobs.image(ONE, packed=True, platform={"os": "linux", "architecture": "amd64"})
    arm = blobs.image(ONE, TWO, architecture="arm64", platform={"os": "linux", "architecture": "arm64"})
    statement = {"predicateType": "https://slsa.dev/provenance/v1", "predicate": {}}
    provenance = blobs.statement(str(amd["digest"]), statement, "https://slsa.dev/provenance/v1")
    return blobs, blobs.index(amd, arm, provenance)


def test_all_platforms_of_an_index_are_read(registry: RealRegistry, own_home: Path) -> None:
    log_in(own_home, registry.host)
    blobs, index = two_platforms()
    name = registry.push("team/app", "1.0", blobs, index)
    amd, arm = opened(name)
    assert [str(amd.platform), str(arm.platform)] == ["linux/amd64", "linux/arm64"]
    assert [document.what for document in amd.documents] == [
        "index", "manifest", "configuration", "attestation manifest", "attestation configuration", "provenance",
    ]  # fmt: skip
    assert amd.gaps == arm.gaps == ()
    assert layers_of(name) == layers_of(f"docker://{name}") == [[gzip.compress(ONE, 1, mtime=0)], [ONE, TWO]]
    by_digest = f"{registry.host}/team/app@{index['digest']}"
    assert [image.digest for image in opened(by_digest, "linux/arm64")] == [arm.digest]


def test_layers_are_read_by_several_processes(registry: RealRegistry, own_home: Path) -> None:
    log_in(own_home, registry.host)
    blobs, index = two_platforms()
    name = registry.push("team/many", "1.0", blobs, index)
    with open_images(name, Access(platform="linux/arm64")) as images:
        (image,) = images
        contents = dict(read_layers(image.layers, image.store, Limits(), 2))
    assert [contents[place].diff_id for place in (0, 1)] == [digest_of(ONE), digest_of(TWO)]
    assert [contents[place].gaps for place in (0, 1)] == [(), ()]


def test_what_cosign_attached_by_a_tag_is_read(registry: RealRegistry, own_home: Path) -> None:
    log_in(own_home, registry.host)
    blobs = Blobs()
    root = blobs.image(ONE)
    name = registry.push("team/signed", "1", blobs, root)
    others = Blobs()
    payload = others.add(b'{"critical":{}}', "application/vnd.dev.cosign.simplesigning.v1+json")
    config = others.add(b'{"rootfs":{}}', "application/vnd.oci.image.config.v1+json")
    manifest = {"schemaVersion": 2, "config": config, "layers": [payload]}
    manifest["mediaType"] = "application/vnd.oci.image.manifest.v1+json"
    signature = others.add(json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json")
    registry.push("team/signed", f"{str(root['digest']).replace(':', '-')}.sig", others, signature)
    (image,) = opened(name)
    assert [document.what for document in image.documents] == [
        "manifest", "configuration", "attestation manifest", "attestation configuration", "signature",
    ]  # fmt: skip


def test_without_a_login_it_is_said_what_to_do(registry: RealRegistry, own_home: Path) -> None:
    name = registry.push("team/secret", "1", *two_platforms())
    with pytest.raises(ImageError, match=rf"^{registry.host} wants a login: docker login {registry.host}$"):
        opened(name)


def test_a_wrong_password_is_refused_and_not_told(registry: RealRegistry, own_home: Path) -> None:
    wrong = "not-the-" + PASSWORD
    log_in(own_home, registry.host, username=USER, password=wrong)
    name = registry.push("team/secret", "1", *two_platforms())
    with pytest.raises(ImageError, match=r"refuses team/secret/manifests/1: log in") as caught:
        opened(name)
    assert wrong not in str(caught.value)


def test_what_is_not_there_is_said(registry: RealRegistry, own_home: Path) -> None:
    log_in(own_home, registry.host)
    with pytest.raises(ImageError, match=rf"^{registry.host} does not have team/nothing/manifests/latest$"):
        opened(f"{registry.host}/team/nothing")


HELPER = """#!/bin/sh
read -r host
test "$1" = get && test "$host" = "{host}" || exit 9
printf '{{"ServerURL":"%s","Username":"{user}","Secret":"{password}"}}' "$host"
"""


@pytest.mark.parametrize("key", ["credsStore", "credHelpers"])
def test_a_helper_program_is_asked_for_the_login(
    registry: RealRegistry, own_home: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    program = own_home / "docker-credential-test"
    program.write_text(HELPER.format(host=registry.host, user=USER, password=PASSWORD))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{own_home}:/usr/bin:/bin")
    folder = own_home / "docker"
    folder.mkdir()
    document: Json = {key: "test" if key == "credsStore" else {registry.host: "test"}, "auths": {registry.host: {}}}
    (folder / "config.json").write_text(json.dumps(document))
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    name = registry.push("team/helped", "1", *two_platforms())
    assert len(opened(name)) == 2


def test_a_helper_program_that_is_not_there_is_named(registry: RealRegistry, own_home: Path) -> None:
    (own_home / ".docker").mkdir()
    (own_home / ".docker" / "config.json").write_text('{"credsStore": "nowhere"}')
    name = registry.push("team/helped", "1", *two_platforms())
    with pytest.raises(
        ImageError, match=r"wants a login: docker login \S+ \(docker-credential-nowhere cannot be run\)$"
    ):
        opened(name)


def test_podmans_file_of_logins_counts_too_also_for_a_part_of_a_registry(
    registry: RealRegistry, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_home / "auth.json"
    auth = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    wrong = base64.b64encode(b"nobody:nothing").decode()
    path.write_text(json.dumps({"auths": {registry.host: {"auth": wrong}, f"{registry.host}/team": {"auth": auth}}}))
    monkeypatch.setenv("REGISTRY_AUTH_FILE", str(path))
    assert len(opened(registry.push("team/podman", "1", *two_platforms()))) == 2


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine is taken for any other: as with Docker, registries here may have any certificate."""
    for module in ("client", "connection"):
        monkeypatch.setattr(f"dockerlint.image.source.{module}.is_loopback", lambda _: False)


@pytest.mark.usefixtures("elsewhere")
def test_a_registry_with_an_unknown_certificate_is_not_believed(tls_registry: RealRegistry, own_home: Path) -> None:
    log_in(own_home, tls_registry.host)
    name = tls_registry.push("team/tls", "1", *two_platforms())
    with pytest.raises(ImageError, match="its certificate is not known"):
        opened(name)


def test_on_this_machine_any_certificate_is_believed(tls_registry: RealRegistry, own_home: Path) -> None:
    log_in(own_home, tls_registry.host)
    assert len(opened(tls_registry.push("team/tls", "1", *two_platforms()))) == 2


@pytest.mark.usefixtures("elsewhere")
def test_a_certificate_that_docker_is_told_is_believed(
    tls_registry: RealRegistry, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tls_registry.certificate is not None
    log_in(own_home, tls_registry.host)
    name = tls_registry.push("team/tls", "1", *two_platforms())
    folder = tmp_path / tls_registry.host
    folder.mkdir()
    (folder / "ca.crt").write_bytes(tls_registry.certificate.read_bytes())
    monkeypatch.setattr("dockerlint.image.source.connection._CERTIFICATES", str(tmp_path))
    assert [str(image.platform) for image in opened(name)] == ["linux/amd64", "linux/arm64"]
    monkeypatch.setattr("dockerlint.image.source.connection._CERTIFICATES", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tls_registry.certificate))
    assert len(opened(name)) == 2


@pytest.mark.usefixtures("elsewhere")
def test_a_registry_that_is_named_insecure_is_believed_with_any_certificate(
    tls_registry: RealRegistry, own_home: Path
) -> None:
    log_in(own_home, tls_registry.host)
    name = tls_registry.push("team/tls", "1", *two_platforms())
    assert len(opened(name, access=Access(insecure=(tls_registry.host,)))) == 2


def test_a_registry_is_not_asked_what_refers_to_an_image_where_that_is_not_wanted(server: Server) -> None:
    blobs = Blobs()
    root = blobs.image(ONE)

    def answer(asked: Asked) -> Answer:
        name = str(root["digest"]) if asked.path.endswith("/manifests/1") else asked.path.rpartition("/")[2]
        data = blobs.data.get(name)
        return Answer(404) if data is None else Answer(200, data, (("Content-Type", blobs.types[name]),))

    server.answer = answer
    counts = []
    for asks in (True, False):
        server.asked.clear()
        (image,) = opened(f"{server.host}/app:1", access=Access(asks_for_attached=asks))
        assert image.gaps == ()
        counts.append(len([each for each in server.asked if "referrers" in each.path or "sha256-" in each.path]))
    assert counts == [5, 0]
