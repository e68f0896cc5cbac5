"""The value that says what one command does."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.staging.calls import Call


class Effect(NamedTuple):
    """What a command does.

    ``kind`` is

    * ``none``: nothing that stays, or only in caches and temporary folders;
    * ``build``: it works in its folder, and makes the files ``paths`` where they are named;
    * ``write``: it makes or changes ``paths``;
    * ``remove``: it removes ``paths``;
    * ``setup``: it makes or changes ``paths`` in a way that can be done again in another stage;
    * ``account``: it makes the users or groups ``names``; can be done again, too;
    * ``install``, ``uninstall``: packages ``names`` of the system by ``manager``, or what a language's ``manager`` puts
      beside its interpreter;
    * ``unknown``: see ``reason``.

    ``paths`` are absolute.  ``gone`` are paths from which the command moves something away.
    """

    kind: str
    call: Call
    paths: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    manager: str = ""
    reason: str = ""
    gone: tuple[str, ...] = ()

    @property
    def is_of_system(self) -> bool:
        """Whether the packages are the distribution's, as opposed to a language's."""
        return self.manager in ("apt-get", "apk", "dnf")
