"""How many vehicles there are: each counted once, dated, and never a hearse among the ambulances."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.emergency import Fleet, FleetFigure, fleet
from opendata_share.errors import DefinitionError
from opendata_share.schemas import code_lists

DAY = date(2024, 1, 31)
TEXT: pa.DataType = pa.string()
WHOLE: pa.DataType = pa.int64()
DATE: pa.DataType = pa.date32()
COUNT_SCHEMA = pa.schema(
    [
        *(
            (name, TEXT)
            for name in ("holder_type", "holder_id", "unit_type", "as_of_precision", "agency_id", "area_code")
        ),
        *((name, WHOLE) for name in ("total", "good", "light_damage", "heavy_damage", "ready")),
        ("as_of", DATE),
    ]
)
UNIT_SCHEMA = pa.schema(
    [
        *((name, TEXT) for name in ("id", "agency_id", "unit_type", "condition", "status", "home_station_id")),
        *((name, TEXT) for name in ("home_facility_id", "area_code")),
        ("recorded_at", pa.timestamp("us", tz="UTC")),
        ("valid_from", DATE),
        ("valid_to", DATE),
    ]
)
AMBULANCES = code_lists.load("unit-type").group("ambulance")


def counts(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), COUNT_SCHEMA)


def count(unit_type: str | None, total: int | None, holder: str | None = "rs:1", **fields: Any) -> dict[str, Any]:
    row = {"holder_type": "facility", "holder_id": holder, "unit_type": unit_type, "total": total, "as_of": DAY}
    return row | {"as_of_precision": "day", "agency_id": "dinkes:dinkes"} | fields


def units(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), UNIT_SCHEMA)


def unit(name: str | None, unit_type: str | None = "ambulance_bls", **fields: Any) -> dict[str, Any]:
    row = {"id": name, "unit_type": unit_type, "status": "active", "condition": "good", "agency_id": "dinkes:dinkes"}
    return row | {"home_facility_id": "rs:1", "recorded_at": datetime(2024, 3, 5, 20, tzinfo=UTC)} | fields


def by_kind(answer: Fleet) -> dict[str | None, int]:
    totals: dict[str | None, int] = {}
    for row in answer.rows:
        totals[row.unit_type] = totals.get(row.unit_type, 0) + row.total
    return totals


def found(answer: Fleet) -> list[str]:
    return [finding.message_id for finding in answer.findings]


def balances(row: FleetFigure) -> bool:
    condition = row.good + row.light_damage + row.heavy_damage + row.condition_unknown
    readiness = row.ready + row.not_ready + row.readiness_unknown
    return row.total == condition == readiness == row.in_service + row.reserve + row.service_unknown


def test_counts_by_kind_condition_and_readiness() -> None:
    rows = counts(
        count("ambulance_transport", 5, good=3, light_damage=1, heavy_damage=1, ready=2),
        count("ambulance_transport", 2, "rs:2", good=2, light_damage=0, heavy_damage=0, ready=0),
        count("ambulance_als", 4, good=1),
    )
    transport, als = fleet(counts=rows).rows
    assert (transport.unit_type, transport.total) == ("ambulance_transport", 7)
    assert (transport.good, transport.light_damage, transport.heavy_damage, transport.condition_unknown) == (5, 1, 1, 0)
    assert (transport.ready, transport.not_ready, transport.readiness_unknown) == (2, 5, 0)
    assert (als.good, als.condition_unknown, als.ready, als.readiness_unknown) == (1, 3, 0, 4)
    assert (als.source, als.as_of_earliest, als.as_of) == ("count", DAY, "2024-01-31")


def test_a_hearse_is_never_an_ambulance() -> None:
    rows = counts(count("ambulance_transport", 3), count("hearse", 2), count("ambulance", 3, "rs:2"))
    answer = fleet(units(unit("u:1", "hearse", home_facility_id="rs:3")), rows, by=("group",))
    assert (answer.total("ambulance"), answer.total("other"), answer.total()) == (6, 3, 9)
    assert answer.total("fire_apparatus") == 0
    assert {row.group for row in answer.rows} == {"ambulance", "other"}
    assert "hearse" not in AMBULANCES


@pytest.mark.parametrize(
    "kind", ["ems_non_transport", "ems_supervisor", "rescue_heavy", "command", "unknown", "new_thing"]
)
def test_what_belongs_to_no_group_is_other(kind: str) -> None:
    answer = fleet(counts=counts(count(kind, 2)), by=("group", "unit_type"))
    assert (answer.rows[0].group, answer.total("other")) == ("other", 2)


def test_a_group_equal_to_its_members_adds_nothing() -> None:
    rows = counts(count("ambulance", 5), count("ambulance_transport", 3), count("ambulance_bls", 2), count("hearse", 4))
    answer = fleet(counts=rows)
    assert by_kind(answer) == {"ambulance_transport": 3, "ambulance_bls": 2, "hearse": 4}
    assert (answer.total("ambulance"), answer.findings) == (5, ())


def test_what_a_group_has_beyond_its_members_is_of_unspecified_kind() -> None:
    rows = counts(count("ambulance", 9, good=9, light_damage=0, heavy_damage=0), count("ambulance_transport", 3))
    answer = fleet(counts=rows)
    assert by_kind(answer) == {"ambulance": 6, "ambulance_transport": 3}
    rest = answer.rows[0]
    assert (rest.unspecified, rest.condition_unknown) == (6, 6)
    assert found(answer) == ["fleet-group-remainder"]
    assert "of 9 vehicles of the group ambulance, 3 have a kind and 6 do not" in answer.describe()


def test_the_remainder_keeps_its_condition_where_both_sides_know_it() -> None:
    rows = counts(
        count("ambulance", 9, good=6, light_damage=2, heavy_damage=1, ready=5),
        count("ambulance_transport", 3, good=2, light_damage=1, heavy_damage=0, ready=2),
    )
    rest = fleet(counts=rows).rows[0]
    assert (rest.good, rest.light_damage, rest.heavy_damage, rest.condition_unknown) == (4, 1, 1, 0)
    assert (rest.ready, rest.not_ready, rest.readiness_unknown) == (3, 3, 0)


def test_a_group_below_its_members_is_a_finding_and_the_members_stand() -> None:
    answer = fleet(counts=counts(count("fire_apparatus", 2), count("engine", 3), count("ladder", 1)))
    assert (by_kind(answer), found(answer)) == ({"engine": 3, "ladder": 1}, ["fleet-group-below-members"])
    assert answer.total("fire_apparatus") == 4


def test_a_group_alone_counts_wholly_and_other_holders_are_not_its_members() -> None:
    rows = counts(count("fire_apparatus", 306, "damkar:pos-1", good=300), count("engine", 4, "damkar:pos-2"))
    answer = fleet(counts=rows)
    assert by_kind(answer) == {"fire_apparatus": 306, "engine": 4}
    assert (answer.rows[0].good, answer.rows[0].unspecified, answer.total("fire_apparatus")) == (300, 306, 310)


def test_only_the_latest_count_of_a_holder_and_kind_stands() -> None:
    rows = counts(
        count("engine", 9, as_of=date(2022, 1, 1)),
        count("engine", 4, as_of=date(2024, 1, 1)),
        count("engine", 7, as_of=date(2023, 1, 1)),
        count("ladder", 1, as_of=date(2013, 1, 1), as_of_precision="year"),
    )
    engine, ladder = fleet(counts=rows).rows
    assert (engine.total, engine.as_of, ladder.total, ladder.as_of) == (4, "2024-01-01", 1, "2013")
    earlier = fleet(counts=rows, as_of=date(2023, 12, 31))
    assert (earlier.rows[0].total, found(earlier)) == (7, ["fleet-count-later"])
    whole = fleet(counts=rows, by=("group",)).rows[0]
    assert (whole.as_of_earliest, whole.as_of_latest, whole.as_of) == (
        date(2013, 1, 1),
        date(2024, 1, 1),
        "2013 – 2024",
    )


def test_at_one_date_the_finer_precision_stands() -> None:
    day = date(2024, 1, 1)
    rows = counts(count("engine", 9, as_of=day, as_of_precision="year"), count("engine", 4, as_of=day))
    assert fleet(counts=rows).rows[0].total == 4


def test_a_register_counts_each_unit_once_without_the_retired() -> None:
    rows = units(
        unit("u:1"),
        unit("u:2", condition="light_damage", status="reserve"),
        unit("u:3", condition=None, status=None),
        unit("u:4", status="retired"),
        unit("u:1", condition="heavy_damage", recorded_at=datetime(2024, 3, 6, tzinfo=UTC)),
    )
    answer = fleet(rows)
    (row,) = answer.rows
    assert (row.source, row.total, row.good, row.light_damage, row.heavy_damage, row.condition_unknown) == (
        *("register", 3),
        *(0, 1, 1, 1),
    )
    assert (row.in_service, row.reserve, row.service_unknown) == (1, 1, 1)
    assert (row.ready, row.readiness_unknown) == (0, 3)
    assert (row.as_of_earliest, row.as_of_latest) == (date(2024, 3, 5), date(2024, 3, 6))
    assert found(answer) == ["fleet-retired", "fleet-unit-repeated"]


def test_units_without_an_id_count_each() -> None:
    assert fleet(units(unit(None), unit(None))).total("ambulance") == 2


def test_a_unit_no_longer_or_not_yet_valid_does_not_count_on_that_day() -> None:
    rows = units(unit("u:1", valid_to=date(2023, 12, 31)), unit("u:2", valid_from=date(2024, 6, 1)), unit("u:3"))
    assert fleet(rows).total() == 3
    assert fleet(rows, as_of=date(2024, 1, 1)).total() == 1
    assert fleet(rows, as_of=datetime(2024, 7, 1, tzinfo=UTC)).total() == 2


def test_a_register_is_preferred_to_the_count_of_the_same_kind_and_holder() -> None:
    rows = counts(count("ambulance_bls", 5), count("ambulance_als", 1), count("ambulance_bls", 3, "rs:2"))
    answer = fleet(units(unit("u:1"), unit("u:2")), rows, by=("unit_type", "holder_id"))
    shown = {(row.unit_type, row.holder_id, row.source): row.total for row in answer.rows}
    assert shown == {
        ("ambulance_bls", "rs:1", "register"): 2,
        ("ambulance_bls", "rs:2", "count"): 3,
        ("ambulance_als", "rs:1", "count"): 1,
    }
    assert (
        answer.findings[0].text() == "rs:1, ambulance_bls: the register has 2, the count says 5; the register is used."
    )


def test_a_register_whose_units_are_all_retired_says_there_are_none() -> None:
    answer = fleet(units(unit("u:1", status="retired")), counts(count("ambulance_bls", 5)))
    assert (answer.rows, answer.total()) == ((), 0)
    assert found(answer) == ["fleet-register-preferred", "fleet-retired"]


def test_a_register_covers_the_count_of_its_agency() -> None:
    whole = count("engine", 9, "damkar:damkar", holder_type="agency", agency_id="damkar:damkar")
    station = {"home_facility_id": None, "home_station_id": "damkar:pos-1", "agency_id": "damkar:damkar"}
    answer = fleet(units(unit("u:1", "engine", **station)), counts(whole))
    assert (answer.total("fire_apparatus"), found(answer)) == (1, ["fleet-register-preferred"])


def test_a_groups_count_holds_what_the_register_has_of_it() -> None:
    answer = fleet(units(unit("u:1"), unit("u:2", "ambulance_als")), counts(count("ambulance", 20)), by=())
    assert [(row.source, row.total, row.unspecified) for row in answer.rows] == [("count", 18, 18), ("register", 2, 0)]
    assert answer.total("ambulance") == 20


def test_an_agencys_own_number_beside_its_stations_is_pointed_out() -> None:
    agency = count("engine", 9, "damkar:damkar", holder_type="agency", agency_id="damkar:damkar")
    station = count("ladder", 2, "damkar:pos-1", holder_type="station", agency_id="damkar:damkar")
    answer = fleet(counts=counts(agency, station))
    assert (answer.total("fire_apparatus"), found(answer)) == (11, ["fleet-holder-levels"])
    assert "leave one of the two out" in answer.findings[0].text("en")
    assert found(fleet(units(unit("u:1"), unit("u:2", home_facility_id=None)))) == []


def test_useless_and_contradicting_counts_are_said_not_lost() -> None:
    rows = counts(
        count("engine", None),
        count("engine", -1),
        count("engine", 3, None),
        count("ladder", 2, good=2, light_damage=2, ready=1),
        count("foam", 2, ready=3, good=1),
        count(None, 1),
    )
    answer = fleet(counts=rows)
    assert found(answer) == ["fleet-count-parts", "fleet-count-parts", "fleet-count-useless"]
    assert answer.findings[-1].parameters == {"count": 3}
    shown = {row.unit_type: row for row in answer.rows}
    assert (shown["ladder"].good, shown["ladder"].condition_unknown, shown["ladder"].ready) == (0, 2, 1)
    assert (shown["foam"].good, shown["foam"].condition_unknown, shown["foam"].readiness_unknown) == (1, 1, 2)
    assert shown["unknown"].total == 1


def test_by_area_reads_it_from_the_rows_or_from_the_holders() -> None:
    rows = counts(
        count("engine", 1, "damkar:pos-1"), count("engine", 2, "damkar:pos-2"), count("engine", 4, "damkar:pos-3")
    )
    stations = pa.table({"id": ["damkar:pos-1", "damkar:pos-2"], "area_code": ["31.71", "31.72"]})
    for holders in (stations, [stations, pl.DataFrame({"id": ["x"], "area_code": ["31.73"]})]):
        shown = fleet(counts=rows, by=("area",), holders=holders).rows
        assert [(row.area, row.total) for row in shown] == [("31.71", 1), ("31.72", 2), (None, 4)]
    own = fleet(units(unit("u:1", area_code="31.74")), rows, by=("area",))
    assert [(row.area, row.total, row.source) for row in own.rows] == [("31.74", 1, "register"), (None, 7, "count")]
    with pytest.raises(DefinitionError, match="holders="):
        fleet(counts=rows, by=("area",))


def test_by_everything_by_nothing_and_by_something_else() -> None:
    rows = counts(count("engine", 1), count("engine", 2, "rs:2"))
    everything = fleet(counts=rows, by=("group", "unit_type", "agency_id", "holder_id")).rows[0]
    assert (everything.group, everything.unit_type) == ("fire_apparatus", "engine")
    assert (everything.agency_id, everything.holder_id, everything.area) == ("dinkes:dinkes", "rs:1", None)
    (whole,) = fleet(counts=rows, by=()).rows
    assert (whole.total, whole.unit_type, whole.group) == (3, None, None)
    with pytest.raises(DefinitionError, match="colour"):
        fleet(counts=rows, by=("colour",))  # type: ignore[arg-type]


def test_nothing_given_is_no_vehicles() -> None:
    answer = fleet()
    assert (answer.rows, answer.total(), answer.to_arrow().num_rows) == ((), 0, 0)
    assert "0" in answer.describe()
    with pytest.raises(DefinitionError, match="no group of vehicles called hearse"):
        answer.total("hearse")


def test_any_library_may_bring_the_rows_and_optional_columns_may_be_missing() -> None:
    frame = pl.DataFrame({"holder_id": ["rs:1"], "unit_type": ["ambulance_als"], "as_of": [DAY], "total": [2]})
    (row,) = fleet(counts=frame).rows
    assert (row.total, row.condition_unknown, row.as_of_precision) == (2, 2, "day")
    (row,) = fleet(pa.table({"unit_type": ["engine", "engine"]})).rows
    assert (row.total, row.service_unknown, row.as_of) == (2, 2, None)
    with pytest.raises(DefinitionError, match="total of fleet-count"):
        fleet(counts=frame.drop("total"))


def test_the_table_has_the_columns_asked_for() -> None:
    table = fleet(counts=counts(count("engine", 3)), by=("group", "holder_id")).to_arrow()
    assert table.column_names[:3] == ["group", "holder_id", "source"]
    assert table.schema.field("as_of_latest").type == DATE
    assert table["total"].to_pylist() == [3]


def test_kinds_are_listed_in_the_code_lists_order_and_labelled_in_both_languages() -> None:
    rows = counts(count("hearse", 1), count("engine", 2), count("ambulance_als", 3), count("ambulance", 9))
    answer = fleet(counts=rows)
    assert [row.unit_type for row in answer.rows] == ["ambulance", "ambulance_als", "hearse", "engine"]
    assert "Mobil jenazah" in answer.describe("id")
    assert "Hearse" in answer.describe("en")
    assert "Ambulans 9 (mobil jenazah tidak pernah dihitung sebagai ambulans), kendaraan pemadam 2" in answer.describe(
        "id"
    )
    grouped = fleet(counts=rows, by=("group", "holder_id")).describe("id")
    assert "Lainnya" in grouped
    assert "rekapitulasi" in grouped


kinds = st.sampled_from(
    ["ambulance", "ambulance_bls", "ambulance_als", "hearse", "fire_apparatus", "engine", "ladder", "utility"]
)
holders = st.sampled_from(["rs:1", "rs:2", "rs:3"])
counted = st.builds(
    lambda kind, holder, total, year, good: count(kind, total, holder, as_of=date(2020 + year, 1, 1), good=good),
    kinds,
    holders,
    st.integers(0, 9),
    st.integers(0, 3),
    st.none() | st.integers(0, 9),
)
registered = st.builds(
    lambda kind, holder, status: unit(None, kind, home_facility_id=holder, status=status),
    st.sampled_from(["ambulance_bls", "engine", "hearse"]),
    holders,
    st.sampled_from(["active", "reserve", "retired"]),
)


def plain_total(register: list[dict[str, Any]], numbers: list[dict[str, Any]], group: str) -> int:
    """The same rules over plain dictionaries: the latest count, the register first, a group at least its members."""
    members = set(code_lists.load("unit-type").group(group))
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(numbers, key=lambda row: row["as_of"]):
        latest[row["holder_id"], row["unit_type"]] = row
    total = 0
    for holder in ("rs:1", "rs:2", "rs:3"):
        here = [row for row in register if row["home_facility_id"] == holder and row["unit_type"] in members]
        inside = sum(row["status"] != "retired" for row in here)
        inside += sum(
            row["total"]
            for (place, kind), row in latest.items()
            if place == holder and kind in members and kind not in {row["unit_type"] for row in here}
        )
        whole = latest.get((holder, group))
        total += max(inside, whole["total"] if whole else 0)
    return total


@given(
    st.lists(registered, max_size=8),
    st.lists(counted, max_size=14, unique_by=lambda row: (row["holder_id"], row["unit_type"], row["as_of"])),
    st.randoms(use_true_random=False),
)
def test_totals_are_those_of_plain_rules_in_any_order_and_every_figure_balances(
    register: list[dict[str, Any]], numbers: list[dict[str, Any]], shuffler: random.Random
) -> None:
    answer = fleet(units(*register), counts(*numbers), by=("unit_type", "holder_id"))
    for group in ("ambulance", "fire_apparatus"):
        assert answer.total(group) == plain_total(register, numbers, group)
    assert all(balances(row) for row in answer.rows)
    assert sum(row.total for row in answer.rows) == answer.total()
    register, numbers = list(register), list(numbers)
    shuffler.shuffle(register)
    shuffler.shuffle(numbers)
    again = fleet(units(*register), counts(*numbers), by=("unit_type", "holder_id"))
    assert again == answer
    assert again.to_arrow().equals(answer.to_arrow())
