"""What a user may set that changes how rules write their fixes."""

from __future__ import annotations

from dockerlint.record import NamedTuple

SECRET_FORMS = ("auto", "env", "file")
SECRET_ID_CASES = ("lower", "keep")
PROJECT_KINDS = ("go", "rust", "c", "java", "dotnet", "node", "python", "ruby", "php", "elixir", "generic")


class Settings(NamedTuple):
    """Choices for fixes, one of the allowed values each.

    ``secret_form`` is how a RUN reads a secret: ``env`` by ``--mount=type=secret,id=…,env=…`` (Dockerfile frontend 1.10
    and newer, not Buildah), ``file`` from ``/run/secrets``, ``auto`` the first where the file's ``# syntax=`` line
    promises it, else the second.  ``secret_id_case`` is how a secret's id is made from a variable's name: in ``lower``
    case, or ``keep`` as it is.
    ``runtime_bases`` are pairs of a kind of project and the image that the final stage of a split starts from, in place
    of the nearest smaller relative of the build's.
    """

    secret_form: str = "auto"  # one of SECRET_FORMS
    secret_id_case: str = "lower"  # one of SECRET_ID_CASES
    runtime_bases: tuple[tuple[str, str], ...] = ()  # one of PROJECT_KINDS, image
