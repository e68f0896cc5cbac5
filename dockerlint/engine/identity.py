"""What makes a finding the same one after its file was edited elsewhere."""

from __future__ import annotations

from dockerlint.engine.masking import Mask
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.engine.result import FileResult

LENGTH = 32  # hexadecimal digits


def identities(result: FileResult) -> list[str]:
    """One digest for each finding of ``result``, in order: unique in its file, and without the file's path.

    Made of the rule, the text of the line where the finding begins, blanks left out and secrets masked, and its number
    among equal ones.  It stays the same when the line moves, and tells nothing of a secret's value.  In a built image
    it is made of the secret's fingerprint instead.
    """
    from hashlib import sha256

    mask = Mask(result.source, result.masked) if result.findings else None
    lines: dict[int, str] = {}
    seen: dict[str, int] = {}
    digests = []
    for finding in result.findings:
        assert mask is not None
        line = result.source.position(finding.span.start).line
        if line not in lines:
            lines[line] = sha256("".join(mask.line(line).split()).encode("utf-8", "surrogatepass")).hexdigest()
        key = f"{finding.code}\n{finding.built.fingerprint if finding.built is not None else lines[line]}"
        seen[key] = seen.get(key, 0) + 1
        digests.append(sha256(f"{key}\n{seen[key]}".encode()).hexdigest()[:LENGTH])
    return digests


def identity_at(path: str, identity: str) -> str:
    """A digest that is unique in a whole report: that of a finding together with where its file lies."""
    from hashlib import sha256

    return sha256(f"{path}\n{identity}".encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
