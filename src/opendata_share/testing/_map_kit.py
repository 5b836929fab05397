"""The kit for field maps: subclass it, say what the sample must become, and every promise of a map is a test.

What lives here: the checks of one map, with any source. What this file must not know: the language of maps, any format,
any test runner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Final

import pyarrow as pa

from ..adapters import adapt_bundle, open_mapped
from ..adapters.sources import RawBatch, Source
from ..errors import DefinitionError, OpenDataShareError
from ..stages import Validated
from ..validation import validate
from ._promise import holds

_CAPTURED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_HOSTILE: Final = "=1+1\u202e,\"<b>'"

Row = Mapping[str, Any]


class FieldMapKit:
    """What every field map promises, as tests; a subclass named `Test…` is collected by pytest.

    Attributes:
        field_map: The map.
        sample: The file it is for.
        expected: By contract, the rows a person expects of the sample, in order, each with the fields worth telling;
            written from the source's own description, not from what the map gives.
        rejected: (contract, source row, field, rule) of every violation a person expects.
        skipped: How many source rows the map leaves out, by contract, where it leaves any out.
        references: Tables the rows refer to, as `validate` takes them.

    Example:
        >>> from pathlib import Path
        >>> from opendata_share.testing import FieldMapKit
        >>> class TestUnits(FieldMapKit):
        ...     field_map = Path("units.toml")
        ...     sample = Path("units.csv")
        ...     expected = {"response-unit": [{"call_sign": "AGD-01", "unit_type": "ambulance_als"}]}
    """

    field_map: ClassVar[Path]
    sample: ClassVar[Path]
    expected: ClassVar[Mapping[str, Sequence[Row]]]
    rejected: ClassVar[Sequence[tuple[str, int, str | None, str]]] = ()
    skipped: ClassVar[Mapping[str, int]] = {}
    references: ClassVar[Mapping[str, Any]] = {}

    def open(self) -> Source:
        """Return the sample as a source, read as the map says."""
        return open_mapped(self.sample, self.field_map)

    def test_the_sample_becomes_what_a_person_expects(self) -> None:
        """Every row that is expected is there, in order, with the values that are told; and no other."""
        validated = self._validated(self.open())
        for contract, rows in self.expected.items():
            given = self._accepted(validated)[contract]
            holds(len(given) == len(rows), f"{contract}: {len(given)} rows were accepted, {len(rows)} are expected")
            for number, (made, row) in enumerate(zip(given, rows, strict=True), start=1):
                told = {name: made.get(name) for name in row}
                holds(told == dict(row), f"{contract}, accepted row {number} is {told}, expected {dict(row)}")

    def test_what_is_rejected_is_expected(self) -> None:
        """Each rejection is one a person foresaw: row, field and rule."""
        report = self._validated(self.open()).report
        found = sorted(
            (table.contract.partition("@")[0], violation.row, violation.field or "", violation.rule)
            for table in report.tables
            for violation in table.violations
            if violation.severity == "error"
        )
        holds(
            not any(table.truncated for table in report.tables),
            "there are more rejections than a report keeps: take a smaller sample",
        )
        wanted = sorted((contract, row, name or "", rule) for contract, row, name, rule in self.rejected)
        holds(found == wanted, f"rejected were {found}, expected {wanted}")

    def test_rows_balance(self) -> None:
        """Read − skipped + expanded − merged = produced = accepted + rejected, for every table."""
        for table in self._validated(self.open()).report.tables:
            name = table.contract.partition("@")[0]
            holds(table.balance.balances, f"{name}: {table.balance}")
            holds(table.balance.skipped == self.skipped.get(name, 0), f"{name}: {table.balance.skipped} rows left out")

    def test_tables_have_the_schema_of_their_contracts(self) -> None:
        """Columns, their order and their types are the contract's."""
        validated = self._validated(self.open())
        for table in validated.tables:
            given, promised = table.to_arrow().schema, table.contract.arrow_schema
            holds(given.equals(promised), f"{table.contract.name}: {given} is not {promised}")

    def test_the_same_file_gives_the_same_rows(self) -> None:
        """Nothing depends on the clock, on the order of sets, or on an earlier run."""
        first, second = (self._accepted(self._validated(self.open())) for _ in range(2))
        holds(first == second, "two runs gave different rows")

    def test_an_empty_file_gives_empty_tables(self) -> None:
        """Headings without rows are tables without rows."""
        validated = self._validated(_Changed(self.open(), batches=lambda _batches: iter(())))
        holds(all(not rows for rows in self._accepted(validated).values()), "an empty file gave rows")

    def test_a_column_that_is_gone_stops_the_map(self) -> None:
        """A column the map reads and the file has no more is an error that names it, before a row is read."""
        source = self.open()
        stopped = [name for name in source.headings() if self._stops(_Changed(source, dropped=name), name)]
        holds(bool(stopped), "no column of the file is needed: does the map read anything?")

    def test_a_new_column_stops_the_map(self) -> None:
        """Every column is used, ignored or quarantined: a new one is an error that names it."""
        source = self.open()
        holds(
            self._stops(_Changed(source, added="brand_new_column"), "brand_new_column"),
            "a new column was taken without a word: what is ignored is too wide",
        )

    def test_hostile_cells_are_rows_or_rejections(self) -> None:
        """Whatever stands in a column, each row is accepted or rejected, and rows balance."""
        source = self.open()
        for name in source.headings():
            try:
                report = self._validated(_Changed(self.open(), replaced=name)).report
            except OpenDataShareError:
                continue
            for table in report.tables:
                holds(table.balance.balances, f"with hostile cells in {name!r}: {table.balance}")

    def test_rows_that_come_twice_are_not_lost(self) -> None:
        """The file's rows once more behind themselves: whatever becomes of them is counted."""

        def twice(batches: Iterator[RawBatch]) -> Iterator[RawBatch]:
            kept = list(batches)
            numbers: list[list[Any]] = [batch.rows.to_pylist() for batch in kept]
            last = max((rows[-1] for rows in numbers if rows), default=0)
            yield from kept
            for batch, rows in zip(kept, numbers, strict=True):
                again: Any = pa.array([row + last for row in rows], pa.int64())
                yield RawBatch(batch.columns, again, batch.lines, (), batch.kinds, batch.cells)

        for table in self._validated(_Changed(self.open(), batches=twice)).report.tables:
            holds(table.balance.balances, f"{table.contract}: {table.balance}")

    def _validated(self, source: Source) -> Validated:
        bundle = adapt_bundle(source, field_map=self.field_map, captured_at=_CAPTURED)
        return validate(bundle, references=self.references, as_of=_CAPTURED)

    def _accepted(self, validated: Validated) -> dict[str, list[dict[str, Any]]]:
        return {table.contract.name: table.to_records() for table in validated.tables}

    def _stops(self, source: Source, name: str) -> bool:
        try:
            bundle = adapt_bundle(source, field_map=self.field_map, captured_at=_CAPTURED)
        except DefinitionError as error:
            holds(name in error.text(), f"the error about {name!r} does not name it: {error.text()}")
            return True
        del bundle
        return False


class _Changed:
    """A source with one thing changed."""

    def __init__(
        self,
        source: Source,
        *,
        batches: Callable[[Iterator[RawBatch]], Iterator[RawBatch]] | None = None,
        dropped: str | None = None,
        added: str | None = None,
        replaced: str | None = None,
    ) -> None:
        self._source = source
        self._batches = batches
        self._dropped, self._added, self._replaced = dropped, added, replaced

    @property
    def name(self) -> str:
        return self._source.name

    def headings(self) -> tuple[str, ...]:
        kept = tuple(name for name in self._source.headings() if name != self._dropped)
        return kept if self._added is None else (*kept, self._added)

    def batches(self) -> Iterator[RawBatch]:
        batches = self._source.batches()
        if self._batches is not None:
            return self._batches(batches)
        return map(self._hostile, batches)

    def digest(self) -> str | None:
        return self._source.digest()

    def captured_at(self) -> datetime | None:
        return self._source.captured_at()

    def _hostile(self, batch: RawBatch) -> RawBatch:
        names = batch.columns.schema.names
        if self._replaced not in names or not pa.types.is_string(batch.columns.column(self._replaced).type):
            return batch
        cells = pa.array([_HOSTILE] * batch.columns.num_rows, pa.string())
        columns = batch.columns.set_column(names.index(self._replaced), self._replaced, cells)
        return RawBatch(columns, batch.rows, batch.lines, batch.unmade, batch.kinds, batch.cells, batch.notes)
