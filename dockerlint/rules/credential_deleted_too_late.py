"""Removing a credential file in a later instruction only hides it: the layer before still holds it.

### What it does
Finds commands that remove a file which an earlier instruction copied, wrote or downloaded with a credential in it.

### Why is this bad?
Layers are separate archives. `docker save` and every registry give out the one with the file in it.

### Fix safety
Needs a secret: the fix is that of the instruction that brought the file; the removal goes with it.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Related, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.bringing import mount_brought
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import confidence_of_file, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for removal in found.removals:
        holding = removal.held_by
        shipped = file.is_shipped(holding.step.stage)
        where = "the image" if shipped else places((Exposure.CACHE,))
        yield RULE.finding(
            file,
            removal.span,
            f"{removal.path} is removed too late: the layer that holds it stays in {where}",
            confidence_of_file(holding.origins),
            secret=Secret(holding.origins[0].name, (Exposure.DELETED_IN_LAYER if shipped else Exposure.CACHE,)),
            related=(Related(holding.span, f"{holding.label} enters the image here"),),
            remedy=mount_brought(found, holding, settings),
        )


RULE = Rule(
    code="SEC205",
    name="credential-deleted-too-late",
    summary="a credential file is removed in a later layer than that which holds it",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            "FROM python:3.12\nCOPY pip.conf /etc/pip.conf\nRUN pip install app\nRUN rm /etc/pip.conf\n",
            "FROM python:3.12\nRUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf,required=true \\\n"
            "    pip install app\n",
            files={"pip.conf": "[global]\nindex-url = https://ci:k7Gq2LxP9vTn@pypi.example.com/simple/\n"},
        ),
        Good("FROM python:3.12\nRUN wget https://example.com/a.tar.gz\nRUN rm a.tar.gz\n"),
    ),
)
