"""The layers of the acceptance image, lowest first, and what is hidden in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.image.acceptance.borders import (
    beyond_300_mb,
    borders_of_a_layer,
    borders_of_files,
    end_of_60_mb,
    many_entries,
)
from tests.image.acceptance.build import WRITTEN
from tests.image.acceptance.credentials import github
from tests.image.acceptance.entries import (
    base_files,
    content_of,
    copied_files,
    formats,
    global_header,
    odd_entries,
    plain,
    sparse_files,
)
from tests.image.acceptance.home import credential_files
from tests.image.acceptance.inside import after_the_end, archived, binary, encoded, git, obscured, urls_and_headers
from tests.image.acceptance.keys import keys
from tests.image.acceptance.spots import Spot
from tests.image.acceptance.tar import HARD_LINK, Pieces, archive, file, folder, link


class LayerPlan(NamedTuple):
    """A layer's tar, and its hiding places."""

    name: str
    pieces: Pieces
    spots: tuple[Spot, ...]


def layers(*, is_full: bool) -> list[LayerPlan]:
    """All layers; ``is_full`` adds the large ones."""
    written = Spot(
        "file written by RUN", "root/.written", file("root/.written", content_of(WRITTEN)), (WRITTEN,), line=2
    )
    plans = [
        _plan("base", base_files()),
        _plan("packages", [plain("second base layer", "var/lib/tool/status")]),
        _plan("workdir", [], folder("app")),
        _plan("app", [*copied_files(), *formats()]),
        _plan("installed", [written]),
        _plan("cloned", [], folder("tmp")),
        _plan("first", _to_be_hidden()),
        _plan("odd", [*odd_entries(), *sparse_files(), *after_the_end(), *global_header()]),
        _plan("opt", [*archived(), *binary()]),
        _plan("src", git()),
        _plan("enc", (*encoded(), *urls_and_headers(), *obscured())),
        _plan("home", credential_files()),
        _plan("keys", keys()),
        _edge(),
        _plan("removed", _new_versions(), *_whiteouts()),
    ]
    if is_full:
        block, times, spot = beyond_300_mb()
        plans += [
            _plan("many", many_entries(10_500)),
            _plan("log", end_of_60_mb()),
            _plan("far", [spot], file("big/filler", *[block] * times)),
        ]
    return [*plans, _plan("here", [])]


def _plan(name: str, spots: Iterable[Spot], *before: Pieces) -> LayerPlan:
    spots = tuple(spots)
    return LayerPlan(name, archive(*before, *(spot.entries for spot in spots)), spots)


def _edge() -> LayerPlan:
    return _plan("edge", [*borders_of_a_layer(0), *borders_of_files()])


def _to_be_hidden() -> Iterator[Spot]:
    """Files that the layer ``removed`` hides, and some beside them that it does not."""
    for place, path in (
        ("file deleted by a whiteout", "first/gone.txt"),
        ("file in a folder deleted by a whiteout", "first/folder/deep/inside.txt"),
        ("file in an opaque folder", "first/opaque/inside.txt"),
        ("file that is overwritten", "first/changed.txt"),
        ("file whose folder becomes a file", "first/becomes-file/inside.txt"),
        ("file whose folder becomes a link", "first/becomes-link/inside.txt"),
        ("file that becomes a folder", "first/becomes-folder"),
        ("file deleted and made anew", "first/again.txt"),
    ):
        yield plain(place, path, removed=True)
    yield plain("file beside a whiteout", "first/gone.txt.bak")
    yield plain("file in a folder that is only touched", "first/touched/inside.txt")
    token = github("deleted gz")
    from tests.image.acceptance.archives import gz

    made = file("first/gone.gz", gz(content_of(token)))
    yield Spot("deleted archive", "first/gone.gz", made, (token,), None, line=2, removed=True)
    token = github("deleted name")
    yield Spot("deleted name", f"first/{token}", file(f"first/{token}", b""), (token,), aspect="name", removed=True)
    token = github("deleted link")
    made = link("first/link", f"/run/{token}")
    yield Spot("deleted link", "first/link", made, (token,), aspect="link target", removed=True)
    token = github("both names of a hard link deleted")
    made = [*file("first/one", content_of(token)), *link("first/two", "first/one", HARD_LINK)]
    yield Spot("file of which both names are deleted", "first/one", made, (token,), line=2, removed=True)


def _whiteouts() -> Iterator[Pieces]:
    """What hides the above.  An opaque marker hides only lower layers, wherever in its layer it stands."""
    for path in (
        "first/.wh.gone.txt", "first/.wh.folder", "first/.wh.gone.gz", "first/.wh.link", "first/.wh.one",
        "first/.wh.two", f"first/.wh.{github('deleted name')}", "odd/.wh.target",
    ):  # fmt: skip
        yield file(path)
    yield folder("first/opaque")
    yield file("first/becomes-file", b"nothing")
    yield link("first/becomes-link", "/elsewhere")
    yield folder("first/becomes-folder")
    yield folder("first/touched")
    yield file("first/again.txt", b"nothing")
    yield file(".wh..wh.plnk/12.34", b"")


def _new_versions() -> Iterator[Spot]:
    yield plain("new version of a file", "first/changed.txt")
    yield plain("new file in an opaque folder", "first/opaque/new.txt")
    yield Spot("opaque marker", "", file("first/opaque/.wh..wh..opq"))
