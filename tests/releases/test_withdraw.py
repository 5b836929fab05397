"""Withdrawals: readers are told why and what takes its place, and withdrawn rows do not come back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from release_making import protected, snapshot, unit_rows, units
from test_stage_changes import by_key

from opendata_share.errors import (
    CorrectedReleaseWarning,
    DefinitionError,
    ReleaseError,
    WithdrawnRelease,
    WithdrawnReleaseWarning,
)
from opendata_share.receipts import ReceiptLog
from opendata_share.releases import open_catalog, publish, repair, withdraw
from opendata_share.releases._repair import repair_on
from opendata_share.stores import Disk, open_store

WHY = "names of drivers stood in the notes"
ID = "jakarta-fire/response-unit"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for count in (3, 4, 5):
        publish(units(count), into=tmp_path / "public")
    return tmp_path / "public"


def dataset_in(folder: Path) -> Any:
    return open_catalog(folder)[ID]


def test_who_reads_the_latest_is_told_why_it_is_gone_and_what_stands(folder: Path) -> None:
    done = withdraw("response-unit", 3, WHY, into=folder)
    assert (done.outcome, done.dataset, done.release, done.by) == ("withdrawn", ID, "3", "4")
    dataset = dataset_in(folder)
    assert [release.number for release in dataset.releases()] == ["1", "2", "3"]
    for read in (dataset.read, dataset.latest().table, lambda: dataset.latest().pull(folder.parent / "in")):
        with pytest.raises(WithdrawnRelease) as caught:
            read()
        assert WHY in str(caught.value)
        assert "last release that stands: 2" in str(caught.value)
        assert "rilis terakhir yang berlaku: 2" in caught.value.text("id").lower()
        assert caught.value.exit_code == 1
    assert not (folder.parent / "in").exists()
    with pytest.warns(WithdrawnReleaseWarning, match="withdrawn"):
        assert dataset.read(on_withdrawn="warn").to_arrow().num_rows == 5
    with pytest.raises(DefinitionError):
        dataset.read(on_withdrawn="ignore")
    notice = dataset.latest().withdrawn
    assert (notice.release, notice.reason) == ("4", WHY)
    assert dataset.release(2).withdrawn is None
    assert dataset.release(2).read().to_arrow().num_rows == 4


def test_other_tools_are_led_to_what_stands_or_to_what_says_that_nothing_does(folder: Path) -> None:
    def latest() -> Any:
        return json.loads((folder / "catalog.json").read_text("utf-8"))["datasets"][0]["latest"]

    withdraw(ID, 2, WHY, into=folder)
    assert latest() == "3"
    withdraw(ID, 3, WHY, into=folder)
    assert latest() == "5"
    assert [path.name for path in (folder / ID / "5").iterdir()] == ["manifest.json"]
    manifest = json.loads((folder / ID / "5/manifest.json").read_text("utf-8"))
    third = dataset_in(folder).release(3)
    assert manifest["withdraws"] == {"release": "3", "digest": third.digest, "reason": WHY}
    assert (manifest["rows"], manifest["files"], manifest["previous"]["release"]) == (0, [], "4")


def test_the_next_release_takes_its_place_and_is_compared_with_what_stands(folder: Path) -> None:
    withdraw(ID, 3, WHY, into=folder)
    done = publish(units(7), into=folder, corrects="3", reason="notes left out")
    assert done.release.release == "5"
    dataset = dataset_in(folder)
    manifest = dataset.latest().manifest
    assert (manifest.previous.release, manifest.changes.since, manifest.changes.added) == ("4", "2", 3)
    with pytest.raises(WithdrawnRelease) as caught:
        dataset.release(3).read()
    assert "Release 5 takes its place" in str(caught.value)
    found = dataset.changes("1")
    assert (found.gaps, found.compared) == ((), False)
    assert by_key(found.applied_to(dataset.release(1).table())) == by_key(dataset.read().to_arrow())
    with pytest.raises(WithdrawnRelease):
        dataset.changes("3")


def test_a_release_that_was_compared_with_a_withdrawn_one_is_a_gap(folder: Path) -> None:
    withdraw(ID, 2, WHY, into=folder)
    found = dataset_in(folder).changes("1")
    assert [(gap.release, gap.reason) for gap in found.gaps] == [("3", "withdrawn")]
    assert (found.compared, found.added) == (True, 2)
    withdraw(ID, 3, WHY, into=folder)
    with pytest.raises(WithdrawnRelease):
        dataset_in(folder).changes("1")


def test_withdrawing_again_changes_no_byte(folder: Path) -> None:
    withdraw(ID, 3, WHY, into=folder)
    before = snapshot(folder)
    again = withdraw(ID, "3", "another reason", into=folder)
    assert (again.outcome, again.by, again.reason) == ("unchanged", "4", WHY)
    assert snapshot(folder) == before


def test_withdrawn_rows_come_back_only_as_a_correction_that_says_so(folder: Path) -> None:
    withdraw(ID, 3, WHY, into=folder)
    before = snapshot(folder)
    with pytest.raises(ReleaseError) as caught:
        publish(units(5), into=folder)
    assert caught.value.message_id == "publish-withdrawn"
    assert WHY in str(caught.value)
    assert snapshot(folder) == before
    assert publish(units(5), into=folder, corrects="3", reason="it was another file").release.release == "5"
    assert publish(units(5), into=folder).outcome == "unchanged"
    assert dataset_in(folder).read().to_arrow().num_rows == 5


def test_erasing_removes_the_rows_and_the_keys_others_name_of_them_and_nothing_else(tmp_path: Path) -> None:
    canary = {**unit_rows(1, first=77)[0], "id": "jakarta-fire:CANARY77"}
    rows = unit_rows(3)
    for table in (rows, [*rows, canary], unit_rows(4)):
        publish(protected(table), into=tmp_path)
    holding = [path for path, data in snapshot(tmp_path).items() if b"CANARY77" in data]
    assert f"{ID}/3/response-unit.changes.parquet" in holding
    done = withdraw(ID, 2, WHY, into=tmp_path, erase=True)
    assert set(done.erased) == {
        *(f"{ID}/2/response-unit.{form}" for form in ("csv", "parquet", "changes.parquet")),
        f"{ID}/3/response-unit.changes.parquet",
    }
    assert [path for path, data in snapshot(tmp_path).items() if b"CANARY77" in data] == []
    dataset = dataset_in(tmp_path)
    for release in dataset.releases():
        release.verify()
    assert dataset.read().to_arrow().num_rows == 4
    assert dataset.changes("1").compared
    assert withdraw(ID, 2, WHY, into=tmp_path, erase=True).erased == ()
    assert "4 data files were erased" in done.text("en")


def test_erasing_one_release_leaves_the_grace_of_another(folder: Path) -> None:
    withdraw(ID, 2, WHY, into=folder)
    before = {path for path in snapshot(folder) if path.startswith(f"{ID}/2/")}
    done = withdraw(ID, 3, WHY, into=folder, erase=True)
    assert {path.split("/")[2] for path in done.erased} == {"3"}
    assert {path for path in snapshot(folder) if path.startswith(f"{ID}/2/")} == before


def test_repair_erases_what_was_withdrawn_after_its_grace(folder: Path) -> None:
    withdraw(ID, 3, WHY, into=folder)
    assert repair(folder).steps == ()
    later = datetime.now(UTC) + timedelta(days=8)
    steps = repair_on(open_store(folder, Disk()), keep=None, grace=timedelta(days=7), now=later).steps
    assert f"{ID}/3/response-unit.parquet" in [step.about for step in steps]
    dataset_in(folder).release(3).verify()


def test_who_reads_a_corrected_release_is_warned_and_told_which_takes_its_place(folder: Path) -> None:
    publish(units(6), into=folder, corrects="2", reason="crews counted twice")
    dataset = dataset_in(folder)
    with pytest.warns(CorrectedReleaseWarning, match="corrected by release 4: crews counted twice"):
        dataset.release(2).read()
    assert dataset.release(2).corrected.release == "4"
    assert dataset.latest().corrects.release == "2"
    dataset.read()
    withdraw(ID, 4, WHY, into=folder)
    assert dataset_in(folder).release(2).corrected is None


def test_a_receipt_tells_of_a_withdrawal_once(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for _ in range(2):
        withdraw(ID, 3, WHY, into=folder, receipts=log)
    told = [(receipt.what.decision, receipt.what.release) for receipt in ReceiptLog(log).receipts()]
    assert told == [("withdrawn", "3")]


@pytest.mark.parametrize(
    ("dataset", "number", "reason", "error"),
    [
        ("beds", 1, WHY, ReleaseError),
        (ID, 9, WHY, ReleaseError),
        (ID, 1, "", DefinitionError),
        (ID, 1, "a\nb", DefinitionError),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(folder: Path, dataset: str, number: int, reason: str, error: Any) -> None:
    before = snapshot(folder)
    with pytest.raises(error):
        withdraw(dataset, number, reason, into=folder)
    assert snapshot(folder) == before


def test_a_withdrawal_itself_cannot_be_withdrawn_or_read(folder: Path) -> None:
    withdraw(ID, 3, WHY, into=folder)
    with pytest.raises(ReleaseError):
        withdraw(ID, 4, WHY, into=folder)
    with pytest.raises(ReleaseError):
        dataset_in(folder).release(4)
    with pytest.raises(ReleaseError):
        publish(units(8), into=folder, corrects="4", reason=WHY)


def test_a_place_without_releases_has_none_to_withdraw(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError):
        withdraw(ID, 1, WHY, into=tmp_path / "nowhere")
