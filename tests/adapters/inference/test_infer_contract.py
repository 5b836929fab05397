"""A contract drafted from a file: the file is valid under it, and nothing personal is shown."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import opendata_share as share
from opendata_share.adapters import infer_contract, read_contract
from opendata_share.contract import Sensitivity

EXAMPLES = Path(__file__).parents[3] / "examples" / "jakarta" / "data"
FILES = ["units.csv", "siranap-beds.csv", "fire-incidents.csv", "puskesmas.geojson", "rs-online.json", "ambulances.csv"]

CELLS = st.one_of(
    st.text(string.ascii_letters + " -", max_size=6),
    st.integers(-(10**6), 10**6).map(str),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: f"{number:.3f}"),
    st.dates().map(str),
    st.sampled_from(["", "true", "false", "0012", "11.10", "2026-01-01T00:00:00Z", "08123456789", "12345678901234567"]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12))
def test_the_file_it_was_drafted_from_is_valid_under_it(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Kode RS,Jumlah,Isi\n" + "".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    drafted = infer_contract(path)
    report = share.validate(share.adapt(path, to=drafted.contract), keep=False).report
    assert report.valid, str(report)
    assert drafted == infer_contract(path)


@pytest.mark.parametrize("name", FILES)
def test_real_shapes_are_valid_under_their_draft_and_every_field_is_personal(name: str, tmp_path: Path) -> None:
    drafted = infer_contract(EXAMPLES / name)
    assert {field.sensitivity for field in drafted.contract.fields} == {Sensitivity.PERSONAL}
    document = tmp_path / "contract.json"
    document.write_text(json.dumps(drafted.contract.to_document()), encoding="utf-8")
    contract = read_contract(document)
    assert contract == drafted.contract
    assert share.validate(share.adapt(EXAMPLES / name, to=contract), keep=False).report.valid


def test_codes_stay_text_a_key_is_found_and_bounds_are_only_proposed(tmp_path: Path) -> None:
    path = tmp_path / "wards.csv"
    path.write_text("Nama,Kode,Kelas,Kosong\n" + "".join(f"a,0{n},{'AB'[n % 2]},{n}\n" for n in range(10)), "utf-8")
    drafted = infer_contract(path)
    types = {field.name: str(field.type) for field in drafted.contract.fields}
    assert types == {"nama": "text", "kode": "text", "kelas": "text", "kosong": "integer"}
    assert drafted.contract.primary_key == ("kode",)
    proposed = {each.field: each for each in drafted.proposals}
    assert (proposed["kosong"].minimum, proposed["kosong"].maximum) == ("0", "9")
    assert drafted.contract.field("kosong").minimum is None
    assert proposed["kelas"].codes == ("A", "B")


def test_of_a_column_that_looks_personal_nothing_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("No,NIK,Telepon\n" + "".join(f"{n},3171012345678901,08123456789\n" for n in range(9)), "utf-8")
    drafted = infer_contract(path)
    assert {each.heading: each.looks_like for each in drafted.proposals if each.looks_like} == {
        "NIK": "identity",
        "Telepon": "phone",
    }
    text = json.dumps(drafted.contract.to_document())
    assert "3171012345678901" not in text
    assert "08123456789" not in text


def test_a_column_of_which_a_few_cells_are_no_numbers_is_named(tmp_path: Path) -> None:
    path = tmp_path / "beds.csv"
    path.write_text("Isi\n" + "".join(f"{n}\n" for n in range(20)) + "penuh\n", encoding="utf-8")
    (mixed,) = infer_contract(path).mixed
    assert (mixed.heading, str(mixed.type), mixed.rows, mixed.count) == ("Isi", "integer", (21,), 1)
