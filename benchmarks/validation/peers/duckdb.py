"""Hand-written DuckDB: one scan with a condition for each rule, and the later holders of a key by a join.

What lives here: the rules in SQL. What this file must not know: what is measured.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import numpy.typing as npt

from ..rules import Rules
from .program import Task, judge

_FULL_INTEGER = "regexp_full_match({0}, '-?[0-9]+')"
_CASTS = {
    "datetime": "try_strptime({0}, '%Y-%m-%dT%H:%M:%SZ')",
    "number": "try_cast({0} AS DOUBLE)",
    "integer": f"CASE WHEN {_FULL_INTEGER} THEN try_cast({{0}} AS INTEGER) END",
}


def bad_rows(task: Task) -> npt.NDArray[np.int64]:
    """Return the positions of the bad rows."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"CREATE TEMP TABLE facilities AS SELECT id FROM read_csv('{task.facilities}', header = true)")
    conditions = list(_source(connection, task)) + list(_conditions(task.rules))
    key = task.rules.key
    broken = f"SELECT row FROM rows WHERE {' OR '.join(f'({condition})' for condition in conditions)}"
    later = (
        f"SELECT rows.row FROM rows JOIN (SELECT {key}, min(row) AS first FROM rows WHERE {key} IS NOT NULL"
        f" GROUP BY {key} HAVING count(*) > 1) AS held ON rows.{key} = held.{key} AND rows.row <> held.first"
    )
    found = [connection.execute(query).fetchnumpy()["row"] for query in (broken, later)]
    return np.concatenate([np.asarray(rows, np.int64) for rows in found])


def _source(connection: duckdb.DuckDBPyConnection, task: Task) -> Iterator[str]:
    """Make `rows`, typed and numbered, and yield the conditions under which a cell is none of its type."""
    rules, file = task.rules, task.file
    if task.format == "parquet":
        connection.execute(
            f"CREATE VIEW rows AS SELECT *, file_row_number AS row FROM read_parquet('{file}', file_row_number = true)"
        )
        return
    columns = dict.fromkeys(rules.columns, "VARCHAR")
    reader = (
        f"read_csv('{file}', all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"',"
        f" auto_detect = false, columns = {columns})"
        if task.format == "csv"
        else f"read_json('{file}', format = 'newline_delimited', columns = {columns})"
    )
    typed = rules.of_kind("datetime", "number", "integer")
    casts = {name: _CASTS[rules.kinds[name]].format(name) for name in typed}
    cells = [name for name in rules.columns if name not in casts]
    cells += [f"{cast} AS {name}" for name, cast in casts.items()]
    cells += [f"{name} IS NOT NULL AND {cast} IS NULL AS {name}_is_none" for name, cast in casts.items()]
    connection.execute(
        f"CREATE TEMP TABLE rows AS SELECT {', '.join(cells)}, row_number() OVER () - 1 AS row FROM {reader}"
    )
    yield from (f"{name}_is_none" for name in casts)


def _conditions(rules: Rules) -> Iterator[str]:
    yield from (f"{name} IS NULL" for name in rules.required)
    yield from (f"NOT regexp_matches({name}, '{pattern}')" for name, pattern in rules.patterns.items())
    yield from (f"{name} NOT IN {tuple(codes)}" for name, codes in rules.codes.items())
    yield from (f"{name} NOT BETWEEN {least} AND {most}" for name, (least, most) in rules.ranges.items())
    yield from (f"isnan({name})" for name in rules.of_kind("number"))
    yield from (f"length({name}) > {most}" for name, most in rules.lengths.items())
    yield from (f"{a} > {b}" for a, b in rules.orders)
    if rules.reference is not None:
        yield f"{rules.reference} IS NOT NULL AND {rules.reference} NOT IN (SELECT id FROM facilities)"


if __name__ == "__main__":
    judge("duckdb", bad_rows)
