"""pyarrow alone: a clean file read into one typed table, nothing judged; and written as Parquet where a place is given.

What lives here: what reading costs, which is what judging is compared with. What this file must not know: rules.

    .venv/bin/python -m benchmarks.validation.peers.pyarrow_reading FILE [--parquet INTO]

Typed reading stops at the first cell of another type, so it is given the clean file of the same size. pyarrow.json is
used here because these files are made by us; it crashes on others.
"""

from __future__ import annotations

import argparse
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.json as pa_json
import pyarrow.parquet as pq

from ..clock import measured
from ..rules import rules_of

#: How every Parquet file of this benchmark is written.
CODEC: Final[dict[str, Any]] = {"compression": "zstd", "compression_level": 1}
_TYPES: Final[dict[str, pa.DataType]] = {
    "text": pa.string(),
    "integer": pa.int32(),
    "number": pa.float64(),
    "datetime": pa.timestamp("us", "UTC"),
}


def read(file: Path) -> pa.Table:
    """Return the file as a typed table."""
    if file.suffix == ".parquet":
        return pq.ParquetFile(file).read()
    types = {name: _TYPES[kind] for name, kind in rules_of(file.name.partition("-")[0]).kinds.items()}
    if file.suffix == ".csv":
        # `column_types` decides; "" is a null and nothing else is
        options = pa_csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
        return pa_csv.read_csv(file, convert_options=options)
    return pa_json.read_json(
        file,
        read_options=pa_json.ReadOptions(block_size=4 << 20),
        parse_options=pa_json.ParseOptions(explicit_schema=pa.schema(types), unexpected_field_behavior="error"),
    )


def convert(file: Path, into: Path) -> pa.Table:
    """Read the file and write it as Parquet."""
    table = read(file)
    pq.write_table(table, into, **CODEC)
    return table


def main() -> None:
    """Do what is asked for and print what it took as one line of JSON."""
    parser = argparse.ArgumentParser(description="Read a benchmark's clean table with pyarrow alone.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--parquet", type=Path)
    given = parser.parse_args()
    into: Path | None = given.parquet
    table, took = measured(lambda: read(given.file) if into is None else convert(given.file, into))
    print(json.dumps({**took, "rows": table.num_rows, "version": version("pyarrow")}))


if __name__ == "__main__":
    main()
