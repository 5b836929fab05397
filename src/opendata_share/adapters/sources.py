"""Sources: bytes, tables, services and databases → batches of cells.

What lives here: the public names of the readers; another package registers its own under the entry-point group
`opendata_share.sources`. What this module must not know: contracts and field maps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..stages import UnmadeRow
from . import reading

if TYPE_CHECKING:
    from .databases import AdbcSource, KeyBookmark, PostgresqlSource, SqliteSource
    from .reading import (
        ArrowSource,
        CsvSource,
        FixedSource,
        GeoJsonSource,
        IpcSource,
        JsonSource,
        NdjsonSource,
        Paging,
        ParquetSource,
        Part,
        PartedSource,
        RawBatch,
        RecordSource,
        RowsSource,
        ServiceOptions,
        SheetSource,
        Source,
        SourceOptions,
        Unreadable,
        XmlSource,
        open_source,
    )
    from .services import (
        ApiSource,
        ArcgisSource,
        Bookmark,
        CkanSource,
        FhirSource,
        NgsiLdSource,
        OgcFeaturesSource,
        Open311Source,
        ServiceSource,
        SocrataSource,
    )

__all__ = [
    "AdbcSource",
    "ApiSource",
    "ArcgisSource",
    "ArrowSource",
    "Bookmark",
    "CkanSource",
    "CsvSource",
    "FhirSource",
    "FixedSource",
    "GeoJsonSource",
    "IpcSource",
    "JsonSource",
    "KeyBookmark",
    "NdjsonSource",
    "NgsiLdSource",
    "OgcFeaturesSource",
    "Open311Source",
    "Paging",
    "ParquetSource",
    "Part",
    "PartedSource",
    "PostgresqlSource",
    "RawBatch",
    "RecordSource",
    "RowsSource",
    "ServiceOptions",
    "ServiceSource",
    "SheetSource",
    "SocrataSource",
    "Source",
    "SourceOptions",
    "SqliteSource",
    "UnmadeRow",
    "Unreadable",
    "XmlSource",
    "open_source",
]

_OF_DATABASES: Final = frozenset(("AdbcSource", "KeyBookmark", "PostgresqlSource", "SqliteSource"))
_OF_SERVICES: Final = frozenset(
    {
        *("ApiSource", "ArcgisSource", "Bookmark", "CkanSource", "FhirSource", "NgsiLdSource", "OgcFeaturesSource"),
        *("Open311Source", "ServiceSource", "SocrataSource"),
    }
)


def __getattr__(name: str) -> Any:
    """Return a reader, loaded when it is first asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _OF_SERVICES:
        from . import services  # a file needs none

        return getattr(services, name)
    if name in _OF_DATABASES:
        from . import databases  # only where the extra is installed does it read

        return getattr(databases, name)
    return getattr(reading, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
