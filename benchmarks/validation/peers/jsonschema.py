"""jsonschema: each row as a dict against the contract's own JSON Schema; keys, references and order by hand.

What lives here: the call. What this file must not know: what is measured.
"""

from __future__ import annotations

from jsonschema import Draft202012Validator

from .dicts import beyond_the_row, rows_of
from .program import Task, judge


def bad_rows(task: Task) -> set[int]:
    """Return the positions of the bad rows, every error of each having been made."""
    validator = Draft202012Validator(task.rules.schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    rows = rows_of(task)
    bad = {position for position, row in enumerate(rows) if list(validator.iter_errors(row))}
    return bad.union(beyond_the_row(task, rows))


if __name__ == "__main__":
    judge("jsonschema", bad_rows)
