"""What the linker calls the libraries that extensions in C are built with."""

from __future__ import annotations

# What the linker calls a library -> what it is called in programs.py; "" for what every image has.
LINKED = {
    "m": "", "c": "", "pthread": "", "dl": "", "rt": "", "util": "", "z": "zlib library", "ssl": "OpenSSL library",
    "crypto": "OpenSSL library",
    "pq": "PostgreSQL library", "sqlite3": "SQLite library", "xml2": "XML library", "xslt": "XSLT library",
    "curl": "curl library", "ffi": "FFI library",
    "yaml": "YAML library", "gmp": "GMP library", "ncurses": "ncurses library", "stdc++": "C++ library",
    "gomp": "OpenMP library",
}  # fmt: skip
# By the names of pkg-config.
PACKAGED = {
    "libxml-2.0": "XML library", "libxslt": "XSLT library", "libpq": "PostgreSQL library", "openssl": "OpenSSL library",
    "libcurl": "curl library", "sqlite3": "SQLite library", "zlib": "zlib library", "libffi": "FFI library",
    "yaml-0.1": "YAML library", "cairo": "cairo library", "ncurses": "ncurses library",
}  # fmt: skip
