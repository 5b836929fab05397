"""Rows that a contract accepts: for mock neighbours, for trying a program out, for tests.

What lives here: drawing rows, mending those that break a check, and asking validation itself which are right. What
this file must not know: how a cell is drawn (`_cells`), files.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from .._arrow import mask_of, pc
from ..contract import Contract
from ..errors import DefinitionError
from ..stages import Lineage, Table
from ..validation import validate
from ._cells import Cells

if TYPE_CHECKING:
    import pyarrow as pa

_AGENCY: Final = "contoh"
_ROUNDS: Final = 40
_MENDED: Final = 2
_MOST: Final = 20_000
_MOST_EACH: Final = 50


def sample_table(contract: Contract, count: int, *, seed: int = 0, agency: str = _AGENCY) -> pa.Table:
    """Return `count` rows that `validate` accepts under `contract`; the same seed gives the same rows.

    They keep to types, code lists, patterns, bounds, keys, checks and table rules, and look like what an agency writes;
    they are made up. References name rows that need not exist, and areas of Jakarta.

    Args:
        contract: What the rows promise.
        count: How many rows.
        seed: What they are drawn by.
        agency: The slug of the agency that publishes them.

    Raises:
        DefinitionError: So many different rows were not found, such as a hundred and one provinces.

    Example:
        >>> from opendata_share.schemas import FleetCount
        >>> from opendata_share.testing import sample_table
        >>> sample_table(FleetCount.contract(), 3).num_rows
        3
    """
    import pyarrow as pa

    cells = Cells(contract, random.Random(seed), agency)  # noqa: S311  # test data, not secrets
    schema = contract.arrow_schema
    kept = schema.empty_table()
    made, each = 0, 1.0
    for _ in range(_ROUNDS):
        wanted = count - kept.num_rows
        if not wanted:
            return kept
        drawn = [cells.row(made + number + 1) for number in range(min(_MOST, int(wanted * each * 1.1) + 8))]
        made += len(drawn)
        fresh = sound(contract, mended(contract, pa.Table.from_pylist(drawn, schema)))
        each = len(drawn) / max(fresh.num_rows, len(drawn) / _MOST_EACH)
        if fresh.num_rows:
            kept = _accepted(contract, pa.concat_tables([kept, fresh])).slice(0, count)
    if kept.num_rows == count:
        return kept
    raise DefinitionError("sample-too-few", contract=contract.name, count=count, found=kept.num_rows)


def sample_rows(contract: Contract, count: int, *, seed: int = 0, agency: str = _AGENCY) -> list[dict[str, Any]]:
    """Return the rows of `sample_table` as dicts, empty cells left out: records as other programs send them.

    Raises:
        DefinitionError: As for `sample_table`.
    """
    rows = sample_table(contract, count, seed=seed, agency=agency).to_pylist()
    return [{name: cell for name, cell in row.items() if cell is not None} for row in rows]


def mended(contract: Contract, table: pa.Table) -> pa.Table:
    """Return the rows with what is derived filled in, and without cells over which a check stumbles."""
    import pyarrow as pa

    optional = {
        field.name for field in contract.fields if not field.required and field.name not in contract.primary_key
    }
    for _ in range(_MENDED):
        table = _derived(contract, table)
        for columns, broken in _broken(contract, table):
            for name in sorted(columns & optional):
                at = table.schema.get_field_index(name)
                column = table.column(name)
                cleared = pc.if_else(pa.array(broken), pa.scalar(None, column.type), column)
                table = table.set_column(at, table.schema.field(name), cleared)
    return _derived(contract, table)


def sound(contract: Contract, table: pa.Table) -> pa.Table:
    """Return the rows that break no check: validation is asked about these only."""
    import numpy as np
    import pyarrow as pa

    meets_all = np.ones(table.num_rows, np.bool_)
    for _, broken in _broken(contract, table):
        meets_all &= ~broken
    return table.filter(pa.array(meets_all))


def _broken(contract: Contract, table: pa.Table) -> Iterator[tuple[set[str], Any]]:
    for check, condition in contract.conditions:
        if check.severity == "error":
            columns = {name: _whole(table, name) for name in condition.columns}
            held = condition.evaluate(columns, table.num_rows).values
            broken = mask_of(pc.equal(held.fill_null(True), False))
            if broken.any():
                yield set(condition.columns), broken


def _derived(contract: Contract, table: pa.Table) -> pa.Table:
    for field, expression in contract.derivations:
        columns = {name: _whole(table, name) for name in expression.columns}
        values = expression.evaluate(columns, table.num_rows).values
        at = table.schema.get_field_index(field.name)
        table = table.set_column(at, table.schema.field(field.name), pc.cast(values, field.arrow_type()))
    return table


def _whole(table: pa.Table, name: str) -> Any:
    return table.column(name).combine_chunks()


def _accepted(contract: Contract, table: pa.Table) -> pa.Table:
    accepted = validate(_as_table(contract, table.to_batches()), map_batches=map).accepted
    assert isinstance(accepted, Table)  # noqa: S101  # one table in, one table out
    return accepted.to_arrow()


def _as_table(contract: Contract, batches: Iterable[pa.RecordBatch]) -> Table:
    kept = list(batches)
    return Table.of_batches(contract, lambda: iter(kept), Lineage(source="sample"))
