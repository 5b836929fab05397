"""Measure what a field map costs beside the bare reader: `make bench-reading`.

What lives here: files, rounds, ratios, the table. What this file must not know: how either side reads.

    python -m benchmarks.reading.measure [--rows 1000000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from ..validation.generate import INTO, generate
from .postgresql import is_installed, served

ROOT: Final = Path(__file__).resolve().parents[2]
RESULTS: Final = ROOT / "benchmarks" / "results" / "reading.json"
WANTED: Final = 0.5
_PATIENCE_S: Final = 900
_SHEET_SHARE: Final = 10
_SMALL_SHARE: Final = 5


def files(rows: int, into: Path = INTO) -> Iterator[Path]:
    """Yield the table as CSV and as Parquet, and a tenth of it as a workbook; what is there already stays."""
    yield from generate("unit_responses", rows, "clean", ("csv", "parquet"), into)
    few = rows // _SHEET_SHARE
    workbook = into / f"unit_responses-{few}-clean.xlsx"
    if not workbook.is_file():
        _write_workbook(generate("unit_responses", few, "clean", ("csv",), into)[0], workbook)
    yield workbook


def _write_workbook(source: Path, into: Path) -> None:
    """Write a CSV file's cells as the texts of one sheet; numbers as numbers."""
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

    numbers = {"latitude", "longitude", "patient_count"}
    with (
        source.open(encoding="utf-8", newline="") as file,
        xlsxwriter.Workbook(str(into), {"constant_memory": True}) as book,
    ):
        sheet = book.add_worksheet("data")
        reader = csv.reader(file)
        headings = next(reader)
        sheet.write_row(0, 0, headings)
        for row, cells in enumerate(reader, start=1):
            for column, (name, cell) in enumerate(zip(headings, cells, strict=True)):
                if cell and name in numbers:
                    sheet.write_number(row, column, float(cell))
                elif cell:
                    sheet.write_string(row, column, cell)


def run(by: str, location: str) -> dict[str, Any]:
    """Read what is at `location` in a process of its own and return its figures."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reading.work", by, location],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=_PATIENCE_S,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(form: str, location: str, small: str, rounds: int) -> dict[str, Any]:
    """Let both sides take turns and return the medians, and the share of the bare reader's speed that is left.

    Args:
        form: What it is called in the table.
        location: What is read: a file, or a table of a database.
        small: The same table with fewer rows: what memory does as a file grows.
        rounds: How often both sides read it.
    """
    turns = [{by: run(by, location) for by in ("ours", "bare")} for _ in range(rounds)]
    (rows,) = {figures["rows"] for turn in turns for figures in turn.values()}
    few = run("ours", small)
    return {
        "format": form,
        "rows": rows,
        "rounds": rounds,
        "seconds": statistics.median(turn["ours"]["seconds"] for turn in turns),
        "bare_seconds": statistics.median(turn["bare"]["seconds"] for turn in turns),
        "speed": round(statistics.median(turn["bare"]["seconds"] / turn["ours"]["seconds"] for turn in turns), 2),
        "cpu": round(statistics.median(turn["bare"]["cpu_seconds"] / turn["ours"]["cpu_seconds"] for turn in turns), 2),
        "peak_mb": max(turn["ours"]["peak_mb"] for turn in turns),
        "bare_peak_mb": max(turn["bare"]["peak_mb"] for turn in turns),
        "small_rows": few["rows"],
        "small_peak_mb": few["peak_mb"],
    }


def measure_postgresql(rows: int, rounds: int) -> dict[str, Any]:
    """Measure the Parquet file's rows as a table of a server of our own, or say why that was not possible."""
    if not is_installed():
        return {"format": "postgresql", "skipped": "there is no wheel of a PostgreSQL server on this machine"}
    counts = {f"responses_{count}": count for count in (rows, rows // _SMALL_SHARE)}
    tables = {name: generate("unit_responses", count, "clean", ("parquet",), INTO)[0] for name, count in counts.items()}
    with served(tables) as locations:
        location, small = locations.values()
        return measure("postgresql", location, small, rounds)


def table(found: Sequence[dict[str, Any]]) -> str:
    """Return the figures as a table for people; what was not measured is said and counted."""
    measured = [one for one in found if "skipped" not in one]
    lines = [f"{'':<11}{'rows':>10}{'ours s':>9}{'bare s':>9}{'speed':>7}{'by CPU':>8}{'peak MB':>9}{'at a fifth':>12}"]
    lines += [
        f"{one['format']:<11}{one['rows']:>10,}{one['seconds']:>9.2f}{one['bare_seconds']:>9.2f}{one['speed']:>7.2f}"
        f"{one['cpu']:>8.2f}{one['peak_mb']:>9.0f}{one['small_peak_mb']:>12.0f}"
        for one in measured
    ]
    lines += [f"{one['format']:<11}not measured: {one['skipped']}" for one in found if "skipped" in one]
    if len(measured) < len(found):
        lines.append(f"{len(found) - len(measured)} of {len(found)} SKIPPED")
    lines.append(f"speed: the share of the bare reader's that is left; at least {WANTED} is wanted")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark, keep its figures and print the table."""
    parser = argparse.ArgumentParser(description="Measure what a field map costs beside the bare reader.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    if chosen.rows < _SHEET_SHARE * _SMALL_SHARE or chosen.rounds < 1:
        parser.error("there are at least fifty rows and one round")
    pairs = zip(files(chosen.rows), files(chosen.rows // _SMALL_SHARE), strict=True)
    found = [measure(file.suffix[1:], str(file), str(small), chosen.rounds) for file, small in pairs]
    found.insert(-1, measure_postgresql(chosen.rows, chosen.rounds))
    chosen.results.parent.mkdir(parents=True, exist_ok=True)
    chosen.results.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(table(found))


if __name__ == "__main__":
    main()
