"""What a rule of the whole table is: a look at each batch, wherever it is judged, and a verdict when all were seen.

What lives here: the two protocols such a rule is made of. What this file must not know: any such rule, how rows wait.

A `Look` runs with the judge, in any thread or process and any order. What it saw is entered into the `TableRule` in
the order of the rows; the rule answers at once which rows may fall in the end. Those wait, with their source rows;
all others are let go. When the table has been read the rule says which fell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from .._dataclass import dataclass
from ..stages import Note, Rows
from ._finding import Finding

if TYPE_CHECKING:
    from .._arrow import Positions


class Look(Protocol):
    """What a rule of the whole table takes from one batch: a pure function that can be pickled."""

    def __call__(self, rows: Rows) -> Any:
        """Return what the rule needs of `rows`, and nothing that keeps the reader's buffers."""
        ...


@dataclass(frozen=True, slots=True)
class LateAdvice:
    """Advice about rows that did not wait for it.

    Attributes:
        finding: What is said; its positions count 0, 1, 2, …
        rows: int64, the source row of each.
        lines: int64, the physical line of each, or None where the source has none.
    """

    finding: Finding
    rows: Positions
    lines: Positions | None


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

    def settle(self) -> Iterator[Finding | LateAdvice | Note]:
        """Yield what the whole table shows.

        The `positions` of a finding are row numbers in the table, ascending, and only of rows that `enter` said may
        fall. Advice about other rows brings their places along; a note is about the table.
        """
        ...
