"""Sources: bytes and tables → batches of cells.

What lives here: the public names of the readers; another package registers its own under the entry-point group
`opendata_share.sources`. What this module must not know: contracts and field maps.
"""

from __future__ import annotations

from ..stages import UnmadeRow
from ._arrow_source import ArrowSource, RowsSource
from ._csv_source import CsvSource
from ._geojson_source import GeoJsonSource
from ._json_source import JsonSource
from ._ndjson_source import NdjsonSource
from ._open_source import open_source
from ._parquet_source import ParquetSource
from ._raw import RawBatch, Source
from ._sheet_source import SheetSource
from ._source_options import SourceOptions

__all__ = [
    "ArrowSource",
    "CsvSource",
    "GeoJsonSource",
    "JsonSource",
    "NdjsonSource",
    "ParquetSource",
    "RawBatch",
    "RowsSource",
    "SheetSource",
    "Source",
    "SourceOptions",
    "UnmadeRow",
    "open_source",
]
