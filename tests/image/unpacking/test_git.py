"""Git's objects: every version of every file of a history."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from dockerlint.image.content import look_at, look_into_stream
from dockerlint.image.unpacking import bases
from dockerlint.image.values import Limits
from tests.image.tokens import github_token
from tests.image.unpacking.making import TEXT, TOKEN, added, blob_name, copied, delta, members, pack, packed

LONG = b"".join(b"line %d of a file that makes a delta worth while\n" % number for number in range(400))
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git makes the pack")


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q")

    def git(self, *words: str) -> None:
        names = ("-c", "user.name=a", "-c", "user.email=a@b")
        subprocess.run(["git", "-C", str(self.folder), *names, *words], check=True, capture_output=True)

    def commit(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        self.git("add", name)
        self.git("commit", "-qm", "change")

    def pack(self) -> bytes:
        (path,) = (self.folder / ".git" / "objects" / "pack").glob("*.pack")
        return path.read_bytes()


@needs_git
@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize("options", [(), ("-c", "repack.usedeltabaseoffset=false")])
def test_every_version_of_a_file_is_found(tmp_path: Path, is_streamed: bool, options: tuple[str, ...]) -> None:
    repository = Repository(tmp_path)
    tokens = [github_token(seed) for seed in (31, 32, 33)]
    for token in tokens:
        repository.commit("app/config", LONG + f"token = {token}\n".encode() + LONG)
    repository.git(*options, "gc", "-q", "--aggressive")
    data = repository.pack()
    path = ".git/objects/pack/x.pack"
    with (tmp_path / "x.pack").open("wb+") as file:
        file.write(data)
        file.seek(0)
        look = look_into_stream(path, file.read, Limits()) if is_streamed else look_at(path, data, Limits())
    assert len({found.evidence.fingerprint for found in look.found}) == 3
    assert {found.place.inner[0].partition("/")[2] for found in look.found} == {"config"}
    assert {found.place.line for found in look.found} == {401}
    assert look.gaps == ()


@needs_git
def test_a_credential_file_of_the_past_is_read_by_its_parser(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    password = "-".join(("correct", "horse", "battery"))
    repository.commit(".netrc", f"machine example.org login me password {password}\n".encode())
    repository.commit(".netrc", b"\n")
    repository.git("gc", "-q")
    (found,) = look_at(".git/objects/pack/x.pack", repository.pack(), Limits()).found
    assert found.evidence.kind == "netrc password"
    assert found.place.inner[0].endswith("/.netrc")


@needs_git
def test_a_bundle_is_read(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("a", TEXT)
    repository.git("bundle", "create", "x.bundle", "--all")
    (found,) = look_at("x.bundle", (tmp_path / "x.bundle").read_bytes(), Limits()).found
    assert found.place.inner[0].endswith("/a")


def test_a_credential_that_many_versions_have_has_one_place() -> None:
    objects = [packed(3, LONG[: 1000 + 40 * number] + TEXT) for number in range(20)]
    assert len(look_at("x.pack", pack(*objects), Limits()).found) == 1


@pytest.mark.parametrize("piece", [0, 50])
def test_a_delta_may_come_before_its_base(piece: int) -> None:
    token = TOKEN.encode()
    base = LONG + token[:10]
    change = delta(len(base), len(LONG) + 40, copied(0, len(LONG) + 10), added(token[10:40]))
    for objects in (
        (packed(7, change, blob_name(base)), packed(3, base)),
        (packed(3, base), packed(7, change, blob_name(base))),
    ):
        contents = {content for _, content, _ in members("x.pack", pack(*objects), piece)}
        assert contents == {base, LONG + token[:40]}


def test_deltas_without_their_base_are_searched_as_they_are_and_told() -> None:
    change = delta(100, len(TEXT) + 50, copied(0, 50), added(TEXT))
    look = look_at("x.pack", pack(packed(7, change, bytes(20))), Limits())
    assert [found.place.inner for found in look.found] == [("delta at 12",)]
    assert look.gaps == (("/x.pack", "1 of its objects are deltas that could not be put together"),)


@needs_git
@pytest.mark.parametrize("kept", [0, 20_000, 1 << 20])
def test_little_memory_loses_deltas_and_tells_it(tmp_path: Path, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path)
    for number in range(30):
        repository.commit("a", LONG + b"%d\n" % number * 50 + LONG)
    repository.git("gc", "-q", "--aggressive")
    monkeypatch.setattr(bases, "_KEPT", kept)
    monkeypatch.setattr(bases, "_READY", kept >> 2)
    found = members("x.pack", repository.pack())
    problems = [problem for _, _, problem in found if problem]
    assert bool(problems) == (kept == 0)
    whole = [content for name, content, _ in found if name.startswith("blob")]
    assert len(whole) == 30 or kept == 0


def test_a_delta_that_lies_is_damage() -> None:
    for change in (
        delta(5, 6, copied(0, 5)),
        delta(5, 4, copied(0, 5)),
        delta(4, 5, copied(0, 5)),
        delta(5, 5, b"\0"),
        delta(5, 5, b"\x91"),
        b"\xff" * 30,
    ):
        objects = pack(packed(3, b"abcde"), packed(6, change, bytes((13 + 1,))))
        problems = [problem for _, _, problem in members("x.pack", objects) if problem]
        assert problems == ["it is damaged"], change
