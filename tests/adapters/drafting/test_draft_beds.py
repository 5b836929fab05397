"""Sheets of beds: wide and long, with totals, as agencies write them (made up)."""

from __future__ import annotations

from typing import Any

import pytest

from opendata_share.adapters import FieldMap

Rows = list[dict[str, str | None]]


def beds(count: int = 20) -> Rows:
    """Return a wide sheet with its total at the end."""
    rows: Rows = [
        {
            "No": str(number + 1),
            "Kode RS": f"31{number:05d}",
            "Nama RS": f"RS Contoh {number}",
            "IGD isi": str(number),
            "IGD kosong": "3",
            "ICU isi": "1",
            "ICU kosong": None if number == 4 else "-" if number == 5 else "2",
            "Jam update": f"{number + 1:02d}/03/2026 07:50",
            "Petugas": f"Orang Rahasia {number}",
        }
        for number in range(count)
    ]
    total: dict[str, str | None] = dict.fromkeys(rows[0])
    return [*rows, {**total, "Nama RS": "JUMLAH", "IGD kosong": "60", "IGD isi": "190", "ICU isi": "20"}]


def test_a_wide_sheet_is_published_after_taking_its_proposals(drafting: Any) -> None:
    draft = drafting.draft(beds(), "facility-capacity")
    checked = drafting.judged(beds(), drafting.taken(draft.text))
    table = checked.accepted.to_arrow()
    assert checked.report.valid
    assert table.num_rows == 40  # a blank cell beside a filled one is kept: "isi" is known
    assert set(table["bed_type"].to_pylist()) == {"emergency_department", "adult_icu"}


def test_only_what_leaves_no_doubt_holds_before_a_person_says_so(drafting: Any) -> None:
    active = drafting.active(drafting.draft(beds(), "facility-capacity").text)
    assert active == [
        'agency = "jakarta-demo"',
        "[source]",
        'null = ["", "-"]',
        "skip = { \"Nama RS\" = '(?i)jumlah' }",
        'ignore = ["No", "Kode RS", "Nama RS", "IGD isi", "IGD kosong", "ICU isi", "ICU kosong", "Jam update"]',
        'quarantine = ["Petugas"]',
        "[[tables.facility-capacity]]",
    ]


def test_few_lines_are_to_be_confirmed_and_the_map_is_short(drafting: Any) -> None:
    text = drafting.draft(beds(), "facility-capacity").text
    proposals = [line for line in text.split("\n") if line.startswith("# ")]
    assert [line.split(" = ")[0] for line in proposals] == [
        "# zone", "# facility_id", "# observed_at", "# where", "# wide",
    ]  # fmt: skip
    assert len([line for line in drafting.taken(text).split("\n") if line and not line.startswith("#")]) < 15


def test_totals_that_add_up_are_named_by_their_row_and_left_out(drafting: Any) -> None:
    text = drafting.draft(beds(), "facility-capacity").text
    assert "\nskip = { \"Nama RS\" = '(?i)jumlah' }   # leaves out totals: row 21\n" in text


def test_totals_that_add_up_nowhere_are_only_proposed(drafting: Any) -> None:
    rows = beds()
    rows[-1] |= {"IGD kosong": "61", "IGD isi": "191", "ICU isi": "21"}
    draft = drafting.draft(rows, "facility-capacity")
    assert next(line for line in draft.proposals if line.key == "skip").toml == "skip = { \"Nama RS\" = '(?i)jumlah' }"


def test_parts_that_add_up_each_for_itself_are_totals(drafting: Any) -> None:
    def row(name: str, free: int) -> dict[str, str | None]:
        code = None if name.startswith("Jumlah") else f"R{name}"
        return {"Kode RS": code, "Nama RS": name, "Alamat": code, "Kosong": str(free)}

    rows = [row("A", 1), row("B", 2), row("C", 3), row("Jumlah", 6), row("D", 4), row("E", 5), row("F", 7)]
    text = drafting.draft([*rows, row("Jumlah", 16)], "facility-capacity").text
    assert "\nskip = { \"Nama RS\" = '(?i)jumlah' }" in text
    assert "\n# skip" in drafting.draft([*rows, row("Jumlah", 17)], "facility-capacity").text


def test_a_total_is_only_proposed_where_another_row_has_its_word(drafting: Any) -> None:
    rows = beds()
    rows[3]["Nama RS"] = "Jumlah"  # filled like any hospital's row
    assert "\nskip" not in drafting.draft(rows, "facility-capacity").text


def test_a_total_left_out_without_a_person_is_that_word_and_no_other(drafting: Any) -> None:
    rows = beds()
    rows[-1]["Nama RS"] = "JUMLAH (s.d. Maret)"
    skip = r"skip = { 'Nama RS' = '(?i)jumlah\ \(s\.d\.\ maret\)' }".replace("'Nama RS'", '"Nama RS"')
    text = drafting.draft(rows, "facility-capacity").text
    assert f"\n{skip}" in text
    assert drafting.judged(rows, drafting.taken(text)).report.table("facility-capacity").balance.skipped == 2


def test_the_column_of_a_proposal_that_is_not_taken_stays_ignored(drafting: Any) -> None:
    text = drafting.taken(drafting.draft(beds(), "facility-capacity").text, "zone", "facility_id", "observed_at")
    entry = 'wide = [ { bed_type = { value = "adult_icu" }, available_beds = "ICU kosong" } ]'
    checked = drafting.judged(beds(), text + f"{entry}\n")
    assert checked.report.rows == 20
    assert "occupied_beds" not in {
        name for name, column in checked.accepted.to_arrow().to_pydict().items() if any(column)
    }


def test_a_hospital_called_total_is_no_total(drafting: Any) -> None:
    rows = [
        {**row, "Nama RS": "Total Sehat" if place == 3 else row["Nama RS"]} for place, row in enumerate(beds()[:-1])
    ]
    assert "skip" not in drafting.lines(rows, "facility-capacity")


def test_a_skip_never_leaves_out_a_row_that_is_no_total(drafting: Any) -> None:
    rows = beds()
    rows[3]["Nama RS"] = "Jumlah Sehat Medika"
    rows.append({**dict.fromkeys(rows[0]), "Nama RS": "Jumlah Jakarta Utara", "IGD kosong": "9"})
    text = drafting.draft(rows, "facility-capacity").text
    checked = drafting.judged(rows, drafting.taken(text))
    assert checked.report.table("facility-capacity").balance.skipped == 4  # two rows, two blocks


@pytest.mark.parametrize(
    ("heading", "kind", "measure"),
    [
        ("IGD Kosong", "emergency_department", "available_beds"),
        ("TT Kosong UGD", "emergency_department", "available_beds"),
        ("Tempat Tidur Terisi ICU", "adult_icu", "occupied_beds"),
        ("NICU - Tersedia", "nicu", "available_beds"),
        ("jml_tt_picu", "picu", "physical_beds"),
        ("isolasiKosong", "isolation", "available_beds"),
        ("Isolasi Tekanan Negatif (Isi)", "isolation_negative", "occupied_beds"),
        ("Siap Pakai HCU", "hcu", "staffed_beds"),
        ("ICU Available", "adult_icu", "available_beds"),
    ],
)
def test_headings_of_kind_and_measure_are_read_whatever_their_order(
    drafting: Any, heading: str, kind: str, measure: str
) -> None:
    rows = [{"Kode RS": f"R{n}", heading: str(n), "Jam update": "2026-03-02 07:50"} for n in range(5)]
    wide = drafting.lines(rows, "facility-capacity")["wide"]
    assert f'bed_type = {{ value = "{kind}" }}, {measure} = "{heading}"' in wide


def test_classes_of_care_become_kinds_and_what_is_assumed_is_said(drafting: Any) -> None:
    rows = [{"Kode RS": f"R{n}", "VIP Kosong": "1", "Kelas 1 Kosong": "2", "ICU Kosong": "0"} for n in range(5)]
    text = drafting.draft(rows, "facility-capacity").text
    assert 'care_class = { value = "class_1" }, available_beds = "Kelas 1 Kosong"' in text
    assert "Where a heading does not say bed_type" in text


def test_a_heading_that_says_only_the_kind_is_a_question(drafting: Any) -> None:
    rows = [{"Kode RS": f"R{n}", "IGD": "1", "ICU": "2"} for n in range(5)]
    assert "The headings do not say what is counted" in drafting.draft(rows, "facility-capacity").text


def test_a_long_sheet_maps_its_kinds_by_code(drafting: Any) -> None:
    path = drafting.csv(
        "kode_faskes;nama_faskes;jenis_ruang;kapasitas;terisi;tgl_update\n"
        + "".join(f"RS{n // 2};RS {n // 2};{('IGD', 'Rawat Inap')[n % 2]};{10 + n};{n};2026-03-{n + 1:02d} 08:00\n"
                  for n in range(16))
    )  # fmt: skip
    text = drafting.draft(path, "facility-capacity").text
    assert 'delimiter = ";"' in drafting.active(text)
    assert 'codes = { "IGD" = "emergency_department", "Rawat Inap" = "medical_surgical" }' in text
    assert drafting.judged(path, drafting.taken(text)).report.valid


def test_names_stand_in_for_codes_where_there_are_none(drafting: Any) -> None:
    rows = [{"Nama RS": f"RS {n}", "Kecamatan": "Gambir", "IGD kosong": "1", "Jam update": "2026-03-02 07:50"}
            for n in range(4)]  # fmt: skip
    lines = drafting.lines(rows, "facility-capacity")
    assert lines["facility_name_source"] == 'facility_name_source = "Nama RS"'
    assert lines["area_code"] == 'area_code = { area = ["Kecamatan"] }'


def test_names_under_an_exact_heading_identify_nothing_where_there_are_codes(drafting: Any) -> None:
    rows = [{"Facility": f"Hospital of Saint {n}", "Facility code": f"H-{n}", "Free": "1"} for n in range(4)]
    draft = drafting.draft(rows, "facility-capacity")
    assert draft.matched == {}
    assert '# facility_id = "Facility code"' in draft.text
    assert '## or: facility_id = "Facility"' in draft.text


def test_words_that_name_two_fields_alike_propose_neither(drafting: Any) -> None:
    rows = [{"Kode RS": f"R{n}", "Kapasitas TT": "10", "Kosong": "1"} for n in range(4)]
    text = drafting.draft(rows, "facility-capacity").text
    assert '## or: physical_beds = "Kapasitas TT"' in text
    assert '## or: staffed_beds = "Kapasitas TT"' in text
    assert "_beds" not in "".join(line for line in text.split("\n") if "Kapasitas" in line and line.startswith("# "))


def test_an_upper_heading_that_names_the_kinds_is_left_out(drafting: Any) -> None:
    rows = [{"Kode": f"P.{n}", "JENIS KENDARAAN Pompa": "1", "JENIS KENDARAAN Tangga": "2", "JUMLAH": "3"}
            for n in range(4)]  # fmt: skip
    draft = drafting.draft(rows, "fleet-count")
    assert 'unit_type = { value = "engine" }, total = "JENIS KENDARAAN Pompa"' in draft.text
    assert draft.matched == {}
    assert "JUMLAH" in draft.unused


def test_what_a_check_asks_and_no_column_gives_is_said(drafting: Any) -> None:
    rows = [{"Nama RS": f"RS {n}", "Jam update": "2026-03-02 07:50"} for n in range(4)]
    assert "The contract also asks" in drafting.draft(rows, "facility-capacity").text


def test_a_draft_is_the_same_every_time_in_each_language(drafting: Any) -> None:
    for language in ("en", "id"):
        texts = {drafting.draft(beds(), "facility-capacity", language=language).text for _ in range(3)}
        assert len(texts) == 1
        FieldMap.from_toml(texts.pop())


def test_very_wide_groups_have_a_line_an_entry(drafting: Any) -> None:
    kinds = ("IGD", "ICU", "NICU", "PICU", "HCU", "Isolasi", "VK", "Perina", "Rawat Inap", "ICCU", "Triase")
    rows = [{"Kode RS": f"R{n}", **{f"{kind} kosong": "1" for kind in kinds}} for n in range(4)]
    text = drafting.draft(rows, "facility-capacity").text
    assert "# wide = [\n#   { bed_type" in text
    assert len(FieldMap.from_toml(drafting.taken(text)).blocks) == len(kinds)


def test_a_sum_beside_the_group_is_not_repeated_in_every_row(drafting: Any) -> None:
    rows = [
        {"Kode RS": f"R{n}", "IGD kosong": "1", "ICU kosong": "2", "Total TT": "40", "Kosong": "3"} for n in range(4)
    ]
    draft = drafting.draft(rows, "facility-capacity")
    assert set(draft.unused) == {"Total TT", "Kosong"}


def test_a_kind_that_counts_the_others_together_is_not_counted_twice(drafting: Any) -> None:
    rows = [{"Kode RS": f"R{n}", "Jumlah Ambulans": "3", "Ambulans Transport": "1", "Ambulans Gawat Darurat": "2"}
            for n in range(4)]  # fmt: skip
    draft = drafting.draft(rows, "fleet-count")
    assert draft.unused == ("Jumlah Ambulans",)
    alone = [{"Kode RS": row["Kode RS"], "Jumlah Ambulans": row["Jumlah Ambulans"]} for row in rows]
    assert 'unit_type = { value = "ambulance" }' in drafting.draft(alone, "fleet-count").text


def critical(*measures: str) -> list[dict[str, Any]]:
    """Return a wide sheet of two kinds with the measures named, in which every bed is counted."""
    return [
        {
            "Kode RS": f"{n:04}",
            **{f"{kind} {m}": str((9, 5, 4)[at]) for kind in ("IGD", "ICU") for at, m in enumerate(measures)},
            "Jam update": "2026-03-02T07:50:00+07:00",
        }
        for n in range(1, 9)
    ]


def test_a_capacity_side_by_side_may_be_installed_or_staffed_beds_and_neither_is_taken_unread(drafting: Any) -> None:
    rows = critical("Kap.", "Pakai", "Sisa")
    text = drafting.draft(rows, "facility-capacity").text
    assert not any(line.startswith("# wide") for line in text.split("\n"))
    for measure in ("physical_beds", "staffed_beds"):
        (line,) = [line for line in text.split("\n") if line.startswith("## or: wide") and measure in line]
        assert f'{measure} = "ICU Kap.", occupied_beds = "ICU Pakai", available_beds = "ICU Sisa"' in line
        taken = drafting.taken(text.replace(line, line.removeprefix("## or: ")))
        counted = drafting.judged(rows, taken).accepted.to_arrow()
        assert {*counted[measure].to_pylist(), *counted["available_beds"].to_pylist()} == {9, 4}


def test_a_capacity_beside_staffed_beds_is_the_installed_one(drafting: Any) -> None:
    wide = drafting.lines(critical("Jumlah TT", "Siap Pakai", "Kosong"), "facility-capacity")["wide"]
    assert 'physical_beds = "IGD Jumlah TT", staffed_beds = "IGD Siap Pakai", available_beds = "IGD Kosong"' in wide


def test_columns_beside_a_group_that_are_not_understood_are_named(drafting: Any) -> None:
    text = drafting.draft(critical("Qwerty", "Sisa"), "facility-capacity").text
    assert 'Not read, though they name such a kind: "IGD Qwerty", "ICU Qwerty".' in text
    indonesian = drafting.draft(critical("Qwerty", "Sisa"), "facility-capacity", language="id").text
    assert 'Tidak dibaca, walau menyebut jenis seperti itu: "IGD Qwerty", "ICU Qwerty".' in indonesian
    assert "Not read" not in drafting.draft(critical("Isi", "Sisa"), "facility-capacity").text
