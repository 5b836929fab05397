"""Which rows of a block are bad, in what way, and the record of it.

What lives here: the kinds of fault a workload has, the drawing of rows for each, the truth as a table. What this file
must not know: how a cell is broken, how a file is written.

A bad row has one fault. Every hundredth row is an *anchor*: it carries a sound key, so that a key that stands there
twice always stands in a sound place first, in whatever block; an anchor is bad only where every row is, and never in
its key. A duplicate key is a fault of the later rows, never of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from .values import Integers

ANCHORS: Final = 100
TEXT: Final = ("csv", "ndjson")
FORMATS: Final = (*TEXT, "parquet")
#: `row`: from 1, as reports count. `formats`: those in which the row is bad, joined by a space. `first_row`: of a
#: duplicate key, the row that holds it first.
_TYPES: Final[dict[str, pa.DataType]] = {
    "row": pa.int64(),
    "field": pa.string(),
    "rule": pa.string(),
    "formats": pa.string(),
    "first_row": pa.int64(),
}
SCHEMA: Final = pa.schema(_TYPES)


@dataclass(frozen=True, slots=True)
class Kind:
    """One way for a row to be bad.

    Attributes:
        field: The field a report names.
        rule: What is broken, in the words of the truth: "unique", "required", "pattern", "enum", "range", "type",
            "foreign_key", "order", "max_length".
        share: Its part of the bad rows.
        formats: The formats in which it can stand: a Parquet integer column holds no text.
        how: What tells it from another kind of the same field and rule.
    """

    field: str
    rule: str
    share: float
    formats: tuple[str, ...] = FORMATS
    how: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a workload.

    Attributes:
        typed: The rows as Parquet holds them.
        text: The same rows as texts, for CSV.
        json: The same rows as texts, for NDJSON, which cannot hold every value.
        truth: Which of them are bad, in `SCHEMA`.
    """

    typed: pa.Table
    text: pa.Table
    json: pa.Table
    truth: pa.Table


class Faults:
    """The bad rows of one block.

    Args:
        kinds: The kinds; those of the key first, and last one that no key has.
        chance: Where the rows are drawn from.
        base: The number of the block's first row, from 0.
        rows: How many rows the block has.
        share: Which part of the rows is bad, 0 to 1.
    """

    def __init__(self, kinds: Sequence[Kind], chance: np.random.Generator, base: int, rows: int, share: float) -> None:
        numbers = np.arange(rows, dtype=np.int64)
        is_anchor = (base + numbers) % ANCHORS == 0
        drawn = chance.permutation(numbers[~is_anchor])
        drawn = np.concatenate([drawn, numbers[is_anchor]]) if share == 1 else drawn[: round(rows * share)]
        self._chance: Final = chance
        self._base: Final = base
        self._sound: Final = np.setdiff1d(numbers[~is_anchor], drawn)
        bounds = np.rint(np.cumsum([kind.share for kind in kinds]) / sum(kind.share for kind in kinds) * len(drawn))
        self._rows: Final[dict[Kind, Integers]] = {
            kind: np.sort(part) for kind, part in zip(kinds, np.split(drawn, bounds[:-1].astype(np.int64)), strict=True)
        }
        self._firsts: Final[dict[Kind, Integers]] = {
            kind: self._anchors_before(at + base) for kind, at in self._rows.items() if kind.rule == "unique"
        }

    def at(self, field: str, rule: str, how: str = "") -> Integers:
        """Return the positions in the block of the rows with this fault, ascending."""
        return self._rows[self._kind(field, rule, how)]

    def firsts(self, field: str) -> Integers:
        """Return the row number, from 0, of the first holder of each key that stands at `at(field, "unique")`."""
        return self._firsts[self._kind(field, "unique", "")]

    def some_sound(self, count: int) -> Integers:
        """Return the positions of up to `count` rows without a fault, ascending."""
        return np.sort(self._chance.permutation(self._sound)[:count])

    def table(self) -> pa.Table:
        """Return the truth about the block, in `SCHEMA`."""
        parts = [self._part(kind, at) for kind, at in self._rows.items()]
        return pa.concat_tables(parts) if parts else SCHEMA.empty_table()

    def _part(self, kind: Kind, at: Integers) -> pa.Table:
        firsts = self._firsts.get(kind)
        return pa.table(
            {
                "row": at + self._base + 1,
                "field": pa.repeat(kind.field, len(at)),
                "rule": pa.repeat(kind.rule, len(at)),
                "formats": pa.repeat(" ".join(kind.formats), len(at)),
                "first_row": pa.nulls(len(at), pa.int64()) if firsts is None else pa.array(firsts + 1),
            },
            schema=SCHEMA,
        )

    def _kind(self, field: str, rule: str, how: str) -> Kind:
        return next(kind for kind in self._rows if (kind.field, kind.rule, kind.how) == (field, rule, how))

    def _anchors_before(self, rows: Integers) -> Integers:
        """Return for each row number some anchor before it; no drawn row is an anchor, so there always is one."""
        available = (rows - 1) // ANCHORS + 1
        return (self._chance.random(len(rows)) * available).astype(np.int64) * ANCHORS
