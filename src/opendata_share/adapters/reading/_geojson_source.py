"""GeoJSON (RFC 7946): a FeatureCollection, one row a feature.

What lives here: feature to record, and the refusal of other reference systems. What this module must not know:
    contracts,
what a geometry means; its text is handed on as it came, and the field map says `form = "geojson"`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import SourceError
from ._json_source import JsonDocument, KeyUnion, RecordCollector
from ._json_text import compact
from ._one_file import OfOneFile
from ._raw import RawBatch
from ._source_options import SourceOptions

_ID: Final = "@id"
_GEOMETRY: Final = "geometry"
# RFC 7946 section 4 knows longitude and latitude in WGS 84 only; older files name the same system in these ways.
_WGS84: Final = re.compile(
    r"urn:ogc:def:crs:OGC:(1\.3|2)?:CRS84|urn:ogc:def:crs:EPSG:[\d.]*:4326|OGC:CRS84|EPSG:4326"
    r"|https?://www\.opengis\.net/def/crs/(OGC/1\.3/CRS84|EPSG/0/4326)",
    re.IGNORECASE,
)


class GeoJsonSource(OfOneFile):
    """A FeatureCollection as text columns: `@id` where a feature has one, every property, and `geometry` as GeoJSON.

    The geometry's numbers are as they were written, positions are longitude, latitude (RFC 7946 section 3.1.1), and a
    feature without geometry has null there. An item that is no Feature becomes an `UnmadeRow` with the rule
    `not-a-feature`. Foreign members are not read.

    Args:
        location: The file.
        options: `encoding`, `null` and `quarantine` apply.
        limits: `document_bytes`, `record_bytes` (one feature), `depth`, `columns` and `rows` apply.
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(location, options, limits)
        self._headings: tuple[str, ...] | None = None

    def headings(self) -> tuple[str, ...]:
        """Read the document once, check it, and return its columns; see `Source.headings`.

        Raises:
            SourceError: Also where it is no FeatureCollection, names another reference system than WGS 84 longitude and
                latitude, or has a property called `geometry` or `@id`.
        """
        if self._headings is None:
            document, keys = JsonDocument(self._file, self._options.encoding), KeyUnion(self.name, self._limits)
            with_id = False
            for row, feature in enumerate(islice(document.records("features"), self._limits.rows), start=1):
                if (record := feature_record(feature)) is not None:
                    with_id = with_id or _ID in record
                    keys.add(self._properties(feature, row))
            self._check(document.members)
            self._headings = (*((_ID,) if with_id else ()), *keys.headings(), _GEOMETRY)
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the document, a batch for each 16 384 features; see `Source.batches`."""
        collector = RecordCollector(self.name, self._options, self._limits, self.headings())
        for feature in JsonDocument(self._file, self._options.encoding).records("features"):
            if (record := feature_record(feature)) is not None:
                collector.add(record)
            else:
                collector.add_unmade("not-a-feature", "geojson-not-a-feature", compact(feature))
            if collector.full():
                yield from collector.take()
        yield from collector.take()

    def _properties(self, feature: dict[str, Any], row: int) -> dict[str, Any]:
        properties: dict[str, Any] = feature.get("properties") or {}
        for reserved in (_ID, _GEOMETRY):
            if reserved in properties:
                raise SourceError("geojson-property-name", file=self.name, row=row, field=reserved)
        return properties

    def _check(self, members: dict[str, Any]) -> None:
        if members.get("type") != "FeatureCollection":
            raise SourceError("geojson-not-a-collection", file=self.name)
        crs = members.get("crs")
        if crs is None:
            return
        properties = crs.get("properties") if isinstance(crs, dict) else None
        name = properties.get("name") if isinstance(properties, dict) else None
        if not isinstance(name, str) or not _WGS84.fullmatch(name):
            raise SourceError("geojson-crs", file=self.name, crs=name[:80] if isinstance(name, str) else "?")


def feature_record(feature: Any) -> dict[str, Any] | None:
    """Return a feature as one flat record, or None where it is no Feature (RFC 7946 section 3.2)."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return None
    properties, geometry, identifier = feature.get("properties"), feature.get(_GEOMETRY), feature.get("id")
    if not isinstance(properties, dict | None) or not isinstance(geometry, dict | None):
        return None
    if not isinstance(identifier, str | None):  # a number is its text
        return None
    record = {**(properties or {}), _GEOMETRY: geometry}
    return record if identifier is None else {_ID: identifier, **record}
