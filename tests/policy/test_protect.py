"""Protecting: the right order, and no byte of what was taken out in anything that follows."""

from __future__ import annotations

import struct
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, PERSONAL, PUBLIC, RESTRICTED, bundle, contract, field, judged, rows_of, table, table_of

from opendata_share.contract import Sensitivity
from opendata_share.errors import DefinitionError
from opendata_share.policy import Policy, protect
from opendata_share.policy._rebuild import rebuilt, rebuilt_array
from opendata_share.stages import Protected, ProtectedTable, Validated, seal_protected
from opendata_share.validation import validate

CANARY = "canary-3171234567890123"


# -- the order of the stages


def test_only_what_was_validated_is_protected() -> None:
    raw = table(contract(field("x")), [{"x": "a"}])
    with pytest.raises(TypeError, match="protect takes what validate returns, not Table"):
        protect(raw, policy="open")  # type: ignore[arg-type]  # the point of the test


def test_only_a_table_or_a_bundle_is_validated() -> None:
    with pytest.raises(TypeError, match="not list: adapt it first"):
        validate([{"x": "a"}])  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize("stage", [Validated, Protected])
def test_no_stage_is_made_by_hand(stage: type) -> None:
    count = 4 if stage is Validated else 6
    with pytest.raises(TypeError, match="made by its stage, not by hand"):
        stage(object(), *[()] * count)


def test_rows_that_were_not_kept_cannot_be_protected() -> None:
    validated = judged(contract(field("x")), [{"x": "a"}], keep=False)
    with pytest.raises(DefinitionError) as raised:
        protect(validated, policy="open")
    assert raised.value.message_id == "stage-rows-not-kept"


@pytest.mark.parametrize(("policy", "audience"), [("open", "public"), ("exchange", "exchange")])
def test_the_audience_must_be_the_policys_own(policy: str, audience: str) -> None:
    validated = judged(contract(field("x")), [])
    for asked in (None, audience):
        assert protect(validated, policy=policy, audience=asked).audience == audience
    with pytest.raises(DefinitionError, match=f"for the audience {audience}, not everybody"):
        protect(validated, policy=policy, audience="everybody")


def test_what_was_found_and_what_was_rejected_travel_along() -> None:
    validated = judged(contract(field("x", required=True), field("y", sensitivity=PERSONAL)), [{"x": "a"}, {"y": "b"}])
    protected = protect(validated, policy="open")
    assert protected.report is validated.report
    assert protected.rejected is validated.rejected
    (only,) = protected.tables
    assert isinstance(only, ProtectedTable)
    assert only.removed == ("y",)
    assert only.original is validated.tables[0].contract
    assert only.table.to_records() == [{"x": "a"}]
    assert only.table.lineage.contract_digest == only.original.digest
    assert seal_protected(protected.tables, "p", "d", "a", validated).policy == "p"


def test_every_table_of_a_bundle_is_protected() -> None:
    one, two = (contract(field("x"), field("y", sensitivity=kind), name=f"t{kind}") for kind in (INTERNAL, PERSONAL))
    validated = validate(bundle(table(one, [{"x": "a", "y": "b"}]), table(two, [{"x": "a", "y": "b"}])))
    assert [each.removed for each in protect(validated, policy="open").tables] == [("y",), ("y",)]
    assert [each.removed for each in protect(validated, policy="exchange").tables] == [(), ("y",)]


def test_protected_rows_may_be_read_again() -> None:
    (only,) = protect(judged(contract(field("x")), [{"x": "a"}]), policy="open").tables
    assert only.table.to_arrow() == only.table.to_arrow()


# -- no byte of it


def every_form(data: pa.Table, folder: Path) -> bytes:
    """Return the table as IPC stream and file, Parquet of several kinds, and CSV, one after the other."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, data.schema) as stream:
        stream.write_table(data)
    forms = [sink.getvalue().to_pybytes(), str(data.schema).encode()]
    for number, options in enumerate(
        (
            {"compression": "none"},
            {"compression": "none", "use_dictionary": False},
            {"compression": "none", "write_page_index": True},
        )
    ):
        path = folder / f"{number}.parquet"
        pq.write_table(data, path, **options)  # type: ignore[arg-type]  # options of three kinds
        forms.append(path.read_bytes())
    flat = data.select([each.name for each in data.schema if not pa.types.is_nested(each.type)])
    pa_csv.write_csv(flat, folder / "x.csv")
    forms.append((folder / "x.csv").read_bytes())
    buffers = [buffer for column in data.columns for chunk in column.chunks for buffer in chunk.buffers() if buffer]
    return b"".join([*forms, *(buffer.to_pybytes() for buffer in buffers)])


def sliced(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Return the rows as a slice of a larger batch, whose other rows hold the canary in every column of text."""
    texts = [each.name for each in rows.schema if each.type == pa.string()]
    other = rows
    for name in texts:
        secret = pa.array([f"{CANARY}-{number}" for number in range(rows.num_rows)])
        other = other.set_column(other.schema.get_field_index(name), rows.schema.field(name), secret)
    whole = pa.Table.from_batches([other, rows, other]).combine_chunks().to_batches()[0]
    return whole.slice(rows.num_rows, rows.num_rows)


@pytest.mark.parametrize("sensitivity", [INTERNAL, RESTRICTED, PERSONAL])
def test_no_byte_of_a_removed_field_is_in_anything_that_is_written(tmp_path: Path, sensitivity: Sensitivity) -> None:
    parts = (field("system"), field("value", sensitivity=sensitivity))
    promised = contract(
        field("id", required=True),
        field("name"),
        field("nik", sensitivity=sensitivity),
        field("born", "integer", sensitivity=sensitivity),
        field("ids", "list", items=field("item", "object", required=True, fields=parts)),
        field("calls", "list", items=field("item", required=True, sensitivity=sensitivity)),
        key=("id",),
    )
    hidden = {"born": 3171234567890123, "ids": [{"system": "s", "value": CANARY}], "calls": [CANARY]}
    rows = [
        {"id": f"id-{number}", "name": "a" if number % 2 else None, "nik": f"{CANARY}-{number}", **hidden}
        for number in range(20)
    ]
    validated = judged(promised, [*rows, {"id": None, "name": CANARY}])
    (only,) = protect(validated, policy="open").tables
    written = every_form(only.table.to_arrow(), tmp_path)
    assert CANARY.encode() not in written
    assert (3171234567890123).to_bytes(8, "little") not in written
    assert b"id-19" in written
    assert only.removed == ("nik", "born", "ids[].value", "calls")


TREATED = """\
format = "opendata-share/policy@1"
name = "treated"
audience = "exchange"
purpose = "Trying"
pseudonym_key = { environment = "OUR_KEY" }
[schemas."thing@1"]
admits = ["public", "internal"]
rows = "kind <> 'secret'"
[schemas."thing@1".fields]
masked = { mask = { first = 1 } }
named = { pseudonym = true }
area = { generalise = "kabupaten" }
age = { generalise = { band = 50 } }
place = { round = 0 }
at = { generalise = "year" }
day = { generalise = "month" }
money = { round = 0 }
some = { cases = [{ keep = true, when = "kind = 'shown'" }] }
"""
AGE, PLACE, MONEY = 3171234567890123, 31712345.678, Decimal("31712345678.9")


def treated_rows(count: int) -> list[dict[str, Any]]:
    """Return rows whose every cell holds what must not leave; every third row must not leave at all."""
    moment = datetime(1999, 9, 9, 9, 9, 9, 999, UTC)
    return [
        {
            "id": f"{CANARY}-{number}" if number % 3 == 0 else f"id-{number}",
            "kind": "secret" if number % 3 == 0 else "other" if number % 3 == 1 else None,
            "masked": f"{CANARY}-{number}",
            "named": f"{CANARY}-{number % 4}",
            "area": "31.71.77.7777" if number % 2 else CANARY,
            "age": AGE,
            "place": PLACE,
            "at": moment,
            "day": moment.date(),
            "money": MONEY,
            "some": CANARY,
        }
        for number in range(count)
    ]


@pytest.mark.parametrize("sliced_off", [0, 7])
def test_no_byte_of_what_was_coarser_or_withheld_is_in_anything_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sliced_off: int
) -> None:
    monkeypatch.setenv("OUR_KEY", "k" * 32)
    policy = Policy.from_document(tomllib.loads(TREATED))
    texts = [field(name, sensitivity=INTERNAL) for name in ("kind", "masked", "named", "area", "some")]
    typed = [field("age", "integer"), field("place", "number"), field("at", "datetime"), field("day", "date")]
    promised = contract(field("id"), *texts, *typed, field("money", "decimal", precision=12, scale=1))
    rows = table(promised, treated_rows(30))
    (batch,) = rows.batches()
    shown = table_of(promised, rows_of(batch.slice(sliced_off, 20)))
    (only,) = protect(validate(shown), policy=policy).tables
    data = only.table.to_arrow()
    written = every_form(data, tmp_path)
    told = f"{only.table.contract.to_document()}{only.table.contract!r}{only!r}{policy!r}".encode()
    secrets = {
        "text": CANARY.encode(), "area": b"31.71.77", "age": AGE.to_bytes(8, "little"), "key": b"k" * 32,
        "place": struct.pack("<d", PLACE), "money": int(MONEY * 10).to_bytes(16, "little"),
        "moment": int(datetime(1999, 9, 9, 9, 9, 9, 999, UTC).timestamp() * 1_000_000).to_bytes(8, "little"),
        "day": (10843).to_bytes(4, "little"), "as text": b"1999-09-09", "as digits": b"3171234567890123",
    }  # fmt: skip
    assert {name for name, secret in secrets.items() if secret in written} == set()
    assert {name for name, secret in secrets.items() if secret in told} == set()
    assert 0 < data.num_rows < 20
    assert data.column("masked").unique().to_pylist() == ["c***"]
    assert data.column("some").null_count == data.num_rows


def test_the_search_finds_what_a_slice_leaks(tmp_path: Path) -> None:
    """Without this, the searches of this module would pass by being blind."""
    batch = pa.record_batch({"id": ["a", "b", "c"]})
    assert CANARY.encode() in every_form(pa.Table.from_batches([sliced(batch)]), tmp_path)


def test_no_byte_of_a_rejected_or_neighbouring_row_is_in_what_is_written(tmp_path: Path) -> None:
    promised = contract(field("id"), field("n", "integer", minimum=0), field("note"))
    batch = pa.record_batch(
        {"id": ["a", "b", "c"], "n": pa.array([1, -1, 2]), "note": ["fine", f"{CANARY}-rejected", "fine"]},
        schema=promised.arrow_schema,
    )
    for data in (rows_of(batch), rows_of(sliced(batch)), rows_of(sliced(batch).slice(0, 1))):
        (only,) = protect(validate(table_of(promised, data)), policy="open").tables
        assert only.table.to_arrow().num_rows >= 1
        assert CANARY.encode() not in every_form(only.table.to_arrow(), tmp_path)


def hidden_under_nulls(values: pa.Array[Any]) -> pa.Array[Any]:
    """Return the array with every second cell null, the old value still in the buffer."""
    keep = pa.array([number % 2 == 0 for number in range(len(values))])
    validity = keep.buffers()[1]
    return pa.Array.from_buffers(values.type, len(values), [validity, *values.buffers()[1:]])


@pytest.mark.parametrize(
    ("values", "secret"),
    [
        (pa.array(["a", CANARY, "b", CANARY]), CANARY.encode()),
        (pa.array([1, 3171234567890123, 2, 3171234567890123]), (3171234567890123).to_bytes(8, "little")),
        (pa.array([1.5, 31712345.678]), struct.pack("<d", 31712345.678)),
        (pa.array([Decimal("1.1"), Decimal("3171.2")], pa.decimal128(30, 1)), (31712).to_bytes(16, "little")),
        (pa.array([date(2000, 1, 1), date(1999, 9, 9)]), (10843).to_bytes(4, "little")),
        (
            pa.array([datetime(2000, 1, 1, tzinfo=UTC), datetime(1999, 9, 9, tzinfo=UTC)], pa.timestamp("us", "UTC")),
            (936_835_200_000_000).to_bytes(8, "little"),
        ),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_what_lies_under_a_null_is_zero(values: pa.Array[Any], secret: bytes) -> None:
    """A cell that did not fit, or that a map made null, is no value any more."""
    leaky = hidden_under_nulls(values)
    made = rebuilt_array(leaky, values.type)
    assert made.to_pylist() == leaky.to_pylist()
    assert made.null_count == len(values) // 2
    for buffer in made.buffers():
        assert buffer is None or secret not in buffer.to_pybytes()


def test_a_boolean_under_a_null_is_false() -> None:
    made = rebuilt_array(hidden_under_nulls(pa.array([True] * 8)), pa.bool_())
    assert made.buffers()[1].to_pybytes()[0] == 0b01010101


def test_a_dictionary_is_decoded_and_forgets_what_no_row_holds() -> None:
    column = pa.array([CANARY, "a", "b", "a"]).dictionary_encode().filter(pa.array([False, True, True, True]))
    assert CANARY in column.dictionary.to_pylist()
    made = rebuilt_array(column, pa.string())
    assert made.to_pylist() == ["a", "b", "a"]
    assert CANARY.encode() not in b"".join(buffer.to_pybytes() for buffer in made.buffers() if buffer)


def test_an_object_of_which_nothing_is_left_is_not_made() -> None:
    with pytest.raises(AssertionError, match="without fields cannot leave"):
        rebuilt_array(pa.array([{"a": 1}]), pa.struct([]))


def test_metadata_of_schema_and_fields_does_not_leave() -> None:
    told = pa.field("x", pa.string(), metadata={"note": CANARY})
    batch = pa.record_batch([pa.array(["a"])], schema=pa.schema([told], metadata={"source": CANARY}))
    made = rebuilt(batch, pa.schema([pa.field("x", pa.string())]))
    assert made.schema.metadata is None
    assert made.schema.field("x").metadata is None


def test_null_lists_and_objects_forget_what_they_still_point_to() -> None:
    kind = pa.list_(pa.struct([("a", pa.string()), ("b", pa.int64())]))
    values = pa.array([[{"a": "x", "b": 1}], [{"a": CANARY, "b": 2}], [None], []], kind)
    keep = pa.array([True, False, True, True])
    leaky = pa.Array.from_buffers(kind, 4, [keep.buffers()[1], values.buffers()[1]], children=[pc.list_flatten(values)])
    made = rebuilt_array(leaky, kind)
    assert made.to_pylist() == [[{"a": "x", "b": 1}], None, [None], []]
    assert CANARY.encode() not in b"".join(buffer.to_pybytes() for buffer in made.buffers() if buffer)


TYPES: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    (pa.string(), st.text(max_size=4)),
    (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    (pa.float64(), st.floats(allow_nan=False)),
    (pa.bool_(), st.booleans()),
    (pa.date32(), st.dates()),
    (pa.timestamp("us", "UTC"), st.datetimes(timezones=st.just(UTC))),
    (pa.decimal128(20, 3), st.decimals(-999, 999, places=3)),
    (pa.list_(pa.string()), st.lists(st.none() | st.text(max_size=3), max_size=3)),
    (
        pa.list_(pa.struct([("a", pa.string()), ("n", pa.int64())])),
        st.lists(
            st.none()
            | st.fixed_dictionaries({"a": st.none() | st.text(max_size=2), "n": st.none() | st.integers(0, 9)}),
            max_size=3,
        ),
    ),
]


@settings(deadline=None)
@given(st.data())
def test_rebuilding_changes_no_value_of_any_type_however_it_is_sliced(data: st.DataObject) -> None:
    kind, cells = data.draw(st.sampled_from(TYPES))
    values = data.draw(st.lists(st.none() | cells, max_size=12))
    start, length = data.draw(st.integers(0, 12)), data.draw(st.integers(0, 12))
    array = pa.array(values, kind).slice(min(start, len(values)), length)
    made = rebuilt_array(array, kind)
    assert made.equals(array)
    assert made.type == kind
    assert made.offset == 0
    made.validate(full=True)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.booleans(), min_size=8, max_size=8), st.integers(0, 3), st.integers(1, 5))
def test_a_random_table_leaks_nothing(kept: list[bool], start: int, length: int) -> None:
    """Some rows are null, some neighbours were cut off: only what is in the slice and admitted may be found."""
    values = [f"{CANARY}-{number}" if not keep else "fine" for number, keep in enumerate(kept)]
    column = pc.if_else(pa.array(kept), pa.array(values), pa.scalar(None, pa.string()))
    promised = contract(field("x"), field("y", sensitivity=PERSONAL), field("z", sensitivity=PUBLIC))
    batch = pa.RecordBatch.from_arrays([column, pa.array(values), column], schema=promised.arrow_schema)
    (only,) = protect(validate(table_of(promised, rows_of(batch.slice(start, length)))), policy="open").tables
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, only.table.schema) as stream:
        for each in only.table.batches():
            stream.write_batch(each)
    assert CANARY.encode() not in sink.getvalue().to_pybytes()
