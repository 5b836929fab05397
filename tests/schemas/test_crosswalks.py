"""Crosswalks: codes of one system in another, on the days on which that holds, and nothing guessed."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.adapters import FieldMap, adapt
from opendata_share.errors import DefinitionError
from opendata_share.schemas import areas, code_lists, crosswalks
from opendata_share.schemas.crosswalks import OURS, CodeCrosswalk, CodeSystem, CrosswalkRow

REALDATA = Path(__file__).parents[2].parent / "shared" / "realdata"
WRITTEN = sorted(
    entry.name.removesuffix(".json")
    for entry in files("opendata_share.schemas.crosswalks").iterdir()
    if entry.name.endswith(".json")
)
AREA = crosswalks.load("bps-kemendagri-area")


def two_systems(*rows: CrosswalkRow, **more: Any) -> CodeCrosswalk:
    return CodeCrosswalk("x", "1.0.0", "made up", CodeSystem("a"), CodeSystem("b"), rows, **more)


# What there is


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_is_its_crosswalk_s_document_and_names_its_source_and_systems(name: str) -> None:
    document = json.loads(files("opendata_share.schemas.crosswalks").joinpath(f"{name}.json").read_text("utf-8"))
    crosswalk = CodeCrosswalk.from_document(document)
    assert crosswalk.to_document() == document
    assert crosswalk == crosswalks.load(name)
    assert crosswalk.name == name
    assert crosswalk.source


@pytest.mark.parametrize("name", crosswalks.names())
def test_every_target_of_a_crosswalk_to_our_lists_is_a_code_of_the_list(name: str) -> None:
    crosswalk = crosswalks.load(name)
    if crosswalk.to_system.system == OURS:
        assert crosswalk.to_system.list is not None
        known = set(code_lists.load(crosswalk.to_system.list).values)
        assert {target for row in crosswalk.rows for target in row.targets} <= known
    else:
        assert {target for row in crosswalk.rows for target in row.targets} <= areas.index().codes()


@pytest.mark.parametrize(
    "system", ["kemkes", "neris", "nemsis", "cap", "fhir", "loinc", "edxl-have", "rs-online", "bps"]
)
def test_every_system_of_the_first_cases_can_be_read(system: str) -> None:
    assert [name for name in crosswalks.names() if name.startswith(f"{system}-")]


def test_what_a_list_says_to_write_is_read_back_or_the_file_knows_better() -> None:
    other = []
    for name in crosswalks.names():
        crosswalk = crosswalks.load(name)
        if crosswalk.to_system.system != OURS or crosswalk.to_system.list is None:
            continue
        for code in code_lists.load(crosswalk.to_system.list).codes:
            for system, foreign in code.mappings:
                if name == f"{system}-{crosswalk.to_system.list}" and code.code not in crosswalk.targets(foreign):
                    other.append((name, foreign, code.code))
    # one code of theirs for several of ours: the file reads what was said, not what could have been meant
    assert {name for name, _, _ in other} == {"fhir-operational-status", "open311-report-status"}


def test_foreign_codes_that_several_of_ours_share_stay_several() -> None:
    kinds = crosswalks.load("kemkes-facility-type")
    assert kinds.targets("104") == ("hospital", "specialty_hospital")
    assert "104" not in kinds.entries()
    assert kinds.entries()["102"] == "health_centre"


@pytest.mark.parametrize("name", ["no-such", "", "cap", "../areas/areas", "cap-", "kemkes-currency", "bed-type"])
def test_what_is_not_there_is_none_and_loading_it_is_refused(name: str) -> None:
    assert crosswalks.find(name) is None
    with pytest.raises(DefinitionError) as caught:
        crosswalks.load(name)
    assert caught.value.message_id == "crosswalk-unknown"


# T1: the digits of BPS and Kemendagri


@pytest.mark.parametrize(
    ("bps", "kemendagri"),
    [("3171", "31.74"), ("3172", "31.75"), ("3173", "31.71"), ("3174", "31.73"), ("3175", "31.72"), ("3101", "31.01")],
)
def test_t1_the_same_digits_are_another_city(bps: str, kemendagri: str) -> None:
    assert AREA.targets(bps) == (kemendagri,)
    assert AREA.reversed().targets(kemendagri) == (bps,)


def test_the_crosswalk_of_areas_says_what_the_reference_says() -> None:
    expected = {area.bps_code: area.code for area in areas.index() if area.bps_code is not None}
    assert len(expected) == 592
    assert {code: AREA.targets(code, as_of=date(2018, 1, 11)) for code in expected} == {
        bps: (code,) for bps, code in expected.items()
    }
    assert {row.code for row in AREA.rows} == set(expected)


@pytest.mark.realdata
def test_t1_jakarta_agrees_with_the_crosswalk_joined_by_name() -> None:
    path = REALDATA / "derived_crosswalk_jakarta" / "kemendagri_bps_jakarta.csv"
    if not path.is_file():
        pytest.skip("the crosswalk of Jakarta joined by name is not here")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 50
    assert [AREA.targets(row["bps_code"]) for row in rows] == [(row["kemendagri_code"],) for row in rows]
    jakarta = {row.code for row in AREA.rows if row.code.startswith("31")}
    assert jakarta - {row["bps_code"] for row in rows} == {"31"}


@pytest.mark.realdata
def test_every_code_of_the_value_sets_of_neris_is_read() -> None:
    folder = REALDATA / "neris_value_sets"
    if not folder.is_dir():
        pytest.skip("the value sets of NERIS are not here")

    def paths(file: str, *columns: str) -> set[str]:
        with (folder / file).open(encoding="utf-8", newline="") as lines:
            return {"||".join(row[c].strip() for c in columns if row[c].strip()) for row in csv.DictReader(lines)}

    incidents = crosswalks.load("neris-incident-type").entries()
    places = crosswalks.load("neris-place-type").entries()
    assert paths("type_incident.csv", "value_1", "value_2", "value_3") <= set(incidents)
    assert paths("type_location_use.csv", "value_1", "value_2") <= set(places)
    assert incidents["FIRE||STRUCTURE_FIRE||CHIMNEY_FIRE"] == "structure_fire"
    assert incidents["MEDICAL||INJURY||DROWNING_DIVING_SCUBA_ACCIDENT"] == "drowning"


# Days


def test_a_code_that_was_divided_has_several_counterparts_from_the_day_of_the_law() -> None:
    assert AREA.targets("94", as_of=date(2022, 7, 24)) == ("91",)
    assert AREA.targets("94", as_of=date(2022, 7, 25)) == ("91", "93", "94", "95")
    assert AREA.targets("91", as_of=date(2022, 12, 7)) == ("92",)
    assert AREA.targets("91", as_of=date(2022, 12, 8)) == ("92", "96")


def test_without_a_day_a_code_that_changed_its_meaning_is_ambiguous() -> None:
    assert AREA.targets("94") == ("91", "93", "94", "95")
    assert "94" not in AREA.entries()
    assert AREA.entries(as_of=date(2020, 1, 1))["94"] == "91"


def test_the_first_and_the_last_day_hold() -> None:
    row = CrosswalkRow("1", ("one",), date(2020, 1, 1), date(2020, 12, 31))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [two_systems(row).targets("1", as_of=day) for day in days] == [(), ("one",), ("one",), ()]


# Columns


CODES = pa.array(["3171", None, "94", "9999", "3171"])


def test_a_column_is_looked_up_exactly_and_null_stays_null() -> None:
    found = AREA.translate(CODES, unmapped="quarantine")
    assert found.values.to_pylist() == ["31.74", None, None, None, "31.74"]
    assert found.problems.to_pylist() == [None, None, "ambiguous", "unmapped", None]
    padded = AREA.translate(pa.array([" 3171", "3171.0"]), unmapped="quarantine")
    assert padded.problems.to_pylist() == ["unmapped", "unmapped"]


def test_a_code_without_one_counterpart_can_be_kept_and_is_still_said() -> None:
    found = AREA.translate(CODES, unmapped="keep")
    assert found.values.to_pylist() == ["31.74", None, "94", "9999", "31.74"]
    assert found.problems.to_pylist() == [None, None, "ambiguous", "unmapped", None]


def test_an_error_counts_the_codes_and_shows_none() -> None:
    with pytest.raises(DefinitionError) as caught:
        AREA.translate(CODES)
    assert caught.value.message_id == "crosswalk-unmapped"
    assert caught.value.parameters == {"name": "bps-kemendagri-area", "unmapped": 1, "ambiguous": 1}
    assert "9999" not in str(caught.value) + caught.value.text("id")
    dated = AREA.translate(pa.array(["94"]), as_of=date(2018, 1, 11))
    assert dated.values.to_pylist() == ["91"]


def test_pieces_and_no_rows_are_columns_too() -> None:
    pieces = pa.chunked_array([["3171"], ["3172", None]])
    assert AREA.translate(pieces).values.to_pylist() == ["31.74", "31.75", None]
    assert AREA.translate(pa.array([], pa.string())).values.to_pylist() == []
    assert AREA.translate(pa.array([None], pa.string())).problems.to_pylist() == [None]


DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 9))
ROWS = st.lists(
    st.builds(
        lambda code, targets, days: CrosswalkRow(code, tuple(targets), *days),
        st.sampled_from("123"),
        st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True),
        st.tuples(st.none() | DAYS, st.none() | DAYS).map(lambda d: d if None in d else tuple(sorted(d))),
    ),
    min_size=1,
    max_size=6,
)


@given(ROWS, st.none() | DAYS, st.lists(st.none() | st.sampled_from("1234"), max_size=8))
def test_a_column_is_what_its_codes_are_one_by_one(
    rows: list[CrosswalkRow], day: date | None, codes: list[str | None]
) -> None:
    crosswalk = two_systems(*rows, unmapped="quarantine")
    assert CodeCrosswalk.from_document(json.loads(json.dumps(crosswalk.to_document()))) == crosswalk
    found = crosswalk.translate(pa.array(codes, pa.string()), as_of=day)
    for code, value, problem in zip(codes, found.values.to_pylist(), found.problems.to_pylist(), strict=True):
        expected = {
            target
            for row in rows
            if row.code == code and (day is None or ((row.valid_from or day) <= day <= (row.valid_to or day)))
            for target in row.targets
        }
        assert value == (next(iter(expected)) if len(expected) == 1 else None)
        wrong = "ambiguous" if expected else "unmapped"
        assert problem == (None if code is None or len(expected) == 1 else wrong)
    back = crosswalk.reversed()
    for row in rows:
        for target in row.targets:
            assert row.code in back.targets(target)


# Refused


@pytest.mark.parametrize(
    ("rows", "more", "message"),
    [
        ([], {}, "crosswalk-shape"),
        ([CrosswalkRow("1", ("a",))], {"unmapped": "guess"}, "crosswalk-shape"),
        ([CrosswalkRow("1", ())], {}, "crosswalk-row"),
        ([CrosswalkRow("", ("a",))], {}, "crosswalk-row"),
        ([CrosswalkRow("1", ("a", "a"))], {}, "crosswalk-row"),
        ([CrosswalkRow("1", ("a",), date(2020, 1, 2), date(2020, 1, 1))], {}, "crosswalk-row"),
    ],
)
def test_a_crosswalk_that_says_nothing_is_refused(rows: list[CrosswalkRow], more: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        two_systems(*rows, **more)
    assert caught.value.message_id == message


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"rows": {}}, "/rows"),
        ({"rows": [{"from": 1, "to": "a"}]}, "/rows/0/from"),
        ({"rows": [{"from": "1", "to": 2}]}, "/rows/0/to"),
        ({"rows": [{"from": "1", "to": "a", "valid_from": "soon"}]}, "/rows/0/valid_from"),
        ({"rows": [{"from": "1", "to": "a", "until": "2020-01-01"}]}, "/rows/0"),
        ({"to": "bps"}, "/to"),
        ({"version": 1}, "/version"),
    ],
)
def test_a_document_of_another_shape_is_refused_where_it_is_wrong(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        CodeCrosswalk.from_document({**AREA.to_document(), **change})
    assert caught.value.parameters["pointer"] == pointer


# In a field map


def mapped(codes: str, cells: list[str], tmp_path: Path, *, guard: str = "") -> Any:
    path = tmp_path / "beds.csv"
    path.write_text("kode,jenis,kosong,jam\n" + "".join(f"{n},{cell},3,2026-03-02T08:00:00+07:00\n"
                                                       for n, cell in enumerate(cells)), encoding="utf-8")  # fmt: skip
    return adapt(
        path,
        field_map=FieldMap.from_toml(
            f"""
            agency = "demo-health"
            [[tables.facility-capacity]]
            facility_id = "kode"
            bed_type = {{ from = "jenis", codes = {codes}{guard} }}
            available_beds = "kosong"
            observed_at = "jam"
            """,
            name="beds.toml",
        ),
    )


def test_a_field_map_names_a_crosswalk_among_its_tables_of_codes(tmp_path: Path) -> None:
    table = mapped('"crosswalk:kemkes-bed-type"', ["RT0007", "RT0006"], tmp_path)
    assert [row["bed_type"] for row in table.to_records()] == ["adult_icu", "emergency_department"]
    both = mapped('["crosswalk:kemkes-bed-type", { "ICU" = "adult_icu" }]', ["RT0006", "ICU"], tmp_path)
    assert [row["bed_type"] for row in both.to_records()] == ["emergency_department", "adult_icu"]


def test_a_word_that_a_crosswalk_does_not_know_is_the_map_s_to_judge(tmp_path: Path) -> None:
    table = mapped('"crosswalk:kemkes-bed-type"', ["RT9999"], tmp_path, guard=', unmapped = "other"')
    assert [row["bed_type"] for row in table.to_records()] == ["other"]


@pytest.mark.parametrize("name", ["kemkes-bed", "kemkes-bed-type@soon"])
def test_a_crosswalk_that_is_not_there_is_refused_with_the_map_s_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        mapped(f'"crosswalk:{name}"', ["RT0007"], tmp_path)
    assert caught.value.message_id == "map-crosswalk"
    assert (caught.value.file, caught.value.line) == ("beds.toml", 5)
    assert "kemkes-bed-type" in caught.value.parameters["near"]


def test_a_crosswalk_to_another_list_is_refused_when_the_map_is_bound(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        mapped('"crosswalk:kemkes-care-class"', ["1"], tmp_path)
    assert caught.value.message_id.startswith("map-unknown-code")


def test_a_dated_crosswalk_is_read_as_of_its_day(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("prov,n\n94,3\n31,4\n", encoding="utf-8")
    counts = Counter()
    for name in ("bps-kemendagri-area@2020-01-01", "bps-kemendagri-area"):
        table = adapt(
            path,
            field_map=FieldMap.from_toml(
                f"""
                agency = "demo-health"
                [[tables.administrative-area]]
                code = {{ from = "prov", codes = "crosswalk:{name}", unmapped = "99" }}
                name = {{ template = "P {{n}}" }}
                level = {{ value = 1 }}
                level_name = {{ value = "province" }}
                """
            ),
        )
        counts.update((name, row["code"]) for row in table.to_records())
    assert set(counts) == {
        ("bps-kemendagri-area@2020-01-01", "91"),
        ("bps-kemendagri-area@2020-01-01", "31"),
        ("bps-kemendagri-area", "99"),
        ("bps-kemendagri-area", "31"),
    }
