"""ADD of a URL with a password becomes a RUN that downloads the same file with a mounted secret.

ADD gives a downloaded file mode 0600 and makes the folders above it (docs.docker.com/reference/dockerfile, "ADD");
curl's ``--create-dirs`` and a ``chmod`` do the same.
"""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.effort import bounded, look_at
from dockerlint.remedy.form import give_variable, secret_id, supply_variable, uses_environment
from dockerlint.remedy.plan import Plan
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit
from dockerlint.trace.catalogue.urls import find_urls_with_credentials

if TYPE_CHECKING:
    from dockerlint.finding import Fix
    from dockerlint.model import Step
    from dockerlint.settings import Settings
    from dockerlint.trace.secrets import Literal
    from dockerlint.trace.trace import Trace

# Images of docker-library that are made on buildpack-deps, or have curl themselves; slim and Alpine ones have not.
_HAVE_CURL = frozenset({
    "buildpack-deps", "golang", "node", "python", "ruby", "php", "perl", "rust", "openjdk", "maven", "gradle", "erlang",
    "elixir", "haskell", "gcc", "amazonlinux", "fedora", "centos", "almalinux", "rockylinux", "oraclelinux", "curl",
    "alpine-curl",
})  # fmt: skip
_LEAN = lazy(r"slim|alpine|distroless|minimal|scratch|busybox")
_CURL = lazy(r"\bcurl\b")


@bounded
def download_with_secret(trace: Trace, literal: Literal, settings: Settings) -> Fix | Refusal:
    """The fix for one ADD whose URL holds ``literal``."""
    step = literal.step
    if step is None or step.keyword != "ADD":
        return Refusal("only the commands of a RUN can read a secret mount")
    words = [word.raw for word in step.instruction.words]
    reason = _obstacle(trace, step, words)
    if reason:
        return Refusal(reason)
    url = next((each for each in find_urls_with_credentials(words[0]) if each.place == "password"), None)
    if url is None or "$" in url.user or not re.fullmatch(r"https?", url.scheme):
        return Refusal("only user and password of an http URL can be given to curl")
    name = re.sub(
        r"\W+",
        "_",
        url.host.partition(":")[0].split(".")[-2] if re.search(r"\.[a-z]+(?::|$)", url.host) else "download",
    )
    name = f"{name.upper()}_PASSWORD"
    identity = secret_id(name, settings)
    as_environment = uses_environment(trace.dockerfile, settings)
    given = give_variable(name, identity, step, as_environment=as_environment, exported=False)
    target = words[1]
    plain = words[0][: words[0].index("://") + 3] + words[0][words[0].index("@", url.password_end) + 1 :]
    if target.endswith("/"):
        target += posixpath.basename(plain.partition("?")[0])
    source = trace.dockerfile.source
    escape, newline = trace.dockerfile.parsed.escape, source.newline_at(step.instruction.span.start)
    keyword = "RUN" if source.text[step.instruction.keyword_span.start].isupper() else "run"
    command = (
        f'curl -fsSL --create-dirs -u "{url.user}:{given.reading}" -o {target} {_quoted(plain)} && chmod 600 {target}'
    )
    plan = Plan(trace)
    plan.edits.append(
        Edit(source.path, step.instruction.text_span, f"{keyword} {given.mount} {escape}{newline}    {command}")
    )
    plan.supply[supply_variable(identity, name)] = None
    return plan.fix("download it with a secret mount instead of ADD")


def _obstacle(trace: Trace, step: Step, words: list[str]) -> str:
    """Why this ADD cannot become a RUN, "" when it can."""
    if step.instruction.json is not None or len(words) != 2:
        return "ADD reads no mount, and this one has several sources or is in JSON form"
    if step.instruction.flags:
        return "ADD reads no mount, and its options have no counterpart in curl"
    if not step.user.is_root or step.stage.is_windows or step.onbuild:
        return "ADD reads no mount, and a RUN would not run as root here"
    if words[0].partition("?")[0].endswith(".git") or words[0].partition("#")[0].endswith(".git"):
        return "ADD reads no mount, and clones a Git repository here"
    return "" if has_curl(trace, step) else "ADD reads no mount, and the image is not known to have curl for a RUN"


def has_curl(trace: Trace, step: Step) -> bool:
    """Whether curl is there at ``step``: its base image has it, or a RUN before installs or calls it."""
    reference = parse_reference(step.stage.root_image)
    if reference.name in _HAVE_CURL and not _LEAN.search(reference.tag):
        return True
    for stage in step.stage.chain():
        for other in stage.steps:
            is_before = stage is not step.stage or other.index < step.index
            look_at(trace, other)
            if other.keyword == "RUN" and is_before and _CURL.search(trace.text(other).text):
                return True
    return False


def _quoted(url: str) -> str:
    return url if re.fullmatch(r"[\w@%+=:,./~-]+", url) else f'"{url}"'
