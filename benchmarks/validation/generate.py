"""Write a workload as files, with the truth about them: the same rows for the same numbers, on every machine.

What lives here: the files, block by block. What this file must not know: what a workload holds, who reads it.

    python -m benchmarks.validation.generate unit_responses --rows 1000000 --dirtiness dirty --formats csv,parquet
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from .faults import FORMATS, SCHEMA
from .lines import csv_header, csv_lines, ndjson_lines
from .truth import truth_file
from .workloads import DIRTINESS, SEED, WORKLOADS, Workload

INTO: Final = Path(__file__).resolve().parents[2] / "build" / "benchmarks"
BLOCK: Final = 1_000_000
_ROW_GROUP: Final = 131_072


def file_of(workload: str, rows: int, dirtiness: str, form: str, into: Path = INTO) -> Path:
    """Return where a workload's file stands."""
    return into / f"{workload}-{rows}-{dirtiness}.{form}"


def generate(
    workload: str,
    rows: int,
    dirtiness: str,
    formats: Sequence[str] = FORMATS,
    into: Path = INTO,
    *,
    seed: int = SEED,
    block: int = BLOCK,
) -> list[Path]:
    """Write the files that are not there yet, and the truth beside them; return all of them.

    Args:
        workload: "unit_responses" or "facility_capacity".
        rows: How many rows.
        dirtiness: A key of `DIRTINESS`.
        formats: Of "csv", "ndjson" and "parquet".
        into: The folder.
        seed: What the values are drawn from; one workload has the same rows in every format.
        block: How many rows are made at once; other blocks give other rows.
    """
    files = [file_of(workload, rows, dirtiness, form, into) for form in formats]
    missing = [file for file in files if not file.is_file() or not truth_file(file).is_file()]
    if missing:
        into.mkdir(parents=True, exist_ok=True)
        _write(WORKLOADS[workload], rows, dirtiness, missing, seed, block)
    return files


def _write(workload: Workload, rows: int, dirtiness: str, files: Sequence[Path], seed: int, block: int) -> None:
    """Write under another name first, so that a file that stands is a whole one."""
    partial = {file.suffix: file.with_suffix(f"{file.suffix}.partial") for file in files}
    truths = []
    with ExitStack() as stack:
        texts = {
            suffix: stack.enter_context(path.open("wb")) for suffix, path in partial.items() if suffix != ".parquet"
        }
        writer: pq.ParquetWriter | None = None
        for base in range(0, rows, block):
            made = workload.block(seed, base, min(block, rows - base), DIRTINESS[dirtiness])
            truths.append(made.truth)
            if ".csv" in texts:
                texts[".csv"].write((csv_header(made.text) if base == 0 else b"") + csv_lines(made.text))
            if ".ndjson" in texts:
                texts[".ndjson"].write(ndjson_lines(made.json, workload.numbers))
            if ".parquet" in partial:
                writer = writer or stack.enter_context(
                    pq.ParquetWriter(partial[".parquet"], made.typed.schema, compression="zstd")
                )
                writer.write_table(made.typed, row_group_size=_ROW_GROUP)
    told = {"workload": workload.name, "rows": str(rows), "seed": str(seed), "dirtiness": dirtiness}
    truth = pa.concat_tables(truths) if truths else SCHEMA.empty_table()
    pq.write_table(truth.sort_by("row").replace_schema_metadata(told), truth_file(files[0]))
    for file in files:
        partial[file.suffix].replace(file)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write what the command line asks for and name the files."""
    parser = argparse.ArgumentParser(description="Write a benchmark's table, with the truth about every bad row.")
    parser.add_argument("workload", choices=sorted(WORKLOADS))
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--dirtiness", choices=sorted(DIRTINESS), default="dirty")
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--into", type=Path, default=INTO)
    chosen = parser.parse_args(arguments)
    formats = chosen.formats.split(",")
    if chosen.rows < 1 or not set(formats) <= set(FORMATS):
        parser.error(f"--rows is at least 1, --formats are of {', '.join(FORMATS)}")
    for file in generate(chosen.workload, chosen.rows, chosen.dirtiness, formats, chosen.into):
        print(file)


if __name__ == "__main__":
    main()
