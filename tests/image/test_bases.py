from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from dockerlint.engine.config import ConfigError
from dockerlint.image.bases import Bases, read_bases
from dockerlint.image.source import Access
from dockerlint.image.values import ImageError
from dockerlint.image.verdict import leaks_of, places_of
from tests.image.test_verdict import found, image, layer


def notes(bases: Bases) -> dict[str, tuple[str, ...]]:
    """The notes of three leaks: one in the lower layer, one in the upper, one in both."""
    one = image(2)
    lower = layer("a", "c", finds=(found("a", "a" * 32), found("c", "c" * 32)))
    upper = layer("b", "d", finds=(found("b", "b" * 32), found("d", "c" * 32)))
    leaks = bases.note(leaks_of(places_of(one, [lower, upper], ()), {}))
    return {leak.fingerprint[:1]: leak.notes for leak in leaks}


def test_what_is_wholly_in_layers_of_a_base_is_inherited() -> None:
    bases = Bases(((f"sha256:{0:064}", "debian:12"),))
    assert notes(bases) == {"a": ("inherited from debian:12",), "b": (), "c": ()}


def test_without_a_base_nothing_is_guessed() -> None:
    assert notes(Bases()) == {"a": (), "b": (), "c": ()}


def test_the_severity_of_what_is_inherited_stays() -> None:
    one = image(1)
    leaks = leaks_of(places_of(one, [layer("a", finds=(found("a"),))], ()), {})
    noted = Bases(((f"sha256:{0:064}", "debian:12"),)).note(leaks)
    assert [leak.severity for leak in noted] == [leak.severity for leak in leaks]


def saved(folder: Path) -> tuple[str, str]:
    """An image in an archive, and the digest of its layer."""
    buffer = io.BytesIO()
    tarfile.open(fileobj=buffer, mode="w").close()
    content = buffer.getvalue()
    diff_id = "sha256:" + hashlib.sha256(content).hexdigest()
    config = json.dumps({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [diff_id]}})
    manifest = json.dumps([{"Config": "c.json", "RepoTags": ["debian:12"], "Layers": ["l.tar"]}])
    path = folder / "base.tar"
    with tarfile.open(path, "w") as archive:
        for name, data in (("manifest.json", manifest.encode()), ("c.json", config.encode()), ("l.tar", content)):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return str(path), diff_id


def test_a_base_is_an_image_whose_layers_are_known(tmp_path: Path) -> None:
    path, diff_id = saved(tmp_path)
    assert read_bases([path], Access()) == Bases(((diff_id, path),))


def test_a_base_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="no such file"):
        read_bases([str(tmp_path / "none.tar")], Access())


class TestList:
    DIGEST = "sha256:" + "a" * 64

    def read(self, folder: Path, text: str) -> Bases:
        path = folder / "bases.toml"
        path.write_text(text, encoding="utf-8")
        return read_bases([str(path)], Access())

    def test_a_layer_is_known_by_its_digest(self, tmp_path: Path) -> None:
        text = f'[[layer]]\ndiff_id = "{self.DIGEST}"\nname = "debian:12"\nreason = "ours"\nexpires = 2999-01-01\n'
        assert self.read(tmp_path, text) == Bases(((self.DIGEST, "debian:12"),))

    def test_an_entry_that_ended_is_told_and_counts_no_more(self, tmp_path: Path) -> None:
        text = f'[[layer]]\ndiff_id = "{self.DIGEST}"\nname = "debian:12"\nreason = "ours"\nexpires = 2020-01-01\n'
        note = f"{tmp_path / 'bases.toml'}: that sha256:aaaaaaaaaaaa is of debian:12 ended on 2020-01-01"
        assert self.read(tmp_path, text) == Bases((), (note,))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                '[[layer]]\ndiff_id = "debian:12"\nname = "n"\nreason = "r"\n',
                ": [[layer]] number 1: diff_id is the digest of a layer's tar, sha256: and 64 digits",
            ),
            ('[[layer]]\nname = "n"\nreason = "r"\n', ": [[layer]] number 1 needs diff_id, a text"),
            ('[[layers]]\nname = "n"\n', ': unknown key layers; did you mean "layer"?'),
        ],
    )
    def test_a_mistake_is_named(self, tmp_path: Path, text: str, message: str) -> None:
        with pytest.raises(ConfigError) as raised:
            self.read(tmp_path, text)
        assert str(raised.value) == f"{tmp_path / 'bases.toml'}{message}"
