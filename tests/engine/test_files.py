"""Files are read with a clear error for what cannot be read, and written whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dockerlint.engine import files
from dockerlint.engine.files import FileError, read_source
from dockerlint.engine.result import Change
from dockerlint.engine.writing import write_changes

is_root = hasattr(os, "geteuid") and os.geteuid() == 0


def change(path: Path, after: str) -> Change:
    return Change(str(path), path.read_text() if path.exists() else None, after)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_bytes_that_are_not_utf8_survive_reading_and_writing(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"\xef\xbb\xbfFROM a\r\n# caf\xe9 \xff\n")
    source = read_source(str(path))
    write_changes([Change(str(path), source.text, source.text + "USER b\n")])
    assert path.read_bytes() == b"\xef\xbb\xbfFROM a\r\n# caf\xe9 \xff\nUSER b\n"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "a folder, not a file"),
        (lambda path: path.symlink_to("nowhere"), "the link leads nowhere"),
        (lambda path: path.symlink_to(path), "too many levels of symbolic links"),
        (lambda path: path.write_bytes(b"FROM a\n\0"), "binary, not a Dockerfile"),
        (lambda path: path.write_bytes("FROM a\n".encode("utf-16")), "UTF-16 text; BuildKit reads UTF-8 only"),
        (lambda path: path.write_bytes(b"#" * (files.LARGEST + 1)), "larger than 8 MiB, so not a Dockerfile"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, make: object, message: str) -> None:
    path = tmp_path / "Dockerfile"
    make(path)  # type: ignore[operator]
    with pytest.raises(FileError) as caught:
        read_source(str(path))
    assert (caught.value.path, caught.value.message) == (str(path), message)


def test_mode_and_links_are_kept(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    target = real / "Dockerfile"
    target.write_text("old")
    target.chmod(0o751)
    link = tmp_path / "Dockerfile"
    link.symlink_to("real/Dockerfile")
    write_changes([change(link, "new")])
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o751
    assert link.is_symlink()
    assert names(real) == ["Dockerfile"]


@pytest.mark.skipif(not is_root, reason="only root gives files away")
def test_the_owner_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("old")
    os.chown(path, 12345, 54321)
    path.chmod(0o640)
    write_changes([change(path, "new")])
    state = path.stat()
    assert (path.read_text(), state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) == ("new", 12345, 54321, 0o640)


def test_a_new_file_gets_the_usual_mode(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_changes([Change(str(tmp_path / ".dockerignore"), None, ".env\n")])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / ".dockerignore").stat().st_mode) == 0o640


def test_a_file_that_someone_changed_in_the_meantime_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("theirs")
    with pytest.raises(FileError, match="not written: it was changed by someone else in the meantime"):
        write_changes([Change(str(path), "what we read", "ours")])
    assert path.read_text() == "theirs"


def test_a_file_that_vanished_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="not written: it vanished in the meantime"):
        write_changes([Change(str(tmp_path / "Dockerfile"), "what we read", "ours")])
    assert names(tmp_path) == []


def test_a_file_that_appeared_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / ".dockerignore"
    path.write_text("theirs")
    with pytest.raises(FileError, match="changed by someone else"):
        write_changes([Change(str(path), None, "ours")])
    assert path.read_text() == "theirs"


def test_when_one_of_several_cannot_be_written_none_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (tmp_path / name for name in ("Dockerfile", ".dockerignore", "compose.yaml"))
    first.write_text("first")
    third.write_text("third")
    renamed: list[str] = []
    replace = os.replace

    def fail_on_third(old: str, new: str) -> None:
        if new == str(third):
            raise OSError(28, "No space left on device")
        renamed.append(new)
        replace(old, new)

    monkeypatch.setattr(os, "replace", fail_on_third)
    with pytest.raises(FileError, match="no space left on device"):
        write_changes([change(first, "1"), change(second, "2"), change(third, "3")])
    assert renamed[:2] == [str(first), str(second)]
    assert (first.read_text(), third.read_text(), names(tmp_path)) == ("first", "third", ["Dockerfile", "compose.yaml"])


def test_without_hard_links_the_old_text_is_kept_as_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(_source: str, _target: str) -> None:
        raise OSError(1, "Operation not permitted")

    replace = os.replace

    def fail_on_second(old: str, new: str) -> None:
        if new.endswith("second") and old.endswith(".new"):
            raise OSError(5, "Input/output error")
        replace(old, new)

    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("1")
    second.write_text("2")
    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "replace", fail_on_second)
    with pytest.raises(FileError, match="input/output error"):
        write_changes([change(first, "one"), change(second, "two")])
    assert (first.read_text(), second.read_text(), names(tmp_path)) == ("1", "2", ["first", "second"])


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """A limit on the size of written files fails a write half way, as a full disk does."""
    path = tmp_path / "Dockerfile"
    path.write_text("old")
    program = (
        "import resource, signal, sys\n"
        "from dockerlint.engine.files import FileError\n"
        "from dockerlint.engine.writing import write_changes\n"
        "from dockerlint.engine.result import Change\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    write_changes([Change(sys.argv[1], 'old', 'x' * 1_000_000)])\n"
        "except FileError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == f"not written: file too large ({tmp_path})\n"
    assert (path.read_text(), names(tmp_path)) == ("old", ["Dockerfile"])


@pytest.mark.skipif(is_root, reason="root may write anywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("old")
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(FileError, match=r"not written: permission denied"):
            write_changes([change(path, "new")])
    finally:
        tmp_path.chmod(0o755)
    assert path.read_text() == "old"


@pytest.mark.skipif(not is_root, reason="becomes another user")
def test_a_read_only_folder_or_file_of_another_user_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and "pytest" in str(folder):
            folder.chmod(0o755)
    path = tmp_path / "Dockerfile"
    path.write_text("old")
    program = (
        "import os, sys\n"
        "from dockerlint.engine.files import FileError\n"
        "from dockerlint.engine.writing import write_changes\n"
        "from dockerlint.engine.result import Change\n"
        "os.setuid(65534)\n"
        "try:\n"
        "    write_changes([Change(sys.argv[1], 'old', 'new')])\n"
        "except FileError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    read_only_file = done.stdout
    path.chmod(0o666)
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert read_only_file == "not written: it is read-only\n"
    assert done.stdout == f"not written: permission denied ({tmp_path})\n"
    assert path.read_text() == "old"


@pytest.mark.parametrize("which", [1, 2, 3])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_signal_that_is_raised_beside_a_rename_takes_all_back(
    which: int, moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler in Python runs as soon as the system call is over, before the next line does."""
    paths = [tmp_path / name for name in ("a", "b", "c")]
    for path in paths[:2]:
        path.write_text("old\n")
    before = {path: path.read_text() for path in paths[:2]}
    replace = os.replace
    calls = []

    def interrupted(old: str, new: str) -> None:
        calls.append(new)
        if len(calls) == which and moment == "before":
            raise KeyboardInterrupt
        replace(old, new)
        if len(calls) == which:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_changes([change(path, "new\n") for path in paths])
    assert {path: path.read_text() for path in tmp_path.iterdir()} == before


def test_a_signal_never_takes_a_lone_file_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("old\n")
    replace = os.replace

    def interrupted(old: str, new: str) -> None:
        replace(old, new)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_changes([change(path, "new\n")])
    assert (path.read_text(), names(tmp_path)) == ("new\n", ["Dockerfile"])


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks")
@pytest.mark.parametrize("taken_by", ["this thread", "another thread"])
def test_signals_wait_until_all_files_have_their_names(
    taken_by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / name for name in ("a", "b")]
    for path in paths:
        path.write_text("old\n")
    replace = os.replace
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job has none

    def signalled(old: str, new: str) -> None:
        if taken_by == "this thread":
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        else:
            raiser = threading.Thread(target=_take, args=(signal.SIGINT,))
            raiser.start()
            raiser.join()
        replace(old, new)

    monkeypatch.setattr(os, "replace", signalled)
    try:
        with pytest.raises(KeyboardInterrupt):
            write_changes([change(path, "new\n") for path in paths])
    finally:
        signal.signal(signal.SIGINT, before)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "new\n", "b": "new\n"}
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def _take(number: int) -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
    signal.pthread_kill(threading.get_ident(), number)
