"""Registries that stall, lie, redirect, refuse or never end: an error in bounded time, and no credential elsewhere."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest

from dockerlint.image.layer import read_layer
from dockerlint.image.source import Access, open_images
from dockerlint.image.values import Image, ImageError, Limits
from tests.image.source.conftest import Answer, Asked, Server
from tests.image.source.made import INDEX, MANIFEST, Blobs, Json, as_json, content, digest_of, opened, tar_of
from tests.image.tokens import github_token

LAYER = tar_of({"etc/one": bytes(range(256)) * 1200})
SECRET = "pass:" + "word-of-anna"


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have slept."""
    slept: list[float] = []
    for name in ("client", "download"):
        clock = SimpleNamespace(sleep=slept.append, time=time.time)
        monkeypatch.setattr(f"dockerlint.image.source.{name}.time", clock)
    return slept


def access(**more: object) -> Access:
    return Access(timeout=0.4)._replace(**more)  # type: ignore[arg-type]


def serve(blobs: Blobs, root: Json) -> Callable[[Asked], Answer]:
    """What a good registry says."""

    def answer(asked: Asked) -> Answer:
        name = asked.path.rpartition("/")[2]
        digest = str(root["digest"]) if name == "1" else name
        data = blobs.data.get(digest)
        if data is None or "/referrers/" in asked.path:
            return Answer(404, b'{"errors":[{"code":"MANIFEST_UNKNOWN"}]}')
        headers = (("Content-Type", blobs.types[digest]),)
        if "range" in asked.headers:
            start = int(asked.headers["range"].removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                return Answer(416)
            told = f"bytes {start}-{len(data) - 1}/{len(data)}"
            return Answer(206, data[start:], (*headers, ("Content-Range", told)))
        return Answer(200, data, headers)

    return answer


def image() -> tuple[Blobs, Json]:
    blobs = Blobs()
    return blobs, blobs.image(LAYER)


def read(host: str, using: Access | None = None) -> bytes:
    with open_images(f"{host}/app:1", using or access()) as images:
        (found,) = images
        return content(found, found.layers[0].blob)


def log_in(home: Path, host: str) -> str:
    folder = home / ".docker"
    folder.mkdir()
    auth = base64.b64encode(f"anna:{SECRET}".encode()).decode()
    (folder / "config.json").write_text(json.dumps({"auths": {host: {"auth": auth}}}))
    return f"Basic {auth}"


def error_of(reference: str, using: Access | None = None) -> str:
    with pytest.raises(ImageError) as caught:
        opened(reference, access=using or access())
    return str(caught.value)


def token_server(server: Server, blobs: Blobs, root: Json, realm: str = "/token") -> None:
    """A registry that wants a token, which it gives itself."""
    good = serve(blobs, root)

    def answer(asked: Asked) -> Answer:
        if asked.path.startswith("/token"):
            return Answer(200, b'{"token":"the-token"}')
        if asked.headers.get("authorization") != "Bearer the-token":
            where = realm if "://" in realm else f"http://{server.host}{realm}"
            told = f'Bearer realm="{where}",service="a \\"quoted\\" service",scope="repository:app:pull,push"'
            return Answer(401, headers=(("WWW-Authenticate", 'Basic realm="x, Bearer y"'), ("WWW-Authenticate", told)))
        return good(asked)

    server.answer = answer


def test_a_token_is_fetched_with_the_login_and_the_scope_that_was_asked(server: Server, own_home: Path) -> None:
    basic = log_in(own_home, server.host)
    token_server(server, *image())
    assert read(server.host) == LAYER
    (asked,) = [each for each in server.asked if each.path.startswith("/token")]
    assert asked.headers["authorization"] == basic
    assert asked.path == "/token?scope=repository%3Aapp%3Apull%2Cpush&service=a+%22quoted%22+service"
    assert basic not in [each.headers.get("authorization") for each in server.asked if each is not asked]


def test_an_identity_token_is_exchanged(server: Server, own_home: Path) -> None:
    (own_home / ".docker").mkdir()
    document = {"auths": {server.host: {"identitytoken": "the-identity"}}}
    (own_home / ".docker" / "config.json").write_text(json.dumps(document))
    token_server(server, *image())
    assert read(server.host) == LAYER
    (asked,) = [each for each in server.asked if each.path.startswith("/token")]
    assert (asked.method, b"grant_type=refresh_token&refresh_token=the-identity" in asked.body) == ("POST", True)


def test_a_login_does_not_follow_a_redirect_to_another_server(
    server: Server, elsewhere: Server, own_home: Path
) -> None:
    log_in(own_home, server.host)
    blobs, root = image()
    token_server(server, blobs, root)
    inner = server.answer
    layer = digest_of(LAYER)

    def answer(asked: Asked) -> Answer:
        good = inner(asked)
        if asked.path.endswith(layer) and good.status == 200:
            return Answer(307, headers=(("Location", f"http://{elsewhere.host}/store?signature=abc"),))
        return good

    server.answer = answer
    elsewhere.answer = lambda _: Answer(200, LAYER)
    assert read(server.host) == LAYER
    assert elsewhere.paths() == ["/store?signature=abc"]
    assert "authorization" not in elsewhere.asked[0].headers


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("http://registry.example/blob", "it is not HTTPS"),
        ("file:///etc/passwd", "it is not HTTPS"),
        ("//[", "cannot be reached"),
        ("http://", "redirects without end"),
    ],
)
def test_a_redirect_to_where_nothing_may_come_from_is_refused(server: Server, target: str, told: str) -> None:
    server.answer = lambda _: Answer(302, headers=(("Location", target),))
    assert told in error_of(f"{server.host}/app:1", access(retries=1))


def test_redirects_without_end_end(server: Server) -> None:
    server.answer = lambda asked: Answer(302, headers=(("Location", asked.path + "x"),))
    assert error_of(f"{server.host}/app:1") == f"{server.host} redirects without end"
    assert len(server.asked) == 6


def test_a_token_server_without_https_elsewhere_is_not_given_the_login(server: Server, own_home: Path) -> None:
    log_in(own_home, server.host)
    token_server(server, *image(), realm="http://tokens.example/token")
    assert "it is not HTTPS" in error_of(f"{server.host}/app:1")


def test_a_registry_that_never_accepts_a_login_is_asked_twice(server: Server, own_home: Path) -> None:
    log_in(own_home, server.host)
    server.answer = lambda _: Answer(401, headers=(("WWW-Authenticate", 'Basic realm="x"'),))
    text = error_of(f"{server.host}/app:1")
    assert text.startswith(f"{server.host} refuses app/manifests/1: log in with an account that may pull it")
    assert len(server.asked) == 2


@pytest.mark.parametrize("header", ["", "Negotiate", 'Bearer realm="', "Basic\x0b", "=," * 5000])
def test_a_challenge_that_makes_no_sense_is_an_error(server: Server, header: str) -> None:
    server.answer = lambda _: Answer(401, headers=(("WWW-Authenticate", header),))
    assert server.host in error_of(f"{server.host}/app:1", access(retries=0))


@pytest.mark.parametrize("told", [("Retry-After", "7"), ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), ("X", "y")])
def test_a_registry_that_is_asked_too_often_is_asked_later(
    server: Server, waits: list[float], told: tuple[str, str]
) -> None:
    good = serve(*image())
    server.answer = lambda asked: Answer(429, headers=(told,)) if len(server.asked) < 3 else good(asked)
    assert read(server.host) == LAYER
    expected = {"7": [7.0, 7.0], "y": None}.get(told[1], [0.0, 0.0])
    assert waits[:2] == expected or (expected is None and 0 < waits[0] < waits[1] < 1)


def test_waiting_has_an_end(server: Server, waits: list[float]) -> None:
    server.answer = lambda _: Answer(429, headers=(("Retry-After", "999999999999"),))
    assert error_of(f"{server.host}/app:1", access(retries=50)) == (
        f"{server.host} refuses app/manifests/1: too many requests; log in, or try later"
    )
    assert waits == [60.0, 60.0]


def test_an_error_tells_the_registry_s_code_and_nothing_else_of_it(server: Server) -> None:
    body = as_json({"errors": [{"code": "DENIED", "message": "no: Basic abc"}]})
    server.answer = lambda _: Answer(418, body)
    assert error_of(f"{server.host}/app:1") == f"{server.host} answers app/manifests/1 with 418 (DENIED)"


def test_a_broken_blob_goes_on_where_it_was(server: Server) -> None:
    blobs, root = image()
    good = serve(blobs, root)
    layer = digest_of(LAYER)

    def answer(asked: Asked) -> Answer:
        if asked.path.endswith(layer) and "range" not in asked.headers:
            return Answer(200, LAYER[:150_000], length=len(LAYER))
        return good(asked)

    server.answer = answer
    assert read(server.host) == LAYER
    assert [each.headers["range"] for each in server.asked if "range" in each.headers] == ["bytes=150000-"]


def test_a_broken_blob_is_read_again_where_ranges_are_not_known(server: Server) -> None:
    blobs, root = image()
    good = serve(blobs, root)
    layer = digest_of(LAYER)
    times = 0

    def answer(asked: Asked) -> Answer:
        nonlocal times
        if not asked.path.endswith(layer):
            return good(asked)
        times += 1
        return Answer(200, LAYER[: 100_000 * times], length=len(LAYER))

    server.answer = answer
    assert read(server.host) == LAYER


@pytest.mark.parametrize("size", [150_000, 0])
def test_a_blob_that_is_shorter_than_said_is_an_error(server: Server, size: int) -> None:
    blobs, root = image()
    blobs.data[digest_of(LAYER)] = LAYER[:size]
    server.answer = serve(blobs, root)
    with pytest.raises(ImageError, match=rf"(ends at|broke off at) byte {size}.*{len(LAYER)}"):
        read(server.host)


def test_a_blob_that_is_longer_than_said_is_an_error(server: Server) -> None:
    blobs, root = image()
    blobs.data[digest_of(LAYER)] = LAYER + b"more"
    server.answer = serve(blobs, root)
    with pytest.raises(ImageError, match=f"is longer than the {len(LAYER)} bytes that its manifest says"):
        read(server.host)


def test_a_range_that_was_not_asked_for_is_an_error(server: Server) -> None:
    blobs, root = image()
    good = serve(blobs, root)

    def answer(asked: Asked) -> Answer:
        if "range" in asked.headers:
            return Answer(206, LAYER[100:], (("Content-Range", f"bytes 100-{len(LAYER) - 1}/{len(LAYER)}"),))
        if asked.path.endswith(digest_of(LAYER)):
            return Answer(200, LAYER[:5000], length=len(LAYER))
        return good(asked)

    server.answer = answer
    with pytest.raises(ImageError, match="byte 5000 was asked for, 100 came"):
        read(server.host)


def stall(_: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def trickle(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(600):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("what", [stall, trickle])
def test_a_blob_that_stalls_or_trickles_ends(server: Server, what: Callable[[BaseHTTPRequestHandler], None]) -> None:
    blobs, root = image()
    good = serve(blobs, root)

    def answer(asked: Asked) -> Answer:
        if asked.path.endswith(digest_of(LAYER)):
            return Answer(200, LAYER[:1000], length=len(LAYER), then=what)
        return good(asked)

    server.answer = answer
    started = time.monotonic()
    with pytest.raises(ImageError, match=r"broke off at byte \d+: (it stays silent|only \d+ bytes came)"):
        read(server.host, access(retries=1))
    assert time.monotonic() - started < 20


def test_a_registry_that_never_answers_ends(server: Server) -> None:
    def answer(_: Asked) -> Answer:
        time.sleep(3)
        return Answer(200)

    server.answer = answer
    started = time.monotonic()
    assert error_of(f"{server.host}/app:1") == f"{server.host} cannot be reached: it stays silent (--timeout)"
    assert time.monotonic() - started < 5


def test_a_head_that_trickles_ends(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockerlint.image.source.connection._CONNECTING", 0.2)

    def answer(_: Asked) -> Answer:
        return Answer(200, headers=tuple((f"X-{number}", "y") for number in range(3)))

    server.answer = answer
    original = BaseHTTPRequestHandler.send_header

    def slow(self: BaseHTTPRequestHandler, name: str, value: str) -> None:
        for _ in range(60):
            self.flush_headers() if hasattr(self, "_headers_buffer") else None
            self.wfile.write(b"X-A: b\r\n")
            self.wfile.flush()
            time.sleep(0.1)
        original(self, name, value)

    monkeypatch.setattr(BaseHTTPRequestHandler, "send_header", slow)
    started = time.monotonic()
    assert "cannot be reached" in error_of(f"{server.host}/app:1", access(retries=0))
    assert time.monotonic() - started < 5


def test_a_manifest_of_another_digest_is_an_error_that_names_both(server: Server) -> None:
    blobs, root = image()
    server.answer = serve(blobs, root)
    data = blobs.data[str(root["digest"])] + b" "
    blobs.data[str(root["digest"])] = data
    text = error_of(f"{server.host}/app@{root['digest']}")
    assert f"its digest is {digest_of(data)}, {root['digest']} was expected" in text


def test_a_configuration_of_another_digest_is_a_gap_and_the_layers_are_there(server: Server) -> None:
    blobs, root = image()
    config = json.loads(blobs.data[str(root["digest"])])["config"]["digest"]
    blobs.data[config] = blobs.data[config].replace(b"linux", b"minix")
    server.answer = serve(blobs, root)
    (found,) = opened(f"{server.host}/app:1", access=access())
    assert [(gap.where, gap.reason.partition(" is ")[0]) for gap in found.gaps] == [
        (f"configuration of {server.host}/app:1", f"configuration of {server.host}/app:1: its digest")
    ]
    assert [layer.blob.digest for layer in found.layers] == [digest_of(LAYER)]


def test_a_digest_in_a_header_that_is_not_so_is_an_error(server: Server) -> None:
    good = serve(*image())
    server.answer = lambda asked: good(asked)._replace(headers=(("Docker-Content-Digest", "sha256:" + "0" * 64),))
    assert "the registry says sha256:000" in error_of(f"{server.host}/app:1")


def test_an_index_that_holds_itself_ends(server: Server) -> None:
    blobs = Blobs()
    name = "sha256:" + "1" * 64

    def answer(asked: Asked) -> Answer:
        index = {"schemaVersion": 2, "manifests": [{"mediaType": INDEX, "digest": name}]}
        return Answer(200, as_json(index), (("Content-Type", INDEX),))

    server.answer = answer
    assert blobs.data == {}
    (found,) = opened(f"{server.host}/app:1", access=access())
    assert "was expected" in found.gaps[0].reason


def test_indexes_in_indexes_end(server: Server) -> None:
    blobs = Blobs()
    root = blobs.image(LAYER)
    for _ in range(20):
        root = blobs.index(root)
    server.answer = serve(blobs, root)
    assert "its indexes have no end" in error_of(f"{server.host}/app:1")


def test_an_index_of_thousands_ends(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockerlint.image.source.assembling._MOST", 20)
    blobs = Blobs()
    leaves = [blobs.add(as_json({"schemaVersion": 2, "n": n}), MANIFEST) for n in range(50)]
    root = blobs.index(*leaves)
    found: list[Image] = []
    server.answer = serve(blobs, root)
    with pytest.raises(ImageError, match="no end"):
        found = opened(f"{server.host}/app:1", access=access())
    assert found == []


def test_a_huge_manifest_is_an_error(server: Server) -> None:
    server.answer = lambda _: Answer(200, b" " * 3_000_000)
    using = access(limits=Limits(document=1_000_000))
    assert error_of(f"{server.host}/app:1", using) == (
        f"manifest of {server.host}/app:1 has more than 1000000 bytes (--max-document)"
    )


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (b"", "no valid JSON"),
        (b"[]", "no JSON object"),
        (b"[" * 100_000, "no valid JSON"),
        (b'{"a":[' + b"[],[]," * 400_000 + b"1]}", "more than 500000 values"),
        (b'{"schemaVersion":1,"fsLayers":[]}', "first format"),
        (b'{"schemaVersion":2,"layers":[],"manifests":[]}', "at once"),
        (b'{"schemaVersion":2,"layers":[],"LAYERS":[]}', "LAYERS, which engines read differently"),
        (b'{"schemaVersion":2}', "lists no layers"),
        (b'{"layers":[{"digest":"sha256:../../../etc"}],"config":{}}', "descriptor without a digest"),
        (b'{"layers":[],"config":{"digest":7}}', "descriptor without a digest"),
        (b'{"manifests":[1]}', "no descriptor"),
        (b'{"manifests":[]}', "has no image"),
    ],
)
def test_a_manifest_that_is_none_is_an_error(server: Server, document: bytes, told: str) -> None:
    server.answer = lambda _: Answer(200, document)
    assert told in error_of(f"{server.host}/app:1")


def test_layers_of_no_known_kind_are_told(server: Server) -> None:
    blobs = Blobs()
    manifest = {
        "schemaVersion": 2,
        "config": blobs.add(
            as_json({"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": ["sha256:" + "1" * 64]}}),
            "application/vnd.oci.image.config.v1+json",
        ),
        "layers": [blobs.add(LAYER, "application/vnd.oci.image.layer.v1.tar+gzip+encrypted\x1b[2J")],
    }
    server.answer = serve(blobs, blobs.add(as_json(manifest), MANIFEST))
    (found,) = opened(f"{server.host}/app:1", access=access())
    assert [gap.reason for gap in found.gaps] == [
        "its media type is not known: application/vnd.oci.image.layer.v1.tar+gzip+encrypted?[2J"
    ]
    assert len(found.layers) == 1


def test_a_foreign_layer_comes_from_its_own_address_without_the_login(
    server: Server, elsewhere: Server, own_home: Path
) -> None:
    log_in(own_home, server.host)
    blobs = Blobs()
    foreign = blobs.add(
        LAYER,
        "application/vnd.docker.image.rootfs.foreign.diff.tar",
        urls=["ftp://nowhere", f"http://{elsewhere.host}/windows.tar"],
    )
    config = blobs.add(b"{}", "application/vnd.oci.image.config.v1+json")
    root = blobs.add(as_json({"schemaVersion": 2, "config": config, "layers": [foreign]}), MANIFEST)
    token_server(server, blobs, root)
    del blobs.data[digest_of(LAYER)]
    elsewhere.answer = lambda _: Answer(200, LAYER)
    assert read(server.host) == LAYER
    assert elsewhere.paths() == ["/windows.tar"]
    assert "authorization" not in elsewhere.asked[0].headers


def test_referrers_are_read_and_failing_to_ask_for_them_is_told(server: Server) -> None:
    blobs, root = image()
    sbom = {
        "schemaVersion": 2,
        "artifactType": "application/vnd.cyclonedx+json",
        "config": blobs.add(b"{}", "application/vnd.oci.empty.v1+json"),
        "layers": [blobs.add(b'{"bomFormat":"CycloneDX"}', "application/vnd.cyclonedx+json")],
        "subject": root,
    }
    referrer = blobs.add(as_json(sbom), MANIFEST)
    good = serve(blobs, root)
    fails = False

    def answer(asked: Asked) -> Answer:
        if "/referrers/" in asked.path:
            listed = as_json({"schemaVersion": 2, "manifests": [referrer]})
            return Answer(503) if fails else Answer(200, listed, (("Content-Type", INDEX),))
        return good(asked)

    server.answer = answer
    (found,) = opened(f"{server.host}/app:1", access=access())
    assert [document.what for document in found.documents][-2:] == ["attestation manifest", "SBOM"]
    assert found.gaps == ()
    fails = True
    (found,) = opened(f"{server.host}/app:1", access=access())
    assert [gap.where for gap in found.gaps] == [f"attestations of {str(root['digest'])[:19]}"]


def test_a_mirror_is_asked_before_docker_hub(server: Server) -> None:
    blobs, root = image()
    server.answer = serve(blobs, root)
    with open_images("docker://app:1", access(mirrors=(f"{server.host}/hub",))) as images:
        (found,) = images
        assert content(found, found.layers[0].blob) == LAYER
    assert server.asked[0].path == "/v2/hub/library/app/manifests/1"


def test_nothing_that_goes_wrong_tells_the_login(
    server: Server, own_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    basic = log_in(own_home, server.host)
    answers = [
        Answer(401, headers=(("WWW-Authenticate", 'Basic realm="x"'),)),
        Answer(500, basic.encode()),
        Answer(200, basic.encode()),
        Answer(302, headers=(("Location", f"http://{basic}@x/"),)),
    ]
    for last in answers:
        first = answers[0]
        server.asked.clear()
        server.answer = lambda _, last=last, first=first: first if len(server.asked) == 1 else last  # type: ignore[misc]
        text = error_of(f"{server.host}/app:1", access(retries=1))
        assert SECRET not in text
        assert basic.partition(" ")[2] not in text
    assert SECRET not in "".join(capfd.readouterr())


@pytest.mark.parametrize("packed", [False, True])
def test_what_came_before_a_blob_broke_off_is_searched(server: Server, packed: bool) -> None:
    token = github_token(23)
    noise = b"".join(digest_of(bytes([one, two])).encode() for one in range(60) for two in range(250))
    layer = tar_of({"etc/first": f"T={token}\n".encode(), "etc/noise": noise})
    blobs = Blobs()
    root = blobs.image(layer, packed=packed)
    good = serve(blobs, root)
    stored = json.loads(blobs.data[str(root["digest"])])["layers"][0]["digest"]

    def answer(asked: Asked) -> Answer:
        if not asked.path.endswith(stored):
            return good(asked)
        return Answer(416) if "range" in asked.headers else Answer(200, blobs.data[stored][:500_000])

    server.answer = answer
    with open_images(f"{server.host}/app:1", access()) as images:
        (found,) = images
        contents = read_layer(found.layers[0], found.store, Limits())
    assert [str(each.place) for each in contents.found] == ["/etc/first"]
    assert any("ends at byte 500000" in gap.reason for gap in contents.gaps)
