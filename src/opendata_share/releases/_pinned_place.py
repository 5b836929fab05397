"""A place whose catalogue is verified against a pin before anything is read from it.

What lives here: what a pin adds to a place: the catalogue agencies signed, when it was vouched for, and whose part of
it is refused. What this file must not know: signatures (`trust`), how bytes come (the place inside).

Everything else comes from the place inside and is held against what was signed: a manifest against the agency's role,
every file against its manifest.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from datetime import datetime
from typing import Final

from ..errors import TrustError
from ..trust import FOLDER, Pin, State, Verified
from ..trust import verify as verified_against
from ._layout import CatalogDocument
from ._place import Place
from ._signed_catalog import catalog_of
from ._wants import Bring, BringAsync, Flow, also


class PinnedPlace:
    """A place behind a pin.

    Args:
        inside: Where the bytes come from.
        pin: The digest of the catalogue's first root.
        state: What is remembered of the catalogue.

    Attributes:
        trust: "verified".
        pin: As given.
    """

    trust: Final = "verified"

    def __init__(self, inside: Place, pin: Pin, state: State) -> None:
        self.pin: Final = pin
        self._inside: Final = inside
        self._state: Final = state
        self._verified: Verified | None = None

    @property
    def vouched_at(self) -> datetime | None:
        """When the publisher last vouched that this is the newest; None before the catalogue was read."""
        return None if self._verified is None else self._verified.vouched_at

    @property
    def refused(self) -> Mapping[str, TrustError]:
        """Why the releases of an agency are not in the catalogue."""
        return {} if self._verified is None else self._verified.refused

    def shown(self, path: str) -> str:
        """Return what messages call `path`."""
        return self._inside.shown(path)

    def reached(self) -> AbstractContextManager[Bring]:
        """As the place inside is."""
        return self._inside.reached()

    def reached_async(self) -> AbstractAsyncContextManager[BringAsync]:
        """As the place inside is."""
        return self._inside.reached_async()

    def catalog(self) -> Flow[CatalogDocument]:
        """Want the catalogue as its agencies signed it.

        Raises:
            TrustError: Something is not as it was signed, or every agency's part is refused.
        """
        try:
            verified = yield from also(verified_against(self.pin, self._state))
        except TrustError as error:
            if error.file is not None and error.file.startswith(FOLDER):
                error.file = self._inside.shown(error.file)
            raise
        self._verified = verified
        if verified.refused and not any(verified.releases.values()):
            raise next(iter(verified.refused.values()))
        return catalog_of(verified.releases, self._inside.shown(FOLDER))
