"""Archives cut off, changed, or not what their digests say."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest
import zstandard

from tests.image.acceptance.tar import file, header, link, tar
from tests.image.hostile.running import is_complete, scan_bounded, scan_here
from tests.image.hostile.samples import (
    CONFIG,
    LAYER,
    SECOND,
    Json,
    Layout,
    configuration,
    digest_of,
    dumped,
    saved,
    two_layers,
)


def test_the_sample_is_right(tmp_path: Path) -> None:
    (tmp_path / "app.tar").write_bytes(saved())
    found = scan_here(tmp_path / "app.tar")
    assert (found.status, found.has_both, found.errors) == (1, True, "")
    layout = Layout(tmp_path / "oci")
    found = scan_here(layout.top(layout.image()))
    assert (found.status, found.has_both, found.errors) == (1, True, "")


def test_an_archive_cut_off_anywhere_is_never_half_seen_in_silence(tmp_path: Path) -> None:
    data = saved()
    path = tmp_path / "app.tar"
    for size in sorted({*range(0, len(data), 512), *range(100, len(data), 1537), len(data) - 1}):
        path.write_bytes(data[:size])
        found = scan_here(path)
        assert is_complete(found), (size, found.errors)
        if size < len(data) - 1024:
            assert found.status == 3, size


@pytest.mark.parametrize("form", ["gzip", "zstd"])
def test_a_compressed_layer_cut_off_anywhere_is_told(form: str, tmp_path: Path) -> None:
    compress = gzip.compress if form == "gzip" else zstandard.compress
    first, second = two_layers()
    stored = compress(second)
    config = dumped(configuration([digest_of(first), digest_of(second)]))
    for number, size in enumerate([0, 1, 2, 5, 9, 10, 17, len(stored) // 2, len(stored) - 9, len(stored) - 1]):
        layout = Layout(tmp_path / str(number))
        cut = layout.blob(stored[:size], f"{LAYER}+{form}")
        manifest = layout.manifest(layout.blob(config, CONFIG), [layout.blob(first, LAYER), cut])
        found = scan_here(layout.top(manifest))
        assert found.status == 3, size


def test_an_archive_with_a_changed_byte_is_seen_whole_or_told(tmp_path: Path) -> None:
    data = bytearray(saved())
    path = tmp_path / "app.tar"
    source = random.Random(4)
    for _ in range(120):
        at = source.randrange(len(data))
        old = data[at]
        data[at] = source.choice([0, 0xFF, old ^ 1, old ^ 0x80, source.randrange(256)])
        path.write_bytes(data)
        found = scan_here(path)
        assert is_complete(found), (at, old, data[at], found.errors)
        data[at] = old


def test_a_layout_with_a_changed_byte_is_seen_whole_or_told(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "oci")
    layout.top(layout.image())
    files = sorted(path for path in layout.path.rglob("*") if path.is_file())
    source = random.Random(5)
    for _ in range(80):
        path = source.choice(files)
        data = path.read_bytes()
        at = source.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ source.choice([1, 0x20, 0x80])]) + data[at + 1 :])
        found = scan_here(layout.path)
        assert is_complete(found), (path.name, at, found.errors)
        path.write_bytes(data)


@pytest.mark.parametrize("what", ["manifest", "configuration", "layer", "diffID", "size", "algorithm"])
def test_a_wrong_digest_is_told(what: str, tmp_path: Path) -> None:
    layout = Layout(tmp_path / "oci")
    layers = two_layers()
    diff_ids = [digest_of(layer) for layer in layers]
    if what == "diffID":
        diff_ids[1] = "sha256:" + "0" * 64
    config = layout.blob(dumped(configuration(diff_ids)), CONFIG)
    blobs = [layout.blob(layer, LAYER) for layer in layers]
    if what == "layer":
        _spoil(layout, blobs[1])
    if what == "size":
        blobs[1]["size"] = len(layers[1]) - 1
    if what == "algorithm":
        blobs[1]["digest"] = "md5:" + "0" * 32
    manifest = layout.manifest(config, blobs)
    if what == "manifest":
        _spoil(layout, manifest)
    if what == "configuration":
        _spoil(layout, config)
    found = scan_here(layout.top(manifest))
    assert found.status == 3
    assert "digest" in found.errors or "bytes" in found.errors or "does not hold" in found.errors, found.errors


def _spoil(layout: Layout, blob: Json) -> None:
    path = layout.path / "blobs" / "sha256" / str(blob["digest"])[7:]
    path.write_bytes(path.read_bytes().replace(b"nothing", b"NOTHING").replace(b"linux", b"LINUX") + b" ")


@pytest.mark.parametrize("missing", [0, 1, 2, 3])
def test_a_missing_blob_is_told(missing: int, tmp_path: Path) -> None:
    layout = Layout(tmp_path / "oci")
    layout.top(layout.image())
    sorted((layout.path / "blobs" / "sha256").iterdir())[missing].unlink()
    assert scan_here(layout.path).status == 3


def test_a_history_of_another_length_than_the_layers_loses_nothing(tmp_path: Path) -> None:
    layers = two_layers()
    histories: list[object] = [[], [{}], [{"created_by": "a"}] * 3, [{"empty_layer": True}] * 50, None, "x"]
    for number, history in enumerate(histories):
        config = {**configuration([digest_of(layer) for layer in layers]), "history": history}
        path = tmp_path / f"{number}.tar"
        path.write_bytes(saved(layers, dumped(config)))
        found = scan_here(path)
        assert (found.status, found.has_both) == (1, True), history


@pytest.mark.parametrize("count", [0, 1, 3, 500])
def test_a_configuration_of_another_number_of_layers_is_told(count: int, tmp_path: Path) -> None:
    config = dumped(configuration(["sha256:" + "1" * 64] * count))
    path = tmp_path / "app.tar"
    path.write_bytes(saved(two_layers(), config))
    found = scan_here(path)
    assert found.has_both
    assert found.status == 3, "a digest that is not checked is not told"


@pytest.mark.parametrize(
    "stored", [b"", b"\0" * 1024, b"x" * 4096, b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\3\4" + bytes(600)]
)
def test_a_layer_that_is_no_tar_is_told_unless_it_is_empty(stored: bytes, tmp_path: Path) -> None:
    layout = Layout(tmp_path / "oci")
    config = layout.blob(dumped(configuration([digest_of(stored)])), CONFIG)
    found = scan_here(layout.top(layout.manifest(config, [layout.blob(stored, LAYER)])))
    assert found.status == (3 if stored.strip(b"\0") else 0), found.errors


def test_what_follows_the_end_of_a_layer_is_seen(tmp_path: Path) -> None:
    first, second = two_layers()
    path = tmp_path / "app.tar"
    path.write_bytes(saved([first + second, tar()]))
    found = scan_here(path)
    assert found.status in (1, 3)
    assert found.has_both


def test_an_unknown_media_type_is_told_and_looked_at_all_the_same(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "oci")
    layers = two_layers()
    config = layout.blob(dumped(configuration([digest_of(layer) for layer in layers])), CONFIG)
    blobs = [layout.blob(layers[0], LAYER), layout.blob(layers[1], "application/x-secret+encrypted")]
    found = scan_here(layout.top(layout.manifest(config, blobs)))
    assert found.status == 3
    assert "application/x-secret+encrypted" in found.errors


def test_layers_that_are_links_in_the_archive_are_read(tmp_path: Path) -> None:
    first, second = two_layers()
    config = dumped(configuration([digest_of(first), digest_of(second), digest_of(first)]))
    name = digest_of(config)[7:] + ".json"
    listed = [{"Config": name, "RepoTags": None, "Layers": ["a/layer.tar", "b/layer.tar", "c/layer.tar"]}]
    path = tmp_path / "app.tar"
    path.write_bytes(
        tar(
            link("c/layer.tar", "../a/layer.tar"),
            file("a/layer.tar", first),
            file("b/layer.tar", second),
            file(name, config),
            file("manifest.json", dumped(listed)),
        )
    )
    found = scan_here(path)
    assert (found.status, found.has_both) == (1, True), found.errors


def test_links_of_the_archive_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    config = dumped(configuration([]))
    name = digest_of(config)[7:] + ".json"
    for number, target in enumerate(["a", "b", "../../../../etc/passwd", "/etc/passwd", ""]):
        listed = [{"Config": name, "RepoTags": None, "Layers": ["a"]}]
        path = tmp_path / f"{number}.tar"
        entries = [link("a", target), link("b", "a"), file(name, config), file("manifest.json", dumped(listed))]
        path.write_bytes(tar(*entries))
        assert scan_here(path).status == 3


def test_a_long_chain_of_links_ends_soon(tmp_path: Path) -> None:
    path = tmp_path / "app.tar"
    links = b"".join(header(b"l/%d" % number, kind="2", link=b"%d" % (number + 1)) for number in range(40_000))
    path.write_bytes(links + saved())
    found = scan_bounded(path, seconds=20)
    assert (found.status, found.has_both) == (1, True)


def test_two_entries_of_one_name_are_the_last(tmp_path: Path) -> None:
    """As Docker unpacks them."""
    path = tmp_path / "app.tar"
    path.write_bytes(saved(more=(file("manifest.json", b"[]"), file("1/layer.tar", b"nothing"))))
    found = scan_here(path)
    assert (found.status, found.has_both) == (1, True)


@pytest.mark.parametrize(
    "listed",
    [
        [{"Config": "../../../etc/passwd", "Layers": []}],
        [{"Config": "/etc/passwd", "Layers": []}],
        [{"Config": "c.json", "Layers": ["../../../../etc/passwd"]}],
        [{"Config": "c.json", "Layers": ["/etc/passwd", "/dev/zero"]}],
    ],
)
def test_no_path_of_an_archive_leads_out_of_it(listed: object, tmp_path: Path) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(saved(listed=listed, more=(file("c.json", dumped(configuration([]))),)))
    found = scan_here(path)
    assert found.status == 3
    assert "root:" not in found.output + found.errors


@pytest.mark.parametrize(
    "digest", ["sha256:../../../../etc/passwd", "../..:etc", "sha256:" + "0" * 63 + "/", "", "x", 7, None]
)
def test_no_digest_of_a_layout_leads_out_of_it(digest: object, tmp_path: Path) -> None:
    layout = Layout(tmp_path / "oci")
    found = scan_here(layout.top({"mediaType": CONFIG, "digest": digest, "size": 3}))
    assert found.status == 3
    config = layout.blob(dumped(configuration([])), CONFIG)
    found = scan_here(layout.top(layout.manifest(config, [{"mediaType": LAYER, "digest": digest, "size": 3}])))
    assert found.status == 3
    assert "root:" not in found.output + found.errors


@pytest.mark.parametrize("keys", [("Env", "Env"), ("Env", "env"), ("Labels", "Labels"), ("Labels", "LABELS")])
@pytest.mark.parametrize("is_first", [True, False])
def test_keys_that_each_reader_takes_otherwise_hide_nothing(
    keys: tuple[str, str], is_first: bool, tmp_path: Path
) -> None:
    value = json.dumps([f"A={SECOND}"] if keys[0] == "Env" else {"a": SECOND})
    other = "[]" if keys[0] == "Env" else "{}"
    first, second = (value, other) if is_first else (other, value)
    parts = f'"{keys[0]}": {first}, "{keys[1]}": {second}'
    text = json.dumps({**configuration([]), "config": {}}).replace('"config": {', f'"config": {{{parts}')
    path = tmp_path / "app.tar"
    path.write_bytes(saved([], text.encode()))
    assert scan_here(path).status == 3


def test_labels_that_differ_in_case_are_two(tmp_path: Path) -> None:
    config = {**configuration([]), "config": {"Labels": {"Version": "1", "version": "2", "VERSION": SECOND}}}
    path = tmp_path / "app.tar"
    path.write_bytes(saved([], dumped(config)))
    found = scan_here(path)
    assert (found.status, len(found.fingerprints)) == (1, 1)
