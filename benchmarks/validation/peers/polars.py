r"""Hand-written polars: one lazy query with a truth value for each rule, run by the streaming engine.

What lives here: the rules in polars' words. What this file must not know: what is measured.

Texts are cast with `strict=False`, so that a cell that is none of its type is told from an empty one. NaN passes
`is_between`, and `\d` is any script's digit: both are guarded by hand.
"""

from __future__ import annotations

import polars as pl

from .program import Task, judge

_TIME = "%Y-%m-%dT%H:%M:%SZ"


def bad_rows(task: Task) -> pl.Series:
    """Return the positions of the bad rows."""
    rules, c = task.rules, pl.col
    typed = rules.of_kind("datetime", "number", "integer")
    if task.format == "parquet":
        rows, types = pl.scan_parquet(task.file), {}
    else:
        texts = (
            pl.scan_csv(task.file, infer_schema=False)
            if task.format == "csv"
            else pl.scan_ndjson(task.file, schema=dict.fromkeys(rules.columns, pl.String))
        )
        types = {name: _cast(name, rules.kinds[name]) for name in typed}
        rows = texts.with_columns(**{f"{name}_": cell for name, cell in types.items()})
    value = {name: c(f"{name}_" if name in types else name) for name in rules.columns}
    broken = [c(name).is_not_null() & value[name].is_null() for name in types]
    broken += [c(name).is_null() for name in rules.required]
    broken += [~c(name).str.contains(pattern.replace(r"\d", "[0-9]")) for name, pattern in rules.patterns.items()]
    broken += [~c(name).is_in(codes) for name, codes in rules.codes.items()]
    broken += [~value[name].is_between(*bounds) for name, bounds in rules.ranges.items()]
    broken += [value[name].is_nan() for name in rules.of_kind("number")]
    broken += [c(name).str.len_chars() > most for name, most in rules.lengths.items()]
    broken += [value[a] > value[b] for a, b in rules.orders]
    broken.append(c(rules.key).is_not_null() & ~c(rules.key).is_first_distinct())
    if rules.reference is not None:
        broken.append(~c(rules.reference).is_in(pl.Series(task.facility_ids()).implode()))
    named = [rule.fill_null(value=False).alias(str(number)) for number, rule in enumerate(broken)]
    found = rows.select(named).with_row_index("row").filter(pl.any_horizontal(pl.exclude("row")))
    return found.collect(engine="streaming")["row"]


def _cast(name: str, kind: str) -> pl.Expr:
    if kind == "datetime":
        return pl.col(name).str.to_datetime(_TIME, strict=False, time_zone="UTC", time_unit="us")
    return pl.col(name).cast(pl.Float64 if kind == "number" else pl.Int32, strict=False)


if __name__ == "__main__":
    judge("polars", bad_rows)
