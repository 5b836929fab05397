"""What an agreement lets out, as people read it in both languages: the whole text, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from made import INTERNAL, PERSONAL, contract, field

from opendata_share.contract import Text
from opendata_share.policy import Policy, UnsafeEverything, explain_policy
from opendata_share.policy._explain import Explanation
from opendata_share.policy._terms import (
    Case,
    FieldRule,
    KeySource,
    LegalBasis,
    Party,
    SchemaPolicy,
    Suppress,
    Waiver,
)
from opendata_share.policy._transforms import (
    AreaLevel,
    Band,
    Calendar,
    Decimals,
    Keep,
    Mask,
    Pseudonym,
    Step,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
JUNE = date(2026, 6, 30)
THING = contract(
    field("id", required=True),
    field("note", sensitivity=INTERNAL),
    field("born", "date", sensitivity=PERSONAL),
    field("name", sensitivity=PERSONAL),
    field("at", "datetime"),
    field("area"),
    field("age", "integer"),
    field("tall", "integer"),
    field("lat", "number"),
    field("cost", "integer"),
    field("who"),
    field("n", "integer"),
    key=("id",),
)
THING = replace(THING, title=Text("Thing", "Barang"))


def explained() -> Explanation:
    """Return what an agreement with one of everything says of THING."""
    rules = {
        "note": FieldRule((Case(Mask(2, 1), "age < 9"), Case(Keep(), "age > 20"))),
        "at": FieldRule((Case(Calendar("hour", "Asia/Jakarta")),)),
        "area": FieldRule((Case(AreaLevel("kecamatan")),)),
        "age": FieldRule((Case(Band(5, 80)),)),
        "tall": FieldRule((Case(Band(10)),)),
        "lat": FieldRule((Case(Keep(), "n = 1"), Case(Decimals(2)))),
        "cost": FieldRule((Case(Step(1000)),)),
        "who": FieldRule((Case(Pseudonym()),)),
    }
    rules["born"] = FieldRule((Case(Calendar("year")),), purpose=Text("Age of victims", "Usia korban"), until=JUNE)
    said = SchemaPolicy(
        fields={"id": FieldRule(), "n": FieldRule(), **rules},
        rows="n > 0",
        suppress=(Suppress(("n",), ("area",), 4, across=("id",)),),
        waivers=(
            Waiver("nik", "note", "It is a licence number.", JUNE),
            Waiver("row-came", None, "All are alike.", JUNE),
        ),
    )
    agreed = Policy(
        name="ours",
        audience="jakarta-fire",
        purpose=Text("Drills", "Latihan"),
        title=Text("Our drills", "Latihan kita"),
        parties=(Party("demo", "provider"), Party("jakarta-fire", "recipient")),
        legal_basis=(LegalBasis("UU 27/2022", "Pasal 20", "persetujuan"), LegalBasis("UU 14/2008")),
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        schemas={"thing@1": said},
        key=KeySource(environment="OUR_KEY"),
    )
    return explain_policy(agreed, THING, as_of=NOW)


ENGLISH = """\
Policy ours: Our drills
  What for: Drills
  Gives the data: demo
  Gets the data: jakarta-fire
  Legal basis: UU 27/2022 Pasal 20 – persetujuan
  Legal basis: UU 14/2008
  Holds from 2026-01-01 to 2026-12-31
What jakarta-fire gets of thing@1.0.0 (Thing):
  rows where n > 0
  id    as it is                                      the policy names it
  note  first 2 and last 1 characters where age < 9; as it is where age > 20; else empty  the policy names it
  born  the year (UTC)                                the agreement names it, for: Age of victims; until 2026-06-30
  name  does not leave                                the field is personal, and no agreement names it with a purpose and an end date
  at    the hour (Asia/Jakarta)                       the policy names it
  area  the kecamatan it lies in                      the policy names it
  age   bands of 5, 80 and more as one                the policy names it
  tall  bands of 10                                   the policy names it
  lat   as it is where n = 1; rounded to 2 decimals   the policy names it
  cost  rounded to multiples of 1000                  the policy names it
  who   a pseudonym                                   the policy names it
  n     as it is                                      the policy names it
  counts below 4 in n by area are hidden, and others with which they could be worked out
    together in rows that differ only in id
  waived until 2026-06-30: nik of note (It is a licence number.)
  waived until 2026-06-30: row-came of – (All are alike.)
""".splitlines()  # noqa: E501  (a table as people see it)
INDONESIAN = """\
Kebijakan ours: Latihan kita
  Tujuan: Latihan
  Pemberi data: demo
  Penerima data: jakarta-fire
  Dasar hukum: UU 27/2022 Pasal 20 – persetujuan
  Dasar hukum: UU 14/2008
  Berlaku dari 2026-01-01 sampai 2026-12-31
Yang diterima jakarta-fire dari thing@1.0.0 (Barang):
  baris dengan n > 0
  id    apa adanya                                    kebijakan menyebutnya
  note  2 karakter awal dan 1 karakter akhir bila age < 9; apa adanya bila age > 20; selain itu kosong  kebijakan menyebutnya
  born  tahunnya (UTC)                                perjanjian menyebutnya, untuk: Usia korban; sampai 2026-06-30
  name  tidak dibagikan                               kolom ini data pribadi, dan tidak ada perjanjian yang menyebutnya dengan tujuan dan tanggal berakhir
  at    jamnya (Asia/Jakarta)                         kebijakan menyebutnya
  area  kecamatan tempatnya berada                    kebijakan menyebutnya
  age   kelompok 5-an, 80 ke atas menjadi satu        kebijakan menyebutnya
  tall  kelompok 10-an                                kebijakan menyebutnya
  lat   apa adanya bila n = 1; dibulatkan ke 2 desimal  kebijakan menyebutnya
  cost  dibulatkan ke kelipatan 1000                  kebijakan menyebutnya
  who   pseudonim                                     kebijakan menyebutnya
  n     apa adanya                                    kebijakan menyebutnya
  jumlah di bawah 4 pada n menurut area disembunyikan, juga yang dapat dipakai menghitungnya
    bersama pada baris yang hanya berbeda pada id
  dikecualikan sampai 2026-06-30: nik note (It is a licence number.)
  dikecualikan sampai 2026-06-30: row-came – (All are alike.)
""".splitlines()  # noqa: E501  (a table as people see it)


def test_an_agreement_is_told_whole_in_both_languages() -> None:
    told = explained()
    assert told.text().splitlines() == str(told).splitlines() == ENGLISH
    assert told.text("id").splitlines() == INDONESIAN


def test_a_document_has_of_each_field_what_becomes_of_it_and_why() -> None:
    told = explained()
    document = told.to_document()
    assert [(each["field"], each["decision"]) for each in document["fields"]] == [
        ("id", "keep"),
        ("note", "mask"),
        ("born", "generalise"),
        ("name", "drop"),
        ("at", "generalise"),
        ("area", "generalise"),
        ("age", "generalise"),
        ("tall", "generalise"),
        ("lat", "round"),
        ("cost", "round"),
        ("who", "pseudonym"),
        ("n", "keep"),
    ]
    lines = zip(document["fields"], ENGLISH[9:21], strict=True)
    assert all(f"{each['treatment']}  " in f"{line}  " and line.endswith(each["why"]) for each, line in lines)
    lines = zip(told.to_document("id")["fields"], INDONESIAN[9:21], strict=True)
    assert all(f"{each['treatment']}  " in f"{line}  " and line.endswith(each["why"]) for each, line in lines)
    rest = {key: value for key, value in document.items() if key not in {"fields", "digest"}}
    assert document["digest"] == told.policy.digest
    assert rest == {
        "policy": "ours",
        "audience": "jakarta-fire",
        "contract": "thing@1.0.0",
        "rows": "n > 0",
        "suppress": [{"counts": ["n"], "by": ["area"], "below": 4, "across": ["id"]}],
        "waivers": [
            {"finding": "nik", "field": "note", "reason": "It is a licence number.", "until": "2026-06-30"},
            {"finding": "row-came", "field": None, "reason": "All are alike.", "until": "2026-06-30"},
        ],
        "dropped_rules": [],
    }


def test_everything_is_told_without_an_agreement() -> None:
    told = explain_policy(UnsafeEverything("jakarta-fire", Text("Drills", "Latihan")), THING)
    lines = told.text().splitlines()
    assert lines[:2] == ["What jakarta-fire gets of thing@1.0.0 (Thing):", "  every row"]
    assert len(lines) == 2 + len(THING.fields)
