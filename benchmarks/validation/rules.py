"""The rules of a workload as plain Python values, read from its contract document.

What lives here: what a peer needs to write the same rules in its own words. What this file must not know: this package,
any peer. It imports nothing but the standard library, because a peer runs in an environment of its own.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
_ORDER: Final = re.compile(r"(\w+) <= (\w+)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What every row must meet.

    Attributes:
        schema: The contract document: JSON Schema 2020-12, without keys, references and order.
        columns: The columns, in order.
        kinds: "text", "integer", "number" or "datetime", by column.
        required: The columns that may not be empty.
        patterns: Regular expressions, by column.
        codes: The codes a column may take.
        ranges: (least, most), by column.
        lengths: The most characters, by column.
        orders: (a, b): a may not be more than b where both are there.
        key: The column that tells rows apart.
        reference: The column that holds the id of a facility, or None.
    """

    schema: dict[str, Any]
    columns: tuple[str, ...]
    kinds: dict[str, str]
    required: tuple[str, ...]
    patterns: dict[str, str]
    codes: dict[str, list[str]]
    ranges: dict[str, tuple[int, int]]
    lengths: dict[str, int]
    orders: tuple[tuple[str, str], ...]
    key: str
    reference: str | None

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the columns of these kinds, in order."""
        return [name for name in self.columns if self.kinds[name] in kinds]


def rules_of(workload: str) -> Rules:
    """Return the rules of a workload, by its name."""
    document = json.loads((HERE / "contracts" / f"{workload}.json").read_text("utf-8"))
    ours, fields = document["x-contract"], document["properties"]
    orders = [_ORDER.fullmatch(check["expression"]) for check in ours["checks"]]
    return Rules(
        schema=document,
        columns=tuple(ours["fields"]),
        kinds={name: fields[name]["x-contract"]["type"] for name in ours["fields"]},
        required=tuple(document["required"]),
        patterns={name: field["pattern"] for name, field in fields.items() if "pattern" in field},
        codes={name: field["enum"] for name, field in fields.items() if "enum" in field},
        ranges={name: (field["minimum"], field["maximum"]) for name, field in fields.items() if "minimum" in field},
        lengths={name: field["maxLength"] for name, field in fields.items() if "maxLength" in field},
        orders=tuple((order[1], order[2]) for order in orders if order is not None),
        key=ours["primaryKey"][0],
        reference=next((name for name, field in fields.items() if "reference" in field["x-contract"]), None),
    )
