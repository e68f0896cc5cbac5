"""The command line.  A plain ``dockerlint check FILE`` needs no option parser, which would double its time."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

    from dockerlint.engine.result import Failure

OK, FOUND, USAGE, UNREADABLE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 130
BROKEN_PIPE = 141  # as a shell tells of a program that SIGPIPE ended: nobody has read whether there are findings
VERBS = ("check", "explain", "rules", "model", "image", "pipeline", "review", "lsp")


class UsageError(Exception):
    """The caller's mistake, told on stderr with exit status 2."""


def run() -> NoReturn:
    """The program: :func:`main`, then the end of the process.

    One file is checked before cyclic garbage could matter, and nothing is left to be tidied up at exit; both cost a
    quarter of the time.  A run over many files turns the collector on again.
    """
    import gc
    import os

    from dockerlint.start import quicken

    gc.disable()
    quicken()
    status = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            continue
    os._exit(status)


def main(arguments: list[str] | None = None) -> int:
    """Run ``dockerlint`` with ``arguments`` (default: those of the process); the exit status."""
    from dockerlint.engine.config import ConfigError

    words = sys.argv[1:] if arguments is None else arguments
    if None in (sys.stdin, sys.stdout, sys.stderr):
        _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _dispatch(words)
        sys.stdout.flush()
    except (UsageError, ConfigError) as error:
        from dockerlint.report.paint import printable

        lines = str(error).split("\n")
        print("dockerlint:", "\n".join(map(printable, lines)), file=sys.stderr)
        return USAGE
    except KeyboardInterrupt as error:
        number = getattr(error, "number", None)
        tell("interrupted" if number is None else "ended by a signal")
        return INTERRUPTED if number is None else 128 + number
    except BrokenPipeError:
        close_stdout()
        return BROKEN_PIPE
    except OSError as error:
        from dockerlint.engine.files import reason_of

        tell(reason_of(error))
        return UNREADABLE
    except Exception as error:
        from dockerlint.engine.check import frames_of

        tell(f"internal error: {type(error).__name__}; please report it")
        print(frames_of(error) if "--verbose" in words else "--verbose tells where", file=sys.stderr)
        return INTERNAL
    return status


def _dispatch(words: list[str]) -> int:
    verb = words[0] if words and words[0] in VERBS else None
    rest = words[1:] if verb else words
    if verb in (None, "check") and not any(word.startswith("-") for word in rest):
        from dockerlint.cli.check import Request, check

        return check(Request(paths=tuple(rest)))
    from dockerlint.cli.arguments import run_verb

    return run_verb(verb, rest)


def tell(words: str) -> None:
    """Say ``words`` on stderr, in the program's name."""
    print(f"dockerlint: {words}", file=sys.stderr)


def tell_failures(failures: Iterable[Failure], verbose: bool) -> set[str]:
    """Say on stderr what went wrong; the kinds of it."""
    from dockerlint.report.paint import printable

    kinds = set()
    for failure in failures:
        kinds.add(failure.kind)
        defect = "; please report it" if failure.kind == "internal" else ""
        tell(f"{printable(failure.path)}: {printable(failure.message)}{defect}")
        if verbose and failure.detail:
            print(failure.detail, file=sys.stderr)
    return kinds


def _open_closed_streams() -> None:
    """Give standard streams that the caller closed (``>&-``) to the null device, before a file gets their numbers."""
    import os

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open until the end


def close_stdout() -> None:
    """Let the reader that went away go: nothing may be flushed to it at exit."""
    import os

    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
