"""The health office's bed sheet, the same sheet with one fault at a time, and what is true of each.

What lives here: cells, truth and faults. What this file must not know: either side of the comparison.

The sheet has the shape of the Friday workbook (`benchmarks/friday`) and, beside it, beds in service and the officer's
telephone. It is messy and right: every row of it can be published. A fault is one thing that happens to such sheets.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from ..friday import files, grid
from ..friday.grid import FLOWERS, WIB, Cell, Dice, Page, officer

AGENCY: Final = "jakarta-health"
HOSPITALS: Final = 95
COUNTS: Final = ("staffed_beds", "occupied_beds", "available_beds")
#: Kind of bed: the heading over its columns.
WARDS: Final = {"emergency_department": "IGD", "adult_icu": "ICU"}
_HEADS: Final = ("siap", "isi", "kosong")
_SAVED: Final = datetime(2026, 3, 2, 8, 30, tzinfo=WIB)
_CODE, _NAME, _FIRST_COUNT, _TIME, _OFFICER, _PHONE = 1, 2, 3, 9, 10, 11
_WIDTH: Final = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the long table as it is true.

    Args:
        row: The sheet's row it stands in, numbered as the user sees it.
        cells: What the row says, by column; the time in UTC.
        certain: True where the row must come out; False where rejecting it is as good, since the sheet says it wrongly.
    """

    row: int
    cells: Mapping[str, object]
    certain: bool = True


@dataclass(slots=True)
class Draft:
    """A sheet in the making, to which a fault is done.

    Args:
        page: The page that holds the table.
        facts: What is true of it.
        rows: By number of the hospital, the sheet's row.
        total: The row of sums.
        before: Pages whose tabs stand before it.
        personal: Texts that name or reach a person.
    """

    page: Page
    facts: list[Fact]
    rows: dict[int, int]
    total: int
    before: tuple[Page, ...] = ()
    personal: set[str] = field(default_factory=set)

    def cells(self, hospital: int) -> list[Cell]:
        """Return the cells of a hospital's row, to be changed in place."""
        return self.page.rows[self.rows[hospital] - 1]

    def doubt(self, hospital: int, ward: str | None = None) -> None:
        """Say that the hospital's rows (of one kind of bed) may be rejected."""
        row = self.rows[hospital]
        self.facts = [
            replace(fact, certain=False) if fact.row == row and ward in {None, fact.cells["bed_type"]} else fact
            for fact in self.facts
        ]

    def insert(self, row: int, cells: list[Cell]) -> None:
        """Put a row before the row of that number; everything from there on moves down."""
        self.page.rows.insert(row - 1, cells)
        self.page.merged = [
            (top + (top >= row), left, bottom + (top >= row), right) for top, left, bottom, right in self.page.merged
        ]
        self.facts = [replace(fact, row=fact.row + (fact.row >= row)) for fact in self.facts]
        self.rows = {number: at + (at >= row) for number, at in self.rows.items()}
        self.total += self.total >= row

    def insert_column(self, column: int, cells: Mapping[int, Cell]) -> None:
        """Put a column before the column of that number (from 1), with cells by row."""
        for number, row in enumerate(self.page.rows, start=1):
            if len(row) >= column:
                row.insert(column - 1, cells.get(number))
        self.page.merged = [
            (top, left + (left >= column), bottom, right + (right >= column))
            for top, left, bottom, right in self.page.merged
        ]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of one finished sheet: the rows to publish, and the texts that may not leave."""

    facts: tuple[Fact, ...]
    personal: frozenset[str]


def sound(hospitals: int = HOSPITALS) -> Draft:
    """Return the sheet without a fault."""
    dice, page = Dice("glue"), Page("Rekap TT")
    page.title("REKAPITULASI KETERSEDIAAN TEMPAT TIDUR RUMAH SAKIT", _WIDTH)
    page.title("Keadaan Senin, 2 Maret 2026 pukul 08.00 WIB", _WIDTH)
    page.add()
    groups = [text for ward in WARDS.values() for text in (ward, "", "")]
    page.heads(
        ("No", "Kode RS", "Nama RS", *groups, "Jam update", "Petugas", "HP Petugas"),
        ("", "", "", *_HEADS * len(WARDS), "", "", ""),
    )
    draft = Draft(page, [], {}, 0)
    for number in range(1, hospitals + 1):
        _add_hospital(draft, number, dice)
        if number % 26 == 0:
            page.add()
    columns = range(_FIRST_COUNT, _TIME)
    sums = [sum(int(str(draft.cells(number)[column])) for number in draft.rows) for column in columns]
    draft.total = page.add("JUMLAH", None, None, *sums)
    page.merged.append((draft.total, 1, draft.total, 3))
    return draft


def _add_hospital(draft: Draft, number: int, dice: Dice) -> None:
    counts = []
    for most in (18, 8):
        occupied, available = dice.between(1, most), dice.between(0, most // 2)
        counts.append((occupied + available + dice.below(3), occupied, available))
    seen = datetime(2026, 3, 2, 7) + timedelta(minutes=5 * dice.below(12))  # noqa: DTZ001 - a clock on a wall
    name = f"{('RSUD', 'RS', 'RSIA')[number % 3]} Contoh {FLOWERS[number % len(FLOWERS)]}"
    # a true date cell for every third hospital, else text
    shown: Cell = seen if number % 3 == 0 else f"{seen:%d/%m/%Y %H:%M}"
    flat = [count for ward in counts for count in ward]
    row = draft.page.add(number, f"{number:04}", name, *flat, shown, *officer(number))
    draft.rows[number] = row
    draft.personal.update(officer(number))
    for kind, ward in zip(WARDS, counts, strict=True):
        said: dict[str, object] = {
            "facility_id": f"{number:04}",
            "facility_name_source": name,
            "bed_type": kind,
            "observed_at": seen.replace(tzinfo=WIB).astimezone(UTC),
        }
        draft.facts.append(Fact(row, said | dict(zip(COUNTS, ward, strict=True))))


def _month_before_day(draft: Draft) -> None:
    draft.cells(17)[_TIME] = "03/02/2026 07:50"
    draft.doubt(17)


def _code_a_number(draft: Draft) -> None:
    draft.cells(12)[_CODE] = 12
    draft.doubt(12)


def _total_reworded(draft: Draft) -> None:
    draft.page.rows[draft.total - 1][0] = "Grand total se-provinsi"


def _column_added(draft: Draft) -> None:
    notes: dict[int, Cell] = {4: "Ventilator"}
    draft.insert_column(4, notes | {row: number % 4 for number, row in draft.rows.items()})


def _header_moved(draft: Draft) -> None:
    draft.insert(3, ["DINAS KESEHATAN PROVINSI CONTOH"])


def _hospital_twice(draft: Draft) -> None:
    again = [*draft.cells(40)]
    again[_FIRST_COUNT + 2] = 0
    draft.doubt(40)
    draft.insert(draft.rows[41] + 1, again)


def _count_a_word(draft: Draft) -> None:
    draft.cells(23)[_FIRST_COUNT + 2] = " dua"
    draft.doubt(23, "emergency_department")


def _beds_negative(draft: Draft) -> None:
    draft.cells(31)[_FIRST_COUNT + 5] = -3
    draft.doubt(31, "adult_icu")


def _more_free_than_there_are(draft: Draft) -> None:
    draft.cells(54)[_FIRST_COUNT + 2] = 77
    draft.doubt(54, "emergency_department")


def _phone_renamed(draft: Draft) -> None:
    draft.page.rows[3][_PHONE] = "Kontak"
    draft.page.hidden_columns = (_PHONE + 1,)


def _last_month_first(draft: Draft) -> None:
    old = sound()
    for number in old.rows:
        old.cells(number)[_TIME] = "02/02/2026 07:30"
        old.cells(number)[_FIRST_COUNT + 2] = 0
    old.page.name = "Rekap TT Februari"
    draft.before = (old.page,)


def _signature_below(draft: Draft) -> None:
    name, phone = officer(200)
    draft.page.add()
    draft.page.add(None, "Mengetahui,", "Kepala Seksi Rujukan")
    draft.page.add(None, phone, name)
    draft.personal |= {name, phone}


def _phone_in_the_name(draft: Draft) -> None:
    cells = draft.cells(66)
    name, phone = officer(201)
    cells[_NAME] = f"{cells[_NAME]} ({name} {phone})"
    draft.personal |= {name, phone}
    draft.doubt(66)


def _failed_lookup(draft: Draft) -> None:
    # a formula whose stored value is an error, as an office program keeps it
    draft.cells(72)[_FIRST_COUNT + 2] = grid.Formula("=VLOOKUP(B72,Lama!A:B,2,FALSE)", "#N/A")  # type: ignore[arg-type]
    draft.doubt(72, "emergency_department")


def _heading_reworded(draft: Draft) -> None:
    draft.page.rows[4][_FIRST_COUNT + 2] = "tersedia"


def _columns_swapped(draft: Draft) -> None:
    for row in draft.page.rows[4:]:
        if len(row) > _FIRST_COUNT + 2:
            row[_FIRST_COUNT + 1], row[_FIRST_COUNT + 2] = row[_FIRST_COUNT + 2], row[_FIRST_COUNT + 1]


#: One fault a sheet: its name, what happened, and how it is done.
FAULTS: Final[Mapping[str, tuple[str, Callable[[Draft], None]]]] = {
    "none": ("the sheet as it should be", lambda draft: None),  # noqa: ARG005
    "date-swapped": ("one time typed month first: 03/02/2026", _month_before_day),
    "code-number": ("code 0012 became the number 12", _code_a_number),
    "total-reworded": ("JUMLAH became 'Grand total se-provinsi'", _total_reworded),
    "column-added": ("a new column Ventilator, between the others", _column_added),
    "columns-swapped": ("two columns changed places with their headings", _columns_swapped),
    "heading-reworded": ("'kosong' became 'tersedia'", _heading_reworded),
    "header-moved": ("one more title line above the headings", _header_moved),
    "hospital-twice": ("a hospital pasted again, one count differs", _hospital_twice),
    "count-a-word": ("a count reads ' dua'", _count_a_word),
    "count-an-error": ("a count is a formula that shows #N/A", _failed_lookup),
    "negative": ("-3 beds free", _beds_negative),
    "too-many-free": ("77 beds free, more than in service", _more_free_than_there_are),
    "phone-renamed": ("the phone column hidden and renamed", _phone_renamed),
    "sheet-before": ("last month's sheet stands first", _last_month_first),
    "signature": ("a signature with name and phone below", _signature_below),
    "phone-in-name": ("name and phone typed into the hospital's name", _phone_in_the_name),
}


def write(fault: str, folder: Path, hospitals: int = HOSPITALS) -> Truth:
    """Write `beds.xlsx` with the fault into the folder, the same bytes every time, and return what is true of it."""
    draft = sound(hospitals)
    FAULTS[fault][1](draft)
    unused = grid.Truth("facility-capacity", AGENCY, (), {})
    pages = (*draft.before, draft.page)
    sheet = grid.Sheet("beds.xlsx", FAULTS[fault][0], pages, _SAVED, "Asia/Jakarta", unused, page=draft.page.name)
    folder.mkdir(parents=True, exist_ok=True)
    files.write(sheet, folder)
    return Truth(tuple(draft.facts), frozenset(draft.personal))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write every sheet into a folder of its own, to look at."""
    parser = argparse.ArgumentParser(description="Write the bed sheet and its faulty siblings.")
    parser.add_argument("--into", type=Path, default=Path("build/glue/sheets"))
    into: Path = parser.parse_args(arguments).into
    for fault, (what, _) in FAULTS.items():
        write(fault, into / fault)
        print(f"{into / fault / 'beds.xlsx'}: {what}")


if __name__ == "__main__":
    main()
