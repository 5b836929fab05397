"""jsonschema-rs: each row as a dict against the contract's own JSON Schema; keys, references and order by hand.

What lives here: the call. What this file must not know: what is measured.
"""

from __future__ import annotations

import jsonschema_rs

from .dicts import beyond_the_row, rows_of
from .program import Task, judge


def bad_rows(task: Task) -> set[int]:
    """Return the positions of the bad rows, every error of each having been made."""
    validator = jsonschema_rs.Draft202012Validator(task.rules.schema, validate_formats=True)
    rows = rows_of(task)
    wrong = [position for position, row in enumerate(rows) if not validator.is_valid(row)]
    errors = {position: list(validator.iter_errors(rows[position])) for position in wrong}
    return {position for position, found in errors.items() if found}.union(beyond_the_row(task, rows))


if __name__ == "__main__":
    judge("jsonschema-rs", bad_rows)
