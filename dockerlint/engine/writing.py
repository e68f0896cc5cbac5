"""Writing files so that none is ever left half written."""

from __future__ import annotations

import os
import stat

from dockerlint.engine.ending import uninterrupted
from dockerlint.engine.files import FileError, reason_at
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.engine.result import Change


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
    try:
        for change in changes:
            planned.append(_prepare(change, can_go_back=len(changes) > 1))
        with uninterrupted():
            _replace_all(planned)
        for folder in {os.path.dirname(plan.target) for plan in planned}:
            _flush_folder(folder)
    finally:
        for plan in planned:
            _remove(plan.new)
            if plan.old is not None:
                _remove(plan.old)


def _replace_all(planned: list[_Planned]) -> None:
    begun: list[_Planned] = []
    finished = False
    try:
        for plan in planned:
            begun.append(plan)  # before it is done: a signal may be raised as soon as it is
            try:
                os.replace(plan.new, plan.target)
            except OSError as error:
                begun.pop()
                raise FileError(plan.change.path, reason_at(plan.target, error)) from None
        finished = True
    finally:
        if not finished:
            for plan in reversed(begun):
                _take_back(plan)


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
            raise FileError(change.path, f"not written: {reason_at(target, error)} ({place})") from None
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
        elif plan.change.before is None:
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
