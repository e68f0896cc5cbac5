"""Who shipped what was found, by the package managers of its image.

The digest of a file is proof.  Less is taken for it only where no token's own checksum says otherwise: that nothing
wrote to a package's file since it was installed, and that Python compiled the file from one that a package owns.
"""

from __future__ import annotations

from dockerlint.image.compiled import source_of
from dockerlint.image.matching.judge import CHECKSUM_IS_RIGHT
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dockerlint.image.packages import Ownership, Packages
    from dockerlint.image.verdict import LeakPlace


class Claim(NamedTuple):
    """What package managers say of a file that holds a credential, in words, and whether a package shipped that."""

    note: str = ""
    is_shipped: bool = False


class Vendors:
    """The package managers of all images, by the images' ``id``; ``places`` are all where anything was found."""

    def __init__(self, places: Iterable[LeakPlace], packages: Mapping[int, Packages]) -> None:
        self._packages = packages
        self._changed: set[tuple[int, str]] = set()
        for place in places:
            owner = self._owner(place)
            if owner is not None and not owner.is_unchanged:
                self._changed.add(_key(place, place.found.place.path))

    def claims_to(self, places: Sequence[LeakPlace]) -> list[Claim]:
        """What is said of each of the places of one value."""
        claims = [self._claim(place) for place in places]
        shipped = [place for place, claim in zip(places, claims, strict=True) if claim.is_shipped]
        files = {_key(place, place.found.place.path) for place in shipped}
        ends = {_key(place, _end(place.found.place.path)) for place in shipped}
        return [
            claim._replace(is_shipped=claim.is_shipped or _is_copy(place, files, ends))
            for place, claim in zip(places, claims, strict=True)
        ]

    def _claim(self, place: LeakPlace) -> Claim:
        checks = CHECKSUM_IS_RIGHT in place.found.notes
        owner = self._owner(place)
        if owner is None:
            return self._claim_of_source(place) if not checks else Claim()
        if not owner.is_unchanged:
            return Claim(f"changed since {owner} was installed")
        if owner.digest:
            return Claim(f"shipped by {owner}", is_shipped=True)
        return Claim(f"not written since {owner} was installed", is_shipped=not checks)

    def _claim_of_source(self, place: LeakPlace) -> Claim:
        """That Python compiled the file from one of a package, which is not known to be changed."""
        packages, digests = self._packages.get(id(place.image)), place.found.digests
        if packages is None or digests is None or not digests.made_of or _key(place, digests.made_of) in self._changed:
            return Claim()
        package = packages.package_with(digests.made_of)
        return Claim(f"compiled from a file of {package}", is_shipped=True) if package is not None else Claim()

    def _owner(self, place: LeakPlace) -> Ownership | None:
        """The package that the file is of, changed or not."""
        packages = self._packages.get(id(place.image))
        found = place.found
        if packages is None or place.layer < 0 or found.digests is None or found.place.aspect != "content":
            return None
        return packages.owner_of(found.place.path, found.digests)


def _is_copy(place: LeakPlace, files: set[tuple[int, str]], ends: set[tuple[int, str]]) -> bool:
    """Whether what holds a value is but a copy of a shipped file with it.

    That is what Python compiled of it, or a file of its name and folder in an archive, as caches of package managers
    keep them.
    """
    at = place.found.place
    if at.inner:
        return _key(place, _end(at.inner[-1])) in ends
    return _key(place, source_of(at.path)) in files


def _key(place: LeakPlace, path: str) -> tuple[int, str]:
    return id(place.image), path


def _end(path: str) -> str:
    return "/".join(path.split("/")[-2:])
