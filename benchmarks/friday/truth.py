"""What a person who knows a sheet would publish, beside what came out.

What lives here: the comparison of rows with the truth, and the truth as files to read. What this file must not know:
how a sheet is made, the package under examination: rows come in as plain Python values.

What is demanded is one rule for every sheet. A field of an expected row must be published where
  - the contract requires it,
  - it is part of the primary key,
  - the contract marks it for the full level (`Full()`), or
  - a check would reject the row without it (then the row is missing, and the verdict says so);
every other field may be absent, but where it is published it must equal the truth. The code "unknown" says as little as
an empty cell: it is never demanded. Rows that must be rejected demand the fields by which they are.

A difference is silent where a row was accepted that the truth does not have; an empty field where the rule demands a
value says too little, which is kept apart from saying something wrong.
"""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from .grid import OneOf, Published, Sheet, Truth

Row = Mapping[str, object]

#: Columns that the package fills about the file, not from the sheet.
FILLED: Final = frozenset({"agency_id", "recorded_at", "recorded_at_basis", "source_id", "country"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One accepted row that is not as the truth has it.

    Args:
        row: The sheet's row whose truth comes nearest, None where none does.
        wrong: Fields that say something else than the truth, with what they say.
        absent: Fields that are empty where the truth has a value.
    """

    row: int | None
    wrong: Mapping[str, object]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How what came out compares with the truth.

    Args:
        right: How many accepted rows are as the truth has them.
        differences: Accepted rows that are not.
        lost: Rows of the sheet whose truth must come out and neither did nor was rejected.
        refused: Rows of the sheet whose truth must come out and was rejected instead: loud, and yet too strict.
        slipped: Rows of the sheet that must be rejected and were not.
    """

    right: int
    differences: tuple[Difference, ...]
    lost: tuple[int, ...]
    refused: tuple[int, ...]
    slipped: tuple[int, ...]

    @property
    def wrong(self) -> int:
        """How many accepted rows say something that is not so: silent errors."""
        return sum(bool(difference.wrong) for difference in self.differences)

    @property
    def exact(self) -> bool:
        """Whether all that should come out did, all that should be rejected was, and nothing else happened."""
        return not (self.differences or self.lost or self.refused or self.slipped)


def compare(truth: Truth, accepted: Sequence[Row], rejected: Iterable[int], demanded: Collection[str] = ()) -> Verdict:
    """Return the verdict on accepted rows and the sheet's row numbers of rejected ones, a number for each table row.

    `demanded` are the fields that the contract demands, as the module says; what checks demand shows in the rows.
    """
    open_truths = list(truth.published)
    strangers: list[Row] = []
    for row in accepted:
        match = next((n for n, published in enumerate(open_truths) if not _unlike(published, row, demanded)), None)
        if match is None:
            strangers.append(row)
        else:
            del open_truths[match]
    right = len(accepted) - len(strangers)
    differences = []
    for row in strangers:
        nearest = min(open_truths, key=lambda published: len(_unlike(published, row, demanded)), default=None)
        if nearest is None or len(_unlike(nearest, row, demanded)) > len(nearest.fields) // 2:
            differences.append(Difference(None, {name: value for name, value in row.items() if value is not None}, ()))
            continue
        open_truths.remove(nearest)
        unlike = _unlike(nearest, row, demanded)
        wrong = {name: row.get(name) for name in unlike if row.get(name) is not None}
        differences.append(Difference(nearest.row, wrong, tuple(name for name in unlike if name not in wrong)))
    return _verdict(truth, right, differences, open_truths, Counter(rejected))


def _verdict(
    truth: Truth, right: int, differences: list[Difference], missing: list[Published], rejected: Counter[int]
) -> Verdict:
    """Return the verdict: what is missing was rejected, or else it is lost."""
    spare = Counter({row: count - truth.rejected.get(row, (0, ""))[0] for row, count in rejected.items()})
    lost, refused = [], []
    for published in sorted(missing, key=lambda published: published.optional):
        if spare[published.row] > 0:
            spare[published.row] -= 1
            if not published.optional:
                refused.append(published.row)
        elif not published.optional:
            lost.append(published.row)
    slipped = [row for row, (count, _) in truth.rejected.items() if rejected[row] < count]
    return Verdict(right, tuple(differences), tuple(lost), tuple(refused), tuple(slipped))


def _unlike(published: Published, row: Row, demanded: Collection[str]) -> list[str]:
    """Return the fields in which a row is not as the truth has it."""
    names = (row.keys() | published.fields.keys()) - FILLED
    return sorted(
        name for name in names if not _fits(published.fields.get(name), row.get(name), demanded=name in demanded)
    )


def _fits(true: object, found: object, *, demanded: bool) -> bool:
    """Tell whether what is published of a field, or that nothing is, will do."""
    if found is None:
        return not demanded or not _known(true)
    return same(true, found)


def _known(true: object) -> bool:
    """Tell whether there is anything to say: a value that is neither empty nor "unknown"."""
    values = true.values if isinstance(true, OneOf) else (true,)
    return any(value not in (None, "unknown") for value in values)


def same(true: object, found: object) -> bool:
    """Tell whether a value is what the truth says it is; numbers are compared as numbers, times as moments."""
    if isinstance(true, OneOf):
        return not true.values or any(same(value, found) for value in true.values)
    if isinstance(true, bool) or isinstance(found, bool) or true is None or found is None:
        return true is found
    if isinstance(true, int | float) and isinstance(found, int | float):
        return math.isclose(true, found, rel_tol=1e-9)
    if isinstance(true, datetime) and isinstance(found, datetime):
        return true == found.astimezone(UTC)
    return type(true) is type(found) and true == found


def write(sheet: Sheet, folder: Path) -> None:
    """Write the truth of a sheet as two files to read: NAME.truth.csv and NAME.truth.json."""
    truth = sheet.truth
    fields = sorted({name for published in truth.published for name in published.fields})
    with (folder / f"{sheet.name}.truth.csv").open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target, lineterminator="\n")
        rows.writerow(["row", "optional", *fields])
        for published in truth.published:
            rows.writerow([published.row, published.optional, *(_shown(published.fields.get(name)) for name in fields)])
    document = {
        "file": sheet.file,
        "about": sheet.about,
        "contract": truth.contract,
        "agency": truth.agency,
        "zone": sheet.zone,
        "page": sheet.page,
        "published": len(truth.published),
        "rejected": {str(row): {"rows": count, "why": why} for row, (count, why) in truth.rejected.items()},
        "withheld": list(truth.withheld),
    }
    (folder / f"{sheet.name}.truth.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _shown(value: object) -> object:
    match value:
        case OneOf(values):
            return " | ".join(str(_shown(one)) for one in values) or "*"
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case _:
            return value
