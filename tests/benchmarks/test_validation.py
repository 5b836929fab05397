"""The tables of the validation benchmark: the same every time, bad where the truth says so, judged exactly."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from benchmarks.validation import ours
from benchmarks.validation.faults import FORMATS, Faults, Kind
from benchmarks.validation.generate import generate
from benchmarks.validation.truth import Truth, compare, compare_rows, truth_of
from benchmarks.validation.workloads import DIRTINESS, WORKLOADS

ROWS = 3_000
BLOCK = 2_000
NAMES = sorted(WORKLOADS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("tables")
    for name in NAMES:
        for dirtiness in DIRTINESS:
            generate(name, ROWS, dirtiness, into=into, block=BLOCK)
    return into


def file(folder: Path, name: str, dirtiness: str, form: str) -> Path:
    return folder / f"{name}-{ROWS}-{dirtiness}.{form}"


@pytest.mark.parametrize("name", NAMES)
def test_the_same_numbers_give_the_same_bytes(folder: Path, tmp_path: Path, name: str) -> None:
    for again in generate(name, ROWS, "dirty", into=tmp_path, block=BLOCK):
        assert again.read_bytes() == (folder / again.name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_ndjson_say_what_parquet_says_but_for_the_faults_of_text(folder: Path, name: str) -> None:
    typed = pq.ParquetFile(file(folder, name, "tenth", "parquet")).read().to_pylist()
    with file(folder, name, "tenth", "csv").open(encoding="utf-8", newline="") as stream:
        texts = list(csv.DictReader(stream))
    lines = file(folder, name, "tenth", "ndjson").read_text("utf-8").splitlines()
    members = [json.loads(line) for line in lines]
    assert len(typed) == len(texts) == len(members) == ROWS
    truth = truth_of(file(folder, name, "tenth", "csv")).table.to_pylist()
    type_faults = {(bad["row"], bad["field"]) for bad in truth if bad["rule"] == "type"}
    assert type_faults
    for row, (cells, text, member) in enumerate(zip(typed, texts, members, strict=True), start=1):
        for field, value in cells.items():
            if (row, field) in type_faults:
                continue
            shown = "" if value is None else f"{value:%Y-%m-%dT%H:%M:%SZ}" if field in _times(cells) else str(value)
            assert text[field] == shown or float(text[field]) == value
            assert member.get(field) == (shown if field in _times(cells) and value is not None else value)


def _times(cells: dict[str, object]) -> set[str]:
    return {"call_received", "dispatched", "en_route", "on_scene", "cleared", "observed_at"} & set(cells)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("dirtiness", sorted(DIRTINESS))
@pytest.mark.parametrize("name", NAMES)
def test_we_find_exactly_the_truth(folder: Path, name: str, dirtiness: str, form: str) -> None:
    sheet = file(folder, name, dirtiness, form)
    truth = truth_of(sheet)
    verdict = ours.verdict_of(ours.validated(sheet), truth)
    assert verdict.equal, verdict.examples
    assert verdict.wanted == truth.table.num_rows


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_of_fault_is_there_as_often_as_its_share_says(folder: Path, name: str) -> None:
    truth = truth_of(file(folder, name, "tenth", "csv"))
    assert truth.table.num_rows == len(truth.bad_rows()) == pytest.approx(ROWS / 10, rel=0.02)
    kinds = sys.modules[WORKLOADS[name].block.__module__].KINDS
    assert set(truth.counts()) == {(kind.field, kind.rule) for kind in kinds}
    assert all(number > 0 for number in truth.counts().values())


def test_a_truth_is_of_the_format_that_can_hold_the_fault(folder: Path) -> None:
    found = {form: truth_of(file(folder, "unit_responses", "tenth", form)).counts() for form in FORMATS}
    assert found["csv"]["longitude", "type"] == found["parquet"]["longitude", "type"] > 0
    assert ("longitude", "type") not in found["ndjson"]
    assert ("patient_count", "type") not in found["parquet"]


@pytest.mark.parametrize("name", NAMES)
def test_a_duplicate_key_stands_first_in_a_sound_row_before_it(folder: Path, name: str) -> None:
    sheet = file(folder, name, "tenth", "parquet")
    truth = truth_of(sheet)
    bad = truth.table.filter(pc.equal(truth.table.column("rule"), "unique"))
    rows, firsts = (bad.column(column).to_numpy() for column in ("row", "first_row"))
    assert len(rows) > 0
    assert (firsts < rows).all()
    assert not np.isin(firsts, truth.bad_rows()).any()
    keys = pq.ParquetFile(sheet).read().column(0)
    assert keys.take(pa.array(rows - 1)).equals(keys.take(pa.array(firsts - 1)))
    assert ((rows > BLOCK) & (firsts <= BLOCK)).any(), "a key repeats one of an earlier block too"


def test_every_row_is_bad_where_all_are(folder: Path) -> None:
    for name in NAMES:
        truth = truth_of(file(folder, name, "all", "csv"))
        assert truth.bad_rows().tolist() == list(range(1, ROWS + 1))


def test_a_block_without_room_for_each_kind_has_as_many_faults_as_fit() -> None:
    kinds = (Kind("key", "unique", 0.5), Kind("other", "range", 0.5))
    faults = Faults(kinds, np.random.default_rng(1), 0, 1, 1.0)
    assert faults.table().to_pylist() == [
        {"row": 1, "field": "other", "rule": "range", "formats": "csv ndjson parquet", "first_row": None}
    ]


def truth_about(*places: tuple[int, str, str, int | None]) -> Truth:
    rows, fields, rules, firsts = zip(*places, strict=True)
    table = pa.table({"row": rows, "field": fields, "rule": rules, "first_row": pa.array(firsts, pa.int64())})
    return Truth("unit_responses", 10, table)


def test_a_row_missed_and_a_row_too_many_are_each_told() -> None:
    truth = truth_about((2, "beds", "range", None), (3, "beds", "type", None))
    verdict = compare({(2, "beds", "range"), (4, "beds", "type")}, truth)
    assert (verdict.equal, verdict.missed, verdict.extra) == (False, 1, 1)
    assert verdict.examples == ("missed: (3, 'beds', 'type')", "not so: (4, 'beds', 'type')")


@pytest.mark.parametrize("found", [(2, "beds", "type"), (2, "rooms", "range"), (1, "beds", "range")], ids=str)
def test_another_row_field_or_rule_is_not_equal(found: tuple[int, str, str]) -> None:
    assert not compare({found}, truth_about((2, "beds", "range", None))).equal


def test_reporting_the_first_holder_of_a_key_too_is_a_convention_and_no_fault() -> None:
    truth = truth_about((7, "id", "unique", 3), (8, "id", "required", None))
    assert compare_rows(np.array([7, 8]), truth).equal
    both = compare_rows(np.array([3, 7, 8]), truth)
    assert (both.equal, both.firsts) == (True, True)
    assert not compare_rows(np.array([3, 4, 7, 8]), truth).equal
    assert not compare_rows(np.array([7]), truth).equal


def test_the_command_says_equal_and_fails_where_it_is_not(folder: Path, tmp_path: Path) -> None:
    sheet = file(folder, "facility_capacity", "dirty", "csv")
    sound, mended = tmp_path / sheet.name, tmp_path / "mended" / sheet.name
    mended.parent.mkdir()
    for copy in (sound, mended):
        copy.write_bytes(sheet.read_bytes())
        truth = sheet.with_suffix(".truth.parquet")
        copy.with_suffix(".truth.parquet").write_bytes(truth.read_bytes())
    mended.write_text(mended.read_text("utf-8").replace(",unknown,", ",open,", 1), encoding="utf-8")
    said = [
        subprocess.run(
            [sys.executable, "-m", "benchmarks.validation.ours", str(copy)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        for copy in (sound, mended)
    ]
    assert [done.returncode for done in said] == [0, 1], said[0].stderr
    figures = [json.loads(done.stdout) for done in said]
    assert [(told["equal"], told["missed"], told["extra"]) for told in figures] == [(True, 0, 0), (False, 1, 0)]
    assert all(told["seconds"] > 0 and told["peak_mb"] > 0 and told["rows"] == ROWS for told in figures)
