"""The benchmark of reading: both sides read the same rows, and what it keeps is what it measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.reading import measure, work
from benchmarks.reading.postgresql import served
from benchmarks.validation.generate import generate


def test_both_sides_read_every_row_of_every_format(tmp_path: Path) -> None:
    for file in measure.files(500, tmp_path):
        rows = 50 if file.suffix == ".xlsx" else 500
        assert (work.ours(str(file)), work.bare(str(file))) == (rows, rows)


def test_both_sides_read_every_row_of_a_table_of_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (file,) = generate("unit_responses", 500, "clean", ("parquet",), tmp_path)
    with served({"responses": file}) as locations:
        location = locations["responses"]
        assert (work.ours(location), work.bare(location)) == (500, 500)


def test_without_a_server_the_database_is_skipped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "is_installed", lambda: False)
    said = measure.table([measure.measure_postgresql(500, 1)])
    assert "not measured: there is no wheel of a PostgreSQL server" in said
    assert "1 of 1 SKIPPED" in said


def test_what_is_kept_is_what_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = {"ours": 2.0, "bare": 1.5}

    def run(by: str, location: str) -> dict[str, float]:
        rows = int(Path(location).name.split("-")[1])
        return {"seconds": seconds[by], "cpu_seconds": 2 * seconds[by], "peak_mb": rows / 10, "rows": rows}

    monkeypatch.setattr(measure, "run", run)
    monkeypatch.setattr(measure, "is_installed", lambda: False)
    monkeypatch.setattr(measure, "INTO", tmp_path)
    monkeypatch.setattr(measure.files, "__defaults__", (tmp_path,))
    measure.main(["--rows", "500", "--rounds", "3", "--results", str(tmp_path / "reading.json")])
    found = json.loads((tmp_path / "reading.json").read_text("utf-8"))
    assert [one["format"] for one in found] == ["csv", "parquet", "postgresql", "xlsx"]
    read = [one for one in found if one["format"] != "postgresql"]
    assert {one["speed"] for one in read} == {0.75}
    assert [(one["rows"], one["small_rows"]) for one in read] == [(500, 100), (500, 100), (50, 10)]
    assert "0.75" in capsys.readouterr().out
