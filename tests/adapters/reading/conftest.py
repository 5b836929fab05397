"""What the tests of the readers share: files made on the spot, and a source read wholly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from opendata_share.adapters.sources import RawBatch, Source, UnmadeRow
from opendata_share.errors import OpenDataShareError


@dataclass(frozen=True)
class Reading:
    """Everything a source gave."""

    headings: tuple[str, ...]
    records: list[dict[str, Any]]
    rows: list[int]
    lines: list[int]
    unmade: list[UnmadeRow]
    kinds: dict[str, list[int]]
    batches: list[RawBatch]


def whole(source: Source) -> Reading:
    """Read `source` to its end, and check what must hold of every batch."""
    headings = source.headings()
    batches = list(source.batches())
    records: list[dict[str, Any]] = []
    for batch in batches:
        batch.columns.validate(full=True)
        assert len(batch.rows) == batch.columns.num_rows or not batch.columns.num_columns
        assert batch.lines is None or len(batch.lines) == len(batch.rows)
        records += batch.columns.to_pylist()
    rows = [row for batch in batches for row in batch.rows.to_pylist()]
    unmade = [row for batch in batches for row in batch.unmade]
    numbers = sorted(rows + [row.row for row in unmade])
    assert numbers == list(range(1, len(numbers) + 1)), "every row number is used once"
    lines = [line for batch in batches if batch.lines is not None for line in batch.lines.to_pylist()]
    kinds: dict[str, list[int]] = {}
    for batch in batches:
        for name, kind in (batch.kinds or {}).items():
            kinds.setdefault(name, []).extend(kind.to_pylist())
    return Reading(headings, records, rows, lines, unmade, kinds, batches)


def failure(source: Source) -> OpenDataShareError:
    """Return the error of ours that reading `source` ends in; any other exception, or none, fails the test."""
    with pytest.raises(OpenDataShareError) as caught:
        whole(source)
    for language in ("en", "id"):
        assert caught.value.text(language)
    return caught.value


@pytest.fixture
def read() -> Callable[[Source], Reading]:
    return whole


@pytest.fixture
def fail() -> Callable[[Source], OpenDataShareError]:
    return failure


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes bytes or text to a new file and returns its path."""

    def make(content: bytes | str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return make
