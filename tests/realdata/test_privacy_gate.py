"""Agencies' own files through the shipped maps: what the gate finds in the texts, and what it must leave alone."""

from __future__ import annotations

from collections import Counter

from benchmarks.sources import inputs
from opendata_share.policy._gate_texts import TextWatch, is_coordinate

ADVICE = {"email", "email-of-office", "not-compared"}


def test_public_data_of_institutions_are_not_held_back(mapped, record_property):
    """Not one of 60 780 rows of some forty files blocks; addresses in fields of addresses are advice."""
    blocking, advice, rows = Counter(), Counter(), 0
    for one in inputs.INPUTS:
        for table in mapped(one.map, f"{one.folder}/{one.files}").tables if one.files else ():
            contract = table.contract
            hides = any(is_coordinate(field) and not field.is_public for field in contract.fields)
            watch, first = TextWatch(contract, hides_point=hides), 1
            for batch in table.batches():
                watch.see(batch, first)
                first += batch.num_rows
            rows += first - 1
            for found in watch.findings():
                counted = blocking if found.blocks else advice
                counted[one.map, found.field, found.finding] += found.count
    record_property("rows", rows)
    record_property("blocking", sum(blocking.values()))
    record_property("advice", sum(advice.values()))
    print(f"{rows} rows, blocking {dict(blocking)}, advice {dict(advice)}")
    assert blocking == {}
    assert {finding for _, _, finding in advice} <= ADVICE
