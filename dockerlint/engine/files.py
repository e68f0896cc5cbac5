"""Reading files, and writing them so that none is ever left half written."""

from __future__ import annotations

import os
import stat

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Source, decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.engine.result import Change

LARGEST = 8 * 1024 * 1024  # bytes; a Dockerfile that a person wrote is a thousandth of it


class FileError(Exception):
    """A file that could not be read or written; the message says why, without its path."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


_CHUNK = 1 << 16  # bytes


def read_source(path: str) -> Source:
    """The text of the file at ``path``.  Raises FileError."""
    try:
        with open(path, "rb") as file:
            data = file.read(min(os.fstat(file.fileno()).st_size, LARGEST) + 1)
            while len(data) <= LARGEST and (more := file.read(_CHUNK)):  # of what has no size, such as a pipe
                data += more
    except OSError as error:
        raise FileError(path, _reason(path, error)) from None
    return Source(decode_checked(data, path), path)


def decode_checked(data: bytes, path: str) -> str:
    """``data`` as text.  Raises FileError for what cannot be a Dockerfile."""
    if len(data) > LARGEST:
        raise FileError(path, f"larger than {LARGEST >> 20} MiB, so not a Dockerfile")
    if b"\0" in data:
        utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        raise FileError(path, "UTF-16 text; BuildKit reads UTF-8 only" if utf16 else "binary, not a Dockerfile")
    return decode(data)


def _reason(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "the link leads nowhere" if os.path.islink(path) else "no such file"
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    return reason_of(error)


def place_below(folder: str, path: str) -> str:
    """``path`` relative to ``folder``, which has no links, with slashes on every system."""
    return os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")


def reason_of(error: OSError) -> str:
    """What the operating system says, in lower case and without the path."""
    return (error.strerror or type(error).__name__).lower()


class _Planned(NamedTuple):
    """A file about to be replaced: where it really is, and the temporary files beside it."""

    change: Change
    target: str
    new: str
    old: str | None  # a second name of the old file, to go back to


def write_changes(changes: Iterable[Change]) -> None:
    """Put every change on disk, or none.

    Each file is written in full beside its target and flushed to disk before the first one is renamed over its target;
    when a rename fails, those made before are taken back.  Mode, owner and extended attributes are kept, links are
    followed.  Raises FileError, also for a file that is no longer what ``before`` says.
    """
    changes = tuple(changes)
    planned: list[_Planned] = []
    done: list[_Planned] = []
    finished = False
    try:
        for change in changes:
            planned.append(_prepare(change, can_go_back=len(changes) > 1))
        for plan in planned:
            try:
                os.replace(plan.new, plan.target)
            except OSError as error:
                raise FileError(plan.change.path, _reason(plan.target, error)) from None
            done.append(plan)
        finished = True
        for folder in {os.path.dirname(plan.target) for plan in planned}:
            _flush_folder(folder)
    finally:
        if not finished:
            for plan in reversed(done):
                _take_back(plan)
        for plan in planned:
            _remove(plan.new)
            if plan.old is not None:
                _remove(plan.old)


def _prepare(change: Change, can_go_back: bool) -> _Planned:
    target = os.path.realpath(change.path)
    new = _beside(target, "new")
    old = None
    try:
        state = _require_unchanged(change, target)
        _write(new, encode(change.after), state)
        if state is not None:
            _copy_attributes(target, new)
        if state is not None and can_go_back:
            old = _beside(target, "old")
            _keep(target, old, encode(change.before or ""), state)
    except BaseException as error:
        _remove(new)
        if old is not None:
            _remove(old)
        if isinstance(error, OSError):
            place = target if error.filename == target else os.path.dirname(target)
            raise FileError(change.path, f"not written: {_reason(target, error)} ({place})") from None
        raise
    return _Planned(change, target, new, old)


def _require_unchanged(change: Change, target: str) -> os.stat_result | None:
    try:
        state = os.stat(target)
    except FileNotFoundError:
        if change.before is None:
            return None
        raise FileError(change.path, "not written: it vanished in the meantime") from None
    if not stat.S_ISREG(state.st_mode):
        raise FileError(change.path, "not written: it is not a regular file")
    with open(target, "rb") as file:
        if change.before is None or file.read() != encode(change.before):
            raise FileError(change.path, "not written: it was changed by someone else in the meantime")
    if not os.access(target, os.W_OK):
        raise FileError(change.path, "not written: it is read-only")
    return state


def _write(path: str, data: bytes, state: os.stat_result | None) -> None:
    """Write a new file in full; it is private until it has the mode and owner of the file that it replaces."""
    mode = 0o600 if state is not None else 0o666
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if state is not None and hasattr(os, "fchown"):
            made = os.fstat(descriptor)
            if (made.st_uid, made.st_gid) != (state.st_uid, state.st_gid):
                os.fchown(descriptor, state.st_uid, state.st_gid)
        if state is not None:
            os.chmod(path, stat.S_IMODE(state.st_mode))
        os.fsync(descriptor)


def _keep(target: str, old: str, data: bytes, state: os.stat_result) -> None:
    """Give the old file a second name, or a copy where the file system has no hard links."""
    try:
        os.link(target, old)
    except OSError:
        _write(old, data, state)
        _copy_attributes(target, old)


def _copy_attributes(source: str, target: str) -> None:
    """Copy extended attributes (access lists, labels) where the file system has them and lets us."""
    if not hasattr(os, "listxattr"):
        return
    try:
        for name in os.listxattr(source):
            os.setxattr(target, name, os.getxattr(source, name))
    except OSError:
        return


def _take_back(plan: _Planned) -> None:
    try:
        if plan.old is not None:
            os.replace(plan.old, plan.target)
        else:
            os.unlink(plan.target)
    except OSError:
        return


def _beside(target: str, kind: str) -> str:
    return os.path.join(os.path.dirname(target), f".dockerlint-{os.getpid()}-{os.urandom(4).hex()}.{kind}")


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _flush_folder(folder: str) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)
