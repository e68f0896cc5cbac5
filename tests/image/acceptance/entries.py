"""Hiding places that any tar has: contents by path, names, links, attributes, headers, sparse files."""

from __future__ import annotations

from collections.abc import Iterator

from tests.image.acceptance.credentials import FORMATS, aws_key_id, aws_secret, github
from tests.image.acceptance.spots import Spot
from tests.image.acceptance.tar import (
    FIFO,
    HARD_LINK,
    extended,
    file,
    folder,
    gnu_long,
    gnu_sparse,
    header,
    link,
    padded,
    pax_sparse,
)


def content_of(token: str) -> bytes:
    """Three lines, the token in the second."""
    return f"# settings\ntoken = {token}\nend = 1\n".encode()


def plain(place: str, path: str, *, removed: bool = False) -> Spot:
    """A text file with a token in its second line."""
    token = github(place)
    return Spot(place, path, file(path, content_of(token)), (token,), line=2, removed=removed)


def base_files() -> Iterator[Spot]:
    """In the layers of the base image."""
    yield plain("base layer", "etc/base.conf")
    yield plain("system Python", "usr/lib/python3/dist-packages/tool/config.py")
    yield plain("usr/share", "usr/share/tool/defaults.ini")
    yield plain("usr/share/doc", "usr/share/doc/tool/changelog")
    yield plain("var/cache", "var/cache/tool/state")


def copied_files() -> Iterator[Spot]:
    """In a folder that was copied: paths that other scanners leave out."""
    yield plain("plain file", "app/config.ini")
    yield plain("site-packages", "app/venv/lib/python3.12/site-packages/tool/settings.py")
    yield plain("node_modules", "app/node_modules/tool/index.js")
    yield plain("tests folder", "app/tests/test_login.py")
    yield plain("example folder", "app/examples/login.sh")
    yield plain("vendor folder", "app/vendor/github.com/tool/login.go")
    yield plain("README.md", "app/README.md")
    yield plain("git folder", "app/.git/logs/HEAD")
    yield plain("minified name", "app/static/app.min.js")
    yield plain("file without an ending", "app/bin/start")
    yield plain("name with blanks and accents", "app/Übersicht der Zugänge.txt")
    token = github("lock file")
    lock = f'{{\n  "resolved": "https://npm.corp.internal/tool.tgz?token={token}",\n  "integrity": ""\n}}\n'
    yield Spot("lock file", "app/package-lock.json", file("app/package-lock.json", lock.encode()), (token,), line=2)
    token = github("svg")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- {token} -->\n</svg>\n'.encode()
    yield Spot("svg", "app/static/logo.svg", file("app/static/logo.svg", svg), (token,), line=2)
    token = github("last bytes without a line end")
    yield Spot("last bytes without a line end", "app/last", file("app/last", token.encode()), (token,), line=1)
    token = github("path that only a pax record has")
    path = "app/" + "deep/" * 40 + "config"
    yield Spot("path of 205 characters", path, file(path, content_of(token)), (token,), line=2)


def formats() -> Iterator[Spot]:
    """A file for each token format."""
    for name, make in FORMATS.items():
        token = make(f"format {name}")
        path = f"app/formats/{name.replace(' ', '-')}.txt"
        yield Spot(f"format: {name}", path, file(path, content_of(token)), (token,), line=2)
    key, secret = aws_key_id("format AWS"), aws_secret("format AWS")
    text = f"export AWS_ACCESS_KEY_ID={key}\nexport AWS_SECRET_ACCESS_KEY={secret}\n".encode()
    yield Spot("format: AWS pair", "app/formats/aws.sh", file("app/formats/aws.sh", text), (key, secret))


def odd_entries() -> Iterator[Spot]:
    """Tokens that stand in headers, and entries of seldom kinds."""
    token = github("file name")
    path = f"odd/backup-{token}.txt"
    yield Spot("file name", path, file(path, b"nothing"), (token,), aspect="name")
    token = github("folder name")
    yield Spot("folder name", f"odd/{token}", folder(f"odd/{token}"), (token,), aspect="name")
    token = github("symbolic link's target")
    yield Spot("symbolic link's target", "odd/link", link("odd/link", f"/run/{token}"), (token,), aspect="link target")
    token = github("long target in a pax record")
    target = "/run/" + "x/" * 60 + token
    yield Spot("long target in a pax record", "odd/far", link("odd/far", target), (token,), aspect="link target")
    token = github("extended attribute")
    key = "SCHILY.xattr.user.token"
    made = file("odd/attribute", b"nothing", pax={key: token.encode()})
    yield Spot("extended attribute", "odd/attribute", made, (token,), aspect=f"metadata {key}")
    token = github("binary extended attribute")
    key = "SCHILY.xattr.user.blob"
    made = file("odd/blob", b"nothing", pax={key: b"\0\1\n\xff" + token.encode() + b"\n\0"})
    yield Spot("binary extended attribute", "odd/blob", made, (token,), aspect=f"metadata {key}")
    token = github("name of an extended attribute")
    made = file("odd/named", b"nothing", pax={f"SCHILY.xattr.user.{token}": b"1"})
    aspect = "metadata SCHILY.xattr.user.********"
    yield Spot("name of an extended attribute", "odd/named", made, (token,), aspect=aspect)
    token = github("pax comment")
    made = file("odd/comment", b"nothing", pax={"comment": token.encode()})
    yield Spot("pax comment", "odd/comment", made, (token,), aspect="metadata comment")
    token = github("owner's name")
    made = file("odd/owner", b"nothing", pax={"uname": token.encode()})
    yield Spot("owner's name in pax", "odd/owner", made, (token,), aspect="metadata uname")
    token = github("name in pax")
    path = "odd/" + "y/" * 60 + token
    yield Spot("name in pax", path, file(path, b"nothing"), (token,), aspect="name")
    token = github("GNU long name")
    path = "odd/" + "z/" * 60 + token
    yield Spot("GNU long name", path, gnu_long(path, b"nothing"), (token,), aspect="name")
    token = github("GNU long link")
    target = "/run/" + "w/" * 60 + token
    made = gnu_long("odd/gnu-link", target=target)
    yield Spot("GNU long link", "odd/gnu-link", made, (token,), aspect="link target")
    token = github("content behind GNU long name")
    path = "odd/" + "v/" * 60 + "content"
    yield Spot("content behind GNU long name", path, gnu_long(path, content_of(token)), (token,), line=2)
    token = github("ustar prefix")
    made = [header(b"config", len(content_of(token)), prefix=b"odd/prefix"), *padded([content_of(token)])]
    yield Spot("ustar prefix", "odd/prefix/config", made, (token,), line=2)
    token = github("old tar without magic")
    made = [header(b"odd/v7", len(content_of(token)), magic=bytes(8)), *padded([content_of(token)])]
    yield Spot("old tar without magic", "odd/v7", made, (token,), line=2)
    token = github("base-256 size")
    size = b"\x80" + len(content_of(token)).to_bytes(11, "big")
    made = [header(b"odd/base256", size_field=size), *padded([content_of(token)])]
    yield Spot("base-256 size", "odd/base256", made, (token,), line=2)
    token = github("contiguous file")
    made = [header(b"odd/contiguous", len(content_of(token)), "7"), *padded([content_of(token)])]
    yield Spot("contiguous file", "odd/contiguous", made, (token,), line=2)
    token = github("hard link")
    made = [*file("odd/target", content_of(token)), *link("odd/second", "odd/target", HARD_LINK)]
    yield Spot("hard link whose target is deleted", "odd/target", made, (token,), line=2)
    yield Spot("FIFO and device", "", [header(b"odd/fifo", kind=FIFO), header(b"odd/null", kind="3")])


def sparse_files() -> Iterator[Spot]:
    """Sparse files, and a file behind each, which a walk that miscounts would miss."""
    token = github("old GNU sparse")
    made = gnu_sparse("odd/old.img", [(0, b"a" * 512), (1 << 20, content_of(token)), (4 << 20, b"")], 4 << 20)
    yield Spot("old GNU sparse file", "odd/old.img", made, (token,))
    yield plain("behind old GNU sparse", "odd/after-old")
    token = github("old GNU sparse with a long map")
    parts = [(4096 * number, b"b" * 512) for number in range(40)]
    made = gnu_sparse("odd/long.img", [*parts, (1 << 20, content_of(token))], 2 << 20)
    yield Spot("old GNU sparse file with a long map", "odd/long.img", made, (token,))
    yield plain("behind the long map", "odd/after-long")
    token = github("pax sparse")
    made = pax_sparse("odd/new.img", [(0, b"c" * 512), (1 << 20, content_of(token)), (4 << 20, b"")], 4 << 20)
    yield Spot("pax sparse file 1.0", "odd/new.img", made, (token,))
    yield plain("behind pax sparse", "odd/after-new")


def global_header() -> Iterator[Spot]:
    """A pax header for all entries that follow; it belongs to none of them, so any of them may be named."""
    token = github("global pax header")
    made = [*extended({"comment": token.encode()}, "g"), *file("odd/behind-global", b"nothing")]
    yield Spot("global pax header", "odd/behind-global", made, (token,), aspect="metadata comment")
