"""Which packages of Alpine and of Fedora's family hold the shared libraries of a ``-dev`` or ``-devel`` package.

Names by https://pkgs.alpinelinux.org/packages (subpackages of the APKBUILD that the ``-dev`` package belongs to) and
https://packages.fedoraproject.org.  A package whose libraries changed their names over the releases stands here only
with a name that all of them have; the others are left out, so that a fix is refused.
"""

from __future__ import annotations

# Those that are called like the -dev package without its ending.
_ALPINE_SAME = (
    "zlib libffi libxml2 libxslt pcre pcre2 libpng freetype libjpeg-turbo libressl readline gd gmp libedit libwebp"
    " libzip yaml tcl libmcrypt gdbm libsodium glib apr apr-util tk libevent expat libssh2 libtirpc fontconfig libnsl"
    " unixodbc tiff libev mariadb-connector-c libexif openblas gnutls opus openjpeg libgcrypt lcms2 oniguruma c-ares"
    " freetds libvpx libseccomp cairo snappy librdkafka libpcap linux-pam rabbitmq-c jemalloc lapack giflib alsa-lib"
    " pango libuv vips hiredis geos jansson harfbuzz fribidi gdal proj hdf5 libusb libunwind libogg libvorbis libtheora"
    " flac lame x265 libx11 libxext libxrender libxft libxpm libxi libxrandr libxfixes libxcb libxtst pixman libcap"
    " libgit2 libssh nettle mpfr libidn libaio librsvg poppler gdk-pixbuf libarchive libpsl re2 geoip xmlsec"
    " libexecinfo luajit yajl lmdb talloc ldns libbsd confuse glew sdl2 leptonica tesseract-ocr uriparser nss nspr mpc1"
    " libsecret libsrtp mbedtls"
).split()
ALPINE = {f"{name}-dev": (name,) for name in _ALPINE_SAME} | {
    # The command line brings libssl and libcrypto under whatever names the release has (libssl1.1, libssl3).
    "openssl-dev": ("openssl",),
    "openssl1.1-compat-dev": ("libssl1.1", "libcrypto1.1"),
    "postgresql-dev": ("libpq",),
    "libpq-dev": ("libpq",),
    "jpeg-dev": ("libjpeg-turbo",),
    "icu-dev": ("icu-libs",),
    "curl-dev": ("libcurl",),
    "ncurses-dev": ("ncurses-libs",),
    "sqlite-dev": ("sqlite-libs",),
    "bzip2-dev": ("libbz2",),
    "cyrus-sasl-dev": ("libsasl",),
    "openldap-dev": ("libldap",),
    "util-linux-dev": ("libuuid", "libblkid", "libmount"),
    "libmemcached-dev": ("libmemcached-libs",),
    "gettext-dev": ("libintl",),
    "krb5-dev": ("krb5-libs",),
    "xz-dev": ("xz-libs",),
    "argon2-dev": ("argon2-libs",),
    "lz4-dev": ("lz4-libs",),
    "zstd-dev": ("zstd-libs",),
    "brotli-dev": ("brotli-libs",),
    "mariadb-dev": ("mariadb-connector-c",),
    "mysql-dev": ("mariadb-connector-c",),
    "zeromq-dev": ("libzmq",),
    "nghttp2-dev": ("nghttp2-libs",),
    "mosquitto-dev": ("mosquitto-libs",),
    "imagemagick-dev": ("imagemagick",),
    "python3-dev": ("python3",),
    "ruby-dev": ("ruby",),
    "perl-dev": ("perl",),
    "net-snmp-dev": ("net-snmp-libs",),
    "tidyhtml-dev": ("tidyhtml-libs",),
    "x264-dev": ("x264-libs",),
    "unbound-dev": ("unbound-libs",),
    "pcsc-lite-dev": ("pcsc-lite-libs",),
    "avahi-dev": ("avahi-libs",),
    "dbus-dev": ("dbus-libs",),
    "elfutils-dev": ("libelf",),
    "aspell-dev": ("aspell-libs",),
    "imap-dev": ("c-client",),
    "nodejs-dev": ("nodejs",),
    **{f"lua5.{n}-dev": (f"lua5.{n}-libs",) for n in (1, 2, 3, 4)},
    **{f"postgresql{n}-dev": ("libpq",) for n in range(12, 19)},
    # What compiled code needs of the compiler.
    "g++": ("libstdc++",),
    "build-base": ("libstdc++",),
    "alpine-sdk": ("libstdc++",),
    "gcc": ("libgcc",),
    "gfortran": ("libgfortran",),
}

_RED_HAT_SAME = (
    "libxml2 libcurl libffi libxslt readline libpng expat glib2 libyaml libevent libicu libedit libwebp libzip"
    " oniguruma freetype gdbm pcre pcre2 gmp pango cairo libsodium libtiff tk tcl unixODBC libX11 libXext libXrender"
    " libXrandr libXi libXft libXpm libxcb libdrm alsa-lib libpcap libssh2 gd giflib snappy jemalloc libmemcached"
    " hiredis libev lcms2 mpfr fontconfig libseccomp libcap libusbx json-c jansson lmdb protobuf boost openblas lapack"
    " libtidy libargon2 libuv libgcrypt libidn2 gnutls librdkafka geos proj gdal hdf5 libaio libssh numactl cyrus-sasl"
    " openldap zlib"
).split()
RED_HAT = {f"{name}-devel": (name,) for name in _RED_HAT_SAME} | {
    "openssl-devel": ("openssl-libs",),
    "libjpeg-devel": ("libjpeg-turbo",),
    "libjpeg-turbo-devel": ("libjpeg-turbo",),
    "curl-devel": ("libcurl",),
    "ncurses-devel": ("ncurses-libs",),
    "bzip2-devel": ("bzip2-libs",),
    "sqlite-devel": ("sqlite-libs",),
    "postgresql-devel": ("libpq",),
    "libpq-devel": ("libpq",),
    "xz-devel": ("xz-libs",),
    "krb5-devel": ("krb5-libs",),
    "libuuid-devel": ("libuuid",),
    "cyrus-sasl-devel": ("cyrus-sasl-lib",),
    "mariadb-devel": ("mariadb-connector-c",),
    "mysql-devel": ("mariadb-connector-c",),
    "mariadb-connector-c-devel": ("mariadb-connector-c",),
    "systemd-devel": ("systemd-libs",),
    "net-snmp-devel": ("net-snmp-libs",),
    "lz4-devel": ("lz4-libs",),
    "libzstd-devel": ("libzstd",),
    "python3-devel": ("python3",),
    "ruby-devel": ("ruby",),
    "gcc-c++": ("libstdc++",),
    "gcc-gfortran": ("libgfortran",),
}
