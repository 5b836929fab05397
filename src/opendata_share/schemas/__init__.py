"""The shared vocabulary: the fifteen records public agencies exchange.

What lives here: the records, one subject a file, each loaded when it is first asked for; beside them the code lists
(`code_lists`), the administrative areas (`areas`) and the matching of names (`matching`). What this package must not
know: files, sources, policies, how a table is judged.

Example:
    >>> from opendata_share.schemas import FacilityCapacity
    >>> FacilityCapacity.contract().primary_key
    ('facility_id', 'bed_type', 'care_class', 'observed_at')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._late_names import late

if TYPE_CHECKING:
    from .administrative_area import AdministrativeArea
    from .agency import Agency
    from .citizen_report import CitizenReport
    from .emergency_facility import EmergencyFacility
    from .emergency_incident import EmergencyIncident
    from .facility_capacity import FacilityCapacity
    from .fire_station import FireStation
    from .fleet_count import FleetCount
    from .public_alert import PublicAlert
    from .public_asset import PublicAsset
    from .response_unit import ResponseUnit
    from .service_performance import ServicePerformance
    from .unit_response import UnitResponse
    from .unit_status import UnitStatus
    from .water_source import WaterSource

__all__ = [
    "AdministrativeArea",
    "Agency",
    "CitizenReport",
    "EmergencyFacility",
    "EmergencyIncident",
    "FacilityCapacity",
    "FireStation",
    "FleetCount",
    "PublicAlert",
    "PublicAsset",
    "ResponseUnit",
    "ServicePerformance",
    "UnitResponse",
    "UnitStatus",
    "WaterSource",
]

_MODULES: Final = {
    "AdministrativeArea": "administrative_area",
    "Agency": "agency",
    "CitizenReport": "citizen_report",
    "EmergencyFacility": "emergency_facility",
    "EmergencyIncident": "emergency_incident",
    "FacilityCapacity": "facility_capacity",
    "FireStation": "fire_station",
    "FleetCount": "fleet_count",
    "PublicAlert": "public_alert",
    "PublicAsset": "public_asset",
    "ResponseUnit": "response_unit",
    "ServicePerformance": "service_performance",
    "UnitResponse": "unit_response",
    "UnitStatus": "unit_status",
    "WaterSource": "water_source",
}


__getattr__ = late(__name__, _MODULES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
