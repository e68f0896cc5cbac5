"""The image that a program should run on, by the image that it is built on: its nearest smaller relative.

*Relative* means the same distribution and release and the same version of the language, so that shared libraries and
compiled extensions still fit.  How each publisher names its tags stands in ``tag_families``.
"""

from __future__ import annotations

from dockerlint.model.images import ImageReference, parse_reference
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.staging.references import LONGEST, Written, prefix_of
from dockerlint.staging.releases import Release, names_release, release_of_image
from dockerlint.staging.tag_families import FAMILIES, UBI, WEB_FAMILIES, parse_tag

if TYPE_CHECKING:
    from typing import Literal

    # What the program asks of its image: the interpreter or virtual machine that it was built with, no more than the
    # shared libraries of its distribution, nothing at all, or (.NET) the web framework.
    Need = Literal["interpreter", "native", "static", "web"]


class RuntimeBase(NamedTuple):
    """An image to start the final stage from.

    ``release`` is that of its packages; None when it has no package manager or when it is not known.  ``moves`` says
    that the build image's tag changes its release over the years (``rust:1``), so that the two may part one day.
    """

    image: str
    release: Release | None
    moves: bool = False


# It brings certificates, time zones, /tmp and the user nonroot (65532), and neither a shell nor a libc.
# https://github.com/GoogleContainerTools/distroless/tree/main/base
STATIC_IMAGE = "gcr.io/distroless/static-debian12"


def runtime_base(reference: ImageReference, need: Need = "interpreter") -> RuntimeBase | None:
    """The run-time relative of ``reference``, itself when there is no smaller one.

    None when the image, its tag or its fitness for ``need`` is not known.  The registry or mirror in front is kept; a
    digest is not carried, as it names another image.
    """
    tag = parse_tag(reference.tag) if len(reference.text) <= LONGEST else None
    if tag is None:
        return None
    families = WEB_FAMILIES if need == "web" else FAMILIES
    for repository, family in families.items():
        prefix = prefix_of(reference, repository)
        if prefix is None:
            continue
        if need == "static":
            return RuntimeBase(STATIC_IMAGE, None)
        image = family(repository, tag)
        if need == "native" and repository not in _DISTRIBUTIONS:
            return _distribution(prefix, repository, reference)
        if image is not None:
            image = _placed(prefix, repository, image)
            return RuntimeBase(image, release_of_image(parse_reference(image)) or release_of_image(reference))
    return None


def runtime_base_as_written(written: str, resolved: str, need: Need = "interpreter") -> RuntimeBase | None:
    """As :func:`runtime_base` for ``FROM python:${VERSION}``, where ``resolved`` has the variables expanded.

    The answer follows the variables: it is None when it would be wrong for a neighbouring version.
    """
    found = runtime_base(parse_reference(resolved), need)
    if found is None or "$" not in written:
        return found
    reference = Written(written, resolved)
    for image in reference.changed_to(found.image):
        if all(_holds(reference, image, values, need) for values in reference.others()):
            return found._replace(image=image)
    return None


def _holds(reference: Written, image: str, values: tuple[str, ...], need: Need) -> bool:
    """Whether ``image`` is right for other values of the variables too, as far as that is known."""
    found = runtime_base(parse_reference(reference.resolved_with(values)), need)
    return found is None or found.image == reference.put(image, values)


_DISTRIBUTIONS = ("debian", "ubuntu", "alpine", "fedora", "rockylinux", "almalinux", "centos", "amazonlinux", *UBI)


def _distribution(prefix: str, repository: str, reference: ImageReference) -> RuntimeBase | None:
    """The bare image of the distribution that ``reference`` is built on."""
    release = release_of_image(reference)
    match release:
        case Release("debian", name) if name:
            image = f"debian:{name}-slim"
        case Release("ubuntu", name) if name:
            image = f"ubuntu:{name}"
        case Release("alpine", name):
            image = f"alpine:{name}" if name else "alpine"
        case _:
            return None
    moves = not names_release(reference.tag) and reference.tag.count(".") < 2
    return RuntimeBase(_placed(prefix, repository, image), release, moves)


def _placed(prefix: str, repository: str, image: str) -> str:
    """``image`` behind the registry that ``repository`` was found behind."""
    if "/" in image and "." in image.partition("/")[0]:
        return image  # its name says where it is
    if prefix.count("/") and "/" in repository and "/" not in image:
        return f"{prefix}library/{image}"
    return prefix + image
