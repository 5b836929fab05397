"""What comes in: anything with `__arrow_c_stream__`, read into columns of the contracts' types.

What lives here: the columns each answer reads, by contract, and the conversion. What this file must not know: any
answer.

A column that is not there is null in every row (unknown, never zero), unless the answer cannot be given without
it. Nothing is read out of text here: turning cells into times and numbers is the adapters' work, and a time without a
zone is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyarrow as pa

from .._arrow import nulls, pc
from .._dataclass import dataclass
from ..errors import DefinitionError

TEXT: Final[pa.DataType] = pa.string()
WHOLE: Final[pa.DataType] = pa.int64()
REAL: Final[pa.DataType] = pa.float64()
TRUTH: Final[pa.DataType] = pa.bool_()
DAY: Final[pa.DataType] = pa.date32()
MOMENT: Final[pa.DataType] = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns an answer reads from the rows of one contract.

    Attributes:
        contract: The contract that describes them, as errors name it.
        necessary: Those the answer cannot be given without.
        optional: Those that are null where they are not there.
    """

    contract: str
    necessary: Mapping[str, pa.DataType]
    optional: Mapping[str, pa.DataType]


def read_columns(given: object, columns: Columns) -> pa.Table:
    """Return `given` as a table: known columns in their declared types and first, unknown ones as they came.

    Args:
        given: Anything with `__arrow_c_stream__`: a Table of this package, pyarrow, polars, pandas, duckdb.
        columns: What to look for.

    Raises:
        DefinitionError: `given` is no table, a necessary column is missing, or a column has a type that does not
            convert.
    """
    table = _table(given, columns.contract)
    known = {**columns.necessary, **columns.optional}
    for name in columns.necessary:
        if name not in table.column_names:
            raise DefinitionError("emergency-missing-column", column=name, contract=columns.contract)
    read = {name: _column(table, name, kind, columns.contract) for name, kind in known.items()}
    others = {name: table.column(name) for name in table.column_names if name not in known}
    return pa.table({**read, **others})


def as_array(table: pa.Table, name: str) -> pa.Array[Any]:
    """Return one column of `table` as a single array."""
    chunks = table.column(name).chunks
    return chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks) if chunks else nulls(0, table.field(name).type)


def _table(given: object, contract: str) -> pa.Table:
    if isinstance(given, pa.Table):
        table = given
    elif hasattr(given, "__arrow_c_stream__"):
        table = pa.RecordBatchReader.from_stream(given).read_all()
    else:
        raise DefinitionError("emergency-not-a-table", contract=contract, kind=type(given).__name__)
    if len(set(table.column_names)) != table.num_columns:
        raise DefinitionError("emergency-column-twice", contract=contract)
    return table


def _column(table: pa.Table, name: str, kind: pa.DataType, contract: str) -> pa.Array[Any]:
    if name not in table.column_names:
        absent: pa.Array[Any] = nulls(table.num_rows, kind)
        return absent
    column = as_array(table, name)
    found = column.type.value_type if isinstance(column.type, pa.DictionaryType) else column.type
    if found == kind and column.type == kind:
        return column
    if not (pa.types.is_null(found) or any(accepts(found) for accepts in _ACCEPTED[kind])):
        raise DefinitionError("emergency-column-type", column=name, contract=contract, expected=kind, found=found)
    try:
        # digits below a microsecond are cut off: no emergency service keeps them, and pandas invents them
        cast: pa.Array[Any] = pc.cast(column, options=pc.CastOptions(kind, allow_time_truncate=True))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise DefinitionError(
            "emergency-column-type", column=name, contract=contract, expected=kind, found=found
        ) from None  # Arrow's own words show the value
    return cast


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _is_moment(kind: pa.DataType) -> bool:
    return isinstance(kind, pa.TimestampType) and kind.tz is not None


_ACCEPTED: Final[Mapping[pa.DataType, tuple[Callable[[pa.DataType], bool], ...]]] = {
    TEXT: (_is_text, pa.types.is_integer),
    WHOLE: (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal),
    REAL: (pa.types.is_floating, pa.types.is_integer, pa.types.is_decimal),
    TRUTH: (pa.types.is_boolean,),
    DAY: (pa.types.is_date,),
    MOMENT: (_is_moment,),
}
