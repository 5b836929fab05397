"""Names written by different hands: joined where certain, shown where near, and never guessed."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.schemas import areas
from opendata_share.schemas.matching import AREAS, FACILITIES, JOINED, PLAIN, UNJOINED, Alias, match_names
from opendata_share.schemas.matching._likeness import NameIndex, is_misspelling, letters_apart, likeness

REALDATA = Path(__file__).parents[2].parent / "shared" / "realdata"


def found(left: str, *right: str, **options: Any) -> dict[str, Any]:
    """Return the one row for `left` among `right`, facilities unless said otherwise."""
    options = {"normalise": FACILITIES, **options}
    [row] = match_names(pa.array([left]), pa.array(right, pa.string()), **options).to_pylist()
    return row


# What counts in a name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("RSUD Taman Sari", "RS. Umum Daerah TAMANSARI"),
        ("RS Umum Daerah Kecamatan Tebet", "RSUD Tebet"),
        ("RSIA Aries", "RS Khusus Ibu dan Anak Aries"),
        ("RSJP Harapan Kita", "RS Jantung dan Pembuluh Darah Harapan Kita"),
        ("RSAB Harapan Kita", "Rumah Sakit Anak dan Bunda Harapan Kita"),
        ("RS Pusat AU dr. Esnawan Antariksa", "RSPAU Esnawan Antariksa"),
        ("RS Umum Daerah K.R.M.T Wongsonegoro", "RSUD KRMT Wongsonegoro"),
        ("RS Tk. II M.Ridwan Meuraksa", "RS Tingkat II M. Ridwan Meuraksa"),
        ("Pusk. Kec. Kep.Seribu Utara", "Puskesmas Kecamatan Kepulauan Seribu Utara"),
        ("Al-Fauzan", "Alfauzan"),
        ("Siloam Hospitals Kebon Jeruk", "Siloam Hospital Kebon Jeruk"),
        ("RS Amāl", "rs amal"),
    ],
)
def test_spellings_of_one_facility_are_the_same(one: str, other: str) -> None:
    assert found(one, other)["rule"] == "same"
    assert found(one, other)["score"] == 1.0
    assert found(other, one)["right"] == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kab. Adm. Kep. Seribu", "Kabupaten Administrasi Kepulauan Seribu"),
        ("KOTAMADYA JAKARTA PUSAT", "Kota Jakarta Pusat"),
        ("Prov. Daerah Khusus Ibukota Jakarta", "Provinsi DKI Jakarta"),
    ],
)
def test_spellings_of_one_area_are_the_same(one: str, other: str) -> None:
    assert found(one, other, normalise=AREAS)["rule"] == "same"


def test_a_kind_of_area_that_is_not_said_leaves_two_of_one_name_open() -> None:
    assert found("Bogor", "Kabupaten Bogor", "Kota Bogor", normalise=AREAS)["rule"] == "ambiguous"
    assert found("Kota Bogor", "Kabupaten Bogor", "Kota Bogor", normalise=AREAS)["right"] == 1


def test_plain_ignores_case_accents_and_punctuation_and_nothing_else() -> None:
    assert found("RSUD KOJA.", "rsud koja", normalise=PLAIN)["rule"] == "same"
    assert found("RSUD Koja", "RS Umum Daerah Koja", normalise=PLAIN)["right"] is None


def test_a_name_of_nothing_but_its_kind_is_still_a_name() -> None:
    assert found("Rumah Sakit Umum", "RSU")["rule"] == "same"


# Facilities that are called alike and are not the same. Each pair was taken from what is known of the city, not from
# what the function says.
FALSE_FRIENDS = [
    ("RS Umum Daerah Kecamatan Tebet", "RS Tebet"),
    ("RSUD Koja", "RSUD Tugu Koja"),
    ("RSUD Tanjung Priok", "RS Pelabuhan Tanjung Priok"),
    ("RSUD Kemayoran", "RS Hermina Kemayoran"),
    ("RSUD Kemayoran", "RS Mitra Kemayoran"),
    ("RSUD Cempaka Putih", "RS Islam Jakarta Cempaka Putih"),
    ("RSUD Kebayoran Baru", "RSUD Kebayoran Lama"),
    ("RS Umum Mayapada", "Mayapada Hospital Kuningan"),
    ("RS Umum Tzu Chi Hospital", "RS Cinta Kasih Tzu Chi"),
    ("RS Umum Bunda Jakarta", "RSIA Bunda Jakarta"),
    ("RS Umum Bunda Jakarta", "RSIA Bunda"),
    ("RS Umum Puri Indah", "RSIA Puri Medika"),
    ("RS Umum Puri Indah", "RS Pondok Indah"),
    ("RSJP Harapan Kita", "RSAB Harapan Kita"),
    ("RS Umum Jakarta", "RS Jantung Jakarta"),
    ("RS Umum Jakarta", "RS Haji Jakarta"),
    ("RS Islam Jakarta Utara", "RS Islam Jakarta Timur"),
    ("RS Jiwa Islam Klender", "RS Islam Klender"),
    ("RS Umum Pusat Pertamina", "RS Pertamina Jaya"),
    ("RS Umum Siloam Mampang", "RSUD Mampang Prapatan"),
    ("RS Umum Siloam Asri", "RSIA Asih"),
    ("RS Mata Jakarta Eye Center", "RS Mata Jakarta Eye Center Kedoya"),
    ("RS Bhayangkara Lemdiklat Polri", "RS Bhayangkara Sespimma Polri"),
    ("RS Umum Kramat 128", "RS Umum Kramat 182"),
    ("RS Permata Keluarga Jababeka 1", "RS Permata Keluarga Jababeka 2"),
    ("RS Sentra Medika Cikarang Karawang", "RS Sentra Medika Cikarang Karawang II"),
    ("Puskesmas Kecamatan Menteng", "Puskesmas Kelurahan Menteng"),
    ("Puskesmas Cipete Utara", "Puskesmas Cipete Selatan"),
]


@pytest.mark.parametrize(("one", "other"), FALSE_FRIENDS)
def test_a_false_friend_is_not_joined_even_where_it_is_the_only_one_there(one: str, other: str) -> None:
    for left, right in ((one, other), (other, one)):
        row = found(left, right)
        assert row["right"] is None
        assert row["rule"] in UNJOINED


# The decision


def test_two_rows_of_one_name_are_ambiguous_and_not_guessed() -> None:
    row = found("RSU Yadika", "RS Yadika", "RS Umum Yadika")
    assert (row["rule"], row["right"], row["candidate"], row["runner_up"]) == ("ambiguous", None, 0, 1)
    assert row["score"] == row["runner_up_score"] == 1.0


def test_the_area_decides_between_rows_of_one_name() -> None:
    right = pa.array(["RS Yadika", "RS Yadika"])
    within = (pa.array(["31.74", "31.75", "36.71"]), pa.array(["31.74.05", "31.75"]))
    table = match_names(pa.array(["RS Yadika"] * 3), right, within=within, normalise=FACILITIES)
    assert table["right"].to_pylist() == [0, 1, None]
    assert table["rule"].to_pylist() == ["same", "same", "nothing-alike"]


def test_an_area_nobody_knows_excludes_nothing() -> None:
    unknown = pa.array([None], pa.string())
    row = found("RS Yadika", "RS Yadika", within=(unknown, pa.array(["31.74"])))
    assert row["right"] == 0
    row = found("RS Yadika", "RS Yadika", "RS Yadika", within=(pa.array(["31.74"]), pa.array(["31.74", None])))
    assert row["rule"] == "ambiguous"


def test_a_kind_that_only_one_side_says_costs_a_little_and_names_its_rule() -> None:
    row = found("RSUD Tarakan", "Tarakan")
    assert (row["rule"], row["right"], row["score"]) == ("kind-unsaid", 0, 0.97)


def test_a_misspelt_word_is_joined_by_its_own_rule() -> None:
    row = found("RS Umum Daerah Sultan Syarif Mohammad Alkadrie", "RSUD Sultan Syarif Muhammad Alkadri")
    assert (row["rule"], row["right"]) == ("spelling", 0)


def test_the_margin_keeps_a_near_second_from_being_passed_over() -> None:
    pair = ("RS Umum Sentosa Bangunan", "RS Umum Sentoza Bangunan")
    assert found("RS Umum Sentosa Bangunan", *pair)["rule"] == "same"
    assert found("RS Umum Sentosa Bangunan", *pair, margin=0.2)["rule"] == "ambiguous"


def test_an_alias_is_looked_up_first_and_may_hold_in_one_area_only() -> None:
    right = ("RS Yadika Kebayoran Lama", "RS Yadika Pondok Bambu")
    aliases = [
        Alias("RS Umum Yadika", "RS Yadika Kebayoran Lama", within="31.74"),
        Alias("RS Umum Yadika", "RS Yadika Pondok Bambu", within="31.75"),
    ]
    names = pa.array(["RSU YADIKA"] * 3)
    within = (pa.array(["31.74", "31.75.03", None]), pa.nulls(2, pa.string()))
    table = match_names(names, pa.array(right), within=within, normalise=FACILITIES, aliases=aliases)
    assert table["right"].to_pylist() == [0, 1, None]
    assert table["rule"].to_pylist() == ["alias", "alias", "too-unlike"]


def test_an_alias_for_a_name_that_is_not_there_leaves_the_name_itself() -> None:
    assert found("RSUD Koja", "RSUD Koja", aliases=[Alias("RSUD Koja", "RS Pelabuhan")])["rule"] == "same"


def test_an_alias_that_means_two_rows_is_ambiguous() -> None:
    assert found("RSPP", "RS Pertamina", "RSU Pertamina", aliases=[Alias("RSPP", "RS Pertamina")])["rule"] == (
        "ambiguous"
    )


def test_null_and_blank_names_are_not_looked_up_and_match_nothing() -> None:
    table = match_names(pa.array(["", None, " - ", "Koja"]), pa.array([None, "", "Koja"]))
    assert table["rule"].to_pylist() == ["no-name", "no-name", "no-name", "same"]
    assert table["right"].to_pylist() == [None, None, None, 2]


def test_no_rows_are_no_rows_and_the_columns_keep_their_types() -> None:
    empty = match_names(pa.array([], pa.string()), pa.array([], pa.string()))
    assert empty.num_rows == 0
    assert empty.schema == match_names(pa.array(["a"]), pa.array(["b"])).schema


@pytest.mark.parametrize("options", [{"min_score": 0.0}, {"min_score": 1.1}, {"margin": -0.1}, {"margin": 1.5}])
def test_scores_out_of_range_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="min_score"):
        match_names(pa.array(["a"]), pa.array(["a"]), **options)


def test_areas_for_other_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="areas"):
        match_names(pa.array(["a"]), pa.array(["a"]), within=(pa.array(["31"]), pa.array(["31", "32"])))


NAMES = st.lists(
    st.lists(st.sampled_from(["koja", "tugu", "utara", "1", "2", "sentosa", "sentoza", "rs", "bangunan"]), max_size=4),
    max_size=8,
).map(lambda names: [" ".join(words) for words in names])


@given(NAMES, NAMES)
def test_every_row_is_answered_by_one_rule_and_joined_only_within_its_bounds(left: list[str], right: list[str]) -> None:
    table = match_names(pa.array(left, pa.string()), pa.array(right, pa.string()), normalise=FACILITIES)
    assert table["left"].to_pylist() == list(range(len(left)))
    for row in table.to_pylist():
        assert (row["rule"] in JOINED) == (row["right"] is not None)
        if row["right"] is not None:
            assert row["right"] == row["candidate"]
            assert row["score"] >= 0.92
            assert row["runner_up_score"] is None or row["score"] - row["runner_up_score"] >= 0.05
        elif row["candidate"] is not None:
            assert row["rule"] in UNJOINED


@given(NAMES, NAMES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_decision(left: list[str], right: list[str], random: Any) -> None:
    order = list(range(len(right)))
    random.shuffle(order)
    straight = match_names(pa.array(left, pa.string()), pa.array(right, pa.string())).to_pylist()
    shuffled = match_names(pa.array(left, pa.string()), pa.array([right[i] for i in order], pa.string())).to_pylist()
    for one, other in zip(straight, shuffled, strict=True):
        assert one["rule"] == other["rule"]
        assert one["right"] == (None if other["right"] is None else order[other["right"]])


# Likeness


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("", "", 0), ("koja", "koja", 0), ("koja", "kojo", 1), ("koja", "kjoa", 1), ("koja", "", 4), ("abc", "cab", 2)],
)
def test_letters_apart_counts_changes_and_swaps(one: str, other: str, apart: int) -> None:
    assert letters_apart(one, other) == letters_apart(other, one) == apart


def test_short_words_and_numbers_are_never_misspelt() -> None:
    assert not is_misspelling("barat", "karat")
    assert not is_misspelling("1234567", "1234568")
    assert is_misspelling("heerdjan", "heerjan")
    assert is_misspelling("alkadriansyah", "alkadrinsyh")


WORDS = st.lists(
    st.one_of(st.text("ab", min_size=1, max_size=3), st.text("abc", min_size=6, max_size=11), st.sampled_from("12")),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=12), WORDS, st.sampled_from([0.3, 0.6, 0.8, 0.95]))
def test_the_index_finds_every_name_that_a_look_at_each_finds(
    names: list[list[str]], asked: list[str], floor: float
) -> None:
    index = NameIndex(names, floor=floor)
    near = dict(index.near(asked))
    expected = {place: likeness(asked, words) for place, words in enumerate(names)}
    assert {place: alike for place, alike in near.items() if alike >= floor} == {
        place: alike for place, alike in expected.items() if alike >= floor
    }


# The hospitals of Jakarta

#: Other names of Jakarta's hospitals, each looked up: renamed, moved to another owner, or known by the place.
JAKARTA_ALIASES = (
    Alias("RS Umum Yadika", "RS Yadika Kebayoran Lama", within="31.74"),
    Alias("RS Umum Yadika", "RS Yadika Pondok Bambu", within="31.75"),
    Alias("RS Jiwa Duren Sawit", "RSKD Duren Sawit"),
    Alias("RS Jiwa Dr. Soeharto Heerjan", "RS Jiwa Dr. Soeharto Heerdjan Jakarta"),
    Alias("RS Umum Primaya Evasari Hospital", "RS Evasari"),
    Alias("RS Umum FK UKI", "RSU UKI"),
    Alias("RS Islam Jakarta Pondok Kopi", "RS Islam Jakarta Timur"),
    Alias("RS Umum Ciputra Hospital Citragarden City", "RS Ciputra"),
)


def siranap_of_jakarta() -> tuple[list[str], list[str | None]]:
    """Return the names of Jakarta's hospitals in SIRANAP, and the regency of each."""
    folder = REALDATA / "kemenkes_siranap_beds_2021"
    if not folder.is_dir():
        pytest.skip("the real files of SIRANAP are not here")
    with next(folder.glob("*.csv")).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["province"] == "31"]
    hospitals = sorted({(row["hospital"], row["district"]) for row in rows})
    index = areas.index()
    return [name for name, _ in hospitals], [index.by_code(code, system="bps").code for _, code in hospitals]


def hospitals_with_a_point() -> list[tuple[str, float, float]]:
    document = json.loads((REALDATA / "jakarta_health_facilities_big" / "rumahsakit.geojson").read_text("utf-8"))
    return [(each["properties"]["NAMOBJ"], *each["geometry"]["coordinates"][:2]) for each in document["features"]]


@pytest.mark.realdata
def test_at_least_85_of_jakarta_s_hospitals_find_their_coordinate_and_none_is_guessed(
    record_property: Any,
) -> None:
    names, regencies = siranap_of_jakarta()
    points = hospitals_with_a_point()
    right = pa.array([name for name, _, _ in points])
    within = (pa.array(regencies, pa.string()), pa.nulls(len(right), pa.string()))
    table = match_names(pa.array(names), right, within=within, normalise=FACILITIES, aliases=JAKARTA_ALIASES)
    rules = Counter(table["rule"].to_pylist())
    joined = sum(count for rule, count in rules.items() if rule in JOINED)
    unjoined = sorted(names[row["left"]] for row in table.to_pylist() if row["right"] is None)
    record_property("siranap_hospitals", len(names))
    record_property("siranap_joined_to_a_coordinate", joined)
    print(f"{joined} of {len(names)} joined: {dict(rules)}; not joined: {unjoined}")

    assert (len(set(names)), len(names)) == (103, 104)  # two hospitals are called Yadika
    assert rules == {"same": 93, "alias": 8, "kinds-differ": 1, "too-unlike": 1, "nothing-alike": 1}
    assert unjoined == ["RS Ukrida", "RS Umum  Pelabuhan Tanjung Priok", "RS Umum Tzu Chi Hospital"]
    for row in table.filter(pc.is_valid(table["right"])).to_pylist():
        _, longitude, latitude = points[row["right"]]
        assert 106.3 < longitude < 107.0
        assert -6.4 < latitude < -5.4


@pytest.mark.realdata
def test_a_hospital_whose_own_point_is_missing_is_not_given_another_s() -> None:
    names, regencies = siranap_of_jakarta()
    points = [name for name, _, _ in hospitals_with_a_point()]
    whole = match_names(pa.array(names), pa.array(points), normalise=FACILITIES).to_pylist()
    guessed = []
    for row in whole:
        if row["right"] is None:
            continue
        others = points[: row["right"]] + points[row["right"] + 1 :]
        [alone] = match_names(pa.array([names[row["left"]]]), pa.array(others), normalise=FACILITIES).to_pylist()
        if alone["right"] is not None:
            guessed.append((names[row["left"]], others[alone["right"]]))
    assert len(regencies) == len(names)
    assert guessed == []


@pytest.mark.realdata
def test_pairs_of_the_two_files_that_are_known_to_differ_are_not_joined() -> None:
    names, _ = siranap_of_jakarta()
    points = [name for name, _, _ in hospitals_with_a_point()]
    joined = {
        (names[row["left"]].lower(), points[row["right"]].lower())
        for row in match_names(pa.array(names), pa.array(points), normalise=FACILITIES).to_pylist()
        if row["right"] is not None
    }
    assert joined
    assert not joined & {(one.lower(), other.lower()) for pair in FALSE_FRIENDS for one, other in (pair, pair[::-1])}
