"""Reading: bytes and tables of the outside world as batches of cells.

What lives here: one reader a format, and what they share. What this room must not know: contracts, field maps, types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..._late_names import late
from ._csv_source import CsvSource
from ._open_source import is_address, open_source, shown_address
from ._partitioned_source import PartitionedSource, is_several
from ._raw import (
    CELL_EMPTY,
    CELL_ERROR,
    CELL_FORMULA,
    CELL_NUMBER,
    CELL_TEXT,
    CELL_TIME,
    KIND_NESTED,
    KIND_NULL,
    Part,
    PartedSource,
    PeekedSource,
    RawBatch,
    Source,
    parts_of,
    reads_ahead,
)
from ._service_options import Paging, ServiceOptions, refuse_unused
from ._source_options import SourceOptions, encoding_name
from ._taken_dialect import TakenDialect, taken_dialect

if TYPE_CHECKING:
    from ._arrow_batches import ArrowBatches, check_schema
    from ._arrow_source import ArrowSource, RowsSource
    from ._fixed_source import FixedSource
    from ._geojson_source import GeoJsonSource, feature_record
    from ._ipc_source import IpcSource
    from ._json_source import JsonSource, KeyUnion, RecordCollector
    from ._json_text import JsonDecoder, JsonFault, check_nesting, check_surrogates, compact, read_again, skip_space
    from ._ndjson_source import NdjsonSource
    from ._nested_cells import Found, Items, Nodes, is_arrow_list, items_below, lists_of, nodes_of, walked
    from ._nested_path import NestedPath, Step, nested_path
    from ._nested_paths import NestedPaths, nested_paths
    from ._parquet_source import ParquetSource
    from ._places import Places
    from ._record_source import RecordSource, Unreadable
    from ._sheet_source import SheetSource
    from ._xml_records import XmlRecords
    from ._xml_source import XmlSource, record_name

__all__ = [
    "CELL_EMPTY",
    "CELL_ERROR",
    "CELL_FORMULA",
    "CELL_NUMBER",
    "CELL_TEXT",
    "CELL_TIME",
    "KIND_NESTED",
    "KIND_NULL",
    "ArrowBatches",
    "ArrowSource",
    "CsvSource",
    "FixedSource",
    "Found",
    "GeoJsonSource",
    "IpcSource",
    "Items",
    "JsonDecoder",
    "JsonFault",
    "JsonSource",
    "KeyUnion",
    "NdjsonSource",
    "NestedPath",
    "NestedPaths",
    "Nodes",
    "NullTokens",
    "Paging",
    "ParquetSource",
    "Part",
    "PartedSource",
    "PartitionedSource",
    "PeekedSource",
    "Places",
    "RawBatch",
    "RecordCollector",
    "RecordSource",
    "RowsSource",
    "ServiceOptions",
    "SheetSource",
    "Source",
    "SourceOptions",
    "Step",
    "TakenDialect",
    "Unreadable",
    "XmlRecords",
    "XmlSource",
    "check_nesting",
    "check_schema",
    "check_surrogates",
    "compact",
    "encoding_name",
    "feature_record",
    "is_address",
    "is_arrow_list",
    "is_several",
    "items_below",
    "lists_of",
    "nested_path",
    "nested_paths",
    "nodes_of",
    "open_source",
    "parts_of",
    "read_again",
    "reads_ahead",
    "record_name",
    "refuse_unused",
    "shown_address",
    "skip_space",
    "taken_dialect",
    "walked",
]

# A format nobody asks for is not loaded: a CSV file needs no reader of workbooks.
_MODULE_OF: Final = {
    "ArrowBatches": "_arrow_batches",
    "check_schema": "_arrow_batches",
    "ArrowSource": "_arrow_source",
    "RowsSource": "_arrow_source",
    "FixedSource": "_fixed_source",
    "GeoJsonSource": "_geojson_source",
    "feature_record": "_geojson_source",
    "JsonSource": "_json_source",
    "KeyUnion": "_json_source",
    "RecordCollector": "_json_source",
    "JsonDecoder": "_json_text",
    "JsonFault": "_json_text",
    "check_nesting": "_json_text",
    "check_surrogates": "_json_text",
    "compact": "_json_text",
    "read_again": "_json_text",
    "skip_space": "_json_text",
    "NdjsonSource": "_ndjson_source",
    "Found": "_nested_cells",
    "Items": "_nested_cells",
    "Nodes": "_nested_cells",
    "is_arrow_list": "_nested_cells",
    "items_below": "_nested_cells",
    "lists_of": "_nested_cells",
    "nodes_of": "_nested_cells",
    "walked": "_nested_cells",
    "NestedPath": "_nested_path",
    "Step": "_nested_path",
    "nested_path": "_nested_path",
    "NestedPaths": "_nested_paths",
    "nested_paths": "_nested_paths",
    "IpcSource": "_ipc_source",
    "ParquetSource": "_parquet_source",
    "Places": "_places",
    "RecordSource": "_record_source",
    "Unreadable": "_record_source",
    "SheetSource": "_sheet_source",
    "XmlRecords": "_xml_records",
    "XmlSource": "_xml_source",
    "record_name": "_xml_source",
}


__getattr__ = late(__name__, _MODULE_OF)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
