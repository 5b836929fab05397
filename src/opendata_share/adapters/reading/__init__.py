"""Reading: bytes and tables of the outside world as batches of cells.

What lives here: one reader a format, and what they share. What this room must not know: contracts, field maps, types.
"""

from __future__ import annotations

from ._arrow_source import ArrowSource, RowsSource
from ._csv_source import CsvSource
from ._geojson_source import GeoJsonSource
from ._json_source import JsonSource
from ._json_text import JsonFault, check_nesting
from ._ndjson_source import NdjsonSource
from ._open_source import open_source
from ._parquet_source import ParquetSource
from ._partitioned_source import PartitionedSource, is_several
from ._raw import (
    CELL_EMPTY,
    CELL_ERROR,
    CELL_FORMULA,
    CELL_NUMBER,
    CELL_TEXT,
    CELL_TIME,
    KIND_NULL,
    Part,
    PartedSource,
    RawBatch,
    Source,
    parts_of,
)
from ._sheet_source import SheetSource
from ._source_options import SourceOptions, encoding_name
from ._taken_dialect import TakenDialect, taken_dialect

__all__ = [
    "CELL_EMPTY",
    "CELL_ERROR",
    "CELL_FORMULA",
    "CELL_NUMBER",
    "CELL_TEXT",
    "CELL_TIME",
    "KIND_NULL",
    "ArrowSource",
    "CsvSource",
    "GeoJsonSource",
    "JsonFault",
    "JsonSource",
    "NdjsonSource",
    "ParquetSource",
    "Part",
    "PartedSource",
    "PartitionedSource",
    "RawBatch",
    "RowsSource",
    "SheetSource",
    "Source",
    "SourceOptions",
    "TakenDialect",
    "check_nesting",
    "encoding_name",
    "is_several",
    "open_source",
    "parts_of",
    "taken_dialect",
]
