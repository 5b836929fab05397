"""Keys over a whole table: the first holder stays, later ones are rejected, exactly."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, accepted, contract, field, found, judged, report_of, rows_of, table

from opendata_share._hashes import hashes_of
from opendata_share._limits import Limits
from opendata_share.validation import validate
from opendata_share.validation._key_texts import key_texts
from opendata_share.validation._keys import KeyLook, KeyRule
from opendata_share.validation._seen_filter import SeenFilter, neighbours_of


def first_numbers(texts: list[str]) -> list[int]:
    """Return for each text the place it was first seen at: the naive index."""
    seen: dict[str, int] = {}
    return [seen.setdefault(text, number) for number, text in enumerate(texts)]


def test_the_first_holder_of_a_key_stays_and_later_ones_are_rejected() -> None:
    promised = contract(field("id"), field("x", "integer"), key=("id",))
    validated = judged(promised, [{"id": "a", "x": 1}, {"id": "b"}, {"id": "a", "x": 2}, {"id": "a", "x": 3}])
    assert found(validated) == [(3, "id", "duplicate-key"), (4, "id", "duplicate-key")]
    assert accepted(validated) == [{"id": "a", "x": 1}, {"id": "b", "x": None}]
    assert report_of(validated).violations[1].message() == "row 1 already has the same id: 'a'"


def test_duplicates_are_found_across_batches() -> None:
    promised = contract(field("id"), key=("id",))
    keys = ["a", "b", "c", "a", "d", "b", "e", "e"]
    validated = validate(table(promised, [{"id": key} for key in keys], size=2))
    assert found(validated) == [(row, "id", "duplicate-key") for row in (4, 6, 8)]


def test_rows_with_a_null_in_a_key_field_are_not_compared() -> None:
    promised = contract(field("a"), field("b"), key=("a", "b"))
    validated = judged(promised, [{"a": "x"}, {"a": "x"}, {}, {}, {"a": "x", "b": "y"}, {"a": "x", "b": "y"}])
    assert found(validated) == [(6, None, "duplicate-key")]


def test_a_key_of_several_fields_is_named_whole_and_has_no_single_field() -> None:
    promised = contract(field("a"), field("b", "integer"), key=("a", "b"))
    (one,) = report_of(judged(promised, [{"a": "x", "b": 1}, {"a": "x", "b": 2}, {"a": "x", "b": 1}])).violations
    assert (one.row, one.field) == (3, None)
    assert one.message() == "row 1 already has the same a, b: 'x', 1"


def test_unique_sets_of_fields_are_judged_beside_the_primary_key() -> None:
    promised = contract(field("id"), field("x"), key=("id",), unique=(("x",),))
    rows = [{"id": "1", "x": "a"}, {"id": "2", "x": "a"}, {"id": "1", "x": "b"}, {"id": "3"}, {"id": "4"}]
    assert found(judged(promised, rows)) == [(2, "x", "duplicate-key"), (3, "id", "duplicate-key")]


def test_a_holder_counts_though_another_rule_rejects_it() -> None:
    """Each rule is judged by itself, so the verdict of one does not hang on the others."""
    promised = contract(field("id"), field("x", required=True), key=("id",))
    validated = judged(promised, [{"id": "a"}, {"id": "a", "x": "here"}])
    assert found(validated) == [(1, "x", "required"), (2, "id", "duplicate-key")]


def test_two_rows_of_one_source_row_with_the_same_key_are_duplicates() -> None:
    promised = contract(field("id"), key=("id",))
    from made import batch_of, rows_of, table_of

    both = rows_of(batch_of(promised, [{"id": "a"}, {"id": "a"}]))
    both.rows[:] = 1
    assert found(validate(table_of(promised, both))) == [(1, "id", "duplicate-key")]


def test_key_values_that_are_not_public_are_not_shown() -> None:
    promised = contract(field("id"), field("nik", sensitivity=INTERNAL), key=("id", "nik"))
    rows = [{"id": "a", "nik": "317123"}, {"id": "a", "nik": "317123"}]
    (one,) = report_of(judged(promised, rows)).violations
    assert one.message() == "row 1 already has the same id, nik: 'a', (str, 6)"


@pytest.mark.parametrize(
    ("kind", "promises", "values"),
    [
        ("integer", {}, [2**63 - 1, -1, 2**63 - 1]),
        ("number", {}, [0.0, 1e-300, -0.0]),
        ("decimal", {"precision": 38, "scale": 2}, [Decimal("1.10"), Decimal("1.11"), Decimal("1.1")]),
        ("boolean", {}, [True, False, True]),
        ("date", {}, [date(2020, 1, 1), date(1, 1, 1), date(2020, 1, 1)]),
        (
            "datetime",
            {},
            [datetime(2020, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)],
        ),
        ("text", {}, ["é", "e\u0301", "é"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_keys_of_every_type_are_compared_by_value(kind: str, promises: dict[str, Any], values: list[Any]) -> None:
    promised = contract(field("k", kind, **promises), key=("k",))
    assert found(judged(promised, [{"k": value} for value in values])) == [(3, "k", "duplicate-key")]


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(":0123a", max_size=3), st.text(":0123a", max_size=3)), max_size=12))
def test_the_text_of_a_composite_key_is_equal_only_where_all_its_parts_are(pairs: list[tuple[str, str]]) -> None:
    columns = [pa.array([pair[part] for pair in pairs], pa.string()) for part in (0, 1)]
    texts = key_texts(columns).to_pylist()
    assert first_numbers(texts) == first_numbers([repr(pair) for pair in pairs])


KEYS = st.none() | st.sampled_from(["", "a", "b", "ab", "ba", "é", "abcdefgh", "abcdefghi", "x" * 17, "x" * 18])
ROWS = st.lists(st.tuples(KEYS, KEYS, st.none() | st.integers(-2, 2)), max_size=24)


def later_holders(keys: Sequence[tuple[Any, ...]]) -> list[tuple[int, int]]:
    """Return (row, first row) of every later holder of a key: the naive index."""
    first: dict[tuple[Any, ...], int] = {}
    found = []
    for row, key in enumerate(keys, 1):
        if None not in key and first.setdefault(key, row) != row:
            found.append((row, first[key]))
    return found


def found_by_rule(
    batches: Sequence[pa.RecordBatch],
    key: tuple[str, ...],
    *,
    kept: int = 2**64 - 1,
    memory: int = 1 << 20,
    order: int = 0,
) -> list[tuple[int, int]]:
    """Return what the rule finds in batches that were looked at in any order and entered in theirs."""
    promised = contract(field("a"), field("b"), field("n", "integer"), key=key)
    look = KeyLook(key, secret=order, kept=np.uint64(kept))
    rule = KeyRule(promised, key, Limits(memory_key_bytes=memory))
    starts = np.cumsum([0, *(batch.num_rows for batch in batches)]).tolist()
    seen = {
        number: look(rows_of(batches[number], start=starts[number] + 1))
        for number in Random(order).sample(range(len(batches)), len(batches))
    }
    waiting: list[int] = []
    for number in range(len(batches)):
        positions = rule.enter(seen[number], starts[number])
        assert positions.tolist() == sorted(set(positions.tolist()))
        waiting += (starts[number] + positions).tolist()
    late = []
    for finding in rule.settle():
        assert finding.firsts is not None
        assert set(finding.positions.tolist()) <= set(waiting)
        assert finding.positions.tolist() == sorted(finding.positions.tolist())
        late += list(zip((finding.positions + 1).tolist(), finding.firsts.tolist(), strict=True))
    return sorted(late)


def cut(rows: Sequence[tuple[Any, ...]], cuts: Sequence[int], *, dictionaries: bool) -> list[pa.RecordBatch]:
    """Return rows as batches that end at `cuts`, sliced from one buffer, the texts as dictionaries or plain."""
    columns = [
        pa.array([row[at] for row in rows], kind) for at, kind in enumerate((pa.string(), pa.string(), pa.int64()))
    ]
    if dictionaries:
        columns[:2] = [column.dictionary_encode() for column in columns[:2]]
    whole = pa.RecordBatch.from_arrays(columns, names=["a", "b", "n"])
    ends = [0, *sorted(min(at, len(rows)) for at in cuts), len(rows)]
    return [whole.slice(begin, end - begin) for begin, end in itertools.pairwise(ends)]


@settings(deadline=None, max_examples=200)
@given(
    ROWS,
    st.lists(st.integers(0, 24), max_size=5),
    st.sampled_from([("a",), ("n",), ("a", "b"), ("b", "n", "a")]),
    st.sampled_from([2**64 - 1, 0, 3, 2**63 + 1]),
    st.sampled_from([0, 100, 1 << 20]),
    st.booleans(),
    st.integers(0, 9),
)
def test_keys_are_found_as_a_dict_finds_them(
    rows: list[tuple[Any, ...]],
    cuts: list[int],
    key: tuple[str, ...],
    kept: int,
    memory: int,
    dictionaries: bool,
    order: int,
) -> None:
    """Any cuts, any order of the looks, hashes that collide, keys in memory or on disk, texts plain or dictionaries."""
    wanted = later_holders([tuple(row["abn".index(name)] for name in key) for row in rows])
    batches = cut(rows, cuts, dictionaries=dictionaries)
    assert found_by_rule(batches, key, kept=kept, memory=memory, order=order) == wanted


def test_a_long_column_of_keys_is_compared_in_parts_and_mostly_not_at_all() -> None:
    """100 000 keys, every 1 000th a repetition; few wait without reason, and what waits fits in a small memory."""
    numbers = np.arange(100_000)
    numbers[1_000::1_000] -= 1
    batches = cut(
        [(f"R{number:012d}", None, None) for number in numbers.tolist()], range(0, 100_000, 7_000), dictionaries=False
    )
    expected = later_holders([(number,) for number in numbers.tolist()])
    assert len(expected) == 99
    assert found_by_rule(batches, ("a",), memory=1 << 20) == expected
    assert found_by_rule(batches, ("a",), memory=1 << 10) == expected
    assert found_by_rule(batches, ("a",), kept=0xFFF) == expected


@pytest.mark.parametrize("collisions", [False, True])
@pytest.mark.parametrize("keep", [False, True])
def test_rows_that_only_seemed_to_repeat_a_key_are_accepted(collisions: bool, keep: bool) -> None:
    promised = contract(field("id", required=True), field("n", "integer"), key=("id",), unique=(("n",),))
    rows = [{"id": str(number % 50), "n": number % 57} for number in range(60)]
    with pytest.MonkeyPatch.context() as patch:
        if collisions:
            patch.setattr("opendata_share.validation._validate.KeyLook", partial(KeyLook, kept=np.uint64(1)))
        validated = validate(table(promised, rows, size=7), keep=keep)
    assert report_of(validated).counts == {"duplicate-key": 13}
    assert report_of(validated).balance.rejected == 10
    rejected = validated.rejected.to_arrow()
    assert rejected["_row"].to_pylist() == list(range(51, 61))
    assert rejected["_rule"].to_pylist()[-3:] == ["duplicate-key; duplicate-key"] * 3
    assert rejected["id"].to_pylist() == [str(number) for number in range(10)]
    assert not keep or accepted(validated) == rows[:50]


def test_no_hash_that_was_seen_is_taken_for_a_new_one() -> None:
    """However full the filter is, whatever bits the hashes have, and however many of a block share a word."""
    draw = np.random.default_rng(7)
    for narrow in (np.uint64(2**64 - 1), np.uint64(0xF), np.uint64(0xFFF << 52), np.uint64(0x3FFF << 50 | 0xFF)):
        seen: list[np.ndarray[Any, Any]] = []
        filter_ = SeenFilter(most_bytes=1)
        for _ in range(20):
            batch = draw.integers(0, 2**64, 3_000, np.uint64) & narrow
            old = np.concatenate(seen)[::7] if seen else batch[:0]
            given = np.concatenate([batch, old])
            known = filter_.add(given, neighbours_of(given), lambda: seen)  # noqa: B023  (it is called at once)
            assert set(range(len(batch), len(given))) <= set(known.tolist())
            seen.append(given)


def test_the_filter_seldom_takes_a_new_hash_for_an_old_one_however_often_it_grew() -> None:
    draw = np.random.default_rng(8)
    filter_, seen, wrong = SeenFilter(most_bytes=1 << 25), [], 0
    for _ in range(10):
        batch = draw.integers(0, 2**64, 130_000, np.uint64)
        wrong += len(filter_.add(batch, neighbours_of(batch), lambda: seen))
        seen.append(batch)
        again = batch[::10]
        assert len(filter_.add(again, neighbours_of(again), lambda: seen)) == len(again)
        seen.append(again)
    assert wrong < 1_300_000 * 0.002


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 9) | st.integers(0, 2**64 - 1) | st.integers(0, 9).map(lambda low: low << 40), max_size=40)
)
def test_hashes_that_stand_twice_in_a_block_are_found(values: list[int]) -> None:
    expected = [at for at, value in enumerate(values) if value in values[:at]]
    assert neighbours_of(np.array(values, np.uint64)).again.tolist() == expected


def test_hashes_that_share_every_place_but_are_not_alike_are_told_apart() -> None:
    """Their low bits and those above are one: only comparing tells."""
    different = np.arange(50, dtype=np.uint64) << np.uint64(50)
    assert neighbours_of(different).again.tolist() == []
    assert neighbours_of(np.concatenate([different, different[3:5]])).again.tolist() == [50, 51]


def test_hashes_that_stand_twice_in_a_batch_of_several_blocks_are_found_by_block_and_filter_together() -> None:
    numbers = np.arange(200_000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    numbers[[40_000, 40_001, 199_999]] = numbers[[39_999, 3, 3]]
    neighbours = neighbours_of(numbers)
    seen = SeenFilter(1).add(numbers, neighbours, lambda: ())
    assert {40_000, 40_001, 199_999} <= {*seen.tolist(), *neighbours.again.tolist()}
    assert len(seen) < 100


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=10), st.integers(0, 3))
def test_a_hash_depends_on_the_text_alone(texts: list[str], skipped: int) -> None:
    """Not on its neighbours in the buffer, nor on where a slice begins, nor on the layout."""
    secret = np.uint64(12345)
    column = pa.array(["x" * skipped, *texts, "tail"]).slice(1, len(texts))
    alone = [int(hashes_of([pa.array([text])], secret)[0]) for text in texts]
    assert hashes_of([column], secret).tolist() == alone
    assert hashes_of([column.dictionary_encode()], secret).tolist() == alone


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(1, 6), st.data())
def test_texts_of_one_length_are_hashed_like_any(length: int, count: int, data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.text("ab\0", min_size=length, max_size=length), min_size=count, max_size=count))
    secret = np.uint64(99)
    assert (
        hashes_of([pa.array([*texts, "other"])], secret)[:-1].tolist() == hashes_of([pa.array(texts)], secret).tolist()
    )


def test_ten_thousand_texts_have_ten_thousand_hashes() -> None:
    texts = pa.array([f"{number:b}" for number in range(10_000)] + ["\0" * length for length in range(30)])
    assert len(np.unique(hashes_of([texts], np.uint64(99)))) == len(texts)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.lists(st.integers(0, 24), max_size=5), st.data())
def test_keys_on_disk_give_the_verdict_of_keys_in_memory(
    rows: list[tuple[Any, ...]], cuts: list[int], data: st.DataObject
) -> None:
    """The same row and the same first holder, whatever the limit, whatever order the batches were looked at in."""
    key = data.draw(st.sampled_from([("a",), ("b", "n")]))
    wanted = later_holders([tuple(row["abn".index(name)] for name in key) for row in rows])
    batches = cut(rows, cuts, dictionaries=data.draw(st.booleans()))
    for memory in data.draw(st.lists(st.integers(0, 2_000), min_size=2, max_size=3)):
        assert found_by_rule(batches, key, memory=memory, order=data.draw(st.integers(0, 99))) == wanted


@pytest.mark.parametrize(
    "weak", [lambda hashes: hashes * 0, lambda hashes: hashes & np.uint64(7)], ids=["one", "eight"]
)
def test_a_mix_under_which_nearly_all_keys_collide_gives_the_same_verdict(weak: Any) -> None:
    rows = [(f"k{number % 700}", None if number % 11 == 0 else "x" * (number % 7), number) for number in range(2_000)]
    batches = cut(rows, range(0, 2_000, 130), dictionaries=False)
    strong = hashes_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("opendata_share.validation._keys.hashes_of", lambda *given: weak(strong(*given)))
        for key in (("a",), ("a", "b")):
            wanted = later_holders([tuple(row["abn".index(name)] for name in key) for row in rows])
            assert len(wanted) > 500
            assert found_by_rule(batches, key) == wanted
            assert found_by_rule(batches, key, memory=10_000) == wanted


def test_nulls_among_texts_of_one_length_do_not_shift_what_is_found() -> None:
    """In slices, and where a null hides a text: Arrow lets a null take room in the buffer."""
    texts = pa.array(["aaaaaaaa", "bbbbbbbb", "cccccccc", "aaaaaaaa", "cccccccc", "dddddddd", "aaaaaaaa"])
    hidden = pa.Array.from_buffers(
        pa.string(), 7, [pa.py_buffer(bytes([0b1111101])), texts.buffers()[1], texts.buffers()[2]]
    )
    plain = pa.array(["aaaaaaaa", None, "cccccccc", "aaaaaaaa", "cccccccc", "dddddddd", "aaaaaaaa"])
    assert hidden.to_pylist() == plain.to_pylist()
    for column in (hidden, plain):
        for skipped, wanted in ((0, [(4, 1), (5, 3), (7, 1)]), (1, [(4, 2), (6, 3)])):
            of_slice = column.slice(skipped)
            batch = pa.RecordBatch.from_arrays(
                [of_slice, of_slice, pa.nulls(len(of_slice), pa.int64())], names=["a", "b", "n"]
            )
            assert found_by_rule([batch], ("a",)) == wanted
            assert found_by_rule([batch], ("a", "b")) == wanted
