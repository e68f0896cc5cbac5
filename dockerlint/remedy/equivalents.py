"""Commands that write a credential to a tool's configuration, and the environment variables that mean the same.

Sources: python-poetry.org/docs/repositories (POETRY_HTTP_BASIC_*, POETRY_PYPI_TOKEN_*),
pip.pypa.io/topics/configuration (PIP_*), bundler.io bundle-config (BUNDLE_*),
getcomposer.org/doc/articles/authentication-for-private-packages (COMPOSER_AUTH), docs.aws.amazon.com/cli
configure-envvars, huggingface.co/docs huggingface_hub environment variables (HF_TOKEN), docs.wandb.ai (WANDB_API_KEY),
doc.rust-lang.org/cargo/reference/config (CARGO_REGISTRY_TOKEN), docs.conan.io environment variables
(CONAN_LOGIN_USERNAME, CONAN_PASSWORD), docs.sonarsource.com (SONAR_TOKEN).
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy import reach
from dockerlint.trace.catalogue import tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.model import Step
    from dockerlint.remedy.plan import Plan
    from dockerlint.shell.script import Command

Settings = list[tuple[str, str]]  # variable name, its value as text for between double quotes


def apply(
    plan: Plan, step: Step, command: Command, give: Callable[[Step], None], replaced: tuple[str, str] = ("", "")
) -> bool:
    """Take the command away and set the variables in the RUNs that use its tool; false when there is no equivalent.

    ``give`` gives a RUN the secrets that the values are made of; ``replaced`` is a text of the values and what stands
    for it.
    """
    if not variables_for(command):
        return False
    settings: Settings = []
    for each in plan.trace.text(step).script.commands:
        inner = each.unwrapped()
        is_it = each.start <= command.start and command.end <= each.end
        # One half of a pair of keys in the environment and the other in a file are no pair.
        is_other_half = command.name == inner.name == "aws" and not plan.is_removed(step, each)
        if is_it or is_other_half:
            found = variables_for(command if is_it else inner)
            settings += found
            if found:
                plan.remove_command(step, each)
    users = [each for each in reach.following_runs(plan.trace, step) if _uses(plan, each, command.name)]
    if not users:
        plan.refuse(f"no RUN that is known to need {command.name}'s configuration follows")
    if users and command.name == "aws":
        users = [each for each in reach.following_runs(plan.trace, step) if each in users or _runs_code(plan, each)]
    for user in users:
        if any(re.search(rf"\b{variable}=", plan.trace.text(user).text) for variable, _ in settings):
            plan.refuse(f"a RUN that needs it sets {settings[0][0]} already")
        give(user)
        for variable, value in settings:
            text = value.replace(*replaced) if replaced[0] else value
            plan.run(user).prelude[f'export {variable}="{text}"'] = None
    return True


def variables_for(command: Command) -> Settings:
    """The variables that mean what the command would write, none when there are none."""
    words = [word.raw.strip("\"'") for word in command.words]
    if any("$" in word.raw and word.raw.startswith("'") for word in command.words):
        return []  # nothing is expanded there, but would be between double quotes
    if any(char in word for word in words for char in '"`\\'):
        return []
    plain = [word for word in words[1:] if not word.startswith("-")]
    make: Callable[[list[str], list[str]], Settings] | None = _TOOLS.get(words[0].rsplit("/", 1)[-1] if words else "")
    return make(words, plain) if make is not None else []


def _poetry(_: list[str], plain: list[str]) -> Settings:
    if len(plain) >= 4 and plain[0] == "config" and plain[1].startswith("http-basic."):
        name = _upper(plain[1].partition(".")[2])
        return [(f"POETRY_HTTP_BASIC_{name}_USERNAME", plain[2]), (f"POETRY_HTTP_BASIC_{name}_PASSWORD", plain[3])]
    if len(plain) >= 3 and plain[0] == "config" and plain[1].startswith("pypi-token."):
        return [(f"POETRY_PYPI_TOKEN_{_upper(plain[1].partition('.')[2])}", plain[2])]
    return []


def _pip(_: list[str], plain: list[str]) -> Settings:
    if len(plain) >= 4 and plain[:2] == ["config", "set"] and plain[2].startswith(("global.", "install.", "download.")):
        return [("PIP_" + _upper(plain[2].partition(".")[2]), plain[3])]
    return []


def _bundle(_: list[str], plain: list[str]) -> Settings:
    rest = plain[1:] if plain[:1] == ["config"] else []
    rest = rest[1:] if rest[:1] == ["set"] else rest
    if len(rest) >= 2 and "." in rest[0]:
        host = rest[0].removeprefix("https://").rstrip("/")
        return [("BUNDLE_" + host.replace("-", "___").replace(".", "__").upper(), rest[1])]
    return []


def _composer(_: list[str], plain: list[str]) -> Settings:
    if len(plain) < 3 or plain[0] != "config":
        return []
    kind, _dot, host = plain[1].partition(".")
    if kind in ("github-oauth", "gitlab-token", "gitlab-oauth", "bearer") and host:
        return [("COMPOSER_AUTH", _json(kind, host, _text(plain[2])))]
    if kind == "http-basic" and host and len(plain) >= 4:
        basic = "{" + f"{_text('username')}: {_text(plain[2])}, {_text('password')}: {_text(plain[3])}" + "}"
        return [("COMPOSER_AUTH", _json(kind, host, basic))]
    return []


def _aws(words: list[str], plain: list[str]) -> Settings:
    if len(plain) >= 4 and plain[:2] == ["configure", "set"] and "--profile" not in words:
        name = plain[2].removeprefix("default.").upper()
        if name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            return [(name, plain[3])]
    return []


def _hugging_face(words: list[str], plain: list[str]) -> Settings:
    if "login" in plain:
        token = _option(words, "--token")
        return [("HF_TOKEN", token)] if token else []
    return []


def _wandb(_: list[str], plain: list[str]) -> Settings:
    return [("WANDB_API_KEY", plain[1])] if len(plain) == 2 and plain[0] == "login" else []


def _cargo(_: list[str], plain: list[str]) -> Settings:
    return [("CARGO_REGISTRY_TOKEN", plain[1])] if len(plain) == 2 and plain[0] == "login" else []


def _conan(words: list[str], plain: list[str]) -> Settings:
    password = _option(words, "-p") or _option(words, "--password")
    if plain[:1] == ["user"] and password:
        user = next((word for word in plain[1:] if word != password and "/" not in word), "")
        return [("CONAN_LOGIN_USERNAME", user), ("CONAN_PASSWORD", password)] if user else []
    return []


_TOOLS: dict[str, Callable[[list[str], list[str]], Settings]] = {
    "poetry": _poetry,
    "pip": _pip,
    "pip3": _pip,
    "bundle": _bundle,
    "bundler": _bundle,
    "composer": _composer,
    "aws": _aws,
    "huggingface-cli": _hugging_face,
    "hf": _hugging_face,
    "wandb": _wandb,
    "cargo": _cargo,
    "conan": _conan,
}
_ALSO_BY = {
    "wandb": frozenset({"python", "python3"}),
    "huggingface-cli": frozenset({"python", "python3"}),
    "hf": frozenset({"python", "python3"}),
    "aws": frozenset({"python", "python3", "s3cmd"}),
}


def _uses(plan: Plan, step: Step, tool: str) -> bool:
    names = {tool, *_ALSO_BY.get(tool, ())}
    return any(
        inner.name in names
        and not any(word.raw in ("config", "configure") for word in inner.words[1:3])
        and [word.raw for word in inner.words[1:3]] not in (["-m", "pip"], ["-m", "venv"])
        for inner in _left(plan, step)
    )


def _runs_code(plan: Plan, step: Step) -> bool:
    """Whether a RUN starts code of the project, in which any library of AWS may look for the keys."""
    return any(
        tools.runs_project_code(inner) and not any(word.raw in ("install", "i", "ci") for word in inner.words[1:4])
        for inner in _left(plan, step)
    )


def _left(plan: Plan, step: Step) -> Iterator[Command]:
    for command in plan.trace.text(step).script.commands:
        if not plan.is_removed(step, command):
            yield command.unwrapped()


def _upper(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", name).upper()


def _option(words: list[str], option: str) -> str:
    for index, word in enumerate(words):
        if word == option and index + 1 < len(words):
            return words[index + 1]
        if word.startswith(option + "="):
            return word[len(option) + 1 :].strip("\"'")
    return ""


def _text(value: str) -> str:
    return f'\\"{value}\\"'


def _json(kind: str, host: str, value: str) -> str:
    return "{" + _text(kind) + ": {" + _text(host) + ": " + value + "}}"
