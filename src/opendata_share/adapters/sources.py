"""Sources: bytes and tables → batches of cells.

What lives here: the public names of the readers; another package registers its own under the entry-point group
`opendata_share.sources`. What this module must not know: contracts and field maps.
"""

from __future__ import annotations

from ..stages import UnmadeRow
from .reading import (
    ArrowSource,
    CsvSource,
    GeoJsonSource,
    JsonSource,
    NdjsonSource,
    ParquetSource,
    RawBatch,
    RowsSource,
    SheetSource,
    Source,
    SourceOptions,
    open_source,
)

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
