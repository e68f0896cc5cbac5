"""The fix for a credential file of the image, whichever instruction brought it."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.file import mount_copied, mount_download
from dockerlint.remedy.variable import move_variable
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.finding import Fix
    from dockerlint.settings import Settings
    from dockerlint.trace.secrets import Holding
    from dockerlint.trace.trace import Trace


def mount_brought(found: Trace, holding: Holding, settings: Settings) -> Fix | Refusal:
    """That of the COPY, the download or the variable that the file comes from."""
    for copied in found.copied:
        if (
            copied.step is holding.step
            and copied.destination == holding.path
            and copied.holding is None
            and not copied.whole
        ):
            return mount_copied(found, copied, settings)
    for download in found.downloads:
        if download.step is holding.step and download.path == holding.path:
            return mount_download(found, download, settings)
    variables = [origin for origin in holding.origins if origin.kind in ("arg", "env")]
    return (
        move_variable(found, variables[0], settings)
        if variables
        else Refusal("the instruction that brings it has to change")
    )
