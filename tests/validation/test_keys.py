"""Keys over a whole table: the first holder stays, later ones are rejected, exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, accepted, contract, field, found, judged, report_of, table

from opendata_share.validation import validate
from opendata_share.validation._keys import key_texts
from opendata_share.validation._text_index import TextIndex, hashes_of


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


@settings(deadline=None)
@given(st.lists(st.lists(st.text("ab\0é", max_size=20), max_size=8), max_size=6))
def test_the_index_of_texts_agrees_with_a_dict_however_they_are_cut(batches: list[list[str]]) -> None:
    index = TextIndex()
    numbers = [number for batch in batches for number in index.add(pa.array(batch, pa.string())).tolist()]
    assert numbers == first_numbers([text for batch in batches for text in batch])


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=8), max_size=6))
def test_texts_whose_hashes_are_all_alike_are_still_told_apart(batches: list[list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "opendata_share.validation._text_index.hashes_of", lambda texts, _: np.full(len(texts), 7, np.uint64)
        )
        index = TextIndex()
        numbers = [number for batch in batches for number in index.add(pa.array(batch, pa.string())).tolist()]
    assert numbers == first_numbers([text for batch in batches for text in batch])


def test_the_index_grows_and_remembers_what_it_held() -> None:
    index = TextIndex()
    texts = [f"key-{number}" for number in range(40_000)]
    for start in range(0, len(texts), 10_000):
        batch = pa.array(texts[start : start + 10_000])
        assert index.add(batch).tolist() == list(range(start, start + 10_000))
    again = pa.array(texts[::-7])
    assert index.add(again).tolist() == list(range(len(texts)))[::-7]


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=10), st.integers(0, 3))
def test_a_hash_depends_on_the_text_alone(texts: list[str], skipped: int) -> None:
    """Not on what stands before or after it in the buffer, nor on where a slice begins."""
    secret = np.uint64(12345)
    whole = hashes_of(pa.array(["x" * skipped, *texts, "tail"]).slice(1, len(texts)), secret)
    alone = [int(hashes_of(pa.array([text]), secret)[0]) for text in texts]
    assert whole.tolist() == alone
    assert 0 not in alone


def test_ten_thousand_texts_have_ten_thousand_hashes() -> None:
    texts = pa.array([f"{number:b}" for number in range(10_000)] + ["\0" * length for length in range(30)])
    assert len(np.unique(hashes_of(texts, np.uint64(99)))) == len(texts)
