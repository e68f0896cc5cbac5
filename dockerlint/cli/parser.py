"""The option parser that all verbs share, and the types of their options."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from dockerlint.cli import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Parser(argparse.ArgumentParser):
    """Tells mistakes in one line, with the option that was probably meant."""

    def __init__(self, usage: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            prog="dockerlint",
            usage=usage,
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=_Formatter,
            **({"color": False} if sys.version_info >= (3, 14) else {}),  # type: ignore[arg-type]  # newer than the stubs
        )

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\nTry 'dockerlint --help'.")

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        known, unknown = self.parse_known_intermixed_args(self._with_files(_without_dashes(words)))
        if unknown:
            from dockerlint.engine.nearest import suggestion

            options = [option for action in self._actions for option in action.option_strings]
            raise UsageError(f"unknown option {unknown[0]}{suggestion(unknown[0].partition('=')[0], options)}")
        return known

    def _with_files(self, words: list[str]) -> list[str]:
        """``words`` with a folder before files that look like options: a hook hands over whatever git knows."""
        options = {option for action in self._actions for option in action.option_strings}
        return [
            f"./{word}"
            if len(word) > 1 and word[0] == "-" and word.partition("=")[0] not in options and os.path.isfile(word)
            else word
            for word in words
        ]


def _without_dashes(words: Sequence[str]) -> list[str]:
    """``words`` without the ``--`` behind which all are names: those that look like options are given a folder."""
    if "--" not in words:
        return list(words)
    at = words.index("--")
    names = (f"./{word}" if word.startswith("-") and word != "-" else word for word in words[at + 1 :])
    return [*words[:at], *names]


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """One width everywhere, so that the README can show the text."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=118)


def split_words(lists: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for each in lists for word in each.replace(",", " ").split())


def a_count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)
