"""contract sample: made-up rows that a contract accepts, printed or written.

What lives here: rows as CSV, NDJSON and Parquet, and where they go. What this file must not know: how rows are drawn.
"""

from __future__ import annotations

import csv
import io
import json
import shlex
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..adapters import find_contract
from ..errors import DefinitionError, SourceUnavailable
from ..testing import sample_table
from ._console import Console, Exit

if TYPE_CHECKING:
    import pyarrow as pa

Form = Literal["csv", "ndjson", "parquet"]


def write_sample(console: Console, name: str, rows: int, seed: int, form: Form, into: Path | None, agency: str) -> int:
    """Write made-up rows of the contract NAME; return the exit code.

    Args:
        console: Where the command speaks.
        name: A registered name, or the path of a contract document.
        rows: How many rows.
        seed: What they are drawn by.
        form: csv, ndjson or parquet.
        into: The file; it must not be there yet. Without it the rows are printed.
        agency: The slug of the agency that would publish them.

    Raises:
        DefinitionError: There is no such contract, not so many different rows of it, or Parquet would be printed.
        SourceUnavailable: The file cannot be written.
    """
    contract = find_contract(name)
    if into is None and form == "parquet":
        raise DefinitionError("sample-needs-file", contract=contract.name)
    data = _FORMS[form](sample_table(contract, rows, seed=seed, agency=agency))
    if into is None:
        console.say(data.decode("utf-8").removesuffix("\n"))
        return Exit.SOUND
    try:
        with into.open("xb") as stream:
            stream.write(data)
    except FileExistsError as error:
        raise DefinitionError("sample-there-already", file=into) from error
    except OSError as error:
        raise SourceUnavailable("template-not-written", file=into, reason=error.strerror) from error
    console.note("sample-written", file=into, count=rows, contract=contract.name)
    console.next_step("next-sample", file=shlex.quote(str(into)), contract=shlex.quote(name))
    return Exit.SOUND


def _csv(table: pa.Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows([_cell(cell) for cell in row.values()] for row in table.to_pylist())
    return text.getvalue().encode("utf-8")


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _ndjson(table: pa.Table) -> bytes:
    lines = (json.dumps(_plain(row), ensure_ascii=False) + "\n" for row in table.to_pylist())
    return "".join(lines).encode("utf-8")


def _parquet(table: pa.Table) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: times in UTC, decimals as texts, what is null left out of objects."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if part is not None}
    return [_plain(item) for item in value] if isinstance(value, list) else value


_FORMS = {"csv": _csv, "ndjson": _ndjson, "parquet": _parquet}
