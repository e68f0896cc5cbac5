"""``dockerlint image`` from the outside, on an image that the tests make."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
import pytest

from tests.image.tokens import github_token

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schema" / "findings.schema.json").read_text())
TOKEN, OTHER = github_token(51), github_token(52)
DOCKERFILE = "FROM scratch\nCOPY app /app\nENV MODE=fast\nRUN echo done > /app/log && rm -f /app/.env\n"


def tar(*entries: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in entries:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


@pytest.fixture
def image(folder: Path) -> Path:
    """What docker save would write: a token in a file that a later layer removes, another in the environment."""
    layers = [
        tar(("app/.env", f"A=1\nGITHUB_TOKEN={TOKEN}\n".encode())),
        tar(("app/log", b"done\n"), ("app/.wh..env", b"")),
    ]
    digests = [hashlib.sha256(layer).hexdigest() for layer in layers]
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Env": ["MODE=fast", f"API_TOKEN={OTHER}"], "Cmd": ["/app/run"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in digests]},
        "history": [
            {"created_by": "COPY app /app # buildkit"},
            {"created_by": "ENV MODE=fast", "empty_layer": True},
            {"created_by": "RUN /bin/sh -c echo done > /app/log && rm -f /app/.env # buildkit"},
        ],
    }
    data = json.dumps(config).encode()
    name = hashlib.sha256(data).hexdigest()
    manifest = [{"Config": f"{name}.json", "RepoTags": ["app:1"], "Layers": [f"{each}/layer.tar" for each in digests]}]
    path = folder / "app.tar"
    path.write_bytes(
        tar(
            (f"{name}.json", data),
            *((f"{digest}/layer.tar", layer) for digest, layer in zip(digests, layers, strict=True)),
            ("manifest.json", json.dumps(manifest).encode()),
        )
    )
    (folder / "Dockerfile").write_text(DOCKERFILE)
    return path


def test_findings_have_their_layers_and_lines(run: Run, image: Path) -> None:
    done = run("image", "scan", "--no-cache", "--dockerfile", "Dockerfile", "--format", "json", "app.tar")
    assert done.returncode == 1
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    told = [
        (finding["code"], finding["path"], finding["start"]["line"], finding["image"]["places"][0]["state"])
        for finding in document["findings"]
    ]
    assert sorted(told) == [
        ("IMG601", "app.tar (history)", 1, "configuration"),
        ("IMG604", "Dockerfile", 2, "hidden"),
    ]
    (hidden,) = (finding for finding in document["findings"] if finding["code"] == "IMG604")
    (place,) = hidden["image"]["places"]
    assert (place["layer"], place["hidden_by"], place["path"], place["line"]) == (1, 2, "app/.env", 2)
    assert place["instruction"] == "COPY app /app"
    assert document["errors"] == []


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html", "rdjson"])
def test_no_report_shows_a_secret(run: Run, image: Path, form: str) -> None:
    done = run("image", "scan", "--no-cache", "--verbose", "--format", form, "app.tar")
    assert done.returncode == 1
    for secret in (TOKEN, OTHER):
        assert secret[8:] not in done.stdout + done.stderr


def test_the_text_draws_the_layers(run: Run, image: Path) -> None:
    lines = run("image", "scan", "--no-cache", "app.tar").stdout.splitlines()
    assert lines[0].startswith("app.tar  linux/amd64  sha256:")
    assert any("COPY app /app" in line and "├─   1" in line for line in lines)
    assert any("error[IMG604] GitHub token (ghp_…, 40 characters) in /app/.env:2 of layer 1" in line for line in lines)
    assert lines[-1] == "2 findings (2 errors) in 1 image."


def test_a_tree_is_drawn_without_looking(run: Run, image: Path) -> None:
    done = run("image", "scan", "--tree", "app.tar")
    assert done.returncode == 0
    assert "IMG" not in done.stdout
    assert "RUN echo done > /app/log" in done.stdout


def test_the_configuration_alone(run: Run, image: Path) -> None:
    document = json.loads(run("image", "scan", "--config-only", "--format", "json", "app.tar").stdout)
    assert [finding["code"] for finding in document["findings"]] == ["IMG601"]


def test_the_history_is_a_dockerfile(run: Run, image: Path) -> None:
    done = run("image", "history", "app.tar")
    assert done.stdout.splitlines()[1:] == [
        "COPY app /app",
        "ENV MODE=fast",
        "RUN echo done > /app/log && rm -f /app/.env",
    ]


def test_a_file_is_shown_masked(run: Run, image: Path) -> None:
    done = run("image", "show", "app.tar", "/app/.env", "--layer", "1")
    assert (done.returncode, done.stdout) == (0, "A=1\nGITHUB_TOKEN=********\n")
    assert run("image", "show", "app.tar", "/app/nothing").returncode == 3


def test_a_baseline_lets_be_what_is_known(run: Run, image: Path) -> None:
    assert run("image", "scan", "--no-cache", "--baseline", "known.json", "--write-baseline", "app.tar").returncode == 0
    assert TOKEN[8:] not in Path("known.json").read_text()
    assert run("image", "scan", "--no-cache", "--baseline", "known.json", "app.tar").returncode == 0


def test_an_allow_list_lets_be_until_its_day(run: Run, image: Path) -> None:
    document = json.loads(run("image", "scan", "--no-cache", "--format", "json", "app.tar").stdout)
    entries = "".join(
        f'[[allow]]\nfingerprint = "{finding["image"]["fingerprint"]}"\n'
        'reason = "a test"\nowner = "us"\nexpires = {}\n'
        for finding in document["findings"]
    )
    Path("allow.toml").write_text(entries.replace("{}", "2999-01-01"))
    assert run("image", "scan", "--no-cache", "--allow", "allow.toml", "app.tar").returncode == 0
    Path("allow.toml").write_text(entries.replace("{}", "2020-01-01"))
    assert run("image", "scan", "--no-cache", "--allow", "allow.toml", "app.tar").returncode == 1


def test_the_cache_gives_the_same_answer(run: Run, image: Path, folder: Path) -> None:
    first = run("image", "scan", "--cache", "kept", "--format", "json", "app.tar")
    again = run("image", "scan", "--cache", "kept", "--format", "json", "app.tar")
    assert first.stdout == again.stdout
    kept = b"".join(path.read_bytes() for path in (folder / "kept").iterdir())
    assert TOKEN[8:].encode() not in kept
    assert run("image", "prune", "--cache", "kept", "--older-than", "0").stdout.startswith("2 layers forgotten")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("scan", "nothing.tar", "--jobs", "0"), 2, "is not a number of processes"),
        (("scna", "app.tar"), 2, 'did you mean "scan"'),
        (("scan", "--max-depth", "many", "app.tar"), 2, "no number such as"),
        (("scan", "--cache", "c", "--no-cache", "app.tar"), 2, "exclude each other"),
        (("scan", "--dockerfile", "Nowhere", "app.tar"), 2, "Nowhere"),
        (("scan", "./nothing.tar"), 3, "no such file"),
        (("scan", "Dockerfile"), 3, "is no tar"),
        (("history", "./nothing.tar"), 3, "no such file"),
    ],
)
def test_mistakes_are_told_in_one_line(run: Run, image: Path, words: tuple[str, ...], status: int, told: str) -> None:
    done = run("image", *words)
    assert (done.returncode, done.stdout if status == 2 else "") == (status, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_layer_lets_nothing_pass(run: Run, image: Path) -> None:
    data = bytearray(image.read_bytes())
    data[data.index(TOKEN.encode()) + 60] ^= 1
    Path("cut.tar").write_bytes(bytes(data))
    done = run("image", "scan", "--no-cache", "cut.tar")
    assert done.returncode == 3
    assert "its digest is sha256:" in done.stderr


def test_layers_of_a_registry_are_read_by_several_processes(run: Run, folder: Path) -> None:
    """Each has connections of its own."""
    files = [(f"f{number}", os.urandom(3_000_000) + github_token(number).encode()) for number in range(4)]
    layers = [gzip.compress(tar(file)) for file in files]
    blobs = {f"sha256:{hashlib.sha256(layer).hexdigest()}": layer for layer in layers}
    rootfs = {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(tar(file)).hexdigest()}" for file in files]}
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": rootfs}).encode()
    described = [{"mediaType": LAYER, "digest": digest, "size": len(blob)} for digest, blob in blobs.items()]
    digest = f"sha256:{hashlib.sha256(config).hexdigest()}"
    manifest = {"schemaVersion": 2, "config": {"digest": digest, "size": len(config)}, "layers": described}
    blobs[digest] = config
    with served({"/v2/app/manifests/1": json.dumps(manifest).encode()}, blobs) as host:
        done = run("image", "scan", "--no-cache", "--jobs", "2", "--format", "json", f"{host}/app:1")
    assert done.stderr == ""
    found = json.loads(done.stdout)["findings"]
    assert sorted(finding["image"]["places"][0]["path"] for finding in found) == ["f0", "f1", "f2", "f3"]


LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


@contextmanager
def served(documents: dict[str, bytes], blobs: dict[str, bytes]) -> Iterator[str]:
    """A registry on the loopback; its host and port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = documents.get(self.path) or blobs.get(self.path.rpartition("/")[2])
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _members(group: int) -> int:
    """How many processes a group has."""
    count = 0
    for each in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            count += each.name.isdigit() and os.getpgid(int(each.name)) == group
    return count


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_scan_that_is_ended_leaves_no_copies_and_no_processes(folder: Path, number: int) -> None:
    packed = folder / "app.tar.gz"
    layers = [tar(("f", bytes(60_000_000)), ("g", bytes([number]))) for number in range(4)]
    digests = [hashlib.sha256(layer).hexdigest() for layer in layers]
    names = [f"{digest}/layer.tar" for digest in digests]
    manifest = json.dumps([{"Config": "c.json", "Layers": names}]).encode()
    whole = tar(("c.json", b"{}"), ("manifest.json", manifest), *zip(names, layers, strict=True))
    packed.write_bytes(gzip.compress(whole, 1))
    (folder / "scratch").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "scratch")}
    command = [sys.executable, "-m", "dockerlint", "image", "scan", "--no-cache", "--jobs", "2", "app.tar.gz"]
    started = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and _members(started.pid) < 3:  # the archive is indexed, layers are read
        time.sleep(0.02)
    time.sleep(0.2)
    os.kill(started.pid, number)
    _, errors = started.communicate(timeout=60)
    assert started.returncode in (130, 128 + number), errors
    assert list((folder / "scratch").iterdir()) == []
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _members(started.pid):  # init takes its time to take the dead away
        time.sleep(0.1)
    assert _members(started.pid) == 0
