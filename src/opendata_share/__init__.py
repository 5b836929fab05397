"""opendata_share: public agencies publish and consume each other's data in one consistent format.

The journey is source → adapt → Table → validate → Validated → protect → Protected → publish → a release →
open_catalog → read. This is the front door; every name is loaded when it is first used.

    import opendata_share as share

    beds = share.adapt("beds.csv", field_map="beds.toml")
    safe = share.protect(share.validate(beds), policy="open")
    share.publish(safe, into="public/", partial=True)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ._late_names import late

if TYPE_CHECKING:
    from .adapters import FieldMap, adapt, adapt_bundle
    from .contract import Check, CodeList, Contract, DatasetInfo, Record, Sensitivity
    from .errors import OpenDataShareError
    from .policy import Policy, protect
    from .releases import Catalog, Publication, Release, open_catalog, open_catalog_async, publish
    from .report import Report, Violation
    from .stages import Bundle, Protected, Rejected, Table, Validated
    from .validation import validate

__version__: Final = "0.1.0"

_ROOMS: Final = {
    "adapters": ("FieldMap", "adapt", "adapt_bundle"),
    "contract": ("Check", "CodeList", "Contract", "DatasetInfo", "Record", "Sensitivity"),
    "errors": ("OpenDataShareError",),
    "policy": ("Policy", "protect"),
    "releases": ("Catalog", "Publication", "Release", "open_catalog", "open_catalog_async", "publish"),
    "report": ("Report", "Violation"),
    "stages": ("Bundle", "Protected", "Rejected", "Table", "Validated"),
    "validation": ("validate",),
}
_ROOM_OF: Final = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Bundle",
    "Catalog",
    "Check",
    "CodeList",
    "Contract",
    "DatasetInfo",
    "FieldMap",
    "OpenDataShareError",
    "Policy",
    "Protected",
    "Publication",
    "Record",
    "Rejected",
    "Release",
    "Report",
    "Sensitivity",
    "Table",
    "Validated",
    "Violation",
    "adapt",
    "adapt_bundle",
    "open_catalog",
    "open_catalog_async",
    "protect",
    "publish",
    "validate",
]


__getattr__ = late(__name__, _ROOM_OF)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
