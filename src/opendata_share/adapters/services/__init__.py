"""Services: what agencies offer over http, as sources.

What lives here: one small file a kind of service, which says how it is asked, and the one loop that asks. What this
room must not know: contracts, field maps, types; httpx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..._late_names import late

if TYPE_CHECKING:
    from ._api import ApiSource
    from ._arcgis import ArcgisSource
    from ._bookmark import Bookmark
    from ._ckan import CkanSource
    from ._fhir import FhirSource
    from ._ngsi_ld import NgsiLdSource
    from ._ogc_features import OgcFeaturesSource
    from ._open311 import Open311Source
    from ._service_source import ServiceSource
    from ._socrata import SocrataSource

__all__ = [
    "ApiSource",
    "ArcgisSource",
    "Bookmark",
    "CkanSource",
    "FhirSource",
    "NgsiLdSource",
    "OgcFeaturesSource",
    "Open311Source",
    "ServiceSource",
    "SocrataSource",
]

_MODULE_OF: Final = {
    "ApiSource": "_api",
    "ArcgisSource": "_arcgis",
    "Bookmark": "_bookmark",
    "CkanSource": "_ckan",
    "FhirSource": "_fhir",
    "NgsiLdSource": "_ngsi_ld",
    "OgcFeaturesSource": "_ogc_features",
    "Open311Source": "_open311",
    "ServiceSource": "_service_source",
    "SocrataSource": "_socrata",
}


__getattr__ = late(__name__, _MODULE_OF)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
