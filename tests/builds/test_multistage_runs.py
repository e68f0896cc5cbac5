"""What surrounds the proofs of ``bench/staging_builds.py``: outcomes that are kept, and engines of its own."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.builds.multistage.engines import Docker, EngineError, answer
from tests.builds.multistage.ledger import Ledger, table
from tests.builds.multistage.own_engines import Programs, clear, own_engines
from tests.builds.multistage.project import load, read
from tests.builds.multistage.proof import Outcome
from tests.builds.multistage.split import split

HELD = Outcome("c-make", "c", "BuildKit", "fixed", [], 500_000_000, 125_000_000)
WRONG = Outcome("c-make", "c", "buildah", "fixed", ["after: does not build: no"])
REFUSED = Outcome("odd", "c", "BuildKit", "refused", [], reasons=("a script that nobody can follow",))


def test_only_what_held_is_known_to_the_next_run_and_only_for_the_same_build(tmp_path: Path) -> None:
    first = Ledger(tmp_path / "new/results.jsonl")
    for outcome in (HELD, WRONG, REFUSED):
        first.add("abc", outcome)
    later = Ledger(tmp_path / "new/results.jsonl")
    for ledger in (first, later):
        assert ledger.proved("c-make", "BuildKit", "abc") == HELD
        assert ledger.proved("c-make", "BuildKit", "abd") is None
        assert ledger.proved("c-make", "buildah", "abc") is None
        assert ledger.proved("odd", "BuildKit", "abc") == REFUSED
        assert ledger.proved("c-cmake", "BuildKit", "abc") is None


def test_the_last_outcome_of_a_project_counts(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "results.jsonl")
    ledger.add("abc", WRONG)
    ledger.add("abd", WRONG._replace(problems=[], before=4, after=1))
    assert Ledger(tmp_path / "results.jsonl").outcomes == [WRONG._replace(problems=[], before=4, after=1)]


@pytest.mark.parametrize("line", ["no json", "[]", '{"digest": "abc"}', '{"digest": "abc", "reasons": [], "odd": 1}'])
def test_a_line_of_another_file_is_named(line: str, tmp_path: Path) -> None:
    Ledger(tmp_path / "results.jsonl").add("abc", HELD)
    with (tmp_path / "results.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(SystemExit, match="jsonl:2: no outcome of this bench"):
        Ledger(tmp_path / "results.jsonl")


def test_the_table_has_a_line_a_project_and_a_column_an_engine() -> None:
    assert list(table([HELD, WRONG, REFUSED])) == [
        "| project | kind | before, MB | after, MB | ratio | BuildKit | buildah |",
        "|---|---|---|---|---|---|---|",
        "| c-make | c | 500 | 125 | 25 % | holds | wrong |",
        "| odd | c |  |  | refused | holds | not run |",
    ]


class Images(Docker):
    """An engine that has images and nothing else."""

    def __init__(self, identities: dict[str, str]) -> None:
        super().__init__("no-docker")
        self._identities = identities

    def identity(self, tag: str) -> str:
        return self._identities.get(tag, "")


def test_a_build_has_the_same_name_until_something_differs(tmp_path: Path) -> None:
    """Canaries are new every time; files of the context, their modes, base images and what the case says are not."""
    engine = Images({"gcc:12": "sha256:1"})
    digests = {split(load("secret-c-build"), tmp_path / name).digest(engine) for name in ("one", "two")}
    assert len(digests) == 1
    changed = split(load("secret-c-build"), tmp_path / "three")
    dockerfile = changed.fixed / "Dockerfile"
    dockerfile.write_text(dockerfile.read_text() + "LABEL a=b\n")
    digests.add(changed.digest(engine))
    (changed.context / "Dockerfile").chmod(0o600)
    digests.add(changed.digest(engine))
    digests.add(changed._replace(project=changed.project._replace(description={"kind": "go"})).digest(engine))
    digests.add(changed.digest(Images({"gcc:12": "sha256:2"})))
    assert len(digests) == 5


def _programs(folder: Path, dockerd: str) -> Programs:
    """Scripts in the place of engines, as no test starts a daemon."""
    texts = {"docker": f"test -e {folder}/is-there", "dockerd": dockerd, "buildah": "true"}
    for name, text in texts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return Programs(*(str(folder / name) for name in Programs._fields))


def test_a_daemon_that_does_not_start_is_an_error_that_names_its_log(tmp_path: Path) -> None:
    programs = _programs(tmp_path, "echo no disk >&2; exit 1")
    with pytest.raises(EngineError, match=r"does not start, see .*log"), own_engines(tmp_path / "kept", programs):
        pass
    assert (tmp_path / "kept/dockerd.log").read_text() == "no disk\n"


def test_the_daemon_runs_for_the_proofs_and_no_longer_and_what_it_keeps_can_be_deleted(tmp_path: Path) -> None:
    told = f"trap 'rm {tmp_path}/is-there; exit 0' TERM; mkdir -p {tmp_path}/kept/docker; touch {tmp_path}/is-there"
    programs = _programs(tmp_path, f"{told}\nwhile :; do sleep 0.05; done")
    with own_engines(tmp_path / "kept", programs):
        assert (tmp_path / "is-there").exists()
    assert not (tmp_path / "is-there").exists()
    (tmp_path / "kept/results.jsonl").write_text("")
    clear(tmp_path / "kept", programs)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["results.jsonl"]


class Refusing(BaseHTTPRequestHandler):
    """Has no page at all."""

    def do_GET(self) -> None:
        self.send_error(503, "not yet")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


def test_a_server_that_has_no_page_is_told_from_one_that_is_not_there() -> None:
    server = HTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    said = answer(url, seconds=0.1)
    server.shutdown()
    server.server_close()
    assert said is not None
    assert said.startswith("HTTP 503: ")
    assert answer(url, seconds=0.1) is None


def test_a_project_that_no_longer_expects_a_fix_is_told_by_its_split(tmp_path: Path) -> None:
    project = read(load("c-one-file").folder)
    made = split(project._replace(description={"kind": "c", "none": "nothing is built"}), tmp_path)
    assert made.problems == ["found STG401, though nothing is built"]
