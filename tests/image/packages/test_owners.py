from __future__ import annotations

import base64
import hashlib
import json
from typing import ClassVar

import pytest

from dockerlint.image.packages import Inventory, Ownership
from tests.image.packages.samples import (
    CONTENT,
    owner,
    record_row,
    rpm_berkeley,
    rpm_header,
    rpm_ndb,
    rpm_sqlite,
)

MD5 = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
SHA1 = hashlib.sha1(CONTENT, usedforsecurity=False)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
STATUS = f"""Package: openvpn
Status: install ok installed
Version: 2.6.14-0
Conffiles:
 /etc/default/openvpn {MD5}
 /etc/init.d/openvpn 0123456789abcdef0123456789abcdef obsolete
Description: virtual private network

Package: base-files
Version: 12
""".encode()


class TestDebian:
    DATABASES: ClassVar = {
        "var/lib/dpkg/info/openvpn:amd64.md5sums": f"{MD5}  usr/share/doc/openvpn/ca.key\n{MD5}  lib/x y\n".encode(),
        "var/lib/dpkg/status": STATUS,
    }

    def test_a_file_as_it_was_shipped_is_its_packages(self) -> None:
        found = owner(self.DATABASES, "usr/share/doc/openvpn/ca.key")
        assert found == Ownership("Debian", "openvpn", "2.6.14-0", True, "MD5")
        assert str(found) == "Debian package openvpn 2.6.14-0"

    def test_a_changed_file_is_said_to_be_changed(self) -> None:
        found = owner(self.DATABASES, "usr/share/doc/openvpn/ca.key", b"mine")
        assert found == Ownership("Debian", "openvpn", "2.6.14-0", False)

    def test_the_same_content_elsewhere_is_nobodys(self) -> None:
        assert owner(self.DATABASES, "app/ca.key") is None

    def test_a_merged_usr_has_two_names_for_a_file(self) -> None:
        assert owner(self.DATABASES, "usr/lib/x y") == Ownership("Debian", "openvpn", "2.6.14-0", True, "MD5")

    def test_a_configuration_file_is_known_by_the_status(self) -> None:
        assert owner(self.DATABASES, "etc/default/openvpn") == Ownership("Debian", "openvpn", "2.6.14-0", True, "MD5")
        changed = owner(self.DATABASES, "etc/init.d/openvpn")
        assert changed == Ownership("Debian", "openvpn", "2.6.14-0", False)

    def test_an_image_without_a_status_keeps_a_part_for_each_package(self) -> None:
        databases = {
            "var/lib/dpkg/status.d/openssl.md5sums": f"{MD5}  ./etc/ssl/openssl.cnf\n".encode(),
            "var/lib/dpkg/status.d/openssl": b"Package: openssl\nVersion: 3.0\n",
        }
        assert owner(databases, "etc/ssl/openssl.cnf") == Ownership("Debian", "openssl", "3.0", True, "MD5")


class TestAlpine:
    def database(self, digest: str) -> dict[str, bytes]:
        lines = ["P:musl", "V:1.2.5-r0", "F:lib", "R:ld.so", "Z:Q1" + "A" * 27 + "=", "", "P:openssl", "V:3.3.1-r0"]
        return {"lib/apk/db/installed": "\n".join([*lines, "F:etc/ssl", "M:0:0:755", "R:key", f"Z:{digest}"]).encode()}

    def test_a_file_is_known_by_its_sha1(self) -> None:
        found = owner(self.database("Q1" + base64.b64encode(SHA1.digest()).decode()), "etc/ssl/key")
        assert found == Ownership("Alpine", "openssl", "3.3.1-r0", True, "SHA-1")

    def test_or_by_its_sha256(self) -> None:
        digest = "Q2" + base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()
        found = owner(self.database(digest), "etc/ssl/key")
        assert found == Ownership("Alpine", "openssl", "3.3.1-r0", True, "SHA-256")

    def test_files_of_different_packages_are_kept_apart(self) -> None:
        found = owner(self.database("Q1" + base64.b64encode(SHA1.digest()).decode()), "lib/ld.so")
        assert found == Ownership("Alpine", "musl", "1.2.5-r0", False)

    def test_a_file_in_the_root_has_no_folder(self) -> None:
        digest = base64.b64encode(SHA1.digest()).decode()
        found = owner({"lib/apk/db/installed": f"P:a\nV:1\nF:\nR:key\nZ:Q1{digest}\n".encode()}, "key")
        assert found == Ownership("Alpine", "a", "1", True, "SHA-1")


class TestRpm:
    FILES: ClassVar = {"/usr/share/doc/openssl/key.pem": SHA256, "/etc/other": "", "/usr/bin/openssl": MD5}

    @pytest.mark.parametrize(
        ("path", "data"),
        [
            ("var/lib/rpm/rpmdb.sqlite", rpm_sqlite(rpm_header(FILES), rpm_header({}, "bash"))),
            ("usr/lib/sysimage/rpm/rpmdb.sqlite", rpm_sqlite(rpm_header(FILES), keeps_log=False)),
            ("usr/lib/sysimage/rpm/Packages.db", rpm_ndb(rpm_header({"/x": MD5}, "bash"), rpm_header(FILES))),
            ("var/lib/rpm/Packages", rpm_berkeley(rpm_header({"/x": MD5}, "bash"), rpm_header(FILES))),
            ("var/lib/rpm/Packages", rpm_berkeley(rpm_header(FILES), order=">")),
        ],
        ids=["sqlite with a log", "sqlite", "ndb", "Berkeley DB", "Berkeley DB, big end first"],
    )
    def test_each_store_of_headers_is_read(self, path: str, data: bytes) -> None:
        databases = {path: data}
        found = owner(databases, "usr/share/doc/openssl/key.pem")
        assert found == Ownership("RPM", "openssl", "3.0-7", True, "SHA-256")
        assert owner(databases, "bin/openssl") == Ownership("RPM", "openssl", "3.0-7", True, "MD5")
        assert owner(databases, "usr/bin/openssl", b"x") == Ownership("RPM", "openssl", "3.0-7", False)
        assert owner(databases, "etc/other") is None

    def test_a_view_that_never_ends_is_not_asked(self) -> None:
        import sqlite3

        database = sqlite3.connect(":memory:")
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS blob FROM n"
        database.execute(f"CREATE VIEW Packages AS {endless}")
        assert owner({"var/lib/rpm/rpmdb.sqlite": database.serialize()}, "etc/other") is None

    def test_chains_in_a_circle_come_to_an_end(self) -> None:
        many = {f"/usr/share/{number}": MD5 for number in range(100)}
        data = bytearray(rpm_berkeley(rpm_header({**self.FILES, **many})))
        data[2 * 512 + 16 : 2 * 512 + 20] = (2).to_bytes(4, "little")  # the first overflow page follows itself
        assert owner({"var/lib/rpm/Packages": bytes(data)}, "usr/bin/openssl") is None


class TestWheels:
    PLACE = "usr/lib/python3/site-packages/tornado-6.4.dist-info/RECORD"

    def test_a_file_is_known_by_its_record(self) -> None:
        found = owner(
            {self.PLACE: record_row("tornado/test/test.key").encode()},
            "usr/lib/python3/site-packages/tornado/test/test.key",
        )
        assert found == Ownership("Python", "tornado", "6.4", True, "SHA-256")

    def test_scripts_lie_outside_of_the_packages(self) -> None:
        found = owner({self.PLACE: record_row("../../../bin/tornado").encode()}, "usr/bin/tornado")
        assert found == Ownership("Python", "tornado", "6.4", True, "SHA-256")

    def test_a_path_with_a_comma_or_quotes_stands_in_quotes(self) -> None:
        row = record_row('"a,b""c.py"')
        found = owner({self.PLACE: row.encode()}, 'usr/lib/python3/site-packages/a,b"c.py')
        assert found == Ownership("Python", "tornado", "6.4", True, "SHA-256")

    def test_a_changed_file_is_said_to_be_changed(self) -> None:
        found = owner({self.PLACE: record_row("x.py").encode()}, "usr/lib/python3/site-packages/x.py", b"mine")
        assert found == Ownership("Python", "tornado", "6.4", False)

    def test_what_was_installed_from_a_folder_or_a_repository_is_no_vendors(self) -> None:
        rows = record_row("app/settings.py") + record_row("app-1.dist-info/direct_url.json", b"{}")
        databases = {"usr/lib/python3/site-packages/app-1.dist-info/RECORD": rows.encode()}
        assert owner(databases, "usr/lib/python3/site-packages/app/settings.py") is None


class TestConda:
    def database(self, url: str) -> dict[str, bytes]:
        paths = [
            {"_path": "lib/key.pem", "sha256": SHA256},
            {"_path": "bin/run", "sha256": "0" * 64, "sha256_in_prefix": SHA256},
        ]
        package = {"name": "openssl", "version": "3.1", "url": url, "paths_data": {"paths": paths}}
        return {"opt/conda/conda-meta/openssl-3.1-0.json": json.dumps(package).encode()}

    def test_a_file_is_known_by_the_digest_that_it_has_where_it_was_put(self) -> None:
        database = self.database("https://conda.example/linux-64/openssl-3.1-0.conda")
        for path in ("opt/conda/lib/key.pem", "opt/conda/bin/run"):
            assert owner(database, path) == Ownership("conda", "openssl", "3.1", True, "SHA-256")

    def test_a_package_that_was_built_here_is_no_vendors(self) -> None:
        database = self.database("file:///tmp/openssl-3.1-0.conda")
        assert owner(database, "opt/conda/lib/key.pem") is None

    def test_what_conda_keeps_unpacked_is_known_too(self) -> None:
        document = {"paths": [{"_path": "lib/key.pem", "sha256": SHA256}]}
        databases = {"opt/conda/pkgs/py-openssl-3.1-h1_0/info/paths.json": json.dumps(document).encode()}
        found = owner(databases, "opt/conda/pkgs/py-openssl-3.1-h1_0/lib/key.pem")
        assert found == Ownership("conda", "py-openssl", "3.1", True, "SHA-256")


class TestNode:
    """There are no digests of files; a file that is younger than the record of the installation was changed."""

    NPM: ClassVar = {
        "packages": {
            "node_modules/sshpk": {
                "version": "1.18.0",
                "resolved": "https://r.example/sshpk.tgz",
                "integrity": "sha512-x",
            },
            "node_modules/a/node_modules/@s/b": {"version": "2.0.0", "integrity": "sha512-x"},
            "node_modules/mine": {"version": "1.0.0", "resolved": "file:../mine", "integrity": "sha512-x"},
            "node_modules/linked": {"resolved": "packages/linked", "link": True},
            "node_modules/git": {"version": "1.0.0", "resolved": "git+ssh://git@host/x.git"},
        }
    }

    def databases(self) -> dict[str, bytes]:
        return {"app/node_modules/.package-lock.json": json.dumps(self.NPM).encode()}

    def test_npm_a_file_that_is_older_than_the_record_is_the_packages(self) -> None:
        found = owner(self.databases(), "app/node_modules/sshpk/test/id_rsa", mtime=999_999)
        assert found == Ownership("npm", "sshpk", "1.18.0", True)

    def test_npm_a_file_that_is_younger_than_the_record_was_changed(self) -> None:
        found = owner(self.databases(), "app/node_modules/sshpk/test/id_rsa", mtime=1_000_001)
        assert found == Ownership("npm", "sshpk", "1.18.0", False)

    def test_npm_the_innermost_package_counts(self) -> None:
        found = owner(self.databases(), "app/node_modules/a/node_modules/@s/b/key.pem")
        assert found == Ownership("npm", "@s/b", "2.0.0", True)

    @pytest.mark.parametrize("path", ["mine/key.pem", "linked/key.pem", "git/key.pem", "unknown/key.pem", ".env"])
    def test_npm_what_did_not_come_from_a_registry_is_nobodys(self, path: str) -> None:
        assert owner(self.databases(), f"app/node_modules/{path}") is None

    def test_npm_another_projects_packages_are_not_known(self) -> None:
        assert owner(self.databases(), "srv/node_modules/sshpk/test/id_rsa") is None

    def test_npm_an_installation_that_was_copied_again_is_judged_by_either_record(self) -> None:
        from dockerlint.image.packages import Inventory, Packages
        from tests.image.packages.samples import digests

        inventory = Inventory()
        for closed in (10, 2_000_000, 20):
            inventory.add("app/node_modules/.package-lock.json", self.databases().popitem()[1], closed)
        found = Packages(inventory.packages).owner_of("app/node_modules/sshpk/index.js", digests())
        assert found == Ownership("npm", "sshpk", "1.18.0", True)

    def test_yarn_packages_are_known_by_name(self) -> None:
        entries = {
            "sshpk@^1.0.0": "https://r.example/sshpk.tgz#abc",
            "@s/b@1": "https://r.example/b.tgz",
            "mine@file:x": "",
        }
        databases = {"app/node_modules/.yarn-integrity": json.dumps({"lockfileEntries": entries}).encode()}
        assert owner(databases, "app/node_modules/x/node_modules/sshpk/k") == Ownership("Yarn", "sshpk", "", True)
        assert owner(databases, "app/node_modules/@s/b/k") == Ownership("Yarn", "@s/b", "", True)
        assert owner(databases, "app/node_modules/mine/k") is None

    @pytest.mark.parametrize("key", ["/sshpk@1.18.0", "sshpk@1.18.0", "'sshpk@1.18.0'", "/sshpk/1.18.0"])
    def test_pnpm_packages_are_known_by_name(self, key: str) -> None:
        lock = (
            f"lockfileVersion: '6.0'\n\npackages:\n\n  {key}:\n    resolution: {{integrity: sha512-abc==}}\n"
            "    dev: false\n\n"
            "  '@s/b@2.0.0(x@1.0.0)':\n    resolution: {integrity: sha512-def==}\n\n"
            "  mine@1.0.0:\n    resolution: {tarball: file:mine.tgz, integrity: sha512-ghi==, tarball: file:x}\n\n"
            "snapshots:\n  other@1.0.0:\n    resolution: {integrity: sha512-abc==}\n"
        )
        databases = {"app/node_modules/.pnpm/lock.yaml": lock.encode()}
        path = "app/node_modules/.pnpm/sshpk@1.18.0/node_modules/sshpk/test/id_rsa"
        assert owner(databases, path) == Ownership("pnpm", "sshpk", "1.18.0", True)
        assert owner(databases, "app/node_modules/.pnpm/b/node_modules/@s/b/k") == Ownership(
            "pnpm", "@s/b", "2.0.0", True
        )
        assert owner(databases, "app/node_modules/mine/k") is None
        assert owner(databases, "app/node_modules/other/k") is None


class TestArchives:
    def test_a_gem_is_closed_by_its_specification(self) -> None:
        databases = {"usr/local/bundle/specifications/net-ssh-7.2.0.gemspec": b"Gem::Specification.new"}
        path = "usr/local/bundle/gems/net-ssh-7.2.0/test/key"
        assert owner(databases, path) == Ownership("Ruby", "net-ssh", "7.2.0", True)
        assert owner(databases, path, mtime=1_000_001) == Ownership("Ruby", "net-ssh", "7.2.0", False)
        assert owner(databases, "usr/local/bundle/gems/net-ssh-7.3.0/test/key") is None

    def test_a_vendored_crate_is_known_by_its_files(self) -> None:
        files = {"tests/key.pem": SHA256}
        databases = {"src/vendor/ring/.cargo-checksum.json": json.dumps({"files": files, "package": "ab"}).encode()}
        found = owner(databases, "src/vendor/ring/tests/key.pem")
        assert found == Ownership("Rust", "ring", "", True, "SHA-256")

    def test_a_crate_of_ones_own_has_no_digest_of_a_registry(self) -> None:
        document = {"files": {"tests/key.pem": SHA256}, "package": None}
        databases = {"src/vendor/ring/.cargo-checksum.json": json.dumps(document).encode()}
        assert owner(databases, "src/vendor/ring/tests/key.pem") is None

    def test_a_jar_is_known_by_the_digest_of_its_repository(self) -> None:
        databases = {"root/.m2/repository/org/x/lib/1.0/lib-1.0.jar.sha1": SHA1.hexdigest().encode() + b"  lib.jar\n"}
        found = owner(databases, "root/.m2/repository/org/x/lib/1.0/lib-1.0.jar")
        assert found == Ownership("Java", "lib", "1.0", True, "SHA-1")


def test_an_artefact_without_a_group_has_its_name_and_version() -> None:
    inventory = Inventory()
    inventory.add("tool/1.0/tool-1.0.jar.sha1", b"0" * 40, 0)
    assert [label for label, _ in inventory.packages] == ["Java\ttool\t1.0"]
