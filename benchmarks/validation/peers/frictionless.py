"""frictionless: a Table Schema of the rules, its foreign key in a package, an order as a row constraint.

What lives here: the schema. What this file must not know: what is measured.

Its limit of a thousand errors is lifted; Parquet is left out, because it reads a null in a column of integers as NaN.
"""

from __future__ import annotations

from typing import Any

from frictionless import Checklist, Package, Resource, Schema, checks, system

from ..rules import Rules
from .program import Task, judge

_TYPES = {"text": "string", "integer": "integer", "number": "number", "datetime": "datetime"}
_FIRST = {"csv": 2, "ndjson": 1}


def bad_rows(task: Task) -> set[int]:
    """Return the positions of the bad rows."""
    rules = task.rules
    order = [checks.row_constraint(formula=f"{a} is None or {b} is None or {a} <= {b}") for a, b in rules.orders]
    with system.use_context(trusted=True):
        rows = Resource(name="rows", path=str(task.file), schema=Schema.from_descriptor(_schema(rules)))
        package = Package(resources=[rows, Resource(name="facilities", path=str(task.facilities))])
        report = package.get_resource("rows").validate(Checklist(checks=order), limit_errors=10**9)
    numbers = [getattr(error, "row_number", None) for task_ in report.tasks for error in task_.errors]
    return {number - _FIRST[task.format] for number in numbers if number is not None}


def _schema(rules: Rules) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(rules, name) for name in rules.columns],
        "primaryKey": [rules.key],
        "missingValues": [""],
    }
    if rules.reference is not None:
        reference = {"resource": "facilities", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": [rules.reference], "reference": reference}]
    return schema


def _field(rules: Rules, name: str) -> dict[str, Any]:
    least, most = rules.ranges.get(name, (None, None))
    constraints = {
        "required": name in rules.required or None,
        "pattern": rules.patterns.get(name),
        "enum": rules.codes.get(name),
        "minimum": least,
        "maximum": most,
        "maxLength": rules.lengths.get(name),
    }
    field: dict[str, Any] = {"name": name, "type": _TYPES[rules.kinds[name]]}
    field["constraints"] = {word: value for word, value in constraints.items() if value is not None}
    if rules.kinds[name] == "datetime":
        field["format"] = "%Y-%m-%dT%H:%M:%SZ"
    if rules.kinds[name] == "number":
        field["floatNumber"] = True
    return field


if __name__ == "__main__":
    judge("frictionless", bad_rows)
