"""What every rule over the whole table must meet: the naive verdict, whatever the batches, and rows that balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from made import accepted, report_of, table

from opendata_share._limits import Limits
from opendata_share.contract import Contract
from opendata_share.stages import Validated
from opendata_share.validation import validate

Row = Mapping[str, Any]

TINY = Limits(memory_spool_bytes=512)
"""Every batch is a sorted run of its own, and all of them lie in a file."""

SIZES = st.integers(1, 7)


def verdicts(promised: Contract, rows: Sequence[Row], size: int, **options: Any) -> list[Validated]:
    """Return the verdict on the whole, on batches of `size`, and on those with no memory to sort in."""
    cut = (table(promised, rows, size=size) for _ in range(2))
    return [
        validate(table(promised, rows), **options),
        validate(next(cut), **options),
        validate(next(cut), limits=TINY, **options),
    ]


def broken(validated: Validated, rule: str) -> list[tuple[int | None, Any]]:
    """Return (row, the row it clashes with) of every row that breaks `rule`."""
    return [(one.row, one.parameters.get("first")) for one in report_of(validated).violations if one.rule == rule]


def check(
    promised: Contract,
    rows: Sequence[Row],
    size: int,
    rule: str,
    expected: Sequence[tuple[int | None, Any]],
    **options: Any,
) -> None:
    """Assert that `rule` is broken by the `expected` rows, and that accepted rows are all others."""
    documents = []
    for validated in verdicts(promised, rows, size, **options):
        assert broken(validated, rule) == sorted(expected)
        rejected = {one.row for one in report_of(validated).violations if one.severity == "error"}
        assert accepted(validated) == [
            {field.name: row.get(field.name) for field in promised.fields}
            for number, row in enumerate(rows, 1)
            if number not in rejected
        ]
        assert set(validated.rejected.to_arrow().to_pydict().get("_row", [])) == rejected
        documents.append(validated.report.to_document())
    assert documents[0] == documents[1] == documents[2]
