"""Hand-written DuckDB: which rows of a table in memory hold a key that stood before.

What lives here: the query. What this file must not know: what is measured.
"""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt

from .program import Task, run


def load(task: Task) -> duckdb.DuckDBPyConnection:
    """Return a connection with the keys, numbered, in a table."""
    connection = duckdb.connect()
    connection.execute(
        f"CREATE TEMP TABLE keys AS SELECT {task.rules.key} AS key, file_row_number AS row"
        f" FROM read_parquet('{task.file}', file_row_number = true)"
    )
    return connection


def repeated(connection: duckdb.DuckDBPyConnection) -> npt.NDArray[np.int64]:
    """Return the positions of the later holders of a key."""
    found = connection.execute(
        "SELECT keys.row FROM keys JOIN (SELECT key, min(row) AS first FROM keys WHERE key IS NOT NULL GROUP BY key"
        " HAVING count(*) > 1) AS held ON keys.key = held.key AND keys.row <> held.first"
    )
    return np.asarray(found.fetchnumpy()["row"], np.int64)


if __name__ == "__main__":
    run("duckdb", repeated, load)
