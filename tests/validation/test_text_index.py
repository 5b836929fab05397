"""Texts are looked up in a large set as in a Python set, whatever their hashes."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import batch_of, contract, field, found, refers, rows_of, table_of

from opendata_share.validation import validate
from opendata_share.validation._text_index import TextIndex

TEXTS = st.text("aé0:", max_size=9)


@settings(deadline=None)
@given(
    st.lists(TEXTS, unique=True, max_size=30), st.lists(st.none() | TEXTS, max_size=30), st.sampled_from([0, 1, 5, -1])
)
def test_texts_are_found_as_a_set_finds_them(known: list[str], asked: list[str | None], kept: int) -> None:
    """Also where all hashes are alike, so that only the texts can tell."""
    index = TextIndex(pa.array(known, pa.string()), kept % 2**64)
    assert index.holds(pa.array(asked, pa.string())).tolist() == [text in set(known) for text in asked]
    assert index.holds(pa.array(["x", *asked], pa.string()).slice(1)).tolist() == [text in set(known) for text in asked]


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize("size", [3, 400])
def test_references_are_looked_up_alike_in_few_and_in_many_known_keys(size: int, encoded: bool) -> None:
    """A batch shorter than what is known asks the index, a longer one Arrow."""
    known = pa.table({"id": [f"S{number}" for number in range(200)]})
    unit = contract(field("home", reference=refers("station")), name="unit")
    homes = [None if number % 7 == 0 else f"S{number}" for number in range(400)]
    rows = [{"home": home} for home in homes]
    parts = [batch_of(unit, rows[start : start + size]) for start in range(0, len(rows), size)]
    if encoded:
        parts = [part.set_column(0, "home", part.column(0).dictionary_encode()) for part in parts]
    batches = (rows_of(part, start=1 + size * number) for number, part in enumerate(parts))
    validated = validate(table_of(unit, *batches), references={"station": known})
    expected = [number + 1 for number, home in enumerate(homes) if home is not None and number >= 200]
    assert found(validated) == [(row, "home", "dangling-reference") for row in expected]
    assert validated.report.valid
