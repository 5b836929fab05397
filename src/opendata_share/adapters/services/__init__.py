"""Services: what agencies offer over http, as sources.

What lives here: one small file a kind of service, which says how it is asked, and the one loop that asks. What this
room must not know: contracts, field maps, types; httpx.
"""

from __future__ import annotations

from ._api import ApiSource
from ._bookmark import Bookmark
from ._ckan import CkanSource
from ._service_source import ServiceSource

__all__ = ["ApiSource", "Bookmark", "CkanSource", "ServiceSource"]
