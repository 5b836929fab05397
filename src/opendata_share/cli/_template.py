"""contract template: an entry sheet, printed or written.

What lives here: where it goes. What this file must not know: what stands in it.
"""

from __future__ import annotations

import codecs
import csv
import io
import shlex
from pathlib import Path
from typing import Literal

from ..adapters import entry_sheet, entry_workbook, find_contract
from ..errors import DefinitionError, SourceUnavailable
from ._console import Console, Exit

Form = Literal["csv", "xlsx"]


def write_template(console: Console, name: str, form: Form, into: Path | None) -> int:
    """Write the entry sheet of the contract NAME; return the exit code.

    Args:
        console: Where the command speaks; its language is that of the headings.
        name: A registered name, or the path of a contract document.
        form: csv, or xlsx; a file named .xlsx is a workbook in any case.
        into: The file; it must not be there yet. Without it CSV goes to standard output.

    Raises:
        DefinitionError: There is no such contract, or the form and the file do not go together. SourceUnavailable: The
        file cannot be written. MissingExtra: Writing workbooks needs the extra `excel`.
    """
    sheet = entry_sheet(find_contract(name), console.language)
    suffix = "" if into is None else into.suffix.lower()
    if form == "csv" and suffix == ".xlsx":
        form = "xlsx"
    if form == "xlsx" and suffix not in {"", ".xlsx"}:
        raise DefinitionError("template-other-suffix", file=into, form=form, suffix=suffix)
    if into is None:
        if form == "xlsx":
            raise DefinitionError("template-needs-file", contract=sheet.contract.name)
        console.say(_csv_line([column.heading for column in sheet.columns]))
        return Exit.SOUND
    # the mark tells Excel that the file is UTF-8
    headings = [column.heading for column in sheet.columns]
    data = entry_workbook(sheet) if form == "xlsx" else codecs.BOM_UTF8 + f"{_csv_line(headings)}\r\n".encode()
    try:
        with into.open("xb") as stream:
            stream.write(data)
    except FileExistsError as error:
        raise DefinitionError("template-there-already", file=into) from error
    except OSError as error:
        raise SourceUnavailable("template-not-written", file=into, reason=error.strerror) from error
    owed = sum(column.owed for column in sheet.columns)
    console.note("template-written", file=into, count=len(sheet.columns), owed=owed)
    console.next_step("next-template", file=shlex.quote(str(into)), contract=shlex.quote(name))
    return Exit.SOUND


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
