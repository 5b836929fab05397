"""The rules over the whole table that the shipped contracts have: rows they accept, rows they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from record_rows import CONTRACTS, SMALLEST, minute

from opendata_share.contract import AgreesWithReferred, AgreesWithRows
from opendata_share.policy import Policy
from opendata_share.policy._decide import decide
from opendata_share.policy._derive import derive
from opendata_share.stages import Bundle, Lineage, Table
from opendata_share.stages import Rows as SourceRows
from opendata_share.validation import validate

Rows = Sequence[Mapping[str, Any]]
LINEAGE = Lineage(source="rows")


def found(name: str, rows: Rows, rule: str, **options: Any) -> list[tuple[int | None, str]]:
    """Return (row, severity) of everything `rule` finds in rows of the contract called `name`."""
    contract = CONTRACTS[name]
    defaults = {field.name: field.default for field in contract.fields if field.default is not None}
    whole = [{**defaults, **SMALLEST[name], **row} for row in rows]
    table = pa.Table.from_pylist(whole, contract.arrow_schema)
    made = Table.of_batches(contract, lambda: iter(table.to_batches(max_chunksize=2)), Lineage(source="rows"))
    report = validate(made, **options).report
    return [(one.row, one.severity) for one in report.select(rule=rule)]


@pytest.mark.parametrize(
    ("name", "field", "ids"),
    [
        ("agency", "parent_agency_id", "jakarta-health"),
        ("emergency-facility", "parent_facility_id", "jakarta-health"),
        ("fire-station", "parent_station_id", "jakarta-fire"),
        ("emergency-incident", "parent_incident_id", "jakarta-fire"),
        ("citizen-report", "parent_report_id", "jakarta-jsc"),
    ],
)
def test_hierarchies_have_no_circles(name: str, field: str, ids: str) -> None:
    a, b, c = (f"{ids}:{letter}" for letter in "abc")
    line = [{"id": a}, {"id": b, field: a}, {"id": c, field: b}]
    assert found(name, line, "no-cycles") == []
    assert found(name, [{"id": a, field: c}, *line[1:]], "no-cycles") == [(3, "error")]


REGISTERS = ["agency", "emergency-facility", "fire-station", "response-unit", "emergency-incident", "unit-response"]
REGISTERS += ["citizen-report", "public-asset", "water-source"]


@pytest.mark.parametrize("name", REGISTERS)
def test_no_two_rows_of_a_register_carry_the_same_identifier(name: str) -> None:
    system = CONTRACTS[name].code_list("identifier-system").values[0]
    own, same = [{"system": system, "value": "1"}], [{"system": system, "value": "2"}, {"system": system, "value": "1"}]
    rows = [{"id": f"x-y:{number}", "identifiers": ids} for number, ids in enumerate([own, None, same])]
    assert found(name, rows, "duplicate-item") == [(3, "error")]
    assert found(name, rows[:2], "duplicate-item") == []


def test_observations_of_a_table_without_ids_may_carry_the_same_identifier() -> None:
    for name in ("unit-status", "fleet-count", "facility-capacity"):
        assert all(type(rule).__name__ != "UniqueAmong" for rule in CONTRACTS[name].table_rules)


def test_t24_a_figure_that_is_there_twice_is_found_though_most_of_its_key_is_empty() -> None:
    one, other = {"n": 120}, {"n": 7, "incident_category": "fire"}
    assert found("service-performance", [one, other, {**one, "n": 9}], "duplicate-key") == [(3, "error")]
    assert found("service-performance", [one, other, {**other, "segment": "malam"}], "duplicate-key") == []


def test_s1_a_median_is_not_above_the_90th_percentile_nor_that_above_the_greatest_of_the_same_cases() -> None:
    duration = {"metric": "response_time", "unit": "s", "n": 120}
    figures = {"median": 300.0, "p90": 600.0, "max": 900.0}
    rows = [{**duration, "statistic": statistic, "value": value} for statistic, value in figures.items()]
    assert found("service-performance", rows, "agrees-with-referred") == []
    assert found("service-performance", [*rows[:2], {**rows[2], "value": 500.0}], "agrees-with-referred") == [
        (2, "advice")
    ]
    low = {**rows[1], "value": 299.0}
    assert found("service-performance", [low, rows[0]], "agrees-with-referred") == [(2, "advice")]
    for other in (
        {"area_code": "31.71"},
        {"incident_category": "fire"},
        {"unit": "d"},
        {"value": None, "suppressed": True},
    ):
        assert found("service-performance", [rows[0], {**low, **other}], "agrees-with-referred") == []


def test_population_of_parts_adds_up_to_the_whole_with_two_percent_to_spare() -> None:
    whole = {"code": "31", "population": 100, "population_year": 2024}
    part = {"level": 2, "level_name": "city", "parent_code": "31", "population_year": 2024}
    parts = [{**part, "code": "31.71", "population": 60}, {**part, "code": "31.72", "population": 42}]
    assert found("administrative-area", [whole, *parts], "children-within") == []
    parts[1]["population"] = 43
    assert found("administrative-area", [*parts, whole], "children-within") == [(3, "advice")]


def test_a_facility_entered_twice_at_one_place_is_advice() -> None:
    place = {"latitude": -6.2, "longitude": 106.8, "location_method": "gps"}
    rows = [
        {"id": "a-b:1", **place},
        {"id": "a-b:2", **place, "latitude": -6.2003},
        {"id": "a-b:3", **place, "latitude": -6.2006},
        {"id": "a-b:4", **place, "name": "RS Lain"},
    ]
    assert found("emergency-facility", rows, "near-duplicates") == [(2, "advice"), (3, "advice")]
    assert found("emergency-facility", [rows[0], *rows[2:]], "near-duplicates") == []
    stations = [{"id": "a-b:1", **place}, {"id": "a-b:2", **place}, {"id": "a-b:3", **place, "station_type": "sector"}]
    assert found("fire-station", stations, "near-duplicates") == [(2, "advice")]


def test_all_beds_do_not_stand_beside_beds_of_one_type() -> None:
    rows = [
        {"bed_type": "all", "observed_at": minute(0)},
        {"bed_type": "adult_icu", "observed_at": minute(0)},
        {"bed_type": "all", "observed_at": minute(1)},
        {"bed_type": "all", "facility_id": "jakarta-health:2", "observed_at": minute(0)},
    ]
    assert found("facility-capacity", rows, "exclusive") == [(1, "error")]
    named = [{**row, "facility_id": None, "facility_name_source": "RS A", "area_code": "31.71"} for row in rows[:2]]
    assert found("facility-capacity", named, "exclusive") == [(1, "error")]


@pytest.mark.parametrize(("name", "hours"), [("facility-capacity", 6), ("unit-status", 0.25)])
def test_old_observations_are_told_where_now_is_given(name: str, hours: float) -> None:
    seen = SMALLEST[name]["observed_at"]
    late = seen + timedelta(hours=hours, seconds=1)
    assert found(name, [{}], "freshness", as_of=late) == [(None, "advice")]
    assert found(name, [{}], "freshness", as_of=late - timedelta(seconds=1)) == []
    assert found(name, [{}], "freshness") == []


def test_two_units_in_service_do_not_share_a_call_sign() -> None:
    rows = [
        {"id": "a-b:1"},
        {"id": "a-b:2", "status": "retired"},
        {"id": "a-b:3", "valid_to": date(2024, 1, 1)},
        {"id": "a-b:4", "agency_id": "other"},
        {"id": "a-b:5"},
    ]
    assert found("response-unit", rows, "duplicate-key") == [(5, "error")]


def test_a_group_of_vehicles_is_the_sum_of_its_kinds_where_both_are_sent() -> None:
    kinds = [
        {"unit_type": "ambulance_als", "total": 2, "good": 1},
        {"unit_type": "ambulance_bls", "total": 3, "good": None},
    ]
    group = {"unit_type": "ambulance", "total": 5, "good": 9}
    assert found("fleet-count", [group], "group-totals") == []
    assert found("fleet-count", [group, *kinds], "group-totals") == []
    assert found("fleet-count", [{**group, "total": 6}, *kinds], "group-totals") == [(1, "error")]
    others = [{**kind, "holder_id": "jakarta-fire:other"} for kind in kinds]
    assert found("fleet-count", [{**group, "total": 6}, *others], "group-totals") == []


def test_a_unit_goes_through_its_statuses_in_order_and_its_times_do_not_go_back() -> None:
    way = ["available_at_station", "dispatched", "dispatched", "en_route", "on_scene", "unknown", "at_destination"]
    rows = [{"status": status, "observed_at": minute(number)} for number, status in enumerate(way)]
    assert found("unit-status", rows, "transitions") == []
    assert found("unit-status", rows, "monotone") == []
    turned = list(reversed(rows))
    assert found("unit-status", turned, "transitions") == []
    assert found("unit-status", turned, "monotone") == [(row, "advice") for row in range(2, 8)]
    jump = [rows[0], {"status": "transporting", "observed_at": minute(9)}]
    assert found("unit-status", jump, "transitions") == [(2, "advice")]


def test_every_status_is_named_by_the_transitions_but_unknown() -> None:
    contract = CONTRACTS["unit-status"]
    (rule,) = [rule for rule in contract.table_rules if type(rule).__name__ == "Transitions"]
    named = {code for before, after in rule.allowed for code in (before, *after)}  # type: ignore[union-attr]
    assert set(contract.code_list("unit-status").values) - named == {"unknown"}


def test_an_incident_has_its_number_for_itself_within_an_agency() -> None:
    rows = [
        {"id": "a-b:1", "incident_number": "7"},
        {"id": "a-b:2", "incident_number": "7"},
        {"id": "a-b:3", "incident_number": "7", "agency_id": "other"},
        {"id": "a-b:4", "incident_number": None},
        {"id": "a-b:5", "incident_number": None},
    ]
    assert found("emergency-incident", rows, "duplicate-key") == [(2, "error")]


def test_a_unit_on_two_incidents_at_once_is_advice() -> None:
    unit = {"unit_id": "jakarta-fire:A1"}
    rows = [
        {"id": "a-b:1", **unit, "incident_id": "a-b:1", "dispatched_at": minute(0), "cleared_at": minute(30)},
        {"id": "a-b:2", **unit, "incident_id": "a-b:2", "dispatched_at": minute(30), "cleared_at": minute(40)},
        {"id": "a-b:3", **unit, "incident_id": "a-b:3", "dispatched_at": minute(39), "cleared_at": minute(50)},
        {"id": "a-b:4", **unit, "incident_id": "a-b:4", "dispatched_at": minute(45), "cleared_at": None},
    ]
    assert found("unit-response", rows, "no-overlap") == [(3, "advice")]


def between(
    incidents: Rows, responses: Rows, *, responses_first: bool = False
) -> list[tuple[str, int | None, str | None]]:
    """Return (contract, row, field) of the advice that incidents and their unit responses do not agree."""
    given = {"emergency-incident": incidents, "unit-response": responses}
    tables = {}
    for name, rows in given.items():
        contract = CONTRACTS[name]
        defaults = {field.name: field.default for field in contract.fields if field.default is not None}
        whole = [{**defaults, **SMALLEST[name], **row} for row in rows]
        tables[name] = pa.Table.from_pylist(whole, contract.arrow_schema).to_batches(max_chunksize=2)
    order = sorted(tables, reverse=responses_first)

    def stream() -> Iterator[tuple[str, SourceRows]]:
        for name in order:
            for batch in Table.of_batches(
                CONTRACTS[name], lambda batches=tables[name]: iter(batches), LINEAGE
            ).stream():
                yield name, batch

    report = validate(Bundle(tuple(CONTRACTS[name] for name in order), stream, LINEAGE)).report
    rules = "agrees-with-rows", "agrees-with-referred"
    said = [(table.contract.partition("@")[0], one) for table in report.tables for one in table.violations]
    assert all(one.severity == "advice" for _, one in said if one.rule in rules)
    return sorted((name, one.row, one.field) for name, one in said if one.rule in rules)


INCIDENT = {"id": "jakarta-fire:1", "call_received_at": minute(0), "time_precision": "second"}
RESPONSES: Rows = [
    {"id": "jakarta-fire:1-A", "dispatched_at": minute(2), "on_scene_at": minute(9), "crew_count": 4},
    {"id": "jakarta-fire:1-B", "dispatched_at": minute(1), "canceled_at": minute(3), "crew_count": 5},
    {"id": "jakarta-fire:1-C", "dispatched_at": minute(3), "on_scene_at": minute(8), "crew_count": 0},
    {"id": "jakarta-fire:2-A", "incident_id": "jakarta-fire:2", "dispatched_at": minute(0), "crew_count": 9},
]
AGREED = {"units_count": 3, "personnel_count": 9, "first_dispatch_at": minute(1), "first_on_scene_at": minute(8)}


@pytest.mark.parametrize("responses_first", [False, True])
def test_i2_what_an_incident_says_of_its_responses_is_what_they_add_up_to(responses_first: bool) -> None:
    other = {"id": "jakarta-fire:9", "units_count": 7, "first_dispatch_at": minute(5)}
    assert between([{**INCIDENT, **AGREED}, other, {**INCIDENT, "id": "jakarta-fire:2"}], RESPONSES) == []
    for field, wrong in {"units_count": 2, "personnel_count": 4, "first_dispatch_at": minute(2)}.items():
        found = between([other, {**INCIDENT, **AGREED, field: wrong}], RESPONSES, responses_first=responses_first)
        assert found == [("emergency-incident", 2, field)]


def test_i2_a_crew_that_is_not_known_leaves_the_sum_open() -> None:
    responses = [*RESPONSES, {"id": "jakarta-fire:1-D", "dispatched_at": minute(4)}]
    assert between([{**INCIDENT, **AGREED, "units_count": 4}], responses) == []


@pytest.mark.parametrize(
    ("precision", "seconds", "agrees"),
    [("second", 1, False), ("minute", 60, True), ("minute", 61, False), ("day", 999, True)],
)
def test_i2_first_times_agree_as_exactly_as_they_are_known(precision: str, seconds: int, agrees: bool) -> None:
    late = minute(1) + timedelta(seconds=seconds)
    incident = {**INCIDENT, **AGREED, "time_precision": precision, "first_dispatch_at": late}
    assert between([incident], RESPONSES) == ([] if agrees else [("emergency-incident", 1, "first_dispatch_at")])


@pytest.mark.parametrize("responses_first", [False, True])
def test_d1_nothing_happens_before_the_call_was_received(responses_first: bool) -> None:
    call = [{"id": "jakarta-fire:9"}, {**INCIDENT, "call_received_at": minute(5)}]
    times: Rows = [
        {"dispatched_at": minute(5)},
        {"dispatched_at": minute(4)},
        {"dispatched_at": None, "en_route_at": minute(4)},
        {"dispatched_at": None, "on_scene_at": minute(4)},
        {"dispatched_at": None, "response_s": 60},
        {"dispatched_at": minute(4), "incident_id": "jakarta-fire:8"},
    ]
    rows = [{**row, "id": f"jakarta-fire:1-{number}"} for number, row in enumerate(times)]
    found = between(call, rows, responses_first=responses_first)
    fields = {2: "dispatched_at", 3: "en_route_at", 4: "on_scene_at"}
    assert found == [("unit-response", row, field) for row, field in fields.items()]
    call[1]["time_precision"] = "day"
    assert between(call, rows) == []


def test_i2_and_d1_still_hold_for_what_leaves_under_the_open_policy() -> None:
    both = CONTRACTS["emergency-incident"], CONTRACTS["unit-response"]
    decisions = [decide(Policy.named("open"), contract, date(2026, 6, 1)) for contract in both]
    for contract, decision in zip(both, decisions, strict=True):
        rules = [rule for rule in contract.table_rules if isinstance(rule, AgreesWithRows | AgreesWithReferred)]
        left = derive(decision, decisions).contract.table_rules
        assert rules
        assert [rule for rule in left if rule in rules] == rules
