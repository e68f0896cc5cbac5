"""Images of engines: a server on a unix socket that speaks as Docker does, and a real Docker where one runs."""

from __future__ import annotations

import os
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from dockerlint.image.layer import read_layers
from dockerlint.image.source import Access, open_images
from dockerlint.image.source.spool import Spool
from dockerlint.image.values import ImageError, Limits
from tests.image.source.made import as_json, config_of, content, digest_of, layers_of, opened, saved_of, tar_of

ONE = tar_of({"etc/one": b"1" * 700})
TWO = tar_of({"etc/two": b"2"})
ID = digest_of(config_of(ONE, TWO))
REAL = os.environ.get("DOCKER_HOST", "")  # before the tests take it away


class Engine:
    """Has one image, ``app:1``."""

    def __init__(self, path: Path) -> None:
        self.archive = tar_of(*saved_of(("app:1", (ONE, TWO))))
        self.asked: list[str] = []
        self.size: object = 1000
        self.status = 200
        self.cut = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.reply(self)

            def address_string(self) -> str:
                return "here"

            def log_message(self, *_: object) -> None:
                pass

        class Listening(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
            daemon_threads = True

        self._server = Listening(str(path), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        body, status = b"{}", 404
        if handler.path in ("/images/app:1/json", f"/images/{ID}/json"):
            body, status = as_json({"Id": ID, "Size": self.size}), self.status
        elif handler.path == f"/images/{ID}/get":
            body, status = self.archive, 200
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) - self.cut] if handler.path.endswith("/get") else body)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def engine(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    path = own_home / "docker.sock"
    made = Engine(path)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
    yield made
    made.close()


def error_of(reference: str, access: Access | None = None) -> str:
    with pytest.raises(ImageError) as caught:
        opened(reference, access=access or Access())
    return str(caught.value)


@pytest.mark.parametrize("reference", ["app:1", "docker-daemon:app:1", f"docker-daemon:{ID}"])
def test_an_image_of_docker_is_read_by_its_identity(engine: Engine, reference: str) -> None:
    (image,) = opened(reference)
    assert (image.name, image.digest, image.gaps) == (reference, ID, ())
    assert engine.asked[-1] == f"/images/{ID}/get"
    assert layers_of(reference) == [[ONE, TWO]]


def test_podman_is_asked_where_docker_has_no_such_image(
    engine: Engine, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTAINER_HOST", os.environ["DOCKER_HOST"])
    monkeypatch.setenv("DOCKER_HOST", f"unix://{own_home}/none.sock")
    assert layers_of("podman:app:1") == layers_of("app:1") == [[ONE, TWO]]


def test_the_context_that_docker_uses_says_where_it_listens(
    engine: Engine, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib

    folder = own_home / ".docker" / "contexts" / "meta" / hashlib.sha256(b"mine").hexdigest()
    folder.mkdir(parents=True)
    endpoint = {"Endpoints": {"docker": {"Host": os.environ["DOCKER_HOST"]}}}
    (folder / "meta.json").write_bytes(as_json(endpoint))
    (own_home / ".docker" / "config.json").write_bytes(as_json({"currentContext": "mine"}))
    monkeypatch.delenv("DOCKER_HOST")
    assert layers_of("docker-daemon:app:1") == [[ONE, TWO]]


def test_other_processes_read_the_layers_and_nothing_has_a_name_on_disk(engine: Engine, tmp_path: Path) -> None:
    with open_images("app:1", Access(scratch=str(tmp_path))) as images:
        (image,) = images
        assert list(tmp_path.iterdir()) == []
        contents = dict(read_layers(image.layers, image.store, Limits(), 2))
    assert [contents[place].diff_id for place in (0, 1)] == [digest_of(ONE), digest_of(TWO)]
    assert [contents[place].gaps for place in (0, 1)] == [(), ()]


def test_without_proc_the_copy_has_a_name_until_the_end(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exists = os.path.exists
    monkeypatch.setattr(
        "dockerlint.image.source.spool.os.path.exists", lambda path: not str(path).startswith("/proc") and exists(path)
    )
    with open_images("app:1", Access(scratch=str(tmp_path))) as images:
        (image,) = images
        (path,) = tmp_path.iterdir()
        assert path.stat().st_mode & 0o777 == 0o600
        assert content(image, image.layers[1].blob) == TWO
    assert list(tmp_path.iterdir()) == []


INTERRUPTED = """
import sys, time
from dockerlint.image.source.spool import Spool
with Spool(sys.argv[1]) as spool:
    spool.fill([b"x" * 100], 1000)
    print(open(spool.path, "rb").read().decode(), flush=True)
    time.sleep(60)
"""


def test_no_signal_leaves_a_copy_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "x" * 100 + "\n"
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert list(tmp_path.iterdir()) == []


def test_an_image_that_docker_does_not_have_is_said(engine: Engine) -> None:
    assert error_of("docker-daemon:nothing:1") == "docker-daemon:nothing:1: Docker has no image nothing:1"


def test_where_no_docker_listens_it_is_said(own_home: Path) -> None:
    assert error_of("docker-daemon:app:1") == (
        f"docker-daemon:app:1: Docker cannot be asked at {own_home}/none.sock: No such file or directory"
    )


def test_an_answer_that_makes_no_sense_is_said(engine: Engine) -> None:
    engine.status = 500
    assert error_of("docker-daemon:app:1") == "docker-daemon:app:1: Docker answers with 500"


def test_a_stream_that_breaks_off_is_an_error(engine: Engine, tmp_path: Path) -> None:
    engine.cut = 2000
    assert error_of("docker-daemon:app:1") == "docker-daemon:app:1: what Docker sends broke off: the connection broke"


def test_an_image_that_has_no_room_is_an_error_before_it_is_written(engine: Engine, tmp_path: Path) -> None:
    engine.size = 1 << 60
    text = error_of("app:1", Access(scratch=str(tmp_path)))
    assert text.startswith(f"{tmp_path} has ")
    assert text.endswith("and a copy of the image takes 1099511627776 MiB: set TMPDIR")
    assert engine.asked[-1].endswith("/json")


def test_a_stream_without_an_end_is_an_error(engine: Engine, tmp_path: Path) -> None:
    using = Access(scratch=str(tmp_path), limits=Limits(layer=1000))
    assert error_of("app:1", using) == "app:1: it is larger than 1000 bytes (--max-layer)"


def test_a_host_that_is_reached_by_ssh_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://me@build")
    assert error_of("docker-daemon:app:1").endswith("cannot be reached from here; docker save works")


def test_nothing_can_be_kept_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"nothing can be kept in .*/none: No such file or directory; set TMPDIR"):
        Spool(str(tmp_path / "none"))


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_real_docker_gives_what_was_loaded_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docker = shutil.which("docker")
    host = REAL or ("unix:///var/run/docker.sock" if os.path.exists("/var/run/docker.sock") else "")
    if docker is None or not host:
        pytest.skip("no docker, or no DOCKER_HOST")
    monkeypatch.setenv("DOCKER_HOST", host)
    if subprocess.run([docker, "version"], capture_output=True, check=False).returncode:
        pytest.skip(f"no engine listens at {host}")
    tag = f"dockerlint-test:{time.time_ns()}"
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of(*saved_of((tag, (ONE, TWO)))))
    run(docker, "load", "--input", str(path))
    try:
        (image,) = opened(tag)
        assert [layer.diff_id for layer in image.layers] == [digest_of(ONE), digest_of(TWO)]
        assert image.gaps == ()
        with open_images(f"docker-daemon:{tag}", Access()) as images:
            (image,) = images
            contents = dict(read_layers(image.layers, image.store, Limits(), 1))
        assert [contents[place].diff_id for place in (0, 1)] == [digest_of(ONE), digest_of(TWO)]
    finally:
        run(docker, "image", "rm", tag)


@pytest.mark.parametrize("hides", [(), ("skopeo",)])
def test_an_image_of_containers_storage_is_read_by_a_tool_that_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hides: tuple[str, ...]
) -> None:
    which: Callable[[str], str | None] = shutil.which
    tools = [tool for tool in ("skopeo", "buildah") if tool not in hides and which(tool)]
    if not which("buildah") or not tools:
        if os.environ.get("CI"):
            pytest.fail("buildah and skopeo should be here: .ci/run installs them")
        pytest.skip("no buildah")
    storage = tmp_path / "storage.conf"
    storage.write_text(f'[storage]\ndriver = "vfs"\nrunroot = "{tmp_path}/run"\ngraphroot = "{tmp_path}/root"\n')
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(storage))
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of(*saved_of(("localhost/app:1", (ONE, TWO)))))
    done = subprocess.run(
        ["buildah", "pull", "-q", f"docker-archive:{path}"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"buildah does not work here: {done.stderr[-200:]}")
    monkeypatch.setattr(
        "dockerlint.image.source.storage.shutil.which", lambda tool: None if tool in hides else which(tool)
    )
    for reference in ("containers-storage:localhost/app:1", "buildah:localhost/app:1"):
        (image,) = opened(reference)
        assert [layer.diff_id for layer in image.layers] == [digest_of(ONE), digest_of(TWO)]
        assert image.gaps == ()
    assert layers_of("containers-storage:localhost/app:1") == [[ONE, TWO]]
    assert "known" in error_of("buildah:localhost/none:1") or "resolve" in error_of("buildah:localhost/none:1")
