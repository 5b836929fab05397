"""One table to the files of a release that depend on its rows alone.

What lives here: one pass over the rows that screens them, digests them and writes Parquet and CSV. What this file must
not know: release numbers, catalogues, locks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa

from .. import _csv_text
from .._arrow import pc, plain_batch
from .._dataclass import dataclass
from ..contract import Contract, Provenance
from ..errors import DefinitionError
from ..stages import ProtectedTable
from ..stores import Disk, HashedFile, Sealed
from ._chunks import chunks
from ._layout import CSV_ROWS, FileEntry, agency_slug
from ._parquet import ROW_GROUP, RowWriter
from ._rows_digest import RowsDigest
from ._screen import screen


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedTable:
    """The rows of one table, written and durable, not yet visible.

    Attributes:
        table: What was staged.
        agency: The publishing agency's slug.
        folder: Where the files are.
        rows: How many rows there are.
        withheld: How many rows the policy left out.
        rows_digest: "sha256:…" of their values.
        parquet: The Parquet file.
        csv: The CSV file, or None where there are more rows than a CSV holds.
    """

    table: ProtectedTable
    agency: str
    folder: Path
    rows: int
    withheld: int
    rows_digest: str
    parquet: FileEntry
    csv: FileEntry | None


def stage_table(
    protected: ProtectedTable,
    folder: Path,
    disk: Disk,
    csv_rows: int = CSV_ROWS,
    see: Callable[[pa.RecordBatch], None] = lambda _: None,
) -> StagedTable:
    """Write the rows of `protected` into the new folder `folder`; `see` looks at each piece of them.

    Raises:
        ReleaseError: Rows are not what the contract promises.
        DefinitionError: No agency was said, and the rows do not name exactly one.
    """
    contract = protected.table.contract
    disk.make_folder(folder)
    agency = AgencyOf(protected)
    digest, rows, screened = RowsDigest(contract), 0, ScreenedRows(protected)
    with ExitStack() as files:
        parquet = _new_file(files, disk, folder / f"{contract.name}.parquet")
        csv = _CsvFile(files, disk, folder / f"{contract.name}.csv", contract, csv_rows)
        with RowWriter(parquet, contract) as writer, ThreadPoolExecutor(1, "csv") as beside:
            written: Future[None] | None = None
            for chunk in chunks(screened.batches(), ROW_GROUP):
                if written is not None:
                    written.result()  # at most one chunk waits, and what went wrong is raised
                written = beside.submit(csv.write, chunk)  # a processor of its own: text costs as much as the rest
                digest.update(chunk)
                agency.see(chunk)
                see(chunk)
                writer.write(chunk)
                rows += chunk.num_rows
            if written is not None:
                written.result()
        return StagedTable(
            table=protected,
            agency=agency.slug(),
            folder=folder,
            rows=rows,
            withheld=screened.withheld,
            rows_digest=digest.text(),
            parquet=_entry(parquet.seal()),
            csv=csv.seal(),
        )


class ScreenedRows:
    """The rows of a table, each batch looked at a last time, and those counted that a policy left out."""

    def __init__(self, protected: ProtectedTable) -> None:
        self._table = protected.table
        self.withheld = 0

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows."""
        check = screen(self._table.contract)
        for rows in self._table.stream():
            self.withheld += rows.balance.skipped
            batch = plain_batch(rows.data, self._table.schema)
            check(batch)
            yield batch


def _new_file(files: ExitStack, disk: Disk, path: Path) -> HashedFile:
    file = disk.create(path)
    files.callback(file.close)
    return file


def _entry(sealed: Sealed) -> FileEntry:
    return FileEntry(sealed.path.name, sealed.bytes, sealed.sha256)


class _CsvFile:
    """The CSV beside the Parquet; it is given up when there are too many rows for one."""

    def __init__(self, files: ExitStack, disk: Disk, path: Path, contract: Contract, most: int) -> None:
        self._disk, self._path = disk, path
        self._left = most
        self._file: HashedFile | None = _new_file(files, disk, path)
        self._file.write(_csv_text.header(contract.arrow_schema.names))

    def write(self, chunk: pa.RecordBatch) -> None:
        """Write the next rows, or give the file up."""
        if self._file is None:
            return
        self._left -= chunk.num_rows
        if self._left < 0:
            self._file.close()
            self._file = None
            self._disk.remove(self._path)
            return
        for text in _csv_text.text_of(chunk):
            self._file.write(text)

    def seal(self) -> FileEntry | None:
        """Make the file durable and return its entry, or None where it was given up."""
        return None if self._file is None else _entry(self._file.seal())


class AgencyOf:
    """Finds out who publishes: what the lineage says, else the one agency all rows name."""

    def __init__(self, protected: ProtectedTable) -> None:
        self._contract = protected.table.contract
        self._said = protected.table.lineage.agency
        self._field = self._contract.provenance(Provenance.AGENCY)
        self._seen: set[str] = set()

    def see(self, chunk: pa.RecordBatch) -> None:
        """Note the agencies of some rows."""
        if self._said is None and self._field is not None and len(self._seen) < 2:
            self._seen |= {
                value for value in pc.unique(chunk.column(self._field.name)).to_pylist() if value is not None
            }

    def slug(self) -> str:
        """Return the agency's slug.

        Raises:
            DefinitionError: Nothing says who publishes, or the rows name several.
        """
        if self._said is not None:
            return agency_slug(self._said)
        if len(self._seen) != 1:
            raise DefinitionError("publish-agency", contract=self._contract.identity, count=len(self._seen))
        return agency_slug(next(iter(self._seen)))
