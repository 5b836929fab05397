"""What must hold for every sheet: valid language, one producer a field, nothing personal, nothing twice."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opendata_share.adapters import FieldMap, draft_map, find_contract
from opendata_share.errors import DefinitionError

CONTRACTS = (
    "agency", "administrative-area", "emergency-facility", "facility-capacity", "fire-station",
    "response-unit", "fleet-count", "unit-status", "emergency-incident", "unit-response",
)  # fmt: skip
COMMON = (
    "Kode RS", "Nama RS", "IGD kosong", "ICU isi", "kelas 1 tersedia", "Jam update", "Tanggal", "Jam", "Alamat", "Telp",
    "No HP", "Petugas", "Lintang", "Bujur", "Koordinat", "Kecamatan", "Kota", "Baik", "RR", "Rusak Berat", "Jumlah",
    "No", "Kondisi", "Status", "Jenis Kendaraan", "Nama Pos", "name", "Latitude", "longitude", "Mobil Pompa",
    "Ambulans Baik", "Tahun", "Jan", "Feb 2026", "2025", "Keterangan", "Kode wilayah", "ID", "observed at", "Aktif?",
    "Luas (ha)", "#", "*",
)  # fmt: skip
CELLS = (
    None, "1", "12", "-", "0,5", "1.200", "-6.2", "106.8", "-6.2, 106.8", "02/03/2026", "14/03/2026 07:50", "07.50",
    "2 Maret 2026", "2026-03-02", "Baik", "Rusak Ringan", "RS Umum", "Pos Monas", "TOTAL", "Jumlah", "ya", "3171",
    "31.71", "IGD", "Mobil Pompa", "2025", "Jl. Mawar 'dua' \"tiga\"", "\u2028x\ty",
)  # fmt: skip
HEADINGS = st.one_of(st.sampled_from(COMMON), st.text(min_size=1, max_size=12))
SHEETS = st.lists(HEADINGS, min_size=1, max_size=8, unique=True).flatmap(
    lambda names: st.lists(
        st.fixed_dictionaries({name: st.one_of(st.sampled_from(CELLS), st.text(max_size=8)) for name in names}),
        min_size=1,
        max_size=6,
    )
)
SLOWLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def taken(text: str) -> str:
    """Return the draft with every proposal taken."""
    return re.sub(r"(?m)^# ", "", text)


@SLOWLY
@given(SHEETS, st.sampled_from(CONTRACTS), st.sampled_from(("en", "id")))
def test_a_draft_is_valid_as_it_stands_and_with_every_proposal_taken(rows: Any, to: str, language: Any) -> None:
    draft = draft_map(rows, to=to, agency="demo", language=language)
    FieldMap.from_toml(draft.text)
    FieldMap.from_toml(taken(draft.text))


@SLOWLY
@given(SHEETS, st.sampled_from(CONTRACTS))
def test_drafting_again_adds_nothing(rows: Any, to: str) -> None:
    draft = draft_map(rows, to=to, agency="demo")
    assert draft_map(rows, to=to, agency="demo", existing=draft.text).text == draft.text


@SLOWLY
@given(SHEETS, SHEETS, st.sampled_from(CONTRACTS))
def test_an_existing_map_is_only_added_to(rows: Any, more: Any, to: str) -> None:
    first = draft_map(rows, to=to, agency="demo").text
    wider = [{**row, **more[0]} for row in rows]
    second = draft_map(wider, to=to, agency="demo", existing=first).text
    rest = iter(second)
    assert all(sign in rest for sign in first)  # the old text is a subsequence of the new
    FieldMap.from_toml(second)
    FieldMap.from_toml(taken(second))
    assert draft_map(wider, to=to, agency="demo", existing=second).text == second


@SLOWLY
@given(SHEETS, st.sampled_from(CONTRACTS))
def test_every_proposal_alone_is_valid_too(rows: Any, to: str) -> None:
    text = draft_map(rows, to=to, agency="demo").text
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if line.startswith("# ") and not line.endswith("["):
            alone = "\n".join([*lines[:place], line[2:], *lines[place + 1 :]])
            if "\n# wide = [\n" not in text:
                FieldMap.from_toml(alone)


@SLOWLY
@given(SHEETS, st.sampled_from(CONTRACTS))
def test_what_holds_binds_but_for_what_is_missing(rows: Any, to: str) -> None:
    """Every column a draft's active lines name is there; only undecided columns and missing fields stop it."""
    from opendata_share.adapters import adapt

    draft = draft_map(rows, to=to, agency="demo")
    try:
        adapt(rows, field_map=FieldMap.from_toml(draft.text))
    except DefinitionError as error:
        assert error.message_id in {"map-required-field", "map-no-key", "map-unused-columns"}, error


@SLOWLY
@given(SHEETS, st.sampled_from(CONTRACTS))
def test_a_field_never_has_two_active_producers(rows: Any, to: str) -> None:
    document = tomllib.loads(draft_map(rows, to=to, agency="demo").text)
    block = document["tables"][to][0]
    assert not ({"latitude", "longitude"} & set(block) and "point" in block)
    columns = [value for value in block.values() if isinstance(value, str)]
    assert len(set(columns)) == len(columns)


@SLOWLY
@given(st.text(st.characters(categories=["L"]), min_size=6, max_size=20), st.sampled_from(CONTRACTS))
def test_no_cell_of_a_personal_column_is_shown(secret: str, to: str) -> None:
    headings = ("Nama Petugas", "Pelapor", "Nama Pasien", "No HP", "NIK", "Kronologis", "Penanggung Jawab", "Sopir")
    rows = [{"Kode": str(n), **dict.fromkeys(headings, f"{secret}zq{n % 2}")} for n in range(6)]
    draft = draft_map(rows, to=to, agency="demo")
    assert f"{secret}zq" not in draft.text
    assert all(f"{secret}zq" not in f"{line.toml}{line.comment}" for line in draft.proposals)


@pytest.mark.parametrize("to", CONTRACTS)
def test_a_sheet_with_our_own_titles_needs_no_words(to: str) -> None:
    contract = find_contract(to)
    plain = [f for f in contract.fields if f.type == "text" and f.pattern is None and f.code_list is None
             and f.reference is None and f.sensitivity != "personal" and f.name != "area_source"]  # fmt: skip
    rows = [{field.title.id: f"kata {number}" for field in plain} for number in range(2)]
    assert set(draft_map(rows, to=to, agency="demo").matched) >= {field.name for field in plain}
