"""Hand-written polars: which rows of a column in memory hold a key that stood before.

What lives here: the expression. What this file must not know: what is measured.
"""

from __future__ import annotations

import polars as pl

from .program import Task, run


def load(task: Task) -> pl.Series:
    """Return the column of keys."""
    return pl.read_parquet(task.file, columns=[task.rules.key])[task.rules.key]


def repeated(keys: pl.Series) -> pl.Series:
    """Return the positions of the later holders of a key."""
    return (~keys.is_first_distinct() & keys.is_not_null()).arg_true()


if __name__ == "__main__":
    run("polars", repeated, load)
