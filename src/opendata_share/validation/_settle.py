"""Settling: references between the tables of a bundle, once all of it has been read.

What lives here: rows of all tables numbered through, references resolved to such numbers, and the ledgers closed with
what follows. What this file must not know: how a reference is read, how rows are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from .._arrow import Values, pc
from ._dangling import fallen_references
from ._ledger import Ledger
from ._references import Pending

if TYPE_CHECKING:
    from .._arrow import Positions


def settle(ledgers: Mapping[str, Ledger]) -> None:
    """Judge what only whole tables and the references between them tell; closes every ledger.

    A row that breaks a rule of its whole table falls first, and rows that refer to it fall with it.
    """
    for table in ledgers.values():
        table.settle_rules()
    starts = dict(zip(ledgers, np.cumsum([0, *(table.made for table in ledgers.values())]).tolist(), strict=False))
    source: list[Positions] = [np.zeros(0, np.int64)]
    pending: list[Pending] = []
    for name, table in ledgers.items():
        for waiting in table.waiting:
            for references in waiting.references:
                source.append(starts[name] + waiting.ordinals[references.positions])
                pending.append(references)
    dead = np.concatenate([table.fallen for table in ledgers.values()])
    targets = _targets(pending, ledgers, starts)
    dangles = fallen_references(dead, np.concatenate(source), targets) if pending else np.zeros(0, np.bool_)
    parts = iter(np.split(dangles, np.cumsum([len(part) for part in source[1:]])))
    for name, table in ledgers.items():
        own = [next(parts) for waiting in table.waiting for _ in waiting.references]
        table.close(own, dead[starts[name] : starts[name] + table.made])


def _targets(pending: Sequence[Pending], ledgers: Mapping[str, Ledger], starts: Mapping[str, int]) -> Positions:
    """Return the number of the row each reference is the key of, in the order given, or −1 where there is none."""
    numbers: list[Positions] = [np.zeros(0, np.int64) for _ in pending]
    for name in {references.target for references in pending}:
        # One look-up for all references to a table: its keys are hashed once.
        own = [place for place, references in enumerate(pending) if references.target == name]
        found = _found(pa.concat_arrays([pending[place].values for place in own]), ledgers[name].keys, starts[name])
        lengths = [len(pending[place].values) for place in own]
        for place, part in zip(own, np.split(found, np.cumsum(lengths)[:-1]), strict=True):
            numbers[place] = part
    return np.concatenate([np.zeros(0, np.int64), *numbers])


def _found(values: Values, keys: Values, start: int) -> Positions:
    """Return the number of the row each value is the key of, its first holder, or −1."""
    index: Values = pc.index_in(values, value_set=keys)
    numbers = index.fill_null(-1).to_numpy().astype(np.int64)
    return np.where(numbers < 0, -1, numbers + start)
