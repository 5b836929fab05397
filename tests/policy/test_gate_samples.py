"""Data the shared contracts are made for pass the gate: rows made up for all fifteen of them."""

from __future__ import annotations

import pytest

from opendata_share import schemas
from opendata_share.policy._gate_texts import TextWatch
from opendata_share.testing import sample_table


@pytest.mark.parametrize("name", schemas.__all__)
def test_nothing_personal_is_found_in_made_up_rows_of_a_shared_contract(name: str) -> None:
    contract = getattr(schemas, name).contract()
    watch = TextWatch(contract, hides_point=True)
    for batch in sample_table(contract, 30, seed=7).to_batches():
        watch.see(batch, 1)
    assert watch.findings() == ()
