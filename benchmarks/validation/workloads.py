"""The two workloads by name: their rows, their contract, what it refers to.

What lives here: what everything else here asks about a workload. What this file must not know: files of rows, engines,
what is measured.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from . import facility_capacity, unit_responses
from .faults import Block
from .values import facility_ids

HERE: Final = Path(__file__).resolve().parent
SEED: Final = 42

#: How bad a file is, and which part of its rows that means.
DIRTINESS: Final = {"clean": 0.0, "dirty": 0.001, "tenth": 0.1, "all": 1.0}


@dataclass(frozen=True, slots=True)
class Workload:
    """A table to be validated.

    Attributes:
        name: Its name, of its contract document too.
        columns: Its columns, in order.
        numbers: The columns that hold numbers.
        block: (seed, base, rows, share of bad rows) → some rows.
        checks: The truth's (field, rule) of each check of the contract, by the check's name.
    """

    name: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...]
    block: Callable[[int, int, int, float], Block]
    checks: dict[str, tuple[str, str]]

    def contract_document(self) -> dict[str, Any]:
        """Return the workload's contract document."""
        document: dict[str, Any] = json.loads((HERE / "contracts" / f"{self.name}.json").read_text("utf-8"))
        return document

    def references(self) -> dict[str, pa.Table]:
        """Return what the contract refers to, by contract name: the ids of the facilities there are."""
        known = facility_ids(np.arange(unit_responses.FACILITIES, dtype=np.int64))
        return {"benchmark-facility": pa.table({"id": known})}


WORKLOADS: Final = {
    "unit_responses": Workload(
        "unit_responses",
        unit_responses.COLUMNS,
        unit_responses.NUMBERS,
        unit_responses.block,
        {
            "dispatched-after-call": ("dispatched", "order"),
            "en-route-after-dispatch": ("en_route", "order"),
            "on-scene-after-en-route": ("on_scene", "order"),
            "cleared-after-on-scene": ("cleared", "order"),
        },
    ),
    "facility_capacity": Workload(
        "facility_capacity",
        facility_capacity.COLUMNS,
        facility_capacity.NUMBERS,
        facility_capacity.block,
        {
            "available-within-staffed": ("available_beds", "order"),
            "icu-available-within-staffed": ("icu_available", "order"),
        },
    ),
}
