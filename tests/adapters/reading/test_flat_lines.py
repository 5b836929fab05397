"""Proven lines: whatever is proven about a block is what the parser says line by line, and what it refuses is not."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._limits import Limits
from opendata_share.adapters.reading._flat_lines import PADDING, KeyTable, flat_cells, lines_of
from opendata_share.adapters.reading._json_cells import NullTokens, json_columns
from opendata_share.adapters.reading._json_text import JsonDecoder, JsonFault, check_nesting, check_surrogates
from opendata_share.adapters.sources import NdjsonSource

_NAMES = ("id", "name", "a", "observed_at_utc", "catatan é", "a_key_of_more_than_16_bytes", "a_key_of_other_ 16_bytes")


def parsed(line: str):
    """Return the record of a line, None where the line is refused; what `_flat_lines` must never contradict."""
    text = line.strip(" \t\r")
    try:
        check_nesting(text.encode(), 64)
        check_surrogates(text)
        value, end = JsonDecoder().value(text, 0)
    except JsonFault:
        return None
    return value if end == len(text) and isinstance(value, dict) else None


def proven(lines: list[str], names=_NAMES):
    block = "\n".join(lines).encode()
    return flat_cells(lines_of(block + PADDING, len(block)), KeyTable(names), range(len(names)))


def agree(lines: list[str], names=_NAMES) -> int:
    """Check every proven line against the parser; return how many were proven."""
    cells = proven(lines, names)
    records = [parsed(lines[place]) for place in cells.lines.tolist()]
    assert all(record is not None and record.keys() <= set(names) for record in records), "a wrong line was proven"
    columns, kinds = json_columns(records, names, NullTokens(()))
    for name, column, kind in zip(names, cells.columns, cells.kinds, strict=True):
        column.validate(full=True)
        assert column.equals(columns.column(name))
        assert pa.array(kind).equals(kinds[name])
    return len(records)


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["", '"', "\\", '\\"', "{", "}", ",", ":", '","', '":"', "é", "😀", "\x00", "\n", "null", "1"]),
)
_DAMAGE = st.sampled_from([*'{}[]":,\\ \t\r\0eE.-+0159ntfué\x7f', "", '""', "\\u"])
_RECORDS = st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=6)


def _written(record, spaced: bool, ascii_only: bool) -> str:
    return json.dumps(record, separators=(", ", ": ") if spaced else (",", ":"), ensure_ascii=ascii_only)


@settings(max_examples=120)
@given(st.lists(st.tuples(_RECORDS, st.booleans(), st.booleans()), max_size=8))
def test_lines_as_programs_write_them_are_all_proven(rows):
    plain = [(record, spaced, ascii_only and "catatan é" not in record) for record, spaced, ascii_only in rows]
    lines = [_written(*row) for row in plain]
    assert agree(lines) == len(lines)


@settings(max_examples=200)
@given(
    st.lists(_RECORDS, min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 10_000), _DAMAGE), max_size=4),
)
def test_a_line_with_damage_is_proven_only_where_the_parser_takes_it(records, damage):
    text = "\n".join(_written(record, False, False) for record in records)
    for place, piece in damage:
        at = place % (len(text) + 1)
        text = text[:at] + piece + text[at + place % 2 :]
    agree(text.split("\n"))


@pytest.mark.parametrize(
    "line",
    [
        '{"a":01}',
        '{"a":+1}',
        '{"a":.5}',
        '{"a":5.}',
        '{"a":-}',
        '{"a":1e}',
        '{"a":0x1}',
        '{"a":NaN}',
        '{"a":Infinity}',
        '{"a":-Infinity}',
        '{"a":nul}',
        '{"a":nulll}',
        '{"a":True}',
        '{"a":truefalse}',
        '{"a":"x}',
        '{"a":"x""}',
        '{"a":"x" "y"}',
        '{"a":1 2}',
        '{"a":1,}',
        '{,"a":1}',
        '{"a":1}}',
        '{"a":1,"a":2}',
        '{"a":"\\q"}',
        '{"a":"\\ud800"}',
        '{"a":"\t"}',
        '{"a":}',
        '{"a"}',
        '{"a":,"id":1}',
        '{"a":1"id":2}',
        '{"a":1:2}',
        '{"a":"1","id"}',
        '{"a","id":1}',
        "{1}",
        "{ }x",
        '{"a":"x"\\}',
        '{\\"a":1}',
        '{"a":1}{"a":2}',
        '{"a"::1}',
        '{"a":  }',
        '{"a":"',
        '{"a":"}',
        '{""a":1}',
    ],
)
def test_what_the_parser_refuses_is_never_proven(line):
    assert parsed(line) is None or line == "{ }x"
    good = '{"a":1,"id":"x"}'
    assert proven([good, line, good]).lines.tolist() == [0, 2]


def test_a_line_that_is_not_proven_may_still_be_json():
    lines = ['{"a" : 1}', ' {"a":1}', '{"a":[1]}', '{"a":{}}', '{"other":1}', '{"\\u0061":1}', "{ }", '{"a":1}']
    assert all(parsed(line) is not None for line in lines)
    assert proven(lines).lines.tolist() == [7]


def test_more_keys_than_a_table_of_slots_holds():
    names = tuple(f"key_{number}" for number in range(300))
    assert agree([json.dumps(dict.fromkeys(names, 1))] * 3, names) == 3


def test_keys_that_differ_only_in_the_middle_are_told_apart():
    names = ("observed_at_first_reading", "observed_at_third_reading", "observed_xt_first_reading")
    assert agree([json.dumps({name: name}) for name in names], names) >= 1


def test_the_last_line_may_have_no_end():
    assert proven(['{"a":1}', '{"a":2}']).columns[2].to_pylist() == ["1", "2"]
    assert proven(['{"a":1}', '{"a":2']).lines.tolist() == [0]


def fuzzed(seed: int, executions: int, tell: Callable[[int, int], None] | None = None) -> tuple[int, int]:
    """Agree on many damaged blocks; return how many lines were proven and how many were not."""
    dice = random.Random(seed)
    pieces = [
        *'{}[]":,\\ \t\r\0eE.-+0159ntfu',
        "é",
        '""',
        "\\u",
        "\\ud83d",
        "null",
        '"a":1',
        '{"a":',
        ',"id":"x"',
        "1e400",
    ]
    values = [None, True, False, 1, -2.5, "", "x", 'q"', "\\", "\n", "é"]
    done = left = 0
    for execution in range(executions):
        records = [
            {name: dice.choice(values) for name in dice.sample(_NAMES, dice.randint(0, 5))}
            for _ in range(dice.randint(1, 4))
        ]
        text = "\n".join(_written(record, dice.random() < 0.2, dice.random() < 0.5) for record in records)
        for _ in range(dice.choice([0, 1, 1, 2, 3])):
            at = dice.randint(0, len(text))
            text = text[:at] + dice.choice(pieces) + text[at + dice.choice([0, 0, 1, 2]) :]
        lines = text.split("\n")
        count = agree(lines)
        done, left = done + count, left + len(lines) - count
        if tell is not None:
            tell(execution, executions)
    return done, left


def test_random_damage():
    done, left = fuzzed(1, 400)
    assert done > 100
    assert left > 100


@pytest.mark.exhaustive
def test_random_damage_at_length(record_property, tell):
    done, left = fuzzed(20261128, 100_000, tell)
    record_property("blocks", 100_000)
    record_property("lines_proven", done)
    record_property("lines_left_to_the_parser", left)


@settings(max_examples=60)
@given(
    st.lists(st.one_of(_RECORDS.map(json.dumps), st.text(st.sampled_from('{}[]":,a1 \r\\'), max_size=12)), max_size=8),
    st.integers(1, 60),
)
def test_a_source_reads_what_the_parser_reads(tmp_path_factory, lines, block):
    lines = ['{"id":1}', *(re.sub(r"\n", " ", line) for line in lines)]
    path = tmp_path_factory.mktemp("flat") / "table.ndjson"
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    source = NdjsonSource(path, limits=Limits(block_bytes=block))
    expected = [record for line in lines if (record := parsed(line)) is not None]
    keys = list(dict.fromkeys(key for record in expected for key in record))
    assert list(source.headings()) == keys
    batches = list(source.batches())
    columns, _ = json_columns(expected, keys, NullTokens(("",)))
    got = pa.Table.from_batches([batch.columns for batch in batches]).combine_chunks()
    assert got.equals(pa.Table.from_batches([columns]))
    assert sum(len(batch.unmade) for batch in batches) == sum(
        bool(line.strip(" \t\r")) and parsed(line) is None for line in lines
    )
