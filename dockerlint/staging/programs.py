"""Which system package brings a program, and which programs an image has without one.

Sources: Debian's and Ubuntu's Contents indices, Alpine's package index and busybox's list of applets, Fedora's
``dnf provides``.  A *library* stands for the shared libraries of the package named here, whose names change by release.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Program -> package; "program: apt-get apk dnf" where they differ.
_PACKAGES = """
certificates: ca-certificates ca-certificates ca-certificates
time zones: tzdata tzdata tzdata
curl: curl curl curl
wget: wget wget wget
git: git git git
ssh: openssh-client openssh-client openssh-clients
scp: openssh-client openssh-client openssh-clients
ssh-keygen: openssh-client openssh-keygen openssh
bash: bash bash bash
jq: jq jq jq
nc: netcat-openbsd netcat-openbsd nmap-ncat
ps: procps procps procps-ng
pgrep: procps procps procps-ng
pkill: procps procps procps-ng
unzip: unzip unzip unzip
zip: zip zip zip
openssl: openssl openssl openssl
gpg: gnupg gnupg gnupg2
rsync: rsync rsync rsync
envsubst: gettext-base gettext gettext
psql: postgresql-client postgresql-client postgresql
pg_isready: postgresql-client postgresql-client postgresql
mysqladmin: default-mysql-client mysql-client mysql
mysql: default-mysql-client mysql-client mysql
redis-cli: redis-tools redis redis
ffmpeg: ffmpeg ffmpeg ffmpeg
sqlite3: sqlite3 sqlite sqlite
ping: iputils-ping iputils iputils
dig: dnsutils bind-tools bind-utils
nslookup: dnsutils bind-tools bind-utils
host: dnsutils bind-tools bind-utils
ip: iproute2 iproute2 iproute
iptables: iptables iptables iptables
socat: socat socat socat
tini: tini tini tini
dumb-init: dumb-init dumb-init -
gosu: gosu - -
su-exec: - su-exec -
sudo: sudo sudo sudo
supervisord: supervisor supervisor supervisor
nginx: nginx nginx nginx
python3: python3 python3 python3
perl: perl perl perl
xz: xz-utils xz xz
bzip2: bzip2 bzip2 bzip2
convert: imagemagick imagemagick ImageMagick
identify: imagemagick imagemagick ImageMagick
pdftotext: poppler-utils poppler-utils poppler-utils
wkhtmltopdf: wkhtmltopdf wkhtmltopdf -
file: file file file
lsof: lsof lsof lsof
less: less less less
vim: vim vim vim-enhanced
tree: tree tree tree
cron: cron - -
crond: - busybox cronie
hg: mercurial mercurial mercurial
svn: subversion subversion subversion
C++ library: libstdc++6 libstdc++ libstdc++
OpenMP library: libgomp1 libgomp libgomp
Fortran library: libgfortran5 libgfortran libgfortran
OpenSSL library: libssl-dev openssl-dev openssl-devel
PostgreSQL library: libpq-dev libpq-dev libpq-devel
MySQL library: libmariadb-dev mariadb-connector-c-dev mariadb-connector-c-devel
SQLite library: libsqlite3-dev sqlite-dev sqlite-devel
zlib library: zlib1g-dev zlib-dev zlib-devel
ncurses library: libncurses-dev ncurses-dev ncurses-devel
curl library: libcurl4-openssl-dev curl-dev libcurl-devel
LDAP library: libldap2-dev openldap-dev openldap-devel
SASL library: libsasl2-dev cyrus-sasl-dev cyrus-sasl-devel
ODBC library: unixodbc-dev unixodbc-dev unixODBC-devel
XML library: libxml2-dev libxml2-dev libxml2-devel
XSLT library: libxslt1-dev libxslt-dev libxslt-devel
cairo library: libcairo2-dev cairo-dev cairo-devel
pango library: libpango1.0-dev pango-dev pango-devel
JPEG library: libjpeg-dev libjpeg-turbo-dev libjpeg-turbo-devel
FFI library: libffi-dev libffi-dev libffi-devel
YAML library: libyaml-dev yaml-dev libyaml-devel
GMP library: libgmp-dev gmp-dev gmp-devel
PCRE library: libpcre3-dev pcre-dev pcre-devel
ImageMagick library: libmagickwand-dev imagemagick-dev ImageMagick-devel
git2 library: libgit2-dev libgit2-dev libgit2-devel
xmlsec library: libxmlsec1-dev xmlsec-dev xmlsec1-devel
bzip2 library: libbz2-dev bzip2-dev bzip2-devel
LZMA library: liblzma-dev xz-dev xz-devel
event library: libevent-dev libevent-dev libevent-devel
GDBM library: libgdbm-dev gdbm-dev gdbm-devel
GLib library: libglib2.0-dev glib-dev glib2-devel
PNG library: libpng-dev libpng-dev libpng-devel
WebP library: libwebp-dev libwebp-dev libwebp-devel
readline library: libreadline-dev readline-dev readline-devel
MaxMind library: libmaxminddb-dev libmaxminddb-dev libmaxminddb-devel
Kerberos library: libkrb5-dev krb5-dev krb5-devel
Python library: libpython3-dev python3 python3-libs
ICU library: libicu-dev icu-dev libicu-devel
Tk library: tk-dev tk-dev tk-devel
libvips: libvips-dev vips-dev vips-devel
"""
_COLUMNS = ("apt-get", "apk", "dnf")
# What an image of the distribution has without any package: Debian's and Ubuntu's minimal images, busybox, UBI minimal.
_PRESENT = {
    "apt-get": frozenset({"bash", "rbash", "apt-get", "dpkg", "openssl-none", "perl", "gpgv", "ldconfig", "addgroup",
    "start-stop-daemon"}),
    "apk": frozenset({"wget", "nc", "ps", "pgrep", "pkill", "unzip", "ping", "nslookup", "ip", "less", "vi",
    "sha512sum", "apk", "bzip2", "crond", "ntpd", "time", "xz-none", "su"}),
    "dnf": frozenset({"bash", "curl", "gpg", "rpm", "microdnf"}),
}  # fmt: skip


def _table() -> Mapping[str, tuple[str, ...]]:
    rows = (line.partition(":") for line in _PACKAGES.strip().splitlines())
    return {name: tuple(packages.split()) for name, _, packages in rows}


def package_of(program: str, installer: str) -> str | None:
    """The package of ``installer`` that brings ``program``, "" where no package is needed, None when it is not"
    " known.
    """
    if installer not in _COLUMNS:
        return None
    if program in _PRESENT[installer]:
        return ""
    row = _table().get(program)
    if row is None:
        return None
    found = row[_COLUMNS.index(installer)]
    return None if found == "-" else found
