"""What a cache gives back, and when it must not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from dockerlint.finding import Confidence, Severity
from dockerlint.image.cache import NAME, LayerCache, prune
from dockerlint.image.evidence import KEY_VARIABLE
from dockerlint.image.values import Evidence, FileDigests, Found, Gap, LayerContents, Limits, Place

LAYER = LayerContents(
    diff_id="sha256:" + "ab" * 32,
    digest="sha256:" + "cd" * 32,
    size=10_240,
    entries=3,
    found=(
        Found(
            Evidence("npm token", "0" * 32, "npm_…", 40),
            Place("root/.npmrc", ("a.jar", "b\udcff"), "content", 3, 17, "UTF-16"),
            Confidence.CERTAIN,
            Severity.WARNING,
            ("the checksum is right",),
            FileDigests("m", "s1", "s256", 12, 499162500),
        ),
        Found(Evidence("netrc password", "1" * 32, "", 8), Place("x"), Confidence.LIKELY, Severity.ERROR),
    ),
    files=bytes(range(16)),
    folders=b"12345678",
    whiteouts=("a/b",),
    opaque=("c",),
    links=(("d", "e"),),
    databases=(("var/lib/dpkg/info/x.md5sums", b"\x00\xff"),),
)


def test_what_was_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    with LayerCache(str(tmp_path), Limits()) as cache:
        assert cache.get(LAYER.diff_id) is None
        cache.put(LAYER)
        assert cache.get(LAYER.diff_id) == LAYER
    with LayerCache(str(tmp_path), Limits()) as cache:
        assert cache.get(LAYER.diff_id) == LAYER


def test_a_scan_that_looks_further_is_not_answered_by_one_that_looked_less_far(tmp_path: Path) -> None:
    with LayerCache(str(tmp_path), Limits(depth=2)) as cache:
        cache.put(LAYER)
    with LayerCache(str(tmp_path), Limits(depth=3)) as cache:
        assert cache.get(LAYER.diff_id) is None


def test_another_key_for_fingerprints_is_another_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with LayerCache(str(tmp_path), Limits()) as cache:
        cache.put(LAYER)
    monkeypatch.setenv(KEY_VARIABLE, "ours")
    with LayerCache(str(tmp_path), Limits()) as cache:
        assert cache.get(LAYER.diff_id) is None


def test_a_layer_that_was_not_seen_whole_is_looked_at_again(tmp_path: Path) -> None:
    with LayerCache(str(tmp_path), Limits()) as cache:
        cache.put(LAYER._replace(gaps=(Gap("a.zip", "encrypted"),)))
        assert cache.get(LAYER.diff_id) is None


@pytest.mark.parametrize("contents", [b"", b"not zlib", b"x\x9cK\xce\xc8\x07\x00\x02\xb0\x01-"])
def test_damaged_contents_are_no_contents(tmp_path: Path, contents: bytes) -> None:
    with LayerCache(str(tmp_path), Limits()) as cache:
        cache.put(LAYER)
        database = sqlite3.connect(tmp_path / NAME)
        database.execute("UPDATE layers SET contents = ?", (contents,))
        database.commit()
        database.close()
        assert cache.get(LAYER.diff_id) is None


def test_a_file_that_is_no_database_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"something else, longer than a header of SQLite would be" * 20)
    with LayerCache(str(tmp_path), Limits()) as cache:
        cache.put(LAYER)
        assert cache.get(LAYER.diff_id) is None


def test_a_folder_that_cannot_be_made_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with LayerCache(str(tmp_path / "file" / "below"), Limits()) as cache:
        cache.put(LAYER)
        assert cache.get(LAYER.diff_id) is None


def test_what_was_not_used_for_long_is_forgotten(tmp_path: Path) -> None:
    with LayerCache(str(tmp_path), Limits()) as cache:
        cache.put(LAYER)
    assert prune(str(tmp_path), 1)[0] == 0
    assert prune(str(tmp_path), 0)[0] == 1
    with LayerCache(str(tmp_path), Limits()) as cache:
        assert cache.get(LAYER.diff_id) is None


def test_there_is_nothing_to_forget_where_there_is_no_cache(tmp_path: Path) -> None:
    assert prune(str(tmp_path / "nowhere"), 0) == (0, 0)
