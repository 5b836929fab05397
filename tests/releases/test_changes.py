"""What changed since a release: stored changes followed back, gaps named, both releases compared where there is one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_making import UNITS, field, protected, protected_table, protected_tables, unit_rows, units
from test_stage_changes import CAPTURED, CELLS, KEYED, KEYS, by_key, keyed_table

from opendata_share._canonical import bytes_digest
from opendata_share._strict_json import document_bytes
from opendata_share.errors import DefinitionError, ReleaseError, SourceError, TrustError
from opendata_share.releases import Dataset, open_catalog, publish
from opendata_share.releases._changes import Step, joined_steps
from opendata_share.releases._changes_file import applied, change_batches, found_changes


def dataset_in(folder: Path) -> Dataset:
    return open_catalog(folder)["response-unit"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four releases: 5 rows; 7 rows; one changed, one removed; the changed one changed back, the removed one back."""
    rows = unit_rows(7)
    changed = [{**row, "crew": 9} if row["id"].endswith("U3") else row for row in rows if not row["id"].endswith("U2")]
    for table in (unit_rows(5), rows, changed, rows):
        publish(protected(table), into=tmp_path)
    return tmp_path


def test_the_changes_since_the_release_before_are_those_it_was_published_with(folder: Path) -> None:
    found = dataset_in(folder).changes()
    assert (found.since, found.release, found.added, found.changed, found.removed) == ("3", "4", 1, 1, 0)
    assert (found.gaps, found.compared) == ((), False)
    assert found.to_arrow().select(["_change", "id"]).to_pylist() == [
        {"_change": "added", "id": "jakarta-fire:U2"},
        {"_change": "changed", "id": "jakarta-fire:U3"},
    ]
    assert pa.table(found).equals(found.to_arrow())
    assert found.to_document()["added"] == 1


def test_the_changes_of_several_releases_are_one_by_key(folder: Path) -> None:
    dataset = dataset_in(folder)
    first = dataset.release("1")
    for since in ("1", 1, first, first.published_at, first.published_at + timedelta(microseconds=1)):
        found = dataset.changes(since)
        assert (found.since, found.compared) == ("1", False)
        words = {row["id"][-2:]: row["_change"] for row in found.to_arrow().to_pylist()}
        assert words == {"U6": "added", "U7": "added", "U2": "changed", "U3": "changed"}
    nothing = dataset.changes(dataset.latest())
    assert nothing.to_arrow().num_rows == nothing.added == nothing.changed == nothing.removed == 0


def test_only_changes_are_fetched_where_the_chain_is_whole(folder: Path) -> None:
    for path in folder.rglob("response-unit.parquet"):
        path.unlink()
    found = dataset_in(folder).changes("1")
    assert found.to_arrow().num_rows == 4


def test_applied_to_the_earlier_rows_they_give_the_later_release(folder: Path) -> None:
    dataset = dataset_in(folder)
    latest = by_key(dataset.read().to_arrow())
    for earlier in dataset.releases():
        assert by_key(dataset.changes(earlier).applied_to(earlier.table())) == latest


def test_a_source_captured_again_gives_its_rows_the_later_time(tmp_path: Path) -> None:
    def captured(numbers: list[int], at: datetime) -> Any:
        rows = [{**row, "recorded_at": at, "recorded_at_basis": "capture"} for n in numbers for row in unit_rows(1, n)]
        return protected_tables(protected_table(UNITS, [*rows, *unit_rows(2, first=50)], captured_at=at))

    for day, numbers in enumerate(([1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5]), start=1):
        publish(captured(numbers, CAPTURED.replace(day=day)), into=tmp_path)
    dataset = dataset_in(tmp_path)
    for since in ("1", "2"):
        found = dataset.changes(since)
        assert found.changed == 0
        assert by_key(found.applied_to(dataset.release(since).table())) == by_key(dataset.read().to_arrow())


def rewritten(folder: Path, number: str, change: Any) -> None:
    """Change a release's manifest and let the catalogue vouch for it."""
    catalog = json.loads((folder / "catalog.json").read_text("utf-8"))
    entry = next(e for e in catalog["datasets"][0]["releases"] if e["release"] == number)
    path = folder / entry["path"] / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    change(manifest)
    path.write_bytes(document_bytes(manifest))
    entry["manifest"] |= {"bytes": path.stat().st_size, "sha256": bytes_digest(path.read_bytes())}
    (folder / "catalog.json").write_bytes(document_bytes(catalog))


def unlisted(folder: Path, number: str) -> None:
    catalog = json.loads((folder / "catalog.json").read_text("utf-8"))
    dataset = catalog["datasets"][0]
    dataset["releases"] = [entry for entry in dataset["releases"] if entry["release"] != number]
    (folder / "catalog.json").write_bytes(document_bytes(catalog))


def drop_changes(manifest: dict[str, Any]) -> None:
    del manifest["changes"]


@pytest.mark.parametrize(("reason", "at"), [("missing", "4"), ("chain", "4"), ("not-compared", "3"), ("promise", "5")])
def test_a_gap_is_named_and_both_releases_are_compared_or_it_is_refused(folder: Path, reason: str, at: str) -> None:
    if reason == "missing":
        unlisted(folder, "3")
    elif reason == "chain":
        rewritten(folder, "3", lambda manifest: manifest["advice"].update({"axis-swapped": 1}))
    elif reason == "not-compared":
        rewritten(folder, "3", drop_changes)
        rewritten(folder, "4", lambda manifest: follow(folder, manifest))
    else:
        publish(units(7, policy_digest="sha256:" + "d" * 64), into=folder)
    dataset = dataset_in(folder)
    found = dataset.changes("1")
    assert [(gap.release, gap.reason) for gap in found.gaps] == [(at, reason)]
    assert f"release {at}" in found.gaps[0].text("en")
    assert f"rilis {at}" in found.gaps[0].text("id")
    assert found.compared
    assert by_key(found.applied_to(dataset.release("1").table())) == by_key(dataset.read().to_arrow())
    with pytest.raises(ReleaseError) as caught:
        dataset.changes("1", on_gap="error")
    assert found.gaps[0].text("en") in str(caught.value)


def follow(folder: Path, manifest: dict[str, Any]) -> None:
    data = (folder / "jakarta-fire/response-unit/3/manifest.json").read_bytes()
    manifest["previous"]["digest"] = manifest["changes"]["digest"] = bytes_digest(data)


def test_a_release_of_another_contract_is_compared_as_the_later_contract_sees_it(tmp_path: Path) -> None:
    publish(units(4), into=tmp_path)
    more = replace(UNITS, version="1.1.0", fields=(*UNITS.fields, field("call_sign")))
    publish(protected([{**row, "call_sign": None} for row in unit_rows(5)], contract=more), into=tmp_path)
    dataset = dataset_in(tmp_path)
    found = dataset.changes()
    assert (found.added, found.changed, found.removed) == (1, 0, 0)
    assert by_key(found.applied_to(dataset.release("1").table())) == by_key(dataset.read().to_arrow())


def test_what_cannot_be_said_is_said_so(tmp_path: Path) -> None:
    publish(units(4), into=tmp_path / "one")
    with pytest.raises(ReleaseError) as caught:
        dataset_in(tmp_path / "one").changes()
    assert caught.value.message_id == "changes-first"
    with pytest.raises(DefinitionError):
        dataset_in(tmp_path / "one").changes("1", on_gap="guess")  # type: ignore[arg-type]
    with pytest.raises(ReleaseError):
        dataset_in(tmp_path / "one").changes("7")
    keyless = replace(UNITS, primary_key=())
    for count in (3, 4):
        publish(protected(unit_rows(count), contract=keyless), into=tmp_path / "keyless")
    with pytest.raises(ReleaseError) as caught:
        dataset_in(tmp_path / "keyless").changes()
    assert caught.value.message_id == "changes-no-key"
    publish(units(2), into=tmp_path / "keyless")
    found = dataset_in(tmp_path / "keyless").changes()
    assert (found.removed, found.gaps[0].reason) == (2, "promise")
    other = replace(UNITS, primary_key=("id", "kind"))
    publish(protected(unit_rows(3), contract=without_kind()), into=tmp_path / "other")
    publish(protected(unit_rows(3), contract=other), into=tmp_path / "other")
    with pytest.raises(ReleaseError) as caught:
        dataset_in(tmp_path / "other").changes()
    assert caught.value.message_id == "changes-other-key"


def without_kind() -> Any:
    fields = tuple(each for each in UNITS.fields if each.name != "kind")
    return replace(UNITS, fields=fields, code_lists=())


def test_a_file_of_changes_that_is_not_what_its_manifest_says_is_refused(folder: Path) -> None:
    path = folder / "jakarta-fire/response-unit/4/response-unit.changes.parquet"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"x")
    with pytest.raises(TrustError):
        dataset_in(folder).changes()
    table = pq.read_table(pa.BufferReader(data))
    lies = {"another word": table.set_column(0, "_change", pa.array(["moved", "changed"]))}
    lies["a key twice"] = pa.concat_tables([table.slice(0, 1), table.slice(0, 1)])
    for lie in lies.values():
        pq.write_table(lie, path)
        name = path.name
        entry = {"name": name, "bytes": path.stat().st_size, "sha256": bytes_digest(path.read_bytes())}
        files = lambda m, e=entry: m.update(files=[e if f["name"] == e["name"] else f for f in m["files"]])  # noqa: E731
        rewritten(folder, "4", files)
        with pytest.raises(SourceError):
            dataset_in(folder).changes()


TABLES = st.lists(st.dictionaries(KEYS, CELLS), min_size=2, max_size=5)


@settings(max_examples=120, deadline=None)
@given(TABLES, st.integers(1, 3))
def test_changes_of_any_number_of_releases_joined_give_the_last_from_the_first(
    tables: list[dict[Any, Any]], size: int
) -> None:
    forms = [keyed_table(rows) for rows in tables]
    steps = []
    for number, (before, after) in enumerate(pairwise(forms), start=2):
        pieces = [table.to_batches(max_chunksize=size) for table in (before, after)]
        found = found_changes(KEYED, pieces[0], None, pieces[1], None)
        batches = list(change_batches(KEYED, found, pieces[0], pieces[1]))
        counts = {"added": len(found.added), "changed": len(found.changed), "removed": len(found.removed)}
        steps.append(Step(str(number), counts, None, lambda names, b=batches: (x.select(list(names)) for x in b), "x"))
    counts, rows = joined_steps(KEYED, steps)
    assert by_key(applied(KEYED, forms[0], None, rows(), None)) == by_key(forms[-1])
    words = [row["_change"] for batch in rows() for row in batch.to_pylist()]
    assert {word: words.count(word) for word in ("added", "changed", "removed")} == counts
    assert set(tables[-1]) - set(tables[0]) == {
        (row["a"], row["b"]) for batch in rows() for row in batch.to_pylist() if row["_change"] == "added"
    }


def test_moments_need_a_zone(folder: Path) -> None:
    with pytest.raises(DefinitionError):
        dataset_in(folder).changes(datetime(2026, 1, 1))
    with pytest.raises(ReleaseError):
        dataset_in(folder).changes(datetime(2000, 1, 1, tzinfo=UTC))
