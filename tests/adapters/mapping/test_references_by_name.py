"""`match_on`: a name becomes the identifier of a row of another table, with its reason; nothing is guessed."""

from __future__ import annotations

from typing import Annotated

import pyarrow as pa
import pytest

import opendata_share as share
from opendata_share.contract import Ref, Title
from opendata_share.errors import DefinitionError

REGISTER = pa.table(
    {
        "id": ["k:1", "k:2", "k:3", "k:4"],
        "name": ["RSUD Koja", "RSUD Cengkareng", "RS Kartini", "RSU Kartini"],
        "area_code": ["31.72", "31.73", "31.74", "31.74.02"],
    }
)
MAP = """agency = "demo"
[source]
null = [""]
[let]
area = { area = "kota", level = 2 }
[[tables.facility-capacity]]
facility_id = { ref = "emergency-facility", match_on = { name = "rs", area_code = "area" }, min_score = 0.9 }
facility_name_source = "rs"
area_code = { area = "kota", level = 2 }
bed_type = { value = "emergency_department" }
available_beds = "n"
observed_at = { value = 2026-03-01T08:00:00+07:00 }
recorded_at = { value = 2026-03-01T08:00:00+07:00 }
"""
ROWS = [
    {"rs": "RS Umum Daerah Koja", "kota": "Jakarta Utara", "n": 1},
    {"rs": "RS Umum Daerah Cengkarang", "kota": "Jakarta Barat", "n": 2},
    {"rs": "RS Umum Daerah Koja", "kota": "Jakarta Barat", "n": 3},
    {"rs": "RSU Kartini", "kota": "Jakarta Selatan", "n": 4},
    {"rs": "RS Kartni", "kota": "Jakarta Selatan", "n": 5},
    {"rs": None, "kota": "Jakarta Utara", "n": 6},
    {"rs": "RS Umum Daerah Koja", "kota": None, "n": 7},
]


def judged(text: str = MAP, rows: object = None, register: object = REGISTER) -> share.Validated:
    field_map = share.FieldMap.from_toml(text, name="beds.toml")
    references = {"emergency-facility": register}
    return share.validate(share.adapt(ROWS if rows is None else rows, field_map=field_map, references=references))


def refusal(text: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        judged(text)
    return caught.value


def found(text: str) -> list[str | None]:
    text = text.replace("min_score = 0.9", 'min_score = 0.9, unmapped = "null"')
    field_map = share.FieldMap.from_toml(text)
    table = share.adapt(ROWS, field_map=field_map, references={"emergency-facility": REGISTER})
    return [row["facility_id"] for row in table.to_records()]


def test_names_become_the_identifiers_of_rows_in_their_area() -> None:
    assert found(MAP) == ["k:1", "k:2", None, None, None, None, "k:1"]


def test_every_link_carries_its_rule_and_score_and_what_is_not_linked_says_why() -> None:
    report = judged().report.table("facility-capacity")
    told = {violation.row: violation for violation in report.violations if violation.field == "facility_id"}
    assert [told[row].rule for row in (1, 2, 7)] == ["name-match"] * 3
    assert all(told[row].severity == "advice" for row in (1, 2, 7))
    assert told[1].message("en") == "found in emergency-facility by the same name"
    assert told[2].message("en") == "found in emergency-facility by a name that is spelt otherwise: score 0.90"
    assert [told[row].rule for row in (3, 4, 5)] == ["unmapped"] * 3
    assert "no row of emergency-facility is called anything like" in told[3].message("en")
    assert "may mean several rows of emergency-facility: the best scores 1.00" in told[4].message("en")
    assert report.counts["unmapped"] == 3
    assert report.balance.read == report.balance.accepted + report.balance.rejected == 7


def test_a_name_that_is_less_alike_than_is_asked_for_is_not_taken() -> None:
    assert found(MAP.replace(", min_score = 0.9", ', unmapped = "null"'))[:2] == ["k:1", None]


def test_the_normalisation_is_the_map_s_to_declare() -> None:
    plain = MAP.replace("min_score = 0.9", 'normalise = "plain", min_score = 0.9')
    assert found(plain)[:2] == [None, None]
    error = refusal(MAP.replace("min_score = 0.9", 'normalise = "hospitals"'))
    assert (error.message_id, error.line) == ("map-choice", 7)
    assert "facilities" in error.text("en")


def test_a_reviewed_alias_wins_and_must_stand_for_a_row_of_the_table() -> None:
    aliases = 'min_score = 0.9, aliases = { "RS Kartni" = "k:4" }'
    assert found(MAP.replace("min_score = 0.9", aliases))[4] == "k:4"
    named = MAP.replace("min_score = 0.9", 'min_score = 0.9, aliases = "spellings"')
    assert found(named + '[codes.spellings]\n"RS Kartni" = "k:4"\n')[4] == "k:4"
    wrong = refusal(MAP.replace("min_score = 0.9", aliases.replace("k:4", "k:9")))
    assert found(MAP.replace("min_score = 0.9", aliases.replace("k:4", "RSUD Koja")))[4] is None  # it lies elsewhere
    by_name = MAP.replace("min_score = 0.9", 'min_score = 0.9, aliases = { "RSUD Cengkarang" = "RSUD Cengkareng" }')
    assert found(by_name)[1] == "k:2"
    assert (wrong.message_id, wrong.line, wrong.parameters["aliases"]) == ("map-alias-unknown", 7, ["k:9"])


def test_a_threads_and_a_second_pass_give_the_same() -> None:
    from concurrent.futures import ThreadPoolExecutor

    table = share.adapt(ROWS, field_map=share.FieldMap.from_toml(MAP), references={"emergency-facility": REGISTER})
    with ThreadPoolExecutor(2) as pool:
        one, two = share.validate(table), share.validate(table, map_batches=pool.map)
    assert one.report.to_document() == two.report.to_document()


@pytest.mark.parametrize(
    ("old", "new", "message_id", "shown"),
    [
        ('name = "rs"', 'nama = "rs"', "map-unknown-field", "name"),
        ('name = "rs", ', "", "map-match-name", "name"),
        ('name = "rs", ', 'name = "rs", address = "rs", ', "map-match-name", "2"),
        ('name = "rs"', 'name = "rumah"', "map-missing-column-far", "rs, kota, n"),
        ("match_on", 'key = ["rs"], match_on', "map-ref", "match_on"),
        (', match_on = { name = "rs", area_code = "area" }, min_score = 0.9', "", "map-ref", "match_on"),
        ("min_score = 0.9", "min_score = 92", "map-share", "0.92"),
        ("min_score = 0.9", "min_scor = 0.9", "map-unknown-key", "min_score"),
        ("min_score = 0.9", 'aliases = "spelling"', "map-code-table", "spelling"),
        ("emergency-facility", "fleet-count", "map-match-key", "fleet-count"),
        ("emergency-facility", "fire-station", "map-no-reference", 'references={"fire-station": tab'),
    ],
)
def test_a_wrong_reference_is_refused_at_its_line(old: str, new: str, message_id: str, shown: str) -> None:
    error = refusal(MAP.replace(old, new, 1))
    assert (error.message_id, error.file, error.line) == (message_id, "beds.toml", 7)
    for language in ("en", "id"):
        assert shown in error.text(language)


def test_a_table_that_lacks_what_is_compared_is_named() -> None:
    with pytest.raises(DefinitionError) as caught:
        judged(register=REGISTER.drop_columns(["area_code"]))
    assert (caught.value.message_id, caught.value.line) == ("map-reference-columns", 7)


@pytest.mark.parametrize("conflict", ["reject", "first", "last"])
def test_rows_without_a_key_are_not_distinct_from_each_other(conflict: str) -> None:
    rule = f'distinct = {{ by = ["facility_id", "available_beds"], conflict = "{conflict}" }}\n'
    text = MAP.replace("min_score = 0.9", 'min_score = 0.9, unmapped = "null"').replace(
        "facility_name_source", f"{rule}facility_name_source", 1
    )
    balance = judged(text).report.table("facility-capacity").balance
    assert (balance.read, balance.merged, balance.produced) == (7, 0, 7)


class Yard(share.Record, name="yard", sensitivity="public", key=("number",)):
    """A yard on the border of two areas."""

    number: Annotated[str, Title(en="Number", id="Nomor")]
    name: Annotated[str, Title(en="Name", id="Nama")]
    area_code: Annotated[str, Ref("administrative-area"), Title(en="Area", id="Wilayah")]
    other_area_code: Annotated[str | None, Ref("administrative-area"), Title(en="Other area", id="Wilayah lain")] = None
    main_yard: Annotated[str | None, Ref("yard"), Title(en="Main yard", id="Lahan utama")] = None


def test_a_name_lies_in_one_area_and_the_map_says_which() -> None:
    text = """agency = "demo"
[[tables.yard]]
number = "no"
name = "name"
area_code = "area"
main_yard = { ref = "yard", match_on = { name = "main", area_code = "area", other_area_code = "area" } }
"""
    yards = pa.table(
        {"number": ["1"], "name": ["Koja"], "area_code": ["31.72"], "other_area_code": pa.array([None], pa.string())}
    )
    row = {"no": "2", "name": "Lagoa", "area": "31.72", "main": "Koja"}

    def adapted(text: str) -> share.Table:
        return share.adapt(
            [row], to=Yard, field_map=share.FieldMap.from_toml(text, name="y.toml"), references={"yard": yards}
        )

    with pytest.raises(DefinitionError) as caught:
        adapted(text)
    assert (caught.value.message_id, caught.value.file, caught.value.line) == ("map-match-areas", "y.toml", 6)
    assert "yard" in caught.value.text("en")
    assert "yard" in caught.value.text("id")
    mended = adapted(text.replace(', other_area_code = "area"', ""))
    assert mended.to_arrow().column("main_yard").to_pylist() == ["1"]
