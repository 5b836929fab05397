"""Rejected rows for a person, as values, and the CSV file of them.

What lives here: the rows and their columns, and the file every program reads. What this file must not know: how rows
are judged, where the file goes, how it is read again (`_rejected_form` says what both sides must know).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import IO, Any

from .._dataclass import dataclass
from ._rejected_form import BEFORE, BEHIND, free_headings, guarded, is_rewritten, row_seal, source_seal


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """One source row that was rejected, with all its reasons.

    Attributes:
        row: The source row, as the user sees it.
        line: The physical line, or None.
        column: The source's headings the reasons are about, "; " between reasons, or None.
        message, hint: What is wrong and what to do, in the language asked for.
        field, rule, contract: The same for programs.
        text: The row as it came, where it could not be cut into cells.
        cells: The source's cells, in the order of its headings; None where there is none.
        file: The file it stands in, where the source is several; `line` is counted there.
    """

    row: int
    line: int | None
    column: str | None
    message: str | None
    hint: str | None
    field: str | None
    rule: str | None
    contract: str | None
    text: str | None
    cells: tuple[str | None, ...]
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedSheet:
    """The rejected rows of one source.

    Attributes:
        headings: The source's own headings, without quarantined columns.
        rows: The rows, in the source's order.
        source: The plain name of the source's file, or None where it is no file: then the rows cannot come back.
        source_digest: "sha256:…" of it, or None.
        has_text: Whether a row could not be cut into cells.
        has_files: Whether the source is several files.
    """

    headings: tuple[str, ...]
    rows: Iterable[RejectedRow]
    source: str | None = None
    source_digest: str | None = None
    has_text: bool = False
    has_files: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of the file, ours included."""
        left_out = {*(() if self.has_text else ("_text",)), *(() if self.has_files else ("_file",))}
        ours = (name for name in BEFORE if name not in left_out)
        return (*ours, *free_headings(self.headings), *BEHIND)

    def cells(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows of the file as texts, in the order of `columns`."""
        seal = source_seal(self.source_digest)
        for row in self.rows:
            place = (str(row.row), "" if row.line is None else str(row.line), *((row.file,) if self.has_files else ()))
            ours = (*place, row.column, row.message, row.hint)
            ours_too = (row.field, row.rule, row.contract, *((row.text,) if self.has_text else ()))
            theirs = tuple(cell or "" for cell in row.cells)
            behind = (self.source or "", row_seal(seal, row.row, theirs))
            yield (*(cell or "" for cell in (*ours, *ours_too)), *theirs, *behind)


def write_rejected_csv(sheet: RejectedSheet, stream: IO[bytes]) -> None:
    """Write rows as CSV (RFC 4180, UTF-8 with the mark that tells Excel so), guarded against what spreadsheets do."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(guarded(heading) for heading in sheet.columns)
    first = len(sheet.columns) - len(sheet.headings) - len(BEHIND)
    for cells in sheet.cells():
        # our own words are not read back: they are kept from being computed, and need no way back
        said = (f"'{cell}" if is_rewritten(cell) else cell for cell in cells[:first])
        writer.writerow([*said, *map(guarded, cells[first:])])
    text.flush()
    text.detach()


def source_rows(found: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[RejectedRow]:
    """Yield one row for each source row.

    Args:
        found: What the tables say, a row of a table each, by the names of our columns and those of `columns`; in the
            order of `_row`.
        columns: The source's headings as `free_headings` gives them.
    """
    for number, same in groupby(found, key=lambda row: row["_row"]):
        yield _source_row(int(number), list(same), columns)


def _source_row(number: int, found: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> RejectedRow:
    """Return what several tables say of one source row as one; the same reason is said once."""
    told = ("_column", "_message", "_field", "_rule")
    reasons = list(dict.fromkeys(tuple(row.get(name) or "" for name in told) for row in found))
    column, message, field, rule = (
        "; ".join(reason[part] for reason in reasons) if any(reason[part] for reason in reasons) else None
        for part in range(4)
    )
    made = next((row for row in found if row.get("_text") is None), {})
    return RejectedRow(
        row=number,
        line=found[0].get("_line"),
        file=found[0].get("_file"),
        column=column,
        message=message,
        hint="; ".join(dict.fromkeys(hint for row in found if (hint := row.get("_hint")))) or None,
        field=field,
        rule=rule,
        contract="; ".join(dict.fromkeys(name for row in found if (name := row.get("_contract")))) or None,
        text=next((row["_text"] for row in found if row.get("_text") is not None), None),
        cells=tuple(made.get(name) for name in columns),
    )
