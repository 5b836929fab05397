"""pandera on polars: a schema of the rules, all failures collected; types by hand, because a cast fails a whole column.

What lives here: the schema. What this file must not know: what is measured.

It has no foreign key (a list of values stands in) and reports every holder of a duplicate key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from ..rules import Rules
from .program import Task, judge

_TYPES: dict[str, Any] = {
    "text": str,
    "integer": pl.Int32,
    "number": float,
    "datetime": pl.Datetime("us", "UTC"),
}


def bad_rows(task: Task) -> set[int]:
    """Return the positions of the bad rows."""
    rules = task.rules
    if task.format == "parquet":
        rows, bad = pl.read_parquet(task.file), set()
    else:
        texts = pl.read_csv(task.file, infer_schema=False)
        typed = rules.of_kind("datetime", "number", "integer")
        rows = texts.with_columns([_cast(name, rules.kinds[name]) for name in typed])
        bad = {at for name in typed for at in (rows[name].is_null() & texts[name].is_not_null()).arg_true()}
    try:
        _schema(rules, task.facility_ids()).validate(rows, lazy=True)
    except SchemaErrors as found:
        bad.update(found.failure_cases["index"].drop_nulls())
    return bad


def _cast(name: str, kind: str) -> pl.Expr:
    if kind == "datetime":
        return pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False, time_zone="UTC", time_unit="us")
    return pl.col(name).cast(pl.Float64 if kind == "number" else pl.Int32, strict=False)


def _schema(rules: Rules, facilities: list[str]) -> pa.DataFrameSchema:
    columns = {}
    for name in rules.columns:
        wanted = [pa.Check.str_matches(rules.patterns[name])] if name in rules.patterns else []
        wanted += [pa.Check.isin(rules.codes[name])] if name in rules.codes else []
        wanted += [pa.Check.isin(facilities)] if name == rules.reference else []
        wanted += [pa.Check.in_range(*rules.ranges[name])] if name in rules.ranges else []
        wanted += [pa.Check.str_length(0, rules.lengths[name])] if name in rules.lengths else []
        columns[name] = pa.Column(
            _TYPES[rules.kinds[name]], wanted, nullable=name not in rules.required, unique=name == rules.key
        )
    return pa.DataFrameSchema(columns, checks=[pa.Check(_in_order(a, b), name=f"{a}<={b}") for a, b in rules.orders])


def _in_order(a: str, b: str) -> Callable[[Any], pl.LazyFrame]:
    return lambda data: data.lazyframe.select(~(pl.col(a) > pl.col(b)).fill_null(value=False))


if __name__ == "__main__":
    judge("pandera", bad_rows)
