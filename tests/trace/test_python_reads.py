"""Which Python programs read a variable of the environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dockerlint.model.context import Context
from dockerlint.text import Span
from dockerlint.trace.python_programs import Programs, entry_of
from dockerlint.trace.python_reads import Answer, program_reads, reads_environment


def files_of(words: list[str], context: Context, folder: str = "", settings: str = "") -> tuple[str, ...]:
    entry = entry_of(words)
    return Programs(context, folder).files_of(entry, settings) if entry is not None else ()


YES = """\
import os; os.environ["X"]
import os; os.environ['X'] + os.environ["Y"]
import os; os.environ.get("X", "")
import os; os.getenv("X")
import os; os.getenv(key="X")
import os; "X" in os.environ
import os; os.environ.pop("X")
import os as o; o.environ["X"]
from os import environ; environ["X"]
from os import environ as e, getenv as g; e.get("Y"); g("X")
from os import *; environ["X"]
import os; env = os.environ; env["X"]
import os; env = os.environ.copy(); env["X"]
import os; dict(os.environ)["X"]
import os; get = os.environ.get; get("X")
import os; get = os.getenv; get("X")
import os; K = "X"; os.environ[K]
import os\\nfor k in ("W", "X"): os.environ[k]
import os\\nKEYS = ["W", "X"]\\nfor k in KEYS: os.environ[k]
import os; [os.environ[k] for k in ["X"]]
import os; os.environ["" "X"]
import os; os.environ["x".upper()]
import os; os.environb[b"X"]
import os\\ndef need(name, default=None):\\n    return os.environ.get(name, default)\\nneed("X")
import os\\ndef need(name):\\n    return os.environ[name]\\ndef more(n):\\n    return need(n)\\nmore("X")
import os\\nclass C:\\n  def need(self, name): return os.environ[name]\\n  def f(self): return self.need("X")
import os\\nclass K:\\n    NAME = "X"\\nos.environ[K.NAME]
import environ; env = environ.Env(); env("X")
import environ; env = environ.Env(DEBUG=(bool, False)); env.str("X", default="")
import environ; environ.Env().bool("X")
from environ import Env; env = Env(); env.list("X")
from environs import Env; env = Env(); env.read_env(); env.str("X")
from environs import env; env("X")
from decouple import config; config("X", default="")
import decouple; decouple.config("X")
from decouple import AutoConfig; config = AutoConfig(); config("X")
from starlette.config import Config; config = Config(".env"); config("X", cast=str)
from pydantic import BaseSettings\\nclass S(BaseSettings):\\n    x: str
from pydantic_settings import BaseSettings\\nclass B(BaseSettings):\\n    y: str\\nclass S(B):\\n    x: str = ""
import pydantic\\nclass S(pydantic.BaseSettings):\\n    y: str = pydantic.Field(..., env="X")
from pydantic_settings import BaseSettings\\nclass S(BaseSettings):\\n    y: str = Field(alias=AliasChoices("W", "X"))
from configurations import values\\nclass S:\\n    Y = values.SecretValue(environ_name="X", environ_prefix=None)
import click\\n@click.option("--x", envvar="X")\\ndef f(x): pass
import typer\\ndef f(x: str = typer.Option(..., envvar=["W", "X"])): pass
import os; os.path.expandvars("$X/y")
import os; os.system("echo $X")
import subprocess; subprocess.run("curl -u ${X} h", shell=True)
app.config.from_envvar("X")
cfg = "${oc.env:X}"
import os\\nif (v := os.environ.get("X")): pass
import os; print(f"{os.environ['X']}")
"""

NO = """\
print("x")
import os; os.environ["Y"]
import os; os.environ["X"] = "1"
import os; os.environ.update({"X": "1"})
import os; del os.environ["X"]
import os; os.environ.get("XY"); os.getenv("Y", "Z")
import os; os.path.join("a", "b")
import os; K = "Y"; os.environ[K]
import os; os.environ["DB_" + name]
import os; os.environ[f"DB_{name}"]
import os\\ndef need(name):\\n    return os.environ[name]\\nneed("Y")
from decouple import config; config("Y")
from pydantic_settings import BaseSettings\\nclass S(BaseSettings):\\n    y: str
from pydantic import BaseModel\\nclass S(BaseModel):\\n    x: str
import environ; env = environ.Env(); env.read_env(".env"); env("Y")
import environ; env = environ.Env(); env.db()
X = 5; print(X)
import importlib; importlib.import_module("json")
"""

UNKNOWN = """\
import os; os.environ[name]
import os; os.environ[input()]
import os; os.getenv(*names)
import os; os.environ[f"{p}X"]
import os; print(os.environ)
import os; [v for v in os.environ.items()]
import os; dict(os.environ)
import os; f(os.environ.copy())
import os\\ndef f(): return {**os.environ}
import os; f(**os.environ)
import os; getattr(os, "environ")
import subprocess; subprocess.run(["make"])
import os; os.system("make")
exec(open("f").read())
import importlib; importlib.import_module(name)
from .base import env; env("X")
get_secret("X")
from lib import LibSettings\\nclass S(lib.LibSettings):\\n    x: str
from pydantic_settings import BaseSettings\\nclass S(BaseSettings):\\n    model_config = dict(env_prefix=P)\\n    x: str
import os\\ndef need(name):\\n    return os.environ[name]\\nneed(other)
import os; os.path.expandvars(text)
print "python 2", X
from dynaconf import Dynaconf; Dynaconf(envvar_prefix=False)
"""


def programs(text: str) -> list[str]:
    return [line.replace("\\n", "\n") for line in text.splitlines()]


@pytest.mark.parametrize("program", programs(YES))
def test_a_program_that_reads_the_variable_does(program: str) -> None:
    answer = reads_environment(program, "X")
    assert answer.verdict == "yes"
    assert answer.spans
    assert all(0 <= span.start < span.end <= len(program) for span in answer.spans)


@pytest.mark.parametrize("program", programs(NO))
def test_a_program_that_reads_only_others_does_not(program: str) -> None:
    assert reads_environment(program, "X") == Answer("no")


@pytest.mark.parametrize("program", programs(UNKNOWN))
def test_a_program_that_may_read_any_variable_is_unknown(program: str) -> None:
    assert reads_environment(program, "X").verdict == "unknown"


PREFIXED = "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    password: str\n"


@pytest.mark.parametrize(
    ("program", "name", "verdict"),
    [
        (PREFIXED + "    model_config = SettingsConfigDict(env_prefix='APP_')\n", "APP_PASSWORD", "yes"),
        (PREFIXED + "    model_config = {'env_prefix': 'APP_'}\n", "APP_PASSWORD", "yes"),
        (PREFIXED + "    class Config:\n        env_prefix = 'APP_'\n", "PASSWORD", "no"),
        (PREFIXED + "    db: Db\n", "DB__PASSWORD", "yes"),
        ("import environ\nenv = environ.Env()\nDATABASES = {'default': env.db()}\n", "DATABASE_URL", "yes"),
        ("import dj_database_url\nDATABASES = {'default': dj_database_url.config()}\n", "DATABASE_URL", "yes"),
        ("from configurations import values\nclass P:\n    KEY = values.SecretValue()\n", "DJANGO_KEY", "yes"),
        ("import os\nfor part in ('USER', 'PASSWORD'):\n    os.environ['DB_' + part]\n", "DB_PASSWORD", "yes"),
        ("from dynaconf import Dynaconf\nsettings = Dynaconf(envvar_prefix='APP')\n", "APP_TOKEN", "yes"),
        ("import boto3\nboto3.client('s3')\n", "AWS_SECRET_ACCESS_KEY", "unknown"),
        ("import requests\nrequests.get('http://h')\n", "AWS_SECRET_ACCESS_KEY", "no"),
        ("import os, wandb\n", "WANDB_API_KEY", "unknown"),
    ],
)
def test_names_are_put_together_as_the_libraries_do(program: str, name: str, verdict: str) -> None:
    assert reads_environment(program, name).verdict == verdict


def test_spans_are_in_characters_of_the_text() -> None:
    program = "# schön\nimport os\nkey = os.environ['X']\n"
    start = program.index("os.environ")
    assert reads_environment(program, "X") == Answer("yes", (Span(start, start + len("os.environ['X']")),))


def test_libcst_is_not_loaded_for_a_text_that_cannot_read_the_variable() -> None:
    code = (
        "import sys; from dockerlint.trace.python_reads import reads_environment\n"
        "assert reads_environment('print(1)', 'X').verdict == 'no'\n"
        "assert 'libcst' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def context_of(root: Path, files: dict[str, str]) -> Context:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Context(str(root))


MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings.prod")\n'
DJANGO = {
    "manage.py": MANAGE,
    "site/__init__.py": "",
    "site/settings/__init__.py": "",
    "site/settings/base.py": "import os\nSECRET_KEY = os.environ['SECRET_KEY']\n",
    "site/settings/prod.py": "from .base import *\nDEBUG = False\n",
}


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("python manage.py collectstatic --noinput", ("manage.py", "site/settings/prod.py")),
        ("./manage.py collectstatic", ("manage.py", "site/settings/prod.py")),
        ("python3.11 -u -X dev /app/manage.py migrate", ("manage.py", "site/settings/prod.py")),
        ("uv run --no-sync python manage.py check", ("manage.py", "site/settings/prod.py")),
        ("poetry run ./manage.py check", ("manage.py", "site/settings/prod.py")),
        ("python -m site.settings.base", ("site/settings/base.py",)),
        ("gunicorn -b :80 site.settings.base:app", ("site/settings/base.py",)),
        ("python missing.py", ()),
        ("npm run build", ()),
    ],
)
def test_commands_start_files_of_the_context(tmp_path: Path, command: str, files: tuple[str, ...]) -> None:
    found = files_of(command.split(), context_of(tmp_path, DJANGO))
    assert tuple(path for path in found if not path.endswith("__init__.py")) == files


def test_a_settings_module_can_be_named_by_the_environment(tmp_path: Path) -> None:
    context = context_of(tmp_path, DJANGO)
    found = files_of(["django-admin", "collectstatic"], context, settings="site.settings.base")
    assert found[0] == "site/settings/base.py"


def test_a_folder_of_the_context_may_be_the_working_directory(tmp_path: Path) -> None:
    context = context_of(tmp_path, {"backend/app.py": "", "app.py": "", "backend/pkg/__main__.py": ""})
    assert files_of(["python", "app.py"], context, "backend") == ("backend/app.py",)
    assert files_of(["python", "-m", "pkg"], context, "backend") == ("backend/pkg/__main__.py",)


@pytest.mark.parametrize(
    ("command", "name", "answer"),
    [
        ("python manage.py collectstatic", "SECRET_KEY", Answer("yes", (Span(23, 47),), "site/settings/base.py")),
        ("python manage.py collectstatic", "OTHER", Answer("no")),
        ("python manage.py collectstatic", "DJANGO_SETTINGS_MODULE", Answer("yes", (Span(10, 79),), "manage.py")),
        ("python missing.py", "OTHER", Answer("unknown")),
        ("python -m compileall .", "SECRET_KEY", Answer("no")),
        ("python -m nltk.downloader punkt", "SECRET_KEY", Answer("unknown")),
        ("make", "SECRET_KEY", Answer("unknown")),
    ],
)
def test_a_program_is_read_with_what_it_imports(tmp_path: Path, command: str, name: str, answer: Answer) -> None:
    assert program_reads(command.split(), name, context_of(tmp_path, DJANGO)) == answer


def test_code_on_the_command_line_is_read_with_what_it_imports(tmp_path: Path) -> None:
    context = context_of(tmp_path, {"lib.py": "import os\nos.getenv('X')\n"})
    assert program_reads(["python", "-c", "import os; os.getenv('X')"], "X", context).verdict == "yes"
    assert program_reads(["python", "-c", "import lib"], "X", context) == Answer("yes", (Span(10, 24),), "lib.py")
    assert program_reads(["python", "-c", "import json"], "Y", context) == Answer("no")


def test_a_file_that_names_the_variable_but_is_not_imported_makes_it_unknown(tmp_path: Path) -> None:
    context = context_of(tmp_path, {"main.py": "import json\n", "plugins/one.py": "import os\nos.environ['X_KEY']\n"})
    assert program_reads(["python", "main.py"], "X_KEY", context) == Answer(
        "unknown", (Span(22, 27),), "plugins/one.py"
    )


def test_imports_are_followed_through_packages(tmp_path: Path) -> None:
    files = {
        "main.py": "from app import (\n    core,\n    other,\n)\n",
        "app/__init__.py": "",
        "app/core.py": "from . import deep\nfrom ..app.deep import y\n",
        "app/deep.py": "import os\ny = os.environ['X']\n",
    }
    answer = program_reads(["python", "main.py"], "X", context_of(tmp_path, files))
    assert (answer.verdict, answer.path) == ("yes", "app/deep.py")


def test_files_that_import_each_other_do_no_harm(tmp_path: Path) -> None:
    files = {"a.py": "import b\n", "b.py": "import a\n"}
    assert program_reads(["python", "a.py"], "X", context_of(tmp_path, files)) == Answer("no")
