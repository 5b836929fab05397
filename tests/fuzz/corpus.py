"""What is damaged: small sound files of every format, and the pieces damage is made of.

What lives here: seeds, made from the project's own synthetic tables. What this file must not know: how they are
damaged, what a reader makes of them.
"""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

DATA = Path(__file__).resolve().parents[2] / "examples" / "jakarta" / "data"


@dataclass(frozen=True)
class Corpus:
    """What one reader is tried with.

    Attributes:
        suffix: Of its files.
        seeds: Sound files.
        pieces: What is put into them, beside single bytes.
        values: "json" or "toml" where a value may also give way to another.
        packed: "zip" or "gzip" where what is inside is damaged, and packed again.
    """

    suffix: str
    seeds: tuple[bytes, ...]
    pieces: tuple[bytes, ...]
    packed: Literal["zip", "gzip"] | None = None
    values: Literal["json", "toml"] | None = None


SERVICES = (
    "api",
    "ckan",
    "socrata",
    "arcgis",
    "ogc-features",
    "open311",
    "open311-xml",
    "fhir",
    "ngsi-ld",
)
"""The services of `replies`."""
DEFINED = ("field-map", "table-schema", "contract")
"""The definitions of `definitions`."""
MARK = b"\n\x1e\n"
"""What stands between the replies of one service."""


TEXT_PIECES = (
    b"",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xc3",
    b"\x00",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\xed\xa0\x80",
    b"\xe2\x80\xa8",
)
JSON_PIECES = (
    *TEXT_PIECES,
    b"null", b"NaN", b"-Infinity", b"1e400", b"-0", b"01", b"9007199254740993", b"9" * 400, b"\\ud800", b"\\u0000",
    b"\\", b'"', b'""', b"[", b"]", b"{", b"}", b"[" * 70, b'{"a":' * 70, b"{}{}", b',"id":1', b'"type":"Feature"',
    b": ", b", ",
)  # fmt: skip
_XML = (
    b"", b"<row/>", b"<c>", b"</c>", b"</row>", b"<!DOCTYPE a>", b"<!ENTITY a 'b'>", b"&a;", b'r="ZZZ9"', b'r="A0"',
    b't="s"', b"<v>99999999</v>", b"<v>1e999</v>", b"<v>NaN</v>", b'table:number-columns-repeated="99999999"',
    b'table:number-rows-repeated="99999999"', b"\x00", b"\xff", b"../../x",
)  # fmt: skip


def _csv() -> Corpus:
    beds = (DATA / "siranap-beds.csv").read_bytes().splitlines(keepends=True)[:8]
    quoted = b'id,name,note\r\n1,"a, b","two\r\nlines"\r\n2,"say ""x""",\r\n3,,"\xc3\xa9"\r\n'
    pieces = (*TEXT_PIECES, b'"', b'""', b",", b";", b",,,", b'"\n', b"\n,", b"a" * 300)
    return Corpus(".csv", (b"".join(beds), quoted, b"a\n1\n2\n", b"a\tb\n1\t2\n"), pieces)


def _records() -> list[dict[str, object]]:
    return [
        {"id": "1", "name": "Pos Monas", "latitude": -6.175, "units": 3, "open": True},
        {"id": "2", "name": 'say "x" \\ é', "latitude": None, "units": 9007199254740993, "tags": ["a", {"b": None}]},
        {"id": "3", "units": 1e-7, "name": "\ud83d\ude00"},
    ]


def _ndjson() -> Corpus:
    compact = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in _records())
    spaced = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in _records()[:2])
    return Corpus(".ndjson", (compact.encode(), spaced.encode(), b"\n\n{}\n"), JSON_PIECES)


def _json() -> Corpus:
    whole = json.dumps(_records()).encode()
    return Corpus(
        ".json",
        (whole, json.dumps(_records(), indent=1).encode(), b'{"rows":[{"a":1}],"next":null}'),
        JSON_PIECES,
        values="json",
    )


def _geojson() -> Corpus:
    document = json.loads((DATA / "puskesmas.geojson").read_text("utf-8"))
    document["features"] = document["features"][:3]
    polygon = {"type": "Polygon", "coordinates": [[[106.8, -6.1], [106.9, -6.1], [106.9, -6.2], [106.8, -6.1]]]}
    feature = {"type": "Feature", "id": 7, "properties": {"name": "x"}, "geometry": polygon}
    small = {"type": "FeatureCollection", "features": [feature, {**feature, "geometry": None, "properties": None}]}
    return Corpus(".geojson", (json.dumps(document).encode(), json.dumps(small).encode()), JSON_PIECES, values="json")


def _fixed() -> Corpus:
    lines = "no  nama      n \n0001Pos A     12\n0002Café é    3 \r\n\n0003\n"
    return Corpus(
        ".txt",
        (lines.encode(), b"0001" * 9 + b"\n", b"0001Pos A      1\n0002Pos"),
        (*TEXT_PIECES, b"x" * 40, b" " * 20),
    )


def _xml() -> Corpus:
    posts = (
        b'<?xml version="1.0" encoding="utf-8"?>\n<p:posts xmlns:p="urn:x" '
        b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<p:post no="1"><name>Pos A</name><tel k="a">021</tel>'
        b'<tel>022</tel><!-- c --></p:post>\n<p:post no="2"><name xsi:nil="true"/><at><pos>1 2</pos>&amp;</at></p:post>'
        b"<post><![CDATA[<x>]]></post></p:posts>"
    )
    latin = '<?xml version="1.0" encoding="iso-8859-1"?><a><post n="Café">é</post></a>'.encode("iso-8859-1")
    pieces = (
        *TEXT_PIECES, b"<post>", b"</post>", b"<post/>", b"<!DOCTYPE a>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
        b"&#0;", b"&#x10FFFF;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?x ?>", b'encoding="rot13"',
        b'encoding="gb2312"', b'encoding="utf-16"', b"<a>" * 40, b' a="1"' * 50, b"xmlns:q='http://www.w3.org/2001/XMLSchema-instance'",
    )  # fmt: skip
    return Corpus(".xml", (posts, latin, b"<a><post/></a>"), pieces)


def _sqlite() -> Corpus:
    seeds = []
    for form in ("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n, b BLOB)", "CREATE TABLE t (id, name, n, b)"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "x.sqlite")
            connection = sqlite3.connect(path)
            connection.execute("PRAGMA page_size = 512")
            connection.execute(form)
            rows = [(n, f"Pos {n}" * (n % 9), (n / 3, n, None, f"x{n}")[n % 4], b"\x00\xff") for n in range(1, 40)]
            connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
            connection.execute("CREATE INDEX i ON t (name)")
            connection.commit()
            connection.close()
            seeds.append(path.read_bytes())
    pieces = (b"", b"\x00", b"\xff", b"\x7f", b"\x80", b"\xff" * 9, b"CREATE VIEW t AS SELECT 1", b"\x0d\x00", b"\x05")
    return Corpus(".sqlite", tuple(seeds), pieces)


def _parquet() -> Corpus:
    table = pa.table(
        {
            "id": ["1", "2", None],
            "n": pa.array([1, None, 3], pa.int64()),
            "at": pa.array([0, 1, None], pa.timestamp("us", "UTC")),
            "x": [1.5, float("nan"), None],
            "tags": [["a"], [], None],
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
        }
    )
    seeds = []
    for codec in ("none", "snappy", "zstd"):
        sink = io.BytesIO()
        pq.write_table(table, sink, compression=codec, use_dictionary=codec != "none")
        seeds.append(sink.getvalue())
    pieces = (b"", b"\x00", b"\xff", b"\x7f", b"\x80", b"PAR1", b"\xff\xff\xff\x7f", b"\x00" * 8, b"ARROW:schema")
    return Corpus(".parquet", tuple(seeds), pieces)


def _ipc() -> Corpus:
    table = pa.table(
        {
            "id": ["1", "2", None],
            "n": pa.array([1, None, 3], pa.int64()),
            "at": pa.array([0, 1, None], pa.timestamp("us", "UTC")),
            "tags": [["a"], [], None],
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
            "view": pa.array(["a", None, "longer than twelve bytes"], pa.string_view()),
        }
    )
    seeds = []
    for codec in (None, "lz4", "zstd"):
        for opened in (pa.ipc.new_file, pa.ipc.new_stream):
            sink = pa.BufferOutputStream()
            with opened(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as writer:
                writer.write_table(table, max_chunksize=2)
            seeds.append(sink.getvalue().to_pybytes())
    pieces = (b"", b"\x00", b"\xff", b"\x7f", b"\x80", b"ARROW1", b"\xff\xff\xff\xff", b"\x00" * 8, b"\xff" * 8)
    return Corpus(".arrow", tuple(seeds), pieces)


def _xlsx() -> Corpus:
    import xlsxwriter

    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate([("id", "name", "n"), ("1", "Pos Monas", 2), ("2", "x", 2.5)]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(3, 2, "=SUM(C2:C3)", None, 4.5)
        sheet.write_boolean(3, 1, True)
    return Corpus(".xlsx", (sink.getvalue(),), _XML, packed="zip")


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Data">'
    '<table:table-row><table:table-cell office:value-type="string"><text:p>id</text:p></table:table-cell>'
    '<table:table-cell office:value-type="string"><text:p>n</text:p></table:table-cell></table:table-row>'
    '<table:table-row><table:table-cell office:value-type="string"><text:p>x<text:s text:c="2"/>y</text:p>'
    '</table:table-cell><table:table-cell office:value-type="float" office:value="2.5"><text:p>2.5</text:p>'
    "</table:table-cell></table:table-row>"
    '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def _ods() -> Corpus:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return Corpus(".ods", (sink.getvalue(),), _XML, packed="zip")


def _gzip() -> Corpus:
    csv = _csv()
    cut = gzip.compress(csv.seeds[1], mtime=0) + gzip.compress(b"4,b,\r\n", mtime=0) + bytes(9)
    seeds = (*(gzip.compress(seed, mtime=0) for seed in csv.seeds[:2]), cut)
    return Corpus(".csv.gz", seeds, (*csv.pieces, b"\x1f\x8b", b"\x1f\x8b\x08\x1f", b"\xff\xff"), packed="gzip")


def _zip() -> Corpus:
    csv = _csv()
    seeds = []
    for method, beside in (
        (zipfile.ZIP_STORED, ""),
        (zipfile.ZIP_DEFLATED, "__MACOSX/x"),
        (zipfile.ZIP_DEFLATED, "f/"),
    ):
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w", method) as archive:
            archive.writestr("posts.csv", csv.seeds[1])
            if beside:
                archive.writestr(beside, "")
        seeds.append(sink.getvalue())
    pieces = (*csv.pieces, b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"../x.csv", b"/x.csv", b"\xff\xff\xff\xff")
    return Corpus(".csv.zip", tuple(seeds), pieces, packed="zip")


CORPORA: dict[str, Callable[[], Corpus]] = {
    "csv": _csv,
    "json": _json,
    "ndjson": _ndjson,
    "geojson": _geojson,
    "fixed": _fixed,
    "xml": _xml,
    "sqlite": _sqlite,
    "parquet": _parquet,
    "ipc": _ipc,
    "xlsx": _xlsx,
    "ods": _ods,
    "gzip": _gzip,
    "zip": _zip,
}


def corpus_of(name: str) -> Corpus:
    """Return what the reader called `name` is tried with."""
    if name in SERVICES:
        from replies import CONVERSATIONS  # each child tries one reader, and need not load the others

        return CONVERSATIONS[name]()
    if name in DEFINED:
        from definitions import DEFINITIONS

        return DEFINITIONS[name]()
    return CORPORA[name]()
