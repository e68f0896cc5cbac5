"""Whatever a layer holds a million of, memory and time are bounded, and what there is no room for is told."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dockerlint.image import room
from dockerlint.image.content import look_at
from dockerlint.image.evidence import fingerprint
from dockerlint.image.room import MOST_FOUND, MOST_GAPS, MOST_NAMES
from dockerlint.image.tar import TarWalk
from dockerlint.image.values import Limits
from tests.image.acceptance.tar import file, header, tar
from tests.image.hostile.running import scan_bounded
from tests.image.hostile.samples import configuration, digest_of, dumped, saved, two_layers
from tests.image.tokens import github_token


def image(path: Path, *layers: bytes) -> Path:
    path.write_bytes(saved([*layers, *two_layers()]))
    return path


def blocks(data: bytes) -> bytes:
    """``data`` as a tar holds it."""
    return data.ljust(-(-len(data) // 512) * 512, b"\0")


def config(**more: object) -> bytes:
    return dumped({**configuration([digest_of(layer) for layer in two_layers()]), **more})


def tokens(count: int) -> Iterator[bytes]:
    return (github_token(number).encode() for number in range(count))


def test_a_file_of_a_million_tokens_ends_as_a_gap(tmp_path: Path) -> None:
    layer = tar(file("app/dump.txt", b"\n".join(tokens(MOST_FOUND + 5_000))))
    path, label = tmp_path / "app.tar", github_token(MOST_FOUND + 9_000)
    described = configuration([digest_of(layer)])
    path.write_bytes(saved([layer], dumped({**described, "config": {"Labels": {"a": label}}})))
    found = scan_bounded(path, seconds=60)
    assert found.status == 3
    assert f"{MOST_FOUND} credentials were found" in found.errors
    assert fingerprint(label) in found.fingerprints


def test_passwords_of_many_urls_end_as_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_FOUND", 400)
    text = b"\n".join(b"redis://app:pw%dXyZ9@h%d.internal.io/" % (each, each) for each in range(110))
    look = look_at("a.zip", text, Limits())
    assert len(look.found) == 100
    assert [gap.reason for gap in look.gaps] == ["100 credentials were found; what there is beyond is not told"]


def test_lines_of_many_tokens_in_one_file_are_right() -> None:
    look = look_at("app/dump.txt", b"\n".join(tokens(2_000)), Limits())
    assert [found.place.line for found in look.found] == list(range(1, 2_001))


@pytest.mark.parametrize("kind", ["whiteout", "opaque", "hard link"])
def test_long_names_without_end_take_bounded_memory(kind: str, tmp_path: Path) -> None:
    def entry(number: int) -> bytes:
        long = b"d%07d/" % number + b"n" * 9_000
        name = {"whiteout": long + b"/.wh.x", "opaque": long + b"/.wh..wh..opq", "hard link": long}[kind]
        return (
            header(b"././@LongLink", len(name) + 1, kind="L")
            + blocks(name + b"\0")
            + header(b"x", kind="1" if kind == "hard link" else "0", link=b"app/first")
        )

    layer = b"".join(map(entry, range(MOST_NAMES // 9_000 + 2_000))) + tar()
    found = scan_bounded(image(tmp_path / "app.tar", layer), seconds=60)
    assert (found.status, found.has_both) == (3, True)
    assert "characters of names" in found.errors


def pax(kind: str, records: bytes) -> bytes:
    return header(b"pax", len(records), kind=kind) + blocks(records)


def record(key: bytes, value: bytes) -> bytes:
    size = len(key) + len(value) + 3
    size += len(str(size + len(str(size))))
    return b"%d %s=%s\n" % (size, key, value)


@pytest.mark.parametrize("kind", ["g", "x"])
def test_pax_records_without_end_are_told(kind: str, tmp_path: Path) -> None:
    layer = b"".join(pax(kind, record(b"key.%d" % number, b"v" * 60_000)) for number in range(400)) + two_layers()[0]
    found = scan_bounded(image(tmp_path / "app.tar", layer))
    assert (found.status, found.has_both) == (3, True)
    assert "pax records" in found.errors


@pytest.mark.parametrize("kind", ["g", "x"])
def test_a_walk_keeps_no_records_without_end(kind: str) -> None:
    walk = TarWalk()
    for number in range(3_000):
        walk.entries(pax(kind, b"".join(record(b"k%d.%d" % (number, each), b"v") for each in range(50))))
    assert "pax records" in walk.damage


def test_things_that_cannot_be_read_are_told_by_number(tmp_path: Path) -> None:
    damaged = gzip.compress(b"x" * 600)[:-12] + b"\xff" * 12
    files = [file(f"d/{number}.gz", damaged) for number in range(MOST_GAPS + 50)]
    found = scan_bounded(image(tmp_path / "app.tar", tar(*files)))
    assert (found.status, found.has_both) == (3, True)
    assert "50 more things in it could not be looked at" in found.errors


def test_a_configuration_full_of_tokens_takes_bounded_memory(tmp_path: Path) -> None:
    labels = {f"l{number}": token.decode() for number, token in enumerate(tokens(40_000))}
    path = tmp_path / "app.tar"
    path.write_bytes(saved(two_layers(), config=config(config={"Labels": labels})))
    found = scan_bounded(path, seconds=60)
    assert found.status in (1, 3)
    assert json.loads(found.output)["summary"]["findings"] > MOST_FOUND - 10


def test_a_history_of_many_steps_is_read(tmp_path: Path) -> None:
    history = [{"created_by": f"RUN echo {number}", "empty_layer": True} for number in range(15_000)]
    path = tmp_path / "app.tar"
    path.write_bytes(saved(two_layers(), config=config(history=history)))
    assert scan_bounded(path).has_both


def test_a_history_without_end_is_told(tmp_path: Path) -> None:
    history = [{"created_by": "RUN x", "empty_layer": True}] * 100_000
    path = tmp_path / "app.tar"
    path.write_bytes(saved(two_layers(), config=config(history=history)))
    found = scan_bounded(path)
    assert found.status == 3
    assert "100000 steps" in found.errors
