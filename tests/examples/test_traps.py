"""The traps of Jakarta's files, by number: on the synthetic files, and on the published ones where they are here."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import opendata_share as share
from opendata_share.adapters import FieldMap, find_map
from opendata_share.emergency import fleet, response_times
from opendata_share.schemas import areas

WIB = ZoneInfo("Asia/Jakarta")
CITIES = {"3171": "31.74", "3172": "31.75", "3173": "31.71", "3174": "31.73", "3175": "31.72"}


def incidents(files: Any) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return (source row, accepted record) of every accepted incident; a number used twice means its first row."""
    judged = files.judged("fire-incidents")
    source: dict[str, dict[str, Any]] = {}
    for row in judged.source:
        source.setdefault(row["no"], row)
    return [(source[record["incident_number"]], record) for record in judged.records("emergency-incident")]


def moment(day: str, clock: str) -> datetime:
    """Return a time of the fire department's: month/day/year and h:mm in Jakarta."""
    month, day_of_month, year = map(int, day.split("/"))
    hour, minute = map(int, clock.split(":"))
    return datetime(year, month, day_of_month, hour, minute, tzinfo=WIB)


def test_t1_bps_digits_are_not_kemendagri_digits(files: Any) -> None:
    register = files.judged("rs-online").records("emergency-facility")
    found = {(row["kemkes_code"][:4], row["area_code"]) for row in register if row["kemkes_code"][:4] in CITIES}
    assert found
    assert found <= set(CITIES.items())
    beds = files.judged("siranap")
    expected = Counter(CITIES[row["district"]] for row in beds.source if row["district"] in CITIES)
    published = Counter(row["area_code"] for row in beds.records("facility-capacity"))
    lost = beds.validated.rejected.count + beds.validated.report.tables[0].balance.merged
    assert sum(expected[code] - published[code] for code in expected) in range(lost + 1)
    assert all(published[code] <= expected[code] for code in expected)


def test_t1_the_same_digits_mean_another_city_in_the_other_system() -> None:
    index = areas.index()
    for digits, code in CITIES.items():
        assert index.by_code(digits, system="bps").code == code
        assert index.by_code(digits, system="kemendagri").code not in {None, code}


def test_t4_dates_are_month_day_year_through_the_whole_column(files: Any) -> None:
    for source, record in incidents(files):
        assert record["call_received_at"] == moment(source["tanggal"], source["waktu_informasi"])
    other_way = files.judged_otherwise("fire-incidents", "%m/%d/%Y", "%d/%m/%Y")
    wrong = sum(int(row["tanggal"].split("/")[1]) > 12 for row in files.judged("fire-incidents").source)
    assert other_way.rejected.count >= wrong > 0


def test_t5_spellings_that_are_known_are_found_and_others_are_kept_in_words(files: Any) -> None:
    kelurahan = 0
    for source, record in incidents(files):
        code = record["area_code"]
        if source["wilayah"].startswith(("Kota ", "Tangerang")):
            assert code is not None
            assert not code.startswith("31")
            assert source["kelurahan"] in record["area_source"]
            continue
        assert code is not None
        assert code.startswith("31")
        kelurahan += code.count(".") == 3
        if code.count(".") < 3:
            assert source["kelurahan"] in record["area_source"]
    assert kelurahan == (1548 if files.real else 152)


def test_t5_a_spelling_nobody_lists_does_not_lose_its_row(synthetic: Any) -> None:
    found = {source["kelurahan"]: record for source, record in incidents(synthetic)}
    assert found["Pal Meriam"]["area_code"] == "31.75.01.1004"
    assert found["DURI KEPA"]["area_code"] == "31.73.05.1005"
    lost = found["Kampung Contoh"]
    assert (lost["area_code"], lost["area_source"]) == ("31.74.01", "Kampung Contoh, Tebet, Jakarta Selatan")


def test_t6_response_time_is_what_the_file_itself_counts(files: Any) -> None:
    compared = 0
    for source, record in incidents(files):
        if not source["menit_respon"]:
            assert record["first_on_scene_at"] is None
            continue
        took = record["first_on_scene_at"] - record["call_received_at"]
        assert took == timedelta(minutes=int(source["menit_respon"])), source["no"]
        compared += 1
    assert compared == (1590 if files.real else 155)


def test_t6_two_arrivals_are_after_midnight(files: Any) -> None:
    crossed = [
        record
        for source, record in incidents(files)
        if source["waktu_respon"]
        and record["first_on_scene_at"].astimezone(WIB).date() > record["call_received_at"].astimezone(WIB).date()
    ]
    assert len(crossed) == 2
    assert all(timedelta() < row["first_on_scene_at"] - row["call_received_at"] < timedelta(hours=1) for row in crossed)


def test_t7_every_null_token_is_null_and_nothing_else_is(files: Any) -> None:
    columns = {
        "taksiran_kerugian": "estimated_loss",
        "jumlah_kk": "households_affected",
        "jumlah_jiwa": "people_affected",
    }
    tokens = Counter[str]()
    for source, record in incidents(files):
        for column, field in columns.items():
            assert (record[field] is None) == (source[column] in {"", "-", "NA"})
            tokens[source[column]] += source[column] in {"", "-", "NA"}
        if source["rt"] == "-":
            assert record["rt"] is None
            assert record["rt_source"] is None
    assert tokens["NA"] > 0
    undeclared = sum("NA" in (row[column] for column in columns) for row in files.judged("fire-incidents").source)
    assert files.judged_otherwise("fire-incidents", '"NA"]', '"NULL"]').rejected.count >= undeclared


def test_t10_an_age_counts_back_from_the_moment_of_reading(files: Any) -> None:
    ages = {"jam": 3600, "menit": 60}
    expected = Counter[tuple[str, datetime]]()
    for row in files.judged("siranap").source:
        parts = re.fullmatch(r"(\d+) (jam|menit)", row["last_update"])
        age = timedelta(seconds=int(parts[1]) * ages[parts[2]]) if parts else timedelta()
        seen = datetime.fromisoformat(row["scraped_at"]).replace(tzinfo=WIB)
        expected[row["hospital"], seen - age] += 1
    records = files.judged("siranap").records("facility-capacity")
    published = Counter((row["facility_name_source"], row["observed_at"]) for row in records)
    assert published <= expected
    assert all(row["observed_at"] <= row["recorded_at"] for row in records)
    assert {row["recorded_at_basis"] for row in records} == {"source"}


def test_t10_beds_in_sentences_become_numbers(files: Any) -> None:
    sentences = Counter(row["bed_availability"] for row in files.judged("siranap").source)
    records = files.judged("siranap").records("facility-capacity")
    beds = Counter(row["available_beds"] for row in records)
    full = [row for row in records if row["capacity_status"] == "full"]
    assert {row["available_beds"] for row in full} == {0}
    assert 0 < len(full) <= sentences["Bed IGD Penuh!"]
    assert beds[2] <= sentences["Tersedia 2 bed kosong IGD"]


def test_t10_an_average_is_no_number_of_beds(synthetic: Any) -> None:
    judged = synthetic.judged("siranap")
    assert "1714.79" in judged.source[40]["bed_availability"]
    rejected = judged.validated.rejected.to_arrow().to_pylist()
    assert [row["_rule"] for row in rejected if row["_row"] == 41] == ["unmapped; unmapped"]


def test_t11_geojson_is_longitude_first(files: Any) -> None:
    for name in ("hospitals", "health-centres"):
        records = files.judged(name).records("emergency-facility")
        for row in records:
            assert -6.4 < row["latitude"] < -5.1
            assert 106.3 < row["longitude"] < 107.0
    swapped = files.judged_otherwise("fire-posts", '["longitude", "latitude"]', '["latitude", "longitude"]')
    located = sum(row["latitude"] != "" for row in files.judged("fire-posts").source)
    assert swapped.report.table("fire-station").counts["axis-swapped"] == located


def test_t11_swapped_axes_are_rejected_and_say_so(synthetic: Any) -> None:
    (row,) = synthetic.judged("hospitals").validated.rejected.to_arrow().to_pylist()
    assert (row["_row"], "axis-swapped" in row["_rule"]) == (40, True)


def test_t12_one_table_holds_fires_and_ambulance_runs(files: Any) -> None:
    found = Counter((record["incident_category"], record["incident_type"]) for _, record in incidents(files))
    assert found["fire", "structure_fire"] > 0
    assert found["medical", "ambulance_transport_request"] == (13 if files.real else 3)
    assert found["medical", "ambulance_paramedic"] == (13 if files.real else 2)


def test_t12_a_fire_department_has_ambulances_too(synthetic: Any) -> None:
    units = next(iter(synthetic.judged("units").validated.tables))
    counts = next(iter(synthetic.judged("ambulances").validated.tables))
    of_fire = fleet(units).total("ambulance")
    assert of_fire == 6
    assert fleet(units, counts).total("ambulance") == of_fire + fleet(counts=counts).total("ambulance")


@pytest.mark.parametrize(
    ("arrival", "answered", "created", "rules"),
    [
        ("00", "05", "10", set()),
        ("00", "00", "00", set()),
        ("00", None, "10", set()),
        ("05", "00", "10", {"call-answered-in-order"}),
        ("00", "10", "05", {"call-created-in-order"}),
        ("10", None, "05", {"call-created-in-order"}),
    ],
)
def test_t15_a_call_arrives_is_answered_and_becomes_a_ticket(
    arrival: str, answered: str | None, created: str, rules: set[str]
) -> None:
    """NERIS: call_arrival ≤ call_answered ≤ call_create."""
    row = {
        "id": "demo:1", "incident_number": "1", "incident_category": "fire", "incident_type": "other",
        "status": "closed", "call_received_at": f"2026-01-01T00:00:{arrival}Z", "country": "ID", "area_code": "31.71",
        "call_answered_at": answered and f"2026-01-01T00:00:{answered}Z",
        "call_created_at": f"2026-01-01T00:00:{created}Z", "recorded_at": "2026-01-02T00:00:00Z",
    }  # fmt: skip
    table = share.adapt([row], to="emergency-incident", agency="demo")
    report = share.validate(table).report
    assert {one.rule for one in report.violations if "order" in one.rule} == rules, str(report)
    assert report.valid == (not rules), str(report)


def test_t16_a_fallen_tree_is_no_ambulance_run_whatever_its_heading(files: Any) -> None:
    trees = [pair for pair in incidents(files) if "pohon tumbang" in pair[0]["objek_kejadian_awal"].lower()]
    assert {(row["incident_category"], row["incident_type"]) for _, row in trees} == {("public_service", "fallen_tree")}
    headings = Counter(source["keterangan_jkb"].split(" (")[0] for source, _ in trees)
    hidden = headings["Pertolongan Gawat Darurat"], headings["Bencana Bangunan Runtuh"]
    assert hidden == ((82, 42) if files.real else (8, 4))
    assert all(row["incident_type_source"] == source["keterangan_jkb"] for source, row in trees)


def test_t17_bulk_entry_and_round_minutes_are_reported_beside_the_median(files: Any) -> None:
    found = response_times(files.judged("fire-incidents").validated.tables[0], zone="Asia/Jakarta").overall
    assert (found.bulk_start, found.bulk_end) == ("09:00:00", "09:10:00")
    assert found.bulk_count == (186 if files.real else 18)
    assert found.share_multiple_of_5_min is not None
    assert found.share_multiple_of_5_min >= 0.8


def test_t18_a_comma_groups_by_three_or_is_a_finding(files: Any) -> None:
    known = {"1,200": 1200.0, "0.5": 0.5, "2.25": 2.25, "150": 150.0}
    odd = set()
    for source, record in incidents(files):
        text, value = source["luas_area_kejadian"], record["affected_area_m2"]
        if text in known:
            assert value == known[text]
        elif value is None and text not in {"", "-"}:
            odd.add(text)
    assert {"7,5", "3x3"} <= odd
    advice = files.judged("fire-incidents").validated.report.tables[0].advice
    assert advice["type"] == (6 if files.real else 3)


def test_t19_what_a_spreadsheet_made_of_rt_and_days_is_kept_in_words_or_left_out(files: Any) -> None:
    by_rt = {source["rt"]: record for source, record in incidents(files)}
    for text in ("8/9/2014", "5 dan 6"):
        assert (by_rt[text]["rt"], by_rt[text]["rt_source"]) == (None, text)
    assert (by_rt["7"]["rt"], by_rt["7"]["rt_source"]) == ("7", None)
    days = {source["lama_operasi_hari"]: record for source, record in incidents(files)}
    assert days["-41287"]["closed_at"] is None


def test_t19_minutes_of_operation_already_hold_the_days(files: Any) -> None:
    days, row = next((int(s["lama_operasi_hari"]), r) for s, r in incidents(files) if int(s["lama_operasi_hari"]) > 1)
    assert timedelta(days=days) <= row["closed_at"] - row["first_on_scene_at"] < timedelta(days=days + 1)


def test_t20_a_code_that_became_a_number_is_refused_not_mended(synthetic: Any) -> None:
    judged = synthetic.judged("siranap")
    assert judged.source[10]["district"] == "3171.0"
    name = judged.source[10]["hospital"]
    row = next(row for row in judged.records("facility-capacity") if row["facility_name_source"] == name)
    assert (row["area_code"], row["area_source"]) == (None, "3171.0")
    assert judged.validated.report.tables[0].advice["area-code-malformed"] == 1


@pytest.mark.parametrize("text", ["11.1", "3171.0", "31.7"])
def test_t20_no_code_is_padded(text: str) -> None:
    match = areas.index().by_code(text, system="kemendagri")
    assert (match.code, match.finding) == (None, "area-code-malformed")


def test_t25_the_deepest_name_is_found_and_its_parents_contradict(synthetic: Any) -> None:
    row = next(record for source, record in incidents(synthetic) if source["no"] == "20")
    assert (row["area_code"], row["area_source"]) == ("31.73.02.1004", "Jelambar, Kembangan, Jakarta Barat")
    assert synthetic.judged("fire-incidents").validated.report.tables[0].advice["area-contradiction"] == 1


@pytest.mark.parametrize(("name", "code"), [("Bogor", "32.01"), ("TANGERANG", "36.03"), ("Kota Tangerang", "36.71")])
def test_t25_a_bare_name_means_the_regency(name: str, code: str) -> None:
    assert areas.index().by_names([name]).code == code


def test_t26_a_total_may_be_text_with_a_comma(files: Any) -> None:
    judged = files.judged("rs-online")
    texts = {row["d.nama_rs"]: row["(d.total_tt)"] for row in judged.source if isinstance(row["(d.total_tt)"], str)}
    assert "1,103" in texts.values()
    totals = [row["bed_total"] for row in judged.records("emergency-facility") if row["name"] in texts]
    assert {int(text.replace(",", "")) for text in texts.values()} <= set(totals)
    (text_code,) = (row["d.kode_rs"] for row in judged.source if isinstance(row["d.kode_rs"], str))
    assert text_code in {row["kemkes_code"] for row in judged.records("emergency-facility")}


def test_t26_most_rows_of_the_health_centres_table_are_hospitals(files: Any) -> None:
    records = files.judged("puskesmas").records("emergency-facility")
    kinds = Counter(row["facility_type"] for row in records)
    assert kinds == ({"hospital": 112, "health_centre": 44} if files.real else {"hospital": 19, "health_centre": 9})


def test_t26_a_cell_with_several_numbers_gives_none_rather_than_a_wrong_one(files: Any) -> None:
    source = {row["id"]: row for row in files.judged("puskesmas").source}
    phones = 0
    for record in files.judged("puskesmas").records("emergency-facility"):
        row = source[record["source_id"]]
        digits = re.sub(r"\D", "", row["telp"])
        if record["phone"] is None:
            assert not re.fullmatch(r"\s*(021-)?\d{7,8}\s*", row["telp"])
            continue
        phones += 1
        assert record["phone"].removeprefix("+62").removeprefix("21") == digits.removeprefix("021").removeprefix("0")
    assert phones == (119 if files.real else 23)


def test_the_dates_of_figures_travel_with_them(files: Any) -> None:
    counts = files.judged("fire-posts").records("fleet-count")
    assert {(row["as_of"], row["as_of_precision"]) for row in counts} == {(date(2013, 1, 1), "year")}


@pytest.mark.parametrize(
    ("example", "shipped"),
    [
        ("fire-posts", "jakarta-fire-posts-2013"),
        ("puskesmas", "jakarta-puskesmas-2017"),
        ("rs-online", "kemkes-rsonline-hospitals-2021"),
        ("siranap-beds", "kemenkes-siranap-beds-2021"),
    ],
)
def test_a_map_that_is_shipped_too_says_the_same_in_both_places(example: str, shipped: str) -> None:
    path = Path(__file__).parents[2] / "examples" / "jakarta" / "maps" / f"{example}.toml"
    assert FieldMap.read(path).digest == find_map(shipped).digest
