"""The packages that a build installs, divided: what only builds, what the program needs, what a library goes by.

A ``-dev`` package is replaced by its shared libraries, whose names depend on the release; a package that is not known
here stays, as the program may need it.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.staging.releases import Release


# Compilers, build systems and generators of code, by the names of all three families.
_BUILD_ONLY = frozenset(
    "build-essential build-base alpine-sdk gcc g++ gcc-c++ cpp clang llvm lld make automake autoconf autogen libtool"
    " libtool-bin m4 cmake cmake3 extra-cmake-modules ninja-build ninja samurai meson scons bison byacc flex pkg-config"
    " pkgconf pkgconfig pkgconf-pkg-config nasm yasm gfortran gcc-gfortran golang golang-go go rustc cargo rust ccache"
    " distcc swig gperf dpkg-dev debhelper devscripts fakeroot patch patchelf binutils gettext autopoint texinfo"
    " help2man xutils-dev intltool autotools-dev autoconf-archive linux-headers linux-headers-generic kernel-headers"
    " kernel-devel glibc-devel glibc-headers glibc-static libstdc++-devel libstdc++-static musl-dev libc-dev libc6-dev"
    " linux-libc-dev manpages-dev cython cython3 redhat-rpm-config rpm-build rpm-devel gcc-multilib g++-multilib"
    " python-setuptools python3-setuptools python3-wheel python3-build maven gradle ant sbt leiningen"
    " protobuf-compiler protoc re2c doxygen valac cabal-install ghc stack erlang-dev elixir-dev"
    " crossbuild-essential-arm64 libeigen3-dev libboost-dev rapidjson-dev libgtest-dev googletest"
    " libpthread-stubs0-dev libglm-dev libutfcpp-dev nlohmann-json3-dev libcatch2-dev"
    " libsimde-dev libatomic-ops-dev libstdc++-12-dev valgrind gdb strace ltrace lcov cppcheck clang-tidy clang-format"
    " eigen-dev eigen3-devel rapidjson-devel gtest-dev gtest-devel catch2 simde-devel libasio-dev libcxxopts-dev"
    " libgmock-dev libcli11-dev libtclap-dev x11proto-dev x11proto-core-dev xtrans-dev libiberty-dev libmsgsl-dev"
    " librange-v3-dev libcereal-dev systemtap-sdt-dev doctest-dev bsd-compat-headers"
    " nim nimble ocaml ocaml-nox ocaml-compiler-libs ocaml-native-compilers ocaml-findlib ocaml-dune dune ocamlbuild"
    " opam fpc fp-compiler zig".split()
)
_BUILD_ONLY_PATTERN = re.compile(
    r"(?:gcc|g\+\+|cpp|clang|llvm|lld|gfortran|golang|binutils|libstdc\+\+|libgcc|libclang|llvm)-?[\d.]+(?:-dev|-go|-src)?"
    r"|golang-[\d.]+(?:-go|-src)?|cargo-[\d.]+|rustc-[\d.]+|linux-headers-\S+|(?:gcc|g\+\+|binutils)-[a-z0-9]+-linux-\S+"
    r"|(?:devtoolset|gcc-toolset)-\d+(?:-.*)?"
)
# What a build fetches with: package -> the commands that it is there for.
TOOLS = {
    "git": ("git",), "git-core": ("git",), "git-lfs": ("git-lfs",), "mercurial": ("hg",), "subversion": ("svn",),
    "bzr": ("bzr",), "curl": ("curl",), "wget": ("wget",), "unzip": ("unzip",), "zip": ("zip",), "xz-utils": ("xz",),
    "xz": ("xz",), "bzip2": ("bzip2",), "p7zip-full": ("7z",), "p7zip": ("7z",), "gnupg": ("gpg",), "gnupg2": ("gpg",),
    "gpg": ("gpg",), "gpg-agent": (), "dirmngr": (), "apt-transport-https": (), "software-properties-common": (),
    "lsb-release": ("lsb_release",), "apt-utils": (), "openssh-client": ("ssh", "scp"),
    "openssh-clients": ("ssh", "scp"),
    "rsync": ("rsync",), "file": ("file",), "dnf-plugins-core": (), "yum-utils": (), "debconf-utils": (),
    "apt-file": (), "equivs": (), "aptitude": (), "python3-pip": ("pip", "pip3"), "python-pip": ("pip",),
    "py3-pip": ("pip", "pip3"), "py-pip": ("pip",), "npm": ("npm", "npx"), "yarn": ("yarn",), "composer": ("composer",),
    "python3-venv": (), "python3-virtualenv": (), "virtualenv": (),
}  # fmt: skip
# A JDK at run time is its JRE; the name holds the version.
_JDK = re.compile(r"(openjdk-?\d+|java-[\d.]+-openjdk|default)(-jdk|-devel)(-headless)?")
_PINNED = re.compile(r"([^=<>~]+)([=<>~].*)?")


def run_time_of(name: str, release: Release) -> tuple[str, ...] | None:
    """The packages of ``release`` that the final image needs where the build installs ``name``.

    Nothing for what only builds and for what only fetches (``TOOLS``: whoever asks knows whether the program runs one
    of their commands); the libraries of a ``-dev`` package; else ``name`` itself, as it may be needed.  None when the
    libraries are not known.  A pin (``openssl-dev~=3``) stays with a package that stays.
    """
    match = _PINNED.fullmatch(name)
    bare = match[1] if match else name
    libraries = _libraries_of(bare, release)
    if libraries is not None:
        return libraries
    if bare in TOOLS or bare.startswith(("-", ".", "@")) or is_build_only(bare):
        return ()
    return None if bare.endswith(("-dev", "-devel", "-static")) else (name,)


def is_java(name: str) -> bool:
    """Whether a package brings Java, by itself or by what stands for it in the final image."""
    return (
        re.fullmatch(r"(?:openjdk-?\d+|java-[\d.]+-openjdk|default)-?(?:jdk|jre|devel)?(?:-headless)?", name)
        is not None
    )


def is_build_only(name: str) -> bool:
    """Whether ``name`` is a compiler or build system, or holds headers alone."""
    return name in _BUILD_ONLY or _BUILD_ONLY_PATTERN.fullmatch(name) is not None


def _libraries_of(name: str, release: Release) -> tuple[str, ...] | None:
    """What holds the libraries of a package that is built against; None when ``name`` is none, or not known."""
    if match := _JDK.fullmatch(name):
        ending = "" if match[2] == "-devel" else "-jre"
        return (f"{match[1]}{ending}{match[3] or ''}",)
    if release.distribution == "alpine":
        if name == "python-dev":
            return ("python2",) if re.fullmatch(r"3\.(?:[5-9]|1[01])", release.name) else None
        from dockerlint.staging.other_libraries import ALPINE

        return ALPINE.get(name)
    if release.distribution in {"fedora", "rhel", "amazonlinux"}:
        from dockerlint.staging.other_libraries import RED_HAT

        return RED_HAT.get(name)
    return _of_debian(name, release.name, release.distribution)


_INTERPRETERS = {
    "python3-dev": "python3", "python3-all-dev": "python3", "ruby-dev": "ruby", "ruby-all-dev": "ruby",
    "php-dev": "php-cli", "r-base-dev": "r-base-core", "tcl-dev": "tcl", "libperl-dev": "perl",
}  # fmt: skip
_GFORTRAN = "libgfortran5"  # since GCC 8, the oldest release of the tables
_BOOST = {"bullseye": "1.74.0", "bookworm": "1.74.0", "jammy": "1.74.0", "focal": "1.71.0", "trixie": "1.83.0",
          "noble": "1.83.0", "bionic": "1.65.1", "xenial": "1.58.0"}  # fmt: skip


def _of_debian(name: str, release: str, distribution: str) -> tuple[str, ...] | None:
    if name in _INTERPRETERS:
        return (_INTERPRETERS[name],)
    if match := re.fullmatch(r"(python3\.\d+|ruby\d\.\d)-dev", name):
        return (match[1],)
    if name == "gfortran":
        return (_GFORTRAN,)
    if (match := re.fullmatch(r"libboost-([a-z-]+?)-dev", name)) and match[1] != "all" and release in _BOOST:
        changed = "t64" if match[1] == "chrono" and release in {"trixie", "noble"} else ""
        return (f"libboost-{match[1]}{_BOOST[release]}{changed}",)
    if not release:
        return _alike(name, distribution)
    return _debian_table().get((name, release))


def _alike(name: str, distribution: str) -> tuple[str, ...] | None:
    """The libraries of a package where they are called the same in all releases of the tables."""
    found = {_debian_table().get((name, release)) for release in _RELEASES_OF[distribution]}
    return found.pop() if len(found) == 1 else None


_TABLE: dict[tuple[str, str], tuple[str, ...]] = {}
_RELEASES_OF = {"debian": ("bullseye", "bookworm", "trixie"), "ubuntu": ("focal", "jammy", "noble")}
_RELEASES = (*_RELEASES_OF["debian"], *_RELEASES_OF["ubuntu"])  # those of a line that names none
_OLDER = ("bionic", "xenial", "trusty")


def _debian_table() -> dict[tuple[str, str], tuple[str, ...]]:
    """Libraries by package and release, read from the table on the first call."""
    if not _TABLE:
        from dockerlint.staging.debian_libraries import LIBRARIES
        from dockerlint.staging.older_libraries import OLDER
        from dockerlint.staging.rarer_libraries import RARER

        for line in (OLDER + RARER + LIBRARIES).replace("\n  ", " ").splitlines():
            name, _, rest = line.partition(": ")
            for part in rest.split("; "):
                first, _, others = part.partition(" ")
                releases = first.split(",")
                if releases[0] in (*_RELEASES, *_OLDER):
                    _TABLE.update(((name, release), tuple(others.split())) for release in releases)
                else:
                    _TABLE.update(((name, release), tuple(part.split())) for release in _RELEASES)
    return _TABLE
