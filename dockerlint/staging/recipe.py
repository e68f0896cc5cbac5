"""What a kind of project says about its split: what the image needs of the build."""

from __future__ import annotations

from dockerlint.record import NamedTuple


class Recipe(NamedTuple):
    """What to carry over, and onto what.

    ``need`` is what the program asks of its image: ``interpreter``, ``native``, ``static`` or ``web``; ``same`` for the
    image that it is built on.  ``trees`` are the files and folders of the build stage that make up the program,
    ``left`` folders of which nothing else is needed.  ``packages`` are system packages that the program needs though
    nothing in the Dockerfile names them, as words of ``dockerlint/staging/programs.py``.  ``prune`` are commands that
    the build stage runs last, such as removing what only the build needs, ``clean`` such that take away what lies among
    the trees and would be no gain by itself, ``then`` such that the final stage runs behind the copying.  ``stays_out``
    says what is no longer in the image, ``kept_for`` why nothing of the project does.
    """

    kind: str
    need: str
    trees: tuple[str, ...]
    left: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    prune: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()
    stays_out: str = ""
    kept_for: str = ""
