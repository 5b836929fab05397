"""Agencies' own files through the shipped maps and the given policies: the gate must leave public data alone."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from benchmarks.sources import inputs
from opendata_share.errors import DefinitionError
from opendata_share.policy import privacy_findings, protect

WITHOUT_KEY = {"ngsi-ld-vehicle"}
"""The position of a unit is nobody's but the agencies': `open` takes out the key, and nothing leaves."""


@pytest.mark.parametrize("policy", [pytest.param("open", marks=pytest.mark.exhaustive), "exchange"])
def test_public_data_of_institutions_are_not_held_back(policy: str, mapped: Any, record_property: Any) -> None:
    """Not one of some 60 000 rows of fifty files blocks; persons' addresses in fields of addresses are advice."""
    blocking: Counter[Any] = Counter()
    advice: Counter[Any] = Counter()
    rows, refused = 0, set()
    for one in (each for each in inputs.INPUTS if each.files):
        try:
            protected = protect(mapped(one.map, f"{one.folder}/{one.files}"), policy=policy)
        except DefinitionError as error:
            assert error.message_id == "policy-removes-key"
            refused.add(one.map)
            continue
        rows += sum(batch.num_rows for table in protected.tables for batch in table.table.batches())
        for found in privacy_findings(protected).findings:
            counted = blocking if found.blocks else advice
            counted[one.map, found.field, found.finding] += found.count
    for name, value in (("rows", rows), ("blocking", blocking.total()), ("advice", advice.total())):
        record_property(name, value)
    print(f"{policy}: {rows} rows, blocking {dict(blocking)}, advice {dict(advice)}")
    assert blocking == {}
    assert {finding for _, _, finding in advice} == {"email"}
    assert refused == (WITHOUT_KEY if policy == "open" else set())
