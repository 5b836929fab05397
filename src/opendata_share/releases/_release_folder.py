"""The folder of one release: which catalogue it lies in, and which of its releases it is.

What lives here: reading that off its path. What this file must not know: whether the catalogue lists it, which is for
whoever opens the catalogue.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from .._dataclass import dataclass
from ._layout import CATALOG, MANIFEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFolder:
    """A folder `CATALOGUE/AGENCY/DATASET/NUMBER`.

    Attributes:
        catalog: The folder of the catalogue.
        dataset: "agency/dataset".
        number: The number of the release.
    """

    catalog: Path
    dataset: str
    number: str

    @classmethod
    def at(cls, place: Path | str) -> Self | None:
        """Return what the path of a folder says, or None where it is the folder of no release.

        Example:
            >>> from opendata_share.releases import ReleaseFolder
            >>> ReleaseFolder.at("public/") is None
            True
        """
        folder = Path(place)
        if "://" in str(place) or not (folder / MANIFEST).is_file() or (folder / CATALOG).is_file():
            return None
        folder = folder.resolve()
        dataset, agency = folder.parent, folder.parent.parent
        return cls(catalog=agency.parent, dataset=f"{agency.name}/{dataset.name}", number=folder.name)
