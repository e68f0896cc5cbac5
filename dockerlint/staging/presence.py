"""Whether what the container needs is in the final stage: the programs that it runs, the account that it runs as."""

from __future__ import annotations

from dockerlint.model.images import parse_reference, user_of_image
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_below, is_known
from dockerlint.staging.packages import is_java
from dockerlint.staging.programs import package_of
from dockerlint.staging.recommended import installed
from dockerlint.staging.running import ORDINARY
from dockerlint.staging.shipping import is_among
from dockerlint.staging.toolchains import is_toolchain

if TYPE_CHECKING:
    from dockerlint.staging.packages_needed import Base
    from dockerlint.staging.repeating import Again
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

# What images of an interpreter bring, by a part of the repository's name.
_OF_IMAGES = {
    "python": "python python3 pip pip3 idle pydoc", "node": "node npm npx yarn yarnpkg corepack",
    "ruby": "ruby gem bundle bundler rake irb erb",
    "php": "php docker-php-entrypoint php-fpm apache2-foreground apache2", "temurin": "java jcmd keytool",
    "openjdk": "java keytool", "jre": "java keytool", "jdk": "java keytool",
    "corretto": "java keytool", "semeru": "java keytool", "zulu": "java keytool", "sapmachine": "java keytool",
    "java": "java keytool",
    "dotnet": "dotnet", "aspnet": "dotnet", "nginx": "nginx", "perl": "perl", "elixir": "elixir iex mix erl",
    "erlang": "erl escript", "tomcat": "catalina.sh java", "bun": "bun bunx",
    "deno": "deno",
}  # fmt: skip


# What Debian's, Alpine's and Red Hat's packages of Java bring at run time.
_OF_JAVA = ("java", "keytool")


def brings(image: str, program: str) -> bool:
    """Whether an image is known to have ``program`` besides its packages."""
    name = parse_reference(image).repository
    return any(part in name and program in programs.split() for part, programs in _OF_IMAGES.items())


def missing_program(survey: Survey, running: Running, trees: tuple[str, ...], base: Base) -> str | None:
    """Why a program may be missing from the final stage, None when all are there."""
    for program in running.programs:
        if program.path:
            if any(is_below(program.path, tree) for tree in (*trees, *survey.links)):
                continue
            folder = program.path.rpartition("/")[0]
            of_image = brings(base.image, program.name)
            if of_image and (folder != "/usr/local/bin" or program.name in _OF_JAVA):
                return f"{program.path}, which the container runs, lies elsewhere in {base.image}"
            known = program.name in ORDINARY or of_image or package_of(program.name, base.installer) is not None
            if folder in ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin") and (
                known or _is_installed(survey, program.name)
            ):
                continue
            return f"{program.path}, which the container runs, is not among what is known to come out of the build"
        if program.name in ORDINARY or brings(base.image, program.name):
            continue
        if program.name in _OF_JAVA and any(is_java(name) for name in _installed(survey)):
            continue
        if is_among(program, (*trees, *survey.links), running) or _is_installed(survey, program.name):
            continue
        if package_of(program.name, base.installer) is None:
            return f"`{program.name}`, which the container runs, is not known to be in the final stage"
    return None


def _is_installed(survey: Survey, program: str) -> bool:
    """Whether a package that the build installs is called as the program, but for an ending: php-cli, nginx-light."""
    names = _installed(survey)
    stems = {name.partition("-")[0] for name in names if not is_toolchain(name)}
    return program in names or any(
        len(stem) > 2 and (stem.startswith(program) or program.startswith(stem)) for stem in stems
    )


def _installed(survey: Survey) -> set[str]:
    """The names of the system packages that the stage installs: very many are called as their program."""
    return {name for effect in installed(survey) for name in effect.names}


def missing_account(survey: Survey, base: Base, again: Again) -> str | None:
    """Why the user of the container may not exist in the final stage, None when it does."""
    if base.is_same:
        return None
    made = " ".join(again.accounts).split()
    users = [step for step in survey.stage.steps if step.keyword == "USER" and not step.onbuild]
    wanted = [step.resolve(step.instruction.args.strip()) for step in users[-1:]]
    wanted += again.owners.values()
    for user in wanted:
        if not is_known(user):
            return "the user of the container is decided by a variable"
        for name in user.split(":"):
            if not name or name.isdecimal() or name == "root" or name in made:
                continue
            known = user_of_image(base.image, name)
            if known is None and name not in (
                "root",
                "nobody",
                "www-data",
                "daemon",
                "bin",
                "nogroup",
                "users",
                "staff",
                "adm",
                "mail",
            ):
                return f"the account {name} comes from the build image"
    return None
