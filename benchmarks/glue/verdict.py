"""What a run published and rejected, beside what is true of the sheet.

What lives here: the comparison, cell by cell. What this file must not know: who ran, and how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from .sheets import AGENCY, Fact, Truth

COLUMNS: Final = (
    "facility_id",
    "facility_name_source",
    "bed_type",
    "staffed_beds",
    "occupied_beds",
    "available_beds",
    "observed_at",
)
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one run did.

    Args:
        right: Published rows that are true in every cell.
        wrong: Published rows that are not, or that are no rows of the table.
        wrong_cells: Cells of them that are not true; all cells of a row that should not be there.
        lost: Rows that are true, and neither published nor rejected although something was published.
        refused: Rows that should have been published and were rejected with a reason.
        rejected: Rows of the sheet that were rejected with a reason.
        leaked: Personal texts found in what was published.
        stopped: Whether nothing was published at all.
    """

    right: int
    wrong: int
    wrong_cells: int
    lost: int
    refused: int
    rejected: int
    leaked: int
    stopped: bool

    @property
    def silent(self) -> int:
        """What nobody was told of: rows that are wrong or lost, and personal texts that left."""
        return self.wrong + self.lost + self.leaked

    @property
    def word(self) -> str:
        """The verdict in a few words."""
        if self.stopped:
            return "stopped"
        found = {"wrong": self.wrong, "lost": self.lost, "leaked": self.leaked, "refused": self.refused}
        said = [f"{count} {name}" for name, count in found.items() if count]
        return ", ".join(said) or ("right" if not self.rejected else f"right, {self.rejected} rejected")


def judge(truth: Truth, published: Sequence[Row], rejected: Iterable[int], left: bytes) -> Verdict:
    """Return the verdict on published rows, the sheet's rejected row numbers, and every byte that was published."""
    refused_rows = frozenset(rejected)
    missing = {_key(fact.cells): fact for fact in truth.facts}
    wrong_cells: list[int] = []
    strangers: list[Row] = []
    right = 0
    for row in published:
        fact = missing.pop((plain_id(row["facility_id"]), row["bed_type"]), None)
        if fact is None:
            strangers.append(row)
        elif unlike := differences(fact, row):
            wrong_cells.append(len(unlike))
        else:
            right += 1
    # a row published under another identifier is wrong, which is enough: it is not lost as well
    named = {(row["facility_name_source"], row["bed_type"]) for row in strangers}
    gone = [fact for fact in missing.values() if fact.row not in refused_rows]
    lost = [fact for fact in gone if (fact.cells["facility_name_source"], fact.cells["bed_type"]) not in named]
    return Verdict(
        right=right,
        wrong=len(wrong_cells) + len(strangers),
        wrong_cells=sum(wrong_cells) + len(strangers) * len(COLUMNS),
        lost=len(lost) if published else 0,
        refused=sum(fact.certain and fact.row in refused_rows for fact in missing.values()),
        rejected=len(refused_rows),
        leaked=len(leaks(truth.personal, left)),
        stopped=not published,
    )


def differences(fact: Fact, row: Row) -> list[str]:
    """Return the columns in which a published row is not true."""
    return [name for name in COLUMNS if not _same(fact.cells[name], row[name])]


def plain_id(text: str) -> str:
    """Return a facility's code without the agency's prefix."""
    return text.removeprefix(f"{AGENCY}:")


def leaks(personal: Iterable[str], left: bytes) -> list[str]:
    """Return the personal texts that can be read in what was published; of numbers the digits alone count."""
    text = left.decode("utf-8", "replace")
    digits = re.sub(r"(?<=\d)[ .-](?=\d)", "", text)
    return sorted(
        secret for secret in personal if secret in text or (secret[0].isdigit() and re.sub(r"\D", "", secret) in digits)
    )


def _key(cells: Mapping[str, object]) -> tuple[str, str]:
    return str(cells["facility_id"]), str(cells["bed_type"])


def _same(true: object, found: str) -> bool:
    if isinstance(true, datetime):
        try:
            return datetime.fromisoformat(found).astimezone(UTC) == true
        except ValueError:
            return False
    return plain_id(found) == str(true)
