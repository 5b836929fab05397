"""GeoJSON (RFC 7946): a FeatureCollection, one row a feature.

What lives here: features to records. What this module must not know: contracts, what a geometry means; the field map says
`form = "geojson"`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final

from .._limits import DEFAULT_LIMITS, Limits
from ..errors import SourceError
from ._json_source import JsonDocument, KeyUnion, RecordCollector
from ._json_text import compact
from ._raw import RawBatch
from ._source_file import SourceFile
from ._source_options import SourceOptions

_WGS84: Final = frozenset(
    {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"}
)
_OURS: Final = ("@id", "geometry")


class GeoJsonSource:
    """A FeatureCollection as text columns: `@id` where features have one, every property, and `geometry` as GeoJSON text.

    Positions are longitude, latitude (RFC 7946 section 3.1.1). An item that is no Feature becomes an `UnmadeRow` with the rule
    `not-a-feature`. A collection that names another reference system than WGS 84 is refused.

    Args:
        location: The file.
        options: `encoding`, `null` and `quarantine` apply.
        limits: `document_bytes`, `record_bytes`, `depth`, `columns` and `rows` apply.
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._file = SourceFile(location, limits)
        self._options = options
        self._limits = limits
        self._headings: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """The path as given."""
        return self._file.name

    def headings(self) -> tuple[str, ...]:
        """Read the document once and return its columns; see `Source.headings`."""
        if self._headings is None:
            keys = KeyUnion(self.name, self._limits)
            for feature in islice(self._features(), self._limits.rows):
                if (record := _record(feature)) is not None:
                    keys.add(record)
            names = keys.headings()
            head = ("@id",) if "@id" in names else ()
            self._headings = (*head, *(name for name in names if name not in _OURS), "geometry")
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the document, a batch for each 65 536 features; see `Source.batches`."""
        collector = RecordCollector(self.name, self._options, self._limits, self.headings())
        for feature in self._features():
            record = _record(feature)
            if record is None:
                collector.add_unmade("not-a-feature", "geojson-not-a-feature", compact(feature))
            else:
                collector.add(record)
            if collector.full():
                yield from collector.take()
        yield from collector.take()

    def digest(self) -> str:
        """Return the digest of the file's bytes; free after a whole pass."""
        return self._file.digest()

    def captured_at(self) -> datetime | None:
        """Return the file's modification time, in UTC."""
        return self._file.captured_at()

    def _features(self) -> Iterator[Any]:
        document = JsonDocument(self._file, self._options.encoding)
        for feature in document.records("features"):
            properties = feature.get("properties") if isinstance(feature, dict) else None
            if isinstance(properties, dict) and (taken := set(_OURS) & properties.keys()):
                raise SourceError("geojson-property-name", file=self.name, field=min(taken))
            yield feature
        if document.members.get("type") != "FeatureCollection":
            raise SourceError("geojson-not-a-collection", file=self.name)
        crs = document.members.get("crs")
        named = (
            crs.get("properties", {}).get("name")
            if isinstance(crs, dict) and isinstance(crs.get("properties"), dict)
            else None
        )
        if crs is not None and named not in _WGS84:
            raise SourceError("geojson-crs", file=self.name)


def _record(feature: Any) -> dict[str, Any] | None:
    """Return a feature as one flat record, or None where it is no Feature (RFC 7946 section 3.2)."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return None
    properties, geometry = feature.get("properties"), feature.get("geometry")
    if not isinstance(properties, dict | None) or not isinstance(geometry, dict | None):
        return None
    record = dict(properties or {})
    if "id" in feature:
        record["@id"] = feature["id"]
    record["geometry"] = geometry
    return record
