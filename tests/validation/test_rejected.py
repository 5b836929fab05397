"""Rejected rows: as they came, with row, line, field, rule, message and hint in the reader's language."""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from made import batch_of, bundle, contract, field, judged, report_of, rows_of, table, table_of, unmade

from opendata_share._arrow import cell_texts
from opendata_share.report import Balance
from opendata_share.stages import Rows
from opendata_share.validation import validate

OURS = ["_row", "_line", "_column", "_message", "_hint", "_field", "_rule", "_contract"]


def test_a_rejected_row_comes_with_its_source_row_and_reason() -> None:
    promised = contract(field("beds", "integer", minimum=0))
    raw = pa.record_batch({"Nama RS": ["RS A", "RS B"], "Jumlah TT": ["5", "-1"]})
    data = rows_of(batch_of(promised, [{"beds": 5}, {"beds": -1}]), raw=raw)
    validated = validate(table_of(promised, data))
    assert validated.rejected.count == 1
    assert validated.rejected.to_arrow("id").to_pylist() == [
        {
            "_contract": "thing@1.0.0",
            "_row": 2,
            "_line": 3,
            "_field": "beds",
            "_rule": "minimum",
            "_message": "-1 kurang dari 0",
            "_hint": None,
            "_column": None,
            "Nama RS": "RS B",
            "Jumlah TT": "-1",
        }
    ]


def test_several_reasons_are_joined_and_a_hint_is_said_once() -> None:
    promised = contract(field("a", required=True), field("b", required=True))
    (row,) = judged(promised, [{}]).rejected.to_arrow().to_pylist()
    assert (row["_field"], row["_rule"]) == ("a; b", "required; required")
    assert row["_message"].count("; ") == 1
    assert row["_hint"].count("fill it in") == 1


def test_a_whole_row_rule_leaves_the_field_empty() -> None:
    promised = contract(field("a"), field("b"), key=("a", "b"))
    rows = [{"a": "x", "b": "y"}] * 2
    assert judged(promised, rows).rejected.to_arrow()["_field"].to_pylist() == [None]


def test_an_expanded_row_brings_the_source_row_it_was_made_from() -> None:
    promised = contract(field("x", required=True))
    raw = pa.record_batch({"name": ["first", "second"]})
    rows = Rows(
        data=batch_of(promised, [{"x": "a"}, {}, {}, {"x": "b"}]),
        rows=np.array([1, 1, 2, 2]),
        raw=raw,
        raw_index=np.array([0, 0, 1, 1]),
        balance=Balance(read=2, expanded=2, produced=4),
    )
    rejected = validate(table_of(promised, rows)).rejected.to_arrow()
    assert rejected.select(["_row", "_line", "name"]).to_pylist() == [
        {"_row": 1, "_line": None, "name": "first"},
        {"_row": 2, "_line": None, "name": "second"},
    ]


def test_without_source_rows_the_row_itself_is_given_cell_texts() -> None:
    promised = contract(field("n", "integer"), field("x", required=True))
    data = batch_of(promised, [{"n": 7}])
    rows = Rows(data=data, rows=np.array([1]), balance=Balance(read=1, produced=1))
    assert validate(table_of(promised, rows)).rejected.to_arrow()["n"].to_pylist() == ["7"]


def test_a_source_column_called_like_one_of_ours_keeps_its_place() -> None:
    promised = contract(field("x", required=True))
    raw = pa.record_batch({"_row": ["source"], "_rule": ["theirs"], "_row_": ["too"], "_text": ["t"]})
    rejected = validate(table_of(promised, rows_of(batch_of(promised, [{}]), raw=raw))).rejected.to_arrow()
    assert rejected.column_names == [*OURS, "_row_", "_rule_", "_row__", "_text_"]
    assert rejected["_row_"].to_pylist() == ["source"]


def test_batches_with_different_source_columns_come_together() -> None:
    promised = contract(field("x", required=True))
    first = rows_of(batch_of(promised, [{}]), raw=pa.record_batch({"a": ["1"]}))
    second = rows_of(batch_of(promised, [{}]), start=2, raw=pa.record_batch({"b": ["2"]}), unmade=(unmade(3, "x|y"),))
    rejected = validate(table_of(promised, first, second)).rejected.to_arrow()
    assert rejected.select(["_row", "a", "b", "_text"]).to_pylist() == [
        {"_row": 1, "a": "1", "b": None, "_text": None},
        {"_row": 2, "a": None, "b": "2", "_text": None},
        {"_row": 3, "a": None, "b": None, "_text": "x|y"},
    ]


def test_the_file_of_rejected_rows_is_private_and_reads_back(tmp_path: Path) -> None:
    promised = contract(field("x", max_length=2))
    target = judged(promised, [{"x": 'a "b",\nc'}]).rejected.to_csv(tmp_path / "things.rejected.csv", "id")
    assert os.stat(target).st_mode & 0o777 == 0o600  # noqa: PTH116  (the file itself)
    with target.open(newline="", encoding="utf-8-sig") as stream:
        (row,) = csv.DictReader(stream)
    assert row["x"] == 'a "b",\nc'
    assert row["_message"] == "teks lebih dari 2 karakter"
    assert list(tmp_path.iterdir()) == [target]


def test_the_rejected_rows_of_a_bundle_name_their_contract() -> None:
    one, two = (contract(field("x", required=True), name=name) for name in ("one", "two"))
    rejected = validate(bundle(table(one, [{}]), table(two, [{"x": "a"}, {}]))).rejected
    assert rejected.to_arrow().select(["_contract", "_row"]).to_pylist() == [
        {"_contract": "one@1.0.0", "_row": 1},
        {"_contract": "two@1.0.0", "_row": 2},
    ]
    assert rejected.count == 2


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (pa.array(["a", None]), ["a", None]),
        (pa.array(["a", None]).dictionary_encode(), ["a", None]),
        (pa.array(["a"], pa.large_string()), ["a"]),
        (pa.array([1.5, None]), ["1.5", None]),
        (pa.array([True]), ["true"]),
        (pa.array([Decimal("1.10")]), ["1.10"]),
        (pa.nulls(1), [None]),
        (pa.array([datetime(2020, 1, 2, 3, tzinfo=UTC), None]), ["2020-01-02T03:00:00.000000Z", None]),
        (pa.array([datetime(2020, 1, 2, 3)]), ["2020-01-02T03:00:00.000000"]),
        (pa.array([0], pa.timestamp("us", tz="Asia/Jakarta")), ["1970-01-01T00:00:00.000000Z"]),
        (pa.array([datetime(2020, 1, 2).date()]), ["2020-01-02"]),
        (pa.array([[1, 2], None]), ["[1, 2]", None]),
        (pa.array([{"a": "é"}]), ['{"a": "é"}']),
        (pa.array([b"\xff\x00"]), ["ff00"]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_source_columns_of_every_type_become_text(column: pa.Array[Any], text: list[str | None]) -> None:
    assert cell_texts(column).to_pylist() == text
    assert cell_texts(column).type == pa.string()


def test_the_report_counts_what_the_rejected_rows_hold() -> None:
    promised = contract(field("x", required=True))
    validated = judged(promised, [{}, {"x": "a"}, {}])
    assert report_of(validated).balance.rejected == validated.rejected.to_arrow().num_rows == validated.rejected.count
