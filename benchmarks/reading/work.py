"""One reading in this process: ours through a field map, or the bare reader.

What lives here: the calls that are timed. What this file must not know: rounds, ratios, where records are kept.

    python -m benchmarks.reading.work ours|bare FILE
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

_CAPTURED: Final = datetime(2027, 6, 1, tzinfo=UTC)
_WORKLOAD: Final = "unit_responses"


def field_map(contract: share.Contract) -> share.FieldMap:
    """Return a map of one line a field."""
    lines = ['agency = "benchmark"', "[source]", f"[[tables.{contract.name}]]"]
    lines += [f'{field.name} = "{field.name}"' for field in contract.fields]
    return share.FieldMap.from_toml("\n".join(lines), name="one line a field")


def ours(file: Path) -> int:
    """Adapt the file through the map and return how many rows its batches have."""
    contract = share.Contract.from_document(WORKLOADS[_WORKLOAD].contract_document())
    table = share.adapt(file, to=contract, field_map=field_map(contract), captured_at=_CAPTURED)
    return sum(batch.num_rows for batch in table.batches())


def bare(file: Path) -> int:
    """Read the file with the bare reader and return how many rows there are."""
    if file.suffix != ".xlsx":
        return int(pyarrow_reading.read(file).num_rows)
    import python_calamine

    with python_calamine.CalamineWorkbook.from_path(str(file)) as workbook:
        return len(workbook.get_sheet_by_index(0).to_python()) - 1


def main() -> None:
    """Do what is asked for and print what it took as one line of JSON."""
    parser = argparse.ArgumentParser(description="Read a benchmark's clean table.")
    parser.add_argument("by", choices=("ours", "bare"))
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    rows, took = measured(lambda: (ours if given.by == "ours" else bare)(given.file))
    print(json.dumps({**took, "rows": rows}))


if __name__ == "__main__":
    main()
