"""The truth about a file of a workload, and what was found beside it.

What lives here: the truth as a file, and the exact comparison of (row, field, rule). What this file must not know: how
a fault was made, what an engine is.

The truth of `unit_responses-1000-dirty.csv` is `unit_responses-1000-dirty.truth.parquet`: one row for each bad row, in
`faults.SCHEMA`, rows counted from 1; workload, rows, seed and share stand in the metadata of its schema.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .values import Integers

#: What a file's suffix means.
FORMATS: Final = {".csv": "csv", ".ndjson": "ndjson", ".parquet": "parquet"}
_EXAMPLES: Final = 5

#: (row, field, rule), in the truth's words.
Located = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How what was found compares with the truth.

    Attributes:
        equal: Whether it is the truth.
        wanted: How many findings there should be.
        missed: How many of them are missing.
        extra: How many there are that should not be.
        examples: The first of both, for people.
        firsts: Whether the first holders of duplicate keys were reported too, which is another convention and no fault.
    """

    equal: bool
    wanted: int
    missed: int
    extra: int
    examples: tuple[str, ...] = ()
    firsts: bool = False

    def to_document(self) -> dict[str, Any]:
        """Return the verdict as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is wrong with one file.

    Attributes:
        workload: The workload's name.
        rows: How many rows the file has.
        table: The bad rows in the file's format, in `faults.SCHEMA`.
    """

    workload: str
    rows: int
    table: pa.Table

    def located(self) -> set[Located]:
        """Return the truth as (row, field, rule)."""
        columns = (self.table.column(name).to_pylist() for name in ("row", "field", "rule"))
        return set(zip(*columns, strict=True))

    def counts(self) -> Counter[tuple[str, str]]:
        """Return how often each (field, rule) is broken."""
        names = (self.table.column(name).to_pylist() for name in ("field", "rule"))
        return Counter(zip(*names, strict=True))

    def only(self, rule: str) -> Truth:
        """Return the truth about one rule."""
        return replace(self, table=self.table.filter(pc.equal(self.table.column("rule"), pa.scalar(rule))))

    def bad_rows(self) -> Integers:
        """Return the rows that are bad, ascending."""
        return np.unique(self.table.column("row").to_numpy())

    def first_rows(self) -> Integers:
        """Return the rows that hold a duplicate key first, ascending."""
        return np.unique(self.table.column("first_row").drop_null().to_numpy())


def truth_file(file: Path) -> Path:
    """Return where the truth about `file` stands."""
    return file.with_suffix(".truth.parquet")


def truth_of(file: Path) -> Truth:
    """Read the truth about `file`, in the format the file has."""
    table = pq.ParquetFile(truth_file(file)).read()
    told = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    here = pc.match_substring_regex(table.column("formats"), rf"(^| ){FORMATS[file.suffix]}( |$)")
    return Truth(told["workload"], int(told["rows"]), table.filter(here))


def compare(found: set[Located], truth: Truth) -> Verdict:
    """Return whether exactly the truth was found: every row with its field and its rule, and nothing else."""
    wanted = truth.located()
    missed, extra = wanted - found, found - wanted
    told = [f"missed: {place}" for place in sorted(missed)[:_EXAMPLES]]
    told += [f"not so: {place}" for place in sorted(extra)[:_EXAMPLES]]
    return Verdict(not missed and not extra, len(wanted), len(missed), len(extra), tuple(told))


def compare_rows(found: Integers, truth: Truth) -> Verdict:
    """Return whether exactly the bad rows were found, for an engine that is only asked which rows are bad."""
    wanted, given = truth.bad_rows(), np.unique(found)
    missed, extra = np.setdiff1d(wanted, given), np.setdiff1d(given, wanted)
    firsts = truth.first_rows()
    too = len(firsts) > 0 and bool(np.isin(firsts, given).all())
    if too:
        extra = np.setdiff1d(extra, firsts)
    told = [f"missed: row {row}" for row in missed[:_EXAMPLES].tolist()]
    told += [f"not so: row {row}" for row in extra[:_EXAMPLES].tolist()]
    return Verdict(not len(missed) and not len(extra), len(wanted), len(missed), len(extra), tuple(told), too)
