"""Variables of make reach a recipe's environment where make exports them; elsewhere the command is given them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callers import bed
from tests.callers.test_commands import DOCKERFILE

RECIPE = "b:\n\tdocker build --build-arg API_TOKEN=$(API_TOKEN) .\n"
FROM_THE_ENVIRONMENT = "b:\n\tdocker build --secret id=api_token,env=API_TOKEN .\n"
GIVEN = 'b:\n\tAPI_TOKEN="$(API_TOKEN)" docker build --secret id=api_token,env=API_TOKEN .\n'

HEADS = {
    "": ("", FROM_THE_ENVIRONMENT),
    "API_TOKEN = x\n": ("API_TOKEN = x\nexport API_TOKEN\n", FROM_THE_ENVIRONMENT),
    "export API_TOKEN = x\n": ("export API_TOKEN = x\n", FROM_THE_ENVIRONMENT),
    "include .env\n": ("include .env\n", GIVEN),
    "include .env\nexport\n": ("include .env\nexport\n", FROM_THE_ENVIRONMENT),
    "b: API_TOKEN = x\n": ("b: API_TOKEN = x\n", GIVEN),
    "API_TOKEN = `cat x`\n": ("API_TOKEN = `cat x`\n", GIVEN),
    'API_TOKEN = "x"\n': ('API_TOKEN = "x"\n', GIVEN),
    "define API_TOKEN\nx\nendef\n": ("define API_TOKEN\nx\nendef\n", GIVEN),
    "ifdef A\nAPI_TOKEN = x\nendif\n": ("ifdef A\nAPI_TOKEN = x\nendif\n", GIVEN),
    "unexport API_TOKEN\n": ("unexport API_TOKEN\n", GIVEN),
}


@pytest.mark.parametrize("head", HEADS)
def test_the_recipe_gets_the_secret(head: str, tmp_path: Path) -> None:
    root = bed.repository({"Dockerfile": DOCKERFILE, "Makefile": f"{head}{RECIPE}".encode()}, tmp_path / "repository")
    bed.run(root, "check", "--fix", "--select", bed.RULES, ".")
    assert bed.tree(root)["Makefile"].decode() == "".join(HEADS[head])


@pytest.mark.parametrize(
    "value",
    ["$(shell cat x)", "$(strip $(T))", "$(1)", "$1", "${2}", "$@", "$(T:.x=.y)", "$($(E)_T)", "$(a-b)", "${a.b}"],
)
def test_a_value_that_make_puts_together_is_left_alone(value: str, tmp_path: Path) -> None:
    files = {"Dockerfile": DOCKERFILE, "Makefile": RECIPE.replace("$(API_TOKEN)", value).encode()}
    root = bed.repository(files, tmp_path / "repository")
    bed.run(root, "check", "--fix", "--select", bed.RULES, ".")
    assert bed.tree(root) == files


def test_a_parameter_of_call_is_no_command_of_the_shell(tmp_path: Path) -> None:
    """``NAME="$$(1)"`` would run a command called 1 and hand an empty secret over."""
    text = "define run\ndocker build --build-arg API_TOKEN=$(1) .\nendef\nb:\n\t$(call run,$(API_TOKEN))\n"
    root = bed.repository({"Dockerfile": DOCKERFILE, "Makefile": text.encode()}, tmp_path / "repository")
    bed.run(root, "check", "--fix", "--select", bed.RULES, ".")
    assert bed.tree(root) == {"Dockerfile": DOCKERFILE, "Makefile": text.encode()}
