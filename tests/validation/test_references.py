"""References: within the data they must hold, outside of it they are advice where anything is known."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, ClassVar

import pandas as pd  # type: ignore[import-untyped]  # it has no stubs of its own
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, accepted, bundle, contract, field, found, judged, refers, report_of, table

from opendata_share.contract import Contract, Provenance, Reference
from opendata_share.errors import DefinitionError
from opendata_share.stages import Validated
from opendata_share.validation import validate

OWNER = field("agency_id", provenance=Provenance.AGENCY, reference=refers("agency"))
STATION = contract(
    field("id", required=True), OWNER, field("parent", reference=refers("station")), name="station", key=("id",)
)
UNIT = contract(field("id", required=True), OWNER, field("home", reference=refers("station")), name="unit", key=("id",))


def row(name: str, agency: str = "fire", **cells: Any) -> dict[str, Any]:
    return {"id": f"{agency}:{name}", "agency_id": agency, **cells}


def together(stations: list[dict[str, Any]], units: list[dict[str, Any]], size: int = 3, **options: Any) -> Validated:
    return validate(bundle(table(UNIT, units, size=size), table(STATION, stations, size=size)), **options)


def test_a_reference_within_the_bundle_holds_wherever_its_target_stands() -> None:
    validated = together([row("s1"), row("s2")], [row("u1", home="fire:s2"), row("u2", home=None)])
    assert validated.report.valid
    assert [len(each.to_records()) for each in validated.tables] == [2, 2]


def test_a_reference_to_a_row_that_is_not_there_is_an_error() -> None:
    validated = together([row("s1")], [row("u1", home="fire:s9"), row("u2", home="fire:s1")])
    assert found(validated, "unit") == [(1, "home", "dangling-reference")]
    assert report_of(validated, "unit").violations[0].message() == (
        "'fire:s9' is not the key of an accepted row of station in this data"
    )
    assert [record["id"] for record in validated.tables[0].to_records()] == ["fire:u2"]


def test_a_reference_to_a_rejected_row_dangles() -> None:
    validated = together([row("s1"), {"agency_id": "fire"}, row("s1", parent=None)], [row("u1", home="fire:s1")])
    assert found(validated, "station") == [(2, "id", "required"), (3, "id", "duplicate-key")]
    assert found(validated, "unit") == []

    broken = contract(*STATION.fields, field("x", required=True), name="station", key=("id",))
    stations, units = table(broken, [row("s1"), row("s2", x="a")]), table(UNIT, [row("u1", home="fire:s1")])
    validated = validate(bundle(units, stations))
    assert found(validated, "unit") == [(1, "home", "dangling-reference")]


def test_rows_fall_with_those_they_refer_to_through_any_number_of_steps() -> None:
    chain = [row(f"s{number}", parent=f"fire:s{number + 1}") for number in range(50)]
    loose = [row("t1", parent="fire:t2"), row("t2")]
    validated = together([*chain, *loose], [row("u1", home="fire:s0"), row("u2", home="fire:t1")])
    assert report_of(validated, "station").counts == {"dangling-reference": 50}
    assert found(validated, "unit") == [(1, "home", "dangling-reference")]
    assert [record["id"] for record in validated.tables[1].to_records()] == ["fire:t1", "fire:t2"]


def test_a_table_may_refer_to_itself_and_to_later_rows() -> None:
    rows = [row("a", parent="fire:b"), row("b"), row("c", parent="fire:c"), row("d", parent="fire:x")]
    validated = judged(STATION, rows)
    assert found(validated) == [(4, "parent", "dangling-reference")]
    assert [record["id"] for record in accepted(validated)] == ["fire:a", "fire:b", "fire:c"]


def test_a_circle_of_rows_stands_until_one_of_them_falls() -> None:
    circle = [row("a", parent="fire:b"), row("b", parent="fire:a")]
    assert judged(STATION, circle).report.valid
    promised = contract(*STATION.fields, field("x", required=True), name="station", key=("id",))
    broken = judged(promised, [{**circle[0], "x": "here"}, circle[1]])
    assert found(broken) == [
        (1, "parent", "dangling-reference"),
        (2, "parent", "dangling-reference"),
        (2, "x", "required"),
    ]


def test_a_row_rejected_at_once_may_dangle_too_and_has_all_its_reasons() -> None:
    promised = contract(*STATION.fields, field("x", required=True), name="station", key=("id",))
    validated = judged(promised, [row("a", parent="fire:nowhere")])
    assert found(validated) == [(1, "parent", "dangling-reference"), (1, "x", "required")]
    assert validated.rejected.to_arrow().to_pylist()[0]["_rule"] == "required; dangling-reference"


def test_a_reference_to_another_agency_is_advice_only_where_its_rows_are_known() -> None:
    units = [row("u1", home="police:s1"), row("u2", home="police:s2")]
    assert report_of(together([row("s1")], units), "unit").advice == {}
    known = pa.table({"id": ["police:s1"]})
    validated = together([row("s1")], units, references={"station": known})
    assert report_of(validated, "unit").advice == {"dangling-reference": 1}
    assert validated.report.valid


def test_a_reference_out_of_the_data_is_not_judged_where_nothing_is_known() -> None:
    assert report_of(judged(UNIT, [row("u1", home="fire:s9")])).advice == {}


@pytest.mark.parametrize(
    "rows",
    [
        pa.table({"name": ["x"], "id": ["fire:s1"]}),
        pa.table({"anything": ["fire:s1"]}),
        pa.table({"id": pa.array(["fire:s1"]).dictionary_encode()}),
        table(STATION, [row("s1")]),
        pd.DataFrame({"id": ["fire:s1"]}),
    ],
    ids=["pyarrow", "one-column", "dictionary", "table", "pandas"],
)
def test_references_are_read_from_anything_with_an_arrow_stream(rows: object) -> None:
    validated = judged(UNIT, [row("u1", home="fire:s1"), row("u2", home="fire:s2")], references={"station": rows})
    assert [(one.row, one.severity) for one in report_of(validated).violations] == [(2, "advice")]


def test_what_is_given_counts_beside_what_is_in_the_bundle() -> None:
    known = pa.table({"id": ["fire:s9"]})
    validated = together(
        [row("s1")], [row("u1", home="fire:s9"), row("u2", home="fire:s1")], references={"station": known}
    )
    assert validated.report.valid
    assert report_of(validated, "unit").advice == {}


def test_whatever_says_its_contract_is_read_by_that_contracts_key() -> None:
    """A release of another package's contract, for one: nothing is registered under its name."""

    class Released:
        contract = contract(field("code"), field("id"), name="station", key=("code",))

        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            return pa.table({"id": ["fire:s2"], "code": ["fire:s1"]}).__arrow_c_stream__(requested_schema)

    rows = [row("u1", home="fire:s1"), row("u2", home="fire:s2")]
    validated = judged(UNIT, rows, references={"station": Released()})
    assert [(one.row, one.rule) for one in report_of(validated).violations] == [(2, "dangling-reference")]


def test_of_a_release_only_the_key_is_read() -> None:
    promised = contract(field("x"), field("nr"), name="other", key=("nr",))

    class Release:
        """What a release is to a reference: a contract, and columns read on demand."""

        contract = promised
        asked: ClassVar[list[list[str]]] = []

        def read(self, columns: list[str]) -> pa.Table:
            self.asked.append(columns)
            return pa.table({"nr": ["1"]})

        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            raise AssertionError("all columns would be read")

    refers_out = contract(field("to", reference=refers("other")))
    validated = judged(refers_out, [{"to": "1"}, {"to": "2"}], references={"other": Release()})
    assert report_of(validated).advice == {"dangling-reference": 1}
    assert Release.asked == [["nr"]]


def test_a_reference_that_is_a_stream_is_read_once() -> None:
    known = pa.table({"id": ["fire:s1"]}).to_reader()
    rows = [row(f"u{number}", home="fire:s1") for number in range(9)]
    validated = validate(table(UNIT, rows, size=2), references={"station": known})
    assert report_of(validated).advice == {}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("stations.csv", "is a str, not a table"),
        (pa.table({"name": ["x"], "kode": ["y"]}), "has no column id, code"),
    ],
)
def test_a_reference_that_cannot_be_read_is_refused(rows: object, words: str) -> None:
    with pytest.raises(DefinitionError, match=words):
        judged(UNIT, [row("u1", home="fire:s1")], references={"station": rows})


def test_a_contract_with_a_key_of_several_fields_cannot_be_referred_to() -> None:
    promised = contract(field("a"), field("b"), name="station", key=("a", "b"))
    with pytest.raises(DefinitionError, match="its key is a, b"):
        judged(UNIT, [row("u1", home="fire:s1")], references={"station": table(promised, [])})


def test_a_target_with_a_key_of_several_fields_in_the_bundle_is_not_judged() -> None:
    promised = contract(field("a"), field("b"), name="station", key=("a", "b"))
    assert validate(bundle(table(UNIT, [row("u1", home="fire:s1")]), table(promised, []))).report.valid


def test_another_field_may_choose_the_target() -> None:
    by = Reference((("station", "station"), ("unit", "unit")), by="kind")
    holding = contract(field("id"), OWNER, field("kind"), field("holder", reference=by), name="holding", key=("id",))
    rows = [
        row("h1", kind="station", holder="fire:s1"),
        row("h2", kind="unit", holder="fire:s1"),
        row("h3", kind="unit", holder="fire:u1"),
        row("h4", kind="other", holder="fire:nowhere"),
        row("h5", kind=None, holder="fire:nowhere"),
    ]
    validated = validate(bundle(table(holding, rows), table(STATION, [row("s1")]), table(UNIT, [row("u1")])))
    assert found(validated, "holding") == [(2, "holder", "dangling-reference")]


def test_items_of_a_list_may_refer() -> None:
    item = field("item", required=True, reference=refers("station"))
    promised = contract(field("id"), OWNER, field("via", "list", items=item), name="route", key=("id",))
    rows = [
        row("r1", via=["fire:s1", "fire:s2"]),
        row("r2", via=["fire:x", "fire:s1", "fire:y"]),
        row("r3", via=[]),
        row("r4"),
    ]
    validated = validate(bundle(table(promised, rows), table(STATION, [row("s1"), row("s2")])))
    assert found(validated, "route") == [(2, "via[]", "dangling-reference")]
    assert "'fire:x'" in report_of(validated, "route").violations[0].message()


def test_keys_that_are_not_text_are_compared_by_value() -> None:
    promised = contract(field("n", "integer"), field("up", "integer", reference=refers("thing")), key=("n",))
    assert found(judged(promised, [{"n": 1, "up": 2}, {"n": 2}, {"n": 3, "up": 12}])) == [
        (3, "up", "dangling-reference")
    ]


def test_whose_row_it_is_names_an_agency_by_its_short_name_and_refers_to_nothing() -> None:
    agency = contract(field("id", provenance=Provenance.IDENTIFIER), name="agency", key=("id",))
    validated = validate(bundle(table(STATION, [row("s1")]), table(agency, [{"id": "fire:headquarters"}])))
    assert validated.report.valid


def test_a_table_without_an_agency_owns_what_its_own_ids_begin_with() -> None:
    promised = contract(
        field("id", provenance=Provenance.IDENTIFIER), field("parent", reference=refers("thing")), key=("id",)
    )
    rows = [
        {"id": "fire:a", "parent": "fire:x"},
        {"id": "fire:b", "parent": "health:x"},
        {"id": "fire:c", "parent": "x"},
    ]
    assert found(judged(promised, rows)) == [(1, "parent", "dangling-reference"), (3, "parent", "dangling-reference")]


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("31", True),
        ("31.71.01.1001", True),
        ("31.71.01.1001/003", True),
        ("31.71.01.1001/003/012", True),
        ("32.01", True),
        ("32.01.01.2001", True),  # districts of Bogor are not in the reference: its regency decides
        ("31.71.01.9999", False),
        ("31.71.99", False),
        ("31.99/001", False),
        ("3171", False),
        ("", False),
    ],
)
def test_area_codes_are_judged_as_deep_as_areas_are_known(code: str, known: bool) -> None:
    promised = contract(field("id"), field("area_code", reference=refers("administrative-area")), key=("id",))
    report = report_of(judged(promised, [{"id": "a", "area_code": code}]))
    assert report.advice == ({} if known else {"dangling-reference": 1})
    assert report.valid


def test_references_of_a_field_that_is_not_public_are_not_shown() -> None:
    promised = contract(field("id"), field("up", sensitivity=INTERNAL, reference=refers("thing")), key=("id",))
    (one,) = report_of(judged(promised, [{"id": "a", "up": "secret"}])).violations
    assert one.message() == "(str, 6) is not the key of an accepted row of thing in this data"


@st.composite
def forests(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 9))
    names = [draw(st.sampled_from("abcdefgh")) for _ in range(count)]
    parents = [draw(st.sampled_from(["", *"abcdefghij"])) for _ in range(count)]
    good = [draw(st.booleans()) for _ in range(count)]
    return [
        row(name, parent=f"fire:{parent}" if parent else None, x="here" if sound else None)
        for name, parent, sound in zip(names, parents, good, strict=True)
    ]


def naively_accepted(rows: list[dict[str, Any]]) -> list[int]:
    """Return the accepted rows by going round until nothing changes."""
    seen: dict[str, int] = {}
    alive = [
        seen.setdefault(each["id"], number) == number and each["x"] is not None for number, each in enumerate(rows)
    ]
    while True:
        keys = {each["id"] for each, lives in zip(rows, alive, strict=True) if lives}
        after = [
            lives and (each["parent"] is None or each["parent"] in keys)
            for each, lives in zip(rows, alive, strict=True)
        ]
        if after == alive:
            return [number for number, lives in enumerate(alive) if lives]
        alive = after


@settings(deadline=None)
@given(forests(), st.integers(1, 4))
def test_what_stands_in_the_end_is_what_going_round_until_nothing_changes_leaves(
    rows: list[dict[str, Any]], size: int
) -> None:
    promised: Contract = contract(*STATION.fields, field("x", required=True), name="station", key=("id",))
    validated = validate(table(promised, rows, size=size))
    assert accepted(validated) == [{**rows[number]} for number in naively_accepted(rows)]
    assert validated.rejected.count == len(rows) - len(accepted(validated))


def test_a_table_without_an_area_code_does_not_read_the_areas() -> None:
    program = """
import opendata_share as share
from opendata_share.schemas import areas

now = "2026-01-01T00:00:00Z"
bed = {"facility_id": "demo:1", "bed_type": "adult_icu", "observed_at": now, "recorded_at": now, "available_beds": 1}
assert share.validate(share.adapt([bed], to="facility-capacity", agency="demo")).report.valid
assert areas.codes.cache_info().misses == 0
report = share.validate(share.adapt([bed | {"area_code": "31.99"}], to="facility-capacity", agency="demo")).report
assert report.tables[0].advice == {"dangling-reference": 1}, report
assert areas.codes.cache_info().misses == 1
"""
    subprocess.run([sys.executable, "-c", program], check=True)
