"""Hiding places inside files: archives, binaries, Git, encodings, long lines."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.image import test_obscured as hidden
from tests.image.acceptance import archives, binaries
from tests.image.acceptance.credentials import github, grafana, password
from tests.image.acceptance.entries import content_of
from tests.image.acceptance.spots import Spot
from tests.image.acceptance.tar import file, header, padded, tar


def _in_archive(place: str, path: str, data: bytes, token: str, inner: tuple[str, ...] | None) -> Spot:
    return Spot(place, path, file(path, data), (token,), inner, line=2)


def archived() -> Iterator[Spot]:
    """One place for each kind of archive."""
    compressed = {"gz": archives.gz, "xz": archives.xz, "bz2": archives.bz, "zst": archives.zst}
    for ending, make in compressed.items():
        token = github(f"{ending} file")
        path = f"opt/config.ini.{ending}"
        yield _in_archive(f"{ending} file", path, make(content_of(token)), token, None)
        token = github(f"tar.{ending}")
        data = make(tar(file("etc/first", b"nothing"), file("etc/config.ini", content_of(token))))
        yield _in_archive(f"tar.{ending}", f"opt/backup.tar.{ending}", data, token, None)
    token = github("tar")
    yield _in_archive(
        "tar", "opt/plain.tar", tar(file("etc/config.ini", content_of(token))), token, ("etc/config.ini",)
    )
    token = github("gz file without its ending")
    yield _in_archive("gz file without its ending", "opt/blob", archives.gz(content_of(token)), token, None)
    token = github("gz of two members")
    data = archives.gz(b"first\n") + archives.gz(f"token = {token}\n".encode())
    yield _in_archive("gz of two members", "opt/two.gz", data, token, None)
    token = github("zip")
    data = archives.zipped(("readme", b"nothing"), ("etc/config.ini", content_of(token)))
    yield _in_archive("zip", "opt/files.zip", data, token, ("etc/config.ini",))
    token = github("stored zip")
    data = archives.zipped(("etc/config.ini", content_of(token)), method=0)
    yield _in_archive("zip that only stores", "opt/stored.zip", data, token, ("etc/config.ini",))
    token = github("streamed zip")
    data = archives.streamed_zip(("readme", b"nothing"), ("etc/config.ini", content_of(token)))
    yield _in_archive("zip without sizes", "opt/streamed.zip", data, token, ("etc/config.ini",))
    token = github("self-extracting zip")
    data = b"#!/bin/sh\nunzip $0; exit\n" + archives.zipped(("etc/config.ini", content_of(token)))
    yield _in_archive("zip behind a script", "opt/install.run", data, token, None)
    token = github("zip comment")
    data = archives.zipped(("readme", b"nothing"), comment=token.encode())
    yield Spot("zip comment", "opt/comment.zip", file("opt/comment.zip", data), (token,), None)
    token = github("zip member's name")
    data = archives.zipped((f"{token}.txt", b"nothing"))
    yield Spot("name in a zip", "opt/names.zip", file("opt/names.zip", data), (token,), None, aspect="name")
    token = github("jar")
    data = archives.zipped(("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\n"), ("app.properties", content_of(token)))
    yield _in_archive("jar", "opt/tool.jar", data, token, ("app.properties",))
    token = github("war in ear")
    inner = ("shop.war", "WEB-INF/classes/application.properties")
    yield _in_archive("war in ear", "opt/shop.ear", archives.ear(content_of(token)), token, inner)
    token = github("wheel")
    yield _in_archive("wheel", "opt/tool-1.0-py3-none-any.whl", archives.wheel(content_of(token)), token, None)
    token = github("deb")
    yield _in_archive("deb", "opt/tool_1.0_all.deb", archives.deb(content_of(token)), token, None)
    token = github("rpm")
    yield _in_archive("rpm", "opt/tool-1.0-1.noarch.rpm", archives.rpm(content_of(token)), token, None)
    token = github("apk")
    yield _in_archive("apk", "opt/tool-1.0-r0.apk", archives.apk(content_of(token)), token, None)
    token = github("three archives deep")
    yield _in_archive("three archives deep", "opt/nested.tar.gz", archives.three_deep(content_of(token)), token, None)


def binary() -> Iterator[Spot]:
    """Programs, byte code, databases."""
    token = github("ELF")
    yield Spot("ELF", "opt/bin/tool", file("opt/bin/tool", binaries.elf(token.encode())), (token,))
    token = github("pyc")
    path = "opt/__pycache__/settings.cpython-311.pyc"
    yield Spot("pyc", path, file(path, binaries.pyc(token)), (token,))
    token = github("class file")
    data = binaries.java_class(token.encode())
    yield Spot("class file", "opt/Settings.class", file("opt/Settings.class", data), (token,))
    token = github("class in a jar")
    data = archives.zipped(("com/corp/Settings.class", binaries.java_class(token.encode())))
    yield Spot("class in a jar", "opt/classes.jar", file("opt/classes.jar", data), (token,), None)
    tokens = [github(f"SQLite {number}") for number in range(3)]
    with tempfile.TemporaryDirectory() as folder:
        # Most of a row of 9,000 characters is on overflow pages, of 4,092 bytes each.
        data = binaries.sqlite(Path(folder), [tokens[0], "a" * 8000 + f" {tokens[1]} " + "b" * 958])
        yield Spot("SQLite", "opt/settings.db", file("opt/settings.db", data), tuple(tokens[:2]), None)
        for start in range(4600, 5200, 20):
            row = ("c" * start + f" {tokens[2]} ").ljust(9000, "d")
            data = binaries.sqlite(Path(folder), [row])
            if tokens[2].encode() not in data:
                break
        else:
            raise AssertionError("no row of these is cut by the end of a page")
        yield Spot(
            "SQLite, cut by a page's end", "opt/cut.db", file("opt/cut.db", data), (tokens[2],), ("record of page 2",)
        )


def git() -> Iterator[Spot]:
    """What a copied .git folder holds."""
    token = github("git object")
    path, data = binaries.git_object("blob", content_of(token))
    yield Spot("git object", f"src/.git/{path}", file(f"src/.git/{path}", data), (token,), None)
    token = github("git commit")
    text = f"tree {'0' * 40}\nauthor A <a@corp.internal> 1700000000 +0000\n\nremove {token}\n".encode()
    path, data = binaries.git_object("commit", text)
    yield Spot("git commit's message", f"src/.git/{path}", file(f"src/.git/{path}", data), (token,), None)
    whole, added, split = github("git pack"), github("git delta"), github("git delta that is joined")
    data = binaries.git_pack(
        b"first line\n" * 40 + content_of(whole) + b"last line\n" * 40,
        (content_of(added), f"{split[20:]}\nend\n".encode(), f"token = {split[:20]}".encode()),
    )
    path = f"src/.git/objects/pack/pack-{'1' * 40}.pack"
    yield Spot("git pack, its deltas resolved", path, file(path, data), (whole, added, split), None)
    token = github("git config")
    text = f'[core]\n\tbare = false\n[remote "origin"]\n\turl = https://x:{token}@git.corp.internal/shop.git\n'.encode()
    yield Spot("git config", "src/.git/config", file("src/.git/config", text), (token,), line=4)


def encoded() -> Iterator[Spot]:
    """Other ways to write the same characters."""
    for name, codec, mark in (
        ("UTF-16LE with BOM", "utf-16-le", b"\xff\xfe"),
        ("UTF-16LE", "utf-16-le", b""),
        ("UTF-16BE with BOM", "utf-16-be", b"\xfe\xff"),
        ("UTF-16BE", "utf-16-be", b""),
    ):
        token = github(name)
        path = f"enc/{name.replace(' ', '-')}.txt"
        data = mark + f"Zugang = ä\r\ntoken = {token}\r\n".encode(codec)
        yield Spot(name, path, file(path, data), (token,))
    for shift, user in enumerate(("u", "us", "usr")):
        token = github(f"base64 {user}")
        written = base64.b64encode(f"{user}:{token}".encode()).decode()
        path = f"enc/basic-{shift}.conf"
        data = f"header = Authorization: Basic {written}\n".encode()
        yield Spot(f"base64, alignment {shift}", path, file(path, data), (token,))
    token = github("base64 of a file")
    data = base64.encodebytes(b"export A=1\nexport B=2\n" * 3 + content_of(token) + b"export C=3\n" * 9)
    yield Spot("base64 in lines of 76", "enc/wrapped.b64", file("enc/wrapped.b64", data), (token,))
    token = grafana("base64 in a manifest")
    data = f"kind: Secret\ndata:\n  token: {base64.b64encode(token.encode()).decode()}\n".encode()
    yield Spot("base64 in a Kubernetes secret", "enc/secret.yaml", file("enc/secret.yaml", data), (token,))
    token = github("url-safe base64")
    data = f"state={base64.urlsafe_b64encode(f'~~~???{token}>>>'.encode()).decode()}\n".encode()
    yield Spot("base64url", "enc/state.txt", file("enc/state.txt", data), (token,))
    token = github("JSON escapes")
    data = f'{{"script": "export A=1\\nTOKEN={token}\\nexport B=2"}}\n'.encode()
    yield Spot("escaped line ends around", "enc/script.json", file("enc/script.json", data), (token,), line=1)
    token = github("Latin-1 around")
    data = "Schlüssel für Zugänge\n".encode("latin-1") + f"token = {token} \xe4\n".encode("latin-1")
    yield Spot("text in Latin-1", "enc/latin.txt", file("enc/latin.txt", data), (token,), line=2)
    token = github("minified")
    line = b"var a=function(b){return b+1};" * 170_000
    data = line[: len(line) // 2] + f'x="{token}";'.encode() + line[len(line) // 2 :]
    yield Spot("one line of 5 MB", "enc/bundle.js", file("enc/bundle.js", data), (token,), line=1)
    token = github("carriage returns")
    data = f"first\rtoken = {token}\rlast\r".encode()
    yield Spot("lines ended by CR", "enc/mac.txt", file("enc/mac.txt", data), (token,))


def urls_and_headers() -> Iterator[Spot]:
    """Passwords without a format, told by what is around them, in other ways to write it."""

    def url(name: str) -> tuple[str, str]:
        secret = password(f"URL {name}")
        return secret, f"postgresql://app:{secret}@db.corp.internal:5432/shop"

    secret, text = url("in UTF-16")
    yield Spot("URL in UTF-16", "enc/url.reg", file("enc/url.reg", f"u={text}\r\n".encode("utf-16")), (secret,))
    for shift in range(3):
        secret, text = url(f"in base64 {shift}")
        data = b"v: " + base64.b64encode(b"x" * shift + b"=" + text.encode()) + b"\n"
        yield Spot(f"URL in base64, alignment {shift}", f"enc/u{shift}.txt", file(f"enc/u{shift}.txt", data), (secret,))
    secret, text = url("in JSON")
    data = f'{{"at": "{text.replace("/", chr(92) + "/")}"}}\n'.encode()
    yield Spot("URL with escaped slashes", "enc/url.txt", file("enc/url.txt", data), (secret,), line=1)
    secret = password("basic header")
    packed = base64.b64encode(f"ops:{secret}".encode()).decode()
    data = f'fetch(u, {{headers: {{"Authorization": "Basic {packed}"}}}})\n'.encode()
    yield Spot("basic header", "enc/client.js", file("enc/client.js", data), (secret,), never=(packed,))
    token = github("percent")
    data = f"GET /login?state=token%3D{token}%26a%3Db HTTP/1.1\n".encode()
    yield Spot("behind an escape of a URL", "enc/access.log", file("enc/access.log", data), (token,), line=1)


def obscured() -> Iterator[Spot]:
    """Files that tools hide by keys that everybody has."""
    secret = password("mylogin")
    data = hidden.login_path("[client]", 'user = "app"', f'password = "{secret}"')
    yield Spot(".mylogin.cnf", "root/.mylogin.cnf", file("root/.mylogin.cnf", data), (secret,))
    secret = password("dbeaver")
    data = hidden.dbeaver({"postgres": {"#connection": {"user": "app", "password": secret}}})
    path = "home/d/.dbeaver/credentials-config.json"
    yield Spot("DBeaver", path, file(path, data), (secret,))
    secret = password("obscured")
    packed = hidden.obscured(secret)
    data = f"[files]\ntype = sftp\nuser = ops\npass = {packed}\n".encode()
    path = "home/d/.config/rclone/rclone.conf"
    yield Spot("rclone, obscured", path, file(path, data), (secret,), line=4, never=(packed,))


def after_the_end() -> Iterator[Spot]:
    """Bytes that belong to no entry's content: behind a file's end in its last block."""
    token, content = github("padding"), github("before the padding")
    data = content_of(content)
    made = [header(b"odd/padding", len(data)), *padded([data])]
    made[-1] = b"\n" + token.encode().ljust(len(made[-1]) - 1, b"\0")
    yield Spot("file before a padding", "odd/padding", made, (content,), line=2)
    yield Spot("padding behind a file", "", [], (token,), None, aspect="outside of files")
    token = github("field")
    name = b"odd/field\0".ljust(20, b"\0") + token.encode()
    yield Spot("behind a name's end in its field", "", [header(name)], (token,), None, aspect="outside of files")
