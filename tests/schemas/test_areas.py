"""The area reference and its matcher, on the traps that real files set."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share._messages import _areas
from opendata_share.errors import DefinitionError
from opendata_share.schemas import areas
from opendata_share.schemas.areas import AreaIndex, AreaMatch

REALDATA = Path(__file__).parents[2].parent / "shared" / "realdata"
INDEX = areas.index()
JAKARTA = [area for area in INDEX if area.code.startswith("31.")]

realdata = pytest.mark.skipif(not REALDATA.is_dir(), reason="Jakarta's own files are not here")


def rows_of(name: str) -> list[dict[str, str]]:
    with (REALDATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fire_rows() -> list[dict[str, str]]:
    return rows_of("jakarta_fire_incidents_2013/data-kejadian-kebakaran-2013.csv")


# The reference


def test_the_reference_holds_the_country_and_jakarta_down_to_the_kelurahan() -> None:
    assert Counter(area.level for area in INDEX) == {1: 38, 2: 514, 3: 44, 4: 267}
    assert len(INDEX) == 863
    assert INDEX.codes() == {area.code for area in INDEX}
    assert areas.codes() == INDEX.codes()


def test_every_parent_exists_and_holds_its_children() -> None:
    for area in INDEX:
        if area.parent_code is None:
            assert area.level == 1
        else:
            assert area.code in INDEX.children(area.parent_code)
            assert INDEX.get(area.parent_code) is not None


def test_level_and_kind_follow_from_code_and_name() -> None:
    kinds = Counter(area.level_name for area in INDEX)
    assert kinds == {
        "province": 38,
        "regency": 415,
        "city": 93,
        "administrative_city": 5,
        "administrative_regency": 1,
        "district": 44,
        "urban_village": 267,
    }


def test_only_provinces_have_an_iso_code_and_no_two_the_same() -> None:
    iso = [area.iso_3166_2 for area in INDEX if area.iso_3166_2 is not None]
    assert len(set(iso)) == 38
    assert all((area.iso_3166_2 is not None) == (area.level == 1) for area in INDEX)
    assert {INDEX.get("31").iso_3166_2, INDEX.get("96").iso_3166_2} == {"ID-JK", "ID-PD"}  # type: ignore[union-attr]


def test_a_bps_code_is_unique_and_has_the_length_of_its_level() -> None:
    codes = [(area.level, area.bps_code) for area in INDEX if area.bps_code is not None]
    assert len({code for _, code in codes}) == len(codes) == 592
    assert all(len(code) == {1: 2, 2: 4, 3: 7}[level] for level, code in codes)


def test_provinces_founded_since_have_no_bps_code_of_2018() -> None:
    without = {area.name for area in INDEX if area.level == 1 and area.bps_code is None}
    assert without == {"Papua Selatan", "Papua Tengah", "Papua Pegunungan", "Papua Barat Daya"}


def test_an_area_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        next(iter(INDEX)).name = "x"  # type: ignore[misc]


def test_the_reference_is_read_once() -> None:
    assert areas.index() is INDEX


def test_the_reference_file_is_small() -> None:
    assert Path(areas.__file__).with_name("areas.csv").stat().st_size < 200_000


def test_the_table_has_the_columns_of_the_contract_and_a_row_for_each_area() -> None:
    table = areas.as_table()
    assert table.column_names == [
        "code",
        "name",
        "level",
        "level_name",
        "parent_code",
        "bps_code",
        "iso_3166_2",
        "country",
        "aliases",
    ]
    assert table.num_rows == len(INDEX)
    row = table.filter(pytest.importorskip("pyarrow.compute").equal(table["code"], "31.73.05")).to_pylist()[0]
    assert row == {
        "code": "31.73.05",
        "name": "Kebon Jeruk",
        "level": 3,
        "level_name": "district",
        "parent_code": "31.73",
        "bps_code": "3174020",
        "iso_3166_2": None,
        "country": "ID",
        "aliases": ["Kebun Jeruk"],
    }


# Codes: T1, T20, T21


@pytest.mark.parametrize(
    ("digits", "kemendagri", "bps"),
    [
        ("3171", "31.71", "31.74"),
        ("3172", "31.72", "31.75"),
        ("3173", "31.73", "31.71"),
        ("3174", "31.74", "31.73"),
        ("3175", "31.75", "31.72"),
    ],
)
def test_t1_the_same_digits_are_different_cities_of_jakarta(digits: str, kemendagri: str, bps: str) -> None:
    assert INDEX.by_code(digits, system="kemendagri") == AreaMatch(kemendagri)
    assert INDEX.by_code(digits, system="bps") == AreaMatch(bps)


def test_t1_a_code_without_its_system_cannot_be_asked_for() -> None:
    with pytest.raises(TypeError):
        INDEX.by_code("3171")  # type: ignore[call-arg]


def test_t1_a_dotted_code_is_no_code_of_bps() -> None:
    assert INDEX.by_code("31.71", system="bps") == AreaMatch(None, "area-code-malformed")


@pytest.mark.parametrize("text", ["31.71.01.1001", "3171011001", " 31.71.01.1001 "])
def test_a_kelurahan_is_found_with_and_without_dots(text: str) -> None:
    assert INDEX.by_code(text, system="kemendagri") == AreaMatch("31.71.01.1001")


@pytest.mark.parametrize(
    "text", ["11.1", "12.2", "31.0", "3171.0", "31.710", "1.1E1", "31,71", "٣١", "31-71", "31.71."]
)
def test_t20_a_code_a_spreadsheet_damaged_is_refused_and_never_padded(text: str) -> None:
    assert INDEX.by_code(text, system="kemendagri") == AreaMatch(None, "area-code-malformed")


@pytest.mark.parametrize("text", ["317", "31710", "31710110", "317101100", "31710110010"])
def test_t3_a_code_cut_off_is_refused_in_both_systems(text: str) -> None:
    assert INDEX.by_code(text, system="kemendagri").code is None
    assert INDEX.by_code(text, system="bps").code is None


def test_blank_text_is_no_code_and_nothing_to_report() -> None:
    assert INDEX.by_code("  ", system="bps") == AreaMatch(None)


def test_a_code_below_the_reference_gives_the_deepest_level_it_holds() -> None:
    assert INDEX.by_code("32.01.05.2003", system="kemendagri") == AreaMatch("32.01", "area-partial")
    assert INDEX.by_code("3174020003", system="bps") == AreaMatch("31.73.05", "area-partial")
    assert INDEX.by_code("31.71.01.1001/003/012", system="kemendagri") == AreaMatch("31.71.01.1001", "area-partial")


@pytest.mark.parametrize("text", ["31.71.99", "31.71.01.1999", "31.99", "99", "99.01"])
def test_a_code_the_reference_would_know_is_not_found(text: str) -> None:
    assert INDEX.by_code(text, system="kemendagri") == AreaMatch(None, "area-not-found")


def test_a_province_divided_since_2018_is_not_guessed() -> None:
    assert INDEX.by_code("94", system="bps") == AreaMatch(None, "area-ambiguous")
    assert INDEX.by_code("9401", system="bps") == AreaMatch("93.01")


def test_an_edition_that_is_not_shipped_is_refused() -> None:
    assert INDEX.by_code("3171", system="bps", as_of=date(2018, 1, 11)) == AreaMatch("31.74")
    for system, year in (("bps", 2021), ("kemendagri", 2014)):
        with pytest.raises(DefinitionError) as caught:
            INDEX.by_code("3171", system=system, as_of=date(year, 1, 1))  # type: ignore[arg-type]
        assert caught.value.message_id == "area-edition-unknown"


def test_an_unknown_system_is_refused() -> None:
    unknown: Any = "satusehat"
    with pytest.raises(DefinitionError) as caught:
        INDEX.by_code("3171", system=unknown)
    assert caught.value.message_id == "area-system-unknown"


@given(st.sampled_from(list(INDEX)))
def test_every_code_finds_its_own_area_in_every_form(area: areas.Area) -> None:
    assert INDEX.by_code(area.code, system="kemendagri") == AreaMatch(area.code)
    assert INDEX.by_code(area.code.replace(".", ""), system="kemendagri") == AreaMatch(area.code)
    if area.bps_code is not None and area.bps_code not in {"91", "94"}:
        assert INDEX.by_code(area.bps_code, system="bps") == AreaMatch(area.code)


@given(st.text(max_size=14), st.sampled_from(["kemendagri", "bps"]))
def test_no_text_breaks_the_matcher_of_codes(text: str, system: areas.System) -> None:
    match = INDEX.by_code(text, system=system)
    assert match.code is None or match.code in INDEX


@pytest.mark.parametrize("finding", get_args(areas.Finding))
def test_every_finding_has_its_sentence_in_both_languages(finding: str) -> None:
    message = _areas.MESSAGES[finding]
    assert message.en != message.id
    assert message.hint_en
    assert message.hint_id


# Names: T5, T25


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("KAB.ADM.KEP.SERIBU", "31.01"),
        ("Kabupaten Kepulauan Seribu", "31.01"),
        ("Kepulauan Seribu", "31.01"),
        ("Kota Adm. Jakarta Barat", "31.73"),
        ("KOTAMADYA JAKARTA TIMUR", "31.75"),
        ("jakarta  pusat", "31.71"),
        ("PROVINSI DKI JAKARTA", "31"),
        ("D.K.I. Jakarta", "31"),
        ("Jakarta", "31"),
        ("D I YOGYAKARTA", "34"),
        ("Sumatra Utara", "12"),
        ("Nanggroe Aceh Darussalam", "11"),
        ("Kab. Gunung Kidul", "34.03"),
        ("Kabupaten Toba Samosir", "12.12"),
        ("Kep. Seribu Slt", "31.01.02"),
        ("P. Pari", "31.01.02.1003"),
        ("Kel. P. Pari", "31.01.02.1003"),
        ("PAL MERIAM", "31.75.01.1004"),
        ("Kec. Kebun Jeruk", "31.73.05"),
        ("Kampung Tengah", "31.75.04.1002"),
        ("Kota Bambu Utara", "31.73.07.1003"),
        ("Kelurahan Gambir", "31.71.01.1001"),
        ("Kecamatan Gambir", "31.71.01"),
    ],
)
def test_t5_spellings_of_real_files_are_found(name: str, code: str) -> None:
    assert INDEX.by_names((name,)) == AreaMatch(code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bogor", "32.01"),
        ("Kota Bogor", "32.71"),
        ("TANGERANG", "36.03"),
        ("Kota Tangerang", "36.71"),
        ("Depok", "32.76"),
        ("Banjar", "63.03"),
        ("Kota Banjar", "32.79"),
        ("Jambi", "15"),
        ("Kota Jambi", "15.71"),
        ("Kotabaru", "63.02"),
    ],
)
def test_t25_a_bare_name_means_the_regency_or_the_province(name: str, code: str) -> None:
    assert INDEX.by_names((name,)) == AreaMatch(code)


def test_a_kind_that_does_not_exist_under_that_name_is_not_found() -> None:
    assert INDEX.by_names(("Kabupaten Depok",)) == AreaMatch(None, "area-not-found")


def test_nothing_fuzzy_is_found() -> None:
    for name in ("Palmeria", "Jakarta Brat", "Gambirr", "Kebon"):
        assert INDEX.by_names((name,)) == AreaMatch(None, "area-not-found")


def test_no_name_is_nothing_to_report() -> None:
    assert INDEX.by_names(()) == AreaMatch(None)
    assert INDEX.by_names((None, " ", "-")) == AreaMatch(None)


def test_a_name_the_parents_hold_is_found_whatever_the_middle_is_called() -> None:
    assert INDEX.by_names(("Jakarta Barat", "Kebon Jerk", "Kelapa Dua")) == AreaMatch("31.73.05.1004")
    assert INDEX.by_names(("Jakarta Timur", None, "Pal Meriam")) == AreaMatch("31.75.01.1004")


def test_a_kecamatan_that_contradicts_gives_the_kelurahan_and_a_finding() -> None:
    assert INDEX.by_names(("Jakarta Barat", "Kembangan", "Kelapa Dua")) == AreaMatch(
        "31.73.05.1004", "area-contradiction"
    )


def test_a_kelurahan_of_another_city_gives_the_kecamatan_and_a_finding() -> None:
    names = ("Jakarta Barat", "Kembangan", "Cipete Selatan")
    assert INDEX.by_names(names) == AreaMatch("31.73.08", "area-contradiction")


def test_when_both_lie_elsewhere_the_city_is_kept_with_a_finding() -> None:
    assert INDEX.by_names(("Jakarta Barat", "Sawah Besar", "Kartini")) == AreaMatch("31.73", "area-contradiction")


def test_an_unknown_kelurahan_gives_its_kecamatan() -> None:
    assert INDEX.by_names(("Jakarta Timur", "Cakung", "Cakung")) == AreaMatch("31.75.06", "area-partial")
    assert INDEX.by_names(("Jakarta Timur", "xyz", "zyx")) == AreaMatch("31.75", "area-partial")


def test_a_city_whose_kelurahan_are_not_shipped_never_borrows_jakarta_s() -> None:
    assert INDEX.by_names(("Kota Depok", "Cipayung", "Cipayung")) == AreaMatch("32.76", "area-partial")
    assert INDEX.by_names(("Kota Tangerang", "Tangerang", "Tangerang")) == AreaMatch("36.71", "area-partial")
    assert INDEX.by_names(("Jawa Barat", "Bogor", "Kapuk")) == AreaMatch("32.01", "area-partial")


def test_a_blank_name_keeps_its_place() -> None:
    assert INDEX.by_names(("Jakarta Pusat", "Gambir", None)) == AreaMatch("31.71.01")
    assert INDEX.by_names(("Jakarta Pusat", "Gambir", "Gambir")) == AreaMatch("31.71.01.1001")
    assert INDEX.by_names(("Jakarta Barat", "", "")) == AreaMatch("31.73")


def test_a_name_two_levels_share_is_ambiguous_until_its_level_is_said() -> None:
    assert INDEX.by_names(("Gambir",)) == AreaMatch("31.71.01", "area-ambiguous")
    assert INDEX.by_names(("Gambir",), level=4) == AreaMatch("31.71.01.1001")
    assert INDEX.by_names(("Jakarta Pusat", "Gambir"), level=3) == AreaMatch("31.71.01")
    assert INDEX.by_names(("DKI Jakarta", "Gambir"), level=4) == AreaMatch("31.71.01.1001")
    assert INDEX.by_names(("Jatinegara",)) == AreaMatch(
        "31.75", "area-ambiguous"
    )  # a kecamatan, and a kelurahan of Cakung
    assert INDEX.by_names(("Jambi",), level=2) == AreaMatch("15.71")


def test_ambiguity_without_a_common_area_gives_no_code() -> None:
    assert INDEX.by_names(("Bangka",)) == AreaMatch(None, "area-ambiguous")  # a regency, and a kelurahan of Jakarta
    assert INDEX.by_names(("Bangka",), within="31") == AreaMatch("31.74.03.1002")


def test_a_parent_chooses_the_city_though_a_bare_name_means_the_regency() -> None:
    assert INDEX.by_names(("Jawa Barat", "Banjar")) == AreaMatch("32.79")
    assert INDEX.by_names(("Gorontalo", "Gorontalo")) == AreaMatch("75.01")
    assert INDEX.by_names(("DI Yogyakarta", "Yogyakarta")) == AreaMatch("34.71")


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("PAPUA", "MERAUKE"), "93.01"),
        (("Papua Selatan", "Merauke"), "93.01"),
        (("Papua", "Kabupaten Jayapura"), "91.03"),
        (("PAPUA BARAT", "SORONG"), "96.01"),
    ],
)
def test_a_regency_is_found_under_the_province_it_belonged_to_before_2022(names: tuple[str, str], code: str) -> None:
    assert INDEX.by_names(names) == AreaMatch(code)


def test_a_regency_is_not_found_under_a_province_it_never_belonged_to() -> None:
    assert INDEX.by_names(("Papua Barat", "Merauke")) == AreaMatch("92", "area-contradiction")


def test_within_keeps_the_answer_inside() -> None:
    assert INDEX.by_names(("Kapuk",), within="31") == AreaMatch("31.73.01.1005")
    assert INDEX.by_names(("Kapuk",), within="31.74") == AreaMatch(None, "area-not-found")
    assert INDEX.by_names(("Kota Tangerang", "Kapuk"), within="31") == AreaMatch(None, "area-not-found")
    assert INDEX.by_names(("DKI Jakarta",), within="31") == AreaMatch("31")
    assert INDEX.by_names(("DKI Jakarta", "Jakarta Barat"), within="31.73") == AreaMatch("31.73")


def test_an_area_to_stay_within_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DefinitionError) as caught:
        INDEX.by_names(("Kapuk",), within="3173")
    assert caught.value.message_id == "area-within-unknown"


def names_of(code: str) -> tuple[str, ...]:
    """The official names from the city down to the area."""
    found = []
    area = INDEX.get(code)
    while area is not None and area.level > 1:
        found.append(area.name)
        area = INDEX.get(area.parent_code or "")
    return tuple(reversed(found))


@given(st.sampled_from([area for area in INDEX if area.level > 1]))
def test_official_names_from_the_city_down_find_their_area(area: areas.Area) -> None:
    names = (*names_of(area.code), None, None)[:3]
    assert INDEX.by_names(names) == AreaMatch(area.code)


@given(
    st.sampled_from(JAKARTA), st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from([" ", "  ", ".", "-"])
)
def test_case_and_spacing_never_change_the_answer(area: areas.Area, case: Any, gap: str) -> None:
    names = [case(gap.join(name.split())) for name in names_of(area.code)]
    assert INDEX.by_names((*names, None, None)[:3]) == AreaMatch(area.code)


@given(st.sampled_from([area for area in INDEX if area.aliases]))
def test_every_alias_finds_its_area_at_its_level(area: areas.Area) -> None:
    for alias in area.aliases:
        assert INDEX.by_names((alias,), level=area.level) == AreaMatch(area.code)


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.sampled_from([a.name for a in INDEX])), max_size=5))
def test_whatever_the_names_the_answer_lies_in_one_that_was_given(names: list[str | None]) -> None:
    match = INDEX.by_names(names)
    assert match.code is None or match.code in INDEX
    assert match.code is not None or match.finding in {None, "area-not-found", "area-ambiguous"}


@given(
    st.lists(st.sampled_from([None, *(a.name for a in JAKARTA)]), min_size=1, max_size=3),
    st.sampled_from(["31", "31.71", "31.73.05"]),
)
def test_within_never_answers_outside(names: list[str | None], within: str) -> None:
    code = INDEX.by_names(names, within=within).code
    assert code is None or f"{code}.".startswith(f"{within}.")


@given(st.sampled_from(JAKARTA), st.sampled_from(JAKARTA), st.sampled_from(JAKARTA))
def test_the_topmost_name_is_always_believed(city: areas.Area, district: areas.Area, village: areas.Area) -> None:
    names = (city.code[:5], district.code[:8], village.code[:13])
    top = INDEX.get(names[0])
    assert top is not None
    match = INDEX.by_names((top.name, district.name, village.name))
    assert match.code is not None
    assert f"{match.code}.".startswith(f"{top.code}.")


# The real files


@realdata
@pytest.mark.realdata
def test_t5_every_row_of_the_fire_file_has_its_kelurahan_or_its_neighbouring_city() -> None:
    matches = [INDEX.by_names((row["wilayah"], row["kecamatan"], row["kelurahan"])) for row in fire_rows()]
    found = Counter((match.finding, (match.code or "").count(".") + 1) for match in matches)
    assert found == {(None, 4): 1548, ("area-partial", 2): 44}
    elsewhere = Counter(match.code for match in matches if match.finding)
    assert elsewhere == {"36.71": 24, "32.75": 13, "32.76": 7}


@realdata
@pytest.mark.realdata
def test_t25_a_kelurahan_alone_finds_more_rows_than_the_pair() -> None:
    official = AreaIndex(replace(area, aliases=()) for area in INDEX)
    rows = fire_rows()
    alone = [official.by_names((row["kelurahan"],), level=4).code for row in rows]
    assert sum(code is not None for code in alone) == 1535
    districts = [official.by_names((row["kecamatan"],), level=3).code for row in rows]
    both = [code for code, district in zip(alone, districts, strict=True) if code and district]
    assert len(both) == 1450  # 1449 where "Kep." is not read as "Kepulauan"
    with_aliases = [INDEX.by_names((row["kelurahan"],), level=4).code for row in rows]
    assert sum(code is not None for code in with_aliases) == 1548


@realdata
@pytest.mark.realdata
def test_every_fire_post_has_an_area() -> None:
    rows = rows_of("jakarta_fire_posts_2013/data-personel-kendaraan-pemadam-kebakaran-2013.csv")
    matches = [INDEX.by_names((row["kotamadya"], row["kecamatan"], row["kelurahan"])) for row in rows]
    assert all(match.code is not None for match in matches)
    assert Counter(match.finding for match in matches) == {None: 89, "area-contradiction": 5, "area-partial": 1}


@realdata
@pytest.mark.realdata
def test_every_spelling_of_the_2014_codes_finds_the_code_beside_it() -> None:
    path = REALDATA / "jakarta_admin_codes_2014" / "DATA-DKI-MENURUT-NOMOR-KODE-WILAYAH-TAHUN-2014.csv"
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 267
    for row in rows:
        names = (row["nama_kabupaten"], row["nama_kecamatan"], row["nama_kelurahan"])
        district = f"31.{int(row['nomor_kabupaten']):02}.{int(row['nomor_kecamatan']):02}"
        assert INDEX.by_names(names) == AreaMatch(f"{district}.{row['no_kelurahan']}")


@realdata
@pytest.mark.realdata
def test_t1_the_crosswalk_of_jakarta_is_the_one_joined_by_name() -> None:
    rows = rows_of("derived_crosswalk_jakarta/kemendagri_bps_jakarta.csv")
    assert len(rows) == 50
    for row in rows:
        area = INDEX.get(row["kemendagri_code"])
        assert area is not None
        assert area.bps_code == row["bps_code"]


@realdata
@pytest.mark.realdata
def test_t20_every_code_a_spreadsheet_damaged_is_refused() -> None:
    rows = rows_of("kemendagri_wilayah_2025/luas_level1_2.csv")
    refused = [row["kode"] for row in rows if INDEX.by_code(row["kode"], system="kemendagri").code is None]
    assert refused == ["11.1", "12.1", "12.2", "14.1", "31.0"]


@realdata
@pytest.mark.realdata
def test_t21_a_wrong_system_passes_silently_so_it_must_be_named() -> None:
    rows = rows_of("kemenkes_siranap_beds_2021/" + next((REALDATA / "kemenkes_siranap_beds_2021").glob("*.csv")).name)
    right = [INDEX.by_code(row["district"], system="bps").code for row in rows]
    wrong = [INDEX.by_code(row["district"], system="kemendagri").code for row in rows]
    assert None not in right
    assert sum(code is not None for code in wrong) == 1704
    assert sum(a != b for a, b in zip(right, wrong, strict=True)) == 340


@realdata
@pytest.mark.realdata
def test_t21_a_hospital_code_keeps_the_regency_it_was_registered_in() -> None:
    rows = json.loads((REALDATA / "kemkes_rsonline_hospitals_2021" / "dataRumahSakit.json").read_text("utf-8"))
    matches = [INDEX.by_code(str(row["d.kode_rs"])[:4], system="bps") for row in rows]
    assert sum(match.code is None for match in matches) == 78
    assert {match.finding for match in matches if match.code is None} == {"area-not-found"}
