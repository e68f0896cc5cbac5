"""The base image of the final stage and the system packages that it gets."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.called import tools_called
from dockerlint.staging.linked import linked_by_build
from dockerlint.staging.package_reasons import archived, no_base, no_library
from dockerlint.staging.packages import TOOLS, run_time_of
from dockerlint.staging.presence import brings
from dockerlint.staging.programs import package_of
from dockerlint.staging.recommended import all_lean, brings_ssh_with_git, installed, with_recommended
from dockerlint.staging.releases import Release, release_of_image
from dockerlint.staging.running import ORDINARY
from dockerlint.staging.runtime_bases import runtime_base_as_written
from dockerlint.staging.sources import sources_of

if TYPE_CHECKING:
    from dockerlint.model import Stage
    from dockerlint.settings import Settings
    from dockerlint.staging.recipe import Recipe
    from dockerlint.staging.repeating import Again
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

_INSTALL = {
    "apt-get": (
        "apt-get update \\\n    && {folder}{quiet}apt-get install -y {} \\\n    && rm -rf /var/lib/apt/lists/*"
    ),
    "apk": "apk add --no-cache {}",
    "dnf": "{tool} install -y {} \\\n    && {tool} clean all",
}
# Texts of the context that may name a program to run.
_TEXTS = tuple(
    ".py .js .ts .mjs .cjs .rb .php .go .rs .java .kt .cs .ex .exs .sh .bash .c .cc .cpp .pl .lua .conf .ini".split()
)
_MOST = 4_000_000  # characters of them
# Distroless images have them without a package manager (github.com/GoogleContainerTools/distroless).
_OF_DISTROLESS = ("ca-certificates", "tzdata")
# Packages that make links in a folder which slim images lack: their installation fails there
# (github.com/debuerreotype/debuerreotype, issue 10).
_LINKS_MANUALS = lazy(r"openjdk-\d+-j(?:re|dk)|default-j(?:re|dk)|postgresql(?:-client)?(?:-\d+)?$")
_MANUALS = "mkdir -p /usr/share/man/man1 \\\n    && "
_TLS = lazy(r"ssl|curl|gnutls|tls")


class Base(NamedTuple):
    """The image of the final stage.  ``is_same`` says that it is the one of the build."""

    image: str
    release: Release | None
    is_same: bool
    is_chosen: bool = False  # by the settings

    @property
    def installer(self) -> str:
        return self.release.installer if self.release is not None else ""


def base_for(stage: Stage, recipe: Recipe, settings: Settings) -> Base | Refusal:
    """The image to run on: the one set for the kind, else the nearest smaller relative."""
    written = stage.instruction.words[0].raw if stage.instruction.words else ""
    reference = parse_reference(stage.base)
    chosen = dict(settings.runtime_bases).get(recipe.kind)
    if chosen is not None:
        return Base(chosen, release_of_image(parse_reference(chosen)), is_same=False, is_chosen=True)
    if reference.digest and not reference.tag and recipe.need != "same":
        name = written.partition("@")[0]
        return Refusal(
            f"{name} is named by a digest alone, so what it is built on is not known: write its tag before the digest"
        )
    if recipe.need == "same":
        return Base(written, release_of_image(reference), is_same=True)
    found = runtime_base_as_written(written, stage.base, recipe.need)  # type: ignore[arg-type]  # one of Need's words
    if found is None:
        return Refusal(no_base(stage.base or written))
    if found.release is not None and found.release.is_archived and _needs_only_libc(recipe):
        newer = found.image.replace(f":{found.release.name}-slim", f":{_NEWER.name}-slim")
        return Base(newer, _NEWER, is_same=False) if newer != found.image else Base(newer, found.release, is_same=False)
    same = found.image.removesuffix(":latest") == written.partition("@")[0].removesuffix(":latest")
    return Base(written if same else found.image, found.release, same)


# Where what is built on a release that has left the mirrors goes: a newer libc runs what an older one links to
# (https://sourceware.org/glibc/wiki/FAQ, on symbol versioning).
_NEWER = Release("debian", "bookworm")


def _needs_only_libc(recipe: Recipe) -> bool:
    """Whether a program uses no library of the distribution but libc."""
    return recipe.kind in ("go", "rust") and set(recipe.packages) <= {"certificates", "time zones"}


def run_time_packages(survey: Survey, recipe: Recipe, running: Running, base: Base, again: Again) -> str | Refusal:
    """The command that installs what the program needs of the distribution, "" where that is nothing."""
    names = _of_the_build(survey, recipe, running, base)
    if isinstance(names, Refusal):
        return names
    if any(_TLS.search(name) for name in names) and not (base.is_same and all_lean(survey)):
        names["ca-certificates"] = None
    if base.installer == "apt-get" and any(each.split()[0] in ("adduser", "addgroup") for each in again.accounts):
        names["adduser"] = None
    linked, unclear = ([], "") if base.is_same else linked_by_build(survey)
    if unclear:
        return Refusal(f"which package brings the library {unclear}, which the build links to, is not known")
    needed = (*recipe.packages, *linked, *(() if base.is_same else tools_called(survey)))
    refusal = None if base.is_same else _add_programs(names, needed, recipe, running, base)
    if refusal is not None:
        return refusal
    if base.installer == "apt-get" and "git" in names and brings_ssh_with_git(survey):
        names.update(dict.fromkeys(("ca-certificates", "openssh-client")))
    if base.is_chosen and not base.installer:
        for word in _OF_DISTROLESS:
            names.pop(word, None)
    if not names:
        return ""
    if base.release is not None and base.release.is_archived:
        return Refusal(archived(survey, base.release, base.image, min(names)))
    if base.installer not in _INSTALL:
        return Refusal(f"{base.image} has no package manager, and the program needs {', '.join(names)}")
    tool = next((effect.call.name for effect in installed(survey)), "dnf")
    quiet = "DEBIAN_FRONTEND=noninteractive " if "tzdata" in names else ""  # it would ask for the time zone
    lean = "--no-install-recommends " if base.installer == "apt-get" and not with_recommended(survey, names) else ""
    folder = _MANUALS if "slim" in base.image and any(_LINKS_MANUALS.match(name) for name in names) else ""
    return _INSTALL[base.installer].format(lean + " ".join(sorted(names)), tool=tool, quiet=quiet, folder=folder)


def _add_programs(
    names: dict[str, None], needed: tuple[str, ...], recipe: Recipe, running: Running, base: Base
) -> Refusal | None:
    """Adds the packages of the programs that are run, and of what is ``needed``."""
    own = {tree.rpartition("/")[2] for tree in recipe.trees}
    for program in dict.fromkeys((*needed, *running.names)):
        if program in ORDINARY or program in names or program in own or brings(base.image, program):
            continue
        found = _bringing(program, base)
        if found is not None:
            names.update(dict.fromkeys(found))
        elif program in needed and not (base.is_chosen and program in ("certificates", "time zones")):
            told = f"the {program}" if program.endswith("library") else program
            if base.release is not None and base.release.is_archived:
                return Refusal(archived(running.survey, base.release, base.image, told))
            return Refusal(f"which package brings {told}, which the program uses, is not known for {base.image}")
    return None


def _of_the_build(survey: Survey, recipe: Recipe, running: Running, base: Base) -> dict[str, None] | Refusal:
    """What the packages that the build installs come to when the program runs."""
    names: dict[str, None] = {}
    written = [name for effect in installed(survey) for name in effect.names]
    if not written:
        return names
    built_on = release_of_image(parse_reference(survey.stage.root_image)) or base.release
    if built_on is None or built_on.installer != base.installer:
        return Refusal(f"which distribution {survey.stage.base} is built on is not known, nor what packages are for")
    managers = {effect.manager for effect in installed(survey)}
    if built_on.installer not in managers:
        return Refusal(
            f"the build installs with {min(managers)}, and {survey.stage.base} is taken to have {built_on.installer}"
        )
    beside = _OF_IMAGE.get(parse_reference(survey.stage.root_image).name)
    for name in written:
        needed = run_time_of(name, base.release or built_on)
        if beside is not None and beside.fullmatch(name):
            needed = ()  # the interpreter is the image's own, and has its own header files
        if needed is None:
            return Refusal(no_library(survey, name, base.image, base.release))
        if needed and built_on != base.release and built_on.is_archived and needed != (name,):
            return Refusal(archived(survey, built_on, survey.stage.base, needed[0]))
        if not needed and (_is_run(name, running, base) or (name in TOOLS and _is_kept(survey, recipe, running, name))):
            needed = (name,)
        names.update(dict.fromkeys(each for each in needed if not brings(base.image, each)))
    return names


def _is_run(package: str, running: Running, base: Base) -> bool:
    """Whether the container runs a program of a package that mostly builds need, such as gettext's envsubst."""
    return package in running.names or package in {package_of(name, base.installer) for name in running.names}


# Header files of the distribution's own interpreter, by the image that has another one.
_OF_IMAGE = {
    "python": re.compile(r"(?:python|pypy)[\d.]*(?:-all)?-dev(?:el)?"),
    "ruby": re.compile(r"ruby[\d.]*-dev(?:el)?"),
}


def _bringing(program: str, base: Base) -> tuple[str, ...] | None:
    """The packages that bring a program or a library, None when that is not known."""
    package = package_of(program, base.installer)
    if package and program.endswith("library"):
        return run_time_of(package, base.release) if base.release is not None else None
    return None if package is None else (package,) if package else ()


def _is_kept(survey: Survey, recipe: Recipe, running: Running, name: str) -> bool:
    """Whether a tool of ``TOOLS`` goes along: the program may call it, or is there anything else that it is for.

    Packages of an interpreter's language call programs, too, and nobody sees them here.  So a tool that the build has
    no use for is there for them.
    """
    commands = TOOLS[name]
    if _is_called(survey, running, commands):
        return True
    may_be_called = recipe.need == "interpreter" and bool(set(commands) & _CALLED_BY_PACKAGES)
    return may_be_called and not _serves_build(survey, commands)


def _serves_build(survey: Survey, commands: tuple[str, ...]) -> bool:
    """Whether a command of the build is one of ``commands``, or fetches what needs one."""
    effects = [
        effect
        for _, effects in survey.effects
        for effect in effects
        if effect.kind not in ("install", "uninstall") or not effect.is_of_system
    ]
    if any(effect.call.name in commands or set(effect.call.args) & set(commands) for effect in effects):
        return True
    if any(_FROM_REPOSITORIES.search(" ".join(effect.call.args)) for effect in effects):
        return True
    plans = [path for path in survey.files if _PLAN.search(path) and "node_modules/" not in path]
    return any(_FROM_REPOSITORIES.search(survey.read(path) or "") for path in plans)


# Tools that packages of Python, Node and Ruby are known to call when a program runs (GitPython, simple-git, paramiko's
# users, pygit2's, pexpect's); the others of TOOLS fetch and unpack.
_CALLED_BY_PACKAGES = frozenset({"git", "hg", "svn", "ssh", "scp", "rsync", "gpg", "7z", "git-lfs"})
_FROM_REPOSITORIES = lazy(
    r"git\+(?:https?|ssh|git|file)://|git@|(?:hg|svn|bzr)\+|github:|\bgit\s*=|git://|\.git\b|setuptools[_-]scm|versioneer|\bpbr\b"
)
_PLAN = lazy(
    r"(?:^|/)(?:requirements[^/]*|[^/]*requirements/[^/]*|pyproject\.toml|setup\.py|setup\.cfg|Pipfile[^/]*|poetry\.lock"
    r"|uv\.lock|package\.json|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Gemfile[^/]*|[^/]*\.gemspec|\.gitmodules)$"
)


def _is_called(survey: Survey, running: Running, commands: tuple[str, ...]) -> bool:
    """Whether the program may run one of ``commands``: its sources name it, or there are none to look at."""
    if any(name in running.names for name in commands):
        return True
    if not commands or not survey.files:
        return bool(commands)
    names = "|".join(map(re.escape, commands))
    return sources_of(survey, _TEXTS, _MOST).mention(re.compile(rf"[\"'`\[(/\s](?:{names})[\"'`\s]"))
