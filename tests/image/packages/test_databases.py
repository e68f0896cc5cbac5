from __future__ import annotations

import pytest

from dockerlint.image.packages import is_database


@pytest.mark.parametrize(
    "path",
    [
        "var/lib/dpkg/status",
        "var/lib/dpkg/info/libssl3:amd64.md5sums",
        "var/lib/dpkg/status.d/base.md5sums",
        "var/lib/dpkg/status.d/base",
        "lib/apk/db/installed",
        "usr/lib/apk/db/installed",
        "var/lib/rpm/rpmdb.sqlite",
        "usr/lib/sysimage/rpm/Packages.db",
        "var/lib/rpm/Packages",
        "usr/local/lib/python3.11/site-packages/requests-2.32.0.dist-info/RECORD",
        "app/node_modules/.package-lock.json",
        "app/node_modules/.yarn-integrity",
        "app/node_modules/.pnpm/lock.yaml",
        "opt/conda/conda-meta/openssl-3.0.0-0.json",
        "opt/conda/pkgs/openssl-3.0.0-0/info/paths.json",
        "src/vendor/ring/.cargo-checksum.json",
        "usr/local/bundle/specifications/jwt-2.2.0.gemspec",
        "root/.m2/repository/org/example/app/1.0/app-1.0.jar.sha1",
    ],
)
def test_databases_are_known_by_their_place(path: str) -> None:
    assert is_database(path)


@pytest.mark.parametrize(
    "path",
    [
        "RECORD",
        "app/RECORD",
        "app/status",
        "app/installed",
        "srv/Packages",
        "app/x.md5sums",
        "app/lock.yaml",
        "app/package-lock.json",
        "app/conda-meta/history",
        "app/info/paths.json",
        "app/app.gemspec",
        "app.jar.sha1",
        "",
    ],
)
def test_files_that_only_share_a_name_are_none(path: str) -> None:
    assert not is_database(path)
