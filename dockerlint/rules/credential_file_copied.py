"""A credential file that COPY or ADD brings into the image stays in a layer, even when it is removed later.

### What it does
Finds private keys, `.npmrc`, `.netrc`, `pip.conf`, cloud credentials and other files that hold
credentials, by source, by destination and, where the build context is at hand, by content; there also lists of packages
(`requirements.txt`, `package.json`…) with a password in a URL. Public look-alikes (`*.pub`, `known_hosts`, CA
certificates, files that hold only `${PLACEHOLDERS}`) do not count.

### Why is this bad?
Everyone who can pull the image can read the file; a later `rm` only hides it.

### Fix safety
Needs a secret: the file is mounted, at the same path, in the RUNs that read it, so the build must be given `--secret`
(`--ssh` for a default ssh key). The COPY and commands that only set its mode or removed it go. No fix where no RUN is
known to read the file, and none for a list of packages, which the build needs.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.file import mount_copied
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
        if copied.holding is not None or copied.whole:
            continue
        shipped = file.is_shipped(copied.step.stage)
        where = "a layer of the image" if shipped else places((Exposure.CACHE,))
        yield RULE.finding(
            file,
            copied.span,
            f"{copied.source} ({with_article(copied.what)}) stays in {where}",
            copied.confidence,
            secret=Secret(copied.source, (Exposure.LAYER if shipped else Exposure.CACHE,)),
            remedy=mount_copied(found, copied, settings),
            help=_HELP if copied.kind != "manifest" else "",
        )


_HELP = "mount it where it is read: RUN --mount=type=secret,id=…,target=…,required=true"

RULE = Rule(
    code="SEC201",
    name="credential-file-copied",
    summary="a credential file is copied into the image",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            "FROM node:20\nWORKDIR /app\nCOPY package.json .npmrc ./\nRUN npm ci && rm -f .npmrc\n",
            "FROM node:20\nWORKDIR /app\nCOPY package.json ./\n"
            "RUN --mount=type=secret,id=npmrc,target=/app/.npmrc,required=true \\\n    npm ci\n",
        ),
        Bad(
            "FROM alpine\nCOPY id_rsa /root/.ssh/id_rsa\nRUN chmod 600 /root/.ssh/id_rsa\n"
            "RUN git clone git@example.com:app.git\n",
            "FROM alpine\nRUN --mount=type=ssh,required=true \\\n    git clone git@example.com:app.git\n",
            title="A default ssh key is served by an agent",
        ),
        Bad(
            "FROM python:3.12\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n",
            files={"requirements.txt": "--extra-index-url https://ci:k7Gq2LxP9vTn@pypi.example.com/simple\nacme\n"},
            title="A list of packages has a password in a URL",
        ),
        Good("FROM alpine\nCOPY id_rsa.pub known_hosts /root/.ssh/\nCOPY ca.pem /etc/ssl/\n"),
        Good(
            "FROM node:20\nCOPY .npmrc ./\nRUN npm ci\n",
            files={".npmrc": "registry=https://registry.example.com/\n"},
            title="The file holds no credential",
        ),
    ),
)
