"""NDJSON: a damaged line is one row that could not be made, and the lines after it are read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._limits import Limits
from opendata_share.adapters.sources import NdjsonSource, SourceOptions
from opendata_share.errors import LimitExceeded


@pytest.fixture(params=[1, 6, 4 << 20], ids=lambda size: f"block {size}")
def limits(request):
    return Limits(block_bytes=request.param)


@pytest.fixture
def lines(write):
    return lambda content: write(content, "table.ndjson")


def test_each_line_is_a_record(lines, read, limits):
    reading = read(NdjsonSource(lines('{"a":1.10}\r\n\n {"b":"x","a":null} \n{}'), limits=limits))
    assert reading.headings == ("a", "b")
    assert reading.records == [{"a": "1.10", "b": None}, {"a": None, "b": "x"}, {"a": None, "b": None}]
    assert (reading.rows, reading.lines) == ([1, 2, 3], [1, 3, 4])
    assert reading.kinds == {"a": [2, 0, 0], "b": [0, 1, 0]}


@pytest.mark.parametrize(
    ("line", "rule", "message_id"),
    [
        ('{"a":1', "malformed-json", "json-ends-early"),
        ('{"a":1}{"a":2}', "malformed-json", "ndjson-several-values"),
        ('{"a":1},{"a":2}', "malformed-json", "ndjson-several-values"),
        ('{"a":1}\r{"a":2}', "malformed-json", "ndjson-carriage-return"),
        ('{"a":1,"a":2}', "malformed-json", "json-duplicate-key"),
        ('{"a":NaN}', "malformed-json", "json-not-a-number"),
        (r'{"a":"\udc00"}', "malformed-json", "json-lone-surrogate"),
        ("{'a':1}", "malformed-json", "json-syntax"),
        ("[1]", "not-an-object", "json-not-an-object"),
        ("null", "not-an-object", "json-not-an-object"),
    ],
)
def test_a_damaged_line_does_not_stop_the_reading(lines, read, limits, line, rule, message_id):
    """B9."""
    reading = read(NdjsonSource(lines(f'{{"a":1}}\n\n{line}\n{{"a":3}}\n'), limits=limits))
    assert [record["a"] for record in reading.records] == ["1", "3"]
    assert (reading.rows, reading.lines) == ([1, 3], [1, 4])
    (unmade,) = reading.unmade
    assert (unmade.row, unmade.line, unmade.rule, unmade.message_id) == (2, 3, rule, message_id)
    assert unmade.text == line


def test_a_cut_last_line_is_counted(lines, read, limits):
    """B9."""
    reading = read(NdjsonSource(lines('{"a":1}\n{"a":2}\n{"a":'), limits=limits))
    assert (len(reading.records), [row.line for row in reading.unmade]) == (2, [3])


def test_two_halves_never_make_a_record(lines, read):
    """Joining lines into one array would balance a split object with a doubled one."""
    reading = read(NdjsonSource(lines('{"a":1\n"b":2}\n{"a":1},{"a":2}\n')))
    assert (reading.records, len(reading.unmade)) == ([], 3)


def test_a_line_that_is_too_deep_meets_the_limit(lines, fail):
    """B2."""
    error = fail(NdjsonSource(lines('{"a":1}\n{"a":' + "[" * 100_000)))
    assert isinstance(error, LimitExceeded)
    assert (error.message_id, error.line) == ("limit-depth", 2)


def test_many_brackets_in_one_line_are_not_deep(lines, read):
    value = [[number] for number in range(200)]
    assert read(NdjsonSource(lines(json.dumps({"a": value, "b": "[" * 99})))).kinds == {"a": [4], "b": [1]}


@pytest.mark.parametrize("block", [10, 1 << 20])
def test_a_line_longer_than_the_record_limit(lines, fail, block):
    limits = Limits(block_bytes=block, record_bytes=50)
    error = fail(NdjsonSource(lines('{"a":1}\n{"a":"' + "é" * 30 + '"}\n'), limits=limits))
    assert (error.message_id, error.line) == ("limit-record-bytes", 2)


def test_files_without_a_record(lines, fail, limits):
    assert fail(NdjsonSource(lines(""), limits=limits)).message_id == "source-empty"
    assert fail(NdjsonSource(lines("\n \r\n"), limits=limits)).message_id == "json-empty-document"


def test_keys_of_the_last_line_are_headings_of_the_first_batch(lines, read):
    content = "".join(f'{{"n":{number}}}\n' for number in range(1000)) + '{"late":1}\n'
    reading = read(NdjsonSource(lines(content), limits=Limits(block_bytes=64)))
    assert reading.headings == ("n", "late")
    assert reading.batches[0].columns.schema.names == ["n", "late"]


def test_too_many_rows_and_columns(lines, fail):
    path = lines('{"a":1}\n{"b":2}\n')
    assert fail(NdjsonSource(path, limits=Limits(rows=1))).message_id == "limit-rows"
    assert fail(NdjsonSource(path, limits=Limits(columns=1))).message_id == "limit-columns"


def test_quarantined_keys_stay_in_the_reader(lines, read):
    options = SourceOptions(quarantine=frozenset({"nik"}))
    reading = read(NdjsonSource(lines('{"nik":"317","a":1}\n{"nik":"318"\n'), options))
    assert reading.records == [{"a": "1"}]
    assert reading.unmade[0].text == ""


@settings(max_examples=150, deadline=None)
@given(content=st.text(st.sampled_from('{}[]":,a1 \n\r\\'), max_size=40), block=st.integers(1, 30))
def test_every_line_is_a_row_a_blank_or_a_row_that_could_not_be_made(tmp_path_factory, content, block):
    path = tmp_path_factory.mktemp("ndjson") / "table.ndjson"
    path.write_bytes(content.encode() + b"\n{}")
    source = NdjsonSource(path, limits=Limits(block_bytes=block))
    batches = list(source.batches())
    made = sum(len(batch.rows) for batch in batches)
    unmade = sum(len(batch.unmade) for batch in batches)
    assert made + unmade == sum(bool(line.strip(" \t\r")) for line in content.split("\n")) + 1


def test_keys_that_come_later_are_headings_in_the_order_they_come(lines, read, limits):
    """Blocks are looked at side by side, before the keys of those before them are known."""
    content = "".join(f'{{"a":{number},"k{number // 10}":1}}\n' for number in range(100))
    reading = read(NdjsonSource(lines(content), limits=limits))
    assert reading.headings == ("a", *(f"k{number}" for number in range(10)))
    assert [record["a"] for record in reading.records] == [str(number) for number in range(100)]
    assert reading.rows == list(range(1, 101))


def test_the_first_fault_of_the_file_is_the_one_that_is_told(lines, fail, limits):
    deep, wrong = b'{"b":' + b"[" * 200 + b"]" * 200 + b"}\n", b'{"a":"\xff"}\n'
    good = b'{"a":1}\n' * 50
    error = fail(
        NdjsonSource(lines(good + deep + good + wrong), limits=Limits(block_bytes=min(limits.block_bytes, 400)))
    )
    assert (error.message_id, error.line) == ("limit-depth", 51)
    error = fail(NdjsonSource(lines(good + wrong + good + deep), limits=limits))
    assert (error.message_id, error.line) == ("text-not-utf-8", 51)
