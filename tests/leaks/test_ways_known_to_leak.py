"""Every way in which columns are known to keep what was taken out of them: the naive code leaks it, ours does not.

Each specimen is code that looks right and is what people write. It gets the columns ours get and must be caught by the
search; `protect` gets the same columns and every byte that leaves is clean.
"""

from __future__ import annotations

import base64
import gzip
import io
import pickle
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from canary_search import AREA, DAY, DECIMAL, INTEGER, MARK, MOMENT, NUMBER, Search
from made import INTERNAL, PERSONAL, contract, field

from opendata_share.policy import Policy, protect
from opendata_share.stages import Lineage, Table, seal_validated
from opendata_share.validation import validate

ROWS = 6
DENIED = (1, 4)
"""The rows that do not leave."""
PROMISED = contract(field("id"), field("leaves"), field("note"), field("secret", sensitivity=PERSONAL))
POLICY = Policy.from_document(
    {
        "format": "opendata-share/policy@1",
        "name": "ours",
        "audience": "public",
        "purpose": "open data",
        "schemas": {"thing@1": {"admits": ["public"], "rows": "leaves = 'yes'"}},
    }
)


def rows() -> pa.RecordBatch:
    """Return rows of which two must not leave and one column must not; the schema talks of what it must not, too."""
    told = pa.field("note", pa.string(), metadata={"example": MARK})
    schema = pa.schema(
        [pa.field("id", pa.string()), pa.field("leaves", pa.string()), told, pa.field("secret", pa.string())],
        metadata={"made of": MARK},
    )
    leaves = ["no" if number in DENIED else "yes" for number in range(ROWS)]
    notes = [f"{MARK}-{number}" if number in DENIED else f"fine-{number}" for number in range(ROWS)]
    cells = [[f"id-{number}" for number in range(ROWS)], leaves, notes, [f"{MARK}-{n}" for n in range(ROWS)]]
    return pa.RecordBatch.from_arrays([pa.array(each) for each in cells], schema=schema)


def bare() -> pa.RecordBatch:
    """Return the columns that may leave, without what the schema says."""
    batch = rows().select(["id", "leaves", "note"])
    return pa.RecordBatch.from_arrays(batch.columns, names=batch.schema.names)


def with_note(note: Any) -> pa.Table:
    return pa.table({"id": bare().column("id"), "note": note})


ADMITTED = pa.array([number not in DENIED for number in range(ROWS)])


def dictionary_filtered() -> pa.Table:
    """The rows are filtered; the dictionary keeps every entry."""
    return pa.table({"note": bare().column("note").dictionary_encode().filter(ADMITTED)})


def dictionary_sliced() -> pa.Table:
    """The first row is cut out; the dictionary keeps every entry."""
    return pa.table({"note": bare().column("note").dictionary_encode().slice(0, 1)})


def sliced() -> pa.Table:
    """One row of a larger batch; its buffers are the larger batch's."""
    return pa.table({"note": bare().column("note").slice(2, 1)})


def nulled_by_condition() -> pa.Table:
    """Null where it must not be seen; the value stays in the buffer."""
    numbers = pa.array([INTEGER if number in DENIED else number for number in range(ROWS)])
    return with_note(pc.if_else(pc.invert(ADMITTED), pa.scalar(None, pa.int64()), numbers))


def nulled_by_bitmap() -> pa.Table:
    """Only the bits that say null are set."""
    note = bare().column("note")
    return with_note(pa.Array.from_buffers(note.type, ROWS, [ADMITTED.buffers()[1], *note.buffers()[1:]]))


def schema_kept() -> pa.Table:
    """The column is dropped; what the schema says stays."""
    table = pa.Table.from_batches([rows()]).drop_columns(["secret", "note"])
    return table.filter(ADMITTED)


def field_metadata_kept() -> pa.Table:
    """What is said of the schema is taken off; what is said of the field stays."""
    return pa.Table.from_batches([rows()]).drop_columns(["secret"]).replace_schema_metadata(None).filter(ADMITTED)


def null_list() -> pa.Table:
    """The list is null; what it pointed to is still its child."""
    kind = pa.list_(pa.string())
    lists = pa.array([[note] for note in bare().column("note").to_pylist()], kind)
    return with_note(
        pa.Array.from_buffers(kind, ROWS, [ADMITTED.buffers()[1], lists.buffers()[1]], children=[lists.values])
    )


def null_struct() -> pa.Table:
    """The object is null; its parts keep their values."""
    objects = pa.StructArray.from_arrays([bare().column("note")], names=["text"], mask=pc.invert(ADMITTED))
    return with_note(pa.ListArray.from_arrays(pa.array(range(ROWS + 1), pa.int32()), objects))


def renamed() -> pa.Table:
    """The column leaves under the name of a value."""
    return pa.table({f"note of {MARK}": bare().column("id")})


def as_stream(data: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, data.schema) as stream:
        stream.write_table(data)
    return sink.getvalue()


def as_file(data: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, data.schema) as file:
        file.write_table(data)
    return sink.getvalue()


def as_parquet(data: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(data, sink, compression="zstd", write_page_index=True)
    return sink.getvalue()


def as_buffers(data: pa.Table) -> bytes:
    """Every buffer the columns hold on to: what another process gets through Arrow's C interface."""
    chunks = [chunk for column in data.columns for chunk in column.chunks]
    held = [buffer for chunk in chunks for buffer in chunk.buffers() if buffer]
    held += [
        buffer
        for chunk in chunks
        if pa.types.is_dictionary(chunk.type)
        for buffer in chunk.dictionary.buffers()
        if buffer
    ]
    return b"".join(buffer.to_pybytes() for buffer in held)


FORMS: dict[str, Callable[[pa.Table], bytes]] = {
    "stream": as_stream, "file": as_file, "parquet": as_parquet, "buffers": as_buffers,
}  # fmt: skip
SPECIMENS: list[tuple[Callable[[], pa.Table], set[str]]] = [
    (dictionary_filtered, {"stream", "file", "parquet", "buffers"}),
    (dictionary_sliced, {"stream", "file", "parquet", "buffers"}),
    (sliced, {"buffers"}),
    (nulled_by_condition, {"stream", "file", "buffers"}),
    (nulled_by_bitmap, {"stream", "file", "buffers"}),
    (schema_kept, {"stream", "file", "parquet"}),
    (field_metadata_kept, {"stream", "file", "parquet"}),
    (null_list, {"stream", "file", "buffers"}),
    (null_struct, {"stream", "file", "buffers"}),
    (renamed, {"stream", "file", "parquet"}),
]


def caught(data: bytes) -> bool:
    search = Search()
    search.bytes("it", data)
    return bool(search.found)


@pytest.mark.parametrize(("specimen", "leaking"), SPECIMENS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_naive_code_leaks_and_is_caught(specimen: Callable[[], pa.Table], leaking: set[str]) -> None:
    data = specimen()
    assert {name for name, form in FORMS.items() if caught(form(data))} >= leaking


KINDS: dict[str, dict[str, Any]] = {
    "string": {},
    "dictionary<values=string, indices=int32, ordered=0>": {},
    "int64": {"kind": "integer"},
    "list<item: string>": {"kind": "list", "items": field("item")},
    "list<item: struct<text: string>>": {
        "kind": "list",
        "items": field("item", "object", fields=(field("text"),)),
    },
}
"""What a contract says of a column of a type."""


def under_a_contract(data: pa.Table) -> tuple[Any, pa.RecordBatch]:
    """Return the columns of a specimen with the contract that fits them."""
    fields = [field(each.name, **KINDS[str(each.type)]) for each in data.schema]
    return contract(*fields), data.combine_chunks().to_batches()[0]


def protected(promised: Any, batch: pa.RecordBatch, policy: Any = "open") -> Any:
    """Return rows protected as they are laid out: no stage before made them anew."""
    table = Table.of_batches(promised, lambda: iter([batch]), Lineage(source="things.csv"))
    empty = validate(Table.of_batches(promised, lambda: iter([]), Lineage(source="things.csv")))
    return protect(seal_validated((table,), empty.rejected, empty.report, keeps_rows=True), policy=policy)


LAID_OUT = [each for each, _ in SPECIMENS if each is not renamed]
"""A name of a column of ours is the contract's, never the source's."""


@pytest.mark.parametrize("specimen", LAID_OUT, ids=lambda each: each.__name__)
def test_ours_takes_the_same_columns_and_leaks_nothing(specimen: Callable[[], pa.Table]) -> None:
    data = specimen()
    (only,) = protected(*under_a_contract(data)).tables
    left = only.table.to_arrow()
    assert left.to_pylist() == data.to_pylist()
    for name, form in FORMS.items():
        assert not caught(form(left)), name


def test_rows_and_columns_a_policy_withholds_leave_nothing_behind(tmp_path: Path) -> None:
    (only,) = protected(PROMISED, rows(), POLICY).tables
    left = only.table.to_arrow()
    assert left.column("note").to_pylist() == ["fine-0", "fine-2", "fine-3", "fine-5"]
    assert left.schema.names == ["id", "leaves", "note"]
    for name, form in FORMS.items():
        assert not caught(form(left)), name
    assert not caught(pickle.dumps(left))
    assert not caught(f"{only!r}{only.table!r}{left.schema!r}".encode())


def test_a_summary_of_the_whole_file_beside_the_filtered_one_is_caught(tmp_path: Path) -> None:
    """Statistics tell the smallest and the largest value of what was taken out."""
    whole = pa.Table.from_batches([bare()])
    pq.write_table(whole, tmp_path / "whole.parquet")
    (tmp_path / "out").mkdir()
    pq.write_table(whole.filter(ADMITTED), tmp_path / "out" / "part.parquet")
    search = Search()
    search.folder(tmp_path / "out")
    assert not search.found
    pq.read_metadata(tmp_path / "whole.parquet").write_metadata_file(tmp_path / "out" / "_metadata")
    search.folder(tmp_path / "out")
    assert search.found


def test_a_file_that_is_filtered_where_it_is_read_is_caught(tmp_path: Path) -> None:
    path = tmp_path / "shared.parquet"
    pq.write_table(pa.Table.from_batches([bare()]), path)
    assert pq.read_table(path, filters=[("leaves", "=", "yes")]).num_rows == ROWS - len(DENIED)
    search = Search()
    search.file(path)
    assert search.found


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd", "brotli"])
@pytest.mark.parametrize("value", [MARK, INTEGER, NUMBER, DECIMAL, DAY, MOMENT, AREA], ids=str)
def test_the_search_sees_into_pages_of_every_codec(compression: str, value: Any) -> None:
    for dictionary in (True, False):
        sink = io.BytesIO()
        # no statistics: only the page itself has it
        pq.write_table(
            pa.table({"x": pa.array([value] * 9)}), sink, compression=compression, use_dictionary=dictionary,
            write_statistics=False,
        )  # fmt: skip
        assert caught(sink.getvalue())


def zipped(data: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", data)
    return sink.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zip": zipped,
    "gzip in zip": lambda data: zipped(gzip.compress(data, mtime=0)),
    "base64": base64.b64encode,
    "base64, one byte on": lambda data: base64.b64encode(b"x" + data),
    "base64, two bytes on": lambda data: base64.b64encode(b"xy" + data),
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "UTF-16, high byte first": lambda data: data.decode().encode("utf-16-be"),
    "hexadecimal": lambda data: data.hex().encode(),
    "percent": lambda data: "".join(f"%{byte:02X}" for byte in data).encode(),
    "HTML": lambda data: "".join(f"&#{byte};" for byte in data).encode(),
    "capitals": lambda data: data.upper(),
}


@pytest.mark.parametrize("form", PACKINGS.values(), ids=PACKINGS.keys())
def test_the_search_sees_through_every_packing(form: Callable[[bytes], bytes]) -> None:
    assert caught(form(f"before {MARK} after".encode()))
    assert not caught(form(b"before and after"))


def test_messages_of_other_libraries_say_the_value_and_ours_do_not() -> None:
    """What a library prints of a cell it could not take is the cell."""
    with pytest.raises(pa.ArrowInvalid) as arrow:
        pa.array([MARK]).cast(pa.int64())
    assert caught("".join(traceback.format_exception(arrow.value)).encode())
    promised = contract(field("x", pattern="^[0-9]$", sensitivity=INTERNAL))
    batch = pa.record_batch({"x": [MARK]})
    validated = validate(Table.of_batches(promised, lambda: iter([batch]), Lineage(source="things.csv")))
    assert validated.report.rejected == 1
    said = validated.report.to_json() + validated.report.text("id") + repr(validated) + repr(validated.rejected)
    assert not caught(said.encode())
