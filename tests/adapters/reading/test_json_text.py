"""JSON from strangers: nothing is rounded, dropped or guessed, and nothing brings the process down."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.adapters.reading._json_text import (
    JsonDecoder,
    JsonFault,
    NumberText,
    check_nesting,
    check_surrogates,
    compact,
    skip_space,
)

KEYS = st.text(max_size=5)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


def decode(text):
    start = skip_space(text, 0)
    value, end = JsonDecoder().value(text, start)
    assert skip_space(text, end) == len(text)
    return value


def with_numbers(value):
    """Return a decoded value with its numbers made by Python's own parser."""
    if isinstance(value, NumberText):
        return json.loads(value)
    if isinstance(value, list):
        return [with_numbers(item) for item in value]
    return {key: with_numbers(item) for key, item in value.items()} if isinstance(value, dict) else value


@given(value=VALUES, indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_what_python_writes_is_read_and_written_again(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    check_surrogates(text)
    decoded = decode(text)
    assert with_numbers(decoded) == value
    assert json.loads(compact(decoded)) == value


@given(value=VALUES)
def test_compact_text_is_a_fixed_point(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert compact(decode(compact(decode(text)))) == compact(decode(text))


@pytest.mark.parametrize(
    "number", ["1.10", "-0", "0.1e+10", "1E400", "9007199254740993", "9" * 5_000, "-1e-999", "123.000", "0"]
)
def test_numbers_stay_as_they_were_written(number):
    """A15, B5, B6."""
    assert decode(number) == number
    assert type(decode(number)) is NumberText
    assert compact(decode(f"[{number}]")) == f"[{number}]"


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"a":1,"a":2}', ""),
        ('{"a":[{"b":1},{"c":{"d":1,"d":1}}]}', "/a/1/c"),
        ('{"x/y":{"~":{"k":1,"k":2}}}', "/x~1y/~0"),
        ('{"a":{"b":1,"b":2},"a":3}', ""),
        (r'{"a":1,"\u0061":2}', ""),
    ],
)
def test_a_key_that_stands_twice_is_named_by_its_pointer(text, pointer):
    """B4."""
    decoder = JsonDecoder()
    with pytest.raises(JsonFault) as caught:
        decoder.value(text, 0)
    assert (caught.value.message_id, caught.value.parameters) == ("json-duplicate-key", {"pointer": pointer})
    assert decoder.value('{"a":1}', 0)[0] == {"a": "1"}, "a fault leaves nothing behind"


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_python_calls_a_number_and_json_does_not(constant):
    """B5."""
    with pytest.raises(JsonFault) as caught:
        decode('{"NaN Infinity": [1, ' + constant + "]}")
    assert (caught.value.message_id, caught.value.position) == ("json-not-a-number", 21)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        (r'"\ud800"', 1),
        (r'"ab\udc00"', 3),
        (r'"\ud800\ud800\udc00"', 1),
        (r'"\\\ud800"', 3),
        (r'"\uD800x\uDC00"', 1),
    ],
)
def test_half_a_surrogate_pair_is_no_character(text, position):
    """B8."""
    with pytest.raises(JsonFault) as caught:
        check_surrogates(text)
    assert (caught.value.message_id, caught.value.position) == ("json-lone-surrogate", position)


@pytest.mark.parametrize("text", [r'"\ud83d\ude92"', r'"\\ud800"', r'"\\\\ud800"', '"ud800"', r'"\u00e9"'])
def test_pairs_and_escaped_backslashes_are_left_alone(text):
    check_surrogates(text)
    assert decode(text) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "[1,]",
        '{"a"}',
        '{"a":1,}',
        "{1:2}",
        "[1 2]",
        "nul",
        "tru",
        "01",
        "+1",
        ".5",
        "1.",
        "'a'",
        '"\x01"',
        r'"\x"',
        "]",
        "٣",
    ],
)
def test_what_is_not_json_is_refused(text):
    with pytest.raises((JsonFault, AssertionError)):
        decode(text)


@pytest.mark.parametrize("text", ["", "[", "[1", "[1,", '{"a', '{"a"', '{"a":', '{"a":1', '"a', '["a\\', "-"])
def test_a_cut_text_is_refused(text):
    with pytest.raises(JsonFault):
        decode(text)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 20_000, "[" * 65 + "]" * 65, '[{"a":' * 50])
def test_deep_nesting_is_found_without_going_down(text):
    """B2."""
    with pytest.raises(JsonFault) as caught:
        check_nesting(text.encode(), 64)
    assert caught.value.message_id == "json-too-deep"


@pytest.mark.parametrize(
    "text", ["[" * 64 + "]" * 64, "[],".join([""] * 1000), '"' + "[" * 1000 + '"', r'["\"[[", "\\"]' * 99]
)
def test_wide_is_not_deep(text):
    check_nesting(text.encode(), 64)


def depth_of(value):
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (isinstance(value, dict | list)) + max(map(depth_of, items), default=0)


@settings(max_examples=200)
@given(value=VALUES, padding=st.sampled_from(["", '"', "\\", '\\"', "[{", '"]}\\\\']))
def test_the_depth_is_that_of_the_parsed_value(value, padding):
    document = [padding, value]
    text = json.dumps(document).encode()
    depth = depth_of(document)
    check_nesting(text, depth, 10_000)
    with pytest.raises(JsonFault):
        check_nesting(text, depth - 1, 10_000)


@pytest.mark.parametrize("backslashes", range(1, 6))
def test_an_escape_at_the_edge_of_a_window_is_not_cut(backslashes):
    window = 1 << 20
    for shift in range(-4, 4):
        text = '["' + "x" * (window - 4 + shift) + "\\" * (2 * backslashes) + '", "\\"", [[1]]]'
        check_nesting(text.encode(), 3)
        with pytest.raises(JsonFault):
            check_nesting(text.encode(), 2)


def test_a_record_longer_than_the_limit_is_found_before_it_is_built():
    """B10."""
    long = "[" + ",".join(["[1,2]"] * 1000) + "]"
    for text in (f'[{{"a":1}},{{"g":{long}}}]', f'{{"type":"x","features":[{{"g":{long}}}]}}', f'[{{"g":{long}'):
        with pytest.raises(JsonFault) as caught:
            check_nesting(text.encode(), 64, 1_000)
        assert caught.value.message_id == "json-record-too-long"
        check_nesting(text.encode(), 64, 10_000)
