"""The row balance: nothing may make a row appear or vanish without a name.

What lives here: the six counts and their two equations (maps.md §1.4). What this file must not know: how rows are read.
"""

from __future__ import annotations

from dataclasses import fields

from .._dataclass import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How many rows came in, and where each of them went.

    `read − skipped + expanded − merged = produced` and `produced = accepted + rejected` (the second once validated).

    Attributes:
        read: Source rows read, counted once for each block of a field map that reads them.
        skipped: Rows a map's `where` left out.
        expanded: Rows added because one source row made several.
        merged: Rows that `distinct` found identical to an earlier one.
        produced: Rows of the target table, those that could not be made included.
        accepted: Rows that meet the contract.
        rejected: Rows that do not, kept with their reasons.
    """

    read: int = 0
    skipped: int = 0
    expanded: int = 0
    merged: int = 0
    produced: int = 0
    accepted: int = 0
    rejected: int = 0

    def __add__(self, other: Balance) -> Balance:
        return Balance(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @property
    def adapts(self) -> bool:
        """Whether the rows that came in are the rows that were produced."""
        return self.read - self.skipped + self.expanded - self.merged == self.produced

    @property
    def balances(self) -> bool:
        """Whether every row that came in was accepted or rejected."""
        return self.adapts and self.produced == self.accepted + self.rejected

    def to_document(self) -> dict[str, int]:
        """Return the counts by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}
