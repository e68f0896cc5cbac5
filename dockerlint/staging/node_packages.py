"""What of ``node_modules`` only the build of a Node project uses, and the command that takes it away."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import folder_of
from dockerlint.trace.mounts import secret_mounts

if TYPE_CHECKING:
    from dockerlint.staging.calls import Call
    from dockerlint.staging.sources import Sources
    from dockerlint.staging.survey import Survey

CODE = (".js", ".ts", ".mjs", ".cjs", ".jsx", ".tsx", ".vue", ".svelte")
_IMPORTS = lazy(r"(?:require\(\s*|from\s+|import\s+|import\(\s*)['\"]((?:@[\w.-]+/)?[\w.-]+)")
_OF_THE_BUILD = re.compile(
    r"(?:^|/)(?:[^/]*\.config\.\w+|[^/]*[.-](?:test|spec)\.\w+|gulpfile\.\w+|Gruntfile\.\w+|webpack[^/]*\.js|scripts/.*"
    r"|cypress/.*|e2e/.*|tests?/.*|__mocks__/.*|__tests__/.*|\.[^/]+/.*|\.[^/]*rc\.\w+)$"
)


def prune(
    survey: Survey, package: dict[str, object], sources: Sources, started: str, runner: str
) -> tuple[str, ...] | str:
    """The command that takes away what only the build uses; why there is none where the program may use it, too.

    ``started`` is the text of the commands that the container runs, ``runner`` their name for a message.
    """
    development = keys(package, "devDependencies") - keys(package, "dependencies")
    if not development:
        return "package.json names no devDependencies that could be pruned"
    if "workspaces" in package:
        return "the packages of a workspace cannot be pruned alone"
    for name in sorted(development):
        for word in (name, *commands({name})):
            if re.search(rf"(?<![\w@/-]){re.escape(word)}(?![\w-])", started):
                return f"{runner} runs {word}, of the devDependencies"
    loaded = _loaded(survey, development)
    if loaded:
        return f"the sources load {loaded}, of the devDependencies"
    if not sources.complete:
        return "there are too many sources to tell whether they load devDependencies"
    worked = [step for step in survey.stage.steps if step.keyword in ("RUN", "COPY", "ADD") and not step.onbuild]
    if survey.source_of(posixpath.join(folder_of(worked[-1]), "package.json")) is None:
        return "the packages lie in another folder than the one that the build ends in"
    return _command(survey, package)


def _loaded(survey: Survey, development: set[str]) -> str:
    """One of the development dependencies that the sources load, "" where they load none."""
    used: set[str] = set()
    for path in survey.files:
        if path.endswith(CODE) and "node_modules/" not in path and not _OF_THE_BUILD.search(path):
            used.update(match[1] for match in _IMPORTS.finditer(survey.read(path) or ""))
    return min((name for name in used & development if not name.startswith("@types/")), default="")


def _command(survey: Survey, package: dict[str, object]) -> tuple[str, ...] | str:
    """What takes the development dependencies away, by the package manager that brought them."""
    calls = [effect.call for effect in survey.of_kind("build")]
    if any("prune" in call.args for call in calls):
        return "the build prunes devDependencies itself"
    match next((call.name for call in calls if call.name in ("npm", "yarn", "pnpm")), ""):
        case "npm":
            if any(call.has("--omit=dev", "--production", "--only=production") for call in calls):
                return "npm installs no devDependencies"
            return ("npm prune --omit=dev",) if _version(survey) >= _OMITS else ("npm prune --production",)
        case "pnpm":
            return ("pnpm prune --prod",)
        case "yarn" if _is_simple_yarn(survey, package, calls):
            return ("yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline",)
        case "yarn":
            return _kept_by_yarn(survey, package)
    return "which package manager could prune the devDependencies is not known"


# Packages that change what others have in node_modules, which Yarn would put back as it was.
_CHANGES_OTHERS = frozenset({"patch-package", "postinstall-postinstall", "prisma", "@prisma/client"})
_ELSEWHERE = lazy(r"\n  resolved \"(?!https://registry\.(?:yarnpkg\.com|npmjs\.org)/)")
_HOOKS = frozenset({"preinstall", "install", "postinstall", "prepare", "prepublish"})


def _is_simple_yarn(survey: Survey, package: dict[str, object], calls: list[Call]) -> bool:
    """Whether Yarn 1 can install once more without the packages of the build, and nothing but these is lost.

    It keeps what scripts of the packages have built (its `.yarn-integrity`), but needs the registry for what is no
    longer in its cache: so there may be no credential for one.
    """
    lock = _lock(survey)
    names = {*keys(package, "dependencies"), *keys(package, "devDependencies")}
    worked = [step for step in survey.stage.steps if step.keyword in ("RUN", "COPY", "ADD") and not step.onbuild]
    return (
        "# yarn lockfile v1" in lock[:200]
        and _is_locked(survey, calls)
        and _ELSEWHERE.search(lock) is None
        and not names & _CHANGES_OTHERS
        and not scripts(package).keys() & _HOOKS
        and not any(posixpath.basename(path) in (".npmrc", ".yarnrc", ".yarnrc.yml") for path in survey.files)
        and all(call.cwd == folder_of(worked[-1]) for call in calls if call.name == "yarn")
        and not any(secret_mounts(step) for step in survey.stage.steps)
        and not any(call.has("--production", "--prod", "--pnp", "--modules-folder") for call in calls)
        and not any("/node_modules" in path for path in survey.written)
    )


def _is_locked(survey: Survey, calls: list[Call]) -> bool:
    """Whether yarn.lock is there when Yarn installs first: a later one may ask for other versions."""
    first = next((call for call in calls if call.name == "yarn"), None)
    if first is None:
        return False
    lock = posixpath.join(first.cwd, "yarn.lock")
    return any(lock in arrival.paths and arrival.step.index < first.step.index for arrival in survey.arrivals)


def _kept_by_yarn(survey: Survey, package: dict[str, object]) -> str:
    """Why Yarn cannot take the development dependencies away."""
    if "# yarn lockfile v1" not in _lock(survey)[:200]:
        return "without a yarn.lock of Yarn 1, yarn would choose other versions when it prunes devDependencies"
    if not _is_locked(survey, [effect.call for effect in survey.of_kind("build")]):
        return "yarn.lock is copied after yarn has installed, and may ask for other versions"
    own = sorted(scripts(package).keys() & _HOOKS)
    if own:
        return f"the script {own[0]} may change packages, which yarn would undo when it prunes devDependencies"
    return "what yarn would undo or fetch with a credential when it prunes devDependencies is not known"


def _lock(survey: Survey) -> str:
    return next((survey.read(path) or "" for path in survey.files if posixpath.basename(path) == "yarn.lock"), "")


_OMITS = 16  # the first version of Node whose npm knows --omit


def _version(survey: Survey) -> int:
    match = re.match(r"v?(\d+)", parse_reference(survey.stage.root_image).tag)
    return int(match[1]) if match is not None else 99


def commands(names: set[str]) -> list[str]:
    """What the usual packages are called by on a command line."""
    known = {
        "typescript": "tsc", "@angular/cli": "ng", "@vue/cli-service": "vue-cli-service", "@nestjs/cli": "nest",
        "webpack-cli": "webpack", "webpack-dev-server": "webpack",
        "gulp-cli": "gulp", "grunt-cli": "grunt", "@babel/node": "babel-node", "@babel/cli": "babel",
        "sirv-cli": "sirv", "@sveltejs/kit": "svelte-kit", "dotenv-cli": "dotenv",
        "env-cmd": "env-cmd", "cross-env": "cross-env", "prisma": "prisma", "sequelize-cli": "sequelize",
        "@remix-run/dev": "remix", "npm-run-all": "run-s", "ts-node-dev": "tsnd",
    }  # fmt: skip
    return [known[name] for name in names if name in known]


def keys(package: dict[str, object], key: str) -> set[str]:
    table = package.get(key)
    return {name for name in table if isinstance(name, str)} if isinstance(table, dict) else set()


def scripts(package: dict[str, object]) -> dict[str, str]:
    table = package.get("scripts")
    return {name: text for name, text in table.items() if isinstance(text, str)} if isinstance(table, dict) else {}
