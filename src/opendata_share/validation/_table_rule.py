"""What a rule of the whole table is: a look at each batch, wherever it is judged, and a verdict when all were seen.

What lives here: the two protocols such a rule is made of. What this file must not know: any such rule, how rows wait.

A `Look` runs with the judge, in any thread or process and any order. What it saw is entered into the `TableRule` in
the order of the rows; the rule answers at once which rows may fall in the end. Those wait, with their source rows;
all others are let go. When the table has been read the rule says which fell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from ..stages import Rows
from ._finding import Finding

if TYPE_CHECKING:
    from .._arrow import Positions


class Look(Protocol):
    """What a rule of the whole table takes from one batch: a pure function that can be pickled."""

    def __call__(self, rows: Rows) -> Any:
        """Return what the rule needs of `rows`, and nothing that keeps the reader's buffers."""
        ...


class TableRule(Protocol):
    """A rule that only the whole table can tell."""

    def enter(self, seen: Any, start: int) -> Positions:
        """Take in what the look saw in the next batch.

        Args:
            seen: What the rule's look returned.
            start: The number of the batch's first row in the table, from 0.

        Returns:
            int64, ascending: the positions of rows in the batch that may fall in the end.
        """
        ...

    def settle(self) -> Iterator[Finding]:
        """Yield what the whole table shows; `positions` are row numbers in the table, ascending.

        An error may only name rows that `enter` said may fall.
        """
        ...
