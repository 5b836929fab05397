"""What must be told about a sheet, once: hidden rows and columns, merged cells in the data.

What lives here: which notes a sheet gives rise to. What this file must not know: files, how notes reach a report.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ...stages import Note
from ._sheet_grid import column_letters
from ._sheet_header import Merged
from ._sheet_survey import Sheet

_NAMED: Final = 5


def notes_of(sheet: Sheet, headings: Mapping[int, str], first_row: int, last_row: int) -> tuple[Note, ...]:
    """Return the notes of a sheet's data.

    Args:
        sheet: The sheet.
        headings: The heading of each column of the table, by column number.
        first_row: The first row of data.
        last_row: The last row that is not blank.
    """
    return (
        *_hidden_rows([row for row in sheet.hidden_rows if first_row <= row <= last_row]),
        *_hidden_columns([column for column in sheet.hidden_columns if column in headings], headings),
        *_merged([area for area in sheet.merged if area.bottom >= first_row and area.top <= last_row], headings),
    )


def _hidden_rows(rows: Sequence[int]) -> Iterator[Note]:
    if rows:
        parameters = {"count": len(rows), "rows": _spans(rows)}
        yield Note(rule="hidden-rows", message_id="note-hidden-rows", row=rows[0], parameters=parameters)


def _hidden_columns(columns: Sequence[int], headings: Mapping[int, str]) -> Iterator[Note]:
    if columns:
        listed = [f'{column_letters(column)} "{headings[column]}"' for column in columns]
        yield Note(
            rule="hidden-columns",
            message_id="note-hidden-columns",
            field=headings[columns[0]],
            parameters={"count": len(columns), "columns": _first(listed)},
        )


def _merged(areas: Sequence[Merged], headings: Mapping[int, str]) -> Iterator[Note]:
    columns = sorted(headings)
    within = [area for area in areas if bisect_left(columns, area.left) < bisect_right(columns, area.right)]
    if within:
        first = within[0]
        yield Note(
            rule="merged-cells",
            message_id="note-merged-cells",
            row=first.top,
            field=headings.get(first.left),
            parameters={"count": len(within), "ranges": _first([_range_text(area) for area in within])},
        )


def _range_text(area: Merged) -> str:
    return f"{column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom}"


def _spans(numbers: Sequence[int]) -> str:
    """Return ascending numbers with runs drawn together: 4–6, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return _first([str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs])


def _first(texts: Sequence[str]) -> str:
    more = f" … (+{len(texts) - _NAMED})" if len(texts) > _NAMED else ""
    return ", ".join(texts[:_NAMED]) + more
