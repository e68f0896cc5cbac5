"""The package managers and build tools of languages."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.builders import output_of
from dockerlint.staging.calls import filled, is_known
from dockerlint.staging.effects.effect import Effect
from dockerlint.staging.effects.interpreters import django_admin, php, python_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.staging.calls import Call

_PIP_VALUES = (
    "-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t",
    "--target", "--prefix",
    "--root", "--trusted-host", "--timeout", "--retries", "--cache-dir", "--platform", "--python-version",
    "--implementation", "--no-binary", "--only-binary",
)  # fmt: skip


def operands(call: Call, with_value: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments that are neither options nor their values."""
    found = []
    skip = False
    for arg in call.args:
        if skip:
            skip = False
        elif arg in with_value:
            skip = True
        elif not arg.startswith("-"):
            found.append(arg)
    return tuple(found)


def built(call: Call) -> Effect:
    """What a build tool does: it works in its folder; ``-o`` and the like name a file."""
    output = _archive(call) if call.name == "jar" else output_of(call)
    if output is None:
        return Effect("build", call)
    if not is_known(output):
        return Effect("unknown", call, reason=f"where `{call.words}` writes is not known here")
    return Effect("build", call, (call.path(output),))


def _archive(call: Call) -> str | None:
    """The file that ``jar cf FILE`` makes."""
    bundle = call.args[0].lstrip("-") if call.args else ""
    if "c" in bundle and "f" in bundle and not call.args[0].startswith("--") and len(call.args) > 1:
        return call.args[1]
    return call.value("--file", "-f") if call.has("--create", "-c") else None


def _pip(call: Call) -> Effect:
    words = operands(call, _PIP_VALUES)
    verb = words[0] if words else ""
    if verb == "install":
        target = call.value("-t", "--target", "--prefix", "--root")
        if target is not None:
            return Effect("write", call, (call.path(target),)) if is_known(target) else _where(call)
        return Effect("install", call, names=words[1:], manager="pip")
    if verb in ("wheel", "download"):
        return Effect("build", call)
    if verb in ("config", "cache", "list", "freeze", "check", "show", "uninstall", "--version", ""):
        return Effect("none", call)
    return Effect("unknown", call, reason=f"what `pip {verb}` does to the image is not known")


def _python(call: Call) -> Effect:
    if call.args[:2] == ("-m", "pip"):
        return _pip(call._replace(name="pip", args=call.args[2:]))
    if call.args[:1] == ("-m",) and call.args[1:2] in (("venv",), ("virtualenv",)):
        return _venv(call._replace(args=call.args[2:]))
    if call.args[:1] == ("-m",) and call.args[1:2] in (("compileall",), ("build",)):
        return Effect("build", call)
    return python_program(call)


def _venv(call: Call) -> Effect:
    words = operands(call, ("-p", "--python", "--prompt"))
    return Effect("write", call, tuple(call.path(each) for each in words)) if words else _where(call)


def _easy_install(call: Call) -> Effect:
    return Effect("install", call, names=operands(call, ("-i", "--index-url", "-f", "--find-links")), manager="pip")


def _poetry(call: Call) -> Effect:
    words = operands(call, ("-C", "--directory", "--only", "--without", "--with", "-E", "--extras", "-p", "--python"))
    verb = words[0] if words else ""
    if call.name == "uv" and verb == "venv":
        target = words[1] if len(words) > 1 else ".venv"
        return Effect("write", call, (call.path(target),)) if is_known(target) else _where(call)
    if call.name == "uv" and verb == "python":
        return Effect("unknown", call, reason="`uv python` brings an interpreter of its own, whose folder is not known")
    if verb in ("config", "env", "lock", "check", "version", "export", "build", "requirements"):
        return Effect("none" if verb != "build" else "build", call)
    if verb in ("install", "sync", "pip"):
        is_set = verb == "pip" and filled(call.step, "${UV_SYSTEM_PYTHON}").lower() in ("1", "true")
        names = words[2:] if verb == "pip" else ()
        return Effect("install", call, names=names, manager="pip" if call.has("--system") or is_set else call.name)
    return Effect("unknown", call, reason=f"what `{call.name} {verb}` does to the image is not known")


def _npm(call: Call) -> Effect:
    words = operands(
        call,
        (
            "--prefix",
            "--registry",
            "--cache",
            "--cwd",
            "-C",
            "--dir",
            "--loglevel",
            "--omit",
            "--include",
            "--filter",
            "-w",
        ),
    )
    verb = words[0] if words else ("install" if call.name == "yarn" else "")
    if call.name == "yarn" and verb == "global" and words[1:2] == ("add",):
        return Effect("install", call, names=words[2:], manager="npm -g")
    if call.name == "yarn" and verb == "global":
        return _unclear(call)
    if call.has("-g", "--global", "--location=global"):
        if verb in ("install", "i", "add", "ci", "update", "upgrade"):
            return Effect("install", call, names=words[1:], manager="npm -g")
        return Effect("none", call) if verb in ("config", "set", "cache") else _unclear(call)
    if verb in (
        "config",
        "set",
        "cache",
        "version",
        "-v",
        "--version",
        "audit",
        "prefix",
        "root",
        "ls",
        "list",
        "login",
    ):
        return Effect("none", call)
    if verb in ("link", "unlink"):
        return _unclear(call)
    return Effect("build", call)


def _node_tool(call: Call) -> Effect:
    return Effect("none", call)


def _bundle(call: Call) -> Effect:
    words = operands(call, ("--jobs", "-j", "--retry", "--without", "--path", "--gemfile", "--with"))
    verb = words[0] if words else "install"
    if verb in ("install", "update"):
        return Effect("install", call, manager="gem")
    if verb in ("config", "clean", "version", "lock", "package", "cache", "binstubs", "check"):
        return Effect("none" if verb not in ("package", "cache", "binstubs") else "build", call)
    if verb == "exec":
        return _ruby_task(call)
    return _unclear(call)


def _gem(call: Call) -> Effect:
    verb = call.operands[0] if call.operands else ""
    if verb == "update" and call.has("--system"):
        reason = "`gem update` replaces RubyGems beside the interpreter, and the final stage would have the image's own"
        return Effect("unknown", call, reason=reason)
    if verb in ("install", "i", "update"):
        names = tuple(each for each in call.operands[1:] if each[:1].isalpha())
        return Effect("install", call, names=names, manager="gem")
    if verb == "build":
        return Effect("build", call)
    return Effect("none", call) if verb in ("sources", "list", "env", "cleanup") else _unclear(call)


def _ruby(call: Call) -> Effect:
    """``ruby extconf.rb`` makes a Makefile in its folder, or that of ``-C``."""
    folder = call.value("-C")
    if call.has("-C") and folder is not None and is_known(folder):
        at = call.args.index("-C")
        return _ruby(call._replace(args=(*call.args[:at], *call.args[at + 2 :]), cwd=call.path(folder)))
    if len(call.operands) == 1 and call.operands[0].rpartition("/")[2] == "extconf.rb":
        return Effect("build", call)
    return Effect("none", call) if call.has("-v", "--version") else _unclear(call)


def _ruby_task(call: Call) -> Effect:
    text = " ".join(call.args)
    if "assets:" in text or "bootsnap" in text or "jekyll build" in text or "middleman build" in text or "tmp:" in text:
        return Effect("build", call)
    task = " ".join((call.name, *call.args)) if all(map(is_known, call.args)) else call.name
    return Effect("unknown", call, reason=f"where `{task}` writes is not known")


_COMPOSER_PLUGINS = frozenset({"hirak/prestissimo", "symfony/flex", "fxp/composer-asset-plugin"})  # of Composer itself


def _composer(call: Call) -> Effect:
    words = operands(call, ("-d", "--working-dir"))
    verb = words[0] if words else ""
    if verb in (
        "install",
        "update",
        "dump-autoload",
        "dumpautoload",
        "require",
        "run-script",
        "run",
        "create-project",
        "i",
        "u",
        "clear-cache",
        "self-update",
        "selfupdate",
        "config",
    ):
        return Effect("build", call)
    if verb == "global" and all(word in _COMPOSER_PLUGINS or ":" in word for word in words[2:]):
        return Effect("none", call)
    return _unclear(call)


def _php_extension(call: Call) -> Effect:
    return Effect("install", call, names=call.operands, manager="php")


# Verbs with which package managers of languages fetch into the folder that they run in.
_FETCHES = frozenset({"install", "update", "ensure", "restore", "get", "sync", "up", "vendor", "i", "prune", "status"})


def _fetching(call: Call) -> Effect:
    verb = next(iter(call.operands), "")
    if verb in _FETCHES:
        return Effect("build", call)
    return _unclear(call)


def _mix(call: Call) -> Effect:
    return Effect("none" if call.operands[:1] in (("local.hex",), ("local.rebar",)) else "build", call)


def _dotnet(call: Call) -> Effect:
    verb = call.operands[0] if call.operands else ""
    if verb in (
        "publish",
        "build",
        "pack",
        "test",
        "restore",
        "msbuild",
        "clean",
        "nuget",
        "new",
        "run",
        "add",
        "remove",
        "sln",
    ):
        output = call.value("-o", "--output")
        if output is not None and verb in ("publish", "build"):
            return Effect("build", call, (call.path(output),)) if is_known(output) else _where(call)
        return Effect("build", call)
    return Effect("none", call) if call.has("--version", "--info", "--list-sdks") else _unclear(call)


def _unclear(call: Call) -> Effect:
    verb = call.operands[0] if call.operands else ""
    told = f"{call.name} {verb}".strip()
    return Effect("unknown", call, reason=f"what `{told}` does to the image is not known")


def _where(call: Call) -> Effect:
    return Effect("unknown", call, reason=f"where `{call.words}` writes is not known here")


READERS: dict[str, Callable[[Call], Effect]] = {
    **dict.fromkeys(("pip", "pip2", "pip3"), _pip), **dict.fromkeys(("python", "python2", "python3"), _python),
    "virtualenv": _venv, "pyvenv": _venv, "easy_install": _easy_install, "easy_install3": _easy_install,
    "django-admin": django_admin,
    **dict.fromkeys(("poetry", "pipenv", "pdm", "uv"), _poetry),
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), _npm), **dict.fromkeys(("corepack", "nvm"), _node_tool),
    "bundle": _bundle, "bundler": _bundle, "gem": _gem, **dict.fromkeys(("rake", "rails"), _ruby_task), "ruby": _ruby,
    "composer": _composer, "php": php, **dict.fromkeys(("docker-php-ext-install", "docker-php-ext-enable",
    "docker-php-ext-configure", "pecl", "pear", "docker-php-pecl-install"), _php_extension),
    **dict.fromkeys(("bower", "dep", "glide", "godep", "govendor", "gvt", "jspm", "typings"), _fetching),
    "mix": _mix, "dotnet": _dotnet,
}  # fmt: skip
