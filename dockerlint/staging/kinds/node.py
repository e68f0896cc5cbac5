"""Node: the work folder, without the packages that only the build uses where that is certain.

The interpreter's image without compilers and Git stands in for the full one.  Programs and libraries of the system that
packages are known to use come along.
"""

from __future__ import annotations

import json
import posixpath

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.called import computed_program
from dockerlint.staging.calls import join
from dockerlint.staging.kinds import generic
from dockerlint.staging.node_packages import CODE, commands, keys, prune, scripts
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.running import ORDINARY
from dockerlint.staging.shipping import needed_folders
from dockerlint.staging.sources import sources_of

if TYPE_CHECKING:
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Program, Running
    from dockerlint.staging.survey import Survey

# Packages that run a program or link to a library of the system (their documentation).
_NEEDS = {
    "gm": "convert", "imagemagick": "convert", "simple-git": "git", "nodegit": "git", "fluent-ffmpeg": "ffmpeg",
    "pg-native": "PostgreSQL library",
    "libpq": "PostgreSQL library", "canvas": "cairo library", "wkhtmltopdf": "wkhtmltopdf",
    "node-poppler": "pdftotext", "isomorphic-git": "",
    "@prisma/client": "openssl", "prisma": "openssl", "kerberos": "Kerberos library",
    "odbc": "ODBC library", "ldapjs-client": "", "libxmljs": "XML library", "node-rdkafka": "OpenSSL library",
}  # fmt: skip
_UNCLEAR = frozenset({"puppeteer", "playwright", "electron", "usb", "serialport", "opencv4nodejs", "node-gtk"})
_RUNS = lazy(
    r"(?:(?<![\w.])(?:exec|fork)|(?:[cC]hild_?[pP]rocess|\bcp|\bshell(?:js)?|\bproc)\.(?:exec|fork)|execFile|spawn|execSync"
    r"|spawnSync|execFileSync|execa|execaSync|execaCommand|execaCommandSync|spawnAsync|execAsync)\(\s*(?:['\"`]([\w./-]+)|(\w))"
)
_SCRIPTED = lazy(r"(?<![\w`])\$(?:\(\{[^}]*\}\))?`\s*([\w./-]+)")  # zx's and execa's $`command`
_RUNNERS = ("child_process", "execa", "cross-spawn", "shelljs", "zx")  # modules that run programs
_MOST = 6_000_000  # characters of sources that are looked through


def recognises(survey: Survey, evidence: Evidence) -> bool:
    builds = {build.kind for build in evidence.builds}
    node = parse_reference(survey.stage.root_image).name in ("node", "alpine-node")
    return "node" in builds or (
        node and any(effect.call.name in ("npm", "yarn", "pnpm") for effect in survey.of_kind("build"))
    )


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    if parse_reference(survey.stage.root_image).name not in ("node", "alpine-node"):
        return _of_distribution(survey, running)
    others = [effect for effect in survey.of_kind("install") if not effect.is_of_system and effect.manager != "npm -g"]
    if others:
        return Refusal(f"`{others[0].call.words}` installs beside the interpreter of another language")
    package = _package(survey)
    if package is None:
        return Refusal("package.json is not in the build context, so what the packages need of the system is not known")
    names = {*keys(package, "dependencies"), *keys(package, "optionalDependencies")}
    packages = _of_the_system(survey, names)
    if isinstance(packages, Refusal):
        return packages
    sources = sources_of(survey, CODE, _MOST)
    started = _started(package, running)
    if started is None:
        return Refusal(f"{_runner(running)} runs no script of package.json, so what the program needs is not known")
    folders = needed_folders(survey, running, ())
    if not folders:
        return Refusal(
            "the project has no folder of its own (WORKDIR): what it needs lies among the files of the system"
        )
    standalone = _standalone(survey, running)
    if standalone is not None:
        stays = "Next, its packages and its build"
        return Recipe("node", "interpreter", standalone, tuple(survey.build_folders), tuple(packages), stays_out=stays)
    pruned = prune(survey, package, sources, started, _runner(running))
    globally = _global_folders(survey) if _needs_global(survey, running, started) else ()
    if isinstance(globally, Refusal):
        return globally
    kept_for, pruned = (pruned, ()) if isinstance(pruned, str) else ("", pruned)
    stays = "what only the build uses, and npm's caches" if pruned else "compilers, header files, Git and npm's caches"
    return Recipe(
        "node",
        "interpreter",
        (*folders, *globally),
        tuple(survey.build_folders),
        tuple(dict.fromkeys(packages)),
        pruned,
        stays_out=stays,
        kept_for=kept_for,
    )


def _of_distribution(survey: Survey, running: Running) -> Recipe | Refusal:
    """Node of the distribution's packages: they are installed again, on the same base image."""
    names = {name for effect in survey.of_kind("install") for name in effect.names if effect.manager != "npm -g"}
    if "nodejs" not in names:
        base = survey.stage.base
        return Refusal(f"where Node comes from is not known: neither {base} nor its distribution brings it")
    if any(effect.manager == "npm -g" for effect in survey.of_kind("install")):
        return Refusal("where the distribution's Node has what `npm -g` installs is not known")
    return generic.recipe(survey, running)


def _of_the_system(survey: Survey, names: set[str]) -> list[str] | Refusal:
    """The libraries and programs of the system that the packages ``names`` and the sources use."""
    unclear = sorted(names & _UNCLEAR)
    if unclear:
        if unclear[0] in ("puppeteer", "playwright", "electron"):
            return Refusal(
                f"{unclear[0]} starts a browser: where that lies, and what it needs of the system, is not known"
            )
        return Refusal(f"what the package {unclear[0]} needs of the system is not known")
    packages = [need for name, need in _NEEDS.items() if name in names and need]
    sources = sources_of(survey, CODE, _MOST)
    run: list[str] = []
    if any(module in text for text in sources.texts for module in _RUNNERS):
        for match in sources.find(_RUNS):
            if not any(module in match.string for module in _RUNNERS):
                continue
            if match[1] is None and not match[2].isdigit():
                return computed_program(sources, match)
            run += [match[1]] if match[1] else []
    if any(module in text for text in sources.texts for module in ("execa", "zx")):
        run += [match[1] for match in sources.find(_SCRIPTED)]
    called = [name.rpartition("/")[2] for name in run]
    return [*packages, *(name for name in called if name not in ("node", "npm", "npx", *ORDINARY))]


def _runner(running: Running) -> str:
    """The package manager's command that the container runs, for a message; else its first program's name."""
    program = next((each for each in running.programs if each.name in ("npm", "yarn", "pnpm", "bun")), None)
    if program is None:
        return "the container"
    return f"`{' '.join((program.name, *program.args))}`"


def _standalone(survey: Survey, running: Running) -> tuple[str, ...] | None:
    """The folder of Next's standalone server where the container runs that and nothing else.

    It holds the packages that the server uses, and the server makes it its working folder (Next's documentation of
    ``output``).
    """
    if len(running.programs) != 1 or running.programs[0].name != "node":
        return None
    program = running.programs[0]
    operands = [arg for arg in program.args if not arg.startswith("-")]
    if len(operands) != 1 or len(operands) != len(program.args):
        return None
    inside = re.fullmatch(r"(/.*/\.next/standalone)/(?:.*/)?server\.js", join(program.cwd, operands[0]))
    if inside is None:
        return None
    plans = [path for path in survey.files if re.fullmatch(r"next\.config\.\w+", posixpath.basename(path))]
    is_so = any(re.search(r"[\"']standalone[\"']", survey.read(path) or "") for path in plans)
    return (inside[1],) if is_so else None


def _global_folders(survey: Survey) -> tuple[str, ...] | Refusal:
    """Where programs that are installed globally lie."""
    return _global_elsewhere(survey) or ("/usr/local/lib/node_modules", "/usr/local/bin")


def _package(survey: Survey) -> dict[str, object] | None:
    """package.json of the folder that the project is built in."""
    paths = [path for path in survey.files if posixpath.basename(path) == "package.json" and "node_modules" not in path]
    if not paths:
        return None
    builds = [
        effect.call.cwd for effect in survey.of_kind("build") if effect.call.name in ("npm", "yarn", "pnpm", "npx")
    ]
    chosen = next(
        (source for folder in builds if (source := survey.source_of(posixpath.join(folder, "package.json")))),
        min(paths, key=len),
    )
    return _parsed(survey, chosen)


def _parsed(survey: Survey, path: str) -> dict[str, object] | None:
    try:
        found = json.loads(survey.read(path) or "")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _package_of(survey: Survey, program: Program) -> dict[str, object] | None:
    """package.json of the folder that a package manager is started in or told of, None when it is not seen.

    npm, Yarn and pnpm look for it in the folders above as well (npm's documentation of ``prefix``).
    """
    told = [program.args[at + 1] for at, arg in enumerate(program.args[:-1]) if arg in ("--prefix", "--cwd", "-C")]
    folder = join(program.cwd, told[0]) if told else program.cwd
    while True:
        source = survey.source_of(posixpath.join(folder, "package.json"))
        if source is not None or folder == "/":
            return _parsed(survey, source) if source is not None else None
        folder = posixpath.dirname(folder)


def _started(package: dict[str, object], running: Running) -> str | None:
    """The commands that the container runs, scripts of package.json put in; None when a script is missing."""
    text = [running.text]
    for program in running.programs:
        if program.name not in ("npm", "yarn", "pnpm", "bun"):
            continue
        known = scripts(_package_of(running.survey, program) or package)
        words = [arg for arg in program.args if not arg.startswith("-") and arg not in ("run", "run-script")]
        name = words[0] if words else "start"
        if name in ("exec", "node", "dlx"):
            text.append(" ".join(words[1:]))
            continue
        chain = [name, f"pre{name}", f"post{name}"]
        if name not in known and not (
            name == "start" and "server.js" in {posixpath.basename(path) for path in running.survey.files}
        ):
            return None
        for each in chain:
            script = known.get(each, "")
            text.append(script)
            for inner in re.findall(r"(?:npm|yarn|pnpm)(?: run)? ([\w:-]+)", script):
                text.append(known.get(inner, ""))
    return "\n".join(text)


def _global_elsewhere(survey: Survey) -> Refusal | None:
    """What speaks against a package that something else than npm installs for all: it lies in a home folder."""
    for effect in survey.of_kind("install"):
        if effect.manager == "npm -g" and effect.call.name != "npm":
            return Refusal(f"where `{effect.call.words}` puts what the container runs is not known")
    for step in survey.stage.steps:
        if step.keyword == "ENV" and any(pair.key.upper() == "NPM_CONFIG_PREFIX" for pair in step.instruction.pairs):
            return Refusal(f"line {step.instruction.start_line} has npm put programs into a folder of its own")
    return None


def _needs_global(survey: Survey, running: Running, started: str) -> bool:
    """Whether what ``npm install -g`` put beside the interpreter is started."""
    words = set(re.findall(r"[\w@./-]+", started)) | set(running.names)
    for effect in survey.of_kind("install"):
        if effect.manager == "npm -g":
            for name in effect.names:
                bare = name if name.startswith("@") and name.count("@") == 1 else name.rpartition("@")[0] or name
                if bare in ("npm", "yarn", "corepack", "node-gyp"):
                    continue
                if (
                    bare in words
                    or posixpath.basename(bare) in words
                    or any(each in words for each in commands({bare}))
                    or bare not in _BUILD_TOOLS
                ):
                    return True
    return False


_BUILD_TOOLS = frozenset({
    "typescript", "@angular/cli", "@vue/cli", "@vue/cli-service", "@nestjs/cli", "webpack", "webpack-cli", "gulp",
    "gulp-cli", "grunt", "grunt-cli", "bower", "lerna",
    "nx", "turbo", "rimraf", "node-gyp", "eslint", "jest", "mocha", "create-react-app", "rollup", "parcel",
    "parcel-bundler", "esbuild", "vite", "tsup", "pnpm",
})  # fmt: skip
