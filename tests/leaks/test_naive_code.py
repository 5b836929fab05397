"""Naive code that leaks, where no test of ours stands beside its like: each is caught by the search.

What lives here: for every place in which ours does something against a leak, the code that does not. What this file
must not know: which rows of which list these are (`test_threats_index`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from canary_search import INTEGER, MARK
from made import PERSONAL, contract, field
from pydantic import BaseModel, ConfigDict, ValidationError
from test_ways_known_to_leak import (
    ADMITTED,
    DENIED,
    FORMS,
    LAID_OUT,
    ROWS,
    SPECIMENS,
    bare,
    caught,
    dictionary_filtered,
    dictionary_sliced,
    field_metadata_kept,
    protected,
    schema_kept,
    under_a_contract,
    with_note,
)

from opendata_share import stages
from opendata_share.policy import _view


def columns_not_rebuilt(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_view, "rebuilt", lambda batch, schema: batch.select(schema.names))


def columns_handed_on(patch: pytest.MonkeyPatch) -> None:
    """A dictionary stays one: what a table gives out is what it holds."""
    columns_not_rebuilt(patch)
    patch.setattr(stages, "plain_batch", lambda batch, _: batch)


def columns_dropped(patch: pytest.MonkeyPatch) -> None:
    """The columns that may leave are selected; what the schema says of them and of itself stays."""
    columns_handed_on(patch)
    patch.setattr(_view.View, "_made", lambda self, batch, _: batch.select(list(self._fields)))


Plant = Callable[[pytest.MonkeyPatch], None]
NAIVE: dict[Callable[[], pa.Table], Plant] = {
    **dict.fromkeys(LAID_OUT, columns_not_rebuilt),
    dictionary_filtered: columns_handed_on,
    dictionary_sliced: columns_handed_on,
    schema_kept: columns_dropped,
    field_metadata_kept: columns_dropped,
}
"""What ours must leave undone for each specimen to leak."""


@pytest.mark.parametrize("specimen", LAID_OUT, ids=lambda each: each.__name__)
def test_ours_without_what_it_does_against_it_leaks_each_specimen(
    specimen: Callable[[], pa.Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    NAIVE[specimen](monkeypatch)
    (only,) = protected(*under_a_contract(specimen())).tables
    left = pa.Table.from_batches(list(only.table.batches()))
    assert {name for name, form in FORMS.items() if caught(form(left))} >= dict(SPECIMENS)[specimen]


CLEAN: dict[str, Callable[[], pa.Table]] = {
    "replace_with_mask": lambda: with_note(
        pc.replace_with_mask(
            pa.array([INTEGER if number in DENIED else number for number in range(ROWS)]),
            pc.invert(ADMITTED),
            pa.scalar(None, pa.int64()),
        )
    ),
    "a plain filter": lambda: pa.table({"note": bare().column("note").filter(ADMITTED)}),
}


@pytest.mark.parametrize("way", CLEAN.values(), ids=CLEAN)
def test_what_is_known_to_be_clean_is_not_called_a_leak(way: Callable[[], pa.Table]) -> None:
    """A search that finds something everywhere would tell nothing."""
    data = way()
    assert not [name for name, form in FORMS.items() if caught(form(data))]


def test_a_list_of_what_must_not_leave_lets_a_new_column_out() -> None:
    """The column `phone` came later than the list of columns to drop."""
    promised = contract(field("id"), field("secret", sensitivity=PERSONAL), field("phone", sensitivity=PERSONAL))
    batch = pa.record_batch({"id": ["1"], "secret": [f"{MARK}-1"], "phone": [f"{MARK}-2"]})
    naive = pa.Table.from_batches([batch]).drop_columns(["secret"])
    (only,) = protected(promised, batch).tables
    for form in FORMS.values():
        assert caught(form(naive))
        assert not caught(form(only.table.to_arrow()))


class Person(BaseModel):
    """A row as people write it, with the setting that is said to hide what was put in."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    number: int


def test_what_pydantic_keeps_of_a_row_it_refuses_is_the_row() -> None:
    with pytest.raises(ValidationError) as refused:
        Person(number=MARK)  # type: ignore[arg-type]  # it is the fault
    assert not caught(str(refused.value).encode())
    for said in (refused.value.errors(), refused.value.json()):
        assert caught(str(said).encode())


def test_what_httpx_says_of_an_address_is_its_password() -> None:
    url = httpx.URL(f"https://damkar:{MARK}@data.example/beds?key={MARK}")
    answer = httpx.Response(401, request=httpx.Request("GET", url))
    with pytest.raises(httpx.HTTPStatusError) as failed:
        answer.raise_for_status()
    for said in (str(url), str(failed.value)):
        assert caught(said.encode())


def test_what_the_client_of_httpx_logs_is_the_key_in_the_query(caplog: pytest.LogCaptureFixture) -> None:
    def answer(_: Any) -> httpx.Response:
        return httpx.Response(200)

    with caplog.at_level(logging.INFO), httpx.Client(transport=httpx.MockTransport(answer)) as client:
        client.get(f"https://data.example/beds?key={MARK}")
    assert caught(caplog.text.encode())
