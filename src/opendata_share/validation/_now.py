"""What is said of rows by the time given as now: recorded in the future, codes that are not in force.

What lives here: both rules, over columns and over one value. What this file must not know: other rules, reports. The
age of a whole table is a rule of the whole table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from .._arrow import Flags, Values, pc, positions_of_values, true_positions
from ..contract import Contract, Field, Provenance
from ._finding import Finding

if TYPE_CHECKING:
    from .._arrow import Positions

AHEAD: Final = timedelta(minutes=5)
"""How far a clock may run ahead of `as_of` before `recorded_at` lies in the future (domain.md §0.1)."""


def said_of_now(contract: Contract, as_of: datetime, columns: Mapping[str, Values]) -> Iterator[Finding]:
    """Yield what a batch breaks of the rules that say now."""
    yield from _recorded_in_future(contract, as_of, columns)
    for field in contract.fields:
        if field.name in columns:
            yield from _not_in_force(field, contract, as_of, columns[field.name])


def codes_not_in_force(field: Field, contract: Contract, as_of: datetime) -> tuple[str, ...]:
    """Return the codes of a field that may not be used on the day of `as_of`, in its own offset."""
    if field.code_list is None:
        return ()
    day = as_of.date()
    return tuple(
        code.code
        for code in contract.code_list(field.code_list).codes
        if (code.valid_from is not None and day < code.valid_from)
        or (code.valid_to is not None and day > code.valid_to)
    )


def _recorded_in_future(contract: Contract, as_of: datetime, columns: Mapping[str, Values]) -> Iterator[Finding]:
    field = contract.provenance(Provenance.RECORDED_AT)
    if field is None:
        return
    latest = pa.scalar(as_of + AHEAD, pa.timestamp("us", tz="UTC"))
    late: Flags = pc.greater(columns[field.name], latest)
    if late.true_count:
        positions = true_positions(late)
        yield Finding(
            field=field.name,
            rule="recorded-in-future",
            severity="error",
            message_id="rule-recorded-in-future",
            positions=positions,
            parameters={"as_of": as_of.isoformat()},
            values=columns[field.name].take(pa.array(positions)),
            public=field.is_public,
        )


def _not_in_force(field: Field, contract: Contract, as_of: datetime, column: Values) -> Iterator[Finding]:
    item = field.items
    coded = field if item is None else item
    if not (codes := codes_not_in_force(coded, contract, as_of)):
        return
    values = column if item is None else pc.list_flatten(column)
    rows = None if item is None else pc.list_parent_indices(column).to_numpy().astype(np.int64)
    places = _places(values, pa.array(codes, pa.string()))
    if not len(places):
        return
    positions, first = np.unique(places if rows is None else rows[places], return_index=True)
    found = values.take(pa.array(places[first]))
    yield Finding(
        field=field.name if item is None else f"{field.name}[]",
        rule="code-not-in-force",
        severity="advice",
        message_id="rule-code-not-in-force",
        positions=positions,
        parameters={"code_list": coded.code_list, "as_of": as_of.date().isoformat()},
        values=found.dictionary_decode() if pa.types.is_dictionary(found.type) else found,
        public=field.is_public and coded.is_public,
    )


def _places(values: Values, codes: Values) -> Positions:
    """Return where `values`, texts or a dictionary of them, are among `codes`."""
    if pa.types.is_dictionary(values.type):
        return positions_of_values(pc.is_in(values.dictionary, value_set=codes), values)
    return true_positions(pc.is_in(values, value_set=codes, skip_nulls=True))
