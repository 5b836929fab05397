"""What services answer: small sound conversations of every kind of service, and how one is answered without a socket.

What lives here: seeds, each the replies of one service in order, and what hands them to a source. What this file must
not know: how they are damaged, what a reader makes of them.

A conversation is one text: replies stand behind each other with the line MARK between, each with its headers, a blank
line and its body, as on the wire.
"""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from corpus import JSON_PIECES, MARK, Corpus

from opendata_share.adapters.services import _service_source
from opendata_share.adapters.sources import Paging, ServiceOptions
from opendata_share.transport import Reply, Session
from opendata_share.transport._address import parse

HOST = "http://127.0.0.1:9"
_SINCE = datetime(2026, 11, 1, tzinfo=UTC)
_PIECES = (
    *JSON_PIECES, MARK, b'"next":true', b"null", b"true", b"[[1]]", b"\n\n", b"Link: <x>; rel=next\n",
    b"Link: <http://other.example/>; rel=next\n", b'"total":"7"', b'"error":[]', b'"crs":1', b"<request/>", b"html",
)  # fmt: skip


def _said(*replies: Any, **headers: str) -> bytes:
    lines = {"Content-Type": "text/xml" if isinstance(replies[0], bytes) else "application/json", **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in lines.items()).encode()
    bodies = (body if isinstance(body, bytes) else json.dumps(body).encode() for body in replies)
    return MARK.join(head + b"\n" + body for body in bodies)


def _rows(first: int, count: int = 2) -> list[dict[str, Any]]:
    return [{"id": str(n), "name": f"Pos {n}", "at": {"x": 106.8, "tags": ["a"]}} for n in range(first, first + count)]


def _feature(number: int, shape: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": number, "properties": {"name": f"Pos {number}"}, "geometry": shape}


def _api() -> Corpus:
    return Corpus(
        ".api",
        (
            _said(_rows(1), _rows(3), []),
            _said({"data": _rows(1), "next": "b", "total": 4}, {"data": _rows(3), "next": None, "total": 4}),
            _said({"data": _rows(1), "next": "/x?page=2"}, {"data": _rows(3)}),
            _said(_rows(1), Link='</rows?p=2>; rel="next"') + MARK + _said(_rows(3)),
        ),
        _PIECES,
        values="json",
    )


def _ckan() -> Corpus:
    def page(first: int) -> dict[str, Any]:
        fields = [{"id": "_id", "type": "int"}, {"id": "name", "type": "text"}]
        records = [{"_id": n, "name": f"Pos {n}"} for n in (first, first + 1)]
        return {"success": True, "result": {"records": records, "fields": fields, "total": 4}}

    refused = {"success": False, "error": {"__type": "Not Found Error", "message": "x"}}
    return Corpus(
        ".ckan", (_said(page(1), page(3)), _said(page(1), page(3), page(5)), _said(refused)), _PIECES, values="json"
    )


def _socrata() -> Corpus:
    rows = [{":id": f"row-{n}", "name": f"Pos {n}"} for n in range(4)]
    fields = '[":id","name","other"]'
    counted = [{"n": "3"}]
    return Corpus(
        ".socrata",
        (_said(rows[:3], counted, X_SODA2_Fields=fields), _said(rows[:2], [{"n": "2"}])),
        _PIECES,
        values="json",
    )


def _arcgis() -> Corpus:
    fields = [
        {"name": "OBJECTID", "type": "esriFieldTypeOID"},
        {"name": "NAMA", "type": "esriFieldTypeString"},
        {"name": "EDITED", "type": "esriFieldTypeDate"},
    ]

    def layer(paginates: bool, shape: str) -> dict[str, Any]:
        how = {"supportsPagination": paginates}
        return {"objectIdField": "OBJECTID", "fields": fields, "geometryType": shape, "advancedQueryCapabilities": how}

    def page(first: int, shape: Mapping[str, Any], more: bool = False) -> dict[str, Any]:
        found = [
            {"attributes": {"OBJECTID": n, "NAMA": f"Pos {n}", "EDITED": 1_700_000_000_000}, "geometry": shape}
            for n in (first, first + 1)
        ]
        head = {"fields": fields, "spatialReference": {"wkid": 4326}, "exceededTransferLimit": more}
        return {**head, "features": found}

    point = {"x": 106.8, "y": -6.2}
    ring = [[106.8, -6.1], [106.9, -6.2], [106.8, -6.2], [106.8, -6.1]]
    area = {"rings": [ring, [[106.82, -6.18], [106.82, -6.17], [106.83, -6.17], [106.82, -6.18]]]}
    counted = {"count": 4}
    return Corpus(
        ".arcgis",
        (
            _said(layer(True, "esriGeometryPoint"), counted, page(1, point, True), page(3, point)),
            _said(layer(True, "esriGeometryPolygon"), {"count": 2}, page(1, area)),
            _said(
                layer(False, "esriGeometryPolyline"),
                {"count": 2},
                {"objectIds": [2, 1]},
                page(1, {"paths": [ring]}),
                {"objectIds": None},
            ),
            _said({"error": {"code": 498, "message": "Invalid token."}}),
        ),
        (*_PIECES, b'"rings":[[]]', b'"rings":[[["x"]]]', b'"x":"NaN"', b'"x":null'),
        values="json",
    )


def _ogc() -> Corpus:
    point = {"type": "Point", "coordinates": [106.8, -6.2]}

    def page(first: int, *links: Mapping[str, str]) -> dict[str, Any]:
        found = [_feature(first, point), _feature(first + 1, None)]
        return {"type": "FeatureCollection", "features": found, "links": list(links), "numberMatched": 4}

    following = {"rel": "next", "href": "/collections/posts/items?offset=2", "type": "application/geo+json"}
    return Corpus(
        ".ogc-features",
        (_said(page(1, following), page(3)), _said({**page(1), "numberMatched": 2})),
        _PIECES,
        values="json",
    )


def _requests() -> list[dict[str, Any]]:
    return [
        {"service_request_id": str(n), "status": "open", "requested_datetime": "2026-11-20T00:00:00Z", "lat": -6.2}
        for n in range(2)
    ]


def _open311() -> Corpus:
    date = "Sat, 28 Nov 2026 12:00:00 GMT"
    return Corpus(
        ".open311",
        (_said(_requests(), Date=date), _said([], _requests(), [], Date=date), _said([])),
        _PIECES,
        values="json",
    )


def _open311_xml() -> Corpus:
    rows = "".join(
        "<request>" + "".join(f"<{name}>{value}</{name}>" for name, value in row.items()) + "<media_url/></request>"
        for row in _requests()
    )
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<service_requests>{rows}</service_requests>'.encode()
    pieces = (
        *_PIECES, b"<request>", b"</request>", b"<!DOCTYPE a>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&#0;",
        b"<![CDATA[", b"]]>", b"<a>" * 40, b'encoding="rot13"', b'encoding="utf-16"', b' a="1"' * 50,
    )  # fmt: skip
    return Corpus(".open311-xml", (_said(body), _said(body, b"<service_requests/>")), pieces)


def _fhir() -> Corpus:
    def bundle(first: int, *links: Mapping[str, str]) -> dict[str, Any]:
        entries = [
            {
                "resource": {
                    "resourceType": "Organization", "id": str(n), "name": f"RS {n}", "partOf": {"reference": "#c"},
                    "contained": [{"resourceType": "Organization", "id": "c", "partOf": {"reference": "#c"}}],
                },
                "search": {"mode": "match"},
            }
            for n in (first, first + 1)
        ]  # fmt: skip
        outcome = {"resource": {"resourceType": "OperationOutcome"}, "search": {"mode": "outcome"}}
        head = {"resourceType": "Bundle", "type": "searchset", "link": list(links), "total": 4}
        return {**head, "entry": [*entries, outcome]}

    following = {"relation": "next", "url": "/fhir?_getpages=t&_getpagesoffset=2"}
    outcome = {"resourceType": "OperationOutcome", "issue": [{"code": "x", "diagnostics": "y"}]}
    return Corpus(
        ".fhir",
        (_said(bundle(1, following), bundle(3)), _said({**bundle(1), "total": 2}), _said(outcome)),
        _PIECES,
        values="json",
    )


def _ngsi_ld() -> Corpus:
    entities = [{"id": f"urn:ngsi-ld:H:{n}", "type": "H", "beds": {"type": "Property", "value": n}} for n in range(4)]
    linked = _said(entities[:2], Link='</ngsi-ld/v1/entities?offset=2>; rel="next"', NGSILD_Results_Count="4")
    counted = _said(entities[:2], entities[2:], NGSILD_Results_Count="4")
    return Corpus(
        ".ngsi-ld",
        (linked + MARK + _said(entities[2:], NGSILD_Results_Count="4"), counted, _said([])),
        _PIECES,
        values="json",
    )


CONVERSATIONS: dict[str, Callable[[], Corpus]] = {
    "api": _api,
    "ckan": _ckan,
    "socrata": _socrata,
    "arcgis": _arcgis,
    "ogc-features": _ogc,
    "open311": _open311,
    "open311-xml": _open311_xml,
    "fhir": _fhir,
    "ngsi-ld": _ngsi_ld,
}
_PLACES = {
    "api": "/rows",
    "ckan": "",
    "socrata": "/resource/abcd-1234.json",
    "arcgis": "/arcgis/rest/services/Pos/FeatureServer/0",
    "ogc-features": "/collections/posts",
    "open311": "/requests.json",
    "open311-xml": "/requests.xml",
    "fhir": "/fhir/Organization",
    "ngsi-ld": "/ngsi-ld/v1/entities",
}
_PARAMETERS = {"ckan": {"resource_id": "x"}, "ngsi-ld": {"type": "H"}}


def address(name: str) -> str:
    """Return where a service of this kind is said to be; nothing listens there."""
    return HOST + _PLACES[name]


def declared(name: str, dice: random.Random) -> dict[str, Any]:
    """Return what is said of the service."""
    service: dict[str, Any] = {"parameters": _PARAMETERS.get(name, {})}
    record = None
    if name == "api":
        record, service["paging"] = dice.choice(
            (
                (None, Paging(by="page", identity="id")),
                (None, Paging(by="offset", identity="id", stable=True)),
                (None, Paging(by="link")),
                ("data", Paging(by="cursor", at="next", total="total")),
                ("data", Paging(by="next", at="next")),
                (None, Paging()),
            )
        )
    elif name == "socrata":
        service["page_size"] = dice.choice((None, 2))
    elif name == "arcgis" and dice.random() < 0.2:
        service["parameters"] = {"f": "geojson"}
    elif name.startswith("open311") and dice.random() < 0.3:
        service["since"] = _SINCE
    return {"format": name.removesuffix("-xml"), "record": record, "service": ServiceOptions(**service)}


@contextlib.contextmanager
def answering(conversation: bytes) -> Iterator[None]:
    """Answer every question a service is asked with the next reply; with the last once more where none is left.

    Where an address leads is judged as ever; sockets and refusals are not played: no body tells what they do.
    """
    replies = conversation.split(MARK)
    is_measured = len(conversation) % 5 != 0
    asked = 0

    class Replayed(Session):
        def ask(self, url: str, headers: Mapping[str, str]) -> Reply:
            nonlocal asked
            address = self._at_home(parse(url))
            head, _, body = replies[min(asked, len(replies) - 1)].partition(b"\n\n")
            asked += 1
            lines = (line.partition(": ") for line in head.decode("latin-1").splitlines())
            said = {name.lower(): value for name, _, value in lines}
            return Reply(address.shown, address.url, said.get("content-type", "?"), is_measured, said, body)

    before = _service_source.Session
    _service_source.Session = Replayed  # type: ignore[misc]
    try:
        yield
    finally:
        _service_source.Session = before  # type: ignore[misc]
