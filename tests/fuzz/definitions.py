"""What people write about their data, which comes from strangers too: field maps, Table Schemas, contracts.

What lives here: small sound ones, and how each is tried: it is read, bound to a table, and the table is read with it.
What this file must not know: how they are damaged.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from corpus import JSON_PIECES, TEXT_PIECES, Corpus

import opendata_share as share
from opendata_share.adapters import FieldMap, adapt_bundle

ROWS: list[dict[str, Any]] = [
    {"no": "1", "nama": "Pos A", "x": "106.8", "y": "-6.2", "mobil": "2", "jam": "02/03/2026 08:00", "t": '["a","b"]'},
    {"no": "2", "nama": "Pos B (lama)", "x": "", "y": None, "mobil": "-", "jam": "2026", "t": "{}"},
]
_OF_CONTRACT = ("no", "nama", "mobil")
_MAPS = (
    """agency = "demo"
[source]
zone = "Asia/Jakarta"
null = ["", "-"]
captured_at = 2026-03-02T08:30:00+07:00
ignore = ["t", "jam?"]
[[tables.fire-station]]
key = ["no"]
name = { from = "nama", match = { '(.*) \\(lama\\)' = "$1", '.*' = "$0" } }
station_type = { value = "post" }
country = { value = "ID" }
point = { from = ["x", "y"] }
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["no"] }
unit_type = { from = "nama", codes = "kinds", unmapped = "quarantine" }
as_of = { from = "jam", format = "%d/%m/%Y %H:%M" }
total = "mobil"
where = "total IS NOT NULL"
[codes.kinds]
"Pos A" = "fire_apparatus"
""",
    """agency = "demo"
[source]
quarantine = ["jam"]
skip = { nama = '(?i)total.*' }
ignore = ["x*", "y", "mobil"]
[let]
items = { from = "t", split = "," }
whole = { template = "{nama} {no?}" }
[[tables.fire-station]]
key = "digest"
each = "items"
distinct = { by = ["no"], conflict = "first" }
name = { first = ["whole", { value = "x" }] }
station_type = { expr = "CASE WHEN 1 = 1 THEN 'post' END" }
country = { value = "ID" }
""",
)
_MAP_PIECES = (
    *TEXT_PIECES, b"=", b"[", b"]", b"[[", b"]]", b"{", b"}", b"'", b'"', b'"""', b"#", b".", b"1979-01-01", b"nan",
    b"[[tables.fire-station]]\n", b"[join.a]\n", b'path = "../x"\n', b'url = "http://127.0.0.1:9/"\n', b"[" * 90,
    b"{a=" * 90, b"(" * 90, b"(a+)+$", b"(?=a)", b'from = "nama"', b"expr = ", b"each = ", b"9" * 40, b"1e999", b"true",
)  # fmt: skip
_SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "no", "type": "string", "constraints": {"required": True, "pattern": "[0-9]+", "maxLength": 4}},
        {"name": "nama", "type": "string", "constraints": {"enum": ["Pos A", "Pos B"]}},
        {"name": "x", "type": "number", "decimalChar": ".", "constraints": {"minimum": "-180"}},
        {"name": "y", "type": "number", "bareNumber": False, "missingValues": [""]},
        {"name": "mobil", "type": "integer", "groupChar": ","},
        {"name": "jam", "type": "datetime", "format": "%d/%m/%Y %H:%M"},
        {"name": "t", "type": "any"},
    ],
    "missingValues": ["", "-"],
    "primaryKey": "no",
    "foreignKeys": [{"fields": "no", "reference": {"resource": "", "fields": "no"}}],
}
_PACKAGE = {
    "name": "posts",
    "version": "1.0.0",
    "resources": [{"name": "a", "path": "a.csv", "schema": _SCHEMA, "dialect": {"delimiter": ";", "header": True}}],
}
_JSON_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "posts",
    "type": "object",
    "required": ["no"],
    "properties": {
        "no": {"type": "string", "pattern": "^[0-9]+$"},
        "nama": {"anyOf": [{"const": "Pos A"}, {"$ref": "#/$defs/word"}]},
        "mobil": {"type": ["string", "null"], "maxLength": 3},
    },
    "$defs": {"word": {"type": "string", "minLength": 2}},
}


def _contract() -> dict[str, Any]:
    from opendata_share.contract import Code, Pattern, Title  # with a class comes pydantic, which readers do without

    class Post(share.Record, name="post", version="1.0.0", sensitivity="public", key=("no",)):
        """A post, as the table says it."""

        no: Annotated[str, Pattern("[0-9]+"), Title(en="Number", id="Nomor")]
        nama: Annotated[str | None, Code("station-type"), Title(en="Name", id="Nama")] = None
        mobil: Annotated[str | None, Title(en="Engines", id="Mobil")] = None

        checks = (
            share.Check("named", "nama IS NOT NULL OR mobil IS NULL", en="A post has a name.", id="Pos bernama."),
        )

    return Post.contract().to_document()


def _encoded(*documents: Any) -> tuple[bytes, ...]:
    return tuple(json.dumps(document).encode() for document in documents)


DEFINITIONS: dict[str, Callable[[], Corpus]] = {
    "field-map": lambda: Corpus(".toml", tuple(text.encode() for text in _MAPS), _MAP_PIECES, values="toml"),
    "table-schema": lambda: Corpus(".json", _encoded(_SCHEMA, _PACKAGE), JSON_PIECES, values="json"),
    "contract": lambda: Corpus(".json", _encoded(_JSON_SCHEMA, _contract()), JSON_PIECES, values="json"),
}


def rows_with(name: str, path: Path) -> int:
    """Read the definition at `path` and a small table with it; return how many rows were made or rejected."""
    if name == "field-map":
        bundle = adapt_bundle(ROWS, field_map=FieldMap.read(path))
        return sum(table.to_arrow().num_rows for table in bundle.values())
    rows = ROWS if name == "table-schema" else [{key: row[key] for key in _OF_CONTRACT} for row in ROWS]
    return share.validate(share.adapt(rows, to=path), keep=False).report.rows
