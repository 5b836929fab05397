"""Reports of parts, under contracts nobody thought of: merged in any order they say the same, and what the whole says.

Keys and rules of the whole table see only the part they are given; all else adds up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import pyarrow as pa
import source_cells as cells
from generated_contracts import REFERENCES, promises
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import rows_of

from opendata_share.contract import Contract
from opendata_share.report import Report
from opendata_share.stages import Lineage, Table
from opendata_share.validation import validate

Rows = list[dict[str, Any]]


class Parts(NamedTuple):
    """A contract, and rows in three parts."""

    contract: Contract
    rows: tuple[Rows, Rows, Rows]


@st.composite
def parts(draw: st.DrawFn) -> Parts:
    contract = draw(promises(filled=False)).contract
    cell = {each.name: st.none() | cells.values(each, finite=False) for each in contract.fields}
    rows = st.lists(st.fixed_dictionaries(cell), max_size=4)
    return Parts(contract, (draw(rows), draw(rows), draw(rows)))


def report_of(contract: Contract, rows: Rows, start: int) -> Report:
    schema = contract.arrow_schema
    columns = [
        pa.array([row[name] for row in rows], kind) for name, kind in zip(schema.names, schema.types, strict=True)
    ]
    batch = rows_of(pa.RecordBatch.from_arrays(columns, names=schema.names), start=start)
    table = Table(contract, lambda: iter([batch]), Lineage(source="rows"))
    return validate(table, references=REFERENCES, map_batches=map).report


def said(report: Report) -> Any:
    return report.to_document()


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(parts())
def test_merging_is_associative_commutative_and_has_an_identity(made: Parts) -> None:
    one, two, three = (report_of(made.contract, rows, 1 + 10 * at) for at, rows in enumerate(made.rows))
    assert said(one.merged(two).merged(three)) == said(one.merged(two.merged(three)))
    assert said(one.merged(two)) == said(two.merged(one))
    assert said(one.merged(Report(()))) == said(Report(()).merged(one)) == said(one)
    (merged,) = one.merged(two).merged(three).tables
    assert merged.balance.balances
    assert merged.balance.read == sum(map(len, made.rows))


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(parts())
def test_without_keys_the_parts_say_what_the_whole_says(made: Parts) -> None:
    contract = replace(made.contract, primary_key=(), unique=())
    starts = [1, 1 + len(made.rows[0]), 1 + len(made.rows[0]) + len(made.rows[1])]
    reports = [report_of(contract, rows, start) for rows, start in zip(made.rows, starts, strict=True)]
    whole = report_of(contract, [row for rows in made.rows for row in rows], 1)
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        merged = Report(())
        for at in order:
            merged = merged.merged(reports[at])
        assert said(merged) == said(whole)
