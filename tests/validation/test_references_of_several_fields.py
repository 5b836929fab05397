"""References of several fields: the key of another table, in the data or known from outside."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, accepted, bundle, contract, field, judged, refers, report_of, table

from opendata_share.contract import RefersTo
from opendata_share.errors import DefinitionError
from opendata_share.validation import validate
from opendata_share.validation._key_texts import key_parts, key_texts

BEDS = contract(field("house", required=True), field("kind"), name="beds", key=("house", "kind"))
USES = contract(field("h"), field("k"), name="uses", table_rules=(RefersTo(("h", "k"), "beds"),))
HOUSES, KINDS = st.sampled_from([None, "a", "b", "a:1", "1:a"]), st.sampled_from([None, "x", "y", "1:x"])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(HOUSES, KINDS), max_size=8), st.lists(st.tuples(HOUSES, KINDS), max_size=8), st.integers(1, 4)
)
def test_within_the_data_every_whole_reference_is_the_key_of_an_accepted_row(
    keys: list[tuple[str | None, str | None]], uses: list[tuple[str | None, str | None]], size: int
) -> None:
    beds = table(BEDS, [{"house": house, "kind": kind} for house, kind in keys], size=size)
    using = table(USES, [{"h": house, "k": kind} for house, kind in uses], size=size)
    there = {key for key in keys if None not in key}  # a later holder of a key falls, its first one stays
    validated = validate(bundle(using, beds))
    # "a:1" names an agency, and a table without one refers to its own only by plain names
    missing = [
        number
        for number, key in enumerate(uses, 1)
        if None not in key and key not in there and ":" not in (key[0] or "")
    ]
    assert [one.row for one in report_of(validated, "uses").violations] == missing
    assert report_of(validated, "uses").balance.rejected == len(missing)


def test_outside_of_the_data_it_is_advice_and_shows_the_parts_of_a_public_key() -> None:
    rows = [{"h": "a", "k": "x"}, {"h": "a", "k": "y"}, {"h": "a", "k": None}]
    given = pa.table({"p": ["a"], "q": ["x"]})
    for known in (pa.table({"house": ["a"], "kind": ["x"]}), given):
        validated = judged(USES, rows, references={"beds": known})
        assert report_of(validated).advice == {"dangling-reference": 1}
        (one,) = report_of(validated).violations
        assert (one.row, one.field) == (2, None)
        assert one.message() == "'a, y' is not a known key of beds; the row is kept"
    hidden = contract(field("h"), field("k", sensitivity=INTERNAL), name="uses", table_rules=USES.table_rules)
    (one,) = report_of(judged(hidden, rows, references={"beds": given})).violations
    assert one.message() == "(str, 4) is not a known key of beds; the row is kept"


def test_a_release_is_read_by_its_whole_key() -> None:
    class Release:
        contract = BEDS

        def read(self, columns: list[str]) -> pa.Table:
            assert columns == ["house", "kind"]
            return pa.table({"house": ["a"], "kind": ["x"]})

        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            raise AssertionError("all columns would be read")

    assert accepted(judged(USES, [{"h": "a", "k": "x"}], references={"beds": Release()})) == [{"h": "a", "k": "x"}]


@pytest.mark.parametrize(
    ("promised", "message_id"),
    [
        (contract(field("x", reference=refers("beds")), name="uses"), "reference-composite-key"),
        (
            contract(field("h"), field("k"), name="uses", table_rules=(RefersTo(("h", "k"), "one"),)),
            "reference-composite-key",
        ),
        (
            contract(field("h"), field("k"), field("x", reference=refers("free")), name="uses",
                     table_rules=(RefersTo(("h", "k"), "free"),)),
            "reference-width",
        ),
    ],
)  # fmt: skip
def test_a_reference_that_does_not_fit_the_key_is_refused(promised: Any, message_id: str) -> None:
    one = contract(field("id"), name="one", key=("id",))
    known = {
        "beds": table(BEDS, [{"house": "a", "kind": "x"}]),
        "one": table(one, [{"id": "a"}]),
        "free": pa.table({"id": ["a"]}),
    }
    with pytest.raises(DefinitionError) as refused:
        judged(promised, [{"h": "a", "k": "b", "x": "c"}], references=known)
    assert refused.value.message_id == message_id


@given(st.lists(st.text(max_size=4), min_size=1, max_size=4))
def test_the_parts_of_a_key_come_back(parts: list[str]) -> None:
    texts = key_texts([pa.array([part]) for part in parts])
    assert key_parts(texts[0].as_py(), len(parts)) == parts
