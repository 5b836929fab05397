"""A JSON document as a table: its shape is said, its cells keep their text and say what they were."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._limits import Limits
from opendata_share.adapters.reading import _json_source
from opendata_share.adapters.sources import JsonSource, SourceOptions
from opendata_share.errors import LimitExceeded, SourceError


@pytest.fixture
def document(write):
    return lambda text: write(text, "table.json")


def test_cells_are_text_and_say_what_they_were(document, read):
    path = document('[{"s":"x","n":1.10,"t":true,"f":false,"z":null,"o":{"k":[1, 2.0]}},{"n":"12","extra":[]}]')
    reading = read(JsonSource(path))
    assert reading.headings == ("s", "n", "t", "f", "z", "o", "extra")
    assert reading.records == [
        {"s": "x", "n": "1.10", "t": "true", "f": "false", "z": None, "o": '{"k":[1,2.0]}', "extra": None},
        {"s": None, "n": "12", "t": None, "f": None, "z": None, "o": None, "extra": "[]"},
    ]
    assert reading.kinds == {
        "s": [1, 0],
        "n": [2, 1],
        "t": [3, 0],
        "f": [3, 0],
        "z": [0, 0],
        "o": [4, 0],
        "extra": [0, 4],
    }
    assert (reading.rows, reading.lines) == ([1, 2], [])


def test_null_tokens_apply_to_the_text_of_a_cell(document, read):
    path = document('[{"a":"-","b":""},{"a":"x","b":-99}]')
    reading = read(JsonSource(path, SourceOptions(null=("-", "-99"))))
    assert reading.records == [{"a": None, "b": ""}, {"a": "x", "b": None}]
    assert reading.kinds == {"a": [0, 1], "b": [1, 0]}


def test_no_rows_is_a_table(document, read):
    assert read(JsonSource(document(" [ ] "))).records == []
    assert read(JsonSource(document('{"data":[],"n":0}'), SourceOptions(record="data"))).records == []


def test_the_array_may_be_a_named_member(document, read):
    path = document('{"meta":{"page":1},"data":[{"a":1},{"a":2}],"next":null}')
    assert [row["a"] for row in read(JsonSource(path, SourceOptions(record="data"))).records] == ["1", "2"]


def test_items_that_are_no_objects_are_rows_that_could_not_be_made(document, read):
    reading = read(JsonSource(document('[{"a":1},2,null,[3],{"a":4}]')))
    assert [(row.row, row.rule, row.text) for row in reading.unmade] == [
        (2, "not-an-object", "2"),
        (3, "not-an-object", "null"),
        (4, "not-an-object", "[3]"),
    ]
    assert reading.rows == [1, 5]


@pytest.mark.parametrize(
    ("text", "record", "message_id"),
    [
        ("  \n ", None, "json-empty-document"),
        ("null", None, "json-not-a-table"),
        ("1", None, "json-not-a-table"),
        ('"x"', None, "json-not-a-table"),
        ("true", "data", "json-not-a-table"),
        ('{"data":[]}', None, "json-record-needed"),
        ('[{"a":1}]', "data", "json-record-of-array"),
        ('{"items":[]}', "data", "json-record-missing"),
        ("{}", "data", "json-record-missing"),
        ('{"data":{}}', "data", "json-record-not-array"),
        ('{"type":"FeatureCollection","features":[]}', None, "json-is-geojson"),
        ('{"a":1}\n{"a":2}\n', None, "json-trailing-data"),
        ("[] []", None, "json-trailing-data"),
        ('{"data":[]} x', "data", "json-trailing-data"),
        ('[{"a":1}', None, "json-ends-early"),
        ('[{"a":1},', None, "json-ends-early"),
        ('[{"a":"x', None, "json-ends-early"),
        ('{"data":[{"a":1}]', "data", "json-ends-early"),
        ('{"data":[{"a":1}],', "data", "json-ends-early"),
        ('[{"a":1} {"a":2}]', None, "json-syntax"),
        ('[{"a":1},]', None, "json-syntax"),
        ('{"data":[],}', "data", "json-syntax"),
        ('{"data" []}', "data", "json-syntax"),
        ("{1:[]}", "data", "json-syntax"),
        ('[{"a":NaN}]', None, "json-not-a-number"),
        (r'[{"a":"\ud800"}]', None, "json-lone-surrogate"),
    ],
)
def test_every_other_document_is_refused_by_name(document, fail, text, record, message_id):
    """B1, B5, B8, and every way a document can have another shape."""
    error = fail(JsonSource(document(text), SourceOptions(record=record)))
    assert isinstance(error, SourceError)
    assert error.message_id == message_id


def test_an_empty_file(document, fail):
    """B1."""
    assert fail(JsonSource(document(""))).message_id == "source-empty"


def test_the_place_of_a_fault_is_its_line_and_column(document, fail):
    error = fail(JsonSource(document('[\n  {"a": 1},\n  {"a": é}\n]')))
    assert (error.message_id, error.line, error.parameters["column"]) == ("json-syntax", 3, 9)


def test_a_key_that_stands_twice_is_named_from_the_document_s_root(document, fail):
    """B4."""
    error = fail(JsonSource(document('{"d":[{"a":1},{"b":{"c":1,"c":2}}]}'), SourceOptions(record="d")))
    assert (error.message_id, error.parameters["pointer"]) == ("json-duplicate-key", "/d/1/b")
    error = fail(JsonSource(document('{"m":{"c":1,"c":2},"d":[]}'), SourceOptions(record="d")))
    assert error.parameters["pointer"] == "/m"
    assert fail(JsonSource(document('{"d":[],"d":[]}'), SourceOptions(record="d"))).parameters["pointer"] == ""


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 20_000, "[" * 65 + "]" * 65])
def test_depth_meets_its_limit(document, fail, text):
    """B2."""
    error = fail(JsonSource(document(text)))
    assert isinstance(error, LimitExceeded)
    assert (error.message_id, error.parameters) == ("limit-depth", {"limit": "depth", "value": 64})


@pytest.mark.parametrize(
    ("limits", "message_id"),
    [
        (Limits(document_bytes=10), "limit-document-bytes"),
        (Limits(record_bytes=8), "limit-record-bytes"),
        (Limits(columns=1), "limit-columns"),
        (Limits(rows=1), "limit-rows"),
        (Limits(input_bytes=10), "limit-input-bytes"),
    ],
)
def test_every_limit_is_named(document, fail, limits, message_id):
    error = fail(JsonSource(document('[{"a":1,"b":2},{"a":3,"b":4}]'), limits=limits))
    assert isinstance(error, LimitExceeded)
    assert error.message_id == message_id


def test_quarantined_keys_stay_in_the_reader(document, read):
    options = SourceOptions(quarantine=frozenset({"nik"}))
    reading = read(JsonSource(document('[{"nik":"317","a":1},"317",{"a":2,"nik":"318"}]'), options))
    assert reading.headings == ("nik", "a")
    assert reading.records == [{"a": "1"}, {"a": "2"}]
    assert "31" not in repr(reading.unmade) + repr(reading.kinds)


def test_rows_go_on_across_batches(document, read, monkeypatch):
    monkeypatch.setattr(_json_source, "ROWS_PER_BATCH", 10)
    reading = read(JsonSource(document(json.dumps([{"n": number} for number in range(35)]))))
    assert len(reading.batches) == 4
    assert [row["n"] for row in reading.records] == [str(number) for number in range(35)]


CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=6), st.lists(st.integers(), max_size=2))


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.dictionaries(st.sampled_from("abcdé"), CELLS), max_size=8), indent=st.sampled_from([None, 1]))
def test_what_python_writes_is_what_is_read(tmp_path_factory, rows, indent):
    path = tmp_path_factory.mktemp("json") / "table.json"
    path.write_text(json.dumps(rows, indent=indent), encoding="utf-8")
    source = JsonSource(path, SourceOptions(null=()))
    records = [record for batch in source.batches() for record in batch.columns.to_pylist()]
    assert len(records) == (len(rows) if source.headings() else 0)
    for row, record in zip(rows, records, strict=False):
        for key in source.headings():
            value = row.get(key)
            text = value if isinstance(value, str | None) else json.dumps(value, separators=(",", ":"))
            assert record[key] == text


def test_a_document_may_itself_be_the_one_record(read, document, fail):
    reading = read(JsonSource(document('{"id":"1","name":{"a":[1,2]}}'), SourceOptions(record=".")))
    assert reading.records == [{"id": "1", "name": '{"a":[1,2]}'}]
    assert fail(JsonSource(document('{"id":1} x'), SourceOptions(record="."))).message_id == "json-trailing-data"
    assert fail(JsonSource(document("[1]"), SourceOptions(record="."))).message_id == "json-record-of-array"
