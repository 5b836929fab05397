"""What a form could not carry: counted by field and reason.

What lives here: the tally and the sentence about it. What this file must not know: any form.
"""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal

from .._dataclass import dataclass
from .._messages import Language, render

Reason = Literal["no-place", "no-counterpart", "less-precise", "older-observation", "invalid-there"]
"""Why a value stayed behind: the form has no element for the field; it has none for the value; it says it less
exactly; it holds the latest observation only; the value is not allowed there."""

_IDS: Final[dict[Reason, str]] = {
    "no-place": "export-lost-no-place",
    "no-counterpart": "export-lost-no-counterpart",
    "less-precise": "export-lost-less-precise",
    "older-observation": "export-lost-older-observation",
    "invalid-there": "export-lost-invalid-there",
}


@dataclass(frozen=True, slots=True)
class Lost:
    """Values of one field that the exported file does not hold, or holds less exactly.

    Attributes:
        contract: The table's contract.
        field: The field; None where whole rows stayed behind.
        reason: Why.
        rows: In how many rows.
    """

    contract: str
    field: str | None
    reason: Reason
    rows: int

    def message(self, language: Language = "en") -> str:
        """Return the sentence a person reads."""
        said = {"contract": self.contract, "field": self.field or "*", "rows": self.rows}
        return render(_IDS[self.reason], language, said)


class Losses:
    """The tally of one export."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str | None, Reason]] = Counter()

    def add(self, contract: str, field: str | None, reason: Reason, rows: int = 1) -> None:
        """Count `rows` more rows of which `field` was lost for `reason`."""
        self._counts[contract, field, reason] += rows

    def found(self) -> tuple[Lost, ...]:
        """Return what was lost, the contract's fields in alphabetical order."""
        ordered = sorted(self._counts.items(), key=lambda item: (item[0][0], item[0][1] or "", item[0][2]))
        return tuple(Lost(*what, rows) for what, rows in ordered if rows)
