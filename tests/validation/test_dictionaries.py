"""A column of texts may come as a dictionary of them: the verdict, the rows and the report are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from made import SIZES, accepted, batch_of, contract, field, refers, rows_of, table_of

from opendata_share.contract import Check
from opendata_share.report import Balance
from opendata_share.stages import Rows
from opendata_share.validation import validate

PROMISED = contract(
    field("id", required=True, pattern="^[ab]"),
    field("size", code_list=SIZES.name),
    field("up", reference=refers("thing", "other")),
    field("note", min_length=1, max_length=3),
    field("link", format="uri"),
    field("n", "integer", minimum=0),
    key=("id",),
    unique=(("size", "note"),),
    checks=(Check("note-is-size", "note = size OR n > 1", en="e", id="i"),),
)
TEXTS = {
    "id": [None, "a", "b", "c", "ab"],
    "size": [None, "small", "large", "huge"],
    "up": [None, "a", "x", "o1", "demo:a"],
    "note": [None, "", "é", "ééé", "éééé", "small"],
    "link": [None, "http://a", "no link"],
}
ROWS = st.lists(
    st.fixed_dictionaries(
        {**{name: st.sampled_from(values) for name, values in TEXTS.items()}, "n": st.sampled_from([None, -1, 0, 2])}
    ),
    max_size=14,
)
OTHER = pa.table({"id": ["o1", None, "o2"]})


def laid_out(column: pa.Array[Any], layout: str) -> pa.Array[Any]:
    """Return a text column in another layout, its values the same."""
    if layout == "plain":
        return column
    if layout == "sliced":
        return pa.concat_arrays([pa.array(["junk"]), column, pa.array(["junk"])]).slice(1, len(column))
    if layout == "null among the values":
        values = pa.array([None, *sorted({value for value in column.to_pylist() if value is not None})], pa.string())
        found = [0 if value is None else values.to_pylist().index(value) for value in column.to_pylist()]
        return pa.DictionaryArray.from_arrays(pa.array(found, pa.int32()), values)
    encoded = pa.concat_arrays([pa.array(["junk", "unused"]), column]).dictionary_encode()
    return encoded.slice(2)  # with values that no row has


LAYOUTS = st.sampled_from(["plain", "sliced", "dictionary", "null among the values"])


def as_batches(rows: Sequence[dict[str, Any]], size: int, layouts: Sequence[str]) -> list[Rows]:
    batches = []
    for start in range(0, len(rows), size):
        data = batch_of(PROMISED, rows[start : start + size])
        columns = [
            laid_out(column, layouts[at % len(layouts)]) if column.type == pa.string() else column
            for at, column in enumerate(data.columns)
        ]
        names = data.schema.names
        batches.append(rows_of(pa.RecordBatch.from_arrays(columns, names=names), start=start + 1))
    return batches


@settings(deadline=None, max_examples=60)
@given(ROWS, st.integers(1, 6), st.lists(LAYOUTS, min_size=1, max_size=5))
def test_the_layout_of_a_text_column_changes_no_verdict(
    rows: list[dict[str, Any]], size: int, layouts: list[str]
) -> None:
    plain, other = (
        validate(table_of(PROMISED, *as_batches(rows, size, chosen)), references={"other": OTHER})
        for chosen in (["plain"], layouts)
    )
    assert other.report.to_document("id") == plain.report.to_document("id")
    assert accepted(other) == accepted(plain)
    assert other.tables[0].to_arrow().schema == PROMISED.arrow_schema
    assert other.rejected.to_arrow().equals(plain.rejected.to_arrow())


def test_source_rows_may_be_dictionaries_too() -> None:
    promised = contract(field("id", required=True))
    raw = pa.record_batch({"Kode": pa.array(["x", "y", None]).dictionary_encode()})
    rows = rows_of(batch_of(promised, [{"id": "x"}, {}, {}]), raw=raw)
    rejected = validate(table_of(promised, rows)).rejected.to_arrow()
    assert rejected["Kode"].to_pylist() == ["y", None]


def test_a_reference_table_may_be_a_dictionary() -> None:
    rows = as_batches([{"id": "a", "up": "o1"}, {"id": "b", "up": "o3"}], 2, ["dictionary"])
    known = pa.table({"id": pa.array(["o1", "o2", "o1"]).dictionary_encode()})
    report = validate(table_of(PROMISED, *rows), references={"other": known}).report.tables[0]
    assert report.advice == {"dangling-reference": 1}


def test_a_batch_without_rows_or_with_nulls_only_has_no_verdict_of_its_own() -> None:
    promised = contract(field("a", max_length=1), field("n", "number", minimum=1), key=("a", "n"))
    for kind in (pa.string(), pa.dictionary(pa.int32(), pa.string())):
        for count in (0, 3):
            data = pa.RecordBatch.from_arrays([pa.nulls(count, kind), pa.nulls(count, pa.float64())], names=["a", "n"])
            batch = Rows(data=data, rows=np.arange(1, count + 1), balance=Balance(read=count, produced=count))
            validated = validate(table_of(promised, replace(batch)))
            assert validated.report.tables[0].counts == {}
            assert len(accepted(validated)) == count
