"""Logins of GitLab jobs to Azure with a client secret, and the same with the job's own token.

As in docs.gitlab.com "Configure OpenID Connect in Azure to retrieve temporary credentials": ``--federated-token``, of
a token for the audience https://gitlab.com.
"""

from __future__ import annotations

from dockerlint.callers.documents import documents_of
from dockerlint.callers.logins import setup
from dockerlint.callers.logins.github import Lasting
from dockerlint.callers.logins.texts import shell_texts
from dockerlint.callers.yaml.edits import add_entry
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.shell import read_script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.logins.texts import ShellText
    from dockerlint.callers.yaml import Node
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.shell.script import Command, Word
    from dockerlint.text import Source

LOGIN = "az login"
_TOKEN = "AZURE_IDENTITY_TOKEN"
_ENTRY = f"id_tokens:\n  {_TOKEN}:\n    aud: https://gitlab.com"


def azure_logins(source: Source, document: Node) -> Iterator[Lasting]:
    """The commands of a pipeline that log in to Azure with a secret from a variable, told with its first document."""
    roots = documents_of(source)
    if document is not roots[0]:
        return
    for text in shell_texts(source, "gitlab", LOGIN):
        script = read_script(text.text.text)
        for command in script.every_command() if script.error is None else ():
            found = _secret(command.unwrapped())
            if found is not None:
                first, last = found
                remedy: Outcome = Refusal("the command stands in a text that is put together at run time")
                if command.verbatim:
                    remedy = _by_token(source, roots, text, first, last)
                span = text.text.span(first.start, last.end)
                yield Lasting(span, "a client secret of Azure", "azure", remedy, setup.GITLAB_AZURE)


def _secret(command: Command) -> tuple[Word, Word] | None:
    """The first and last word of the option that gives the secret."""
    words = command.words
    if command.name != "az" or len(words) < 2 or words[1].literal != "login":
        return None
    if not any(word.literal == "--service-principal" for word in words):
        return None
    for at, word in enumerate(words):
        if word.literal in ("-p", "--password") and at + 1 < len(words) and words[at + 1].variables:
            return word, words[at + 1]
        if word.raw.startswith("--password=") and word.variables:
            return word, word
    return None


def _by_token(source: Source, roots: tuple[Node, ...], text: ShellText, first: Word, last: Word) -> Outcome:
    job = text.step
    if job is None or any(job is root for root in roots):
        return Refusal("which of the jobs run the command is not known")
    edits = [text.text.replace(first.start, last.end, f"--federated-token ${_TOKEN}")]
    tokens = job.entry("id_tokens")
    if tokens is None:
        edits.append(add_entry(source, job, _ENTRY, job.entry("variables") or job.entry("image")))
    elif not job.is_flow and _TOKEN not in source.text[tokens.key.span.start : tokens.end]:
        return Refusal("the job has tokens already")
    made = tuple(edit for edit in edits if edit is not None)
    return made if len(made) == len(edits) else Refusal("the file's style at this place has no room for the change")
