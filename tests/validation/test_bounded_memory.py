"""A long table takes no more memory than a short one, its keys and the limit apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from made import contract, field, rows_of

from opendata_share._limits import Limits
from opendata_share.stages import Lineage, Rows, Table
from opendata_share.validation import validate

ROWS, STEP = 200_000, 10_000


def test_two_hundred_thousand_rows_pass_through_a_small_memory() -> None:
    promised = contract(field("id"), field("note"), field("n", "integer", minimum=10), key=("id",))
    note = pa.array(["x" * 200] * STEP)

    def stream() -> Iterator[Rows]:
        for start in range(0, ROWS, STEP):
            numbers = np.arange(start, start + STEP)
            ids = pa.array(numbers % (ROWS - 5)).cast(pa.string())
            data = pa.RecordBatch.from_arrays([ids, note, pa.array(numbers)], schema=promised.arrow_schema)
            yield rows_of(data, start=start + 1, lines=False)

    before = pa.total_allocated_bytes()
    table = Table(promised, stream, Lineage(source="long.csv"))
    validated = validate(table, limits=Limits(memory_spool_bytes=1_000_000))
    held = pa.total_allocated_bytes() - before
    report = validated.report.tables[0]
    assert report.counts == {"duplicate-key": 5, "minimum": 10}
    assert report.balance.accepted == ROWS - 15
    assert sum(batch.num_rows for batch in validated.tables[0].batches()) == ROWS - 15
    assert validated.rejected.count == 15
    assert held < 8_000_000  # 46 MB of rows; what stays is the spool's share and the last batch
