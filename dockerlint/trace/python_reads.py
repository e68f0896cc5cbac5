"""Whether a Python program reads an environment variable.

"no" is a promise as far as the program's own text goes: whatever reads the environment by a name that the text does not
tell, or starts what may read it, is "unknown".  LibCST is loaded only for a text that may read the variable at all.
"""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.model.context import Context
    from dockerlint.text import Span

LONGEST = 500_000
MOST_FILES = 64
MOST_OTHER_FILES = 2000


class Answer(NamedTuple):
    """``verdict`` is ``yes``, ``no`` or ``unknown``; ``spans`` are the places that say so, in the file at ``path``.

    ``path`` is that of a file of the context, "" for the text asked about.
    """

    verdict: str
    spans: tuple[Span, ...] = ()
    path: str = ""


NO = Answer("no")
UNKNOWN = Answer("unknown")


def reads_environment(source: str, name: str) -> Answer:
    """Whether the Python text ``source`` reads the variable ``name``, by itself, not in what it imports."""
    if not _may_read(source, name):
        return NO
    if len(source) > LONGEST:
        return UNKNOWN
    from dockerlint.trace.python_source import read_source

    return read_source(source, name)


def program_reads(words: Sequence[str], name: str, context: Context, folder: str = "", settings: str = "") -> Answer:
    """Whether the program that the command ``words`` runs reads ``name``, with what it imports from the context.

    ``folder`` is the folder of the context that the working directory was filled from, ``settings`` the value of
    DJANGO_SETTINGS_MODULE if it is set.  A program that is not found is "unknown".
    """
    from dockerlint.trace.python_programs import Programs, entry_of

    entry = entry_of(words)
    if entry is None:
        return UNKNOWN
    programs = Programs(context, folder)
    if programs.is_quiet(entry):
        return NO
    unknown: Answer | None = None
    for path, text in programs.texts(entry, settings):
        answer = reads_environment(text, name)._replace(path=path)
        if answer.verdict == "yes":
            return answer
        if answer.verdict == "unknown" and unknown is None:
            unknown = answer
    if unknown is not None:
        return unknown
    return UNKNOWN if programs.is_incomplete else programs.mention(name)


def _may_read(source: str, name: str) -> bool:
    """A quick test: false only for a text in which nothing at all can read the variable."""
    if name.lower() in source.lower():
        return True
    literal = (
        r"""(?:environ(?:\.get|\.pop|\.setdefault)?|getenv)\s*[\[(]\s*(?:'[^'\\]*'|"[^"\\]*")\s*[\]),]|import\s+os\b"""
    )
    hints = (
        r"environ|getenv|\bEnv\(|BaseSettings|dynaconf|decouple|starlette\.config|subprocess|os\.(?:system|popen|exec|spawn)|"
        r"\bexec\(|\beval\(|import_module|__import__|runpy|expandvars|configurations|dj_database_url|envvar|pexpect|"
        r"from_prefixed_env"
    )
    return re.search(hints, re.sub(literal, "", source)) is not None or reads_by_library(source, name)


# What libraries read on their own; from the documentation of each.
_LIBRARIES = (
    (r"boto3|botocore|aiobotocore|s3fs|sagemaker|awswrangler", r"AWS_"),
    (r"google\.(?:cloud|auth)|firebase_admin|gcsfs", r"GOOGLE_|GCLOUD_|FIREBASE_"),
    (r"azure", r"AZURE_"),
    (r"openai|langchain_openai|llama_index", r"OPENAI_|AZURE_OPENAI_"),
    (r"anthropic|langchain_anthropic", r"ANTHROPIC_"),
    (r"huggingface_hub|transformers|datasets|diffusers|sentence_transformers|peft", r"HF_|HUGGING_?FACE_"),
    (r"wandb", r"WANDB_"),
    (r"mlflow", r"MLFLOW_|DATABRICKS_|AWS_"),
    (r"psycopg2?|asyncpg", r"PG[A-Z]+$"),
    (r"kaggle|kagglehub", r"KAGGLE_"),
    (r"replicate", r"REPLICATE_"),
    (r"pinecone", r"PINECONE_"),
    (r"cohere", r"CO_|COHERE_"),
    (r"sentry_sdk", r"SENTRY_"),
    (r"hvac", r"VAULT_"),
    (r"twilio", r"TWILIO_"),
    (r"comet_ml", r"COMET_"),
    (r"requests|httpx|urllib|aiohttp", r"(?i:https?_proxy|all_proxy|no_proxy)$|NETRC$"),
    (r"pip|twine|uv", r"PIP_|TWINE_|UV_"),
    (r"flask", r"FLASK_"),
    (r"docker", r"DOCKER_"),
    (r"kubernetes", r"KUBE"),
)


def reads_by_library(source: str, name: str) -> bool:
    """Whether ``source`` imports a library that is known to read variables of that name."""
    for modules, names in _LIBRARIES:
        if re.match(names, name) and re.search(rf"(?m)^\s*(?:from|import)\s+(?:[\w.]+\s*,\s*)*(?:{modules})\b", source):
            return True
    return False
