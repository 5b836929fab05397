"""What a release says changed since the one before: counted when it is published, written beside its rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_making import UNITS, field, protected, protected_table, protected_tables, unit_rows, units, words

from opendata_share.contract import Contract, FieldType
from opendata_share.releases import open_catalog, publish
from opendata_share.releases._changes_file import applied, change_batches, found_changes
from opendata_share.releases._links import ChangeCounts

CAPTURED = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)


def counts_of(folder: Path, number: str, dataset: str = "response-unit") -> ChangeCounts | None:
    return open_catalog(folder)[dataset].release(number).manifest.changes


def file_of(folder: Path, number: str) -> pa.Table:
    return pq.read_table(folder / "jakarta-fire/response-unit" / number / "response-unit.changes.parquet")


def test_added_changed_and_removed_rows_are_counted_and_written(tmp_path: Path) -> None:
    before = unit_rows(5)
    after = [{**before[1], "crew": 42}, *before[2:5], *unit_rows(2, first=6)]
    publish(protected(before), into=tmp_path)
    publish(protected(after), into=tmp_path)
    first = open_catalog(tmp_path)["response-unit"].release("1")
    assert first.manifest.changes is None
    counts = counts_of(tmp_path, "2")
    assert counts == ChangeCounts(since="1", digest=first.digest, added=2, changed=1, removed=1)
    found = file_of(tmp_path, "2")
    assert found.schema.names == ["_change", *UNITS.arrow_schema.names]
    rows = found.to_pylist()
    assert [(row["_change"], row["id"]) for row in rows] == [
        ("changed", "jakarta-fire:U2"),
        ("added", "jakarta-fire:U6"),
        ("added", "jakarta-fire:U7"),
        ("removed", "jakarta-fire:U1"),
    ]
    assert {key: value for key, value in rows[0].items() if key != "_change"} == after[0]
    assert {key for key, value in rows[3].items() if value is not None} == {"_change", "id"}
    assert "response-unit.changes.parquet" in open_catalog(tmp_path)["response-unit"].latest().verify()


def test_where_nothing_changed_but_what_is_said_of_it_there_is_no_file(tmp_path: Path) -> None:
    from opendata_share.contract import DatasetInfo

    publish(units(4), into=tmp_path)
    publish(protected(list(reversed(unit_rows(4)))), into=tmp_path, info=DatasetInfo(description=words("new words")))
    counts = counts_of(tmp_path, "2")
    assert counts is not None
    assert (counts.rows, counts.since) == (0, "1")
    assert not list(tmp_path.rglob("*.changes.parquet"))


def test_a_file_captured_again_changes_no_row_and_one_row_more_is_one_change(tmp_path: Path) -> None:
    rows = [{**row, "recorded_at": CAPTURED, "recorded_at_basis": "capture"} for row in unit_rows(4)]
    later = CAPTURED.replace(day=2)
    again = [
        {**row, "recorded_at": later} for row in [*rows, {**unit_rows(1, first=9)[0], "recorded_at_basis": "capture"}]
    ]
    publish(protected_tables(protected_table(UNITS, rows, captured_at=CAPTURED)), into=tmp_path)
    publish(protected_tables(protected_table(UNITS, again, captured_at=later)), into=tmp_path)
    counts = counts_of(tmp_path, "2")
    assert counts is not None
    assert (counts.added, counts.changed, counts.removed) == (1, 0, 0)


def test_a_time_of_capture_that_is_not_the_releases_own_is_a_change(tmp_path: Path) -> None:
    """A row taken from a neighbour was captured when the neighbour says, not when we read it."""
    rows = [{**row, "recorded_at": CAPTURED, "recorded_at_basis": "capture"} for row in unit_rows(3)]
    moved = [{**rows[0], "recorded_at": CAPTURED.replace(day=5)}, *rows[1:], *unit_rows(1, first=7)]
    publish(protected(rows), into=tmp_path)
    publish(protected(moved), into=tmp_path)
    counts = counts_of(tmp_path, "2")
    assert counts is not None
    assert (counts.added, counts.changed, counts.removed) == (1, 1, 0)


@pytest.mark.parametrize("what", ["policy", "contract", "no key"])
def test_releases_of_another_promise_or_policy_are_not_compared(tmp_path: Path, what: str) -> None:
    """A key the policy now treats otherwise must not come back as the key of a removed row."""
    plain = replace(UNITS, primary_key=()) if what == "no key" else UNITS
    publish(protected(unit_rows(3), contract=plain), into=tmp_path)
    other = replace(UNITS, version="1.1.0") if what == "contract" else plain
    digest = "sha256:" + ("d" if what == "policy" else "a") * 64
    publish(protected(unit_rows(2), contract=other, policy_digest=digest), into=tmp_path)
    manifest = open_catalog(tmp_path)["response-unit"].latest().manifest
    assert manifest.changes is None
    assert manifest.previous is not None
    assert not list(tmp_path.rglob("*.changes.parquet"))


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_earlier_release_holds_no_new_one_back(tmp_path: Path, damage: str) -> None:
    publish(units(3), into=tmp_path)
    data = tmp_path / "jakarta-fire/response-unit/1/response-unit.parquet"
    if damage == "gone":
        data.unlink()
    else:
        data.write_bytes(b"x" + data.read_bytes()[1:])
    assert publish(units(4), into=tmp_path).outcome == "published"
    latest = open_catalog(tmp_path)["response-unit"].latest()
    latest.verify()
    assert latest.manifest.changes is None


def test_a_release_that_says_nothing_of_others_is_written_as_it_always_was(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    document = open_catalog(tmp_path)["response-unit"].latest().manifest.to_document()
    assert {"previous", "changes", "corrects", "withdraws"}.isdisjoint(document)


KEYED = Contract(
    name="keyed",
    version="1.0.0",
    title=words("K"),
    primary_key=("a", "b"),
    fields=(
        field("a"),
        field("b", FieldType.INTEGER),
        field("n", FieldType.NUMBER),
        field("tags", FieldType.LIST, items=field("item")),
        field("when", FieldType.DATETIME),
    ),
)
KEYS = st.tuples(st.sampled_from(["", "x", "é", None]), st.sampled_from([0, 1, None]))
CELLS = st.fixed_dictionaries(
    {
        "n": st.sampled_from([None, 0.0, -0.0, 1.5]),
        "tags": st.none() | st.lists(st.sampled_from(["p", "", None]), max_size=2),
        "when": st.sampled_from([None, CAPTURED]),
    }
)


def keyed_table(rows: dict[tuple[str | None, int | None], dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{"a": a, "b": b, **row} for (a, b), row in rows.items()], KEYED.arrow_schema)


def by_key(table: pa.Table) -> list[str]:
    return sorted(repr(row) for row in table.to_pylist())


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, CELLS), st.dictionaries(KEYS, CELLS), st.integers(1, 4))
def test_the_changes_applied_to_the_earlier_rows_give_the_later_ones_exactly(
    earlier: dict[Any, Any], later: dict[Any, Any], size: int
) -> None:
    before, after = keyed_table(earlier), keyed_table(later)
    pieces = [table.to_batches(max_chunksize=size) for table in (before, after)]
    found = found_changes(KEYED, pieces[0], None, pieces[1], None)
    batches = list(change_batches(KEYED, found, pieces[0], pieces[1]))
    assert by_key(applied(KEYED, before, None, batches, None)) == by_key(after)
    assert sum(batch.num_rows for batch in batches) <= len(earlier.keys() | later.keys())
