"""``dockerlint image history`` and ``dockerlint image show``: an image for people, secrets masked."""

from __future__ import annotations

from dockerlint.cli import OK, UNREADABLE, tell
from dockerlint.cli.image import need_extra
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.paint import printable

if TYPE_CHECKING:
    from dockerlint.image.source.access import Access


def print_history(reference: str, access: Access) -> int:
    """Print the steps of each image; the exit status."""
    need_extra()
    from dockerlint.engine.check import check_file
    from dockerlint.engine.masking import Mask
    from dockerlint.image.history import render_history
    from dockerlint.image.source import open_images
    from dockerlint.rules import load_rules
    from dockerlint.settings import Settings

    rules = load_rules()
    try:
        with open_images(reference, access) as images:
            for image in images:
                print(f"# {printable(image.name)} {printable(str(image.platform))} {printable(image.digest)}")
                source = render_history(image, image.name).source
                mask = Mask(source, check_file(source, Settings(), rules, with_fixes=False).masked)
                for line in range(2, len(source.line_starts) + 1):
                    shown = mask.line(line)
                    if shown:
                        print(printable(shown))
    except ImageError as error:
        tell(printable(str(error)))
        return UNREADABLE
    return OK


def print_file(reference: str, path: str, layer: int | None, access: Access) -> int:
    """Print the newest version of a file, or that of one layer; the exit status."""
    need_extra()
    from dockerlint.image.showing import find_file, masked_content
    from dockerlint.image.source import open_images

    try:
        with open_images(reference, access) as images:
            for image in images:
                found = find_file(image, path, layer, access.limits)
                if found is not None:
                    number, data = found
                    _print_content(path, number, masked_content(path, data), len(data))
                    return OK
    except ImageError as error:
        tell(printable(str(error)))
        return UNREADABLE
    where = f"layer {layer} of " if layer is not None else ""
    tell(f"{where}{printable(reference)} has no file {printable(path)}")
    return UNREADABLE


def _print_content(path: str, number: int, data: bytes, size: int) -> None:
    from dockerlint.report.image import size_words

    tell(f"{printable(path)} in layer {number}, {size_words(size)}")
    if b"\0" in data[:8192]:
        tell("it is binary, so it is not shown")
        return
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        print(printable(line))
