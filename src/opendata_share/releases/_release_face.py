"""What a release says of itself wherever its bytes are, whoever asks.

What lives here: what both faces of a release have in common, none of which fetches anything. What this file must not
know: whether the caller waits or awaits.
"""

from __future__ import annotations

from typing import Final

from ._layout import DatasetEntry, ReleaseEntry
from ._links import Amendment, HarvestedFrom
from ._notices import Notice, correction_of, withdrawal_of
from ._place import Place, Trust
from ._release_flow import ReleaseFlow


class ReleaseFace:
    """What the catalogue says of one release.

    Attributes:
        dataset: "agency/dataset".
        number: "1", "2", …
        published_at: When it was published, aware, UTC.
    """

    def __init__(self, place: Place, dataset: DatasetEntry, entry: ReleaseEntry, audience: str) -> None:
        self.dataset: Final = dataset.id
        self.number: Final = entry.release
        self.published_at: Final = entry.published_at
        self.place: Final = place
        self.flow: Final = ReleaseFlow(place, dataset, entry, audience)

    def __repr__(self) -> str:
        return self.flow.shown(type(self).__name__)

    @property
    def trust(self) -> Trust:
        """How far its bytes can be trusted: "verified" against a pin, "local", or "unverified" over a network."""
        return self.flow.trust

    @property
    def digest(self) -> str:
        """The "sha256:…" of its manifest, which vouches for every byte of it."""
        return self.flow.digest

    @property
    def withdrawn(self) -> Notice | None:
        """What says that the release was taken back, and why; None where it stands."""
        return withdrawal_of(self.flow.listed, self.number)

    @property
    def corrected(self) -> Notice | None:
        """The newest release that takes the place of this one, and why; None where none does."""
        return correction_of(self.flow.listed, self.number)

    @property
    def corrects(self) -> Amendment | None:
        """The earlier release whose place this one takes, and why; None where it is no correction."""
        return self.flow.entry.corrects

    @property
    def origin(self) -> HarvestedFrom | None:
        """Where the release was harvested; None where it was published in this catalogue."""
        return self.flow.entry.origin
