"""The traps that real files set (domain.md, section 5), each against figures counted here without a map."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from opendata_share.emergency import response_times

INCIDENTS = ("jakarta-fire-incidents-2013", "jakarta_fire_incidents_2013/data-kejadian-kebakaran-2013.csv")
SIRANAP = ("kemenkes-siranap-beds-2021", "kemenkes_siranap_beds_2021/covid_bed_data_all_0824.csv")
NYC = ("nyc-911-response-times", "nyc_911_response_times_2024/911_End-to-End_Data.csv")
REGISTER = ("kemkes-rsonline-hospitals-2021", "kemkes_rsonline_hospitals_2021/dataRumahSakit.json")
REGENCIES = ("bps-regencies-2018", "bps_wilayah_2018/regencies.csv")
LUAS = ("kemendagri-luas-2025", "kemendagri_wilayah_2025/luas_level1_2.csv")


def rules(mapped, name, file):
    (found,) = mapped(name, file).report.tables
    return dict(found.counts)


def test_t1_the_same_four_digits_mean_another_city_in_each_system(accepted):
    codes = {row["bps_code"]: row["code"] for row in accepted(*REGENCIES)}
    jakarta = {"3101": "31.01", "3171": "31.74", "3172": "31.75", "3173": "31.71", "3174": "31.73", "3175": "31.72"}
    assert {bps: code for bps, code in codes.items() if bps.startswith("31")} == jakarta


def test_t1_siranap_s_districts_are_those_of_bps(accepted, read_table, files):
    source = Counter(row["district"] for row in read_table(files / SIRANAP[1]))
    found = Counter(row["area_code"] for row in accepted(*SIRANAP))
    assert found["31.74"] == source["3171"]
    assert found["31.71"] == source["3173"]


@pytest.mark.parametrize("room", ["instalasi_gawat_darurat", "ruangan_observasi", "ruangan_triase"])
def test_t2_the_official_example_s_swapped_axes_are_refused_and_not_mended(mapped, room):
    file = f"satusehat_igd_fhir/location_create_{room}.json"
    assert rules(mapped, "satusehat-igd-locations", file) == {"axis-swapped": 1, "maximum": 1}


def test_t3_a_village_code_of_eight_digits_is_not_what_says_the_area(accepted, read_document, files):
    file = "satusehat_igd_fhir/organization_create_pelayanan_gawat_darurat.json"
    parts = read_document(files / file)["address"][0]["extension"][0]["extension"]
    digits = {part["url"]: part["valueCode"] for part in parts}
    assert len(digits["village"]) == 8
    (row,) = accepted("satusehat-igd-organizations", file)
    assert row["area_code"] == "36.01"  # the deepest level known outside Jakarta
    assert digits["district"].startswith(row["area_code"].replace(".", ""))


def test_t4_dates_read_month_first(accepted, read_table, files):
    source = {row["no"]: row["tanggal"].split("/") for row in read_table(files / INCIDENTS[1])}
    assert max(int(month) for month, _, _ in source.values()) == 12
    assert max(int(day) for _, day, _ in source.values()) == 31
    for row in accepted(*INCIDENTS):
        month, day, year = map(int, source[row["incident_number"]])
        assert row["call_received_at"].astimezone(ZoneInfo("Asia/Jakarta")).date() == datetime(year, month, day).date()


def test_t5_and_t25_spellings_of_areas_are_found_or_left_open(accepted):
    rows = accepted(*INCIDENTS)
    found = [row for row in rows if row["area_code"] is not None]
    assert len(found) >= 1_535  # what the kelurahan's name alone finds
    assert all(row["area_source"] for row in rows if row["area_code"] is None)


def test_t6_response_times_are_the_file_s_own_minutes(accepted, read_table, files):
    own = {row["no"]: row["menit_respon"] for row in read_table(files / INCIDENTS[1])}
    both = [row for row in accepted(*INCIDENTS) if row["first_on_scene_at"] is not None]
    assert len(both) == 1_590
    for row in both:
        assert row["first_on_scene_at"] - row["call_received_at"] == timedelta(minutes=int(own[row["incident_number"]]))


def test_t7_words_for_no_value_are_no_values(accepted, read_table, files):
    source = [row["taksiran_kerugian"] for row in read_table(files / INCIDENTS[1])]
    absent = sum(cell in {"", "-", "NA"} for cell in source)
    assert sum(row["estimated_loss"] is None for row in accepted(*INCIDENTS)) == absent


def test_t8_a_service_code_keeps_its_zeros(accepted):
    rows = accepted("open311-requests-spec", "open311_georeport_v2_spec/requests_example.xml")
    assert {row["service_code"] for row in rows} == {"006"}


def test_t9_null_island_is_no_place_and_a_time_without_a_zone_has_the_map_s(accepted, files):
    import xml.etree.ElementTree as ET

    file = "open311_live_mocks_2012/san_francisco_requests.xml"
    source = {one.findtext("service_request_id"): one for one in ET.parse(files / file).getroot().iter("request")}
    rows = accepted("open311-san-francisco-2012", file)
    nowhere = {key for key, one in source.items() if float(one.findtext("lat") or 0) == 0}
    assert nowhere
    assert {row["source_id"] for row in rows if row["latitude"] is None} == nowhere
    for row in rows:
        text = source[row["source_id"]].findtext("requested_datetime")
        written = datetime.fromisoformat(text[:19]).replace(tzinfo=ZoneInfo("America/Los_Angeles"))
        assert row["requested_at"].replace(microsecond=0) == written
        assert row["status"] in {"open", "closed"}


def test_t9_a_report_without_any_place_is_refused(mapped, read_document, files):
    file = "open311_live_mocks_2012/bloomington_requests.json"
    placeless = [row for row in read_document(files / file) if not row["lat"] and not row["address"]]
    assert rules(mapped, "open311-bloomington-2012", file) == {"report-place-known": len(placeless)}


def test_t10_ages_count_from_the_hour_of_the_scrape(accepted, read_table, files):
    units = {"jam": "hours", "menit": "minutes"}
    moments = Counter()
    for row in read_table(files / SIRANAP[1]):
        seen = datetime.fromisoformat(row["scraped_at"]).replace(tzinfo=ZoneInfo("Asia/Jakarta"))
        found = re.fullmatch(r"(\d+) (jam|menit)", row["last_update"])
        age = timedelta(**{units[found[2]]: int(found[1])}) if found else timedelta()
        moments[(row["hospital"], (seen - age).astimezone(UTC))] += 1
    rows = Counter((row["facility_name_source"], row["observed_at"].astimezone(UTC)) for row in accepted(*SIRANAP))
    assert rows.total() == moments.total() - 1  # of two rows of one hospital and moment that differ one is refused
    assert not rows - moments


@pytest.mark.parametrize("form", ["", "-geojson", "-gml"])
def test_t11_the_hydrants_stand_where_they_are_whatever_the_form(accepted, read_table, files, form):
    places = {(round(float(row["Y"]), 9), round(float(row["X"]), 9)) for row in read_table(files / GBPA["csv"])}
    rows = accepted(f"gbpa-fire-hydrants-2013{form}", GBPA[form.removeprefix("-") or "csv"])
    assert {(round(row["latitude"], 9), round(row["longitude"], 9)) for row in rows} == places
    assert Counter(row["outlet_count"] for row in rows) == {3: 164, 1: 10, 2: 2}
    assert Counter(row["main_diameter_mm"] for row in rows)[133] >= 83  # 5.25 inches


GBPA = {
    "csv": "gbpa_hydrants_stations/fire_hydrants.csv",
    "geojson": "gbpa_hydrants_stations/fire_hydrants.geojson",
    "gml": "gbpa_hydrants_stations/fire_hydrants.gml",
}


def test_t11_have_s_positions_read_latitude_first(accepted):
    rows = accepted("edxl-have-1", "edxl_have_hospital_status/EDXL-HAVE1.xml", "emergency-facility")
    assert {(row["latitude"], row["longitude"]) for row in rows} == {(45.256, -71.92)}


def test_t12_and_t16_ambulance_runs_and_fallen_trees_are_told_apart(accepted, read_table, files):
    kinds = Counter(row["incident_type"] for row in accepted(*INCIDENTS))
    expected = Counter()
    for row in read_table(files / INCIDENTS[1]):
        tree = "pohon tumbang" in row["objek_kejadian_awal"].lower()
        for word in ("Transportasi).", "Paramedik)"):
            expected[word] += not tree and "Ambulan" in row["keterangan_jkb"] and row["keterangan_jkb"].endswith(word)
        expected["tree"] += tree
    assert kinds["fallen_tree"] == expected["tree"]
    assert kinds["ambulance_transport_request"] == expected["Transportasi)."]
    assert kinds["ambulance_paramedic"] == expected["Paramedik)"]


def test_t13_columns_about_people_leave_no_reader(files):
    from opendata_share.adapters import open_mapped

    file = files / "nemsis_v351_samples" / "2025-EMS-3-MVC_v351.xml"
    source = open_mapped(file, "nemsis-ems-351")
    (batch,) = source.batches()
    assert {"ePatient", "ePayment", "eNarrative"} & set(source.headings())
    assert not {"ePatient", "ePayment", "eNarrative", "eCrew", "eScene"} & set(batch.columns.column_names)


def test_t14_back_at_base_before_in_service_is_legal(accepted):
    (row,) = accepted("nemsis-ems-351", "nemsis_v351_samples/2025-EMS-3-MVC_v351.xml")
    assert row["cleared_at"] - row["back_at_base_at"] == timedelta(seconds=33)
    assert row["staged_at"] < row["on_scene_at"]
    assert (row["response_mode"], row["disposition"]) == ("emergent", "transported")


def test_t17_bulk_entry_and_round_minutes_stand_beside_the_median(mapped, accepted, read_table, files):
    source = {row["no"]: row for row in read_table(files / INCIDENTS[1])}
    rows = [source[row["incident_number"]] for row in accepted(*INCIDENTS)]
    pairs = Counter((row["waktu_informasi"], row["waktu_respon"]) for row in rows)
    ((began, ended), count), *_ = pairs.most_common(1)
    assert (began.zfill(5), ended.zfill(5)) == ("09:00", "09:10")
    found = response_times(mapped(*INCIDENTS).tables[0], zone="Asia/Jakarta").overall
    assert (found.bulk_start, found.bulk_end, found.bulk_count) == ("09:00:00", "09:10:00", count)
    minutes = [int(row["menit_respon"]) for row in rows if row["menit_respon"].isdecimal()]
    counted = sum(minute % 5 == 0 for minute in minutes) / len(minutes)
    assert abs(found.share_multiple_of_5_min - counted) < 0.02
    assert counted >= 0.8


def test_t18_one_column_with_two_commas_is_a_number_or_a_finding(mapped, accepted, read_table, files):
    source = {row["no"]: row["luas_area_kejadian"] for row in read_table(files / INCIDENTS[1])}
    for row in accepted(*INCIDENTS):
        cell = source[row["incident_number"]].strip()
        grouped = re.fullmatch(r"\d+|\d{1,3}(,\d{3})+|\d+\.\d+", cell)
        assert row["affected_area_m2"] == (float(cell.replace(",", "")) if grouped else None)
    (found,) = mapped(*INCIDENTS).report.tables
    wrong = sum(not re.fullmatch(r"\d+|\d{1,3}(,\d{3})+|\d+\.\d+|-|NA|", cell.strip()) for cell in source.values())
    assert wrong
    assert found.advice.get("type", 0) + found.advice.get("unmapped", 0) >= wrong


def test_t19_a_date_a_spreadsheet_made_of_rt_and_rw_is_kept_in_words_and_never_a_number(accepted, read_table, files):
    source = {row["no"]: row for row in read_table(files / INCIDENTS[1])}
    rows = {row["incident_number"]: row for row in accepted(*INCIDENTS)}
    dates = {no for no, row in source.items() if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", row["rt"]) and no in rows}
    assert dates
    assert {(rows[no]["rt"], rows[no]["rt_source"]) for no in dates} == {(None, source[no]["rt"]) for no in dates}
    backwards = {no for no, row in source.items() if row["lama_operasi_hari"].startswith("-") and no in rows}
    assert "-41287" in {source[no]["lama_operasi_hari"] for no in backwards}
    assert {rows[no]["closed_at"] for no in backwards if source[no]["lama_operasi_hari"] != "-"} == {None}
    whole = {no: int(row["lama_operasi_hari"]) for no, row in source.items() if row["lama_operasi_hari"].isdecimal()}
    lasted = {no: rows[no]["closed_at"] - rows[no]["first_on_scene_at"] for no in whole if no in rows and whole[no]}
    assert len(lasted) == 10
    for no, time in lasted.items():  # the minutes hold the days already, and the hours do not
        assert timedelta(days=whole[no]) <= time < timedelta(days=whole[no] + 1)


def test_t20_codes_that_became_numbers_are_refused_and_not_padded(mapped, accepted, read_table, files):
    wrong = [row["kode"] for row in read_table(files / LUAS[1]) if re.fullmatch(r"\d+\.\d", row["kode"])]
    assert len(wrong) == 5
    assert mapped(*LUAS).report.rejected == len(wrong)
    assert not {f"{code[:3]}0{code[3:]}" for code in wrong} - {row["code"] for row in accepted(*LUAS)} - {"31.00"}


def test_t21_a_hospital_s_code_counts_only_in_the_province_the_row_names(accepted, read_document, files):
    source = {str(row["d.kode_rs"]): row for row in read_document(files / REGISTER[1])}
    rows = accepted(*REGISTER)
    assert len(rows) == len(source) == 2_925
    jakarta = [row for row in rows if source[row["kemkes_code"]]["d.nama_prop"] == "DKI JAKARTA"]
    assert {row["area_code"][:2] for row in jakarta if row["area_code"]} == {"31"}
    assert any(row["area_code"] is None for row in rows)


def test_t22_zero_zero_with_a_transform_is_a_place_in_jakarta(accepted, read_document, files):
    file = "petabencana_qlue_api_2016/crowdsourced-reports_0.json"
    (row,) = accepted("petabencana-qlue-2016", file)
    longitude, latitude = read_document(files / file)["result"]["transform"]["translate"]
    assert (row["longitude"], row["latitude"]) == (longitude, latitude)


def test_t23_two_infos_an_alert_without_one_and_an_empty_urgency(mapped, accepted):
    rows = accepted("cap-alerts", "cap_examples/canada.cap")
    assert [(row["info_index"], row["language"]) for row in rows] == [(0, "en-CA"), (1, "fr-CA")]
    (bare,) = accepted("cap-alerts", "cap_examples/no_optional_fields.cap")
    assert (bare["event"], bare["areas"]) == (None, None) or not bare["areas"]
    assert mapped("cap-alerts", "cap_examples/noaa_errors.cap").report.rejected == 1
    assert rules(mapped, "cap-alerts", "cap_examples/invalid.cap") == {"required": 1}


def test_t24_repeated_keys_of_new_york_are_refused_and_counted(mapped, read_table, files):
    cells = ("Call to Agency Arrival", "Median Travel", "Average Travel")
    rows = read_table(files / NYC[1])
    keys = Counter((row["Week Start Date"], row["Agency"], row["Final Incident Type"]) for row in rows)
    (found,) = mapped(*NYC).report.tables
    assert found.balance.produced == sum(row[cell] != "" for row in rows for cell in cells)
    assert found.counts["duplicate-key"] == (len(rows) - len(keys)) * len(cells)


def test_t24_units_differ_inside_one_row_and_agree_here(accepted):
    found = {}
    for row in accepted(*NYC):
        if row["metric"] == "travel_time" and row["statistic"] == "mean":
            found[(row["segment"], row["period_start"])] = row["value"]
    key = ("NYPD (Non-CIP): Non-Medical Emergencies", datetime(2024, 3, 25).date())
    assert found[key] == pytest.approx(3_309.38 - 685.72, rel=1e-3)  # seconds until arrival, less those until dispatch


def test_t26_bed_totals_are_grouped_by_three_and_health_centres_are_mostly_hospitals(accepted, read_document, files):
    source = read_document(files / REGISTER[1])
    total = sum(int(str(row["(d.total_tt)"]).replace(",", "")) for row in source if row["(d.total_tt)"] is not None)
    assert sum(row["bed_total"] or 0 for row in accepted(*REGISTER)) == total
    kinds = Counter(row["facility_type"] for row in accepted("jakarta-puskesmas-2017", PUSKESMAS))
    assert kinds == {"hospital": 112, "health_centre": 44}


def test_t26_camera_places_are_never_called_surveyed(accepted, read_document, files):
    cameras = {row["id"]: row for row in read_document(files / "jakarta_toll_cctv_2026/cameras.json")["cameras"]}
    rows = accepted("jakarta-toll-cctv-2026", "jakarta_toll_cctv_2026/cameras.json")
    placed = [row for row in rows if row["latitude"] is not None]
    assert len(placed) == sum(camera["coordinates"] is not None for camera in cameras.values()) == 96
    for row in placed:
        assert [row["longitude"], row["latitude"]] == cameras[row["source_id"]]["coordinates"]
        assert row["location_method"] in {"manual", "geocoded"}


PUSKESMAS = "jakarta_puskesmas_2017/mst_puskesmas.csv"


def test_households_population_and_neighbourhoods_add_up_to_the_files_own_sums(accepted, read_table, files):
    folder = "jakarta_population_households_2013"
    (households,) = (path for path in (files / folder).iterdir() if path.name.startswith("Jumlah"))
    source = read_table(households)
    rows = accepted("jakarta-households-2013", f"{folder}/{households.name}")
    for field, column in (("households", "jumlah_kk"), ("rw_count", "jumlah_rw"), ("rt_count", "jumlah_rt")):
        assert sum(row[field] or 0 for row in rows) == sum(float(one[column] or 0) for one in source)
    people = f"{folder}/DATA-DKI-MENURUT-PENDUDUK-TAHUN-2014.csv"
    counted = sum(float(cell or 0) for row in read_table(files / people) for key, cell in row.items() if "_wn" in key)
    assert sum(row["population"] or 0 for row in accepted("jakarta-population-2014", people)) == counted
    list_of_rt = "jakarta_rt_list_2012/List of RT DKI Jakarta - updated 2012.csv"
    names = {(row["k"], row["w"], row["t"]) for row in read_table(files / list_of_rt, ["k", "w", "t"])}
    rows = accepted("jakarta-rt-list-2012", list_of_rt)
    assert len({row["code"] for row in rows}) == len(rows) == len(names) == 30_017


def test_codes_of_2014_are_those_of_the_decree_of_2025(accepted):
    file = "jakarta_admin_codes_2014/DATA-DKI-MENURUT-NOMOR-KODE-WILAYAH-TAHUN-2014.csv"
    then = {row["code"] for row in accepted("jakarta-admin-codes-2014", file)}
    today = {
        row["code"]
        for row in accepted("kemendagri-wilayah-2025", "kemendagri_wilayah_2025/wilayah_31_dki_jakarta.csv")
        if row["level"] == 4
    }
    assert len(then) == len(today) == 267
    assert len(then & today) >= 260
