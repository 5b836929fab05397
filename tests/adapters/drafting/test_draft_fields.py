"""Which heading is proposed for which field, and what must be written beside it."""

from __future__ import annotations

from typing import Any

import pytest

from opendata_share.adapters import FieldMap
from opendata_share.contract import CodeList, Contract, Field, FieldType, Sensitivity, Text
from opendata_share.errors import DefinitionError


def column(heading: str, *cells: str | None) -> list[dict[str, str | None]]:
    """Return rows of one column."""
    return [{heading: cell} for cell in cells]


def field(name: str, kind: FieldType, **more: Any) -> Field:
    """Return a public field titled like its name."""
    title = more.pop("title", Text(name.replace("_", " ").capitalize(), name.replace("_", " ").capitalize()))
    return Field(name=name, type=kind, title=title, sensitivity=Sensitivity.PUBLIC, **more)


HYDRANTS = Contract(
    name="hydrant",
    version="1.0.0",
    title=Text("Hydrants", "Hidran"),
    fields=(
        field("hydrant_code", FieldType.TEXT, required=True),
        field("pressure_kpa", FieldType.NUMBER, unit="kPa", title=Text("Pressure", "Tekanan")),
        field("inspected_on", FieldType.DATE, title=Text("Inspection date", "Tanggal pemeriksaan")),
        field("state", FieldType.TEXT, code_list="state", required=True, title=Text("State", "Keadaan fungsi")),
        field("works", FieldType.BOOLEAN, title=Text("Works", "Berfungsi")),
        field("tags", FieldType.LIST, items=field("item", FieldType.TEXT)),
    ),
    primary_key=("hydrant_code",),
    code_lists=(
        CodeList.from_document(
            {"name": "state", "version": "1.0.0", "title": {"en": "State", "id": "Keadaan"}, "source": "ours",
             "codes": [{"code": "ok", "label": {"en": "In order", "id": "Berfungsi baik"}},
                       {"code": "dead", "label": {"en": "Out of order", "id": "Rusak"}}]},
        ),
    ),
)  # fmt: skip


def test_exact_names_and_titles_hold_in_either_language(drafting: Any) -> None:
    rows = [{"NAMA POS": f"Pos {n}", "jumlah_kendaraan": "2", "Shifts": "3"} for n in range(3)]
    draft = drafting.draft(rows, "fire-station")
    assert draft.matched == {"name": "NAMA POS", "vehicles_total": "jumlah_kendaraan", "shifts": "Shifts"}


def test_an_exact_heading_over_cells_with_one_reading_holds(drafting: Any) -> None:
    rows = [{"Waktu pengamatan": f"{day}/03/2026 07:50"} for day in (13, 14)]
    draft = drafting.draft(rows, "facility-capacity")
    assert draft.matched == {"observed_at": "Waktu pengamatan"}
    assert '\nobserved_at = { from = "Waktu pengamatan", format = "%d/%m/%Y %H:%M" }' in draft.text


@pytest.mark.parametrize(
    "cells",
    [
        ("11/03/2026 07:50", "12/04/2026 07:50"),  # the day may come second
        ("13/03/2026", "14/03/2026"),  # the time of day would be assumed
        ("13/03/26 07:50", "14/03/26 07:50"),  # the century too
        ("13/03/2026 07:50", "14-03-2026 08.00"),  # two forms
    ],
)
def test_an_exact_heading_over_cells_with_several_readings_is_a_proposal(drafting: Any, cells: tuple[str, ...]) -> None:
    assert drafting.draft([{"Waktu pengamatan": cell} for cell in cells], "facility-capacity").matched == {}


def test_a_decimal_comma_under_an_exact_heading_holds_and_thousands_do_not(drafting: Any) -> None:
    rows = [{"Nama pos": f"P{n}", "Lintang": "-6,93402", "Bujur": f"109,2987{n}"} for n in range(3)]
    assert '\nlatitude = { from = "Lintang", decimal = "," }' in drafting.draft(rows, "fire-station").text
    for cells in (("4,000", "5,000"), ("4.000", "5.000"), ("4.125", "12,5")):
        rows = [{"Nama pos": f"P{cell}", "Radius layanan (m)": cell} for cell in cells]
        assert drafting.draft(rows, "fire-station").matched == {"name": "Nama pos"}


def test_codes_and_their_labels_hold_and_the_shipped_words_do_not(drafting: Any) -> None:
    exact = [{"Kondisi": word} for word in ("Baik", "RUSAK RINGAN", "heavy_damage")]
    draft = drafting.draft(exact, "response-unit")
    assert '\ncondition = { from = "Kondisi", codes = { "Baik" = "good"' in draft.text
    assert drafting.draft([*exact, {"Kondisi": "R. Ringan"}], "response-unit").matched == {}
    assert drafting.draft([{"Keadaan": row["Kondisi"]} for row in exact], "response-unit").matched == {}


def test_yes_and_no_hold_in_either_language_and_marks_do_not(drafting: Any) -> None:
    heading = "IGD 24 jam"
    assert drafting.draft([{heading: word} for word in ("Ya", "TIDAK", "no")], "emergency-facility").matched == {
        "is_emergency_24h": heading
    }
    assert drafting.draft([{heading: word} for word in ("v", "Tidak ada")], "emergency-facility").matched == {}


def test_marks_for_no_value_hold_and_words_are_asked_for(drafting: Any) -> None:
    rows = [{"Nama pos": f"P{n}", "Jumlah personel": cell} for n, cell in enumerate(("3", "-", "4", "n/a"))]
    assert '\nnull = ["", "-", "n/a"]' in drafting.draft(rows, "fire-station").text
    rows[1]["Jumlah personel"] = "tidak ada"  # which may mean 0
    assert '\n# null = ["", "n/a", "tidak ada"]' in drafting.draft(rows, "fire-station").text


def test_two_headings_of_one_field_hold_neither(drafting: Any) -> None:
    rows = [{"Nama pos": "A", "name": "B"}]
    draft = drafting.draft(rows, "fire-station")
    assert draft.matched == {}
    assert '# name = "Nama pos"' in draft.text
    assert '## or: name = "name"' in draft.text


def test_near_headings_are_only_proposed(drafting: Any) -> None:
    rows = [{"Nama Pos Damkar": f"Pos {n}", "Jml Personil": "12"} for n in range(3)]
    draft = drafting.draft(rows, "fire-station")
    assert draft.matched == {}
    assert {line.key for line in draft.proposals} >= {"name", "personnel_total"}


def test_a_slip_of_the_pen_is_proposed_last(drafting: Any) -> None:
    rows = [{"Jumlah kendaran": "2"}]
    assert drafting.lines(rows, "fire-station")["vehicles_total"] == 'vehicles_total = "Jumlah kendaran"'


def test_the_element_of_a_standard_is_a_name_too(drafting: Any) -> None:
    rows = [{"kode_rs": f"31730{n:02d}", "facilityName": f"RS {n}"} for n in range(3)]
    lines = drafting.lines(rows, "emergency-facility")
    assert lines["name"] == 'name = "facilityName"'


def test_a_heading_whose_cells_cannot_be_values_is_not_proposed(drafting: Any) -> None:
    rows = [{"Jml Personil": word} for word in ("banyak", "sedikit")]
    assert "personnel_total" not in drafting.lines(rows, "fire-station")


def test_names_of_hospitals_are_no_identifiers_where_none_is_needed(drafting: Any) -> None:
    names = [{"Kode Unit": f"A{n}", "RS Tujuan": f"RSUD Contoh {n}"} for n in range(4)]
    codes = [{"Kode Unit": f"A{n}", "RS Tujuan": f"RS-{n:03}"} for n in range(4)]
    assert "destination_facility_id" not in drafting.lines(names, "unit-status")
    line = drafting.lines(codes, "unit-status")["destination_facility_id"]
    assert line == 'destination_facility_id = "RS Tujuan"'


def test_other_fields_a_column_may_mean_are_named(drafting: Any) -> None:
    rows = [{"Objek Terbakar": word} for word in ("Rumah Tinggal", "Pasar", "Rumah Tinggal", "Lahan")]
    assert "or is it incident_type?" in drafting.draft(rows, "emergency-incident").text


class TestNumbers:
    def test_decimal_commas(self, drafting: Any) -> None:
        rows = column("Luas area", "0,5", "12,25", "3")
        line = drafting.lines(rows, "emergency-incident")["affected_area_m2"]
        assert line == 'affected_area_m2 = { from = "Luas area", decimal = "," }'

    def test_thousands_of_whole_numbers(self, drafting: Any) -> None:
        rows = column("Taksiran kerugian", "1.500.000", "20.000", "5")
        line = drafting.lines(rows, "emergency-incident")["estimated_loss"]
        assert line == 'estimated_loss = { from = "Taksiran kerugian", group = ".", decimal = "," }'

    def test_digits_in_threes_are_two_readings_of_a_fraction(self, drafting: Any) -> None:
        rows = column("Luas area (m²)", "1.200", "3.500")
        draft = drafting.draft(rows, "emergency-incident")
        assert draft.matched == {}
        assert "## or: affected_area_m2" in draft.text

    def test_the_unit_of_the_heading_is_converted(self, drafting: Any) -> None:
        rows = column("Luas (ha)", "1", "2")
        line = drafting.lines(rows, "emergency-incident")["affected_area_m2"]
        assert line == 'affected_area_m2 = { from = "Luas (ha)", unit = "har" }'

    def test_a_heading_without_its_unit_says_which_is_meant(self, drafting: Any) -> None:
        assert "must be in L" in drafting.draft(column("Kapasitas tangki", "4000"), "response-unit").text

    def test_words_behind_numbers(self, drafting: Any) -> None:
        rows = column("Jml mobil", "2 unit", "3 Unit", "4")
        text = drafting.taken(drafting.draft(rows, "fire-station").text)
        values = [v for _, v in FieldMap.from_toml(text).blocks[0].fields["vehicles_total"].match or ()]
        assert values == ["$1"]

    def test_a_fraction_in_another_unit_may_be_a_whole_number_in_the_fields(self, drafting: Any) -> None:
        rows = [{"Jarak (km)": f"{n}.5"} for n in range(1, 9)]
        line = drafting.lines(rows, "unit-response")["distance_m"]
        assert line == 'distance_m = { from = "Jarak (km)", unit = "km" }'


class TestTimes:
    @pytest.mark.parametrize(
        ("cells", "format"),
        [
            (("13/03/2026 07:50", "2/3/2026 8:00"), "%d/%m/%Y %H:%M"),
            (("3/14/2026 7:05 PM",), "%m/%d/%Y %I:%M %p"),
            (("14-03-2026 07.50",), "%d-%m-%Y %H.%M"),
            (("2026-03-02 07:50",), "%Y-%m-%d %H:%M"),
            (("14.03.26 07:50:01",), "%d.%m.%y %H:%M:%S"),
        ],
    )
    def test_the_format_is_what_all_cells_allow(self, drafting: Any, cells: tuple[str, ...], format: str) -> None:
        line = drafting.lines(column("Jam update", *cells), "facility-capacity")["observed_at"]
        assert f'format = "{format}"' in line

    def test_an_order_no_cell_decides_is_proposed_both_ways(self, drafting: Any) -> None:
        text = drafting.draft(column("Jam update", "02/03/2026 07:50", "05/05/2026 08:00"), "facility-capacity").text
        assert 'format = "%d/%m/%Y %H:%M"' in text
        assert "no cell shows" in text
        assert '## or: observed_at = { from = "Jam update", format = "%m/%d/%Y %H:%M" }' in text

    def test_cells_that_contradict_each_other_are_said(self, drafting: Any) -> None:
        text = drafting.draft(column("Jam update", "13/03/2026 07:50", "03/13/2026 08:00"), "facility-capacity").text
        assert "mend the file" in text

    @pytest.mark.parametrize(("heading", "cell"), [("Jam update", "07:50 WITA"), ("Jam update (WITA)", "07:50")])
    def test_the_zone_that_cells_or_heading_say_belongs_to_the_column(
        self, drafting: Any, heading: str, cell: str
    ) -> None:
        lines = drafting.lines(column(heading, f"13/03/2026 {cell}"), "facility-capacity")
        assert lines["observed_at"].endswith(', zone = "Asia/Makassar" }')
        assert "zone" not in lines

    def test_a_zone_that_only_some_cells_say_is_proposed_for_all(self, drafting: Any) -> None:
        rows = column("Jam update", "13/03/2026 07:50 WITA", "14/03/2026 07:50")
        assert '\n# zone = "Asia/Makassar"' in drafting.draft(rows, "facility-capacity").text

    def test_a_zone_that_nothing_says_is_a_choice_of_three(self, drafting: Any) -> None:
        text = drafting.draft(column("Jam update", "13/03/2026 07:50"), "facility-capacity", agency="demo").text
        assert text.count("## or: zone = ") == 3
        assert "# zone = " not in text.replace("## or: zone", "")

    def test_several_forms_are_read_one_after_the_other(self, drafting: Any) -> None:
        rows = column("Jam update", "13/03/2026 07:50", "14-03-2026 08.00", "15/03/2026 09:00")
        line = drafting.lines(rows, "facility-capacity")["observed_at"]
        assert line.startswith("observed_at = { first = [")
        assert line.count("format") == 2

    def test_names_of_months_become_numbers(self, drafting: Any) -> None:
        rows = [{"Kode RS": f"R{n}", "IGD kosong": "1", "Tanggal": f"{n + 1} {month} 2026", "Jam": "07.50"}
                for n, month in enumerate(("Maret", "Jan", "Pebruari", "MARET"))]  # fmt: skip
        text = drafting.draft(rows, "facility-capacity").text
        table = drafting.judged(rows, drafting.taken(text)).accepted.to_arrow()
        moments = [moment.strftime("%m-%d %H:%M") for moment in table["observed_at"].to_pylist()]
        assert moments == ["03-01 00:50", "01-02 00:50", "02-03 00:50", "03-04 00:50"]

    def test_a_day_and_a_time_in_two_columns_are_one_moment(self, drafting: Any) -> None:
        rows = [{"Tgl": "14/03/2026", "Jam": "07:50"}]
        line = drafting.lines(rows, "facility-capacity")["observed_at"]
        assert line == 'observed_at = { template = "{Tgl} {Jam}", format = "%d/%m/%Y %H:%M" }'

    def test_a_year_is_a_date_with_its_precision(self, drafting: Any) -> None:
        lines = drafting.lines(column("Tahun", "2024", "2025"), "fleet-count")
        assert lines["as_of"] == 'as_of = { template = "{Tahun}-01-01" }'
        assert lines["as_of_precision"] == 'as_of_precision = { value = "year" }'

    def test_only_a_day_is_said(self, drafting: Any) -> None:
        text = drafting.draft(column("Tanggal kejadian", "14/03/2026"), "emergency-incident").text
        assert 'time_precision = { value = "day" }' in text


class TestCodes:
    def test_words_become_codes_and_what_is_unknown_is_named(self, drafting: Any) -> None:
        rows = column("Kondisi", "Baik", "Rusak Ringan", "RB", "Baik", "Entah", "Entah", "RB", "Rusak Ringan")
        text = drafting.draft(rows, "response-unit").text
        assert '"Baik" = "good", "Rusak Ringan" = "light_damage", "RB" = "heavy_damage"' in text
        assert 'no code is known for: "Entah" (2)' in text

    def test_codes_as_they_are_need_nothing(self, drafting: Any) -> None:
        assert drafting.draft(column("Condition", "good", "unknown"), "response-unit").matched == {
            "condition": "Condition"
        }

    def test_spellings_that_differ_in_case_fold(self, drafting: Any) -> None:
        line = drafting.lines(column("Kondisi unit", "Baik", "BAIK", "baik"), "response-unit")["condition"]
        assert line == 'condition = { from = "Kondisi unit", codes = { "Baik" = "good" }, fold = true }'

    def test_yes_and_no(self, drafting: Any) -> None:
        line = drafting.lines(column("IGD 24 Jam", "Ya", "Tidak"), "emergency-facility")["is_emergency_24h"]
        assert line.endswith('codes = { "Ya" = true, "Tidak" = false } }')

    def test_many_different_words_are_never_shown(self, drafting: Any) -> None:
        rows = column("Kondisi", *("Baik" for _ in range(90)), *(f"Rahasia {n}" for n in range(20)))
        text = drafting.draft(rows, "response-unit").text
        assert "Rahasia" not in text
        assert "20 other values" in text


class TestPlaces:
    def test_swapped_headings_are_told_from_the_numbers(self, drafting: Any) -> None:
        rows = [{"Latitude": f"106.8{n}", "Longitude": f"-6.2{n}"} for n in range(5)]
        draft = drafting.draft(rows, "fire-station")
        assert draft.matched == {}
        assert '# point = { from = ["Latitude", "Longitude"] }' in draft.text

    def test_coordinates_in_one_cell_have_their_order_from_the_numbers(self, drafting: Any) -> None:
        latitude_first = drafting.lines(column("Koordinat", "-6.2, 106.8"), "fire-station")["point"]
        longitude_first = drafting.lines(column("Koordinat", "106.8; -6.2"), "fire-station")["point"]
        assert 'form = "latlon"' in latitude_first
        assert 'form = "lonlat"' in longitude_first

    def test_digits_of_areas_do_not_say_whose_they_are(self, drafting: Any) -> None:
        draft = drafting.draft(column("Kode wilayah", "3171", "3172"), "fire-station")
        assert draft.matched == {}
        assert 'system = "kemendagri"' in draft.text
        assert '## or: area_code = { area = "Kode wilayah", system = "bps" }' in draft.text


class TestPersonalData:
    @pytest.mark.parametrize(
        ("heading", "cell"),
        [
            ("Petugas Input", "Budi Santoso"),
            ("No HP", "081234567890"),
            ("Kontak", "+62 812-3456-7890"),
            ("Lainnya", "3171234567890001"),
            ("NIK", "-"),
            ("Kolom X", "orang@contoh.id"),
            ("Nama Sopir", "Agus"),
            ("Surveyor", "Wati"),
            ("Nama Pelapor", "Ani"),
            ("Kronologis", "api membesar di rumah Pak Budi"),
        ],
    )
    def test_what_looks_personal_is_closed_and_never_shown(self, drafting: Any, heading: str, cell: str) -> None:
        rows = [{"Nama Pos": f"Pos {n}", heading: cell if cell == "-" else f"{cell}"} for n in range(3)]
        text = drafting.draft(rows, "emergency-incident").text
        assert f'quarantine = ["{heading}"]' in text
        assert cell == "-" or cell not in text

    def test_a_number_of_officers_is_no_officer(self, drafting: Any) -> None:
        assert drafting.draft(column("Petugas", "12", "9"), "fire-station").text.count("quarantine") == 0

    def test_a_mobile_number_is_closed_though_its_heading_is_exact(self, drafting: Any) -> None:
        draft = drafting.draft(column("Telepon", "081234567890", "081298765432"), "fire-station")
        assert draft.matched == {}
        assert 'quarantine = ["Telepon"]' in draft.text

    def test_numbers_of_offices_lose_what_stands_between_their_digits(self, drafting: Any) -> None:
        rows = [{"Nama pos": f"P{n}", "Telp": f"(021) 385-{n}404"} for n in range(1, 5)]
        text = drafting.taken(drafting.draft(rows, "fire-station").text)
        assert drafting.judged(rows, text).accepted.to_arrow()["phone"].to_pylist()[0] == "0213851404"


class TestRequired:
    def test_a_filled_and_different_column_makes_the_key(self, drafting: Any) -> None:
        rows = [{"Kode": f"P{n}", "Nama pos": f"Pos {n}"} for n in range(4)]
        draft = drafting.draft(rows, "fire-station")
        key = next(line for line in draft.proposals if line.key == "key")
        assert key.toml == 'key = ["Kode"]'
        assert "all 4 rows" in key.comment

    def test_a_running_number_is_the_last_resort_for_a_key(self, drafting: Any) -> None:
        rows = [{"No": str(n), "Nama pos": "Pos"} for n in range(4)]
        assert '## or: key = ["No"]' in drafting.draft(rows, "fire-station").text

    def test_restricted_columns_make_no_public_identifier(self, drafting: Any) -> None:
        rows = [{"Nopol": f"B {n} XY"} for n in range(4)]
        assert '## or: key = "digest"' in drafting.draft(rows, "response-unit").text

    def test_a_code_list_answers_what_no_column_says(self, drafting: Any) -> None:
        text = drafting.draft([{"Nama pos": "Monas"}, {"Nama pos": "Gambir"}], "fire-station").text
        assert '# station_type = { value = "post" }   # needed (Station type)' in text

    def test_first_words_of_names_tell_the_kind(self, drafting: Any) -> None:
        rows = [{"Nama pos": name} for name in ("Pos Monas", "Kantor Sektor Gambir", "Pos Tebet", "Sektor Senen")]
        text = drafting.taken(drafting.draft(rows, "fire-station").text)
        kinds = drafting.judged(rows, text).accepted.to_arrow()["station_type"].to_pylist()
        assert kinds == ["post", "sector", "post", "sector"]

    def test_the_sum_of_the_parts_stands_in_for_a_total(self, drafting: Any) -> None:
        rows = [{"Kode pos": "P1", "Jenis": "Pompa", "Baik": "1", "Rusak ringan": "0", "Rusak berat": "2"}]
        line = drafting.lines(rows, "fleet-count")["total"]
        assert line == 'total = { expr = "good + light_damage + heavy_damage" }'

    def test_good_is_never_the_total(self, drafting: Any) -> None:
        rows = [{"Kode pos": "P1", "Ambulans Baik": "1", "Ambulans RR": "0", "Ambulans RB": "0"}]
        wide = drafting.lines(rows, "fleet-count")["wide"]
        assert 'total = "Ambulans Baik"' not in wide
        assert 'good = "Ambulans Baik"' in wide
        assert 'total = { expr = "good + light_damage + heavy_damage" }' in wide

    def test_the_name_of_the_file_tells_the_year(self, drafting: Any) -> None:
        path = drafting.csv("Kode pos,Pompa,Tangga\nP1,1,2\n", "armada_2025.csv")
        assert drafting.lines(path, "fleet-count")["as_of"] == "as_of = { value = 2025-01-01 }"

    def test_what_nothing_tells_is_listed_as_missing(self, drafting: Any) -> None:
        draft = drafting.draft([{"x": "1"}], "facility-capacity", agency=None)
        assert draft.missing == ("observed_at", "bed_type")
        assert '# agency = "your-agency"' in draft.text


class TestContractsNobodyHasSeen:
    def test_ideas_translate_headings(self, drafting: Any) -> None:
        rows = [{"Kode Hidran": f"H{n}", "Tekanan (bar)": "3", "Tgl Pengecekan": f"{n + 13}/03/2026"} for n in range(4)]
        lines = drafting.lines(rows, HYDRANTS)
        assert lines["hydrant_code"] == 'hydrant_code = "Kode Hidran"'
        assert lines["pressure_kpa"] == 'pressure_kpa = { from = "Tekanan (bar)", unit = "bar" }'
        assert lines["inspected_on"] == 'inspected_on = { from = "Tgl Pengecekan", format = "%d/%m/%Y" }'

    def test_labels_of_its_own_lists_are_known(self, drafting: Any) -> None:
        rows = [{"hydrant_code": f"H{n}", "Catat": ("Rusak", "Berfungsi baik")[n % 2]} for n in range(6)]
        line = drafting.lines(rows, HYDRANTS)["state"]
        assert line == 'state = { from = "Catat", codes = { "Rusak" = "dead", "Berfungsi baik" = "ok" } }'

    def test_a_tidy_file_needs_nothing(self, drafting: Any) -> None:
        rows = [{"hydrant_code": "H1", "state": "ok", "works": "true"}]
        draft = drafting.draft(rows, HYDRANTS)
        assert draft.proposals == ()
        assert draft.missing == ()
        assert "nothing has to be confirmed" in draft.text


def test_beds_of_no_kind_are_not_accepted_until_a_person_says_which(drafting: Any) -> None:
    rows = [
        {"Kode RS": f"R{n}", "Kosong": "1", "Terisi": "2", "Jam update": f"{n + 13}/03/2026 07:50"} for n in range(4)
    ]
    text = drafting.taken(drafting.draft(rows, "facility-capacity").text)
    assert 'bed_type = { value = "…" }' in text
    with pytest.raises(DefinitionError):
        drafting.judged(rows, text)
    assert drafting.judged(rows, text.replace("…", "all", 1)).report.valid


def test_where_nothing_tells_a_code_the_line_is_not_accepted_until_one_is_written(drafting: Any) -> None:
    rows = [{"Nama lembaga": f"L {n}"} for n in range(3)]
    assert drafting.lines(rows, "agency")["agency_type"] == 'agency_type = { value = "…" }'


def test_the_count_of_one_shift_is_not_the_total(drafting: Any) -> None:
    rows = [{"personil_group_a": "4", "personil_group_b": "5", "personil_group_c": "4"} for _ in range(3)]
    assert "personnel_total" not in drafting.lines(rows, "fire-station")
