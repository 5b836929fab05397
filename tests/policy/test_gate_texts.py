"""Where personal data are found in rows that are to leave, and where they are not looked for."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from made import INTERNAL, PERSONAL, SIZES, batch_of, contract, field, refers

from opendata_share.contract import Contract, Element, Field, Provenance
from opendata_share.policy import _gate_texts
from opendata_share.policy._gate_findings import PrivacyFinding
from opendata_share.policy._gate_texts import TextWatch, is_coordinate, parts_of
from opendata_share.schemas import Agency, EmergencyFacility, EmergencyIncident, PublicAlert, ResponseUnit

NIK, PHONE, NAME = "3171011203900001", "0812-3456-7890", "Bpk. Sugeng"


def seen(
    promised: Contract, rows: list[dict[str, Any]], *, hides_point: bool = False
) -> dict[tuple[str | None, str], PrivacyFinding]:
    watch = TextWatch(promised, hides_point=hides_point)
    watch.see(batch_of(promised, rows), 1)
    return {(each.field, each.finding): each for each in watch.findings()}


def kinds(part: Field, text: Any, *, hides_point: bool = False) -> dict[str, bool]:
    """Return what is found in a field that holds `text`, and whether it blocks."""
    found = seen(contract(part), [{part.name: text}], hides_point=hides_point)
    return {each.finding: each.blocks for each in found.values()}


def test_every_row_that_holds_it_is_counted_and_the_first_are_named() -> None:
    promised = contract(field("note"), field("other"))
    rows = [
        {"note": f"NIK {NIK}" if number % 2 else "–", "other": PHONE if number == 3 else None} for number in range(30)
    ]
    found = seen(promised, rows)
    assert set(found) == {("note", "nik"), ("other", "phone")}
    nik = found["note", "nik"]
    assert (nik.contract, nik.count, nik.blocks) == ("thing@1.0.0", 15, True)
    assert nik.rows == (2, 4, 6, 8, 10, 12, 14, 16, 18, 20)
    assert (found["other", "phone"].count, found["other", "phone"].rows) == (1, (4,))


def test_rows_are_numbered_on_from_batch_to_batch() -> None:
    promised = contract(field("note"))
    watch = TextWatch(promised, hides_point=False)
    watch.see(batch_of(promised, [{"note": "x"}, {"note": NIK}]), 1)
    watch.see(batch_of(promised, [{"note": NIK}] * 12), 3)
    (found,) = watch.findings()
    assert (found.count, found.rows) == (13, (2, 3, 4, 5, 6, 7, 8, 9, 10, 11))


def test_no_finding_holds_a_value() -> None:
    found = seen(contract(field("note")), [{"note": f"{NAME}, {NIK}, {PHONE}"}])
    assert len(found) == 3
    for each in found.values():
        said = json.dumps(each.to_document()) + each.message("id") + repr(each)
        assert not any(part in said for part in (NIK, PHONE, "3456", "Sugeng"))


def test_a_dictionary_is_looked_through() -> None:
    promised = contract(field("note"))
    column = pa.array([NIK, "x", NIK, None]).dictionary_encode()
    watch = TextWatch(promised, hides_point=False)
    watch.see(pa.RecordBatch.from_arrays([column], names=["note"]), 1)
    (found,) = watch.findings()
    assert (found.count, found.rows) == (2, (1, 3))


def test_parts_of_lists_and_objects_are_looked_at_and_name_their_row_once() -> None:
    item = field("item", "object", fields=(field("system"), field("values", "list", items=field("value"))))
    promised = contract(field("ids", "list", items=item), field("tags", "list", items=field("tag")))
    rows = [
        {"ids": None, "tags": [NIK, NIK]},
        {"ids": [{"system": "x", "values": []}, {"system": PHONE, "values": ["a", NIK, NIK]}], "tags": []},
        {"ids": [], "tags": None},
        {"ids": [{"system": "x", "values": None}, {"system": "y", "values": [NIK]}], "tags": [None]},
    ]
    found = seen(promised, rows)
    assert {key: (each.count, each.rows) for key, each in found.items()} == {
        ("ids[].system", "phone"): (1, (2,)),
        ("ids[].values[]", "nik"): (2, (2, 4)),
        ("tags[]", "nik"): (1, (1,)),
    }


def test_what_lies_under_a_null_list_is_nobodys() -> None:
    promised = contract(field("tags", "list", items=field("tag")))
    texts, ends = pa.array([PHONE, "x", "y", NIK]), pa.array([0, 1, 3, 4], pa.int32())
    lists = pa.ListArray.from_arrays(ends, texts, mask=pa.array([True, False, False]))
    watch = TextWatch(promised, hides_point=False)
    watch.see(pa.RecordBatch.from_arrays([lists], names=["tags"]), 1)
    assert [(each.finding, each.rows) for each in watch.findings()] == [("nik", (3,))]


def test_json_and_long_whole_numbers_are_texts_too() -> None:
    assert kinds(field("x", "json"), '{"nik": "3171011203900001"}') == {"nik": True}
    assert kinds(field("x", "integer"), int(NIK)) == {"nik": True}
    assert kinds(field("x", "integer"), 6281234567890) == {"phone": True}
    assert kinds(field("x", "integer"), 4111111111111111) == {"bank-card": True}
    assert kinds(field("x", "integer"), 3459040) == {}
    assert kinds(field("x", "integer"), None) == {}
    assert kinds(field("x", "number"), float(NIK)) == {}


def test_numbers_are_looked_at_from_ten_digits_on() -> None:
    assert _gate_texts._TEN_DIGITS == 1_000_000_000
    long = field("x", "integer")
    column = pa.array([_gate_texts._TEN_DIGITS])
    assert [path for path, *_ in parts_of(column, long, "x", None)] == ["x"]
    assert list(parts_of(pa.array([_gate_texts._TEN_DIGITS - 1]), long, "x", None)) == []
    assert list(parts_of(pa.array([None], pa.int64()), long, "x", None)) == []


def test_what_has_a_code_list_or_is_classed_personal_is_not_looked_at() -> None:
    assert kinds(field("x", code_list=SIZES.name), NIK) == {}
    assert kinds(field("x", sensitivity=PERSONAL), NIK) == {}
    assert kinds(field("x", sensitivity=INTERNAL), NIK) == {"nik": True}


@pytest.mark.parametrize(
    ("element", "text"),
    [
        (("schema.org", "telephone"), PHONE),
        (("FHIR", "ContactPoint.value"), PHONE),
        (("NGSI-LD", "Vehicle.vehiclePlateIdentifier"), "B 1234 ABC"),
        (("CAP", "alert.sender"), "budi.santoso@gmail.com"),
        (("CAP", "alert.sender"), "humas@jakarta.go.id"),
        (("CAP", "alert.references"), "budi.santoso@gmail.com"),
        (("FHIR", "Address.line"), NAME),
        (("FHIR", "Location.name"), NAME),
        (("FHIR", "Organization.name"), NAME),
        (("FHIR", "Organization.alias"), NAME),
        (("OpenStreetMap", "name"), NAME),
    ],
)
def test_a_field_that_holds_a_kind_of_thing_by_definition_is_not_searched_for_it(
    element: tuple[str, str], text: str
) -> None:
    assert kinds(field("x"), text) != {}
    assert kinds(field("x", elements=(Element(*element),)), text) == {}
    assert kinds(field("x", elements=(Element(*element),)), NIK) == {"nik": True}


def test_what_a_list_holds_by_definition_its_items_hold() -> None:
    sender = (Element("CAP", "alert.references"),)
    items = field("item")
    assert kinds(field("x", "list", items=items, elements=sender), ["budi.santoso@gmail.com"]) == {}
    other = field("item", elements=(Element("CAP", "alert.incidents"),))
    assert kinds(field("x", "list", items=other, elements=sender), ["budi.santoso@gmail.com"]) == {"email": True}


def test_an_address_that_is_not_for_all_may_be_somebodys_home() -> None:
    line = (Element("FHIR", "Address.line"),)
    assert kinds(field("x", sensitivity=INTERNAL, elements=line), NAME) == {"name": True}
    phone = (Element("schema.org", "telephone"),)
    assert kinds(field("x", sensitivity=INTERNAL, elements=phone), PHONE) == {}


def test_persons_addresses_in_a_field_of_addresses_are_advice() -> None:
    assert kinds(field("x", format="email"), "budi.santoso@gmail.com") == {"email": False}
    assert kinds(field("x", format="email"), "humas@jakarta.go.id") == {}
    assert kinds(field("x"), "budi.santoso@gmail.com") == {"email": True}
    assert kinds(field("x"), "humas@jakarta.go.id") == {"email-of-office": False}


def test_names_are_guessed_in_free_text_alone() -> None:
    assert kinds(field("x"), NAME) == {"name": True}
    assert kinds(field("x", pattern="^B"), NAME) == {}
    assert kinds(field("x", reference=refers("agency")), NAME) == {}
    assert kinds(field("x", format="uri"), NAME) == {}


def test_machines_stand_in_addresses_of_pages() -> None:
    assert kinds(field("x", format="uri"), "http://36.89.1.20/a") == {}
    assert kinds(field("x"), "http://36.89.1.20/a") == {"ip-address": True}


def test_the_agency_may_have_an_address_for_a_name() -> None:
    assert kinds(field("x", provenance=Provenance.AGENCY), "a@caltech.edu") == {}


def test_coordinates_are_looked_for_where_the_place_is_hidden() -> None:
    assert kinds(field("x"), "-6.1754, 106.8272", hides_point=True) == {"coordinates": True}
    assert kinds(field("x"), "-6.1754, 106.8272", hides_point=False) == {}


def test_two_detectors_of_one_kind_count_a_row_once() -> None:
    found = seen(contract(field("x")), [{"x": "nopol B 1234 ABC"}, {"x": "plat b 1 a"}])
    assert {key: each.count for key, each in found.items()} == {("x", "plate"): 2}


def test_coordinates_are_told_by_unit_and_bounds() -> None:
    incident = EmergencyIncident.contract()
    assert [each.name for each in incident.fields if is_coordinate(each)] == ["latitude", "longitude"]
    assert not is_coordinate(field("x", "number", unit="deg", minimum=0, maximum=360))
    assert not is_coordinate(field("x", "number", minimum=-90, maximum=90))


@pytest.mark.parametrize(
    ("record", "values"),
    [
        (Agency, {"name": "Dinas Kesehatan", "phone": "+6281234567890", "email": "humas@jakarta.go.id"}),
        (
            EmergencyFacility,
            {"name": "RS dr. Andi", "address": "Jl. H. Mahmud 3", "kemkes_code": "3173014", "phone": "119"},
        ),
        (ResponseUnit, {"plate_number": "B 1234 ABC", "call_sign": "A 112", "vin": "MHKA1234567890123"}),
        (PublicAlert, {"identifier": "urn:oid:2.49.0.1.360.0.2026", "sender": "a@caltech.edu"}),
    ],
)
def test_public_data_of_institutions_in_the_shared_records_pass(record: Any, values: dict[str, str]) -> None:
    assert seen(record.contract(), [values], hides_point=True) == {}
