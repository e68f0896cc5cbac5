from __future__ import annotations

import time
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.finding import Confidence, Severity
from dockerlint.image.matching.judge import CHECKSUM_IS_RIGHT
from dockerlint.image.outside import OutsideFound
from dockerlint.image.packages import Inventory, Packages
from dockerlint.image.paths import path_hash
from dockerlint.image.values import (
    Descriptor,
    Evidence,
    FileDigests,
    Found,
    Image,
    Layer,
    LayerContents,
    Place,
    Platform,
)
from dockerlint.image.verdict import Leak, leaks_of, note_platforms, places_of
from dockerlint.image.visibility import Visibility
from tests.image.packages.samples import digests, record_row


class NoStore:
    def open(self, blob: Descriptor, /) -> None:
        raise AssertionError("nothing is read")


def image(layers: int = 1, platform: str = "amd64") -> Image:
    blobs = tuple(Layer(Descriptor(f"sha256:{number:064}", 1, ""), f"sha256:{number:064}") for number in range(layers))
    return Image("app", Platform("linux", platform), "sha256:0", b"", (), blobs, (), NoStore())  # type: ignore[arg-type]


def found(
    path: str,
    fingerprint: str = "a" * 32,
    *,
    inner: tuple[str, ...] = (),
    kind: str = "private key",
    confidence: Confidence = Confidence.CERTAIN,
    severity: Severity = Severity.ERROR,
    notes: tuple[str, ...] = (),
    file: FileDigests | None = None,
    aspect: str = "content",
) -> Found:
    evidence = Evidence(kind, fingerprint, "", 40)
    return Found(evidence, Place(path, inner, aspect, 1, 0), confidence, severity, notes, file or digests())


def layer(
    *entries: str,
    finds: tuple[Found, ...] = (),
    links: tuple[tuple[str, str], ...] = (),
    whiteouts: tuple[str, ...] = (),
    opaque: tuple[str, ...] = (),
    databases: tuple[tuple[str, bytes], ...] = (),
) -> LayerContents:
    """A layer; entries that end with a slash are folders."""
    files = b"".join(sorted(path_hash(each) for each in entries if not each.endswith("/")))
    folders = b"".join(sorted(path_hash(each.rstrip("/")) for each in entries if each.endswith("/")))
    return LayerContents("", "", 0, 0, finds, (), files, folders, whiteouts, opaque, links, databases)


class TestVisibility:
    @pytest.mark.parametrize(
        ("above", "why"),
        [
            (layer(whiteouts=("a/b/key",)), "a whiteout of the file"),
            (layer(whiteouts=("a/b",)), "a whiteout of its folder"),
            (layer(whiteouts=("a",)), "a whiteout of a folder further up"),
            (layer(opaque=("a",)), "an opaque folder"),
            (layer(opaque=("",)), "an opaque root"),
            (layer("a/", "a/b/", "a/b/key"), "a newer version"),
            (layer("a/", "a/b/", "a/b/key/"), "a folder in its place"),
            (layer("a/", "a/b"), "a file in its folder's place"),
            (layer("a"), "a file in the place of a folder further up"),
        ],
    )
    def test_a_layer_above_hides_a_file(self, above: LayerContents, why: str) -> None:
        below = layer("a/", "a/b/", "a/b/key")
        assert Visibility([below, layer("x"), above]).hidden_by("a/b/key", 0) == 2, why

    @pytest.mark.parametrize(
        "above",
        [
            layer("a/", "a/b/", "a/b/other"),
            layer(whiteouts=("a/b/key2", "b")),
            layer(opaque=("a/b/c",)),
            layer("key"),
        ],
    )
    def test_what_concerns_other_files_hides_nothing(self, above: LayerContents) -> None:
        assert Visibility([layer("a/", "a/b/", "a/b/key"), above]).hidden_by("a/b/key", 0) == -1

    def test_layers_below_hide_nothing(self) -> None:
        layers = [layer("k", whiteouts=("k",)), layer("k"), layer()]
        assert Visibility(layers).hidden_by("k", 1) == -1

    def test_the_lowest_of_several_layers_that_hide_is_told(self) -> None:
        assert Visibility([layer("k"), layer(whiteouts=("k",)), layer("k")]).hidden_by("k", 0) == 1

    def test_a_file_with_another_name_is_hidden_when_both_are(self) -> None:
        below = layer("k", "l", "m", links=(("l", "k"), ("m", "l")))
        assert Visibility([below, layer(whiteouts=("k", "l"))]).hidden_by("k", 0) == -1
        assert Visibility([below, layer(whiteouts=("k", "l")), layer("m")]).hidden_by("k", 0) == 2

    def test_many_links_are_followed_at_once(self) -> None:
        below = layer(links=tuple((str(number), "k") for number in range(200_000)))
        start = time.process_time()
        assert Visibility([below]).hidden_by("k", 0) == -1
        assert time.process_time() - start < 5

    def test_links_in_a_circle_come_to_an_end(self) -> None:
        below = layer("k", "l", links=(("l", "k"), ("k", "l")))
        assert Visibility([below]).hidden_by("k", 0) == -1


_PATHS = ("a", "a/b", "a/c", "a/b/d", "a/b/e", "f", "f/g")


@dataclass
class Tree:
    """A file system to which layers are applied one after another, as the image specification says."""

    entries: dict[str, tuple[str, int]] = field(default_factory=dict)

    def remove(self, path: str, *, keeps_itself: bool = False) -> None:
        for each in list(self.entries):
            if each.startswith(f"{path}/") or path == "" or (each == path and not keeps_itself):
                del self.entries[each]

    def apply(self, number: int, files: set[str], folders: set[str], whiteouts: set[str], opaque: set[str]) -> None:
        for path in whiteouts:
            self.remove(path)
        for path in opaque:
            self.remove(path, keeps_itself=True)
        for path in folders:
            if self.entries.get(path, ("folder", 0))[0] != "folder":
                self.remove(path)
            self.entries[path] = ("folder", number)
        for path in files:
            self.remove(path)
            self.entries[path] = ("file", number)


@st.composite
def layers_of_paths(draw: st.DrawFn) -> tuple[set[str], set[str], set[str], set[str]]:
    files: set[str] = set()
    for path in draw(st.lists(st.sampled_from(_PATHS), max_size=4)):
        if not any(path.startswith(f"{each}/") or each.startswith(f"{path}/") for each in files):
            files.add(path)
    folders = {path[:at] for path in files for at, sign in enumerate(path) if sign == "/"}
    whiteouts = set(draw(st.lists(st.sampled_from(_PATHS), max_size=2)))
    opaque = set(draw(st.lists(st.sampled_from(("", *_PATHS)), max_size=1)))
    return files, folders, whiteouts - files - folders, opaque


@given(st.lists(layers_of_paths(), min_size=1, max_size=5))
@settings(max_examples=400)
def test_what_is_visible_is_what_is_left_when_the_layers_are_applied(
    made: list[tuple[set[str], set[str], set[str], set[str]]],
) -> None:
    tree = Tree()
    contents = []
    for number, (files, folders, whiteouts, opaque) in enumerate(made):
        tree.apply(number, files, folders, whiteouts, opaque)
        names = (*files, *(f"{each}/" for each in folders))
        contents.append(layer(*names, whiteouts=tuple(whiteouts), opaque=tuple(opaque)))
    visibility = Visibility(contents)
    for number, (files, *_) in enumerate(made):
        for path in files:
            is_left = tree.entries.get(path) == ("file", number)
            assert (visibility.hidden_by(path, number) == -1) is is_left


def judged(*layers: LayerContents, outside: tuple[OutsideFound, ...] = ()) -> list[Leak]:
    """The leaks of an image with those layers."""
    one = image(len(layers))
    packages = Packages(entry for each in layers for entry in each.databases)
    return leaks_of(places_of(one, layers, outside), {id(one): packages})


class TestLeaks:
    def test_a_value_in_several_places_is_one_leak(self) -> None:
        below = layer("a", "b", finds=(found("a"), found("b"), found("c", "c" * 32)))
        above = layer("x/", "x/a", finds=(found("x/a"),), whiteouts=("a",))
        configured = OutsideFound(found("", kind="credential"), "configuration", "ENV TOKEN")
        first, second = judged(below, above, outside=(configured,))
        assert [(each.state, each.layer, each.hidden_by, each.found.place.path) for each in first.places] == [
            ("configuration", -1, -1, ""),
            ("final", 0, -1, "b"),
            ("final", 1, -1, "x/a"),
            ("hidden", 0, 1, "a"),
        ]
        assert first.kind == "private key"
        assert second.fingerprint == "c" * 32

    def test_the_order_does_not_depend_on_how_places_come(self) -> None:
        one = image(2)
        layers = [layer("a", "b", finds=(found("b", "b" * 32), found("a"))), layer("c", finds=(found("c", "c" * 32),))]
        places = places_of(one, layers, ())
        packages = {id(one): Packages(())}
        assert leaks_of(places, packages) == leaks_of(places[::-1], packages)
        assert [leak.places[0].found.place.path for leak in leaks_of(places, packages)] == ["a", "b", "c"]

    def test_the_gravest_comes_first(self) -> None:
        mild = found("a", "b" * 32, severity=Severity.WARNING)
        assert [leak.severity for leak in judged(layer("a", "z", finds=(mild, found("z"))))] == [
            Severity.ERROR,
            Severity.WARNING,
        ]

    def test_what_is_only_possible_is_at_most_a_warning(self) -> None:
        (leak,) = judged(layer("a", finds=(found("a", confidence=Confidence.POSSIBLE),)))
        assert (leak.severity, leak.confidence) == (Severity.WARNING, Confidence.POSSIBLE)

    def test_a_whiteout_that_names_a_secret_hides_itself(self) -> None:
        leak = judged(layer("a"), layer(finds=(found(".wh.a", aspect="name"),), whiteouts=("a",)))[0]
        assert [(place.state, place.layer, place.hidden_by) for place in leak.places] == [("hidden", 1, 1)]

    def test_a_layer_that_was_not_read_hides_nothing(self) -> None:
        one = image(2)
        places = places_of(one, [layer("a", finds=(found("a"),)), None], ())
        assert [place.state for place in places] == ["final"]


def wheel(*paths: str, content: bytes = b"") -> tuple[tuple[str, bytes], ...]:
    """The rows of a wheel with these files."""
    rows = "".join(record_row(path, content) if content else record_row(path) for path in paths)
    inventory = Inventory()
    inventory.add("lib/tornado-6.4.dist-info/RECORD", rows.encode(), 0)
    return inventory.packages


class TestVendors:
    def test_a_file_as_it_was_shipped_is_information(self) -> None:
        (leak,) = judged(layer("lib/t/key", finds=(found("lib/t/key"),), databases=wheel("t/key")))
        assert (leak.severity, leak.notes) == (Severity.INFO, ("shipped by Python package tornado 6.4",))

    def test_what_is_inside_of_a_shipped_archive_is_shipped(self) -> None:
        inside = found("lib/t/key.zip", inner=("key.pem",))
        (leak,) = judged(layer("lib/t/key.zip", finds=(inside,), databases=wheel("t/key.zip")))
        assert leak.severity is Severity.INFO

    def test_a_changed_file_keeps_its_severity(self) -> None:
        (leak,) = judged(layer("lib/t/key", finds=(found("lib/t/key"),), databases=wheel("t/key", content=b"other")))
        assert leak.severity is Severity.ERROR
        assert leak.notes == ("changed since Python package tornado 6.4 was installed",)

    def test_a_copy_elsewhere_keeps_its_severity(self) -> None:
        contents = layer("app/key", "lib/t/key", finds=(found("app/key"), found("lib/t/key")), databases=wheel("t/key"))
        (leak,) = judged(contents)
        assert leak.severity is Severity.ERROR

    def test_the_database_may_be_in_another_layer(self) -> None:
        (leak,) = judged(layer("lib/t/key", finds=(found("lib/t/key"),)), layer(databases=wheel("t/key")))
        assert leak.severity is Severity.INFO

    def test_a_file_name_or_an_attribute_is_nobodys(self) -> None:
        for aspect in ("name", "metadata SCHILY.xattr.user.x", "link target"):
            (leak,) = judged(layer("lib/t/key", finds=(found("lib/t/key", aspect=aspect),), databases=wheel("t/key")))
            assert leak.severity is Severity.ERROR

    @pytest.mark.parametrize(
        ("compiled", "source"),
        [
            ("lib/t/__pycache__/keys.cpython-311.pyc", "lib/t/keys.py"),
            ("lib/t/__pycache__/keys.cpython-311.opt-1.pyc", "lib/t/keys.py"),
            ("lib/t/__pycache__/keys.pypy39.pyc", "lib/t/keys.py"),
            ("lib/__pycache__/keys.cpython-311.pyc", "lib/keys.py"),
        ],
    )
    def test_what_python_compiled_of_a_shipped_file_is_shipped(self, compiled: str, source: str) -> None:
        finds = (found(compiled, file=digests(b"compiled")), found(source))
        (leak,) = judged(layer(compiled, source, finds=finds, databases=wheel(source.removeprefix("lib/"))))
        assert leak.severity is Severity.INFO

    @pytest.mark.parametrize(
        "path", ["lib/t/__pycache__/other.cpython-311.pyc", "lib/u/__pycache__/keys.cpython-311.pyc"]
    )
    def test_what_was_compiled_of_another_file_keeps_its_severity(self, path: str) -> None:
        finds = (found(path, file=digests(b"compiled")), found("lib/t/keys.py"))
        (leak,) = judged(layer(path, "lib/t/keys.py", finds=finds, databases=wheel("t/keys.py")))
        assert leak.severity is Severity.ERROR

    def compiled(self, content: bytes, *finds: Found, notes: tuple[str, ...] = ()) -> Leak:
        """The leak of one more value, which only what was compiled of a shipped source holds."""
        path, source = "lib/t/__pycache__/keys.cpython-311.pyc", "lib/t/keys.py"
        file = digests(b"compiled")._replace(made_of=source)
        finds = (found(path, file=file, notes=notes), *finds)
        leaks = judged(layer(path, source, finds=finds, databases=wheel("t/keys.py", content=content)))
        return next(leak for leak in leaks if leak.fingerprint == "a" * 32)

    def test_a_value_that_python_put_together_as_it_compiled_a_packages_file_is_shipped(self) -> None:
        leak = self.compiled(b"anything")
        assert (leak.severity, leak.notes) == (Severity.INFO, ("compiled from a file of Python package tornado 6.4",))

    def test_what_was_compiled_from_a_changed_file_keeps_its_severity(self) -> None:
        assert self.compiled(b"as it was", found("lib/t/keys.py", "b" * 32)).severity is Severity.ERROR

    def test_a_token_that_checks_needs_more_than_a_compiled_files_word(self) -> None:
        assert self.compiled(b"anything", notes=(CHECKSUM_IS_RIGHT,)).severity is Severity.ERROR

    def test_the_archive_that_the_file_came_in_is_shipped(self) -> None:
        cached = found("root/.cache/t.whl", inner=("t/keys.py",), file=digests(b"archive"))
        finds = (cached, found("lib/t/keys.py"))
        (leak,) = judged(layer("root/.cache/t.whl", "lib/t/keys.py", finds=finds, databases=wheel("t/keys.py")))
        assert leak.severity is Severity.INFO

    def test_an_archive_with_the_value_in_another_file_keeps_its_severity(self) -> None:
        cached = found("app/backup.zip", inner=("conf/keys.py",), file=digests(b"archive"))
        finds = (cached, found("lib/t/keys.py"))
        (leak,) = judged(layer("app/backup.zip", "lib/t/keys.py", finds=finds, databases=wheel("t/keys.py")))
        assert leak.severity is Severity.ERROR

    def test_a_time_of_change_is_no_answer_to_a_token_whose_checksum_is_right(self) -> None:
        inventory = Inventory()
        lock = b'{"packages": {"node_modules/x": {"version": "1.0.0", "integrity": "sha512-x"}}}'
        inventory.add("node_modules/.package-lock.json", lock, 2_000_000)
        path = "node_modules/x/config.js"
        finds = (found(path, kind="GitHub token", notes=(CHECKSUM_IS_RIGHT,)), found(path, "b" * 32))
        leaks = judged(layer(path, finds=finds, databases=inventory.packages))
        assert {leak.kind: leak.severity for leak in leaks} == {
            "GitHub token": Severity.ERROR,
            "private key": Severity.INFO,
        }
        assert all("not written since npm package x 1.0.0 was installed" in leak.notes for leak in leaks)


class TestPlatforms:
    def test_a_leak_in_some_images_is_told_to_be_only_there(self) -> None:
        one, other = image(), image(platform="arm64")
        both, alone = found("a"), found("b", "b" * 32)
        places = places_of(one, [layer("a", "b", finds=(both, alone))], ())
        places += places_of(other, [layer("a", finds=(both,))], ())
        leaks = note_platforms(leaks_of(places, {}), [one, other])
        assert [leak.notes for leak in leaks] == [(), ("only on linux/amd64",)]

    def test_several_images_for_one_platform_need_no_note(self) -> None:
        one, other = image(), image(layers=2)
        places = places_of(one, [layer("a", finds=(found("a"),))], ())
        assert [leak.notes for leak in note_platforms(leaks_of(places, {}), [one, other])] == [()]
