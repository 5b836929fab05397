"""Lists written as JSON in a cell: strict JSON, and items of the list's own type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from opendata_share.adapters import adapt
from opendata_share.contract import Contract
from opendata_share.validation import validate


@pytest.mark.parametrize(
    ("item", "cell", "items"),
    [
        ("integer", "[1,2]", [1, 2]), ("integer", "[2.0]", [2]), ("integer", "[2.5]", None),
        ("integer", "[true]", None),
        ("number", "[1,2.5]", [1.0, 2.5]), ("number", "[true]", None), ("number", "[9007199254740993]", [2.0**53]),
        ("number", "[1e400]", None), ("number", "[NaN]", None), ("boolean", "[true,false]", [True, False]),
        ("boolean", "[1]", None), ("string", '["a"]', ["a"]), ("string", "[1]", None), ("string", "a", None),
        ("string", '[{"a":1,"a":2}]', None), ("string", "[]", []), ("integer", "[9223372036854775808]", None),
    ],
)  # fmt: skip
def test_a_list_is_read_by_its_items_or_not_at_all(item: str, cell: str, items: Any, tmp_path: Path) -> None:
    contract = Contract.from_json_schema(
        {"properties": {"x": {"type": "array", "items": {"type": item}}}, "additionalProperties": False}
    )
    data = tmp_path / "x.tsv"
    data.write_text(f"x\n{cell}\n", "utf-8")
    validated = validate(adapt(data, to=contract, quote=""))
    assert validated.accepted.to_records() == ([] if items is None else [{"x": items}])
    assert validated.report.tables[0].counts == ({"type": 1} if items is None else {})
