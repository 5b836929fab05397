"""A field map at work on a sheet: the only file of the examination that runs the package.

What lives here: adapt and validate, and what came out as plain Python values. What this file must not know: what is
true of a sheet, how a map was drafted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import opendata_share as share
from opendata_share.adapters import find_contract
from opendata_share.contract import Level
from opendata_share.errors import OpenDataShareError

from .grid import Sheet


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a map made of a sheet.

    Args:
        accepted: The accepted rows, by field.
        rejected: The sheet's row of each rejected row of the table.
        read, skipped: Of the row balance.
        advised: (row of the sheet, field) of everything that was advised on rows that were accepted.
        stopped: The message where nothing came out at all, else empty.
    """

    accepted: tuple[Mapping[str, object], ...] = field(default=(), repr=False)
    rejected: tuple[int, ...] = ()
    read: int = 0
    skipped: int = 0
    advised: frozenset[tuple[int | None, str | None]] = frozenset()
    stopped: str = ""


def run(sheet: Sheet, path: Path, field_map: Path | str) -> Outcome:
    """Return what `field_map` (a path, or the text of a map) makes of the sheet at `path`."""
    try:
        chosen = share.FieldMap.from_toml(field_map) if isinstance(field_map, str) else share.FieldMap.read(field_map)
        beside = path.parent / sheet.truth.contract
        checked = share.validate(share.adapt(path, to=beside if beside.exists() else None, field_map=chosen))
    except OpenDataShareError as error:
        return Outcome(stopped=str(error))
    balance = checked.report.tables[0].balance
    rejected: list[dict[str, Any]] = checked.rejected.to_arrow().to_pylist()
    accepted = checked.tables[0].to_records()
    return Outcome(
        accepted=tuple(accepted),
        rejected=tuple(int(row.get("_line") or row["_row"]) for row in rejected),
        read=balance.read,
        skipped=balance.skipped,
        advised=frozenset(
            (found.line or found.row, found.field) for found in checked.report.violations if found.severity == "advice"
        ),
    )


def demanded(sheet: Sheet, path: Path) -> frozenset[str]:
    """Return the fields that the contract of the sheet at `path` demands of every row that has a value for them.

    They are the required ones, those of the primary key and those of the full level; see `truth`.
    """
    beside = path.parent / sheet.truth.contract
    contract = find_contract(beside if beside.exists() else sheet.truth.contract)
    asked = {one.name for one in contract.fields if one.required or one.level is Level.FULL}
    return frozenset(asked | set(contract.primary_key))
