"""FHIR R4 (4.0.1): a Bundle of Organization, Location and HealthcareService.

What lives here: row to resources. What this file must not know: files, policies.

Indonesia's SATUSEHAT profiles are followed where a field has a place in them: the organization types and the
`administrativeCode` extension of addresses. A resource is named by a `urn:uuid` made of its id, so that the same row
has the same name in every bundle, and references inside and between bundles meet. A code stands in the words of the
Ministry of Health where there are any, and always in ours.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ..contract import CodeList, Contract
from ..stages import Table
from ._form import Document, Form
from ._json_pieces import listed
from ._losses import Losses
from ._rows import Row, rows_of

_OURS: Final = "urn:x-opendata-share"
_KEMKES: Final = "http://terminology.kemkes.go.id/CodeSystem"
_PHYSICAL: Final = "http://terminology.hl7.org/CodeSystem/location-physical-type"
_ADMINISTRATIVE: Final = "https://fhir.kemkes.go.id/r4/StructureDefinition/administrativeCode"
_LEVELS: Final = ("province", "city", "district", "village")
_AREA_DIGITS: Final = {2, 4, 6, 10}
_REGISTER_STATUS: Final = {"active": "active", "reserve": "suspended", "retired": "inactive"}
_BEFORE: Final = '{"resourceType":"Bundle","type":"collection","entry":['
_AFTER: Final = "\n]}\n"

Resource = dict[str, Any]


def _documents(tables: Mapping[str, Table], losses: Losses) -> Iterator[Document]:
    yield "bundle.json", listed(_BEFORE, _entries(tables, losses), _AFTER)


def _entries(tables: Mapping[str, Table], losses: Losses) -> Iterator[Resource]:
    for name, table in tables.items():
        codes, make = _Codes(table.contract), _MAKERS[name]
        for row in rows_of(table, losses):
            for kind, resource in make(row, codes):
                yield {"fullUrl": _urn(kind, name, row.look("id")), "resource": _without_nothing(resource)}


class _Codes:
    """Codes of one contract as codings, with their labels."""

    def __init__(self, contract: Contract) -> None:
        self._lists: dict[str, CodeList] = {codes.name: codes for codes in contract.code_lists}

    def concept(self, code_list: str, code: str | None, system: str | None = None) -> Resource | None:
        """Return a CodeableConcept: in the Ministry of Health's words of `system` where it has any, and in ours."""
        if code is None:
            return None
        codes = self._lists.get(code_list)
        found = None if codes is None else codes.code(code)
        codings = [{"system": f"{_OURS}:{code_list}", "code": code}]
        if found is not None:
            codings[0]["display"] = found.label.en
            theirs = [value for kind, value in found.mappings if kind == "kemkes" and system]
            codings[:0] = [{"system": f"{_KEMKES}/{system}", "code": theirs[0]}] if theirs else []
        return {"coding": codings}

    def mapped(self, code_list: str, code: str | None, system: str) -> str | None:
        """Return the one word `system` has for a code, None where it has none."""
        found = None if code is None or code_list not in self._lists else self._lists[code_list].code(code)
        return None if found is None else next((value for kind, value in found.mappings if kind == system), None)


def _agency(row: Row, codes: _Codes) -> Iterator[tuple[str, Resource]]:
    alias = [*filter(None, [row.take("name_en")]), *(row.take("alt_names") or [])]
    yield (
        "Organization",
        {
            "resourceType": "Organization",
            "meta": _meta(row),
            "identifier": _identifiers(row),
            "active": row.take("status") == "active",
            "type": _some(codes.concept("agency-type", row.take("agency_type"), "organization-type")),
            "name": row.take("name"),
            "alias": alias,
            "telecom": _telecom(row),
            "address": _some(_address(row)),
            "partOf": _reference("Organization", "agency", row.take("parent_agency_id")),
        },
    )


def _facility(row: Row, codes: _Codes) -> Iterator[tuple[str, Resource]]:
    name, address, telecom, meta = row.take("name"), _address(row), _telecom(row), _meta(row)
    own, operator = row.take("id"), row.take("operator_agency_id")
    parent = row.take("parent_facility_id")
    status = row.take("operational_status")
    word = codes.mapped("operational-status", status, "fhir")
    if status is not None and word is None:
        row.lose("operational_status", "no-counterpart")
    elif status not in {None, "normal", "closed"}:
        row.lose("operational_status", "less-precise")
    types = [
        codes.concept("facility-type", row.take("facility_type"), "organization-type"),
        codes.concept("hospital-class", row.take("hospital_class")),
        codes.concept("facility-specialty", row.take("specialty")),
    ]
    organization = _urn("Organization", "emergency-facility", own)
    yield (
        "Organization",
        {
            "resourceType": "Organization",
            "meta": meta,
            "identifier": _identifiers(row, kemkes=row.take("kemkes_code"), satusehat=row.take("satusehat_id")),
            "active": None if status is None else status not in {"closed", "planned"},
            "type": [concept for concept in types if concept is not None],
            "name": name,
            "telecom": telecom,
            "address": _some(address),
            "partOf": _reference("Organization", "emergency-facility", parent),
        },
    )
    yield (
        "Location",
        {
            "resourceType": "Location",
            "meta": meta,
            "status": word,
            "name": name,
            "mode": "instance",
            "telecom": telecom,
            "address": address,
            "physicalType": _physical("si", "Site"),
            "position": _position(row),
            "managingOrganization": _reference("Organization", "agency", operator) or {"reference": organization},
            "partOf": _reference("Location", "emergency-facility", parent),
        },
    )
    yield from _service(row, codes, name, organization)


def _service(row: Row, codes: _Codes, name: str, organization: str) -> Iterator[tuple[str, Resource]]:
    always, capabilities = row.take("is_emergency_24h"), row.take("capabilities")
    if always is None and not capabilities:
        return
    yield (
        "HealthcareService",
        {
            "resourceType": "HealthcareService",
            "providedBy": {"reference": organization},
            "type": [codes.concept("service-capability", capability) for capability in capabilities or []],
            "location": [{"reference": _urn("Location", "emergency-facility", row.look("id"))}],
            "name": name,
            "availableTime": None if always is None else [{"allDay": always}],
        },
    )


def _station(row: Row, codes: _Codes) -> Iterator[tuple[str, Resource]]:
    status = row.take("operational_status")
    word = codes.mapped("operational-status", status, "fhir")
    if status is not None and word is None:
        row.lose("operational_status", "no-counterpart")
    elif status not in {None, "normal", "closed"}:
        row.lose("operational_status", "less-precise")
    yield (
        "Location",
        {
            "resourceType": "Location",
            "meta": _meta(row),
            "identifier": [*_identifiers(row), *_call_sign(row)],
            "status": word,
            "name": row.take("name"),
            "mode": "instance",
            "type": _some(codes.concept("station-type", row.take("station_type"))),
            "telecom": _telecom(row),
            "address": _address(row),
            "physicalType": _physical("si", "Site"),
            "position": _position(row),
            "managingOrganization": _reference("Organization", "agency", row.take("agency_id")),
            "partOf": _reference("Location", "fire-station", row.take("parent_station_id")),
        },
    )


def _unit(row: Row, codes: _Codes) -> Iterator[tuple[str, Resource]]:
    station, facility = row.take("home_station_id"), row.take("home_facility_id")
    home = _reference("Location", "fire-station", station) or _reference("Location", "emergency-facility", facility)
    types = [
        codes.concept("unit-type", row.take("unit_type")),
        codes.concept("care-level", row.take("care_level")),
    ]
    yield (
        "Location",
        {
            "resourceType": "Location",
            "meta": _meta(row),
            "identifier": [*_identifiers(row), *_call_sign(row)],
            "status": _REGISTER_STATUS.get(row.take("status") or ""),
            "name": row.look("call_sign"),
            "mode": "instance",
            "type": [concept for concept in types if concept is not None],
            "physicalType": _physical("ve", "Vehicle"),
            "managingOrganization": _reference("Organization", "agency", row.take("agency_id")),
            "partOf": home,
        },
    )


def _meta(row: Row) -> Resource:
    agency = row.take("agency_id")
    return {
        "lastUpdated": row.take("recorded_at"),
        "source": None if agency is None else f"{_OURS}:agency:{agency}",
    }


def _identifiers(row: Row, *, kemkes: str | None = None, satusehat: str | None = None) -> list[Resource]:
    found = [{"use": "official", "system": f"{_OURS}:{row.contract}", "value": row.take("id")}]
    for system, value in (
        ("https://sirs.kemkes.go.id/kode_rs", kemkes),
        ("http://sys-ids.kemkes.go.id/organization", satusehat),
        (f"{_OURS}:source-id", row.take("source_id")),
    ):
        if value is not None:
            found.append({"system": system, "value": value})
    others = row.take("identifiers") or []
    return [*found, *({"system": item.get("system"), "value": item.get("value")} for item in others)]


def _call_sign(row: Row) -> list[Resource]:
    sign = row.take("call_sign")
    return [] if sign is None else [{"system": f"{_OURS}:call-sign", "value": sign}]


def _telecom(row: Row) -> list[Resource]:
    points = (("phone", row.take("phone")), ("email", row.take("email")), ("url", row.take("website")))
    numbers = [("phone", number) for number in row.take("emergency_numbers") or []]
    return [
        {"system": system, "value": value, "use": "work"} for system, value in (*points, *numbers) if value is not None
    ]


def _address(row: Row) -> Resource | None:
    line, code, country = row.take("address"), row.take("postal_code"), row.take("country")
    area = _administrative(row)
    if line is None and code is None and area is None:
        return None
    address: Resource = _without_nothing(
        {
            "extension": _some(area),
            "use": "work",
            "line": None if line is None else [line],
            "postalCode": code,
            "country": country,
        }
    )
    return address


def _administrative(row: Row) -> Resource | None:
    """Return the SATUSEHAT extension: the code's levels as digits without dots, then RT and RW."""
    code = row.take("area_code") or ""
    parts = code.split("/", 1)
    digits = parts[0].replace(".", "")
    levels = [(level, digits[:size]) for level, size in zip(_LEVELS, (2, 4, 6, 10), strict=True) if len(digits) >= size]
    if len(parts) > 1 or (digits and len(digits) not in _AREA_DIGITS):
        row.lose("area_code", "less-precise")
    said = [{"url": level, "valueCode": value} for level, value in levels]
    said += [{"url": name, "valueCode": value} for name in ("rt", "rw") if (value := row.take(name)) is not None]
    return {"url": _ADMINISTRATIVE, "extension": said} if said else None


def _position(row: Row) -> Resource | None:
    if row.look("latitude") is None or row.look("longitude") is None:
        return None
    return {"longitude": row.take("longitude"), "latitude": row.take("latitude")}


def _physical(code: str, display: str) -> Resource:
    return {"coding": [{"system": _PHYSICAL, "code": code, "display": display}]}


def _reference(kind: str, contract: str, key: str | None) -> Resource | None:
    return None if key is None else {"reference": _urn(kind, contract, key)}


def _urn(kind: str, contract: str, key: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{_OURS}:{contract}:{kind}:{key}").urn


def _some(value: Resource | None) -> list[Resource]:
    return [] if value is None else [value]


def _without_nothing(value: Any) -> Any:
    """Return a resource without what is absent: FHIR has no nulls, no empty lists and no empty objects."""
    if not isinstance(value, dict):
        return value
    kept = {key: _without_nothing(inner) for key, inner in value.items()}
    return {key: inner for key, inner in kept.items() if inner not in (None, [], {})}


_MAKERS: Final[dict[str, Callable[[Row, _Codes], Iterator[tuple[str, Resource]]]]] = {
    "agency": _agency,
    "emergency-facility": _facility,
    "fire-station": _station,
    "response-unit": _unit,
}

FHIR: Final = Form("fhir", "application/fhir+json", "HL7 FHIR R4 (4.0.1)", tuple(_MAKERS), _documents)
