"""EDXL-HAVE 1.0 (OASIS, 2008): which hospital has room, as one `HospitalStatus`.

What lives here: facilities and the latest count of their beds as elements. What this file must not know: files,
policies.

HAVE knows one state a hospital, the latest: of every kind of bed the newest row counts, older ones are said to be lost.
Beds of a kind HAVE has no word for are lost too, never put under a neighbouring word. `LastUpdateTime` is the newest
observation; a facility without one has the time of its record. A table of capacity alone makes hospitals that have no
more than their name; a facility no row of capacity speaks of is written without beds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Final

from .._dataclass import dataclass
from ..contract import CodeList
from ..errors import DefinitionError
from ..stages import Table
from ._form import Document, Form
from ._losses import Losses
from ._rows import Row, rows_of
from ._xml_text import HEAD, element, is_whole, text

_FACILITIES: Final = "emergency-facility"
_CAPACITY: Final = "facility-capacity"
_SYSTEM: Final = "edxl-have"
_NAMESPACES: Final = {
    "xmlns": "urn:oasis:names:tc:emergency:EDXL:HAVE:1.0",
    "xmlns__xpil": "urn:oasis:names:tc:ciq:xpil:3",
    "xmlns__xnl": "urn:oasis:names:tc:ciq:xnl:3",
    "xmlns__xal": "urn:oasis:names:tc:ciq:xal:3",
    "xmlns__gml": "http://www.opengis.net/gml",
}
_BEDS: Final = ("available_beds", "staffed_beds", "additional_24h", "additional_72h")
_COUNTS: Final = ("AvailableCount", "BaselineCount", "AdditionalCapacityCount24Hr", "AdditionalCapacityCount72Hr")
_TRIAGE: Final = ("red", "yellow", "green", "black")
_DEPARTMENT: Final = ("ems_traffic_status", "ems_offload_status", "ems_offload_minutes")
_NOT_AVAILABLE: Final = frozenset({"full", "exceeded"})
#: The elements of ServiceCoverageStatus in the order of the schema: (container, element or (subtypes, …)).
_COVERAGE: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("", ("Burn",)),
    ("Cardiology", ("CardiologyInvasive", "CardiologyNonInvasive")),
    ("", ("Dialysis",)),
    ("", ("EmergencyDepartment",)),
    ("", ("HyperbaricChamber",)),
    ("", ("InfectiousDisease",)),
    ("", ("Neonatology",)),
    ("Neurology", ("NeurologyInvasive", "NeurologyNonInvasive")),
    ("OBGYN", ("OBGYNWithLaborDelivery", "OBGYNWithoutLaborDelivery")),
    ("", ("Ophthalmology",)),
    ("", ("Orthopedic",)),
    ("", ("Pediatrics",)),
    ("Psychiatric", ("PsychiatricAdultGeneral", "PsychiatricPediatric")),
    ("Surgery", ()),
    ("TransportServices", ("AmbulanceServices", "AirTransportServices")),
    ("TraumaCenterServices", ()),
)
_LEVELS: Final = {f"level_{number}": f"Level{number}" for number in range(1, 5)}


@dataclass(frozen=True, slots=True)
class _Beds:
    """The newest row about one kind of bed in one class of care."""

    observed_at: str
    bed_type: str
    care_class: str
    status: str | None
    counts: tuple[int | None, ...]
    department: tuple[Any, ...]
    triage: tuple[int | None, ...]


@dataclass(slots=True)
class _Hospital:
    """What is known of one hospital while the tables are read."""

    name: str
    beds: dict[tuple[str, str], _Beds] = field(default_factory=dict)


def _documents(tables: Mapping[str, Table], losses: Losses) -> Iterator[Document]:
    yield "hospital-status.xml", _pieces(tables, losses)


def _pieces(tables: Mapping[str, Table], losses: Losses) -> Iterator[bytes]:
    declared = " ".join(f'{key.replace("__", ":")}="{value}"' for key, value in _NAMESPACES.items())
    yield f"{HEAD}<HospitalStatus {declared}>\n".encode()
    is_empty = True
    for hospital in _hospitals(tables, losses):
        is_empty = False
        yield f"{hospital}\n".encode()
    if is_empty:  # the schema demands one
        raise DefinitionError("export-nothing", form=EDXL_HAVE.name)
    yield b"</HospitalStatus>\n"


def _hospitals(tables: Mapping[str, Table], losses: Losses) -> Iterator[str]:
    counted = _counted(tables[_CAPACITY], losses) if _CAPACITY in tables else {}
    words = _Words(tables)
    if _FACILITIES in tables:
        for row in rows_of(tables[_FACILITIES], losses):
            yield _facility(row, counted.pop(row.look("id"), None), words, losses)
    for hospital in counted.values():
        name = element("Organization", element("OrganizationInformation", _named(hospital.name)))
        yield element("Hospital", name + _state(hospital, words, losses) + _updated(hospital, None))


class _Words:
    """HAVE's words for our codes."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._lists: dict[str, CodeList] = {
            codes.name: codes for table in tables.values() for codes in table.contract.code_lists
        }

    def of(self, code_list: str, code: str | None) -> list[str]:
        """Return the words for a code; none where HAVE has no word."""
        found = None if code is None or code_list not in self._lists else self._lists[code_list].code(code)
        return [] if found is None else [word for system, word in found.mappings if system == _SYSTEM]


def _counted(table: Table, losses: Losses) -> dict[str, _Hospital]:
    """Return the newest row of every kind of bed, by the facility's id or else its name."""
    hospitals: dict[str, _Hospital] = {}
    for row in rows_of(table, losses):
        name = row.take("facility_name_source")
        key = row.take("facility_id") or f"{name}\n{row.take('area_code') or row.take('area_source')}"
        hospital = hospitals.setdefault(key, _Hospital(name or row.look("facility_id")))
        beds = _beds(row)
        kind = (beds.bed_type, beds.care_class)
        known = hospital.beds.get(kind)
        if known is not None:
            losses.add(_CAPACITY, None, "older-observation")
        # "…:00" is before "…:00.5": without the Z a time in UTC sorts as text
        if known is None or known.observed_at.rstrip("Z") < beds.observed_at.rstrip("Z"):
            hospital.beds[kind] = beds
    return hospitals


def _beds(row: Row) -> _Beds:
    is_department = row.look("bed_type") == "emergency_department"
    return _Beds(
        observed_at=row.take("observed_at"),
        bed_type=row.take("bed_type"),
        care_class=row.take("care_class"),
        status=row.take("capacity_status"),
        counts=tuple(row.take(name) for name in _BEDS),
        department=tuple(row.take(name) if is_department else None for name in _DEPARTMENT),
        triage=tuple(row.take(f"triage_capacity_{colour}") if is_department else None for colour in _TRIAGE),
    )


def _facility(row: Row, hospital: _Hospital | None, words: _Words, losses: Losses) -> str:
    name = row.take("name")
    if not is_whole(name):
        row.lose("name", "invalid-there")
    organization = element("OrganizationInformation", _named(name) + _address(row) + _contact(row) + _identifier(row))
    organization = element("Organization", organization + _point(row))
    known = hospital or _Hospital(name)
    recorded = row.take("recorded_at")
    department, beds = _department(known, words), _capacity(known, words, losses)
    services, status = _coverage(row, words), _status(row, words)
    return element("Hospital", organization + department + beds + services + status + _updated(known, recorded))


def _state(hospital: _Hospital, words: _Words, losses: Losses) -> str:
    return _department(hospital, words) + _capacity(hospital, words, losses)


def _named(name: str) -> str:
    return element("xnl:OrganisationName", element("xnl:NameElement", text(name)))


def _address(row: Row) -> str:
    line, code = row.take("address"), row.take("postal_code")
    free = element("xal:FreeTextAddress", element("xal:AddressLine", text(line))) if line else ""
    post = element("xal:PostCode", element("xal:Identifier", text(code))) if code else ""
    return element("xpil:Addresses", element("xpil:Address", free + post)) if free or post else ""


def _contact(row: Row) -> str:
    phone, mail, site = row.take("phone"), row.take("email"), row.take("website")
    number = element("xpil:ContactNumberElement", text(phone))
    numbers = element("xpil:ContactNumbers", element("xpil:ContactNumber", number)) if phone else ""
    said = element("xpil:ElectronicAddressIdentifier", text(mail), xpil__Type="EMAIL") if mail else ""
    said += element("xpil:ElectronicAddressIdentifier", text(site), xpil__Type="URL") if site else ""
    return numbers + (element("xpil:ElectronicAddressIdentifiers", said) if said else "")


def _identifier(row: Row) -> str:
    own = element("xpil:Identifier", element("xpil:IdentifierElement", text(row.take("id"))))
    return element("xpil:Identifiers", own)


def _point(row: Row) -> str:
    if row.look("latitude") is None or row.look("longitude") is None:
        return ""
    place = f"{row.take('latitude')!r} {row.take('longitude')!r}"  # GML in HAVE 1.0: latitude first
    return element("OrganizationGeoLocation", element("gml:Point", element("gml:pos", place)))


def _department(hospital: _Hospital, words: _Words) -> str:
    beds = next((beds for beds in hospital.beds.values() if beds.bed_type == "emergency_department"), None)
    if beds is None:
        return ""
    traffic, offload, minutes = beds.department
    content = ""
    if traffic:
        content += element("EMSTraffic", element("EMSTrafficStatus", words.of("ems-traffic-status", traffic)[0]))
    colours = [
        element("TriageCodeValue", colour.capitalize()) + element("TriageCountQuantity", str(count))
        for colour, count in zip(_TRIAGE, beds.triage, strict=True)
        if count is not None
    ]
    if colours:
        content += element("EMSCapacity", "".join(element("TriageCode", colour) for colour in colours))
    if offload or minutes is not None:
        said = element("EMSOffloadStatus", words.of("ems-offload-status", offload)[0]) if offload else ""
        said += element("EMSOffloadMinutes", text(minutes))
        content += element("EMSAmbulanceStatus", said)
    return element("EmergencyDepartmentStatus", content) if content else ""


def _capacity(hospital: _Hospital, words: _Words, losses: Losses) -> str:
    content = ""
    for beds in sorted(hospital.beds.values(), key=lambda beds: (beds.bed_type, beds.care_class)):
        kinds = words.of("bed-type", beds.bed_type)
        if not kinds:
            losses.add(_CAPACITY, "bed_type", "no-counterpart")
            continue
        inner = element("BedType", kinds[0])
        if beds.care_class != "none":
            inner += element("SubCategoryBedType", text(beds.care_class))
        content += element("BedCapacity", inner + element("Capacity", _figures(beds, losses)))
    return element("HospitalBedCapacityStatus", content) if content else ""


def _figures(beds: _Beds, losses: Losses) -> str:
    said = ""
    if beds.status == "open":
        said = element("CapacityStatus", "Vacant/Available")
    elif beds.status in _NOT_AVAILABLE:
        said = element("CapacityStatus", "NotAvailable")
    if beds.status not in {None, "open", "full"}:
        losses.add(_CAPACITY, "capacity_status", "less-precise" if beds.status == "exceeded" else "no-counterpart")
    return said + "".join(element(name, text(count)) for name, count in zip(_COUNTS, beds.counts, strict=True))


def _coverage(row: Row, words: _Words) -> str:
    """Return what the facility can treat, in the schema's order; what it does not say is not denied."""
    said: dict[str, str] = {}
    if (always := row.take("is_emergency_24h")) is not None:
        said["EmergencyDepartment"] = "true" if always else "false"
    for capability in row.take("capabilities") or []:
        services = words.of("service-capability", capability)
        if not services:
            row.lose("capabilities", "no-counterpart")
        for service in services:
            said[service] = "true"
    level = _LEVELS.get(row.take("emergency_level") or "")
    if row.look("emergency_level") is not None and level is None:
        row.lose("emergency_level", "no-counterpart")
    if level is not None:
        said["TraumaCenterServices"] = "true"
    content = "".join(_service(container, names, said, level) for container, names in _COVERAGE)
    return element("ServiceCoverageStatus", content) if content else ""


def _service(container: str, names: tuple[str, ...], said: Mapping[str, str], level: str | None) -> str:
    if not container:
        return element(names[0], said.get(names[0]))
    kinds = "".join(element(name, said.get(name)) for name in names)
    inner = element(f"{container}SubType", kinds) if kinds else element(container, said.get(container))
    if container == "TraumaCenterServices" and level is not None:
        inner += element("TraumaCenterServicesLevel", level)
    return element(f"{container}Indicator", inner) if inner else ""


def _status(row: Row, words: _Words) -> str:
    code = row.take("operational_status")
    if code is None:
        return ""
    found = words.of("operational-status", code)
    if not found:
        row.lose("operational_status", "no-counterpart")
        return ""
    if code == "temporary_closed":
        row.lose("operational_status", "less-precise")
    return element("HospitalFacilityStatus", element("FacilityStatus", found[0]))


def _updated(hospital: _Hospital, recorded: str | None) -> str:
    observed = [beds.observed_at for beds in hospital.beds.values()]
    newest = max(observed, key=lambda moment: moment.rstrip("Z"), default=recorded)
    return element("LastUpdateTime", newest)


EDXL_HAVE: Final = Form("edxl-have", "application/xml", "EDXL-HAVE 1.0", (_FACILITIES, _CAPACITY), _documents)
