"""Tables for the tests of this folder: the synthetic agencies of the examples, protected as they would be published."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import opendata_share as share

sys.path.insert(0, str(Path(__file__).parent))
EXAMPLES = Path(__file__).parents[2] / "examples" / "jakarta"
AS_OF = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def protected() -> Callable[..., share.Protected]:
    """Rows under a contract, judged whole and protected by `open` or another policy."""

    def make(rows: list[dict[str, Any]], to: str, policy: str = "open") -> share.Protected:
        table = share.adapt(rows, to=to, agency="demo", captured_at=AS_OF)
        validated = share.validate(table)
        assert validated.report.valid, str(validated.report)
        return share.protect(validated, policy=policy)

    return make


@pytest.fixture
def facilities() -> share.Protected:
    """The hospitals of the example, as a catalogue offers them."""
    return _example("rumahsakit.geojson", "health-facilities.toml")


@pytest.fixture
def capacity() -> share.Protected:
    """The beds of the example."""
    return _example("beds.csv", "beds.toml")


@pytest.fixture
def posts() -> share.Protected:
    """The fire posts of the example, with their counts of vehicles."""
    return _example("fire-posts.csv", "fire-posts.toml")


def _example(data: str, field_map: str) -> share.Protected:
    source = EXAMPLES / "data" / data
    chosen = share.FieldMap.read(EXAMPLES / "maps" / field_map)
    adapt = share.adapt_bundle if len(chosen.contracts) > 1 else share.adapt
    return share.protect(share.validate(adapt(source, field_map=chosen), as_of=AS_OF), policy="open")
