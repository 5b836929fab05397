"""Decimals are compared exactly, whatever the places of the column and of the bound."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from made import contract, field, found, judged


@settings(deadline=None, max_examples=60)
@given(st.lists(st.none() | st.decimals(-99, 99, places=3), max_size=5), st.decimals(-99, 99, places=4))
def test_decimals_are_compared_exactly(values: list[Decimal | None], bound: Decimal) -> None:
    """A bound may be finer than the column: it has four places, the values three."""
    promises: dict[str, dict[str, Any]] = {
        "minimum": {"minimum": str(bound)},
        "maximum": {"maximum": str(bound)},
        "exclusive-minimum": {"exclusive_minimum": str(bound)},
        "exclusive-maximum": {"exclusive_maximum": str(bound)},
    }
    breaks = {
        "minimum": lambda value: value < bound,
        "maximum": lambda value: value > bound,
        "exclusive-minimum": lambda value: value <= bound,
        "exclusive-maximum": lambda value: value >= bound,
    }
    for rule, promise in promises.items():
        promised = contract(field("x", "decimal", precision=38, scale=3, **promise))
        expected = [
            (row, "x", rule) for row, value in enumerate(values, 1) if value is not None and breaks[rule](value)
        ]
        assert found(judged(promised, [{"x": value} for value in values])) == expected
