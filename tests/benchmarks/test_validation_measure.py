"""What is measured is what was done: a case that finds anything but the truth is told from one that does."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.validation import measure
from benchmarks.validation.cases import (
    DUCKDB,
    HELP,
    IMPORTING,
    OURS,
    PACKAGE,
    PEERS,
    READING,
    Case,
    Group,
    beside,
    plan,
)
from benchmarks.validation.figures import Figures, Goal, goals
from benchmarks.validation.generate import file_of
from benchmarks.validation.rules import rules_of
from benchmarks.validation.run_case import command, is_there, prepare, run_case
from benchmarks.validation.truth import compare_rows, truth_of

pytestmark = pytest.mark.exhaustive  # nothing of the package is tried here that is not tried elsewhere

ROOT = Path(__file__).resolve().parents[2]
ROWS = 2_000
UNITS = Group("validate", "unit_responses", ROWS, "csv", (Case(OURS, "tenth"), Case(READING, "clean")), 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("tables")
    prepare(UNITS, into)
    prepare(replace(UNITS, format="parquet"), into)
    return into


def test_our_run_has_figures_and_the_verdict(folder: Path) -> None:
    record = run_case(UNITS, Case(OURS, "tenth"), 1, folder)
    assert record["equal"] is True, record
    assert record["wanted"] == 200
    assert record["seconds"] > 0
    assert record["peak_mb"] > 0
    assert record["whole_seconds"] > record["seconds"]
    assert str(ROOT) not in json.dumps(record)


def test_a_run_that_misses_a_row_is_not_equal(folder: Path, tmp_path: Path) -> None:
    for name in ("csv", "truth.parquet"):
        path = file_of("unit_responses", ROWS, "tenth", name, folder)
        (tmp_path / path.name).write_bytes(path.read_bytes())
    sheet = file_of("unit_responses", ROWS, "tenth", "csv", tmp_path)
    sheet.write_text(sheet.read_text("utf-8").replace(",purple,", ",red,", 1), encoding="utf-8")
    record = run_case(UNITS, Case(OURS, "tenth"), 1, tmp_path)
    assert (record["equal"], record["missed"], record["extra"]) == (False, 1, 0)


def test_a_run_that_fails_says_so_and_has_no_seconds(tmp_path: Path) -> None:
    record = run_case(UNITS, Case(OURS, "tenth"), 1, tmp_path)
    assert record["seconds"] is None
    assert record["equal"] is False
    assert "FileNotFoundError" in record["failed"]


def test_rows_converted_and_keys_that_repeat_are_compared_too(folder: Path) -> None:
    parquet = replace(UNITS, format="parquet")
    converted = run_case(replace(parquet, task="convert"), Case(OURS, "tenth"), 1, folder)
    assert (converted["equal"], (folder / "ours.parquet").is_file()) == (True, True), converted
    unique = run_case(replace(parquet, task="unique"), Case(OURS, "tenth"), 1, folder)
    assert unique["equal"] is True, unique
    assert 0 < unique["wanted"] < converted["wanted"]


def test_reading_alone_has_no_verdict(folder: Path) -> None:
    record = run_case(UNITS, Case(READING, "clean"), 1, folder)
    assert record["equal"] is None
    assert record["seconds"] > 0


@pytest.mark.parametrize("module", ["duckdb", "duckdb_unique", "pydantic"])
def test_a_peer_is_given_every_rule(folder: Path, module: str) -> None:
    sheet = file_of("unit_responses", ROWS, "tenth", "parquet" if module == "duckdb_unique" else "csv", folder)
    found = folder / f"{module}.rows"
    given = [str(sheet), str(folder / "facilities.csv"), str(found)]
    program = f"benchmarks.validation.peers.{module}"
    done = subprocess.run(
        [sys.executable, "-m", program, *given], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["seconds"] > 0
    truth = truth_of(sheet).only("unique") if module == "duckdb_unique" else truth_of(sheet)
    verdict = compare_rows(np.fromfile(found, np.int64), truth)
    # digits of another script are digits to pydantic
    assert (verdict.missed, verdict.extra) == (4 if module == "pydantic" else 0, 0), verdict.examples


def test_every_case_has_a_command_in_an_environment_that_is_locked(tmp_path: Path) -> None:
    groups = [*plan(1_000_000, 3), *plan(10_000_000, 3), *beside(100_000)]
    assert {group.task for group in groups} == {"validate", "convert", "unique", "start"}
    assert {group.format for group in groups if group.rows == 10_000_000} == {"csv", "parquet"}
    for group in groups:
        assert group.cases[0].engine == OURS
        words = command(group, group.cases[0], tmp_path / "table.csv", tmp_path)
        assert Path(words[0]).parent == Path(sys.executable).parent
    for module, environment in PEERS.values():
        assert (ROOT / "benchmarks" / "validation" / "peers" / f"{module}.py").is_file()
        folder, name = environment.removeprefix(".").split("/")
        assert (ROOT / "requirements" / folder / f"{name}.txt").is_file()


def test_an_engine_whose_environment_is_not_made_is_left_out_aloud(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PEERS, DUCKDB, ("duckdb", ".peers/nowhere"))
    assert not is_there(Case(DUCKDB))
    group = replace(UNITS, rows=50, cases=(Case(OURS), Case(DUCKDB)))
    measure.run([group], tmp_path / "kept.jsonl", tmp_path)
    said = capsys.readouterr()
    assert "DuckDB, by hand is left out: `make peers oracles`" in said.err
    assert "equal" in said.out
    (record,) = measure.kept(tmp_path / "kept.jsonl")
    assert (record["engine"], record["rows"], record["equal"]) == (OURS, 50, True)


def record(engine: str, seconds: float | None, **other: Any) -> dict[str, Any]:
    place = {"task": "validate", "workload": "unit_responses", "rows": 1_000_000, "format": "csv"}
    figures = {"dirtiness": "dirty", "round": 1, "peak_mb": 100.0, "equal": True, "cpu_seconds": 1.5}
    return {**place, **figures, "engine": engine, "seconds": seconds, **other}


def found(records: list[dict[str, Any]], says: str) -> Goal:
    (goal,) = [goal for goal in goals(records) if goal.says == says and goal.name != "Must"]
    return goal


MILLION = "1 M rows of CSV / pyarrow parsing them"


def test_a_ratio_is_the_median_of_the_ratios_within_a_round() -> None:
    records = [
        *(record(OURS, seconds, round=turn) for turn, seconds in enumerate((2.0, 9.0, 3.0), start=1)),
        *(
            record(READING, seconds, round=turn, dirtiness="clean", equal=None)
            for turn, seconds in enumerate((1.0, 8.0, 2.0), start=1)
        ),
    ]
    assert found(records, MILLION).measured == 1.5
    assert found(records, MILLION).holds


def test_a_goal_counts_only_where_the_verdict_is_the_truth() -> None:
    reading = record(READING, 1.0, dirtiness="clean", equal=None)
    assert not found([record(OURS, 1.6), reading], MILLION).holds
    assert found([record(OURS, 1.4), reading], MILLION).holds
    spoiled = found([record(OURS, 1.4, equal=False), reading], MILLION)
    assert (spoiled.measured, spoiled.holds, spoiled.why_not) == (1.4, False, "verdict not equal")
    missing = found([record(OURS, None, equal=False), reading], MILLION)
    assert (missing.measured, missing.holds) == (None, False)


def test_a_slow_engine_is_compared_by_its_seconds_a_row() -> None:
    records = [record(OURS, 0.5), record(OURS, 0.1, rows=100_000), record("frictionless", 13.0, rows=100_000)]
    assert found(records, "frictionless / ours, seconds a row of csv").measured == pytest.approx(260)
    assert found(records, "frictionless / ours, seconds a row of csv").holds


def test_more_rows_a_second_than_a_peer_is_a_goal_from_below() -> None:
    records = [record(OURS, 0.5), record("pydantic", 12.0)]
    goal = found(records, "pydantic / ours, 1 M rows of csv")
    assert (goal.measured, goal.wanted, goal.holds) == (24.0, 25, False)


def test_the_most_memory_of_any_round_counts() -> None:
    records = [record(OURS, 1.0, peak_mb=10.0), record(OURS, 1.0, round=2, peak_mb=30.0)]
    place = ("validate", "unit_responses", 1_000_000, "csv")
    assert Figures(records).peak_mb(place, (OURS, "dirty")) == 30.0


def test_what_was_measured_before_stays_until_its_group_is_measured_anew(tmp_path: Path) -> None:
    kept = tmp_path / "results" / "validation.jsonl"
    large = replace(UNITS, rows=1_000_000, cases=(Case(OURS),))
    other = replace(large, format="parquet")
    measure.keep(kept, large, [record(OURS, 1.0)])
    measure.keep(kept, other, [record(OURS, 2.0, format="parquet")])
    measure.keep(kept, large, [record(OURS, 3.0)])
    assert [(one["format"], one["seconds"]) for one in measure.kept(kept)] == [("parquet", 2.0), ("csv", 3.0)]
    assert kept.read_text("utf-8").count("\n") == 2


def test_the_tables_say_who_was_wrong_and_what_does_not_hold() -> None:
    group = replace(UNITS, rows=1_000_000, cases=(Case(OURS), Case("pydantic"), Case("pandera")))
    records = [
        record(OURS, 2.0),
        record("pydantic", 4.0, equal=False, missed=3, wanted=10, extra=0),
        record("pandera", None, equal=False, failed="it broke"),
    ]
    shown = measure.table(group, records).splitlines()
    assert "1,000,000 rows of csv" in shown[0]
    assert shown[2].split()[-1] == "equal"
    assert shown[3].endswith("2.00       1.00    100.0  not equal: 3 of 10 missed, 0 are no fault")
    assert shown[4].split() == ["pandera", "it", "broke"]
    text = measure.goals_table(goals([*records, record(READING, 1.0, dirtiness="clean", equal=None)]))
    assert any(MILLION in line and line.endswith("does not hold") for line in text.splitlines())


@pytest.mark.parametrize(
    "arguments", [["--rows", "0"], ["--rows", "many"], ["--formats", "xlsx"], ["--tasks", "sleep"]], ids=str
)
def test_sizes_and_formats_that_are_none_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        measure.main(arguments)
    assert stopped.value.code == 2
    assert "error" in capsys.readouterr().err


def test_the_start_is_that_of_the_command_on_a_shipped_contract(tmp_path: Path) -> None:
    (start,) = [group for group in beside(100) if group.task == "start"]
    small = replace(start, rows=20)
    prepare(small, tmp_path)
    records = [run_case(small, Case(engine), 1, tmp_path) for engine in (OURS, HELP, PACKAGE, IMPORTING)]
    assert [one["equal"] for one in records] == [None] * 4
    assert all(one["seconds"] > 0 for one in records)


def test_the_rules_of_a_peer_are_those_of_the_contract_document() -> None:
    rules = rules_of("unit_responses")
    assert rules.key == "response_id"
    assert rules.reference == "facility_id"
    assert ("on_scene", "cleared") in rules.orders
    assert len(rules.orders) == 4
    assert rules.ranges["patient_count"] == (0, 50)
    assert rules_of("facility_capacity").reference is None
