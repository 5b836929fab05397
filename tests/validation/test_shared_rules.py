"""The registered rules about the shared schemas, each beside a twin that looks at one row."""

from __future__ import annotations

from typing import Any

import pytest

import opendata_share as share
from opendata_share import _plugins
from opendata_share.schemas import EmergencyFacility, PublicAlert, UnitResponse, areas
from opendata_share.testing import check_rule
from opendata_share.validation import CustomRule, shared_rules


def test_every_rule_is_registered_under_its_name() -> None:
    ours = {one.name for one in vars(shared_rules).values() if isinstance(one, CustomRule)}
    assert ours == {name for name in _plugins.names("rules") if _plugins.is_ours("rules", name)}
    assert all(_plugins.load("rules", name).name == name for name in ours)


def of_area(row: dict[str, Any]) -> bool | None:
    if row["kemkes_code"] is None or row["area_code"] is None or len(row["area_code"]) < 5:
        return None
    area = areas.index().from_bps(row["kemkes_code"][:4])
    return None if area is None else bool(row["area_code"][:5] == area)


def test_the_code_of_a_hospital_names_its_regency() -> None:
    rows = [
        {"kemkes_code": code, "area_code": area}
        for code in ("3173014", "3171", "9999999", None)
        for area in ("31.71", "31.71.01.1001", "31.73", "31", None)
    ]
    contract = EmergencyFacility.contract()
    check_rule(shared_rules.kemkes_code_in_area, contract, row=of_area, nulls="passes", examples=rows)


def of_agency(row: dict[str, Any]) -> bool | None:
    if row["role"] in {"aid_given", "aid_received"}:
        return True
    ids = (row["unit_id"], row["from_station_id"])
    if any(one is None or ":" not in one for one in ids):
        return None
    return bool(ids[0].partition(":")[0] == ids[1].partition(":")[0])


def test_a_unit_sets_out_from_a_station_of_its_own_agency() -> None:
    rows = [
        {"unit_id": unit, "from_station_id": station, "role": role}
        for unit in ("demo:1", "x:1", "1", None)
        for station in ("demo:9", "x:2", "2", None)
        for role in ("first_due", "aid_given", None)
    ]
    contract = UnitResponse.contract()
    check_rule(shared_rules.station_of_the_units_agency, contract, row=of_agency, nulls="depends", examples=rows)


def of_references(row: dict[str, Any]) -> bool | None:
    if row["msg_type"] is None:
        return None
    return row["msg_type"] not in {"update", "cancel", "ack", "error"} or bool(row["references"])


def test_an_update_names_what_it_updates() -> None:
    rows = [
        {"msg_type": kind, "references": named}
        for kind in ("alert", "update", "cancel", "ack", "error", None)
        for named in (["a@b,1,2026-03-02T01:00:00-00:00"], [], None)
    ]
    contract = PublicAlert.contract()
    check_rule(shared_rules.alert_names_what_it_changes, contract, row=of_references, nulls="depends", examples=rows)


SQUARE = "-6.1,106.8 -6.2,106.8 -6.2,106.9 -6.1,106.8"
AREAS: dict[str, Any] = {
    "closed": [{"area_desc": "x", "polygon": [SQUARE], "circle": ["-6.1,106.8 5"]}],
    "closed, in other digits": [{"area_desc": "x", "polygon": [SQUARE.replace(" -6.1,106.8", " -6.10,106.800")]}],
    "open": [{"area_desc": "x", "polygon": [SQUARE, "-6.1,106.8 -6.2,106.8 -6.2,106.9 -6.1,106.7"]}],
    "longitude first": [
        {"area_desc": "x"},
        {"area_desc": "y", "polygon": ["106.8,-6.1 106.8,-6.2 106.9,-6.2 106.8,-6.1"]},
    ],
    "centre with longitude first": [{"area_desc": "x", "circle": ["106.8,-6.1 5"]}],
    "words": [{"area_desc": "x", "polygon": ["here there here"], "circle": [""]}],
    "none": None,
}


@pytest.mark.parametrize(
    ("named", "broken"),
    [
        (shared_rules.alert_polygon_closed, {"open"}),
        (shared_rules.alert_corner_on_earth, {"longitude first", "centre with longitude first"}),
    ],
)
def test_the_shapes_of_an_alert_close_and_say_latitude_first(named: CustomRule, broken: set[str]) -> None:
    held = {repr(found): None if found is None else name not in broken for name, found in AREAS.items()}
    rows = [{"areas": found} for found in AREAS.values()]
    check_rule(named, PublicAlert.contract(), row=lambda row: held[repr(row["areas"])], examples=rows, count=0)


@pytest.mark.parametrize(("code", "told"), [("3173014", 0), ("3171014", 1)])
def test_a_name_is_enough(code: str, told: int) -> None:
    row = {
        "id": "demo:1", "name": "RS", "facility_type": "hospital", "country": "ID", "area_code": "31.71",
        "kemkes_code": code, "recorded_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    table = share.adapt([row], to="emergency-facility", agency="demo")
    report = share.validate(table, rules=["kemkes-code-in-area"]).report
    assert report.tables[0].advice.get("kemkes-code-in-area", 0) == told
