"""ArcGIS feature layers: a layer's `query` (ArcGIS REST API, Feature Service).

What lives here: the description of that service. What this module must not know: sockets, tables.

The layer is asked first what it is and how many features match, so that columns are known and a layer that leaves off
without `exceededTransferLimit` is found out. Then pages follow in the order of object ids, which the server gives to
each new feature: by `resultOffset` where it can, else a page of ids after ids that were read, by `objectIds`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError, SourceError
from ...transport import Reply
from ..reading import SourceOptions
from ._geojson_features import GEOMETRY, geojson_of, records_of
from ._json_page import at, json_of, records_at, records_if_any, refused, whole_number
from ._paged import Broken, Description, Page, Request
from ._service_source import ServiceSource

_WGS84: Final = "4326"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_IDS: Final = 100  # more make an address that some servers refuse
_DATE: Final = "esriFieldTypeDate"


class ArcgisPages(Description):
    """One layer or table of a feature service."""

    stable = True
    page_size: ClassVar[int] = 1_000
    name: ClassVar[str] = "arcgis"
    windows = True

    def __init__(self, url: str, options: SourceOptions, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(url, options, limits)
        layer = self.base.url.removesuffix("/").removesuffix("/query")
        if not urlsplit(layer).path.rpartition("/")[2].isdigit():
            raise DefinitionError("service-arcgis-layer")
        asked = options.service
        if (asked.since is not None or asked.until is not None) and asked.changed is None:
            raise DefinitionError("service-changed-needed", format=self.name)
        self.layer = Request(layer, self.base.parameters)
        self.geojson = (asked.parameters.get("f") or self.base.get("f")) == "geojson"

    def first(self) -> Request:
        """Return the question what the layer is."""
        return self.asking(self.layer).having({"f": "json"})

    def read(self, reply: Reply, asked: Request, before: int) -> Page:  # noqa: ARG002 - the offset says it
        """Return the features, or what the layer says of itself, and what to ask next."""
        document = json_of(reply, self.depth)
        if (error := at(document, "error")) is not None:
            refused(reply, at(error, "code"), at(error, "message"))
        if not asked.note:
            return self._layer(document, reply)
        key, by = asked.note.rsplit(" ", 1)
        if asked.get("returnCountOnly") is not None:
            following = self._offset(key, 0) if by == "offset" else self._ids(key, None)
            return Page((), following, whole_number(at(document, "count")), identity=key)
        if asked.get("returnIdsOnly") is not None:
            return Page((), self._chunk(records_if_any(document, "objectIds", reply), key), identity=key)
        records = self._records(document, reply)
        return Page(records, self._following(document, asked, key, records), identity=key)

    def _layer(self, document: Any, reply: Reply) -> Page:
        """Return the layer's columns, and the question how many features there are."""
        fields = at(document, "fields")
        if not isinstance(fields, list):
            raise SourceError("service-arcgis-no-layer", file=reply.place)
        key = at(document, "objectIdField") or next(
            (at(field, "name") for field in fields if at(field, "type") == "esriFieldTypeOID"), None
        )
        if not isinstance(key, str):
            raise SourceError("service-arcgis-no-layer", file=reply.place)
        columns = [name for field in fields if isinstance(name := at(field, "name"), str)]
        shape = (GEOMETRY,) if at(document, "geometryType") else ()
        by = "offset" if at(document, "advancedQueryCapabilities/supportsPagination") is True else "ids"
        count = self._query({"returnCountOnly": "true"}, f"{key} {by}")
        return Page((), count.having({"f": "json"}), columns=(*columns, *shape))

    def _query(self, values: Mapping[str, str], note: str, beside: str | None = None) -> Request:
        """Return a query of the layer; what the caller declared goes along, and narrows what is asked for."""
        request = self.asking(Request(f"{self.layer.url}/query", self.base.parameters), values)
        changed, since, until = self.options.changed, self.options.since, self.options.until
        parts = [request.get("where"), beside]
        parts += [f"{changed} >= {_timestamp(since)}" if since else None]
        parts += [f"{changed} < {_timestamp(until)}" if until else None]
        said = [part for part in parts if part]
        where = " AND ".join(f"({part})" for part in said) if len(said) > 1 else (said or ["1=1"])[0]
        return replace(request.having({"where": where}), note=note)

    def _features(self, values: Mapping[str, str], note: str, beside: str | None = None) -> Request:
        form = "geojson" if self.geojson else "json"
        return self._query({"outFields": "*", "outSR": "4326", "f": form, **values}, note, beside)

    def _offset(self, key: str, offset: int) -> Request:
        values = {"orderByFields": f"{key} ASC", "resultRecordCount": self.size}
        return self._features(values, f"{key} offset").having({"resultOffset": str(offset)})

    def _ids(self, key: str, last: str | None) -> Request:
        beside = None if last is None else f"{key} > {last}"
        return self._query({"returnIdsOnly": "true"}, f"{key} ids", beside).having({"f": "json"})

    def _chunk(self, found: Sequence[Any], key: str) -> Request | None:
        """Return the question for the features whose ids come first."""
        ids = sorted({number for item in found if (number := whole_number(item)) is not None})
        chunk = ids[: min(int(self.size), _IDS)]
        return self._features({"objectIds": ",".join(map(str, chunk))}, f"{key} ids") if chunk else None

    def _following(self, document: Any, asked: Request, key: str, records: Sequence[Any]) -> Request | None:
        ids = asked.get("objectIds")
        if ids is not None:
            return self._ids(key, ids.rpartition(",")[2])
        more = at(document, "exceededTransferLimit") or at(document, "properties/exceededTransferLimit")
        if more is not True or not records:
            return None
        return self._offset(key, asked.number("resultOffset") + len(records))

    def _records(self, document: Any, reply: Reply) -> list[Any]:
        features = records_at(document, "features", reply)
        if self.geojson:
            return records_of(features, reply)
        fields = records_if_any(document, "fields", reply)
        dates = [at(field, "name") for field in fields if at(field, "type") == _DATE]
        shaped = any(isinstance(feature, dict) and feature.get(GEOMETRY) for feature in features)
        if shaped and at(document, "spatialReference/wkid") != _WGS84:
            raise SourceError("service-other-crs", file=reply.place)
        return [_record(feature, dates, reply) for feature in features]


def _record(feature: Any, dates: Sequence[Any], reply: Reply) -> Any:
    attributes = at(feature, "attributes")
    if not isinstance(attributes, dict):
        return Broken("not-a-feature", "service-not-a-feature", feature)
    if GEOMETRY in attributes:
        raise SourceError("geojson-property-name", file=reply.place, field=GEOMETRY)
    record = {name: _moment(value) if name in dates else value for name, value in attributes.items()}
    if GEOMETRY in feature:
        try:
            record[GEOMETRY] = geojson_of(feature[GEOMETRY])
        except ValueError:
            return Broken("not-a-feature", "service-not-a-shape", feature)
    return record


def _moment(value: Any) -> Any:
    """Return milliseconds since 1970 as RFC 3339; anything else as it is."""
    try:
        return (_EPOCH + timedelta(milliseconds=int(value))).isoformat().replace("+00:00", "Z")
    except (TypeError, ValueError, OverflowError):
        return value


def _timestamp(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}'"


class ArcgisSource(ServiceSource):
    """A layer or table of an ArcGIS feature service."""

    describe = ArcgisPages
    form = "arcgis"
    uses = ServiceSource.uses | {"changed"}
