"""The fifteen records: what they promise, and that every promise is written in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pydantic import ValidationError
from record_rows import CONTRACTS, RECORDS, SMALLEST, broken, columns_of, minute, verdicts

from opendata_share import schemas
from opendata_share.contract import Contract, Field, FieldType, Level, Provenance, Sensitivity, Title
from opendata_share.errors import DefinitionError
from opendata_share.schemas import EmergencyFacility, EmergencyIncident, areas
from opendata_share.schemas._mixins import Contact, Place, SharedRecord

NAMES = sorted(CONTRACTS)
EVERY_FIELD = [(name, field) for name in NAMES for field in CONTRACTS[name].fields]

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{1,39}:[A-Za-z0-9._~-]{1,80}$"

KEYS = {
    "administrative-area": ("code",),
    "agency": ("id",),
    "citizen-report": ("id",),
    "emergency-facility": ("id",),
    "emergency-incident": ("id",),
    "facility-capacity": ("facility_id", "bed_type", "care_class", "observed_at"),
    "fire-station": ("id",),
    "fleet-count": ("holder_id", "unit_type", "as_of"),
    "public-alert": ("identifier", "sender", "sent", "language", "info_index"),
    "public-asset": ("id",),
    "response-unit": ("id",),
    "service-performance": (
        "agency_id", "metric", "statistic", "subject_id", "segment", "area_code", "service", "incident_category",
        "period_start", "period_end",
    ),
    "unit-response": ("id",),
    "unit-status": ("unit_id", "observed_at"),
    "water-source": ("id",),
}  # fmt: skip

UNIQUE = {
    "administrative-area": (("bps_code",),),
    "facility-capacity": (("facility_name_source", "area_code", "bed_type", "care_class", "observed_at"),),
    "unit-response": (("incident_id", "unit_id", "dispatched_at"),),
}

FULL = {
    "agency": {"government_level", "area_code"},
    "citizen-report": {"source_id"},
    "emergency-facility": {"is_emergency_24h", "operational_status", "latitude", "longitude"},
    "emergency-incident": {"incident_number"},
    "facility-capacity": {"available_beds"},
    "fire-station": {"operational_status"},
    "response-unit": {"can_transport"},
    "service-performance": {"formula_id"},
    "unit-response": {"unit_id", "dispatched_at"},
}

WITH_DEFAULT = {
    "administrative-area": {"country": "ID"},
    "agency": {"country": "ID"},
    "citizen-report": {"category": "other", "country": "ID"},
    "emergency-facility": {"country": "ID"},
    "emergency-incident": {"country": "ID", "time_precision": "minute"},
    "facility-capacity": {"care_class": "none", "is_estimate": False},
    "fire-station": {"country": "ID"},
    "fleet-count": {"as_of_precision": "day"},
    "public-alert": {"info_index": 0, "language": "id"},
    "public-asset": {"country": "ID", "is_public_access": False},
    "response-unit": {"country": "ID"},
    "service-performance": {"suppressed": False},
    "unit-status": {"country": "ID"},
    "water-source": {"country": "ID"},
}

INTERNAL = {
    "emergency-incident": {"call_answered_at", "call_created_at", "patients_count"},
    "facility-capacity": {
        "additional_24h", "additional_72h", "ems_offload_minutes", "ems_offload_status", "ems_traffic_status",
        "triage_capacity_black", "triage_capacity_green", "triage_capacity_red", "triage_capacity_yellow",
    },
    "fire-station": {"call_sign", "personnel_min_on_duty"},
    "public-alert": {"addresses", "restriction"},
    "response-unit": {"call_sign", "crew_min"},
    "unit-response": {
        "unit_id", "from_station_id", "acknowledged_at", "staged_at", "at_patient_at", "care_transferred_at",
        "back_at_base_at", "destination_facility_id", "destination_reason",
    },
    "unit-status": {
        "unit_id", "observed_at", "status", "status_source", "incident_id", "destination_facility_id", "speed_kmh",
        "bearing_deg", "crew_on_board", "fuel_percent", "out_of_service_reason",
    },
}  # fmt: skip

RESTRICTED = {
    "citizen-report": {*Place.model_fields, "media_urls"} - {"country", "area_code"},
    "emergency-incident": {*Place.model_fields, "determinant_code"} - {"country"},
    "public-asset": {"restricted_access_url"},
    "response-unit": {"plate_number", "vin"},
    "unit-status": {"latitude", "longitude", "location_accuracy_m"},
}

PERSONAL = {
    "citizen-report": {"description", "reporter_email", "reporter_name", "reporter_phone", "reporter_ref"},
    "emergency-incident": {"narrative", "reporter_name", "reporter_phone"},
    "unit-response": {"triage_category", "chief_condition_icd10", "patient_care_report_id"},
}

SPECIFIC = {"unit-response": {"triage_category", "chief_condition_icd10"}}

REFERENCES = {
    "administrative-area": {"agency_id": "agency", "parent_code": "administrative-area"},
    "agency": {"area_code": "administrative-area", "dispatch_center_id": "agency", "parent_agency_id": "agency"},
    "citizen-report": {
        "agency_id": "agency",
        "agency_responsible_id": "agency",
        "area_code": "administrative-area",
        "incident_id": "emergency-incident",
        "parent_report_id": "citizen-report",
    },
    "emergency-facility": {
        "agency_id": "agency",
        "area_code": "administrative-area",
        "operator_agency_id": "agency",
        "parent_facility_id": "emergency-facility",
    },
    "emergency-incident": {
        "agency_id": "agency",
        "area_code": "administrative-area",
        "call_center_id": "agency",
        "lead_agency_id": "agency",
        "parent_incident_id": "emergency-incident",
        "supporting_agency_ids": "agency",
    },
    "facility-capacity": {
        "agency_id": "agency",
        "area_code": "administrative-area",
        "facility_id": "emergency-facility",
    },
    "fire-station": {"agency_id": "agency", "area_code": "administrative-area", "parent_station_id": "fire-station"},
    "fleet-count": {"agency_id": "agency", "holder_id": "agency fire-station emergency-facility"},
    "public-alert": {"agency_id": "agency", "area_codes": "administrative-area"},
    "public-asset": {"agency_id": "agency", "area_code": "administrative-area", "operator_agency_id": "agency"},
    "response-unit": {
        "agency_id": "agency",
        "home_facility_id": "emergency-facility",
        "home_station_id": "fire-station",
    },
    "service-performance": {
        "agency_id": "agency",
        "area_code": "administrative-area",
        "subject_id": "agency emergency-facility",
    },
    "unit-response": {
        "agency_id": "agency",
        "destination_facility_id": "emergency-facility",
        "from_station_id": "fire-station",
        "incident_id": "emergency-incident",
        "unit_id": "response-unit",
    },
    "unit-status": {
        "agency_id": "agency",
        "destination_facility_id": "emergency-facility",
        "incident_id": "emergency-incident",
        "unit_id": "response-unit",
    },
    "water-source": {"agency_id": "agency", "area_code": "administrative-area"},
}

PROVENANCE = {
    "id": Provenance.IDENTIFIER,
    "agency_id": Provenance.AGENCY,
    "source_id": Provenance.SOURCE_IDENTIFIER,
    "recorded_at": Provenance.RECORDED_AT,
    "recorded_at_basis": Provenance.RECORDED_AT_BASIS,
}

SAME_IN_BOTH_LANGUAGES = {"ID", "RT", "RW", "Status", "Helipad", "Unit", "Total"}


def named(contract: Contract, **wanted: object) -> set[str]:
    """Return the names of the fields whose attributes are as wanted."""
    return {f.name for f in contract.fields if all(getattr(f, key) == value for key, value in wanted.items())}


def with_inner(field: Field) -> Iterator[Field]:
    """Yield a field and those inside it, but not the nameless items of a list."""
    if field.name != "item":
        yield field
    for inner in (*field.fields, *(() if field.items is None else (field.items,))):
        yield from with_inner(inner)


def folded(heading: str) -> str:
    return re.sub(r"[\s_]", "", heading).casefold()


def test_there_are_the_ten_records_of_the_first_tier_and_the_five_of_the_second():
    assert sorted(KEYS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_contract_comes_back_whole_from_its_document(name):
    contract = CONTRACTS[name]
    again = Contract.from_document(contract.to_document())
    assert again == contract
    assert again.digest == contract.digest


@pytest.mark.parametrize("name", NAMES)
def test_keys_and_unique_sets(name):
    assert CONTRACTS[name].primary_key == KEYS[name]
    assert CONTRACTS[name].unique == UNIQUE.get(name, ())


@pytest.mark.parametrize("name", NAMES)
def test_what_only_agencies_owe_is_marked_and_never_required(name):
    full = named(CONTRACTS[name], level=Level.FULL)
    assert full == FULL.get(name, set())
    assert not full & named(CONTRACTS[name], required=True)


@pytest.mark.parametrize("name", NAMES)
def test_core_asks_for_what_the_smallest_row_has(name):
    asked = named(CONTRACTS[name], required=True, default=None)
    given = set(SMALLEST[name])
    assert asked <= given
    assert given - asked <= {
        "area_code",
        "facility_id",
        "available_beds",
        "dispatched_at",
        "value",
    }  # or another: a check asks


@pytest.mark.parametrize("name", NAMES)
def test_the_smallest_row_is_a_record_and_breaks_nothing(name):
    record = RECORDS[name](**SMALLEST[name])
    row = {field: getattr(record, field) for field in CONTRACTS[name].expression_types}
    advice = {check.name for check in CONTRACTS[name].checks if check.severity == "advice"}
    assert broken(CONTRACTS[name], row) <= advice


@pytest.mark.parametrize("name", NAMES)
def test_a_record_refuses_a_field_it_does_not_know(name):
    with pytest.raises(ValidationError):
        RECORDS[name](**SMALLEST[name], nobody_knows="red")


@pytest.mark.parametrize("name", NAMES)
def test_defaults(name):
    found = {field.name: field.default for field in CONTRACTS[name].fields if field.default is not None}
    assert found == WITH_DEFAULT.get(name, {})


@pytest.mark.parametrize(
    ("sensitivity", "expected"),
    [(Sensitivity.INTERNAL, INTERNAL), (Sensitivity.RESTRICTED, RESTRICTED), (Sensitivity.PERSONAL, PERSONAL)],
)
def test_who_may_see_what(sensitivity, expected):
    found = {name: named(CONTRACTS[name], sensitivity=sensitivity) for name in NAMES}
    assert {name: fields for name, fields in found.items() if fields} == expected


def test_health_data_is_specific_personal_data():
    found = {name: named(CONTRACTS[name], specific=True) for name in NAMES}
    assert {name: fields for name, fields in found.items() if fields} == SPECIFIC


@pytest.mark.parametrize("name", NAMES)
def test_references(name):
    found = {
        field.name: " ".join(reference.contracts)
        for field in CONTRACTS[name].fields
        if (reference := field.reference or (field.items and field.items.reference))
    }
    assert found == REFERENCES[name]
    assert {target for targets in found.values() for target in targets.split()} <= set(NAMES)


def test_the_holder_of_a_fleet_is_chosen_by_its_type():
    reference = CONTRACTS["fleet-count"].field("holder_id").reference
    assert reference is not None
    assert reference.by == "holder_type"
    holder_types = CONTRACTS["fleet-count"].code_list("holder-type")
    assert {value for value, _ in reference.targets} == set(holder_types.values)


@pytest.mark.parametrize("name", NAMES)
def test_the_package_fills_identity_and_record_time(name):
    contract = CONTRACTS[name]
    filled = {f.name: f.provenance for f in contract.fields if f.provenance is not None}
    expected = {field: role for field, role in PROVENANCE.items() if field in contract}
    assert filled == expected
    assert ("id" in contract) == (contract.primary_key == ("id",))
    assert ("agency_id" in contract) == (name != "agency")
    assert {field for field in filled if contract.field(field).required} == set(filled) - {"source_id"}


@pytest.mark.parametrize(("name", "field"), EVERY_FIELD, ids=lambda part: getattr(part, "name", part))
def test_every_field_has_a_title_and_a_definition_in_both_languages(name, field):
    for part in with_inner(field):
        assert part.title.en == part.title.en.strip() != ""
        assert part.title.id == part.title.id.strip() != ""
        assert part.title.en != part.title.id or part.title.en in SAME_IN_BOTH_LANGUAGES
        assert part.definition is not None
        for sentence in (part.definition.en, part.definition.id):
            assert re.fullmatch(r"[A-Z].{10,}[^ .]\.", sentence), sentence
            assert "  " not in sentence
        assert part.definition.en != part.definition.id


@pytest.mark.parametrize("name", NAMES)
def test_a_heading_means_one_field_whichever_language_it_is_in(name):
    meanings: dict[str, set[str]] = {}
    for field in CONTRACTS[name].fields:
        for heading in (field.name, field.title.en, field.title.id):
            meanings.setdefault(folded(heading), set()).add(field.name)
    assert {heading: fields for heading, fields in meanings.items() if len(fields) > 1} == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_contract_itself_is_named_and_defined_in_both_languages(name):
    contract = CONTRACTS[name]
    assert contract.definition is not None
    assert contract.title.en != contract.title.id
    assert contract.definition.en != contract.definition.id
    assert (RECORDS[name].__doc__ or "").strip()


@pytest.mark.parametrize("name", NAMES)
def test_elements_name_a_standard_and_a_path(name):
    for field in CONTRACTS[name].fields:
        assert len(set(field.elements)) == len(field.elements)
        for element in field.elements:
            assert element.standard
            assert element.path
            assert not re.search("[✓°–]", element.standard + element.path)


@pytest.mark.parametrize("name", NAMES)
def test_counts_and_measures_carry_a_unit_and_a_lower_limit(name):
    without_unit = {
        "level", "population_year", "rw_count", "rt_count", "shifts", "year_built", "estimated_loss", "satisfaction",
        "info_index", "value", "target",
    }  # fmt: skip
    for field in CONTRACTS[name].fields:
        if field.type in {FieldType.INTEGER, FieldType.NUMBER}:
            assert (field.unit is None) == (field.name in without_unit), field.name
            assert field.minimum is not None or field.exclusive_minimum is not None, field.name
        else:
            assert field.unit is None


@pytest.mark.parametrize("name", NAMES)
def test_words_of_the_source_are_kept_at_any_length_and_as_sensitive_as_the_code(name):
    contract = CONTRACTS[name]
    for field in contract.fields:
        if field.name.endswith("_source"):
            assert field.type is FieldType.TEXT
            assert not field.required
            assert field.max_length is None
            coded = field.name.removesuffix("_source")
            if coded in contract:
                assert contract.field(coded).sensitivity is field.sensitivity


@pytest.mark.parametrize(
    ("name", "coded"),
    [
        ("agency", "agency_type"),
        ("citizen-report", "category"),
        ("citizen-report", "status"),
        ("emergency-facility", "facility_type"),
        ("emergency-facility", "hospital_class"),
        ("emergency-facility", "operational_status"),
        ("emergency-facility", "ownership"),
        ("emergency-incident", "cause"),
        ("emergency-incident", "incident_type"),
        ("emergency-incident", "place_type"),
        ("emergency-incident", "rt"),
        ("emergency-incident", "rw"),
        ("facility-capacity", "bed_type"),
        ("fire-station", "operational_status"),
        ("fire-station", "station_type"),
        ("fleet-count", "unit_type"),
        ("public-asset", "asset_type"),
        ("public-asset", "status"),
        ("response-unit", "condition"),
        ("response-unit", "unit_type"),
        ("service-performance", "metric"),
        ("unit-status", "status"),
        ("water-source", "condition"),
        ("water-source", "source_type"),
    ],
)
def test_a_value_without_a_code_is_kept_beside_it(name, coded):
    assert f"{coded}_source" in CONTRACTS[name]


def test_columns_stand_in_reading_order():
    facility = [field.name for field in CONTRACTS["emergency-facility"].fields]
    assert facility[:3] == ["id", "name", "facility_type"]
    place, contact = list(Place.model_fields), list(Contact.model_fields)
    start = facility.index("country")
    assert facility[start : start + len(place) + len(contact)] == [*place, *contact]
    assert facility[-8:] == [
        "agency_id", "source_id", "identifiers", "recorded_at", "recorded_at_basis", "valid_from", "valid_to",
        "source_url",
    ]  # fmt: skip


# Patterns: what Arrow accepts is what the table accepts.


def matches(name: str, field: str, text: str) -> bool:
    pattern = CONTRACTS[name].field(field).pattern
    assert pattern is not None
    found: bool = pc.match_substring_regex(pa.array([text]), pattern)[0].as_py()
    return found


@pytest.mark.parametrize(
    ("name", "field", "good", "bad"),
    [
        ("fire-station", "id", ["jakarta-fire:1", "x1:A._~-b"], ["fire", "f:1", "Fire:1", "jakarta-fire:", "a b:1"]),
        ("fire-station", "rt", ["1", "001", "012"], ["", "0001", "8/9/2014", "\uff11"]),
        ("fire-station", "rw", ["9", "09"], ["IX", "1 2"]),
        ("fire-station", "postal_code", ["10110"], ["1011", "10110 ", "0", "10110-1"]),
        ("fire-station", "phone", ["112", "+62213841234", "0213841234"], ["12", "021 384", "(021)384", "+" + "1" * 16]),
        ("fire-station", "country", ["ID", "GB"], ["id", "IDN", ""]),
        ("administrative-area", "code",
         ["31", "31.71", "31.71.01", "31.71.01.1001", "31.71.01.1001/003", "31.71.01.1001/003/012"],
         ["3171", "31.7", "31.71.1", "31.71.01.100", "31.71.01/003", "31.71.01.1001/3", "11.1", "31.71.01.1001\n"]),
        ("administrative-area", "bps_code", ["31", "3171", "3171010", "3171010001"], ["317", "31.71", "317101"]),
        ("administrative-area", "iso_3166_2", ["ID-JK"], ["JK", "ID-31", "MY-JH"]),
        ("emergency-facility", "kemkes_code", ["3173014", "3578797S"], ["317301", "3173014SS", "31.73014"]),
        ("emergency-facility", "satusehat_id", ["100025702"], ["12345", "1234567890123"]),
        ("response-unit", "plate_number", ["B 1234 XYZ", "B1234XYZ", "AB 1"], ["1234", "BBB 1 A", "B 12345 A", "b 1"]),
        ("emergency-incident", "neris_type", ["FIRE", "FIRE||FIRE_2", "A||B||C"], ["fire", "A||B||C||D", "A|B"]),
        ("citizen-report", "reporter_ref", ["0123456789abcdef", "q" * 43 + "="], ["Budi Santoso C.", "081234567890"]),
        ("public-alert", "identifier", ["2.49.0.1.360.0.2026"], ["a b", "a,b", "a<b", "a&b", ""]),
        ("public-alert", "language", ["id", "en-US", "zh-Hant-TW"], ["", "en_US", "indonesian1"]),
        ("public-asset", "access_url",
         ["https://cctv.contoh.go.id/1.m3u8", "https://a.b-c.id", "https://x.id:8443/?a=b#c"],
         ["http://cctv.contoh.go.id", "https://10.1.2.3/cctv", "https://192.168.1.1/", "https://localhost/x",
          "https://user:secret@cctv.contoh.go.id", "https://cctv.contoh.go.id/a b", "rtsp://cctv.contoh.go.id"]),
        ("service-performance", "formula_id", ["response-time@1.0", "our/bor@2"], ["response time", "x@", "X@1"]),
        ("unit-response", "chief_condition_icd10", ["I21", "S72.0", "T31.11"], ["I2", "I21.", "21I", "I21.123"]),
    ],
)  # fmt: skip
def test_patterns(name, field, good, bad):
    assert [text for text in good if not matches(name, field, text)] == []
    assert [text for text in bad if matches(name, field, text)] == []


def test_every_id_has_the_one_form():
    ids = {name: CONTRACTS[name].field("id").pattern for name in NAMES if "id" in CONTRACTS[name]}
    assert set(ids.values()) == {ID_PATTERN}
    assert len(ids) == 9


def test_indonesian_patterns_hold_in_indonesia_only():
    conditional = {(name, field) for name in NAMES for field in CONTRACTS[name].pattern_conditions}
    assert {field for _, field in conditional} == {"phone", "postal_code", "plate_number"}
    for name, field in conditional:
        contract = CONTRACTS[name]
        columns = columns_of(contract, [{"country": "ID"}, {"country": "GB"}])
        assert contract.pattern_conditions[field].evaluate(columns, 2).values.to_pylist() == [True, False]


# Derived fields.


def derived(name: str, field: str, rows: list[dict[str, object]]) -> list[object]:
    contract = CONTRACTS[name]
    expression = next(expression for found, expression in contract.derivations if found.name == field)
    return expression.evaluate(columns_of(contract, rows), len(rows)).values.to_pylist()


def test_a_unit_can_transport_where_its_type_says_so():
    types = CONTRACTS["response-unit"].code_list("unit-type")
    answers = dict(
        zip(
            types.values,
            derived("response-unit", "can_transport", [{"unit_type": t} for t in types.values]),
            strict=True,
        )
    )
    assert {kind for kind, answer in answers.items() if answer} == set(types.group("patient_transport"))
    assert {kind for kind, answer in answers.items() if answer is None} == {"ambulance", "other", "unknown"}
    assert answers["hearse"] is False


def test_a_unit_is_available_where_its_status_says_so():
    statuses = CONTRACTS["unit-status"].code_list("unit-status")
    answers = derived("unit-status", "is_available", [{"status": status} for status in statuses.values])
    available = {status for status, answer in zip(statuses.values, answers, strict=True) if answer}
    assert available == set(statuses.group("available"))
    assert None not in answers


def test_a_loss_in_indonesia_is_in_rupiah_unless_it_says_otherwise():
    rows = [{"estimated_loss": 5, "country": "ID"}, {"estimated_loss": 5, "country": "GB"}, {"country": "ID"}]
    assert derived("emergency-incident", "loss_currency", rows) == ["IDR", None, None]


def test_nothing_else_is_derived():
    found = {(name, field.name) for name in NAMES for field, _ in CONTRACTS[name].derivations}
    assert found == {
        ("response-unit", "can_transport"),
        ("unit-status", "is_available"),
        ("emergency-incident", "loss_currency"),
        ("citizen-report", "sla_met"),
    }


# The shipped areas are rows of their own record.


def test_the_shipped_areas_meet_the_record_of_an_area():
    contract, table = CONTRACTS["administrative-area"], areas.as_table()
    rows = table.to_pylist()
    assert {name for name, held in verdicts(contract, rows).items() if False in held} == set()
    for field in ("code", "bps_code", "iso_3166_2", "country"):
        pattern = contract.field(field).pattern
        assert pattern is not None
        assert pc.all(pc.match_substring_regex(table[field], pattern)).as_py()
    for key in (contract.primary_key, *contract.unique):
        values = table[key[0]].drop_null()
        assert len(values.unique()) == len(values)


# Python's side of a record.


def test_a_record_holds_identifiers_with_their_system():
    system = "https://sirs.kemkes.go.id/kode_rs"
    row = {**SMALLEST["emergency-facility"], "identifiers": [{"system": system, "value": "3173014"}]}
    facility = EmergencyFacility(**row)
    assert facility.identifiers is not None
    assert facility.identifiers[0].value == "3173014"


def test_a_record_refuses_what_its_checks_refuse():
    with pytest.raises(ValidationError, match=r"axis|less than or equal"):
        EmergencyFacility(**SMALLEST["emergency-facility"], latitude=106.83, longitude=-6.23)
    with pytest.raises(ValidationError, match="in-order"):
        EmergencyIncident(**SMALLEST["emergency-incident"], closed_at=minute(-1))


def test_an_agency_may_extend_a_record():
    class OurStation(schemas.FireStation, name="our-station", sensitivity="public", key=("id",)):
        """A station with a column of our own."""

        siren: Annotated[bool | None, Title(en="Siren", id="Sirene")] = None

    contract = OurStation.contract()
    names = [field.name for field in contract.fields]
    assert names[:2] == ["id", "name"]
    assert names.index("siren") < names.index("country")
    assert {check.name for check in contract.checks} == {check.name for check in CONTRACTS["fire-station"].checks}


def test_the_parts_of_records_are_no_contracts():
    for part in (SharedRecord, Place, Contact):
        with pytest.raises(DefinitionError):
            part.contract()


def test_the_face_loads_a_record_when_it_is_asked_for():
    program = (
        "import sys; from opendata_share import schemas;"
        "loaded = lambda: sorted(m for m in sys.modules if m.startswith('opendata_share.schemas.'));"
        "assert not loaded(), loaded(); assert set(schemas.__all__) <= set(dir(schemas)); schemas.Agency;"
        "assert 'opendata_share.schemas.agency' in loaded();"
        "assert 'opendata_share.schemas.fleet_count' not in loaded()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_face_has_nothing_it_does_not_say():
    with pytest.raises(AttributeError, match="Hospital"):
        _ = schemas.Hospital
