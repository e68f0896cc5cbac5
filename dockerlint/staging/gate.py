"""When a split gains nothing, or would take away what the image is for."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.model import Dockerfile, Stage
    from dockerlint.model.images import ImageReference
    from dockerlint.trace.trace import Trace

# Words of a Dockerfile's name that say that the image is there to build, to test or to develop.
_NAME = lazy(
    r"(?:^|[._-])(?:dev|devel|develop|development|devcontainer|ci|build|builder|builders|builds|test|tests|testing|e2e"
    r"|toolchain|sdk|lint|bench|benchmark|fuzz|cross|compile|compiler|debug|buildenv|sandbox|playground|base)(?=$|[._-])",
    re.IGNORECASE,
)
# Words of a folder's or a stage's name that say so.
_PLACE = lazy(
    r"(?:^|[./_-])(?:dev|devel|development|devcontainers?|ci|tests?|testing|e2e|oss-fuzz|fuzz|fuzzing|circleci|buildkite"
    r"|gitpod|codespaces?|toolchains?|bench|benchmarks?|builders|buildenv|cross|lint)(?=$|[./_-])",
    re.IGNORECASE,
)
_BUILD_IMAGES = lazy(
    r"^(?:cimg/|circleci/|mcr\.microsoft\.com/(?:vscode/)?devcontainers/|gitpod/|jenkins/|jenkinsci/"
    r"|gitlab/gitlab-runner|drone/|buildkite/"
    r"|travisci/|ghcr\.io/cross-rs/|rustembedded/cross|gcr\.io/oss-fuzz|jupyter/|quay\.io/jupyter/|dockcross/"
    r"|laradock/|docker:|selenium/|codercom/)"
)
_SHELLS = frozenset(
    {
        "bash",
        "sh",
        "zsh",
        "ash",
        "fish",
        "tail",
        "sleep",
        "login",
        "sshd",
        "jupyter",
        "tmux",
        "screen",
        "irb",
        "iex",
        "ghci",
        "ipython",
        "systemd",
    }
)
# A shell that is told to start nothing but a shell: ENTRYPOINT ["/bin/bash", "-l", "-c"] with CMD ["/bin/bash"].
_ONLY_SHELLS = lazy(r"\s*(?:\S*/)?(?:ba|z|a)?sh(?:\s+-\w+)*\s+(?:\S*/)?(?:ba|z|a)?sh(?:\s+-[li]+)*\s*")
_INTERPRETERS = frozenset(
    "python python2 python3 pypy pypy3 node ruby jruby php perl lua luajit R julia jshell scala groovysh hy erl"
    " guile".split()
)
# Programs that build when the container starts, or that are for development.
_STARTS_BUILDING = lazy(
    r"\b(?:npm|yarn|pnpm|bun)(?: run)? (?:dev|watch|test|develop|serve:dev|start:dev|build|lint|storybook|install)\b"
    r"|(?<![\w-])(?:go (?:run|test|build|install)|cargo (?:run|watch|test|build)|dotnet (?:run|watch|test|build)|mvn"
    r"|\./mvnw|gradle|\./gradlew|make|ant|nodemon|ts-node"
    r"|ng serve|vite(?! preview)|webpack(?:-dev-server| serve)|react-scripts start|next dev|nuxt dev"
    r"|vue-cli-service serve|gatsby develop|hugo server|jekyll serve|mkdocs serve|mix (?:test|phx\.server)|iex|sbt"
    r"|lein|stack (?:exec|run|build)|cabal run|swift run"
    r"|pytest|unittest|tox|jest|mocha|karma|rspec|phpunit|flask run --debug|--reload|air|fresh|CompileDaemon"
    r"|reflex|npx|gcc|g\+\+|javac|rustc|ruff|mypy)(?![\w./-])"
)


def reason_to_keep(trace: Trace, stage: Stage) -> str | None:
    """Why the image of ``stage`` is better left in one stage, None where a split may gain something."""
    file = trace.dockerfile
    folder, name = _place(file)
    if _NAME.search(name) or _PLACE.search(folder) or _PLACE.search(stage.name):
        return "its name says that it is an image to build or test with"
    if _BUILD_IMAGES.search(stage.root_image):
        return "its base image is one to build or test with"
    if any(step.onbuild for each in stage.chain() for step in each.steps):
        return "its ONBUILD triggers build in images that start from it"
    command = command_text(stage)
    if command is None:
        return "it runs nothing, so other images start from it or people work in it"
    first = command.split(maxsplit=1)[0].rpartition("/")[2] if command.strip() else ""
    if command.split(maxsplit=1)[:1] in (["init"], ["/sbin/init"], ["/usr/sbin/init"]):
        return "it starts a system of its own"
    if (first in _SHELLS and not re.search(r"\s-\w*c\s|^\S+\s+[^-\s]", command)) or _ONLY_SHELLS.fullmatch(command):
        return "it starts a shell"
    if first in _INTERPRETERS and len(command.split()) == 1 and not _copies_context(stage):
        return "it starts an interpreter without a program, so other images start from it or people work in it"
    if _STARTS_BUILDING.search(command):
        return "what it starts needs the tools that it is built with"
    if _is_devcontainer(file):
        return "a devcontainer.json uses it"
    return None


def command_text(stage: Stage) -> str | None:
    """What the container runs, ENTRYPOINT and CMD in one line; None when the chain of stages has neither."""
    found: dict[str, str] = {}
    for each in stage.chain():
        for step in reversed(each.steps):
            if step.keyword in ("CMD", "ENTRYPOINT") and not step.onbuild and step.keyword not in found:
                words = step.instruction.json
                text = " ".join(words) if words is not None else step.instruction.args
                found[step.keyword] = step.resolve(text)
                if step.keyword == "ENTRYPOINT":
                    break
    told = " ".join(found[key] for key in ("ENTRYPOINT", "CMD") if found.get(key, "").strip())
    return told or _command_of_image(parse_reference(stage.root_image)) or None


def _copies_context(stage: Stage) -> bool:
    return any(
        step.keyword in ("COPY", "ADD") and not any(flag.name == "from" for flag in step.instruction.flags)
        for each in stage.chain()
        for step in each.steps
    )


def _command_of_image(reference: ImageReference) -> str:
    """What images that serve an application run by themselves (docker-library)."""
    if reference.name == "php":
        return "apache2-foreground" if "apache" in reference.tag else "php-fpm" if "fpm" in reference.tag else ""
    return {"tomcat": "catalina.sh run", "nginx": "nginx", "httpd": "httpd-foreground"}.get(reference.name, "")


def _place(file: Dockerfile) -> tuple[str, str]:
    """The two innermost folders that the file lies in, as far as its path tells them, and its name."""
    folder, name = posixpath.split(file.source.path.replace("\\", "/"))
    return "" if folder.startswith("/") else "/".join(folder.split("/")[-2:]), name


def _is_devcontainer(file: Dockerfile) -> bool:
    context = file.context
    if context is None or not context.known:
        return False
    name = posixpath.basename(file.source.path.replace("\\", "/"))
    for path in (".devcontainer/devcontainer.json", ".devcontainer.json", "devcontainer.json"):
        data = context.read(path)
        named = _DEVCONTAINER.findall(data.decode("utf-8", "replace")) if data is not None else ()
        if any(posixpath.normpath(posixpath.join(posixpath.dirname(path), each)) == name for each in named):
            return True
    return False


# Told from the folder of the devcontainer.json (containers.dev/implementors/json_reference).
_DEVCONTAINER = lazy(r"\"docker[Ff]ile\"\s*:\s*\"([^\"]+)\"")
