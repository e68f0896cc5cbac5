"""A private key or credential file that the build downloads stays in a layer.

### What it does
Finds `aws s3 cp`, `gsutil cp`, `curl -o`, `wget -O` and similar commands that write a private key or a credential file,
unless the same RUN removes it.

### Why is this bad?
Everyone who can pull the image can read the file; a later `rm` only hides it.

### Fix safety
Needs a secret: the caller gives the file with `--secret`, it is mounted at the same path in the RUNs
that read it, and the download goes. No fix where no RUN is known to read it.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.file import mount_download
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for download in found.downloads:
        if not any(
            each.is_kept for each in found.holdings if each.path == download.path and each.step is download.step
        ):
            continue
        shipped = file.is_shipped(download.step.stage)
        yield RULE.finding(
            file,
            download.span,
            f"the downloaded {download.path} ({with_article(download.what)}) stays in a layer",
            download.confidence,
            secret=Secret(download.path, (Exposure.LAYER if shipped else Exposure.CACHE,)),
            remedy=mount_download(found, download, settings),
        )


RULE = Rule(
    code="SEC203",
    name="credential-download",
    summary="a downloaded credential file stays in a layer",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            "FROM alpine\nRUN aws s3 cp s3://keys/id_rsa /root/.ssh/id_rsa && chmod 400 /root/.ssh/id_rsa\n"
            "RUN git clone git@example.com:app.git\n",
            "FROM alpine\nRUN --mount=type=ssh,required=true \\\n    git clone git@example.com:app.git\n",
        ),
        Good("FROM alpine\nRUN aws s3 cp s3://keys/id_rsa /tmp/id_rsa && git-sync && rm /tmp/id_rsa\n"),
        Good("FROM alpine\nRUN curl -o /usr/share/keyrings/tool.gpg https://example.com/tool.gpg.key\n"),
    ),
)
