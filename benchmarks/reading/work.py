"""One reading in this process: ours through a field map, or the bare reader.

What lives here: the calls that are timed. What this file must not know: rounds, ratios, where records are kept.

    python -m benchmarks.reading.work ours|bare FILE|ADDRESS#TABLE
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import opendata_share as share

from ..validation.clock import measured
from ..validation.peers import pyarrow_reading
from ..validation.workloads import WORKLOADS
from .postgresql import SCHEME

_CAPTURED: Final = datetime(2027, 6, 1, tzinfo=UTC)
_WORKLOAD: Final = "unit_responses"


def field_map(contract: share.Contract, table: str | None = None) -> share.FieldMap:
    """Return a map of one line a field, of a file or of a table of a database."""
    source = ["[source]"] if table is None else ["[source]", f'table = "{table}"']
    lines = ['agency = "benchmark"', *source, f"[[tables.{contract.name}]]"]
    lines += [f'{field.name} = "{field.name}"' for field in contract.fields]
    return share.FieldMap.from_toml("\n".join(lines), name="one line a field")


def ours(location: str) -> int:
    """Adapt the file or the table through the map and return how many rows its batches have."""
    contract = share.Contract.from_document(WORKLOADS[_WORKLOAD].contract_document())
    where, table = _placed(location)
    chosen = field_map(contract, table)
    adapted = share.adapt(where, to=contract, field_map=chosen, captured_at=_CAPTURED)
    return sum(batch.num_rows for batch in adapted.batches())


def _placed(location: str) -> tuple[str, str | None]:
    """Return a file, or an address and the table behind its `#`."""
    if not location.startswith(SCHEME):
        return location, None
    address, _, table = location.partition("#")
    return address, table


def bare(location: str) -> int:
    """Read the file or the table with the bare reader and return how many rows there are."""
    where, table = _placed(location)
    if table is not None:
        import adbc_driver_postgresql.dbapi as driver  # type: ignore[import-untyped]  # it ships no types

        with driver.connect(where) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            return int(cursor.fetch_arrow_table().num_rows)
    file = Path(where)
    if file.suffix != ".xlsx":
        return int(pyarrow_reading.read(file).num_rows)
    import python_calamine

    with python_calamine.CalamineWorkbook.from_path(str(file)) as workbook:
        return len(workbook.get_sheet_by_index(0).to_python()) - 1


def main() -> None:
    """Do what is asked for and print what it took as one line of JSON."""
    parser = argparse.ArgumentParser(description="Read a benchmark's clean table.")
    parser.add_argument("by", choices=("ours", "bare"))
    parser.add_argument("location")
    given = parser.parse_args()
    rows, took = measured(lambda: (ours if given.by == "ours" else bare)(given.location))
    print(json.dumps({**took, "rows": rows}))


if __name__ == "__main__":
    main()
