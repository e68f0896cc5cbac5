"""Copying a whole folder of the build context brings the credential files in it into the image.

### What it does
Looks through what `COPY . .` and other folders or wildcards take from the build context, as
`.dockerignore` leaves it, for files that hold credentials.

### Why is this bad?
`.env`, `.npmrc` and private keys lie beside the sources on a developer's machine; nobody notices that they are copied.

### Fix safety
Safe, or needs a secret: the file's name is added to the ignore file (which is created where there is none); where a RUN
reads the file it is mounted there, and an `.env` is given to the container with `--env-file`.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.ignored import ignore_in_context
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import places, with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for copied in found.copied:
        if copied.holding is not None or not copied.whole:
            continue
        shipped = file.is_shipped(copied.step.stage)
        where = "a layer of the image" if shipped else places((Exposure.CACHE,))
        yield RULE.finding(
            file,
            copied.span,
            f"this brings {copied.source} ({with_article(copied.what)}) into {where}",
            copied.confidence,
            secret=Secret(copied.source, (Exposure.LAYER if shipped else Exposure.CACHE,)),
            remedy=ignore_in_context(found, copied, settings),
            help="name it in .dockerignore" if copied.kind != "manifest" else "",
        )


RULE = Rule(
    code="SEC202",
    name="credential-in-context",
    summary="a copied folder holds a credential file",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "app.py"]\n',
            'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "app.py"]\n',
            files={".env": "API_KEY=k7Gq2LxP9vTn4RbY8wZc1MdF\n", "app.py": "print()\n"},
            fixed_files={".dockerignore": "**/.env\n"},
        ),
        Good(
            "FROM python:3.12\nCOPY . .\n",
            files={".env": "API_KEY=k7Gq2LxP9vTn4RbY8wZc1MdF\n", ".dockerignore": "**/.env\n"},
        ),
    ),
)
